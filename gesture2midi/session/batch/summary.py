"""What became of all films, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from gesture2midi.files import write_whole
from gesture2midi.session.batch.record import Row

COLUMNS = (
    *("film", "result", "length_s", "frames", "left_seen_percent", "right_seen_percent"),
    *("notes", "longest_loss_s", "warnings"),
)
HEADINGS = ("film", "", "s", "frames", "left %", "right %", "notes", "longest loss s", "warnings")


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write the table as CSV.

    Raises:
        OutputError: it cannot be written there.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow((row.film, row.result, *_figures(row, 3, 1), " ".join(row.warnings)))
    write_whole(path, text.getvalue())


def shown(row: Row) -> tuple[str, ...]:
    """A row for the terminal, under `HEADINGS`."""
    if row.result == "failed":
        return row.name, row.result, *[""] * 6, row.warnings[-1]
    return row.name, row.result, *_figures(row, 1, 0), " ".join(row.warnings)


def _figures(row: Row, places: int, of_percents: int) -> tuple[str, ...]:
    return (
        f"{row.seconds:.{places}f}",
        str(row.frames),
        f"{100 * row.left:.{of_percents}f}",
        f"{100 * row.right:.{of_percents}f}",
        str(row.notes),
        f"{row.longest_loss:.{places}f}",
    )

"""Tables for the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import printable

if TYPE_CHECKING:
    from gesture2midi.session.latency import Meter
    from gesture2midi.session.sound_path import Part


def print_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    title: str = "",
    right: Sequence[int] = (),
    *,
    err: bool = False,
) -> None:
    """Print rows under headings; the columns numbered in `right` are set to the right. err: to stderr."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=printable(title) or None, title_justify="left", box=box.SIMPLE_HEAD)
    for index, heading in enumerate(headings):
        table.add_column(printable(heading), justify="right" if index in right else "left")
    for row in rows:
        table.add_row(*map(printable, row))
    stream = sys.stderr if err else sys.stdout
    # A pipe has no width of its own, and a table in it is not to be folded at 80 columns.
    Console(width=None if is_terminal(stream) else 160, stderr=err).print(table, markup=False)


def print_latency(meter: Meter, *, err: bool = False) -> None:
    """The latency table: milliseconds from a picture's arrival to its messages' departure."""
    rows = [
        (row.stage, *(f"{ms:.2f}" for ms in (row.p50, row.p95, row.p99, row.worst))) for row in meter.rows()
    ]
    if not rows:
        return
    if meter.strike_delay is not None:
        rows.append(("strike delay", f"{1000 * meter.strike_delay:.2f}", "", "", ""))
    print_table(
        ("ms", "p50", "p95", "p99", "worst"),
        rows,
        title=f"Latency over {meter.frames} frames, {meter.dropped} dropped",
        right=(1, 2, 3, 4),
        err=err,
    )
    print_sound_path(meter.sound_path(), err=err)


def print_sound_path(parts: Sequence[Part], *, err: bool = False) -> None:
    """What lies between a hand and its sound: one number, and its parts as a bar."""
    from gesture2midi.session.sound_path import lines

    for line in lines(parts):
        click.echo(printable(line), err=err)

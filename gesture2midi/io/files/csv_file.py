"""A table of numbers as CSV: a line a frame, its columns named with their units."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from gesture2midi.errors import OutputError


class CsvFile:
    """Writes rows under headings, RFC 4180 with line feeds, in UTF-8.

    A number that is none is an empty cell.

    Raises:
        OutputError: it cannot be written, here or in any method.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        try:
            self._file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise self._failed(error) from error
        self._writer = csv.writer(self._file, lineterminator="\n")
        self.write(columns)

    def write(self, cells: Iterable[str | int | float | None]) -> None:
        """Add a row."""
        try:
            self._writer.writerow(map(_said, cells))
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        try:
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(f"The file {self._path} cannot be written: {error.strerror or error}.")

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _said(cell: str | int | float | None) -> str | int:
    if cell is None or isinstance(cell, float):
        return "" if cell is None or not math.isfinite(cell) else f"{cell:.6g}"
    return cell

"""The player's own takes: a folder of files, and in it a bin for those that were thrown away."""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from gesture2midi import paths
from gesture2midi.errors import OutputError
from gesture2midi.whole import free_name

KEPT_DAYS = 30
"""How long the bin keeps a take."""
CUTTING = ".cut-"
"""How the folders begin in which parts of takes are made."""
_BIN = ".bin"
_STAMP = 19
"""Letters of a take's name that say when it was begun."""
_PIECE = 65_536
"""Bytes at each end of a take that hold its first and last frame; a line has 32,768 at the most."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One take.

    begins: the time of its first frame, from which it is `seconds` long.
    mapping, file: the name of what it was played with, and of its file; "" where that is not known.
    version: another one when the file was changed.
    """

    path: Path
    when: datetime
    begins: float
    seconds: float
    mapping: str
    file: str
    version: tuple[int, int]

    @property
    def part(self) -> str:
        """What its name says beyond the time, as `part 2`."""
        return self.path.stem[_STAMP:].strip() if _said(self.path) else self.path.stem


def new_take() -> Path:
    """A file for a take that begins now; the folder is made if need be.

    Raises:
        OutputError: it cannot be made.
    """
    folder = paths.takes()
    _make(folder)
    return free_name(folder / f"{time.strftime('%Y-%m-%d %H.%M.%S')}.jsonl")


def kept() -> list[Kept]:
    """All takes, the newest first; a file that is none is left out."""
    found = []
    with suppress(FileNotFoundError), os.scandir(paths.takes()) as entries:
        for entry in entries:
            if entry.name.endswith(".jsonl"):
                now = entry.stat()
                found.append(_read(Path(entry.path), (now.st_mtime_ns, now.st_size)))
    takes = (take for take in found if take is not None)
    return sorted(takes, key=lambda take: (take.when, take.path.name), reverse=True)


def take_in(file: Path) -> Path:
    """Give the part of a take its place beside it; nothing that is there is written over.

    file: as `Exports.cut` makes it, in a folder of its own among the takes.

    Raises:
        OutputError: it cannot be moved.
    """
    place = free_name(file.parent.parent / f"{file.stem} part.jsonl")
    _move(file, place)
    return place


def throw_away(path: Path) -> Path:
    """Move a take into the bin; gives where it lies there.

    Raises:
        OutputError: it cannot be moved.
    """
    place = free_name(path.parent / _BIN / path.name)
    _make(place.parent)
    _move(path, place)
    os.utime(place)  # so that it is kept from today on
    return place


def take_back(thrown: Path) -> Path:
    """Move a take out of the bin again.

    Raises:
        OutputError: it cannot be moved.
    """
    place = free_name(thrown.parent.parent / thrown.name)
    _move(thrown, place)
    return place


def empty_bin(now: float) -> None:
    """Delete what has lain in the bin for `KEPT_DAYS`, and what is left of parts that were broken off.

    now: as `time.time()`.
    """
    for path in (paths.takes() / _BIN).glob("*.jsonl"):
        if now - path.stat().st_mtime > KEPT_DAYS * 86_400:
            path.unlink(missing_ok=True)
    for folder in paths.takes().glob(f"{CUTTING}*"):
        if now - folder.stat().st_mtime > 86_400:
            shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=4096)
def _read(path: Path, version: tuple[int, int]) -> Kept | None:
    """What is known of this file; read once, and again when it was changed."""
    try:
        with path.open("rb") as file:
            header, first = json.loads(file.readline(_PIECE)), file.readline(_PIECE)
            file.seek(max(0, version[1] - _PIECE))
            last = file.read().splitlines()[-1]
        names = [header.get(key, "") for key in ("mapping", "file")]
        begins, ends = (float(json.loads(line)["t"]) for line in (first, last))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    mapping, played = (name if isinstance(name, str) else "" for name in names)
    when = _said(path) or datetime.fromtimestamp(version[0] / 1e9)
    return Kept(path, when, begins, ends - begins, mapping, played, version)


def _said(path: Path) -> datetime | None:
    """When it was begun, as its name says; else it is when the file was written."""
    try:
        return datetime.strptime(path.stem[:_STAMP], "%Y-%m-%d %H.%M.%S")
    except ValueError:
        return None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def _move(path: Path, to: Path) -> None:
    try:
        path.rename(to)
    except OSError as error:
        raise OutputError(f"The take {path} cannot be moved: {error.strerror}.") from error

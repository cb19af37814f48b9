"""The player's own takes: a folder of files, and in it a bin for those that were deleted."""

from __future__ import annotations

import io
import math
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from gesture2midi import paths
from gesture2midi.capture.takes.lines import (
    LONGEST,
    NoJsonError,
    header_of,
    name_of,
    number_of,
    numbered,
    object_of,
    parse,
)
from gesture2midi.errors import printable
from gesture2midi.files import free_name, make_folder, move, open_regular

KEPT_DAYS = 30
"""How long the bin keeps a take."""
CUTTING = ".cut-"
"""How the folders begin in which parts of takes are made."""
_BIN = ".bin"
_STAMP = 19
"""Letters of a take's name that say when it was begun."""
_HEAD = 262_144
"""Bytes in which the header and the first frame have to come, empty lines and all."""
_PIECE = 65_536
"""Bytes at each end of a take that hold its first and last frame; a line has 32,768 at the most."""


@dataclass(frozen=True, slots=True)
class SavedTake:
    """One take.

    mapping, file, fingerprint: see `takes.reader.Take`.
    version: another one when the file was changed.
    problem: why it cannot be played, in a sentence; "" where its first and last frame are sound.
    """

    path: Path
    when: datetime
    seconds: float
    mapping: str
    file: str
    version: tuple[int, int]
    problem: str = ""
    fingerprint: str = ""

    @property
    def part(self) -> str:
        """What its name says beyond the time, as `part 2`."""
        return printable(self.path.stem[_STAMP:].strip() if _said(self.path) else self.path.stem)


def new_take() -> Path:
    """A file for a take that begins now; the folder is made if need be.

    Raises:
        OutputError: it cannot be made.
    """
    folder = paths.takes()
    make_folder(folder)
    return free_name(folder / f"{time.strftime('%Y-%m-%d %H.%M.%S')}.jsonl")


def kept() -> list[SavedTake]:
    """All takes, the newest first; a file that is none is left out."""
    found = []
    with suppress(OSError), os.scandir(paths.takes()) as entries:
        for entry in entries:
            with suppress(OSError):  # a link that leads nowhere, or a file that has just gone
                if entry.name.endswith(".jsonl") and entry.is_file():
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
    move(file, place, "take")
    return place


def delete_take(path: Path) -> Path:
    """Move a take into the bin; gives where it lies there.

    Raises:
        OutputError: it cannot be moved.
    """
    place = free_name(path.parent / _BIN / path.name)
    make_folder(place.parent)
    move(path, place, "take")
    os.utime(place)  # so that it is kept from today on
    return place


def restore_take(thrown: Path) -> Path:
    """Move a take out of the bin again.

    Raises:
        OutputError: it cannot be moved.
    """
    place = free_name(thrown.parent.parent / thrown.name)
    move(thrown, place, "take")
    return place


def empty_bin(now: float) -> None:
    """Delete what has lain in the bin for `KEPT_DAYS`, and what is left of parts that were broken off.

    now: as `time.time()`.
    """
    for path in (paths.takes() / _BIN).glob("*.jsonl"):
        with suppress(OSError):  # whatever else lies there stays
            if path.is_file() and now - path.stat().st_mtime > KEPT_DAYS * 86_400:
                path.unlink()
    for folder in paths.takes().glob(f"{CUTTING}*"):
        with suppress(OSError):
            if now - folder.stat().st_mtime > 86_400:
                shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=4096)
def _read(path: Path, version: tuple[int, int]) -> SavedTake | None:
    """What is known of this file; read once, and again when it was changed. None where it is no take."""
    try:
        with open_regular(path) as file:
            lines = numbered(io.BytesIO(file.read(_HEAD)))
            header = header_of(next(lines, (1, b""))[1])
            first = next(lines, None)
            file.seek(max(0, version[1] - _PIECE))
            last = file.read(_PIECE).splitlines()
    except (OSError, ValueError):
        return None
    mapping, played = (printable(name_of(header.get(key)))[:200] for key in ("mapping", "file"))
    fingerprint = name_of(header.get("sha256"))
    when = _said(path) or _written(version[0])
    if printable(path.name) != path.name:
        problem = "This take cannot be played: its file name is no text. Rename the file."
        return SavedTake(path, when, 0.0, mapping, played, version, problem, fingerprint)
    try:
        seconds, problem = _length(first, last), ""
    except ValueError as error:
        seconds, problem = 0.0, f"This take cannot be played: {error}."
    return SavedTake(path, when, seconds, mapping, played, version, problem, fingerprint)


def _length(first: tuple[int, bytes] | None, last: list[bytes]) -> float:
    """Seconds from the first frame to the last; a line that a crash has cut off does not count.

    Raises:
        ValueError: one of them has no time that can be; says which.
    """
    if first is None:
        raise ValueError("it has no frame")
    begins, ends = _time(first[1], f"line {first[0]}"), None
    for line in reversed(last):
        if not line or line.isspace():
            continue
        try:
            ends = _time(line, "the last line")
            break
        except NoJsonError:
            continue
    if ends is None or not 0 <= ends - begins <= LONGEST:
        raise ValueError("its last frame is before the first, or more than 24 hours after it")
    return round(ends - begins, 6)


def _time(line: bytes, name: str) -> float:
    try:
        return number_of(object_of(parse(line)).get("t"), "t", math.inf)
    except NoJsonError as error:
        raise NoJsonError(f"{name}: {error}") from error
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _written(nanoseconds: int) -> datetime:
    """When a file was written; a time that no calendar has counts as the first there is."""
    try:
        return datetime.fromtimestamp(nanoseconds / 1e9)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0)


def _said(path: Path) -> datetime | None:
    """When it was begun, as its name says; else it is when the file was written."""
    try:
        return datetime.strptime(path.stem[:_STAMP], "%Y-%m-%d %H.%M.%S")
    except ValueError:
        return None

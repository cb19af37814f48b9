"""The player's own takes: a folder of files, and in it a bin for those that were thrown away."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gesture2midi import paths
from gesture2midi.errors import OutputError
from gesture2midi.whole import free_name

KEPT_DAYS = 30
"""How long the bin keeps a take."""
_BIN = ".bin"
_PIECE = 65_536
"""Bytes at each end of a take that hold its first and last frame; a line has 32,768 at the most."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One take. `mapping`: what it was played with, "" where that is not known; `seconds`: how long it is."""

    path: Path
    when: datetime
    seconds: float
    mapping: str


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
    found = [_read(path) for path in paths.takes().glob("*.jsonl")]
    return sorted((take for take in found if take is not None), key=lambda take: take.when, reverse=True)


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
    """Delete what has lain in the bin for `KEPT_DAYS`; now: as `time.time()`."""
    for path in (paths.takes() / _BIN).glob("*.jsonl"):
        if now - path.stat().st_mtime > KEPT_DAYS * 86_400:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Kept | None:
    try:
        with path.open("rb") as file:
            header, first = json.loads(file.readline(_PIECE)), file.readline(_PIECE)
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - _PIECE))
            last = file.read().splitlines()[-1]
        mapping = header.get("mapping", "")
        seconds = float(json.loads(last)["t"]) - float(json.loads(first)["t"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return Kept(path, _when(path), seconds, mapping if isinstance(mapping, str) else "")


def _when(path: Path) -> datetime:
    """When it was begun, as its name says; else when the file was written."""
    try:
        return datetime.strptime(path.stem[:19], "%Y-%m-%d %H.%M.%S")
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime)


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

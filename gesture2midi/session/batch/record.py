"""What became of a film, and the record by which a later run knows that it need not be played again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gesture2midi.files import open_regular, write_whole

FOLDER = ".batch"
"""In the output folder; holds the records, and what is being made."""
_LARGEST = 1 << 20


class Row(BaseModel):
    """What became of a film.

    result: `made`, `kept` from an earlier run, or `failed`.
    seconds: how long it is. left, right: shares of the frames in which the hand is seen, 0..1.
    notes: how many were played. longest_loss: seconds; see `Sightings`.
    warnings: sentences; of one that failed, the last says why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    film: str
    name: str
    result: Literal["made", "kept", "failed"]
    seconds: float = 0.0
    frames: int = 0
    left: float = 0.0
    right: float = 0.0
    notes: int = 0
    longest_loss: float = 0.0
    warnings: tuple[str, ...] = ()


class _Record(BaseModel):
    """film: SHA-256 of its bytes. how: of all that it was made with. files: SHA-256 of each, by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    film: str
    how: str
    files: dict[str, str]
    row: Row


def digest(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    found = hashlib.sha256()
    with open_regular(path) as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def known(out: Path, name: str, film: str, how: str) -> Row | None:
    """Returns the row of a film whose files are there as they were made, of the same in the same way."""
    try:
        with open_regular(_place(out, name)) as file:
            record = _Record.model_validate_json(file.read(_LARGEST))
        if (record.film, record.how) != (film, how):
            return None
        if any(digest(out / file) != told for file, told in record.files.items()):
            return None
    except (OSError, ValidationError):
        return None
    return record.row.model_copy(update={"result": "kept"})


def remember(out: Path, row: Row, film: str, how: str, files: list[str]) -> None:
    """Keep a record of a film whose files are whole and in their place.

    Raises:
        OSError, OutputError: it cannot be written.
    """
    place = _place(out, row.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    record = _Record(film=film, how=how, row=row, files={file: digest(out / file) for file in files})
    write_whole(place, record.model_dump_json(indent=1) + "\n")


def _place(out: Path, name: str) -> Path:
    return out / FOLDER / "done" / f"{name}.json"

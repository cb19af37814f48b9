"""Writes a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gesture2midi.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to, with the same ending, which becomes `path` if all went well.

    Raises:
        OutputError: it cannot be written there. Nothing is left behind then.
    """
    part = _part(path)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(f"The file {path} cannot be written: {error.strerror or error}") from error
    finally:
        if os.path.exists(part):  # unlike `Path.exists`, False also for a name that no file can have
            part.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a text, which is on the disk before it takes the old one's place: a crash leaves one of the two.

    Raises:
        OutputError: it cannot be written there.
    """
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def free_name(path: Path) -> Path:
    """This name, or one beside it that nothing has."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free


def check_writable(path: Path) -> None:
    """Try whether a file can be written there, before a performance of minutes is played for it.

    Raises:
        OutputError: it cannot. Nothing is left behind, and a file that is there is not touched.
    """
    if not path.name or (os.path.exists(path) and not path.is_file()):
        raise OutputError(f"The output {str(path)!r} cannot be written: that is no file; name one.")
    part = _part(path)
    try:
        part.touch()
        part.unlink()
    except OSError as error:
        raise OutputError(
            f"The file {path} cannot be written ({error.strerror or error}): "
            "name a file in a folder that can."
        ) from error


def _part(path: Path) -> Path:
    return path.with_name(f".part-{os.getpid()}-{path.name}")

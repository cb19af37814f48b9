"""The player's own takes: a folder of files."""

from __future__ import annotations

import time
from pathlib import Path

from gesture2midi import paths
from gesture2midi.errors import OutputError


def new_take() -> Path:
    """A file for a take that begins now; the folder is made if need be.

    Raises:
        OutputError: it cannot be made.
    """
    folder = paths.takes()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    name = time.strftime("%Y-%m-%d %H.%M.%S")
    return next(
        path for n in range(1000) if not (path := folder / f"{name}{f' {n}' if n else ''}.jsonl").exists()
    )

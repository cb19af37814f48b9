"""A command as a player types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run(
    folder: Path, *arguments: str | Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`gesture2midi` with these arguments in this folder, and no terminal to be asked at."""
    return subprocess.run(
        [sys.executable, "-m", "gesture2midi", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | (env or {}),
        timeout=120,
    )

"""What an evening leaves behind when its visitors have gone: nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from needed import missing

ROOT = Path(__file__).parents[3]
ONCE = 5000
"""Blocks of Python's memory, of which a page has some 8,000: what a first visit was too short for."""
MARGIN = 20.0
"""Megabytes: what libraries have in use at one look and not at another."""


def test_pages_that_were_left_leave_no_client_page_task_thread_file_or_memory_in_use(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux") or shutil.which("chromium") is None:
        missing("No Linux with Chromium")
    out = tmp_path / "soak.json"
    subprocess.run(
        [sys.executable, "-m", "benchmarks", "soak", "--seconds", "10", "--rounds", "1", "--json", str(out)],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},
        check=True,
        timeout=400,
    )
    once, then = json.loads(out.read_text())
    before, after = once["left"], then["left"]
    assert then["frames"] > 0 and then["opened"] >= 4
    assert before["clients"] == before["pages"] == after["clients"] == after["pages"] == 0
    for what in ("tasks", "threads", "files"):
        assert after[what] <= before[what], (what, before, after)
    assert after["blocks"] - before["blocks"] < ONCE
    assert after["native"] - before["native"] < MARGIN

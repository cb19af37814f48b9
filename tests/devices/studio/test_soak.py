"""What an evening leaves behind when its visitors have gone: nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from needed import missing

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "soak.py"
MARGIN = 30.0
"""Megabytes: what an allocator keeps or not between two looks. Pages that stay are counted one by one."""


def test_pages_that_were_left_leave_no_client_page_task_thread_or_file(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux") or shutil.which("chromium") is None:
        missing("No Linux with Chromium")
    out = tmp_path / "soak.json"
    subprocess.run(
        [sys.executable, str(BENCHMARK), "--seconds", "10", "--json", str(out)],
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},
        check=True,
        timeout=400,
    )
    found = json.loads(out.read_text())
    before, after = found["before"], found["after"]
    assert found["frames"] > 0 and found["opened"] >= 4
    assert before["clients"] == before["pages"] == after["clients"] == after["pages"] == 0
    for what in ("tasks", "threads", "files"):
        assert after[what] <= before[what], (what, before, after)
    assert after["memory"] - before["memory"] < MARGIN

"""The systemd unit: right by systemd's own judgement, hardened, and starting what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from gesture2midi.cli import main

UNIT = Path(__file__).parents[2] / "packaging" / "gesture2midi.service"
MOST = 25
"""Tenths of the exposure that systemd reckons, of 100; a service without a word has 96."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is on this machine."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    path = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8")
    path.write_text(text.replace("/usr/bin/gesture2midi", shutil.which("true") or ""), encoding="utf-8")
    return path


def judged(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if "Unknown" in found.stderr and "option" in found.stderr:
        pytest.skip("this systemd is too old to judge")
    return found


def test_systemd_has_nothing_to_say_of_it(unit: Path) -> None:
    found = judged("verify", str(unit))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_it_is_hardened(unit: Path) -> None:
    found = judged("security", "--offline=yes", f"--threshold={MOST}", "--no-pager", str(unit))
    assert found.returncode == 0, found.stdout[-500:] + found.stderr


def test_it_starts_a_command_that_there_is_and_waits_for_what_that_tells() -> None:
    text = UNIT.read_text(encoding="utf-8")
    (start,) = re.findall(r"^ExecStart=/usr/bin/gesture2midi (\S+)", text, re.MULTILINE)
    assert CliRunner().invoke(main, [start, "--help"]).exit_code == 0
    assert "Type=notify" in text and "WatchdogSec=" in text

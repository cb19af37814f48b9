"""Sentences read aloud: by a program that writes down what it was given."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

from gesture2midi.io.speech import Speech, command_for

PATIENCE = 60.0
WRITES = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '|')"
"""What reads aloud here."""
STAYS = WRITES + "; import time; time.sleep(60)"


def until(log: Path, said: str) -> None:
    end = time.monotonic() + PATIENCE
    while not log.exists() or log.read_text(encoding="utf-8") != said:
        assert time.monotonic() < end, log.read_text(encoding="utf-8") if log.exists() else "nothing"
        time.sleep(0.01)


def test_a_sentence_is_read_and_the_next_one_after_it(tmp_path: Path) -> None:
    log, told = tmp_path / "log", list[str]()
    speech = Speech(told.append, lambda language: [sys.executable, "-c", WRITES, str(log)])
    speech.speak("Hebe die Hand.", "de")
    until(log, "Hebe die Hand.|")
    speech.speak("-v ö $(rm) `x`")
    until(log, "Hebe die Hand.|-v ö $(rm) `x`|")
    speech.close()
    speech.close()
    speech.speak("too late")
    assert log.read_text(encoding="utf-8").count("|") == 2 and told == []


def test_a_new_sentence_breaks_off_the_one_before_and_so_does_the_end(tmp_path: Path) -> None:
    log, told = tmp_path / "log", list[str]()
    speech = Speech(told.append, lambda language: [sys.executable, "-c", STAYS, str(log)])
    speech.speak("One")
    until(log, "One|")
    speech.speak("Two")
    until(log, "One|Two|")
    speech.close()
    assert told == []


def test_the_last_sentence_is_waited_for(tmp_path: Path) -> None:
    log, told = tmp_path / "log", list[str]()
    slow = f"import time; time.sleep(0.5); {WRITES}"
    speech = Speech(told.append, lambda language: [sys.executable, "-c", slow, str(log)])
    speech.finish()
    speech.speak("Done.")
    speech.finish()
    assert log.read_text(encoding="utf-8") == "Done.|"
    speech.close()
    speech.finish()
    assert told == []


def test_a_voice_that_does_not_end_is_not_waited_for_longer_than_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    speech = Speech([].append, lambda language: [sys.executable, "-c", STAYS, str(log)])
    speech.speak("One")
    until(log, "One|")
    speech.finish(0.01)
    speech.close()
    missing = Speech([].append, lambda language: None)
    missing.speak("One")
    missing.finish()
    missing.close()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (None, "no voice is installed; on Linux install espeak-ng"),
        ([sys.executable, "-c", "raise SystemExit(1)"], "the system's voice does not play here"),
        (["/nowhere/espeak-ng"], "No such file or directory"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows words a missing program otherwise")
def test_why_nothing_is_read_is_told_once(command: list[str] | None, why: str) -> None:
    told: list[str] = []
    speech = Speech(told.append, lambda language: command)
    for _ in range(2):
        speech.speak("Hold your hand up.")
        end = time.monotonic() + PATIENCE
        while not told and time.monotonic() < end:
            time.sleep(0.01)
    speech.close()
    assert told == [f"Nothing is read aloud: {why}."]


def test_the_language_goes_to_espeak_ng_where_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert command_for("de") == ["/usr/bin/espeak-ng", "-v", "de", "--stdin"]
    monkeypatch.setattr(shutil, "which", lambda name: None)
    if sys.platform.startswith("linux"):
        assert command_for("de") is None

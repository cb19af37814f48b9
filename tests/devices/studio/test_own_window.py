"""`gesture2midi studio --window`: closed, it ends the program, and no note is left."""

from __future__ import annotations

import os
import time
from pathlib import Path

import httpx
from studio_pages import PATIENCE, PERFORMER, PORT, sounding

FAKE = Path(__file__).parents[2] / "common" / "fake_webview"


def test_a_window_that_is_closed_ends_the_program_and_leaves_no_note(
    jack_server, midi_dump, studio, tmp_path: Path
) -> None:
    closing = tmp_path / "close"
    paths = f"{FAKE}{os.pathsep}{jack_server.env['PYTHONPATH']}"
    env = jack_server.env | {"PYTHONPATH": paths, "FAKE_WINDOW": str(closing), "DISPLAY": ":0"}
    evening = studio(env, *PERFORMER, "--window")
    jack_server.connect(PORT, midi_dump.port)
    shown, end = tmp_path / "url", time.monotonic() + PATIENCE
    while not shown.exists() or not shown.read_text():
        assert time.monotonic() < end, "no window was shown"
        time.sleep(0.05)
    assert shown.read_text() == f"{evening.url}/start"  # it is the first time
    assert httpx.get(shown.read_text(), timeout=PATIENCE).status_code == 200
    midi_dump.until(sounding)
    closing.touch()
    assert evening.process.wait(PATIENCE) == 0
    assert midi_dump.until(lambda events: len(events) > 1 and not sounding(events))

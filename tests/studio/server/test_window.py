"""The pages in a window of their own: who ends whom, and what is said where there can be none."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

import gesture2midi
from gesture2midi.errors import UsageError
from gesture2midi.studio.server import window
from gesture2midi.studio.server.window import Window

FAKE = Path(__file__).parents[2] / "common" / "fake_webview"
PATIENCE = 60.0


@pytest.fixture
def closing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file whose appearance closes the window; see `FAKE`."""
    monkeypatch.setattr(window, "_PATIENCE", PATIENCE)
    monkeypatch.setenv("PYTHONPATH", f"{FAKE}{os.pathsep}{Path(gesture2midi.__file__).parents[1]}")
    monkeypatch.setenv("FAKE_WINDOW", str(tmp_path / "close"))
    return tmp_path / "close"


def seen(closing: Path) -> str:
    """The URL that the window shows."""
    told, end = closing.with_name("url"), time.monotonic() + PATIENCE
    while not told.exists() or not told.read_text():
        assert time.monotonic() < end, "no window was shown"
        time.sleep(0.05)
    return told.read_text()


def test_closing_the_window_ends_the_set(closing: Path) -> None:
    ended, said = threading.Event(), []
    with Window("http://127.0.0.1:1/", ended.set, said.append) as shown:
        assert seen(closing) == "http://127.0.0.1:1/"
        assert not ended.is_set()
        closing.touch()
        assert ended.wait(PATIENCE)
    assert (shown._process.returncode, said) == (0, [])


def test_the_end_of_the_set_closes_the_window(closing: Path) -> None:
    ended = threading.Event()
    with Window("http://127.0.0.1:1/", ended.set, pytest.fail) as shown:
        seen(closing)
    assert shown._process.returncode == 0
    assert not ended.is_set()


def test_a_window_that_dies_is_told_of_and_the_set_goes_on(closing: Path) -> None:
    ended, told = threading.Event(), threading.Event()
    said: list[str] = []
    with Window("http://127.0.0.1:1/", ended.set, lambda text: (said.append(text), told.set())) as _:
        seen(closing)
        closing.write_text("the screen went away")
        closing_was_read = told.wait(PATIENCE)
    assert closing_was_read and not ended.is_set()
    assert "the screen went away" in said[0] and "the set goes on at http://127.0.0.1:1/" in said[0]


def test_where_no_window_can_be_shown_a_sentence_says_what_is_needed(
    closing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAKE_WINDOW")
    ended = threading.Event()
    with (
        pytest.raises(UsageError, match=r"QT or GTK .* pywebview needs Qt's web engine"),
        Window("http://127.0.0.1:1/", ended.set, pytest.fail),
    ):
        assert ended.wait(PATIENCE)


@pytest.mark.parametrize(
    ("there", "display", "said"), [(None, ":0", r"gesture2midi\[window\]"), (1, "", "DISPLAY")]
)
def test_what_is_missing_is_told_before_the_set_begins(
    monkeypatch: pytest.MonkeyPatch, there: object, display: str, said: str
) -> None:
    monkeypatch.setattr(window, "find_spec", lambda name: there)
    monkeypatch.setattr(window.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(UsageError, match=said):
        window.check()

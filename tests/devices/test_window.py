"""The preview window on a private X server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import MappingProxyType

import numpy as np
import pytest

from gesture2midi.display.palette import SIDES, bgr
from gesture2midi.display.view import View
from gesture2midi.display.window import Window, display_problem
from gesture2midi.events import Frame, Gestures, Hand, Hands, Image

PATIENCE = 30.0  # seconds in which a busy machine shows a window


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture
def window(screen: subprocess.Popen[bytes], problems: list[str]) -> Iterator[Window]:
    window = Window(problems.append)
    yield window
    window.close()
    window.close()


def view(index: int = 0) -> View:
    """A left hand whose index finger is one long line up the middle of the picture."""
    points = np.zeros((21, 3), np.float32)
    points[:, :2] = (0.5, 0.8)
    points[8, :2] = (0.5, 0.2)
    hand = Hand("left", 1.0, points, points)
    return View(
        frame=Frame(index / 30, index, np.full((480, 640, 3), 70, np.uint8), True, 0.0),
        hands=Hands(index / 30, index, 4 / 3, (hand,)),
        gestures=Gestures(index / 30, index, MappingProxyType({"left.pinch": 0.0}), {"left": "none"}, ()),
        sounding=(),
        scene="",
        mapping="Theremin",
        meters=(),
        fps=30.0,
    )


def shown_until(window: Window, done: Callable[[], bool]) -> list[str]:
    """Show frames until `done`; gives the keys that were pressed meanwhile."""
    keys = []
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it never came"
        key = window.show(view())
        if key is not None:
            keys.append(key)
        time.sleep(0.02)
    return keys


def screenshot() -> Image:
    grab = pytest.importorskip("PIL.ImageGrab").grab
    return np.asarray(grab(xdisplay=os.environ["DISPLAY"]).convert("RGB"), np.uint8)[:, :, ::-1]


def finger_is_on_the_screen() -> bool:
    """The window lies in the corner of a screen without a window manager."""
    finger = screenshot()[150:330, 320]
    return bool((np.abs(finger.astype(int) - bgr(SIDES["left"])).max(axis=1) < 12).all())


def test_the_skeleton_is_seen_on_the_screen(window: Window, problems: list[str]) -> None:
    assert shown_until(window, finger_is_on_the_screen) == []
    background = screenshot()[200, 100]
    assert (np.abs(background.astype(int) - 70) <= 2).all()
    assert problems == []


def first_key(window: Window) -> str:
    pressed: list[str] = []

    def came() -> bool:
        key = window.show(view())
        if key is not None:
            pressed.append(key)
        return bool(pressed)

    pressed += shown_until(window, came)
    return pressed[0]


@pytest.mark.parametrize(("symbol", "key"), [(ord("q"), "q"), (ord("p"), "p"), (0xFF1B, "q")])
def test_keys_come_back(window: Window, keyboard, symbol: int, key: str) -> None:
    shown_until(window, finger_is_on_the_screen)
    keyboard.press(ord("x"))
    keyboard.press(symbol)
    assert first_key(window) == key


def test_closing_the_window_by_mouse_is_a_q_and_no_problem(
    window: Window, keyboard, problems: list[str]
) -> None:
    shown_until(window, finger_is_on_the_screen)
    keyboard.close_window()
    assert first_key(window) == "q"
    for _ in range(20):
        assert window.show(view()) is None
        time.sleep(0.02)
    window.close()
    assert problems == []


def test_the_music_survives_the_screen(
    screen: subprocess.Popen[bytes], window: Window, problems: list[str]
) -> None:
    shown_until(window, finger_is_on_the_screen)
    screen.kill()
    shown_until(window, lambda: bool(problems))
    assert problems == ["The preview window was lost (did the display go away?); the music goes on."]
    assert window.show(view()) is None


def test_a_window_can_be_closed_before_anything_was_shown(window: Window, problems: list[str]) -> None:
    window.close()
    assert window.show(view()) is None
    assert problems == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X can be missing")
@pytest.mark.parametrize(
    ("display", "why"), [(None, "DISPLAY is not set"), (":4242", ":4242 does not answer")]
)
def test_no_display_is_one_sentence_and_no_abort(display: str | None, why: str) -> None:
    code = (
        "from gesture2midi.errors import OutputError\n"
        "from gesture2midi.display.window import Window\n"
        "try: Window(print)\n"
        "except OutputError as error: print(error)\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    if display is not None:
        environment["DISPLAY"] = display
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("The preview window cannot open: ")
    assert why in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_display_that_answers_is_no_problem(screen: subprocess.Popen[bytes]) -> None:
    assert display_problem() is None

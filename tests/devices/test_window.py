"""The preview window on a private X server."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import MappingProxyType

import numpy as np
import pytest

from gesture2midi.events import Frame, Gestures, Hand, Hands, Image
from gesture2midi.show.palette import SIDES, bgr
from gesture2midi.show.view import View
from gesture2midi.show.window import TITLE, Window, display_problem

PATIENCE = 30.0  # seconds in which a busy machine shows a window


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A running X server; DISPLAY points at it."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        # Without -noreset it starts anew, deaf meanwhile, whenever its last client leaves.
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        pytest.skip("Xvfb does not start here")
    monkeypatch.setenv("DISPLAY", f":{number}")
    yield server
    server.kill()
    server.wait()


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


class ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, as long as the XEvent that it is part of."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


class Player:
    """Somebody at the keyboard and the mouse, by way of Xlib and the XTEST extension."""

    def __init__(self) -> None:
        names = ctypes.util.find_library("X11"), ctypes.util.find_library("Xtst")
        if None in names:
            pytest.skip("libX11 and libXtst are not both installed")
        self._x11, self._xtst = (ctypes.CDLL(name) for name in names)
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XInternAtom.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(None))

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self._x11.XCloseDisplay(self._display)

    def press(self, symbol: int) -> None:
        # Without a window manager the keys go to the window below the pointer.
        self._xtst.XTestFakeMotionEvent(self._display, -1, 300, 300, ctypes.c_ulong(0))
        code = self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(symbol))
        for down in (1, 0):
            self._xtst.XTestFakeKeyEvent(self._display, code & 0xFF, down, ctypes.c_ulong(0))
        self._x11.XFlush(self._display)

    def close_window(self) -> None:
        """What a window manager tells the window when its cross is clicked."""
        if shutil.which("xwininfo") is None:
            pytest.skip("xwininfo is not installed")
        told = subprocess.run(
            ["xwininfo", "-int", "-name", TITLE], capture_output=True, text=True, check=True
        )
        window = int(told.stdout.split("Window id: ")[1].split()[0])
        message = ClientMessage(type=33, window=window, format=32)
        message.message_type = self._x11.XInternAtom(self._display, b"WM_PROTOCOLS", 0)
        message.data[0] = self._x11.XInternAtom(self._display, b"WM_DELETE_WINDOW", 0)
        self._x11.XSendEvent(
            self._display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message)
        )
        self._x11.XFlush(self._display)


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
def test_keys_come_back(window: Window, symbol: int, key: str) -> None:
    shown_until(window, finger_is_on_the_screen)
    with Player() as player:
        player.press(ord("x"))
        player.press(symbol)
        assert first_key(window) == key


def test_closing_the_window_by_mouse_is_a_q_and_no_problem(window: Window, problems: list[str]) -> None:
    shown_until(window, finger_is_on_the_screen)
    with Player() as player:
        player.close_window()
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
        "from gesture2midi.show.window import Window\n"
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

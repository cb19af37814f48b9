"""The guided calibration: what is told and shown, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gesture2midi.display.overlay import draw
from gesture2midi.display.view import View
from gesture2midi.events import Hand, Hands
from gesture2midi.gestures.calibration import STEPS
from gesture2midi.gestures.stroke_calibration import STROKES, StrokeCalibration
from gesture2midi.session import guided_calibration as module
from gesture2midi.session.guided_calibration import guide

FPS = 5


class Film:
    """Two seconds of nobody, then a hand for as long as it takes."""

    name, fps, total = "film", float(FPS), None

    def __init__(self, hand: Hand, seconds: int = 40) -> None:
        self._hand = hand
        self._seconds = seconds
        self.closed = False

    def frames(self) -> Iterator[Hands | None]:
        for i in range(self._seconds * FPS):
            yield Hands(i / FPS, i, 4 / 3, (self._hand,) if i >= 2 * FPS else ())
            yield None

    def close(self) -> None:
        self.closed = True


def test_every_step_is_told_once_and_the_window_shows_it(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    done: list[tuple[str, int]] = []
    views: list[View] = []
    monkeypatch.setattr(module, "_window", lambda stack, say: views.append)
    film = Film(hand)
    calibration = guide(
        film, None, preview=True, say=told.append, on_progress=lambda name, at, of: done.append((name, at))
    )
    assert calibration.done and film.closed
    assert told == [f"{i}/6  {step.words}" for i, step in enumerate(STEPS, 1)]
    assert list(dict.fromkeys(name for name, _ in done)) == [step.name for step in STEPS]
    assert all(0 <= at <= 100 for _, at in done)
    assert views[0].notice == "Show your hands to the camera."
    assert [v for v in dict.fromkeys(view.notice for view in views[11:])] == [step.words for step in STEPS]
    plain = draw(View(views[50].frame, views[50].hands, None, (), "", "", (), 0.0))
    assert (draw(views[50]) != plain).any() and draw(views[50]).dtype == np.uint8


def test_the_key_q_ends_it(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_window", lambda stack, say: lambda view: "q" if view.hands.hands else None)
    film = Film(hand)
    calibration = guide(film, None, preview=True, say=print, on_progress=lambda *_: None)
    assert not calibration.done and film.closed


def test_without_a_display_the_terminal_guides(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesture2midi.display.window.display_problem", lambda: "There is no display.")
    told: list[str] = []
    calibration = guide(Film(hand), None, preview=True, say=told.append, on_progress=lambda *_: None)
    assert calibration.done
    assert told[0] == "There is no display." and len(told) == 7


def test_the_strokes_come_last_and_pass_by_themselves(hand: Hand) -> None:
    told: list[str] = []
    strokes = StrokeCalibration()
    calibration = guide(
        Film(hand, seconds=50),
        None,
        preview=False,
        say=told.append,
        on_progress=lambda *_: None,
        strokes=strokes,
    )
    assert calibration.done and strokes.done
    assert strokes.result() is None
    assert told == [f"{i}/8  {step.words}" for i, step in enumerate((*STEPS, STROKES[0]), 1)]

"""Zones are filled while they sound, where the hand is; fingertips light up as they strike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gesture2midi.display.overlay import draw_hands
from gesture2midi.display.view import Bar, Plan, Tip, View, Zone
from gesture2midi.display.zone_overlay import sounding
from gesture2midi.events import Gestures

LOW = Zone("right", 0.1, 0.9, 0.5, 0.9, "C4", "keys", "right", (0, 1, 0, 0.5))
HIGH = Zone("right", 0.1, 0.9, 0.1, 0.5, "C5", "keys", "right", (0, 1, 0.5, 1))
ALL = Zone("right", 0.1, 0.9, 0.1, 0.9)


def at(view: View, x: float, y: float, *playing: str) -> View:
    assert view.gestures is not None
    signals = {**view.gestures.signals, "right.x": x, "right.y": y}
    gestures: Gestures = replace(view.gestures, signals=signals)
    return replace(view, gestures=gestures, playing=frozenset(playing), plan=Plan((ALL, LOW, HIGH)))


def test_the_zone_sounds_in_which_the_hand_is_while_its_control_sounds(
    make_view: Callable[..., View],
) -> None:
    view = make_view()
    assert sounding(at(view, 0.5, 0.2, "keys"), LOW)
    assert not sounding(at(view, 0.5, 0.2, "keys"), HIGH)
    assert not sounding(at(view, 0.5, 0.2), LOW)
    assert sounding(at(view, 1.0, 1.0, "keys"), HIGH)
    nan = float("nan")
    assert not sounding(at(view, nan, nan, "keys"), LOW)


def test_it_is_filled_in_the_picture(make_view: Callable[..., View]) -> None:
    view = make_view()
    rows, columns = view.frame.image.shape[:2]
    corner = (slice(int(0.8 * rows), int(0.85 * rows)), slice(int(0.12 * columns), int(0.16 * columns)))
    idle, played = draw_hands(at(view, 0.5, 0.2))[corner], draw_hands(at(view, 0.5, 0.2, "keys"))[corner]
    assert played.mean() > idle.mean() + 20


def test_a_bar_is_as_long_as_its_level(make_view: Callable[..., View]) -> None:
    view = make_view()
    bar = Bar("right", "right.pinch", False, (0.97, 0.1, 0.9, 0.012), 0, 1, None, (0.6,), ("keys",))

    def drawn(pinch: float) -> int:
        assert view.gestures is not None
        gestures = replace(view.gestures, signals={**view.gestures.signals, "right.pinch": pinch})
        picture = draw_hands(replace(view, gestures=gestures, plan=Plan(bars=(bar,))))
        column = picture[:, int(0.97 * picture.shape[1])].astype(int)
        return int(np.count_nonzero(column[:, 2] - column[:, 0] > 100))  # orange: more red than blue

    assert drawn(1.0) > 1.8 * drawn(0.5) > drawn(0.0)


def test_a_fingertip_that_strikes_lights_up(make_view: Callable[..., View]) -> None:
    view = make_view()
    side = view.hands.hands[0].side
    plan = Plan(tips=(Tip(side, "index", "Kick", "kick"),))
    idle = draw_hands(replace(view, plan=plan))
    assert (draw_hands(replace(view, plan=plan, playing=frozenset({"kick"}))) != idle).any()
    assert (draw_hands(view) != idle).any()

"""How long a hand has stayed on what it plays by staying."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gesture2midi.display.view import Plan, Zone
from gesture2midi.engine.choice import GRACE
from gesture2midi.events import Gestures
from gesture2midi.session.staying import Staying

LOW = Zone("right", 0.1, 0.9, 0.5, 0.9, "C4", "piano", "right", (0, 1, 0, 0.5))
HIGH = replace(LOW, top=0.1, bottom=0.5, label="C5", cell=(0, 1, 0.5, 1))
PLAN = Plan((Zone("right", 0.1, 0.9, 0.1, 0.9), LOW, HIGH))


def at(t: float, y: float | None, side: str = "right") -> Gestures:
    here = {
        f"{side}.present": float(y is not None),
        f"{side}.x": 0.5,
        f"{side}.y": math.nan if y is None else y,
    }
    return Gestures(t, 0, {**here, "any.x": 0.5, "any.y": here[f"{side}.y"]}, {}, ())


def test_it_fills_while_the_hand_stays_and_begins_anew_on_another_key() -> None:
    stays = Staying()
    assert stays.update(PLAN, at(0, 0.2), 0.8) == {"right": 0}
    assert stays.update(PLAN, at(0.4, 0.3), 0.8) == {"right": pytest.approx(0.5)}
    assert stays.update(PLAN, at(2, 0.3), 0.8) == {"right": 1}
    assert stays.update(PLAN, at(2.1, 0.8), 0.8) == {"right": 0}


def test_a_hand_that_trembles_over_the_border_stays() -> None:
    stays = Staying()
    stays.update(PLAN, at(0, 0.45), 1)
    assert stays.update(PLAN, at(0.5, 0.55), 1) == {"right": 0.5}
    assert stays.update(PLAN, at(0.6, 0.65), 1) == {"right": 0}


def test_a_hand_that_is_lost_for_a_moment_goes_on_and_one_that_left_begins_anew() -> None:
    stays = Staying()
    stays.update(PLAN, at(0, 0.2), 1)
    assert stays.update(PLAN, at(0.1, None), 1) == {}
    assert stays.update(PLAN, at(0.5, 0.2), 1) == {"right": 0.5}
    assert stays.update(PLAN, at(0.6 + GRACE, None), 1) == {}
    assert stays.update(PLAN, at(2, 0.2), 1) == {"right": 0}


def test_keys_of_any_hand_are_those_of_the_one_that_plays() -> None:
    plan = Plan((replace(LOW, of="any"),))
    assert Staying().update(plan, at(0, 0.2, "left"), 1) == {"left": 0}
    assert Staying().update(PLAN, at(0, 0.2, "left"), 1) == {}


def test_without_it_in_the_players_file_nothing_fills() -> None:
    assert Staying().update(PLAN, at(0, 0.2), 0) == {}

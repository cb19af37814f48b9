"""How long the hands were lost."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gesture2midi.session.batch.sightings import Sightings


def seen(sides: str) -> Sightings:
    """Frames at 10 a second: l, r, b for both, . for none."""
    sightings = Sightings()
    names = {"l": ("left",), "r": ("right",), "b": ("left", "right"), ".": ()}
    for index, letter in enumerate(sides):
        hands = [SimpleNamespace(side=side) for side in names[letter]]
        moment: Any = SimpleNamespace(
            hands=SimpleNamespace(t=index / 10), gestures=SimpleNamespace(hands=hands)
        )
        sightings(moment)
    return sightings


@pytest.mark.parametrize(
    ("sides", "loss"), [("", 0), ("...", 0), ("..rrr..", 0), ("r..l", 0.3), ("r.r...b.", 0.4), ("lrlr", 0)]
)
def test_a_loss_lies_between_two_sightings_of_any_hand(sides: str, loss: float) -> None:
    assert seen(sides).longest_loss == pytest.approx(loss)


def test_each_hand_has_its_share() -> None:
    sightings = seen("lbr.")
    assert (sightings.left, sightings.right, sightings.frames) == (0.5, 0.5, 4)
    assert (seen("").left, seen("").right) == (0, 0)

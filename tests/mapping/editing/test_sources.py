"""A hand and something of it, out of a mapping's words and back into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.gestures.signals import taught_signal
from gesture2midi.mapping.editing.sources import (
    HANDS,
    ROLES,
    Source,
    chosen,
    of_hand,
    offered,
    read_source,
    write_source,
)
from gesture2midi.mapping.load import check_text

MINE = taught_signal("spock", "pose")
FIELDS = {
    "level": "send: cc, number: 20, from: {}",
    "condition": "send: panic, when: {}",
    "hit": "send: drum, sound: kick, hit: {}",
}


def test_one_signal_is_read_and_a_formula_is_not() -> None:
    assert read_source("right.y") == Source("right", "y")
    assert read_source(" left.pinch.ring >= 0.5 ") == Source("left", "pinch.ring", 0.5)
    assert read_source("any.spock", [MINE]) == Source("any", "spock")
    for other in ("1 - right.y", "right.y + left.y", "right.nothing", "any.spock", 0.5, None, "", "osc.dial"):
        assert read_source(other) is None


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("role", sorted(set(ROLES.values())))
def test_whatever_is_offered_can_be_played(hand: str, role: str) -> None:
    assert offered(role, hand)  # type: ignore[arg-type]
    for signal in offered(role, hand):  # type: ignore[arg-type]
        source = chosen(role, hand, signal)  # type: ignore[arg-type]
        assert read_source(write_source(source)) == source
        text = f"name: X\ncontrols:\n  - {{{FIELDS[role].format(write_source(source))}}}\n"
        assert check_text(text, Path("x.yaml")) == [], source


@given(
    st.sampled_from(HANDS), st.sampled_from(HANDS), st.sampled_from(sorted(set(ROLES.values()))), st.data()
)
def test_another_hand_does_the_same_or_what_it_can(
    one: str, two: str, role: str, data: st.DataObject
) -> None:
    signal = data.draw(st.sampled_from(offered(role, one, [MINE])))  # type: ignore[arg-type]
    moved = of_hand(chosen(role, one, signal), two, role, [MINE])  # type: ignore[arg-type]
    assert moved.hand == two
    assert moved.signal in {there.name for there in offered(role, two, [MINE])}  # type: ignore[arg-type]

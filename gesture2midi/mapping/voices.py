"""Who plays the voices of one control: hands, or fingers, each with names for what is its own.

In `voices: right fingers`, `finger.x` is `right.thumb.x` for the first voice, `right.index.x` for the next.
"""

from __future__ import annotations

from typing import NamedTuple

from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.expression.names import Vocabulary


class Player(NamedTuple):
    """One voice's player: what it is called, its hand, and the signals of its finger."""

    name: str
    side: str
    finger: dict[str, str]

    def vocabulary(self, known: Vocabulary) -> Vocabulary:
        """What is known, and all that this player's `hand` and `finger` have."""
        of = f"{self.side}."
        hand = {f"hand.{name.removeprefix(of)}": name for name in known.signals if name.startswith(of)}
        return known.and_own(self.finger | hand)


def _hand(side: str) -> Player:
    return Player(side, side, {})


def _finger(side: str, finger: str) -> Player:
    pinch = f"{side}.pinch" if finger in ("thumb", "index") else f"{side}.pinch.{finger}"
    signals = {
        "finger.x": f"{side}.{finger}.x",
        "finger.y": f"{side}.{finger}.y",
        "finger.curl": f"{side}.curl.{finger}",
        "finger.pinch": pinch,
    }
    return Player(f"{side} {finger}", side, signals)


def _fingers(side: str) -> tuple[Player, ...]:
    return tuple(_finger(side, finger) for finger in signal_table.FINGERS)


PLAYERS: dict[str, tuple[Player, ...]] = {
    "left hand": (_hand("left"),),
    "right hand": (_hand("right"),),
    "both hands": (_hand("left"), _hand("right")),
    "left fingers": _fingers("left"),
    "right fingers": _fingers("right"),
    "all fingers": (*_fingers("left"), *_fingers("right")),
}

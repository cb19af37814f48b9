"""One motion sounds once: of the hits that share it, a mapping hears the one that is meant.

A stroke is a swipe down, too, its wind-up and the way back are swipes up; the falls of a circle may be
strikes; two hands that clap swipe towards each other; a finger that taps the thumb strikes down. Among the
hits that the mapping reads the one that says more sounds. One that would be told first waits a moment for it;
after that the earlier stands and the later is dropped. A mapping that reads only one of them hears it always,
and at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from math import inf
from typing import NamedTuple

from gesture2midi.events import SIDES, Gestures, Hit, Side
from gesture2midi.gestures.signals import FINGER_STRIKES, OF_HANDS, TAPS

_FINGERS = tuple(zip(FINGER_STRIKES, TAPS, strict=True))

WAITS = {
    ("swipe_down", "strike"): 0.15,
    ("swipe_up", "strike"): 0.3,
    **dict.fromkeys(_FINGERS, 0.07),
    ("swipe_left", "clap"): 0.07,
    ("swipe_right", "clap"): 0.07,
}
"""Seconds for which a hit waits for another that may be what was meant."""

SWIPES = ("swipe_left", "swipe_right", "swipe_up", "swipe_down")
DROPPED = {
    ("strike", "swipe_down"): 0.2,
    ("strike", "swipe_up"): 0.5,
    ("swipe_down", "strike"): 0.2,
    **{pair: 0.2 for finger, tap in _FINGERS for pair in ((finger, tap), (tap, finger))},
    **{("strike", finger): 0.2 for finger in FINGER_STRIKES},
    **{("clap", swipe): 0.4 for swipe in SWIPES},
    **{(swipe, "clap"): 0.15 for swipe in SWIPES},
    **{("circle", fall): 0.35 for fall in ("strike", *SWIPES)},
    **{(fall, "circle"): 0.8 for fall in ("strike", *SWIPES)},
}
"""Seconds after an earlier hit in which a later one belongs to the same motion."""

_ORDER = ("clap", "circle", "strike")


class _Waiting(NamedTuple):
    """told, until: seconds. anyone: whether `any` is its hand."""

    hit: Hit
    told: float
    until: float
    anyone: bool


class Exclusion:
    """Decides which hits of each frame a mapping hears.

    read: the names of the signals that the mapping reads.
    """

    __slots__ = ("_dropped", "_sounded", "_waiting", "_waits")

    def __init__(self, read: Set[str]) -> None:
        kinds = {kind for hand, _, kind in (name.partition(".") for name in read) if hand in OF_HANDS}
        self._waits: dict[str, float] = {}
        for (kind, other), seconds in WAITS.items():
            if kind in kinds and other in kinds:
                self._waits[kind] = seconds
        self._dropped = {pair: seconds for pair, seconds in DROPPED.items() if kinds.issuperset(pair)}
        self._sounded: dict[tuple[str, str], float] = {}
        self._waiting: list[_Waiting] = []

    def update(self, gestures: Gestures) -> Gestures:
        """The same with the hits that the mapping is to hear now."""
        if not self._dropped or not (gestures.hits or self._waiting):
            return gestures
        t, signals = gestures.t, dict(gestures.signals)
        # A hand that is not seen may be the one that has just been named anew.
        gone = tuple(side for side in SIDES if not signals[f"{side}.present"])
        heard: list[Hit] = []
        for hit in sorted(gestures.hits, key=_rank):
            if hit.side not in OF_HANDS:  # what no hand makes is no part of a hand's motion
                heard.append(hit)
                continue
            anyone = signals.get(f"any.{hit.kind}") == hit.velocity
            if self._belongs(hit, t, gone):
                _show(signals, hit, anyone, 0.0)
            elif hit.kind in self._waits:
                _show(signals, hit, anyone, 0.0)
                self._waiting.append(_Waiting(hit, t, t + self._waits[hit.kind], anyone))
            else:
                heard.append(hit)
                self._sound(hit, t, gone)
        for one in tuple(self._waiting):
            if t >= one.until and one in self._waiting:
                self._waiting.remove(one)
                _show(signals, one.hit, one.anyone, one.hit.velocity)
                heard.append(one.hit)
                self._sound(one.hit, one.told, gone)
        return replace(gestures, signals=signals, hits=tuple(heard))

    def _belongs(self, hit: Hit, t: float, gone: tuple[Side, ...]) -> bool:
        """Whether one that has sounded was the same motion. t: seconds, when `hit` was told."""
        return any(
            later == hit.kind and abs(t - self._sounded.get((side, earlier), -inf)) <= seconds
            for (earlier, later), seconds in self._dropped.items()
            for side in (SIDES if hit.side in gone else {*_hands(hit), *gone})
        )

    def _sound(self, hit: Hit, t: float, gone: tuple[Side, ...]) -> None:
        for side in _hands(hit):
            self._sounded[side, hit.kind] = t
        self._waiting = [one for one in self._waiting if not self._belongs(one.hit, one.told, gone)]


def _hands(hit: Hit) -> Iterable[str]:
    return SIDES if hit.side == "hands" else (hit.side,)


def _rank(hit: Hit) -> int:
    return _ORDER.index(hit.kind) if hit.kind in _ORDER else len(_ORDER)


def _show(signals: dict[str, float], hit: Hit, anyone: bool, velocity: float) -> None:
    """Put a hit into the signals, or take it out. anyone: whether `any` is its hand."""
    signals[hit.name] = velocity
    if anyone:
        signals[f"any.{hit.kind}"] = velocity

"""Which postures of the virtual performer's hands make an expression of a mapping true."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, product
from typing import Any, TypeAlias

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.memories import at_first
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import FINGERS, HITS, full_names
from gesture2midi.performer.score import read_score
from gesture2midi.performer.source import Performer

AREA = PlayArea()
SIZE = 0.3
"""Of a hand that has its usual distance from the camera, see `performer.score`."""
SHAPES: dict[str, dict[str, Any]] = {
    "relaxed": {"pose": "relaxed"},
    "open": {"pose": "open"},
    "fist": {"pose": "fist"},
    "pinch": {"pose": "pinch"},
    **{name: {"pose": name} for name in ("point", "victory", "three", "four", "thumb_up", "thumb_down")},
    **{name: {"pose": name} for name in ("ok", "rock", "call")},
    **{f"{finger} bent": {"pose": "open", "curls": {finger: 0.9}} for finger in FINGERS},
    "leaning right": {"pose": "open", "roll": 50},
    "leaning left": {"pose": "open", "roll": -50},
    "bowed": {"pose": "open", "pitch": 45},
    "turned": {"pose": "open", "yaw": 150},
    "turned away": {"pose": "open", "yaw": -150},
}
"""Keyframes of a score, without time and place; the first is how a hand rests."""
TRIED = (0.5, 0.3, 0.7, 0.15, 0.85)
"""Places along an axis of the play area."""
STRUCK = 0.8
"""The velocity of a hit."""
MOST_TRIED = 5000
"""Hands that are tried for an expression; two that are read wholly have some hundred thousand."""
_STEADY = 12  # frames until a pose counts
_HIT_NAMES = frozenset(signal.name for signal in HITS)

Values: TypeAlias = dict[str, float]


@dataclass(frozen=True, slots=True)
class Posture:
    """One hand: a name of `SHAPES`, its place in the play area, what is changed of the shape.

    levels: signal -> value, as `written` writes them into a keyframe.
    """

    shape: str
    x: float
    y: float = 0.5
    levels: Mapping[str, float] = field(default_factory=dict)

    def values(self, side: Side) -> Values:
        """Returns what the recognizer makes of it, by the name without the hand."""
        still = _still(self.shape, side)
        moved = {"x": self.x - still["x"], "y": self.y - still["y"]}
        placed = {
            name: min(1.0, max(0.0, value + moved[name[-1]]))
            for name, value in still.items()
            if name in moved or name[-2:] in (".x", ".y")
        }
        return {**still, **placed, **self.levels}


Hands: TypeAlias = Mapping[Side, Posture]


def written(posture: Posture, side: Side) -> dict[str, Any]:
    """Returns the keyframe of a posture, without its time."""
    frame: dict[str, Any] = {"roll": 0, "pitch": 0, "yaw": 0, **SHAPES[posture.shape]}
    frame |= {
        "x": AREA.left + posture.x * (AREA.right - AREA.left),
        "y": 1 - AREA.bottom + posture.y * (AREA.bottom - AREA.top),
        "size": SIZE,
    }
    outwards = 1 if side == "right" else -1
    for name, value in posture.levels.items():
        match name:
            case "depth":
                frame["size"] = max(0.2, min(0.45, 0.174 / (AREA.far - value * (AREA.far - AREA.near))))
            case "open":
                frame["curls"] = dict.fromkeys(FINGERS[1:], 1 - value)
            case "pinch" | "spread":
                frame[name] = value
            case "roll":
                frame["roll"] = 180 * value
            case "pitch":
                frame["pitch"] = 180 * value
            case "yaw":
                frame["yaw"] = -180 * value * outwards
            case _ if name.startswith("curl."):
                frame["curls"] = {**frame.get("curls", {}), name.removeprefix("curl."): value}
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in frame.items()}


ADJUSTABLE = frozenset(
    ("x", "y", "depth", "open", "pinch", "spread", "roll", "pitch", "yaw", *(f"curl.{f}" for f in FINGERS))
)
"""The levels that a posture can be given any value of."""


def adjusted(posture: Posture, name: str, value: float) -> Posture:
    """Returns the posture with another value of one of `ADJUSTABLE`."""
    if name == "x":
        return replace(posture, x=value)
    if name == "y":
        return replace(posture, y=value)
    return replace(posture, levels={**posture.levels, name: value})


def signals_of(hands: Hands, outside: Mapping[str, float], hits: Mapping[str, float]) -> Values:
    """Returns every signal while the hands are so. outside: what no hand tells. hits: what they do."""
    signals = dict(_nobody())
    values = {side: hands[side].values(side) for side in SIDES if side in hands}
    for side, own in values.items():
        signals |= {f"{side}.{name}": value for name, value in own.items()}
    one = values.get("right", values.get("left"))
    if one is not None:
        signals |= {f"any.{name}": value for name, value in one.items()}
    if len(hands) == 2:
        left, right = hands["left"], hands["right"]
        signals["hands.distance"] = min(1.0, math.hypot(right.x - left.x, right.y - left.y))
        signals["hands.height"] = (left.y + right.y) / 2
        signals["hands.angle"] = math.atan2(right.y - left.y, right.x - left.x) / math.pi
        signals["hands.present"] = 1.0
    return {**signals, **outside, **hits}


class Search:
    """Finds postures for a mapping that reads these signals; `outside` is what no hand tells."""

    def __init__(self, signals: frozenset[str], outside: Mapping[str, float]) -> None:
        self._outside = outside
        named = {name.partition(".")[0] for name in signals}
        one = {"right"} if "any" in named and not named & {*SIDES, "hands"} else set()
        both = set(SIDES) if "hands" in named else set()
        self.sides: tuple[Side, ...] = tuple(side for side in SIDES if side in named | one | both)
        if "any" in named and not self.sides:
            self.sides = ("right",)

    def resting(self, never: Sequence[Expression] = ()) -> dict[Side, Posture]:
        """Returns the hands that the mapping reads as they rest, where nothing of `never` is true."""
        for shape in SHAPES:
            hands = {side: Posture(shape, 0.75 if side == "right" else 0.25) for side in self.sides}
            if not any(self.true([one], hands) for one in never):
                return hands
        return self.resting()

    def true(
        self, conditions: Iterable[Expression], hands: Hands, hits: Mapping[str, float] | None = None
    ) -> bool:
        """Returns whether all of these are, while the hands are so."""
        signals = signals_of(hands, self._outside, hits or {})
        return all(at_first(condition, signals) > 0 for condition in conditions)

    def opened(
        self, wanted: Sequence[Expression], never: Sequence[Expression], begin: Hands
    ) -> tuple[dict[Side, Posture], dict[str, float]] | None:
        """Returns hands, and a hit, with which all that is wanted is true, near those to begin with.

        never: what must not become true meanwhile, such as a way to another scene.
        """
        read = frozenset[str]().union(*(expression.signals for expression in wanted))
        for hits in self._hits(read):
            for hands in self._tried(read, begin):
                if self.true(wanted, hands, hits) and not any(self.true([one], hands, hits) for one in never):
                    return hands, hits
        return None

    def closed(
        self, gate: Sequence[Expression], never: Sequence[Expression], at: Hands
    ) -> dict[Side, Posture]:
        """Returns hands near those that open a gate, with which it is closed."""
        read = frozenset[str]().union(*(expression.signals for expression in gate))
        for places in (False, True):
            for hands in self._tried(read, at, places=places):
                if not self.true(gate, hands) and not any(self.true([one], hands) for one in never):
                    return hands
        return self.resting(never)

    def _hits(self, read: frozenset[str]) -> Iterator[dict[str, float]]:
        for name in sorted(read):
            if name.partition(".")[2] in _HIT_NAMES or name == "hands.clap":
                side = name.partition(".")[0]
                also = {f"{self.sides[-1]}{name[3:]}": STRUCK} if side == "any" else {}
                yield {name: STRUCK, **also}
        yield {}

    def _tried(
        self, read: frozenset[str], begin: Hands, places: bool = True
    ) -> Iterator[dict[Side, Posture]]:
        return islice(self._all(read, begin, places), MOST_TRIED)

    def _all(self, read: frozenset[str], begin: Hands, places: bool) -> Iterator[dict[Side, Posture]]:
        """Hands near `begin`: other shapes of those that are read, then other places of theirs."""
        sides = [side for side in self.sides if self._reads(read, side)]
        spots = [self._places(read, side, begin[side]) if places else [begin[side]] for side in sides]
        for places_tried in product(*spots):
            for shapes in sorted(product(range(len(SHAPES)), repeat=len(sides)), key=sum):
                names = tuple(SHAPES)
                found = {
                    side: replace(at, shape=names[shape])
                    for side, at, shape in zip(sides, places_tried, shapes, strict=True)
                }
                yield {**begin, **found}

    def _reads(self, read: frozenset[str], side: Side) -> bool:
        whose = {side, "hands"} | (
            {"any"} if side == ("right" if "right" in self.sides else "left") else set()
        )
        return any(name.partition(".")[0] in whose for name in read)

    def _places(self, read: frozenset[str], side: Side, at: Posture) -> list[Posture]:
        axes = {name.rpartition(".")[2] for name in read if name.partition(".")[0] in (side, "any")}
        if any(name.startswith("hands.") for name in read):
            axes |= {"x", "y"}
        xs = dict.fromkeys((at.x, *TRIED)) if "x" in axes else (at.x,)
        ys = dict.fromkeys((at.y, *TRIED)) if "y" in axes else (at.y,)
        return [replace(at, x=x, y=y) for y in ys for x in xs]


@cache
def _still(shape: str, side: Side) -> Values:
    """What the recognizer says of a hand that holds a shape in the middle of the picture."""
    frame = {**SHAPES[shape], "at": 0, "x": 0.5, "y": 0.5, "size": SIZE, "hold": 1}
    performer = Performer(read_score(json.dumps({"name": shape, side: [frame]}), shape), size=(640, 480))
    recognizer = Recognizer()
    for i in range(_STEADY):
        gestures = recognizer.update(performer.truth(i / performer.fps))
    start = f"{side}."
    return {
        name.removeprefix(start): value for name, value in gestures.signals.items() if name.startswith(start)
    }


@cache
def _nobody() -> Values:
    return {name: math.nan if signal.kind == "level" else 0.0 for name, signal in full_names().items()}

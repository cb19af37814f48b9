"""A score for the virtual performer, made from what a mapping reads: it opens its gates, strikes its drums,
sweeps what it follows and visits its scenes."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from gesture2midi.engine.controls import Control, Expression
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.engine.mapping import MAIN, Mapping
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.signals import full_names
from gesture2midi.session.postures import ADJUSTABLE, Hands, Posture, Search, adjusted, written

MOST_SECONDS = 50.0
"""Of a score that nobody wants shorter."""
COMING, MOVING, CLOSING, HELD, PAUSE = 1.2, 0.45, 0.16, 0.45, 0.2
"""Seconds in which a hand comes, goes to another place, opens a gate; holds it; waits after it."""
SWEEP = 0.9
"""Seconds from one stop of what is followed to the next."""
STOPS = 5
"""Along a level that is followed."""
EACH = 1.5
"""Seconds that a note takes, on average."""


def made_score(mapping: Mapping, seconds: float = MOST_SECONDS) -> str:
    """Returns the text of a score, see `performer.score`; hands that only wave where it reads none.

    seconds: how long it is to be, about: the more there is to open, the less is swept. Each gate is opened
        twice at least.
    """
    writer = _Writer()
    search = Search(mapping.signals, {name: 0.0 for name in unheard(mapping)})
    if not search.sides:
        search.sides = SIDES
    player = _Player(mapping, search, writer, seconds)
    for scene in player.scenes():
        player.play(scene)
    return writer.text(mapping.name)


@dataclass(frozen=True, slots=True)
class _Gate:
    """What opens together. follows: what else its control reads. sweeps: it is one level, and no notes."""

    conditions: tuple[Expression, ...]
    follows: frozenset[str]
    sweeps: bool


class _Player:
    def __init__(self, mapping: Mapping, search: Search, writer: _Writer, seconds: float) -> None:
        self._mapping = mapping
        self._search = search
        self._writer = writer
        gates = sum(max(1, len(control.owners)) for control in mapping.everything)
        self._most = max(2, round(seconds / (gates * EACH)))
        self._rest = search.resting()
        self._common = True  # what plays in all scenes has not been played yet
        writer.to(search.resting(), COMING, hold=PAUSE)

    def scenes(self) -> Iterator[str]:
        """Yields scene after scene, as it gets there."""
        here, seen = self._mapping.start, set[str]()
        while here not in seen:
            seen.add(here)
            yield here
            for step in self._way(here, seen):
                if not self._go(step):
                    return
                here = step.leads_to or MAIN

    def play(self, scene: str) -> None:
        """Play every control of a scene, and once those that play in all of them."""
        own = self._mapping.scenes.get(scene, ())
        played = [*own, *(self._mapping.controls if self._common else ())]
        self._common = False
        never = self._leaving(scene)
        done: list[_Gate] = []
        for control in played:
            if control.leads_to is not None or control.silences:
                continue
            for gate in _gates(control):
                same = [one for one in done if one.conditions == gate.conditions]
                if not any(gate.follows <= one.follows and gate.sweeps == one.sweeps for one in same):
                    done.append(gate)
                    self._gate(gate, never)

    def _leaving(self, scene: str) -> list[Expression]:
        here = (*self._mapping.controls, *self._mapping.scenes.get(scene, ()))
        return [one.when for one in here if one.when and (one.leads_to is not None or one.silences)]

    def _way(self, here: str, seen: set[str]) -> Sequence[Control]:
        """The controls that lead to the nearest scene that was not played yet."""
        ways: deque[tuple[str, tuple[Control, ...]]] = deque([(here, ())])
        passed = {here}
        while ways:
            scene, way = ways.popleft()
            if scene not in seen:
                return way
            for control in (*self._mapping.scenes.get(scene, ()), *self._mapping.controls):
                if control.leads_to is not None and control.leads_to not in passed:
                    passed.add(control.leads_to)
                    ways.append((control.leads_to, (*way, control)))
        return ()

    def _go(self, control: Control) -> bool:
        found = self._search.opened([control.when] if control.when else [], (), self._rest)
        if found is None:
            return False
        before, self._rest = self._rest, self._search.resting(self._leaving(control.leads_to or MAIN))
        self._writer.act(before, *found, after=self._rest)
        return True

    def _gate(self, gate: _Gate, never: Sequence[Expression]) -> None:
        found = self._search.opened(gate.conditions, never, self._rest)
        if found is None:
            return
        hands, hits = found
        places = [hands, *_some(list(self._places(gate, hands, never, hits)), self._most - 1)]
        if gate.sweeps and gate.follows:
            self._writer.to(self._rest, MOVING)
            for at in places:
                self._writer.to(at, SWEEP)
            self._writer.to(self._rest, SWEEP)
            return
        for at in places:
            before = self._rest if hits else self._search.closed(gate.conditions, never, at)
            self._writer.act(before, at, hits, after=before)

    def _places(
        self, gate: _Gate, hands: Hands, never: Sequence[Expression], hits: dict[str, float]
    ) -> Iterator[Hands]:
        """The hands along all that is followed, where the gate stays open."""
        levels = [name for name in sorted(gate.follows) if self._adjusts(name)]
        grid = [name for name in levels if name.endswith((".x", ".y"))]
        paths = [[name] for name in levels if name not in grid]
        paths += [grid[-2:]] if len(grid) > 1 else [[name] for name in grid]
        for path in paths:
            for values in product(*(self._along(name) for name in path)):
                at = dict(hands)
                for name, value in zip(path, values, strict=True):
                    for side in self._sides(name):
                        at[side] = adjusted(at[side], name.partition(".")[2], value)
                if self._search.true(gate.conditions, at, hits) and not any(
                    self._search.true([one], at, hits) for one in never
                ):
                    yield at

    def _adjusts(self, name: str) -> bool:
        return name.partition(".")[2] in ADJUSTABLE and bool(self._sides(name))

    def _sides(self, name: str) -> tuple[Side, ...]:
        """Whose hand gives a signal, of the hands that play."""
        whose = name.partition(".")[0]
        if whose == "any":
            return self._search.sides[-1:]
        return tuple(side for side in self._search.sides if side == whose)

    def _along(self, name: str) -> list[float]:
        signal = full_names()[name]
        low, high = max(signal.low, -0.4), min(signal.high, 1.0)
        room = 0.1 * (high - low)
        step = (high - low - 2 * room) / (STOPS - 1)
        return [low + room + step * i for i in range(STOPS)]


def _gates(control: Control) -> Iterator[_Gate]:
    owners = {owner: tuple(one for one in read if one is not None) for owner, read in control.owners.items()}
    if not owners:
        owners = {control.id: (control.when,) if control.when is not None else ()}
    for conditions in owners.values():
        asked = frozenset[str]().union(*(one.signals for one in conditions))
        follows = _fingers(control.signals - asked) | _tips(control.signals & asked)
        yield _Gate(conditions, follows, not control.owners)


def _some(places: list[Hands], most: int) -> list[Hands]:
    """At most so many of them, evenly spread."""
    if len(places) <= most:
        return places
    return (
        [places[round(i * (len(places) - 1) / (most - 1))] for i in range(most)] if most > 1 else places[-1:]
    )


def _fingers(names: frozenset[str]) -> frozenset[str]:
    """Where a finger's tip is, its hand is; and what moves is somewhere."""
    found = set(names)
    for name in names:
        side, _, signal = name.partition(".")
        if signal.endswith((".x", ".y")):
            found.add(f"{side}.{signal[-1]}")
        elif signal in ("speed", "vx", "vy"):
            found |= {f"{side}.{'x' if signal == 'vx' else 'y'}"}
        elif side == "hands" and signal in ("distance", "angle", "height"):
            found |= {"left.x", "right.x"} if signal == "distance" else {"right.y"}
    return frozenset(found)


def _tips(names: frozenset[str]) -> frozenset[str]:
    """Of what a gate asks for, the places: a mapping often follows those, too."""
    return frozenset(name for name in names if name.endswith((".x", ".y")) and name.count(".") == 1)


class _Writer:
    """The keyframes of both hands; `t` is the time that they have come to, seconds."""

    def __init__(self) -> None:
        self.t = 0.0
        self._frames: dict[Side, list[dict[str, Any]]] = {"left": [], "right": []}

    def to(self, hands: Hands, seconds: float, hold: float = 0.05) -> None:
        """Go there in so many seconds, and stay for `hold`."""
        if self.t == 0:
            for side, posture in hands.items():
                self._add(side, {**written(posture, side), "hide": True}, 0.0)
        self.t += seconds
        for side, posture in hands.items():
            self._add(side, written(posture, side), hold)
        self.t = round(self.t + hold, 3)

    def act(self, before: Hands, hands: Hands, hits: dict[str, float], after: Hands) -> None:
        """Open a gate, or strike, and go on to `after`."""
        if not hits:
            self.to(before, MOVING)
            self.to(hands, CLOSING, HELD)
            self.to(after, CLOSING, PAUSE)
            return
        for name in hits:
            whose, _, kind = name.partition(".")
            for side in SIDES:
                if side == whose and side in hands:
                    self._hit(hands, side, kind)
            if name == "hands.clap":
                self._clap(hands)

    def _hit(self, hands: Hands, side: Side, kind: str) -> None:
        hand = hands[side]
        if kind == "strike":
            self.to({**hands, side: replace(hand, y=max(hand.y, 0.6))}, MOVING)
            self.t += 0.5
            self._add(side, {**written(replace(hand, y=max(hand.y, 0.6)), side), "strike": 0.7}, 0.12)
            self.t = round(self.t + 0.4, 3)
        elif kind.startswith("swipe_"):
            dx, dy = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}[kind[6:]]
            begin = replace(hand, x=hand.x - 0.2 * dx, y=0.5 - 0.3 * dy)
            self.to({**hands, side: begin}, 2 * MOVING, PAUSE)
            self.to({**hands, side: replace(hand, x=hand.x + 0.2 * dx, y=0.5 + 0.3 * dy)}, 0.26, HELD)
            self.to({**hands, side: hand}, 2 * MOVING)
        elif kind.startswith("pinch_tap"):
            apart = {**hands, side: replace(hand, shape="open")}
            self.to(apart, MOVING)
            self.to({**hands, side: replace(hand, shape="pinch")}, 0.1, CLOSING)
            self.to(apart, 0.3, PAUSE)

    def _clap(self, hands: Hands) -> None:
        apart: Hands = {"left": Posture("open", 0.2), "right": Posture("open", 0.8)}
        self.to({**hands, **apart}, 2 * MOVING, PAUSE)
        self.to({"left": Posture("open", 0.44), "right": Posture("open", 0.56)}, 0.2, CLOSING)
        self.to({**hands, **apart}, 2 * MOVING, PAUSE)

    def _add(self, side: Side, frame: dict[str, Any], hold: float) -> None:
        self._frames[side].append({"at": round(self.t, 3), **frame, "hold": hold})

    def text(self, name: str) -> str:
        """The whole score, at whose end both hands leave."""
        leave = self.t + COMING
        for frames in self._frames.values():
            if frames:
                frames.append({**frames[-1], "at": round(leave, 3), "hide": True, "hold": 0.1})
        hands = {side: frames for side, frames in self._frames.items() if frames}
        return json.dumps({"name": name, "about": "Made from what the mapping reads.", **hands})

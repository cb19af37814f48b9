"""Teaching a gesture: what a player showed becomes examples, and examples a gesture, cross-validated.

Around the flow, because some of the hands that nobody showed (see `strangers`) are the virtual performer's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import GestureError
from gesture2midi.events import SIDES, Hand, Hands, Side
from gesture2midi.gestures.custom.files import Gesture, Taught, collect
from gesture2midi.gestures.custom.motion_classifier import (
    ROOM,
    Motion,
    MotionModel,
    Track,
    learn,
    repetitions,
    ways_between,
)
from gesture2midi.gestures.custom.other_people import among, unlike
from gesture2midi.gestures.custom.pose_classifier import BLOCKS, Array, Sign, SignModel, blocks, canonical
from gesture2midi.gestures.custom.preset_map import PresetMap, thinned
from gesture2midi.gestures.features import measure
from gesture2midi.gestures.velocity import LONGEST_GAP
from gesture2midi.performer.kinematics import HandPose, joints

LEAST_EXAMPLES = 5
"""Frames with a hand; fewer say nothing of how a pose varies."""
LEAST_REPETITIONS = 3
MOST_EXAMPLES = 120
"""Of what is shown and of what is not meant: four seconds. More are thinned evenly."""
STRANGERS = 80
"""Drawn hands that nobody showed, beside the player's own "not this" and other people's hands."""

Film = Sequence[Hands]
"""All frames of one source in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """counts: (rows, columns), how often what was shown (a row) was taken for what (a column).

    No example was judged by a model that had learnt from it or from its neighbours in time.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: NDArray[np.int64]

    def share(self, row: str, column: str) -> float:
        """The part of a row that fell into a column, 0..1; 0 of an empty row."""
        counts = self.counts[self.rows.index(row)]
        return float(counts[self.columns.index(column)] / max(int(counts.sum()), 1))


NOT_THIS, NONE = "not this", "none"
"""What is not meant, among what was shown; and what is no gesture, among what that was taken for."""


def confused(confusion: Confusion) -> list[tuple[str, str, int]]:
    """Returns what was shown, what it was taken for instead, and how often; the most frequent first."""
    found = [
        (row, column, int(confusion.counts[i, j]))
        for i, row in enumerate(confusion.rows)
        for j, column in enumerate(confusion.columns)
        if column != (NONE if row == NOT_THIS else row) and confusion.counts[i, j]
    ]
    return sorted(found, key=lambda one: -one[2])


def side_shown(films: Sequence[Film]) -> Side:
    """The hand that is seen in more frames, the right one if both are equally often.

    Raises:
        GestureError: no hand is seen at all.
    """
    seen = Counter(hand.side for film in films for hands in film for hand in hands.hands)
    if not seen:
        raise GestureError("No hand was seen, so nothing was learnt: show the whole hand, in good light.")
    return "left" if seen["left"] > seen["right"] else "right"


def pose(
    name: str, shown: Sequence[Film], others: Sequence[Film], side: Side, *, turned: bool = False
) -> Sign:
    """A pose from the films that show it; in `others` no hand means it.

    side: the hand that shows it. turned: it is the same whichever way the hand points and faces.

    Raises:
        GestureError: too little was seen.
    """
    examples = _shapes(shown, (side,))
    if len(examples) < LEAST_EXAMPLES:
        raise GestureError(
            f"The {side} hand was seen in {len(examples)} frames only, so nothing was learnt: show "
            f"`{name}` in {LEAST_EXAMPLES} at least, with the whole hand in view."
        )
    meant_not = _thinned(_shapes(others, SIDES))
    if turned:
        examples = turn(examples)
    nobody = unlike(examples, "learnt"), strangers(STRANGERS)
    return Sign(name, _thinned(examples), np.concatenate((meant_not, *nobody)))


def preset_map(
    name: str, presets: Sequence[Sequence[float]], shown: Sequence[Sequence[Film]], side: Side
) -> PresetMap:
    """A map from the films that show each preset.

    presets: the values of each, 0..1. shown: the films of each. side: the hand that shows them.

    Raises:
        GestureError: too little was seen of a preset.
    """
    hands = []
    for number, films in enumerate(shown, start=1):
        examples = _shapes(films, (side,))
        if len(examples) < LEAST_EXAMPLES:
            raise GestureError(
                f"The {side} hand was seen in {len(examples)} frames of preset {number} only, so nothing was "
                f"learnt: show it in {LEAST_EXAMPLES} at least, with the whole hand in view."
            )
        hands.append(thinned(examples))
    return PresetMap(name, np.array(presets, np.float64), tuple(hands))


def turn(hands: Array, seed: int = 1) -> Array:
    """(`MOST_EXAMPLES`, 21, 3): the hands evenly, in their order, each turned at random in space."""
    chance = np.random.default_rng(seed)
    every = hands[np.arange(MOST_EXAMPLES) * len(hands) // MOST_EXAMPLES]
    axes, _ = np.linalg.qr(chance.normal(size=(MOST_EXAMPLES, 3, 3)))
    axes[:, :, 0] *= np.sign(np.linalg.det(axes))[:, None]  # a rotation, and not a mirror image
    return np.asarray(every @ axes)


def motion(name: str, shown: Sequence[Film], side: Side) -> Motion:
    """A motion from the films that show it, a rest between one time and the next.

    Raises:
        GestureError: it was not shown often enough.
    """
    found = list(_moves(shown, side))
    if len(found) < LEAST_REPETITIONS:
        times = "once" if len(found) == 1 else f"{len(found)} times"
        raise GestureError(
            f"The {side} hand made a motion {times}, so nothing was learnt: show `{name}` "
            f"{LEAST_REPETITIONS} times at least, each within 3 seconds, and rest the hand in between."
        )
    found = found[:: -(-len(found) // 100)]
    return learn(name, np.stack([way for way, _ in found]), np.array([seconds for _, seconds in found]))


def strangers(count: int, seed: int = 1) -> Array:
    """(n, 21, 3) canonical hands of the virtual performer, fingers and wrist as chance will have them.

    Most fingers are stretched or curled, as in signs, the others anywhere between.
    """
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        curls = np.clip(chance.choice([0.0, 0.5, 1.0], 5, p=[0.4, 0.2, 0.4]) + chance.normal(0, 0.1, 5), 0, 1)
        back = 180.0 * chance.integers(2)
        turn = chance.normal((0.0, 0.0, back), (40.0, 25.0, 30.0)).tolist()
        spread, pinch = float(chance.random()), float(chance.random() < 0.15)
        hand = HandPose(*[0.5, 0.5, 0.35, *turn, *curls.tolist(), spread, pinch])
        points = joints(hand, "right").points
        world = (points * (1, -1, -1)).astype(np.float32)
        found.append(canonical(Hand("right", 1.0, world, world), mirror=True))
    return np.array(found)


def cross_validate(taught: Taught, gesture: Gesture, others: Sequence[Film] = ()) -> Confusion:
    """How `gesture`, beside those of its kind in `taught`, is told from them and from what is not meant.

    A pose: its examples and those of the others in five blocks in the order shown; each block is judged
    by what the four others taught. A motion: each time it was shown is judged by the other times, and
    each movement of `others` by all.
    """
    together = collect([gesture, *(one for one in taught.gestures if one.name != gesture.name)])
    if isinstance(gesture, Sign):
        return _confusion(together.signs, _judged_signs(together.signs, gesture.name))
    assert not isinstance(gesture, PresetMap), "a map has an error, and confuses nothing"
    return _confusion(together.motions, _judged_motions(together.motions, others))


def taken_of_strangers(taught: Taught, sign: Sign) -> tuple[int, int]:
    """Returns how many hands of other people are taken for a pose, and of how many; none was learnt from.

    Those that show the pose itself are left out.
    """
    together = collect([sign, *(one for one in taught.gestures if one.name != sign.name)])
    model = SignModel(together.signs)
    hands = unlike(sign.shown, "judging")
    return sum(model.seen(hand) == sign.name for hand in hands.tolist()), len(hands)


def _confusion(gestures: Sequence[Gesture], judged: Iterator[tuple[str, str]]) -> Confusion:
    names = tuple(gesture.name for gesture in gestures)
    rows, columns = (*names, NOT_THIS), (*names, NONE)
    counts = np.zeros((len(rows), len(columns)), np.int64)
    for shown, seen in judged:
        counts[rows.index(shown), columns.index(seen)] += 1
    return Confusion(rows, columns, counts)


def _judged_signs(signs: Sequence[Sign], name: str) -> Iterator[tuple[str, str]]:
    """(shown, taken for) of each example; of "not this" only what was said so of `name`, and drawn for it.

    Other people's hands are judged by `taken_of_strangers`, with those that were not learnt from.
    """
    parts = {sign.name: (blocks(len(sign.shown)), blocks(len(sign.others))) for sign in signs}
    for block in range(BLOCKS):
        rest = [
            replace(
                sign,
                shown=sign.shown[parts[sign.name][0] != block],
                others=sign.others[parts[sign.name][1] != block],
            )
            for sign in signs
        ]
        model = SignModel([sign for sign in rest if len(sign.shown)])
        for sign in signs:
            shown, others = parts[sign.name]
            for hand in sign.shown[shown == block].tolist():
                yield sign.name, model.seen(hand)
            if sign.name == name:
                for hand in sign.others[(others == block) & ~among(sign.others)].tolist():
                    yield NOT_THIS, model.seen(hand)


def _judged_motions(motions: Sequence[Motion], others: Sequence[Film]) -> Iterator[tuple[str, str]]:
    for i, moved in enumerate(motions):
        for k, way in enumerate(moved.ways if len(moved.ways) > 1 else ()):
            left = np.arange(len(moved.ways)) != k
            rest = replace(moved, ways=moved.ways[left], seconds=moved.seconds[left])
            yield moved.name, MotionModel([*motions[:i], rest, *motions[i + 1 :]]).seen(way)
    everything = MotionModel(motions)
    for side in SIDES:
        for way, _ in _moves(others, side):
            yield NOT_THIS, everything.seen(way)


def _shapes(films: Sequence[Film], sides: Sequence[Side]) -> Array:
    """(n, 21, 3) canonical hands of these sides, in the order shown."""
    found = [
        canonical(hand, hands.mirror)
        for film in films
        for hands in film
        for hand in hands.hands
        if hand.side in sides and measure(hand, hands.aspect, hands.mirror)
    ]
    return np.array([points for points in found if points is not None]).reshape(-1, 21, 3)


def _moves(films: Sequence[Film], side: Side) -> Iterator[tuple[NDArray[np.complex128], float]]:
    """The way and the seconds of each movement of one hand between two rests."""
    for film in films:
        track = Track()
        for hands in film:
            hand = next((hand for hand in hands.hands if hand.side == side), None)
            features = measure(hand, hands.aspect, hands.mirror) if hand else None
            if features is None:
                continue
            if len(track.times) == 2 * ROOM or (len(track.times) and hands.t - track.times[-1] > LONGEST_GAP):
                yield from _cut(track)
                track = Track()
            track.add(hands.t, features, hands.aspect, (side == "left") == hands.mirror)
        yield from _cut(track)


def _cut(track: Track) -> Iterator[tuple[NDArray[np.complex128], float]]:
    for start, end in repetitions(track):
        yield ways_between(track, np.array([end - start]), end)[0], end - start


def _thinned(hands: Array) -> Array:
    """At most `MOST_EXAMPLES`, evenly from all."""
    if len(hands) <= MOST_EXAMPLES:
        return hands
    kept: Array = hands[np.linspace(0, len(hands) - 1, MOST_EXAMPLES).round().astype(int)]
    return kept

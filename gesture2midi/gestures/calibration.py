"""Measures a player in half a minute: hands in, what to do next out, a profile at the end.

Pure: it knows neither camera nor screen. Time passes only while a hand is seen, so whoever has to look for
their place before the camera loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

import numpy as np

from gesture2midi.errors import PlayerError
from gesture2midi.events import SIDES, Hands, Side
from gesture2midi.gestures.features import Features, measure
from gesture2midi.gestures.play_area import PlayArea, clamp, distance
from gesture2midi.gestures.profile import Playing, Profile, Reach


@dataclass(frozen=True, slots=True)
class Step:
    """words: what to do, short enough for one line of the window. seconds: of hands in view.

    settle: seconds at its beginning that do not count, in which the hands go there.
    """

    name: str
    words: str
    seconds: float
    settle: float


STEPS = (
    Step("reach", "Move your hands as far as is easy: up, down, to both sides.", 10.0, 0.5),
    Step("near", "Reach towards the camera, as near as you will play. Hold.", 4.0, 1.5),
    Step("far", "Draw back, as far away as you will play. Hold.", 4.0, 1.5),
    Step("open", "Open your hands as wide as is easy. Hold.", 4.0, 1.5),
    Step("closed", "Close them to fists, as far as is easy. Hold.", 4.0, 1.5),
    Step("pinch", "Touch thumb and index finger. Hold.", 4.0, 1.5),
)

_BEGUN = 1.0
"""Seconds of a step, before which *back* means the step before it."""
LEAST_SAMPLES = 5
"""Frames of a hand in a step, below which the step says nothing about it."""
LEAST_SPAN = 0.05
"""Of the picture: about 4 cm of a hand 60 cm away. Jitter alone spans less than a tenth of it."""
LEAST_DEPTH = 0.08
"""Metres between near and far."""
METRES = 0.05, 10.0
"""No hand plays nearer or farther, whatever its size says."""
LEAST_FINGERS, LEAST_PINCH = 0.15, 0.2
"""Of `Features.reach`, and palms: a shorter way would be mostly the tracker's own error."""
TAILS = (5.0, 95.0)
"""Percentiles of the palm's places that become the edges: they are reached with ease, and a hand that was
found in the wrong place for a moment does not count."""
LONGEST_GAP = 0.2
"""Seconds between two frames that count at the most."""
LEAST_GAP = 1e-3
"""Seconds: frames closer than this are left out, so that what is kept stays bounded."""


@dataclass(frozen=True, slots=True)
class Progress:
    """step: what is to be done now; None when all is done. part: how much of it is done, 0..1."""

    step: Step | None
    number: int
    part: float

    @property
    def left(self) -> float:
        """Seconds that the step still takes."""
        return self.step.seconds * (1 - self.part) if self.step is not None else 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """about: `note_alone` (only this hand moved), or what of it could not be measured and stays as usual.

    That is the note's key among the words, where its sentence is.
    """

    about: Literal["note_alone", "note_depth", "note_open", "note_pinch"]
    side: Side


@dataclass(frozen=True, slots=True)
class Measured:
    """The profile, and what is to be said about it."""

    profile: Profile
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    x: float  # of the palm, as in a mirror
    y: float
    metres: float
    fingers: float
    pinch: float


class Calibration:
    """Fed with every frame; `done` once every step has had its time."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, Side], list[_Sample]] = {}
        self._number = 0
        self._elapsed = 0.0
        self._t: float | None = None

    @property
    def done(self) -> bool:
        return self._number == len(STEPS)

    def update(self, hands: Hands) -> Progress:
        """Take in one frame. A hand with a landmark that is not finite counts as not seen."""
        t = hands.t
        if not self.done and isfinite(t):
            gap = 0.0 if self._t is None else t - self._t
            if gap >= LEAST_GAP:
                self._take(hands, min(gap, LONGEST_GAP))
            if self._t is None or gap < 0 or gap >= LEAST_GAP:
                self._t = t
        if self.done:
            return Progress(None, self._number, 1.0)
        step = STEPS[self._number]
        return Progress(step, self._number, self._elapsed / step.seconds)

    def back(self) -> None:
        """Begin this step anew, or, where it has hardly begun, the one before it; what was measured goes."""
        if not self.done and self._elapsed < _BEGUN and self._number:
            self._number -= 1
        if not self.done:
            self._elapsed = 0.0
            for side in SIDES:
                self._samples.pop((STEPS[self._number].name, side), None)

    def _take(self, hands: Hands, gap: float) -> None:
        found = [
            (hand.side, features)
            for hand in hands.hands
            if (features := measure(hand, hands.aspect, hands.mirror)) is not None
        ]
        if not found:
            return
        step = STEPS[self._number]
        self._elapsed += gap
        if self._elapsed >= step.settle:
            for side, features in found:
                self._samples.setdefault((step.name, side), []).append(_sample(features, hands))
        if self._elapsed >= step.seconds:
            self._number, self._elapsed = self._number + 1, 0.0

    def result(self, playing: Playing | None = None, steady: float = 0.0) -> Measured:
        """The player's profile.

        playing: which hand plays which part; None: both hands, or the only one that moved.

        Raises:
            PlayerError: it is not done yet, or no hand moved far enough to play.
        """
        if not self.done:
            raise PlayerError(
                f"The calibration ended at step {self._number + 1} of {len(STEPS)}, so nothing was saved: "
                "start it again, and stay in view until it says that it is done."
            )
        reaches: dict[Side, Reach] = {}
        notes: list[Note] = []
        for side in SIDES:
            area = self._area(side)
            if area is not None:
                reaches[side] = self._reach(side, area, notes)
        if not reaches:
            raise PlayerError(
                f"No hand moved farther than {LEAST_SPAN:.0%} of the picture, so nothing was saved: "
                "calibrate again nearer to the camera, and move as far as you can in the first step."
            )
        if playing is None and len(reaches) == 1:
            (side,) = reaches
            playing = side
            notes.append(Note("note_alone", side))
        left, right = (reaches.get(side, Reach()) for side in SIDES)
        return Measured(Profile(playing or "both", steady, left, right), tuple(notes))

    def _area(self, side: Side) -> PlayArea | None:
        """Where the palm went; None where it did not, or hardly did."""
        palms = self._samples.get(("reach", side), [])
        if len(palms) < LEAST_SAMPLES:
            return None
        left, right = _edges([palm.x for palm in palms])
        top, bottom = _edges([palm.y for palm in palms])
        if max(right - left, bottom - top) < LEAST_SPAN:
            return None
        (left, right), (top, bottom) = _wide(left, right), _wide(top, bottom)
        return PlayArea(round(left, 3), round(right, 3), round(top, 3), round(bottom, 3))

    def _reach(self, side: Side, area: PlayArea, notes: list[Note]) -> Reach:
        """What this hand reaches; the usual ends are only ever moved closer together."""
        reach = Reach(area)
        depth = self._way(side, "metres", "near", "far", LEAST_DEPTH, *METRES)
        if depth is not None:
            reach = replace(reach, area=replace(area, near=depth[0], far=depth[1]))
        else:
            notes.append(Note("note_depth", side))
        fingers = self._way(side, "fingers", "closed", "open", LEAST_FINGERS, reach.curled, reach.straight)
        if fingers is not None:
            reach = replace(reach, curled=fingers[0], straight=fingers[1])
        else:
            notes.append(Note("note_open", side))
        pinch = self._way(side, "pinch", "pinch", "open", LEAST_PINCH, reach.touching, reach.apart)
        if pinch is not None:
            reach = replace(reach, touching=pinch[0], apart=pinch[1])
        else:
            notes.append(Note("note_pinch", side))
        return reach

    def _way(
        self, side: Side, what: str, low: str, high: str, least: float, bottom: float, top: float
    ) -> tuple[float, float] | None:
        """What the two steps gave, within bottom..top; None where they are not `least` apart."""
        ends = []
        for step in (low, high):
            values = [getattr(sample, what) for sample in self._samples.get((step, side), [])]
            if len(values) < LEAST_SAMPLES:
                return None
            ends.append(round(clamp(float(np.median(values)), bottom, top), 3))
        return (ends[0], ends[1]) if ends[1] - ends[0] >= least else None


def _sample(hand: Features, hands: Hands) -> _Sample:
    x, y = hand.palm
    return _Sample(
        clamp(x if hands.mirror else 1 - x, 0.0, 1.0),
        clamp(y, 0.0, 1.0),
        distance(hand.size, hands.aspect),
        sum(hand.reach[1:]) / 4,
        hand.pinches[0],
    )


def _edges(places: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(places, TAILS)
    return float(low), float(high)


def _wide(low: float, high: float) -> tuple[float, float]:
    """The two, or, where they are too close to be played between, `LEAST_SPAN` about their middle."""
    lacking = max(0.0, LEAST_SPAN - (high - low)) / 2
    return low - lacking, high + lacking

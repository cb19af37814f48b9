"""The face's signals: where it is, how it is turned, mouth, smile, brows, eyes; nods, shakes and blinks.

Lengths are in three dimensions and divided by the distance of the outer corners of the eyes, so that neither
the distance to the camera nor a turned head changes them. What is peculiar to a face (how wide its mouth is,
how far its eyes open) is measured against that face at rest, which is how it looks in the first second.
The openness of an eye is the aspect ratio of Soukupova and Cech, "Real-Time Eye Blink Detection using Facial
Landmarks", CVWW 2016.
"""

from __future__ import annotations

from math import atan2, degrees, hypot, inf, log
from statistics import median
from typing import NamedTuple

import numpy as np

from gesture2midi.events import Face, Hands, Hit, Points
from gesture2midi.gestures.adaptive_filter import AdaptiveFilter
from gesture2midi.gestures.part_reader import ANOTHER, PartReader
from gesture2midi.gestures.play_area import clamp
from gesture2midi.gestures.signals import FACE
from gesture2midi.gestures.turning import Swing, TurningPoints
from gesture2midi.tracking.people.face_mesh import PLACE

MARGIN = 0.2
"""Of the picture, on each side, that a head need not reach."""
FAR, NEAR = 0.06, 0.3
"""Distance of the eyes' outer corners in picture heights, where `size` is 0 and 1."""
YAW, PITCH, ROLL = 40.0, 25.0, 35.0
"""Degrees where these are 1: as far as a head turns, bows and tilts while its eyes can read a screen."""
SHUT, AGAPE = 0.03, 0.4
"""The gap between the lips, in distances of the eyes, where `mouth` is 0 and 1."""
SMILE, BROW, LIDS = 0.25, 0.3, 0.5
"""By what part of their rest the mouth widens in a smile, the brows rise, and an eye narrows in a blink."""
REST = 1.0
"""Seconds, from the first sight of a face, that tell how it looks at rest."""

NOD, SHAKE, QUICK = 7.0, 12.0, 0.6
"""Degrees of the bow of a nod and of each swing of a shake, and the seconds that they take at the most."""
HARD = 100.0
"""Degrees a second of a nod or shake of velocity 1."""
CLOSED, OPENED = 0.8, 0.4
"""Both eyes beyond the one are a blink; below the other, the next may come."""
LEAST = 1e-6
"""Lengths below this are none."""

_EYES = (33, 133, 160, 158, 144, 153), (263, 362, 387, 385, 373, 380)
_LEVELS = tuple(signal for signal in FACE if signal.kind == "level")
_LEVEL_NAMES = tuple(signal.name for signal in _LEVELS)


class FaceReader(PartReader[Face]):
    """Turns the looks for a face into signals."""

    def __init__(self) -> None:
        super().__init__(FACE)

    def reset(self) -> None:
        """Forget the face, as before the first look."""
        super().reset()
        self._memory = _Memory(-inf)

    def look(self, hands: Hands) -> Face | None:
        """The look for a face that these hands bring."""
        return hands.face

    def see(self, look: Face, hands: Hands, hits: list[Hit]) -> dict[str, float] | None:
        """All values of the face that was seen, None without one; what it has done is added to `hits`."""
        points = look.points
        face = None if points is None or not np.isfinite(points).all() else _measure(points, hands)
        if face is None:
            return None
        t, now = look.t, hands.t
        if not 0 <= t - self._memory.seen <= ANOTHER:
            self._memory = _Memory(t)
        memory = self._memory
        memory.seen = t
        rest = memory.rest(t, face)
        pitch = face.pitch - rest.pitch
        levels = memory.filter.update(
            t,
            [
                clamp((face.x - MARGIN) / (1 - 2 * MARGIN), 0.0, 1.0),
                clamp((1 - face.y - MARGIN) / (1 - 2 * MARGIN), 0.0, 1.0),
                clamp(log(face.size / FAR) / log(NEAR / FAR), 0.0, 1.0),
                clamp(face.yaw / YAW, -1.0, 1.0),
                clamp(pitch / PITCH, -1.0, 1.0),
                clamp(face.roll / ROLL, -1.0, 1.0),
                clamp((face.gap - SHUT) / (AGAPE - SHUT), 0.0, 1.0),
                clamp(_more(face.width, rest.width) / SMILE, 0.0, 1.0),
                clamp(_more(face.brows, rest.brows) / BROW, 0.0, 1.0),
                clamp(-_more(face.left, rest.left) / LIDS, 0.0, 1.0),
                clamp(-_more(face.right, rest.right) / LIDS, 0.0, 1.0),
            ],
        )
        hits += memory.moved(t, now, pitch, face.yaw)
        # At once, from what the eyes are and not from the smoothed levels.
        hits += memory.blinked(now, -max(_more(face.left, rest.left), _more(face.right, rest.right)) / LIDS)
        return self.unseen | dict(zip(_LEVEL_NAMES, levels, strict=True)) | {"face.present": 1.0}


class _Memory:
    """Of one face, first seen at `t` seconds."""

    def __init__(self, t: float) -> None:
        self.seen = self._since = t
        self.filter = AdaptiveFilter([(signal.low, signal.high) for signal in _LEVELS])
        self._first: list[_Measures] = []
        self._rest: _Measures | None = None
        self._bows, self._turns = TurningPoints(), TurningPoints()
        self._swung = self._blinking = False

    def rest(self, t: float, face: _Measures) -> _Measures:
        """How the face looks at rest, as far as is known at `t`."""
        if self._rest is None or t - self._since <= REST:
            self._first.append(face)
            self._rest = _Measures(*(median(column) for column in zip(*self._first, strict=True)))
        return self._rest

    def moved(self, t: float, now: float, pitch: float, yaw: float) -> list[Hit]:
        """A nod or a shake that has just been made."""
        hits = []
        bow, turn = self._bows.update(t, pitch), self._turns.update(t, yaw)
        if bow is not None and bow.degrees <= -NOD and bow.seconds <= QUICK:
            hits.append(Hit(now, "face", "nod", _hard(bow)))
        if turn is not None:
            wide = abs(turn.degrees) >= SHAKE and turn.seconds <= QUICK
            if wide and self._swung:
                hits.append(Hit(now, "face", "shake", _hard(turn)))
            # The next shake needs two swings of its own.
            self._swung = wide and not self._swung
        elif self._turns.standing:
            self._swung = False
        return hits

    def blinked(self, now: float, closed: float) -> list[Hit]:
        """A blink that begins now. closed: 0..1, of the eye that is more open."""
        if self._blinking:
            self._blinking = closed > OPENED
            return []
        self._blinking = closed >= CLOSED
        return [Hit(now, "face", "blink", 1.0)] if self._blinking else []


class _Measures(NamedTuple):
    """What is measured of a face.

    x, y: middle of the eyes in the picture. size: distance of their outer corners in picture heights.
    yaw, pitch, roll: degrees to the player's right, up, and to the right shoulder.
    gap, width, brows: of the lips, of the mouth, and of the brows above the eyes, in distances of the eyes.
    left, right: how open each eye is, height to width.
    """

    x: float
    y: float
    size: float
    yaw: float
    pitch: float
    roll: float
    gap: float
    width: float
    brows: float
    left: float
    right: float


def _measure(points: Points, hands: Hands) -> _Measures | None:
    """What is measured of a face; None where its eyes lie in one point."""
    real = points * np.array((hands.aspect, 1.0, hands.aspect), np.float32)
    if hands.mirror:  # as the camera sees it, so that left and right are the player's own
        real[:, 0] = hands.aspect - real[:, 0]

    def across(one: int, other: int) -> list[float]:
        difference: list[float] = (real[PLACE[other]] - real[PLACE[one]]).tolist()
        return difference

    def apart(one: int, other: int) -> float:
        return hypot(*across(one, other))

    size = apart(33, 263)
    if size < LEAST:
        return None
    eyes, up = across(33, 263), across(152, 10)
    x, y, _ = ((points[PLACE[33]] + points[PLACE[263]]) / 2).tolist()
    right, left = (
        (apart(upper, lower) + apart(upper_in, lower_in)) / (2 * max(apart(outer, inner), LEAST))
        for outer, inner, upper, upper_in, lower, lower_in in _EYES
    )
    return _Measures(
        x,
        y,
        size,
        degrees(atan2(-eyes[2], hypot(eyes[0], eyes[1]))),
        degrees(atan2(up[2], hypot(up[0], up[1]))),
        degrees(atan2(-eyes[1], eyes[0])),
        apart(13, 14) / size,
        apart(61, 291) / size,
        (apart(105, 159) + apart(334, 386)) / (2 * size),
        left,
        right,
    )


def _more(value: float, rest: float) -> float:
    """By what part of its rest it is more; less below 0."""
    return value / max(rest, LEAST) - 1


def _hard(swing: Swing) -> float:
    return clamp(abs(swing.degrees) / max(swing.seconds, 1 / 60) / HARD, 0.05, 1.0)

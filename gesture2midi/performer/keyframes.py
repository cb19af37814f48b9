"""How a hand moves: shapes of poses, smooth ways between keyframes, and drum strokes on top."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from gesture2midi.performer.kinematics import HAND_LENGTH, HandPose
from gesture2midi.performer.strokes import Stroke, depth, minimum_jerk


@dataclass(frozen=True, slots=True)
class Shape:
    """What a pose makes of a hand. roll: how a right hand tilts for it, degrees; a left one the other way."""

    thumb: float = 0.0
    index: float = 0.0
    middle: float = 0.0
    ring: float = 0.0
    pinky: float = 0.0
    spread: float = 0.3
    pinch: float = 0.0
    roll: float = 0.0


SHAPES: dict[str, Shape] = {
    "open": Shape(spread=0.7),
    "relaxed": Shape(0.3, 0.14, 0.17, 0.2, 0.22, spread=0.25),
    "fist": Shape(1, 1, 1, 1, 1, spread=0),
    "point": Shape(1, 0, 1, 1, 1),
    "victory": Shape(1, 0, 0, 1, 1, spread=0.75),
    "three": Shape(1, 0, 0, 0, 1, spread=0.5),
    "four": Shape(1, 0, 0, 0, 0, spread=0.5),
    "thumb_up": Shape(0, 1, 1, 1, 1, spread=0, roll=65),
    "thumb_down": Shape(0, 1, 1, 1, 1, spread=0, roll=-115),
    "ok": Shape(0, 0, 0.04, 0.02, 0, spread=0.7, pinch=1),
    "rock": Shape(1, 0, 1, 1, 0),
    "call": Shape(0, 1, 1, 1, 0, spread=0.6),
    "pinch": Shape(0, 0.2, 0.24, 0.30, 0.34, spread=0.3, pinch=1),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A keyframe: from `at` to `until` the hand is `pose`, which is called `name`."""

    at: float
    until: float
    name: str
    pose: HandPose


@dataclass(frozen=True, slots=True)
class Track:
    """What one hand does. keys: in order of time, one at least. strokes: in order of time."""

    keys: tuple[Key, ...]
    strokes: tuple[Stroke, ...]


_all = attrgetter(*(field.name for field in fields(HandPose)))


def at(track: Track, t: float) -> HandPose:
    """The hand at `t` seconds; before the first keyframe and after the last it rests."""
    here, there, part = _around(track, t)
    done = minimum_jerk(part)
    pose = HandPose(*(a + (b - a) * done for a, b in zip(_all(here.pose), _all(there.pose), strict=True)))
    fallen = stroke(track, t)
    # The wrist drops with the arm: fingers tip towards the camera at the bottom of a stroke.
    down = fallen * pose.size / HAND_LENGTH
    return replace(pose, y=pose.y - down, pitch=pose.pitch + 120 * fallen) if fallen else pose


def name_at(track: Track, t: float) -> str:
    """The name of the pose that is nearer at `t`."""
    here, there, part = _around(track, t)
    return here.name if part < 0.5 else there.name


def stroke(track: Track, t: float) -> float:
    """How far strokes have taken the hand down at `t`, metres. Deepest at the strike itself."""
    after = bisect_right(track.strokes, t, key=lambda stroke: stroke.at)
    near = range(max(after - 1, 0), min(after + 1, len(track.strokes)))
    return sum(depth(track.strokes, i, t) for i in near)


def _around(track: Track, t: float) -> tuple[Key, Key, float]:
    """The keyframes before and after `t`, and how much of the time between them has gone, 0..1."""
    keys = track.keys
    after = bisect_right(keys, t, key=lambda key: key.at)
    if after == 0:
        return keys[0], keys[0], 0.0
    here = keys[after - 1]
    if after == len(keys) or t <= here.until:
        return here, here, 0.0
    there = keys[after]
    return here, there, (t - here.until) / (there.at - here.until)

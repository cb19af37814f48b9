"""How a hand moves: shapes of poses, smooth ways between keyframes, and drum strokes on top."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from gesture2midi.capture.performer.kinematics import HAND_LENGTH, HandPose

DOWN, UP = 0.17, 0.23  # seconds a stroke takes to its bottom and back; less where the next one is near
LEAST_GAP = 0.12  # seconds between two strokes of one hand
FULL_SPEED = 1.75  # metres a second at the fastest of a stroke with velocity 1


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
    """What one hand does. keys: in order of time, one at least. strikes: (time, velocity 0..1) in order."""

    keys: tuple[Key, ...]
    strikes: tuple[tuple[float, float], ...]


_all = attrgetter(*(field.name for field in fields(HandPose)))


def minimum_jerk(part: float) -> float:
    """0..1 -> 0..1, as a hand goes from rest to rest (Flash and Hogan 1985)."""
    u = min(max(part, 0.0), 1.0)
    return u * u * u * (10 + u * (6 * u - 15))


def at(track: Track, t: float) -> HandPose:
    """The hand at `t` seconds; before the first keyframe and after the last it rests."""
    here, there, part = _around(track, t)
    done = minimum_jerk(part)
    pose = HandPose(*(a + (b - a) * done for a, b in zip(_all(here.pose), _all(there.pose), strict=True)))
    depth = stroke(track, t)
    # The wrist drops with the arm: fingers tip towards the camera at the bottom of a stroke.
    down = depth * pose.size / HAND_LENGTH
    return replace(pose, y=pose.y - down, pitch=pose.pitch + 120 * depth) if depth else pose


def name_at(track: Track, t: float) -> str:
    """The name of the pose that is nearer at `t`."""
    here, there, part = _around(track, t)
    return here.name if part < 0.5 else there.name


def stroke(track: Track, t: float) -> float:
    """How far a stroke has taken the hand down at `t`, metres. Deepest at the strike itself."""
    strikes = track.strikes
    after = bisect_right(strikes, (t, 2.0))
    depth = 0.0
    if after < len(strikes):
        time, velocity = strikes[after]
        down = DOWN * (_hurry(time - strikes[after - 1][0]) if after else 1.0)
        depth += _depth(velocity) * minimum_jerk(1 - (time - t) / down)
    if after:
        time, velocity = strikes[after - 1]
        up = UP * (_hurry(strikes[after][0] - time) if after < len(strikes) else 1.0)
        depth += _depth(velocity) * (1 - minimum_jerk((t - time) / up))
    return depth


def _depth(velocity: float) -> float:
    """Metres: a minimum-jerk movement is at its fastest 15/8 of its mean speed."""
    return FULL_SPEED * velocity * DOWN * 8 / 15


def _hurry(gap: float) -> float:
    return min(1.0, gap / (DOWN + UP))


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

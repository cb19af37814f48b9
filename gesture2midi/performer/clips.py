"""Scores made from a seed for measuring: hands that travel, turn, strike and change pose, slow or fast."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

import numpy as np

from gesture2midi.events import SIDES, Side
from gesture2midi.performer.appearance import look
from gesture2midi.performer.keyframes import SHAPES, Key, Track
from gesture2midi.performer.kinematics import HAND_LENGTH, HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.strokes import FULL_SPEED, LEAST_GAP, Stroke, StrokeShape

Speed: TypeAlias = Literal["slow", "medium", "fast"]
SPEEDS: dict[Speed, tuple[float, float]] = {"slow": (1.0, 60.0), "medium": (4.0, 200.0), "fast": (9.9, 480.0)}
"""How fast a movement is at its fastest: hand lengths, and degrees, a second. `fast` is a third of the
hand, or 16 degrees, from one picture to the next at 30 a second."""
RATES: dict[Speed, tuple[float, float]] = {"slow": (1.5, 2.5), "medium": (2.0, 5.0), "fast": (2.0, 8.0)}
"""Strokes a second of one hand, from .. to."""
FASTEST_SHARE = 15 / 8  # of a minimum-jerk movement: its fastest over its mean speed
ASPECT = 4 / 3  # sideways ways are measured in pictures of 640x480
KINDS = ("across", "along", "turn", "strike")
POSES = ("open", "open", "relaxed", "relaxed", "point", "victory", "fist", "pinch")


def clip(speed: Speed, seed: int, *, seconds: float = 6.0, sides: tuple[Side, ...] = ("right",)) -> Score:
    """A score of hands that move at `speed` all the time; look, way and strokes follow from `seed`.

    Each hand is in the picture from the first frame on, and stays there. It travels sideways, up and down;
    turns; goes from pose to pose; and strikes in runs of even strokes (`RATES`).
    """
    rng = np.random.default_rng((seed, 5))
    tracks = {side: _track(speed, rng, seconds, side, len(sides) > 1) for side in SIDES if side in sides}
    return Score(f"{speed} {seed}", f"Hands that move at {speed} speed.", seconds, look(seed), tracks)


def drumming(
    shape: StrokeShape, rate: float, seed: int, *, count: int = 16, sides: tuple[Side, ...] = ("right",)
) -> Score:
    """A score of `count` strokes of each hand, loud and soft as `seed` says, else still.

    rate: strokes a second of one hand, above 0 and at most 8. Their times are uneven by 4 %. Where there are
        two hands, the left falls between the strokes of the right.
    """
    rng = np.random.default_rng((seed, 6))
    tracks: dict[Side, Track] = {}
    for side in (side for side in SIDES if side in sides):
        outwards = 0 if len(sides) == 1 else 1 if side == "right" else -1
        place = HandPose(0.5 + 0.2 * outwards, 0.64, 0.32, 0, 0, 0, 0.3, 0.14, 0.17, 0.2, 0.22, 0.25, 0)
        gaps = np.maximum(rng.normal(1, 0.04, count) / rate, LEAST_GAP)
        times = 1 + np.cumsum(gaps) - gaps[0] + (0.5 / rate if outwards < 0 else 0)
        velocities = rng.uniform(0.4, 1, count)
        plan = zip(times.tolist(), velocities.tolist(), strict=True)
        tracks[side] = Track((Key(0, 0, "relaxed", place),), tuple(Stroke(*stroke, shape) for stroke in plan))
    seconds = max(track.strokes[-1].at for track in tracks.values()) + 0.8
    return Score(f"{shape} {rate:g}", f"Strokes of shape {shape}.", seconds, look(seed), tracks)


def _track(speed: Speed, rng: np.random.Generator, seconds: float, side: Side, shared: bool) -> Track:
    going, turning = SPEEDS[speed]
    outwards = 1 if side == "right" else -1
    middle, reach = (0.5 + 0.2 * outwards, 0.1) if shared else (0.5, 0.22)
    size = float(rng.uniform(0.28, 0.36))
    place = {"x": middle, "y": 0.6, "roll": 0.0}
    pose = replace(HandPose(0, 0, size, 0, 0, 0, *(0.0,) * 7), **place, spread=0.5)
    keys = [Key(0.0, 0.1, "open", pose)]
    strokes: list[Stroke] = []
    kinds: list[str] = []
    while (now := keys[-1].until) < seconds:
        pose, name = keys[-1].pose, keys[-1].name
        kinds = kinds or rng.permutation(KINDS).tolist()
        kind = kinds.pop()
        if kind == "strike":
            gap = 1 / float(rng.uniform(*RATES[speed]))
            count = max(2, round(1.2 / gap))
            velocity = min(1.0, going * HAND_LENGTH / FULL_SPEED)
            # Down from a place with room below, loud and soft.
            taken = _time(pose, high := replace(pose, y=0.62), going, turning)
            start = now + taken
            loudness = rng.choice([1.0, 1.0, 0.7], count)
            strokes += [Stroke(start + 0.2 + i * gap, velocity * float(loudness[i])) for i in range(count)]
            keys.append(Key(start, start + 0.2 + (count - 1) * gap + 0.25, name, high))
            continue
        if kind == "across":
            far = middle + reach * float(rng.uniform(0.5, 1)) * (-1 if pose.x > middle else 1)
            there = replace(pose, x=far)
        elif kind == "along":
            there = replace(
                pose, y=float(rng.uniform(0.55, 0.68)) if pose.y < 0.5 else float(rng.uniform(0.34, 0.45))
            )
        else:
            roll = float(rng.uniform(20, 60)) * (-1 if pose.roll > 0 else 1)
            there = replace(pose, roll=roll)
        if rng.random() < 0.4:
            name = str(rng.choice(POSES))
            shape = SHAPES[name]
            fingers = ("thumb", "index", "middle", "ring", "pinky", "spread", "pinch")
            there = replace(there, **{finger: getattr(shape, finger) for finger in fingers})
        there_at = now + _time(pose, there, going, turning)
        keys.append(Key(there_at, there_at + float(rng.uniform(0.02, 0.12)), name, there))
    return Track(tuple(keys), tuple(strokes))


def _time(here: HandPose, there: HandPose, going: float, turning: float) -> float:
    """Seconds from one pose to another, so that it moves and turns at most that fast."""
    way = np.hypot((there.x - here.x) * ASPECT, there.y - here.y) / here.size
    angle = abs(there.roll - here.roll)
    return max(FASTEST_SHARE * max(float(way) / going, angle / turning), 0.12)

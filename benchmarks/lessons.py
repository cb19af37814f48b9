"""Random strokes to learn from, and how a camera sees them. None has a shape of `capture.performer.strokes`.

A quarter are a fall and a way back, each with a speed of u^a (1-u)^b, so of any skew and sharpness, and
mostly rippled; a quarter are swings. The others are driven: a hand is pulled down, braked, and thrown or
pulled back, by forces of any skew, length and overlap. They come with or without a lift before and a rest
between, alone or repeated, even or uneven, up to 8.3 a second. Other runs are slow, or quick only upwards;
and after some of the strokes the hand goes slowly up and down, which is no stroke.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.gesture.hits import LEAST_PEAK

Floats: TypeAlias = NDArray[np.floating]
STEP = 0.002
"""Seconds between two places of a path."""
DRIVEN = 0.5
"""The part of the players whose strokes are driven."""
SWINGS = 0.5
"""The part of the others who swing: braked until they turn, they go back as they came, as on a spring."""
SLOW = 0.3
"""The part of the runs that have no strike."""
OTHERS = 0.2
"""The part of the players who also move their hand slowly up and down after their strokes."""
RIPPLED = 0.6
"""The part of all other movements whose speed is rippled, by `RIPPLE` in its logarithm."""
RIPPLE: Floats = 0.15 / np.arange(1, 4)


class Run(NamedTuple):
    """heights: palms, down, `STEP` apart. brakes, speeds: of its strikes, seconds and palms a second."""

    heights: Floats
    brakes: Floats
    speeds: Floats


class Stroke(NamedTuple):
    """The speed of a fall, and of the way back, each with the sum 1; and how many steps lie between."""

    falling: Floats
    rising: Floats
    rest: int = 0

    def __len__(self) -> int:
        return len(self.falling) + self.rest + len(self.rising)


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Evenly spread in its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def run(rng: np.random.Generator) -> Run:
    """Up to eight strokes of one player, or some slow movement."""
    slow = rng.random() < SLOW
    lifted_first = slow and rng.random() < 0.5
    period = float(rng.uniform(1, 2.5)) if slow else between(rng, 0.12, 0.8)
    count = int(rng.integers(1, 4 if slow else 9))
    fill = float(rng.uniform(0.6, 1)) if rng.random() < 0.7 else 1.0
    stroke = (_slow if slow else _driven if rng.random() < DRIVEN else _free)(rng)
    pace = min(1.0, 0.94 * fill * period / (len(stroke) * STEP))
    falling, rising = _faster(stroke.falling, pace), _faster(stroke.rising, pace)
    wait = int(stroke.rest * pace)
    lift = float(rng.uniform(0, 0.2)) if rng.random() < 0.5 else 0.0
    lifting = _bell(0.8 * len(falling) * STEP, 1.5, 1.5)
    loudest, uneven = rng.uniform(12, 26), rng.uniform(0, 0.08)
    least = (len(falling) + wait + len(rising)) * STEP
    gaps = np.maximum(period * (1 + uneven * rng.normal(size=count)), least)
    starts = ((rng.uniform(0.35, 0.7) + np.cumsum(gaps) - gaps[0]) / STEP).astype(int)
    others = [_other(rng) for _ in range(int(rng.integers(1, 3)))] if rng.random() < OTHERS else []
    speed = np.concatenate((np.zeros(starts[-1] + int((gaps[-1] + 0.5) / STEP)), *others))
    marks, free = [], 0
    for start in starts.tolist():
        fastest = float(rng.uniform(0.5, 9)) if slow else loudest * float(rng.uniform(0.3, 1))
        way = fastest / falling.max()
        lifted = lift if start - len(lifting) > free else 0.0
        _add(speed, start - len(lifting), -lifted * way * lifting)
        if lifted_first:
            _add(speed, start, -way * rising)
            _add(speed, start + len(rising) + wait, way * falling)
            continue
        _add(speed, start, way * falling)
        free = start + len(falling) + wait + len(rising)
        over = 1.12 if rng.random() < 0.2 else 1.0
        _add(speed, start + len(falling) + wait, -over * (1 - lifted) * way * rising)
        if fastest >= LEAST_PEAK and not slow:
            marks.append(start)
    around = np.exp(-((np.arange(-12, 13) * STEP / rng.uniform(0.001, 0.005)) ** 2) / 2)
    speed = np.convolve(speed, around / around.sum(), "same")
    tops = [start + int(np.argmax(speed[start : start + len(falling) + 3])) for start in marks]
    brakes = [top + _brake(speed[top : top + len(falling) + 30]) for top in tops]
    return Run(np.cumsum(speed) * STEP + _drift(rng, len(speed)), np.array(brakes) * STEP, speed[tops])


def film(rng: np.random.Generator, heights: Floats) -> tuple[Floats, Floats]:
    """The times and heights that a camera gives: blurred, noisy, with lost frames and unsteady times."""
    fps = float(rng.choice([30.0, 60.0, rng.uniform(24, 65)]))
    t = np.arange(len(heights)) * STEP
    at = np.arange(rng.uniform(0, 1 / fps), t[-1], 1 / fps)
    if rng.random() < 0.3:
        at = at[rng.random(len(at)) > 0.1]
    exposed = rng.uniform(0, 0.9) / fps * np.array((-0.4, -0.2, 0, 0.2, 0.4))
    places = np.mean([np.interp(at + off, t, heights) for off in exposed], axis=0)
    noise = rng.normal(0, between(rng, 0.003, 0.03), len(at))
    late = rng.uniform(-0.25, 0.25, len(at)) / fps if rng.random() < 0.15 else 0.0
    return at + late, places + noise


def _slow(rng: np.random.Generator) -> Stroke:
    """Down or up in a third of a second or more."""
    falling = _bell(rng.uniform(0.4, 1.2), between(rng, 0.8, 4), between(rng, 0.5, 4), _rippled(rng))
    rising = _bell(rng.uniform(0.08, 1.2), between(rng, 0.4, 4), between(rng, 0.8, 4), _rippled(rng))
    return Stroke(falling, rising, _rest(rng))


def _free(rng: np.random.Generator) -> Stroke:
    """A swing, mostly nearly harmonic as rhythmic movement is (Kay et al. 1987); or a fall and a way back."""
    down = between(rng, 0.07, 0.26)
    if rng.random() < SWINGS:
        up = down if rng.random() < 0.5 else down * between(rng, 0.8, 1.25)
        if rng.random() < 0.7:
            sharp = between(rng, 0.8, 2.5)
            return Stroke(_half_turn(down, sharp), _half_turn(up, sharp)[::-1])
        turn, skew = between(rng, 0.6, 1), between(rng, 0.8, 4)
        return Stroke(_bell(down, skew, turn), _bell(up, turn, between(rng, 0.8, 4)))
    falling = _bell(down, between(rng, 0.8, 4), between(rng, 0.5, 4), _rippled(rng))
    rising = _bell(between(rng, 0.08, 0.4), between(rng, 0.4, 4), between(rng, 0.8, 4), _rippled(rng))
    return Stroke(falling, rising, _rest(rng))


def _driven(rng: np.random.Generator) -> Stroke:
    """Pulled down, braked, and thrown back by the same force (half of them) or pulled back by another."""
    while True:
        pull, brake = _force(rng, 0.05, 0.2), _force(rng, 0.02, 0.16)
        start = max(2, len(pull) + int(rng.uniform(-0.7, 0.4) * min(len(brake), len(pull))))
        thrown = between(rng, 0.3, 1.6) if rng.random() < 0.5 else 0.0
        driven = np.zeros(max(len(pull), start + len(brake)))
        driven[: len(pull)] += pull
        driven[start : start + len(brake)] -= (1 + thrown) * brake
        speed = np.cumsum(driven)
        top = int(np.argmax(speed))
        still = np.flatnonzero(speed[top:] <= 0.01 * speed[top])
        turn = top + int(still[0]) if len(still) else len(speed)
        if turn >= 4:
            break
    back = thrown or between(rng, 0.25, 1.2)
    starting = -speed[turn:] if thrown else back * np.cumsum(_force(rng, 0.04, 0.2))
    ending = back * (1 - np.cumsum(_force(rng, 0.05, 0.25)))
    way = float(speed[:turn].sum())
    coasting = int(np.clip((way - starting.sum() - ending.sum()) / back, 0, 0.3 / STEP))
    rising = np.maximum(np.concatenate((starting, np.full(coasting, back), ending)), 0)
    falling, rising = speed[:turn] / way, _faster(rising, float(np.clip(way / rising.sum(), 0.5, 2.5)))
    return Stroke(falling, rising, 0 if thrown else _rest(rng))


def _rest(rng: np.random.Generator) -> int:
    return int(rng.uniform(0, 0.1) / STEP) if rng.random() < 0.4 else 0


def _rippled(rng: np.random.Generator) -> Floats:
    """How much of each cosine is in the logarithm of a movement's speed."""
    return RIPPLE * rng.normal(size=len(RIPPLE)) * (rng.random() < RIPPLED)


def _bell(seconds: float, rise: float, fall: float, ripples: Floats | None = None) -> Floats:
    """The speed of a movement, with the sum 1."""
    count = max(3, int(seconds / STEP))
    u = (np.arange(count) + 0.5) / count
    speed = u**rise * (1 - u) ** fall
    if ripples is not None:
        speed *= np.exp(ripples @ np.cos(np.pi * np.outer(np.arange(1, 1 + len(ripples)), u)))
    return np.asarray(speed / speed.sum())


def _half_turn(seconds: float, sharp: float) -> Floats:
    """The speed of a swing down to where it turns, with the sum 1."""
    count = max(3, int(seconds / STEP))
    speed = np.diff(((1 - np.cos(np.pi * np.arange(count + 1) / count)) / 2) ** sharp)
    return np.asarray(speed / speed.sum())


def _force(rng: np.random.Generator, shortest: float, longest: float) -> Floats:
    """What a force adds to the speed in each step, 1 in all."""
    return _bell(between(rng, shortest, longest), between(rng, 0.5, 5), between(rng, 0.5, 5))


def _faster(speed: Floats, pace: float) -> Floats:
    """The same movement in `pace` of its time, with the sum 1."""
    count = max(3, int(len(speed) * pace))
    at = (np.arange(count) + 0.5) * len(speed) / count - 0.5
    part = np.interp(at, np.arange(len(speed)), speed)
    return np.asarray(part / part.sum())


def _other(rng: np.random.Generator) -> Floats:
    """The speed, palms a second, of a hand that goes slowly down and up again, or up and down."""
    down = _bell(between(rng, 0.35, 1.2), between(rng, 0.8, 4), between(rng, 0.5, 4))
    down *= rng.uniform(0.5, 9) / down.max()
    up = _bell(between(rng, 0.2, 1.2), between(rng, 0.8, 4), between(rng, 0.8, 4)) * down.sum()
    rest = np.zeros(int(rng.uniform(0, 0.6) / STEP))
    return np.concatenate((-up, rest, down, rest) if rng.random() < 0.7 else (down, rest, -up, rest))


def _add(speed: Floats, at: int, part: Floats) -> None:
    if at >= 0:
        speed[at : at + len(part)] += part[: max(0, len(speed) - at)]


def _brake(speed: Floats) -> int:
    """Where a fall is braked most, from where it is at its fastest to where it turns."""
    still = speed[2:] <= 0.02 * speed[0]
    turn = 2 + (int(np.argmax(still)) if still.any() else 0)
    return int(np.argmin(np.gradient(speed)[: max(turn, 3)]))


def _drift(rng: np.random.Generator, count: int) -> Floats:
    """Slow movement beside the strokes."""
    t, way = np.arange(count) * STEP, np.zeros(count)
    if rng.random() < 0.5:
        for _ in range(2):
            way += rng.normal(0, 0.25) * np.sin(2 * np.pi * (rng.uniform(0.1, 1.2) * t + rng.random()))
    return way

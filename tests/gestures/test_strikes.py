"""The strike detector on strokes whose course is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import cos, isfinite, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.gestures.strike_sound import (
    SETTLING,
    delay_of,
    speed_of,
    velocity_of,
)
from gesture2midi.gestures.strikes import LATENCY, Strike, StrikeDetector

SIZE = 0.2  # palm, picture heights
Way = Callable[[float], float]


def minimum_jerk(s: float) -> float:
    s = min(max(s, 0.0), 1.0)
    return 10 * s**3 - 15 * s**4 + 6 * s**5


def half_sine(s: float) -> float:
    return (1 - cos(pi * min(max(s, 0.0), 1.0))) / 2


# Where in the fall its braking is strongest (a half sine's at its end).
MOMENT: dict[Way, float] = {minimum_jerk: 0.5 + sqrt(3) / 6, half_sine: 1.0}


def strokes(shape: Way, starts: Sequence[float], down: float, way: float, up: float | None = None) -> Way:
    """Palms, down, at a time: down in `down` seconds from each start, and back in `up`."""
    back = down if up is None else up
    return lambda t: way * sum(shape((t - s) / down) - shape((t - s - down) / back) for s in starts)


def bouncing(start: float, down: float, way: float, restitution: float, pull: float, lift: float) -> Way:
    """A fall on something hard, what rebounds from it, and the hand lifted again after `lift` seconds.

    pull: what brings it back, as a part of what made it fall.
    """
    fastest, slows = 2 * way / down, pull * 2 * way / down**2  # it speeds up evenly until it hits

    def place(t: float) -> float:
        since = t - start - down
        if since < 0:
            return way * max(0.0, 1 + since / down) ** 2
        height, speed, left = 0.0, fastest * restitution, since
        while speed > 0.3:
            lasts = 2 * speed / slows
            if left < lasts:
                height = speed * left - slows * left * left / 2
                break
            left, speed = left - lasts, speed * restitution
        return (way - height) * (1 - minimum_jerk((since - lift) / 0.3))

    return place


def frames(
    way: Way, seconds: float, fps: float, phase: float = 0.0, noise: float = 0.0, seed: int = 0
) -> Iterator[tuple[float, float]]:
    """Times, and heights in palms."""
    rng = np.random.default_rng(seed)
    for i in range(int(seconds * fps)):
        t = (i + phase) / fps
        yield t, way(t) + (rng.normal(0, noise) if noise else 0.0)


def struck(
    course: Iterator[tuple[float, float]],
    fps: float,
    delay: float | None = None,
    lost: Callable[[int], bool] = lambda i: False,
    up: float = 1.0,
) -> list[Strike]:
    detector, found = StrikeDetector(), []
    wait = 1 / fps + SETTLING if delay is None else delay
    for i, (t, y) in enumerate(course):
        if lost(i):
            strike = detector.miss(t, 1 / fps, wait)
        else:
            strike = detector.update(t, 0.4 + SIZE * y, SIZE, up, 1 / fps, wait)
        found += [strike] if strike else []
    return found


@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
@pytest.mark.parametrize("fps", [20, 30, 60, 90])
@pytest.mark.parametrize("down", [0.1, 0.13, 0.17])
def test_each_stroke_sounds_once_and_a_constant_time_after_its_brake(
    shape: Way, fps: int, down: float
) -> None:
    starts = [0.5 + 0.6137 * k for k in range(12)]
    found = struck(frames(strokes(shape, starts, down, 1.2), 8.2, fps, noise=0.01), fps)
    late = np.array([strike.t - s for strike, s in zip(found, starts, strict=True)]) - MOMENT[shape] * down
    assert np.std(late) < {20: 0.009, 30: 0.004, 60: 0.003, 90: 0.003}[fps]


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("rate", [4, 6, 8])
@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
def test_a_roll_is_heard_stroke_by_stroke(fps: int, rate: int, shape: Way) -> None:
    starts = [0.5 + k / rate for k in range(16)]
    for phase in (0.0, 0.3, 0.6):
        found = struck(frames(strokes(shape, starts, 0.48 / rate, 0.9), 5, fps, phase, 0.01), fps)
        assert len(found) == 16
        assert np.std(np.diff([strike.t for strike in found])) < 0.012


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.08])
def test_the_delay_is_what_was_asked_for_and_no_message_leaves_before_it_can(delay: float) -> None:
    way = strokes(minimum_jerk, [0.5, 1.3, 2.1], 0.15, 1.2)
    detector, found = StrikeDetector(), []
    for t, y in frames(way, 3, 60):
        strike = detector.update(t, 0.4 + SIZE * y, SIZE, 1.0, 1 / 60, delay)
        if strike:
            found.append(strike)
            assert strike.t == max(strike.instant + delay, t + LATENCY)
            assert strike.t < t + 1 / 60 + LATENCY
    assert len(found) == 3


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("restitution", [0.2, 0.4, 0.6])
@pytest.mark.parametrize("pull", [0.75, 1.0, 1.5])
def test_a_rebound_is_silent(fps: int, restitution: float, pull: float) -> None:
    for phase in (0.0, 0.35, 0.7):
        way = bouncing(0.6, 0.12, 1.4, restitution, pull, 0.7)
        found = struck(frames(way, 2.2, fps, phase, 0.008), fps)
        assert len(found) == 1, [strike.instant for strike in found]


@pytest.mark.parametrize("fps", [30, 60])
def test_ghost_notes_between_accents_sound_softly(fps: int) -> None:
    accents, ghosts = [0.5, 1.7, 2.9], [0.9, 1.3, 2.1, 2.5]
    loud = strokes(minimum_jerk, accents, 0.13, 1.7)
    soft = strokes(minimum_jerk, ghosts, 0.13, 0.6)
    found = struck(frames(lambda t: loud(t) + soft(t), 3.8, fps, noise=0.01), fps)
    assert len(found) == 7
    speeds = {round(strike.instant, 1): strike.speed for strike in found}
    assert max(speeds[t] for t in (1.0, 1.4, 2.2, 2.6)) < 0.6 * min(speeds[t] for t in (0.6, 1.8, 3.0))


@pytest.mark.parametrize("fps", [30, 60])
def test_a_wind_up_is_silent(fps: int) -> None:
    def way(t: float) -> float:
        return sum(
            -minimum_jerk((t - s) / 0.25)
            + 2.2 * minimum_jerk((t - s - 0.26) / 0.13)
            - 1.2 * minimum_jerk((t - s - 0.5) / 0.3)
            for s in (0.5, 1.6, 2.7)
        )

    assert len(struck(frames(way, 4, fps, noise=0.01), fps)) == 3


@pytest.mark.parametrize("fps", [30, 60])
def test_any_lost_frame_leaves_the_stroke(fps: int) -> None:
    starts = [0.5 + 0.7 * k for k in range(10)]
    course = strokes(minimum_jerk, starts, 0.15, 1.3)
    for first in range(8):
        found = struck(frames(course, 7.6, fps), fps, lost=lambda i, first=first: i % 8 == first)
        assert len(found) == 10


def test_a_strike_that_falls_due_in_a_lost_frame_sounds_then() -> None:
    course = strokes(minimum_jerk, [0.5], 0.15, 1.3)
    whole = struck(frames(course, 1.2, 60), 60, delay=0.08)
    after = next(i for i in range(60) if i / 60 > whole[0].instant + 0.03)
    late = struck(frames(course, 1.2, 60), 60, delay=0.08, lost=lambda i: i >= after)
    assert [strike.t for strike in late] == pytest.approx([whole[0].t], abs=0.003)


def test_a_hand_that_was_gone_for_longer_comes_to_its_place_first() -> None:
    course = strokes(minimum_jerk, [0.75], 0.15, 1.3)
    lost = lambda i: 0.4 < i / 60 < 0.7  # noqa: E731
    assert struck(frames(course, 1.2, 60), 60, lost=lost) == []
    assert len(struck(frames(course, 1.2, 60), 60, lost=lambda i: 0.55 < i / 60 < 0.7)) == 1


def test_speed_keeps_the_order_of_the_strokes() -> None:
    ways = (0.6, 0.75, 0.9, 1.1, 1.4, 1.7, 2.1)
    for fps in (30, 60):
        speeds = [
            struck(frames(strokes(minimum_jerk, [0.6], 0.14, way), 1.2, fps, 0.4), fps)[0].speed
            for way in ways
        ]
        assert all(a < b for a, b in pairwise(speeds))
    assert speeds[-1] == pytest.approx(2.1 / 0.14 * 15 / 8, rel=0.12)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
def test_lowering_the_hand_and_reaching_are_no_strikes(fps: int, shape: Way) -> None:
    for seconds, way in ((0.45, 1.0), (0.5, 1.5), (0.7, 3.0), (1.0, 3.0), (2.0, 4.0)):
        course = strokes(shape, [0.5, 0.5 + 3 * seconds], seconds, way, 1.5 * seconds)
        assert struck(frames(course, 6, fps, noise=0.01), fps) == []


@pytest.mark.parametrize("fps", [30, 60])
def test_waves_and_a_trembling_hand_are_no_strikes(fps: int) -> None:
    for hertz, wide in ((0.7, 0.8), (1.5, 0.4), (2.0, 0.25)):
        assert (
            struck(frames(lambda t, h=hertz, w=wide: w * np.sin(2 * pi * h * t), 6, fps, noise=0.02), fps)
            == []
        )


def test_upward_strokes_are_silent() -> None:
    course = lambda t: -1.5 * minimum_jerk((t - 0.5) / 0.1)  # noqa: E731
    assert struck(frames(course, 1.5, 60), 60) == []


def test_a_hand_that_hangs_or_falls_out_of_the_picture_strikes_nothing() -> None:
    course = strokes(minimum_jerk, [0.5], 0.15, 1.3)
    assert len(struck(frames(course, 1.2, 60), 60, up=0.0)) == 1
    assert struck(frames(course, 1.2, 60), 60, up=-0.6) == []
    assert struck(frames(lambda t: 2.0 + 1.5 * minimum_jerk((t - 0.5) / 0.12), 1.2, 60), 60) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats(-2, 3)), max_size=60), st.sampled_from([0.0, 0.04]))
def test_whatever_comes_nothing_is_raised_and_times_are_numbers(
    seen: list[tuple[float, float]], delay: float
) -> None:
    detector = StrikeDetector()
    for t, y in seen:
        for strike in (detector.update(t, y, SIZE, 1.0, 1 / 30, delay), detector.miss(t, 1 / 30, delay)):
            assert strike is None or (isfinite(strike.speed) and strike.instant <= strike.t)


def test_auto_is_a_frame_and_ten_milliseconds() -> None:
    assert delay_of("auto", 1 / 60) == pytest.approx(0.0267, abs=1e-4)
    assert delay_of("auto", 0.2) == 0.08
    assert delay_of(0.02, 1 / 60) == 0.02


def small_roll(gaps: Sequence[float], ways: Sequence[float], down: float, start: float = 0.6) -> Way:
    """Strokes that fall for `down` seconds and are back as soon, `ways` palms deep, at these gaps."""
    starts = [start + sum(gaps[:k]) for k in range(len(ways))]
    each = [strokes(minimum_jerk, [at], down, way) for at, way in zip(starts, ways, strict=True)]
    return lambda t: sum(one(t) for one in each)


@pytest.mark.parametrize("fps", [60, 90])
def test_a_fast_roll_of_small_strokes_is_heard_from_its_first_on(fps: int) -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        gaps = np.maximum(rng.normal(0.125, 0.005, 16), 0.12)
        course = small_roll(gaps.tolist(), rng.uniform(0.25, 0.35, 16).tolist(), 0.04)
        assert len(struck(frames(course, 3.4, fps, 0.3, 0.008, seed), fps)) == 16


@pytest.mark.parametrize("fps", [30, 60, 120])
@pytest.mark.parametrize("phase", [0.0, 0.5])
def test_the_hardest_strokes_sound(fps: int, phase: float) -> None:
    starts = [0.6 + 0.9137 * k for k in range(6)]
    course = strokes(minimum_jerk, starts, 0.08, 2.8, up=0.4)  # 66 palms a second, 5.6 m/s
    assert len(struck(frames(course, 6.5, fps, phase, 0.01), fps)) == 6


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("lower", [0.8, 0.9])
def test_going_on_to_a_lower_drum_is_no_strike(fps: int, lower: float) -> None:
    starts = [0.6 + 1.2 * k for k in range(6)]
    course = strokes(minimum_jerk, starts, 0.12, 1.2, up=0.2)
    low = strokes(minimum_jerk, [s + 0.5 for s in starts], 0.25, lower, up=0.4)
    found = struck(frames(lambda t: course(t) + low(t), 8, fps, noise=0.008), fps)
    assert len(found) == 6


def with_wild(course: Iterator[tuple[float, float]], every: int, off: float) -> Iterator[tuple[float, float]]:
    """The same with the hand `off` palms away in one frame out of `every`."""
    for i, (t, y) in enumerate(course):
        yield t, y + (off if i % every == every - 1 else 0.0)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("off", [-1.2, -0.5, 0.3, 0.6, 1.2])
def test_a_single_wild_frame_is_no_strike(fps: int, off: float) -> None:
    still = frames(lambda t: 0.2 * np.sin(t), 10, fps, noise=0.012)
    assert struck(with_wild(still, 29, off), fps) == []


@pytest.mark.parametrize("frames_away", [2, 3])
@pytest.mark.parametrize("off", [-1.2, -0.5, 0.3, 0.6, 1.2])
def test_a_jump_of_a_fast_camera_is_no_strike(frames_away: int, off: float) -> None:
    still = frames(lambda t: 0.2 * np.sin(t), 10, 60, noise=0.008)
    wild = ((t, y + (off if i % 41 >= 41 - frames_away else 0.0)) for i, (t, y) in enumerate(still))
    assert struck(wild, 60) == []


def test_a_stroke_right_after_a_jump_sounds() -> None:
    course = strokes(minimum_jerk, [0.6, 1.4], 0.15, 1.3)
    jumped = ((t, y + (0.5 if t > 0.5 else 0.0)) for t, y in frames(course, 2, 60, noise=0.008))
    assert len(struck(jumped, 60)) == 2


def test_a_wild_frame_leaves_the_strokes_beside_it_where_they_are() -> None:
    starts = [0.6 + 0.9 * k for k in range(8)]
    course = strokes(minimum_jerk, starts, 0.15, 1.3)
    clean = struck(frames(course, 8, 60), 60)
    wild = struck(
        (
            (t, y + (0.8 if any(abs(t - s + 0.1) < 0.008 for s in starts) else 0.0))
            for t, y in frames(course, 8, 60)
        ),
        60,
    )
    assert [strike.t for strike in wild] == pytest.approx([strike.t for strike in clean], abs=0.002)


@pytest.mark.parametrize("fps", [30, 60])
def test_small_falls_that_keep_no_time_are_no_roll(fps: int) -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        gaps = [0.1, 0.19] * 5
        course = small_roll(gaps, rng.uniform(0.12, 0.16, 10).tolist(), 0.05)
        assert struck(frames(course, 3, fps, 0.3, 0.005, seed), fps) == []


@pytest.mark.parametrize("fps", [30, 60])
def test_nothing_sounds_after_the_last_stroke_of_a_roll(fps: int) -> None:
    for seed in range(6):
        starts = [0.5 + k / 8 for k in range(8)]
        course = frames(strokes(minimum_jerk, starts, 0.06, 0.9), 3, fps, seed / 6, 0.012, seed)
        assert len(struck(course, fps)) == 8


@pytest.mark.parametrize("curve", [0.55, 0.8, 1.2])
def test_harder_is_louder_at_any_speed(curve: float) -> None:
    loud = [velocity_of(speed, 35, curve) for speed in (0, 3, 10, 20, 30, 40, 50, 60)]
    assert loud[0] == 0 and loud[4] > 0.8 and 0.98 < loud[-1] < 1
    assert all(b - a > 1 / 2000 for a, b in pairwise(loud))


@given(st.floats(0.5, 60), st.floats(25, 60), st.floats(0.3, 1.5))
def test_a_velocity_tells_the_speed_that_it_was_made_of(speed: float, full: float, curve: float) -> None:
    assert speed_of(velocity_of(speed, full, curve), full, curve) == pytest.approx(speed, rel=1e-3)

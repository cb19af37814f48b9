"""Motions in, hits out."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.custom.training import cross_validate, motion
from gesture2midi.gestures.recognizer import Recognizer

FPS = 30


def path(shape: str, part: float) -> tuple[float, float]:
    """Where a motion is after a part of its time, palms, y up."""
    smooth = part**3 * (10 - 15 * part + 6 * part * part)
    if shape == "loop":
        return sin(2 * pi * smooth), cos(2 * pi * smooth) - 1
    if shape == "hook":  # to the right, then down
        return 2 * min(smooth, 0.5) * 2, -2 * max(smooth - 0.5, 0) * 2
    return 2.5 * smooth, 0.0  # a swipe to the right


def film(frame, make, shapes, *, seconds=0.7, rest=0.4, size=1.0, start=0.0, side="right", fps=FPS, tilt=0.0):
    """Frames of a hand that makes one motion after the other, going back to the middle unseen in between."""
    frames, t = [], start
    outwards = 1 if side == "right" else -1
    for shape in shapes:
        steps = round((rest + seconds + rest) * fps)
        for i in range(steps):
            part = min(max((i / fps - rest) / seconds, 0.0), 1.0)
            x, y = path(shape, part)
            x, y = x * cos(tilt) - y * sin(tilt), x * sin(tilt) + y * cos(tilt)
            hand = make(
                side, x=0.5 + outwards * x * size * 0.15 / (4 / 3), y=0.5 - y * size * 0.15, scale=0.15
            )
            frames.append(frame(t + i / fps, hand))
        t += steps / fps + 0.5
    return frames


@pytest.fixture(scope="module")
def taught(frame, make):
    shown = {
        shape: [film(frame, make, [shape] * 4, seconds=s) for s in (0.6, 0.8)] for shape in ("loop", "hook")
    }
    return Taught(motions=tuple(motion(shape, films, "right") for shape, films in shown.items()))


def hits(frames, taught):
    recognizer = Recognizer(taught=taught)
    return [hit for hands in frames for hit in recognizer.update(hands).hits if hit.kind in taught.names]


@pytest.mark.parametrize("shape", ["loop", "hook"])
@pytest.mark.parametrize(
    "how",
    [{}, {"seconds": 0.55}, {"seconds": 1.0}, {"size": 0.6}, {"size": 1.6}, {"side": "left"}, {"tilt": 0.25}]
    + [{"fps": fps} for fps in (20, 60, 120)],
    ids=str,
)
def test_a_motion_is_one_hit_however_it_is_made(frame, make, taught, shape, how):
    found = hits(film(frame, make, [shape] * 3, **how), taught)
    assert [hit.kind for hit in found] == [shape] * 3
    assert {hit.side for hit in found} == {how.get("side", "right")}
    ends = [0.4 + how.get("seconds", 0.7) + i * (1.3 + how.get("seconds", 0.7)) for i in range(3)]
    for hit, end in zip(found, ends, strict=True):
        assert end - 0.3 <= hit.t <= end + 0.15


def test_the_signal_has_the_velocity_in_one_frame_only(frame, make, taught):
    recognizer = Recognizer(taught=taught)
    values = [recognizer.update(hands).signals["right.hook"] for hands in film(frame, make, ["hook"])]
    assert sum(value > 0 for value in values) == 1
    assert 0 < max(values) <= 1
    slow, fast = (hits(film(frame, make, ["hook"], seconds=s), taught)[0].velocity for s in (1.0, 0.55))
    assert fast > 1.4 * slow


def test_other_motions_and_parts_of_one_are_none(frame, make, taught):
    assert hits(film(frame, make, ["swipe"] * 3), taught) == []
    assert hits(film(frame, make, ["loop"], tilt=pi), taught) == []
    whole = film(frame, make, ["hook"])
    assert hits(whole[: round((0.4 + 0.3) * FPS)], taught) == []
    assert hits([frame(i / FPS, make()) for i in range(90)], taught) == []


def test_a_motion_broken_off_by_a_lost_hand_is_none(frame, make, taught):
    frames = film(frame, make, ["hook"])
    middle = round((0.4 + 0.35) * FPS)
    frames[middle] = frame(frames[middle].t)
    assert len(hits(frames, taught)) == 1  # one frame is none
    for i in range(middle, middle + round(0.3 * FPS)):
        frames[i] = frame(frames[i].t)
    assert hits(frames, taught) == []


def test_each_time_shown_is_known_by_the_others(frame, make, taught):
    swipes = [film(frame, make, ["swipe"] * 4)]
    confusion = cross_validate(taught, taught.motions[0], swipes)
    assert confusion.share("loop", "loop") == confusion.share("hook", "hook") == 1
    assert confusion.share("not this", "none") == 1
    assert confusion.counts.sum() == 8 + 8 + 4


times = st.one_of(
    st.floats(0, 5), st.floats(), st.sampled_from([0.5, float("nan"), float("inf"), 1e300, -1e300, 5e-324])
)


@settings(max_examples=80)
@given(st.lists(st.tuples(times, st.floats(0, 1), st.floats(0, 1), st.booleans()), max_size=40))
def test_no_time_and_no_place_raises_or_leaves_the_range(frame, make, taught, steps):
    recognizer = Recognizer(taught=taught)
    for t, x, y, there in steps:
        gestures = recognizer.update(frame(t, *([make(x=x, y=y)] if there else [])))
        for name in taught.names:
            for hand in ("left", "right", "any"):
                assert 0 <= gestures.signals[f"{hand}.{name}"] <= 1
        for hit in gestures.hits:
            assert 0 < hit.velocity <= 1 and np.isfinite(hit.t)

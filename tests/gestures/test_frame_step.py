"""The step of a camera's frames."""

from __future__ import annotations

import pytest

from gesture2midi.gestures.frame_step import CHANGED, FrameStep


def fed(step: FrameStep, start: float, seconds: float, count: int) -> float:
    for i in range(1, count + 1):
        step.update(start + i * seconds)
    return start + count * seconds


def test_it_stays_until_the_rate_really_changes() -> None:
    step = FrameStep()
    t = fed(step, 0.0, 1 / 30, 50)
    assert step.seconds == 1 / 30
    t = fed(step, t, 1 / 60, CHANGED - 1)
    assert step.seconds == 1 / 30
    t = fed(step, t, 1 / 60, 1)
    assert step.seconds == pytest.approx(1 / 60)
    for _ in range(30):  # each second frame is lost, then some come
        t = fed(step, t, 1 / 30, 4)
        t = fed(step, t, 1 / 60, 1)
    assert step.seconds == pytest.approx(1 / 60)


def test_odd_times_and_pauses_are_no_steps() -> None:
    step = FrameStep()
    for t in (float("nan"), 1.0, 0.0, 1e9, float("inf"), 5.0) * 5:
        step.update(t)
    assert step.seconds == 1 / 30

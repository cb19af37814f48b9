"""Where the beat is: by the mapping's own tempo, or by a sequencer's clock."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.beat import LATE, LEAD, Beat, Grid


def clock(beat: float, tempo: float = 90.0) -> dict[str, float]:
    return {"clock.running": 1.0, "clock.beat": beat, "clock.tempo": tempo}


def test_its_own_tempo_counts_from_the_beginning_of_the_set() -> None:
    beat = Beat(120)
    beat.update(3.0, {})
    assert beat.beat(3.0) == 6.0
    assert beat.time(7.0) == 3.5


def test_a_clock_leads_while_it_runs_and_the_tempo_goes_on_from_where_it_stops() -> None:
    beat = Beat(120)
    beat.update(1.0, clock(8.0))
    assert (beat.beat(1.0), beat.time(9.5)) == (8.0, 2.0)
    beat.update(2.0, {"clock.running": 0.0, "clock.beat": 9.4, "clock.tempo": 90.0})
    assert beat.beat(2.0) == 9.5
    beat.update(3.0, {})
    assert beat.beat(3.0) == 11.5


@pytest.mark.parametrize(
    ("at", "tempo"), [(math.nan, 90), (math.inf, 90), (1, 0), (1, -5), (1, 1e9), (1, math.nan)]
)
def test_a_clock_that_makes_no_sense_is_not_believed(at: float, tempo: float) -> None:
    beat = Beat(60)
    beat.update(2.0, clock(at, tempo))
    assert beat.beat(2.0) == 2.0


def test_what_comes_before_the_next_frame_is_said_in_this_one() -> None:
    beat = Beat(120)
    beat.update(1.0, {})
    beat.update(1.04, {})
    assert beat.until == pytest.approx(1.08 + LEAD)


def test_every_second_line_swings() -> None:
    grid = Grid(Beat(60), 0.5, 2 / 3)
    assert [grid.time(n) for n in range(4)] == pytest.approx([0, 2 / 3, 1, 5 / 3])


def test_who_is_a_little_late_still_means_the_line() -> None:
    grid = Grid(Beat(120), 1.0)
    assert [grid.line(t) for t in (0.0, LATE, LATE + 0.01, 0.5, 0.5 - 1e-12)] == [0, 0, 1, 1, 1]
    fast = Grid(Beat(120), 0.125)  # lines 62 ms apart: a quarter of that is late
    assert [fast.line(t) for t in (0.015, 0.016)] == [0, 1]


@given(
    tempo=st.floats(20, 300),
    step=st.sampled_from([4, 1, 2 / 3, 0.25, 0.125]),
    swing=st.floats(0.5, 0.75),
    t=st.floats(0, 10_000),
)
def test_the_next_line_is_the_first_that_is_not_over(
    tempo: float, step: float, swing: float, t: float
) -> None:
    grid = Grid(Beat(tempo), step, swing)
    line = grid.line(t)
    late = min(LATE, step * 15 / tempo)
    assert grid.time(line) >= t - late - 1e-9
    assert grid.time(line - 1) < t - late + 1e-9

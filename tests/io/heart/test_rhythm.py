"""The beats that are told, against those of hearts that are made up; and of a heart that is gone."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.io.heart import FPS, breathing, errors, sent, steady, told
from gesture2midi.io.heart.measurement import Measurement
from gesture2midi.io.heart.rhythm import LEAD, SHORTEST, SILENT, Rhythm, foretold, soonest

SECONDS = 150.0


@pytest.mark.parametrize(("heart", "within"), [(steady, 0.010), (breathing, 0.040)])
def test_a_beat_sounds_within_so_many_seconds_of_the_heart_s(heart, within: float) -> None:
    """Of a sensor that tells each beat, 5 to 35 ms after it."""
    rng = np.random.default_rng(20)
    beats = heart(rng, SECONDS)
    late, missing, extra = errors(beats, told(sent(beats, rng, each_second=False), SECONDS), SECONDS - 1)
    assert len(late) > 100
    assert (missing, extra) == (0, 0)
    assert np.percentile(np.abs(late), 95) <= within


def test_a_sensor_that_speaks_once_a_second_tells_each_beat_once() -> None:
    rng = np.random.default_rng(21)
    beats = steady(rng, SECONDS)
    late, missing, extra = errors(beats, told(sent(beats, rng, each_second=True), SECONDS), SECONDS - 1)
    assert (missing, extra) == (0, 0)
    assert np.percentile(np.abs(late), 95) <= 0.1


def test_lost_messages_move_no_beat_for_long() -> None:
    rng = np.random.default_rng(22)
    beats = steady(rng, SECONDS)
    messages = list(sent(beats, rng, each_second=False))
    del messages[60:63]  # at about 50 s
    late, _, _ = errors(beats, told(iter(messages), SECONDS), SECONDS - 1)
    assert np.percentile(np.abs(late[-60:]), 95) <= 0.015


def talk(rhythm: Rhythm, count: int, interval: float = 1.0, start: float = 0.0) -> float:
    """A message with each beat; returns when the last one came."""
    for i in range(count):
        rhythm.hear(start + i * interval, Measurement(round(60 / interval), True, None, (interval,)))
    return start + (count - 1) * interval


def test_signals_of_a_heart() -> None:
    rhythm = Rhythm()
    assert rhythm.signals(0.0)["heart.contact"] == 0
    assert isnan(rhythm.signals(0.0)["heart.rate"])
    last = talk(rhythm, 30)
    assert rhythm.signals(last + 0.25) == {
        "heart.rate": 60.0,
        "heart.hrv": 0.0,
        "heart.phase": pytest.approx(0.25, abs=0.01),
        "heart.contact": 1.0,
    }


def test_the_variability_is_the_rmssd_of_the_last_minute_without_early_beats() -> None:
    rhythm, t, intervals = Rhythm(), 0.0, []
    for i in range(150):
        interval = 1.0 + (0.04 if i % 2 else 0.0) * (1 if i > 70 else 0.25)
        early = i in (100, 120)
        t += interval * (0.6 if early else 1)
        intervals.append(interval)
        rhythm.hear(t, Measurement(60, None, None, (interval * (0.6 if early else 1),)))
    expected = sqrt(np.mean(np.diff(intervals[-59:]) ** 2))
    assert rhythm.signals(t)["heart.hrv"] == pytest.approx(expected, rel=0.02)


def test_a_heart_that_is_not_heard_any_more_is_unknown_and_beats_no_more() -> None:
    rhythm = Rhythm()
    last = talk(rhythm, 10)
    assert list(rhythm.hits(last + 1 - LEAD / 2))
    assert list(rhythm.hits(last + SILENT - LEAD / 2))
    gone = last + SILENT + 0.01
    assert not list(rhythm.hits(gone)) and isnan(rhythm.signals(gone)["heart.rate"])
    talk(rhythm, 5, start=last)
    rhythm.lose()
    assert not list(rhythm.hits(last + 5)) and rhythm.signals(last + 4.5)["heart.contact"] == 0


def test_a_sensor_that_is_taken_off_beats_no_more() -> None:
    rhythm = Rhythm()
    last = talk(rhythm, 10)
    rhythm.hear(last + 0.5, Measurement(0, False))
    assert not list(rhythm.hits(last + 0.95))
    assert rhythm.signals(last + 0.6)["heart.contact"] == 0


def test_a_sensor_without_intervals_beats_at_its_rate() -> None:
    rhythm, found = Rhythm(), []
    for i in range(20 * int(FPS)):
        if i % FPS == 0:
            rhythm.hear(i / FPS, Measurement(90))
        found += [hit.t for hit in rhythm.hits(i / FPS)]
    assert np.diff(found) == pytest.approx(60 / 90, abs=1e-6)
    assert isnan(rhythm.signals(19.9)["heart.hrv"])


@given(st.lists(st.floats(SHORTEST, 2.5), min_size=1, max_size=48), st.integers(1, 40))
def test_what_is_foretold_lies_within_what_has_been(past: list[float], count: int) -> None:
    coming = foretold(past, count)
    assert len(coming) == count
    assert min(past) - 1e-9 <= min(coming) and max(coming) <= max(past) + 1e-9


@given(st.integers(2, 120), st.floats(-0.0009, 0.0009), st.floats(-1e5, 1e5), st.randoms())
def test_the_soonest_message_places_the_beats(count: int, drift: float, on: float, random) -> None:
    late = [(float(i), on + drift * i + random.choice((0.0, 0.02, 0.5))) for i in range(count - 1)]
    late.append((float(count - 1), on + drift * (count - 1)))
    assert soonest(late) <= late[-1][1] + 1e-6


@given(
    st.lists(
        st.tuples(
            st.floats(0, 3),
            st.sampled_from((None, False, True)),
            st.integers(0, 300),
            st.lists(st.floats(0, 64), max_size=4).map(tuple),
        ),
        max_size=30,
    )
)
def test_whatever_a_sensor_says_beats_go_forward_and_signals_have_their_ranges(said: list) -> None:
    rhythm, t, last = Rhythm(), 0.0, -1.0
    for step, contact, rate, intervals in said:
        t += step
        rhythm.hear(t, Measurement(rate, contact, None, intervals))
        for at in (t, t + 0.03, t + 0.4):
            for hit in rhythm.hits(at):
                assert at <= hit.t <= at + LEAD
                assert hit.t > last
                last = hit.t
            signals = rhythm.signals(at)
            assert signals["heart.contact"] in (0.0, 1.0)
            assert isnan(signals["heart.phase"]) or 0 <= signals["heart.phase"] <= 1
        t += 0.4

"""A MIDI clock followed through jitter, gaps, storms and jumps, against the music that it was made from."""

from __future__ import annotations

import random
from collections.abc import Iterable
from heapq import merge
from math import isfinite, isnan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.io.midi.clock import FASTEST, SILENT, SLOWEST, Beat, Clock

BEAT = 24
JITTER = 0.003


def pulses(*parts: tuple[float, float]) -> list[float]:
    """The times of the pulses of so many beats at so many a minute, one part after the other, from 0 on."""
    times, t = [], 0.0
    for beats, tempo in parts:
        for _ in range(round(beats * BEAT)):
            times.append(t)
            t += 60 / BEAT / tempo
    return times


def shaken(times: Iterable[float], seed: int = 1, jitter: float = JITTER) -> list[float]:
    noise = random.Random(seed)
    return sorted(t + noise.gauss(0, jitter) for t in times)


def hear(clock: Clock, times: Iterable[float]) -> list[tuple[float, Beat]]:
    """What the clock says right after each pulse."""
    said = []
    for t in times:
        clock.pulse(t)
        said.append((t, clock.at(t)))
    return said


def started() -> Clock:
    clock = Clock()
    clock.transport("start")
    return clock


@pytest.mark.parametrize("tempo", [40, 60, 97.3, 120, 174, 240])
@pytest.mark.parametrize("seed", range(5))
def test_tempo_and_beat_come_through_jitter(tempo: float, seed: int) -> None:
    said = hear(started(), shaken(pulses((100, tempo)), seed))[3 * BEAT :]
    assert all(beat.running for _, beat in said)
    assert max(abs(beat.tempo / tempo - 1) for _, beat in said) < 0.005
    off = [beat.position * 60 / tempo - t for t, beat in said]
    assert max(map(abs, off)) < JITTER
    assert sqrt(sum(x * x for x in off) / len(off)) < JITTER / 3


def test_a_steady_clock_is_followed_exactly() -> None:
    said = hear(started(), pulses((8, 120)))
    assert said[0][1] == SILENT
    for t, beat in said[1:]:
        assert beat.running
        assert (beat.tempo, beat.position) == pytest.approx((120, t * 2))


def test_the_beat_moves_between_the_pulses() -> None:
    clock = started()
    hear(clock, pulses((8, 120)))
    positions = [clock.at(4.0 + i / 1000).position for i in range(20)]
    assert positions == pytest.approx([8 + i / 500 for i in range(20)])


@pytest.mark.parametrize(
    ("before", "after"),
    [(120, 121), (120, 126), (120, 140), (120, 180), (120, 300), (120, 100), (120, 96), (174, 87), (60, 120)],
)
def test_another_tempo_is_followed_within_a_bar(before: float, after: float) -> None:
    for seed in range(5):
        times = pulses((16, before), (16, after))
        turn = times[16 * BEAT]
        for t, beat in hear(started(), shaken(times, seed)):
            position = 16 + (t - turn) * after / 60
            if position > 20:
                assert beat.tempo == pytest.approx(after, rel=0.005)
                assert beat.position == pytest.approx(position, abs=1 / BEAT)


def test_a_ritardando_is_followed() -> None:
    slower = [(1 / BEAT, 140 - 40 * i / (8 * BEAT)) for i in range(8 * BEAT)]
    times = pulses((8, 140), *slower)
    for i, (_, beat) in enumerate(hear(started(), times)):
        if i > BEAT:
            assert beat.position == pytest.approx(i / BEAT, abs=1 / BEAT)


def test_a_lost_clock_is_noticed_within_half_a_beat() -> None:
    clock = started()
    end = hear(clock, shaken(pulses((16, 120))))[-1][0]
    assert clock.at(end + 0.2).running
    assert clock.at(end + 0.26) == SILENT
    back = hear(clock, [t + 20 for t in pulses((4, 120))])
    assert back[-1][1].running
    assert back[-1][1].position == pytest.approx(20, abs=0.05)  # it goes on counting


def test_the_first_pulse_after_start_is_the_beginning() -> None:
    clock = Clock()
    hear(clock, pulses((4, 120)))
    clock.transport("stop")
    assert not clock.at(2.0).running and isnan(clock.at(2.0).position)
    assert clock.at(2.0).tempo == pytest.approx(120)
    hear(clock, (2 + t for t in pulses((4, 120))))  # a clock that ticks on while the music stands
    clock.transport("start")
    assert not clock.at(4.0).running
    said = hear(clock, (4.01 + t for t in pulses((4, 120))))  # out of step with the pulses before it
    assert said[0][1] == Beat(True, pytest.approx(120), 0.0)
    assert said[-1][1].position == pytest.approx(4 - 1 / BEAT)


def test_continue_goes_on_where_the_music_stopped_or_was_sent_to() -> None:
    clock = started()
    hear(clock, pulses((4, 120)))
    clock.transport("stop")
    clock.transport("continue")
    said = hear(clock, (10 + t for t in pulses((1, 120))))
    assert said[1][1].position == pytest.approx(4 + 1 / BEAT)
    clock.transport("stop")
    clock.locate(6)
    clock.transport("continue")
    assert hear(clock, (20 + t for t in pulses((1, 120))))[1][1].position == pytest.approx(1.5 + 1 / BEAT)


def test_pulses_that_are_still_in_doubt_count_where_the_music_stops() -> None:
    clock = started()
    hear(clock, pulses((4, 120), (3 / BEAT, 60)))
    clock.transport("stop")
    clock.transport("continue")
    assert hear(clock, [10.0, 10.02])[0][1] == SILENT
    assert clock.at(10.02).position == pytest.approx(4 + 4 / BEAT)


def test_a_jump_while_the_music_plays_is_made_with_the_next_pulse() -> None:
    clock = started()
    hear(clock, pulses((4, 120)))
    clock.locate(0)
    assert clock.at(2.0).position == pytest.approx(4.0)
    assert [beat.position for _, beat in hear(clock, [2.0, 2.0 + 1 / 48])] == pytest.approx([0, 1 / BEAT])


def test_a_clock_that_never_says_start_plays_from_its_first_pulse() -> None:
    clock = Clock()
    assert hear(clock, pulses((2, 100)))[-1][1].position == pytest.approx(2 - 1 / BEAT)
    clock.transport("stop")
    hear(clock, (2 + t for t in pulses((2, 100))))
    assert not clock.at(3.2).running


@pytest.mark.parametrize("seed", range(10))
def test_a_missing_pulse_is_noticed(seed: int) -> None:
    times = pulses((40, 120))
    missing = {20 * BEAT + seed, 30 * BEAT}
    said = hear(started(), shaken((t for i, t in enumerate(times) if i not in missing), seed))
    for t, beat in said[3 * BEAT :]:
        assert beat.tempo == pytest.approx(120, rel=0.005)
        assert beat.position == pytest.approx(t * 2, abs=1 / BEAT)


def test_pulses_held_up_and_sent_in_a_bunch_do_no_harm() -> None:
    times = [max(t, 10.15) if 10 < t < 10.15 else t for t in pulses((40, 120))]
    for t, beat in hear(started(), times)[BEAT:]:
        assert beat.running
        assert beat.tempo == pytest.approx(120, rel=0.01)
        assert beat.position == pytest.approx(t * 2, abs=1 / BEAT)


def storm(start: float, seconds: float) -> list[float]:
    return [start + i / 10_000 for i in range(round(seconds * 10_000))]


def test_a_short_storm_changes_nothing_but_a_counter() -> None:
    clock = started()
    for t, beat in hear(clock, merge(pulses((40, 120)), storm(10, 0.2)))[1:]:
        assert beat.running
        assert (beat.tempo, beat.position) == pytest.approx((120, t * 2), rel=0.001, abs=0.01)
    assert clock.ignored == pytest.approx(2000, abs=16)


def test_in_a_long_storm_the_clock_is_lost_and_then_found_again() -> None:
    clock = started()
    said = hear(clock, merge(pulses((40, 120)), storm(10, 3)))
    assert not any(beat.running for t, beat in said if 10.6 < t < 12.9)
    assert said[-1][1].running and said[-1][1].tempo == pytest.approx(120)


def test_a_storm_alone_is_no_clock() -> None:
    clock = started()
    assert not any(beat.running for _, beat in hear(clock, storm(0, 1)))
    assert clock.ignored > 9900


@pytest.mark.parametrize(("period", "worst"), [(128, 0.002), (512, 0.003), (1024, 0.01)])
def test_pulses_that_are_heard_once_a_period_are_no_other_tempo(period: int, worst: float) -> None:
    """As on JACK: what came within a period gets the time of its end."""
    seconds = period / 48_000
    clock = Clock(steadiest=seconds / sqrt(12))
    heard = [(t // seconds + 1) * seconds for t in pulses((200, 120))]
    for t, beat in hear(clock, heard)[3 * BEAT :]:
        assert beat.tempo == pytest.approx(120, rel=worst)
        assert 0 <= t - beat.position / 2 + 0.005 <= seconds + 0.01


EVENTS = st.lists(
    st.tuples(
        st.one_of(st.just(1 / 48), st.floats(0, 0.05), st.floats(0, 5)),
        st.one_of(
            st.just("pulse"),
            st.sampled_from(["pulse", "start", "stop", "continue"]),
            st.integers(0, 16383),
        ),
        st.floats(-0.03, 0.3),
    ),
    max_size=150,
)


@given(EVENTS)
def test_whatever_comes_the_beat_is_a_number_that_does_not_go_back(
    events: list[tuple[float, str | int, float]],
) -> None:
    clock, t, before, sent_off = Clock(), 100.0, 0.0, False
    for wait, event, ahead in events:
        t += wait
        if event == "pulse":
            clock.pulse(t)
            before, sent_off = 0.0 if sent_off else before, False
        elif isinstance(event, int):
            clock.locate(event)
            sent_off = True
        else:
            clock.transport(event)  # type: ignore[arg-type]
            sent_off = True
        beat = clock.at(t + ahead)
        if beat.running:
            assert SLOWEST - 1e-6 <= beat.tempo <= FASTEST + 1e-6
            assert isfinite(beat.position) and beat.position >= before
            before = beat.position
        else:
            assert isnan(beat.position)

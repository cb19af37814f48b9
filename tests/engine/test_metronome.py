"""The metronome clicks on the beat once each, marks the bar, and counts in what is to be recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.beat import Beat
from gesture2midi.engine.metronome import CLICK, HIGH_WOODBLOCK, LOW_WOODBLOCK, Metronome
from gesture2midi.events import Message, NoteOff, NoteOn

FRAME = 0.05


def run(metronome: Metronome, beat: Beat, until: float, since: float = 0.0) -> list[tuple[float, int]]:
    """Frames from one time until before another; gives the clicks, (seconds, note)."""
    said: list[Message] = []
    for k in range(round(since / FRAME), round(until / FRAME)):
        beat.update(k * FRAME, {})
        said += metronome.update(k * FRAME, beat)
    ends = {(round(item.t - 0.05, 6), item.note) for item in said if isinstance(item, NoteOff)}
    begins = [(round(item.t, 6), item.note) for item in said if isinstance(item, NoteOn)]
    assert ends == set(begins) and len(ends) == len(begins)
    assert {item.port for item in said if isinstance(item, NoteOn | NoteOff)} <= {CLICK}
    return begins


def test_it_clicks_on_each_quarter_note_and_marks_the_bar() -> None:
    metronome = Metronome()
    metronome.on = True
    clicks = run(metronome, Beat(120), 3.9)
    assert clicks == [(k / 2, LOW_WOODBLOCK if k % 4 else HIGH_WOODBLOCK) for k in range(8)]


def test_it_is_silent_until_it_is_switched_on_and_begins_with_the_next_beat() -> None:
    metronome, beat = Metronome(), Beat(120)
    assert run(metronome, beat, 1.2) == []
    metronome.on = True
    assert run(metronome, beat, 2.3, 1.2) == [(1.5, LOW_WOODBLOCK), (2.0, HIGH_WOODBLOCK)]


def test_it_follows_the_clock_of_another_program_and_its_return_to_the_beginning() -> None:
    metronome, beat, clicks = Metronome(), Beat(120), list[float]()
    metronome.on = True
    for k in range(80):
        t = k * FRAME
        place = t if t < 2 else t - 2  # at 60 a minute, from the beginning again at 2 s
        signals = {"clock.running": 1.0, "clock.beat": place + 0.5, "clock.tempo": 60.0}
        beat.update(t, signals)
        clicks += [round(item.t, 3) for item in metronome.update(t, beat) if isinstance(item, NoteOn)]
    assert clicks == [0.5, 1.5, 2.5, 3.5]


@given(st.floats(20, 300), st.lists(st.floats(0.01, 0.6), min_size=1, max_size=60))
def test_no_beat_is_left_out_or_clicks_twice_whatever_the_frames(tempo: float, waits: list[float]) -> None:
    metronome, beat, t = Metronome(), Beat(tempo), 0.0
    metronome.on = True
    lines: list[int] = []
    for wait in waits:
        beat.update(t, {})
        said = metronome.update(t, beat)
        lines += [round(beat.beat(item.t)) for item in said if isinstance(item, NoteOn)]
        assert all(item.t >= t - 1e-9 for item in said)
        t += wait
    assert len(set(lines)) == len(lines)
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("asked", "begun", "counted"),
    [(0.0, 2.0, 4), (0.3, 4.0, 7), (1.5, 4.0, 4), (2.05, 4.0, 3)],
)
def test_a_bar_is_counted_before_what_begins_and_it_begins_on_a_bar_line(
    asked: float, begun: float, counted: int
) -> None:
    metronome, beat, at = Metronome(), Beat(120), list[float]()
    metronome.counts_in = True
    assert run(metronome, beat, asked) == []
    metronome.begin(lambda: at.append(beat.beat(0.0)))
    assert metronome.counting
    before = run(metronome, beat, begun, asked)
    assert (at, len(before)) == ([], counted)
    assert run(metronome, beat, begun + 1.0, begun) == []
    assert at and not metronome.counting


def test_a_count_in_that_is_asked_for_again_is_called_off() -> None:
    metronome, beat, begun = Metronome(), Beat(120), list[int]()
    metronome.counts_in = True
    for _ in range(2):
        metronome.begin(lambda: begun.append(1))
    assert run(metronome, beat, 6.0) == []
    assert (begun, metronome.counting) == ([], False)


def test_without_a_count_in_it_begins_at_once() -> None:
    begun: list[int] = []
    Metronome().begin(lambda: begun.append(1))
    assert begun == [1]

"""Messages of a take, laid out by their own times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.message_order import in_time
from gesture2midi.events import ControlChange, NoteOff, NoteOn, SceneChange


def test_a_hit_moves_to_its_own_time() -> None:
    control, hit = ControlChange(1.0, 1, 20, 5), NoteOn(0.98, "a", 10, 36, 90)
    assert in_time([control, hit]) == [(0.98, hit), (1.0, control)]


def test_an_off_stays_before_the_on_that_follows_it() -> None:
    off, on = NoteOff(1.0, "a", 10, 36), NoteOn(0.98, "a", 10, 36, 90)
    assert in_time([off, on]) == [(1.0, off), (1.0, on)]


def test_times_begin_at_zero() -> None:
    hit = NoteOn(-0.01, "a", 10, 36, 90)
    assert in_time([hit]) == [(0.0, hit)]


MESSAGES = st.one_of(
    st.builds(NoteOn, st.floats(-1, 3), st.just("a"), st.just(1), st.integers(60, 62), st.just(1)),
    st.builds(NoteOff, st.floats(-1, 3), st.just("a"), st.just(1), st.integers(60, 62)),
    st.builds(ControlChange, st.floats(-1, 3), st.just(1), st.just(20), st.integers(0, 127)),
    st.builds(SceneChange, st.floats(-1, 3), st.just("b")),
)


@given(st.lists(MESSAGES, max_size=20))
def test_each_note_and_each_controller_keeps_its_order(messages) -> None:
    placed = in_time(messages)
    times = [t for t, _ in placed]
    assert times == sorted(times) and all(t >= 0 for t in times)
    for of_one in (
        lambda m: getattr(m, "note", None) == 60,
        lambda m: getattr(m, "note", None) == 61,
        lambda m: isinstance(m, ControlChange),
    ):
        kept = [id(m) for _, m in placed if of_one(m)]
        assert kept == [id(m) for m in messages if of_one(m)]
    assert all(t >= message.t for t, message in placed)

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.display.plot_series import Bar, Curve, Mark, Span, bars, curves, marks, pose_spans
from gesture2midi.events import (
    ControlChange,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    PitchBend,
    Pressure,
    ProgramChange,
    SceneChange,
)


def test_notes_become_bars() -> None:
    played = (
        NoteOn(0.5, "a", 1, 60, 100),
        NoteOn(0.7, "a", 2, 60, 90),
        NoteOff(1.0, "a", 1, 60),
        NoteOff(1.2, "a", 1, 61),
        NoteOn(1.5, "a", 1, 60, 80),
    )
    assert bars(played, 4.0) == (
        Bar(0.5, 1.0, 1, 60, 100),
        Bar(0.7, 4.0, 2, 60, 90),
        Bar(1.5, 4.0, 1, 60, 80),
    )


def test_a_note_struck_again_ends_the_first_and_a_panic_ends_all() -> None:
    played = (
        NoteOn(0.0, "a", 1, 60, 100),
        NoteOn(1.0, "b", 1, 60, 90),
        NoteOn(1.5, "b", 3, 40, 90),
        Panic(2.0),
        NoteOff(3.0, "b", 1, 60),
    )
    assert [(bar.start, bar.end) for bar in bars(played, 9.0)] == [(0.0, 1.0), (1.0, 2.0), (1.5, 2.0)]


notes = st.tuples(st.booleans(), st.integers(1, 3), st.integers(60, 62))


@given(st.lists(notes, max_size=40))
def test_every_note_on_is_one_bar_and_bars_of_a_key_never_overlap(
    played: list[tuple[bool, int, int]],
) -> None:
    messages: list[Message] = [
        NoteOn(i / 10, "a", channel, note, 64) if on else NoteOff(i / 10, "a", channel, note)
        for i, (on, channel, note) in enumerate(played)
    ]
    found = bars(messages, len(played) / 10)
    assert len(found) == sum(on for on, _, _ in played)
    ends: dict[tuple[int, int], float] = {}
    for bar in found:
        assert ends.get((bar.channel, bar.note), 0.0) <= bar.start <= bar.end <= len(played) / 10
        ends[bar.channel, bar.note] = bar.end


def test_each_controller_is_a_curve_within_its_bounds() -> None:
    sent = (
        ControlChange(0.0, 1, 74, 10),
        PitchBend(0.1, 1, -4096),
        Pressure(0.2, 1, 99),
        ControlChange(0.3, 1, 74, 127),
        ProgramChange(0.4, 1, 5),
        Osc(0.5, "/hue", (300,)),
        Osc(0.6, "/xy", (0.25, "name", -2.0)),
        Osc(0.7, "/hue", (float("nan"),)),
    )
    assert curves(sent) == (
        Curve("CC 74", 1, (0.0, 0.3), (10, 127), 0, 127),
        Curve("bend", 1, (0.1,), (-0.5,), -1, 1),
        Curve("pressure", 1, (0.2,), (99,), 0, 127),
        Curve("/hue", 0, (0.5,), (300,), 0, 300),
        Curve("/xy [0]", 0, (0.6,), (0.25,), 0, 1),
        Curve("/xy [2]", 0, (0.6,), (-2.0,), -2.0, 1),
    )


def test_channels_are_named_where_there_are_several() -> None:
    sent = (ControlChange(0.0, 1, 20, 1), ControlChange(0.0, 2, 20, 2), Osc(0.0, "/a", (1.0,)))
    assert [curve.label for curve in curves(sent)] == ["CC 20 · ch 1", "CC 20 · ch 2", "/a"]


def test_marks() -> None:
    assert marks((SceneChange(1.0, "chorus"), ControlChange(1.5, 1, 1, 1), Panic(2.0))) == (
        Mark(1.0, "chorus", alarm=False),
        Mark(2.0, "panic", alarm=True),
    )


def test_poses_become_spans_with_gaps_where_no_hand_is_seen() -> None:
    held = [
        (0.0, "fist"),
        (0.1, "fist"),
        (0.2, "open"),
        (0.3, None),
        (0.4, None),
        (0.5, "none"),
        (0.6, "none"),
    ]
    assert pose_spans(held) == (Span(0.0, 0.2, "fist"), Span(0.2, 0.3, "open"), Span(0.5, 0.6, "none"))
    assert pose_spans([]) == ()

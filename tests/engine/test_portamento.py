"""Notes that the synth draws into each other: what is said around each change, and never left behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import engine, gestures, play

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.portamento import SWITCH
from gesture2midi.events import ControlChange, NoteOff, NoteOn
from gesture2midi.io.files.transcript import Collected

GLIDE = """
controls:
  - {send: note, pitch: right.y, scale: C major, range: C4..C5, gate: right.fist, velocity: 90,
     follow: portamento, portamento_time: %s}
"""


def frames(*heights: float | None, **values: float) -> list:
    """One frame each tenth of a second; None opens the hand."""
    return [
        gestures(i / 10, right_y=0.5 if y is None else y, right_fist=float(y is not None), **values)
        for i, y in enumerate(heights)
    ]


def test_a_change_is_legato_and_glides_and_the_switch_goes_with_the_phrase() -> None:
    assert play(GLIDE % 30, *frames(0.0, 0.3, 0.9, None, 0.0)) == [
        "0.0000 ch1 note_on 60 90",
        "0.1000 ch1 cc 65 127",
        "0.1000 ch1 cc 5 30",
        "0.1000 ch1 cc 84 60",
        "0.1000 ch1 note_on 64 90",
        "0.1000 ch1 note_off 60",
        "0.2000 ch1 cc 84 64",
        "0.2000 ch1 note_on 72 90",
        "0.2000 ch1 note_off 64",
        "0.3000 ch1 note_off 72",
        "0.3000 ch1 cc 65 0",
        "0.4000 ch1 note_on 60 90",
    ]


def test_the_time_may_be_played() -> None:
    said = play(GLIDE % "right.x", *frames(0.0, 0.3, right_x=1.0), *frames(0.3, 0.9, right_x=0.25)[1:])
    assert [line.split(" ", 1)[1] for line in said if " cc 5 " in line] == ["ch1 cc 5 127", "ch1 cc 5 32"]


def test_its_end_and_a_panic_leave_no_portamento_on() -> None:
    assert play(GLIDE % 30, *frames(0.0, 0.3), stop=0.5)[-2:] == [
        "0.5000 ch1 note_off 64",
        "0.5000 ch1 cc 65 0",
    ]
    assert play(GLIDE % 30, *frames(0.0), stop=0.5)[-1:] == ["0.5000 ch1 note_off 60"]
    player = engine(GLIDE % 30)
    for frame in frames(0.0, 0.3):
        player.update(frame)
    player.silence()  # CC 121 switches it off
    assert player.stop(0.5).items == ()


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20), st.booleans())
def test_whatever_is_played_one_note_sounds_and_nothing_is_left(
    heights: list[float | None], ends: bool
) -> None:
    """Through the outputs, in their order; where the mapping is not stopped they put all to rest."""
    kept = Collected()
    outputs, player = NoteLedger([kept], on_problem=lambda said: None), engine(GLIDE % 30)
    for frame in frames(*heights):
        outputs.send(player.update(frame))
        assert len(outputs.sounding) <= 1
    if ends:
        outputs.send(player.stop(9.0))
        assert outputs.sounding == ()
    outputs.close(9.0)
    switched = [m.value for m in kept.messages if isinstance(m, ControlChange) and m.number == SWITCH]
    assert switched == [127, 0] * (len(switched) // 2)
    sounding: set[int] = set()
    for message in kept.messages:
        if isinstance(message, NoteOn):
            sounding.add(message.note)
        elif isinstance(message, NoteOff):
            sounding.discard(message.note)
    assert sounding == set()


@pytest.mark.parametrize("more", ["mode: latch", "mode: toggle"])
def test_held_modes_glide_too(more: str) -> None:
    said = play((GLIDE % 30).replace("velocity", f"{more}, velocity"), *frames(0.0, 0.9), stop=1.0)
    assert "0.1000 ch1 cc 84 60" in said and said[-1] == "1.0000 ch1 cc 65 0"

"""What was sent, as text and as a list."""

from __future__ import annotations

import io
from pathlib import Path

from gesture2midi.events import Messages, NoteOff, NoteOn, Osc, SceneChange
from gesture2midi.io.files.transcript import Collected, Transcript

ITEMS = (NoteOn(0.5, "a", 1, 60, 90), Osc(0.5, "/a", (0.25, 2, "x")), SceneChange(0.5, "b"))


def test_each_message_is_a_line() -> None:
    stream = io.StringIO()
    transcript = Transcript(stream)
    transcript.send(Messages(0.5, ITEMS))
    transcript.send(Messages(0.6, ()))
    transcript.send(Messages(0.7, (NoteOff(0.7, "a", 1, 60),)))
    transcript.close()
    assert stream.getvalue() == (
        "0.5000 ch1 note_on 60 90\n0.5000 osc /a 0.2500 2 x\n0.5000 scene b\n0.7000 ch1 note_off 60\n"
    )


def test_its_lines_can_be_read_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "sent.txt"
    with path.open("w") as stream:
        Transcript(stream).send(Messages(0.5, ITEMS[:1]))
        assert path.read_text() == "0.5000 ch1 note_on 60 90\n"


def test_collected_keeps_the_messages_themselves() -> None:
    collected = Collected()
    collected.send(Messages(0.5, ITEMS))
    collected.send(Messages(0.5, ITEMS))
    collected.close()
    assert collected.messages == [*ITEMS, *ITEMS]

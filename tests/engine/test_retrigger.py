"""What sounds is struck again: by a latch that opens again, and by `retrigger`."""

from __future__ import annotations

import pytest
from played import NOBODY, engine

from gesture2midi.engine.messages import line
from gesture2midi.events import Gestures

ON, OFF = {"right.pinch": 1.0}, {"right.pinch": 0.0}
HELD = {"left.fist": 1.0, "left.y": 0.0}
HIT = {"right.strike": 0.5, "right.y": 0.5}
REST = {"right.strike": 0.0, "right.y": 0.5}


def played(text: str, *frames: dict[str, float], stop: bool = False) -> list[str]:
    """What a mapping says, a frame each half second."""
    player, lines = engine(text), list[str]()
    for i, seen in enumerate(frames):
        present = {f"{name.partition('.')[0]}.present": 1.0 for name in seen}
        items = player.update(Gestures(i / 2, i, {**NOBODY, **present, **seen}, {}, ())).items
        lines += [line(item) for item in items]
    return lines + [line(item) for item in player.stop(len(frames) / 2).items if stop]


@pytest.mark.parametrize("kind", ["note, pitch: C4", "note, pitch: right.y", "chord, chords: [[C4]]"])
@pytest.mark.parametrize("more", ["", ", humanise: 0.0001"])
def test_a_latch_sounds_at_each_rise(kind: str, more: str) -> None:
    frames = [one | {"right.y": 0.0} for one in (OFF, ON, OFF, ON, ON, OFF, ON)]
    text = f"controls: [{{send: {kind}, gate: right.pinch > 0.7, mode: latch{more}}}]"
    assert [one.split()[2] for one in played(text, *frames, stop=True)] == [*["note_on", "note_off"] * 3]


def test_one_hand_holds_the_chord_and_the_other_strums_it() -> None:
    text = """
controls:
  - {send: chord, chords: [[C4, E4], [D4, F4]], pick: left.y, when: left.fist, gate: right.strike,
     mode: latch, velocity: right.strike}
"""
    frames = [HELD | REST, HELD | HIT, HELD | REST, HELD | HIT, HELD | {"left.y": 0.9} | REST,
              HELD | {"left.y": 0.9} | HIT, {"left.fist": 0.0, "left.y": 0.9} | REST]  # fmt: skip
    assert played(text, *frames) == [
        "0.5000 ch1 note_on 60 64", "0.5000 ch1 note_on 64 64",
        "1.5000 ch1 note_off 60", "1.5000 ch1 note_off 64",
        "1.5000 ch1 note_on 60 64", "1.5000 ch1 note_on 64 64",
        "2.5000 ch1 note_off 60", "2.5000 ch1 note_off 64",
        "2.5000 ch1 note_on 62 64", "2.5000 ch1 note_on 65 64",
        "3.0000 ch1 note_off 62", "3.0000 ch1 note_off 65",
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["hold", "toggle", "latch"])
@pytest.mark.parametrize("more", ["", ", humanise: 0.0001", ", follow: portamento"])
def test_what_is_held_is_struck_again(mode: str, more: str) -> None:
    pitch = "right.y" if "portamento" in more else "C4"
    text = f"""
controls:
  - {{send: note, pitch: {pitch}, range: C4..C5, gate: left.fist,
     retrigger: right.strike, mode: {mode}{more}}}
"""
    low = {"right.y": 0.0}
    frames = [HELD | HIT | low, HELD | REST | low, HELD | HIT | low, HELD | HIT | low, HELD | REST | low]
    lines = [one.split()[0:4:2] for one in played(text, *frames, stop=True)]
    assert lines[:3] == [["0.0000", "note_on"], ["1.0000", "note_off"], ["1.0000", "note_on"]]
    assert lines[3:] == [["2.5000", "note_off"]]


def test_nothing_is_struck_that_does_not_sound() -> None:
    text = "controls: [{send: note, pitch: C4, gate: left.fist, retrigger: right.strike}]"
    gone = {"left.fist": 0.0, "left.y": 0.5}
    assert played(text, gone | REST, gone | HIT, gone | REST) == []


def test_an_arp_begins_again_with_its_first_note() -> None:
    text = """
controls: [{send: arp, notes: [C4, E4, G4], pattern: as written, rate: 1/4, gate: left.fist,
  retrigger: right.strike}]
"""
    frames = [HELD | (HIT if i == 4 else REST) for i in range(7)]
    notes = [int(one.split()[3]) for one in played(text, *frames) if "note_on" in one]
    assert notes[:3] == [60, 64, 67]
    assert notes[notes.index(67) :][:4] in ([67, 60, 64, 67], [67, 60, 60, 64])


def test_a_quantised_latch_waits_for_its_line_each_time() -> None:
    text = "controls: [{send: note, pitch: C4, quantise: 1/1, gate: right.pinch > 0.5, mode: latch}]"
    lines = played(text, ON, OFF, ON, OFF, OFF, OFF, OFF, OFF, OFF, OFF)
    assert [one.split()[2] for one in lines] == ["note_on", "note_off", "note_on"]
    assert lines[2].startswith("2.0000")

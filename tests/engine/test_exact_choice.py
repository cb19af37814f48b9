"""What another program chooses is taken exactly; what a hand chooses holds still at a border."""

from __future__ import annotations

import pytest
from played import NOBODY, engine

from gesture2midi.events import ControlChange, Gestures, NoteOn, Pressure


def notes(control: str, values: list[int], name: str, most: int) -> list[int]:
    """The lowest notes that begin as a signal goes through these values."""
    player, begun = engine(f"controls: [{{send: {control}}}]"), list[int]()
    hand = f"{name.partition('.')[0]}.present"
    for i, value in enumerate(values):
        signals = NOBODY | {name: float(value) / most, hand: 1.0, "right.present": 1.0, "right.fist": 1.0}
        new = [
            m.note for m in player.update(Gestures(i / 10, i, signals, {}, ())).items if isinstance(m, NoteOn)
        ]
        begun += new[:1]
    return begun


@pytest.mark.parametrize("signal", ["osc.note", "midi.cc.20"])
@pytest.mark.parametrize("more", ["", ", humanise: 0.0001"])
def test_each_number_of_a_chromatic_line_is_its_own_note(signal: str, more: str) -> None:
    control = f"note, pitch: {signal}, range: C-1..G9, gate: right.fist{more}"
    line = [*range(128), *range(126, -1, -1)]
    assert notes(control, line, signal, 127) == line


def test_each_number_is_its_own_chord() -> None:
    control = "chord, chords: [[C4], [D4], [E4], [F4]], pick: osc.chord, gate: right.fist"
    assert notes(control, [0, 1, 2, 3, 2, 1, 0], "osc.chord", 3) == [60, 62, 64, 65, 64, 62, 60]


def test_a_hand_at_a_border_makes_no_trill() -> None:
    control = "note, pitch: right.y, range: C4..D#4, gate: right.fist"
    assert notes(control, [45, 55, 45, 55, 70, 55, 45], "right.y", 100) == [61, 62]


def picked(control: str, indices: list[float]) -> list[int]:
    """The notes that begin as `osc.step` takes these values, one after another."""
    player, begun = engine(f"controls: [{{send: {control}}}]"), list[int]()
    for i, index in enumerate(indices):
        signals = NOBODY | {"osc.step": index, "right.present": 1.0, "right.fist": 1.0}
        sent = player.update(Gestures(i / 10, i, signals, {}, ())).items
        begun += [m.note for m in sent if isinstance(m, NoteOn)][:1]
    return begun


INDEXED = {
    "note": "note, index: osc.step, scale: C major, range: C4..B4, gate: right.fist",
    "in time": "note, index: osc.step, scale: C major, range: C4..B4, gate: right.fist, humanise: 0.0001",
    "glide": "note, index: osc.step, scale: C major, range: C4..B4, gate: right.fist, follow: portamento",
    "chord": "chord, index: osc.step, chords: [[C4], [D4], [E4], [F4], [G4], [A4], [B4]], gate: right.fist",
    "voice": "mpe_note, index: osc.step, scale: C major, range: C4..B4, gate: hand.fist",
}


@pytest.mark.parametrize("kind", INDEXED)
def test_a_number_names_one_and_none_beyond_the_last(kind: str) -> None:
    assert picked(INDEXED[kind], [0, 6, 3, 2.9999999, 3.0000001, 4]) == [60, 71, 65, 67]
    assert picked(INDEXED[kind], [7, -1, 1e9, float("inf")]) == []
    assert picked(INDEXED[kind], [2, 7, 2]) == [64, 64]


def test_a_key_of_another_program_is_a_note() -> None:
    player = engine("controls: [{send: note, index: midi.note, range: C-1..G9, gate: right.fist}]")
    for i, key in enumerate((0, 61, 127)):
        for fist in (1.0, 0.0):
            signals = NOBODY | {"midi.note": float(key), "right.present": 1.0, "right.fist": fist}
            sent = player.update(Gestures(i + (1 - fist) / 2, i, signals, {}, ())).items
            assert [m.note for m in sent if isinstance(m, NoteOn)] == [key] * (fist > 0)


def test_a_cell_of_a_grid_is_a_note() -> None:
    text = (
        "let: {col: (right.x > 1/3) + (right.x > 2/3), row: (right.y > 1/3) + (right.y > 2/3)}\n"
        "controls: [{send: note, index: 3 * row + col, range: C4..G#4, gate: right.fist}]"
    )
    player, begun = engine(text), list[int]()
    for cell in range(9):
        place = {"right.x": (cell % 3 + 0.5) / 3, "right.y": (cell // 3 + 0.5) / 3}
        signals = NOBODY | place | {"right.present": 1.0, "right.fist": 1.0}
        sent = player.update(Gestures(cell / 10, cell, signals, {}, ())).items
        begun += [m.note for m in sent if isinstance(m, NoteOn)]
    assert begun == [60, 61, 62, 63, 64, 65, 66, 67, 68]


def test_a_voice_takes_what_another_program_chooses_exactly() -> None:
    control = "mpe_note, pitch: osc.note, range: C-1..G9, gate: hand.fist"
    line = [*range(128), *range(126, -1, -1)]
    assert notes(control, line, "osc.note", 127) == line


@pytest.mark.parametrize(("said", "sent"), [("100", 100), ("1", 127), ("0.5", 64), ("0", 0), ("let", 3)])
def test_a_constant_of_a_voice_is_sent_as_it_stands(said: str, sent: int) -> None:
    value = "three" if said == "let" else said
    text = (
        "let: {three: 3}\n"
        "controls: [{send: mpe_note, pitch: hand.y, gate: hand.fist, "
        f"slide: {value}, pressure: {value}}}]"
    )
    player = engine(text)
    signals = NOBODY | {"right.y": 0.5, "right.present": 1.0, "right.fist": 1.0}
    items = player.update(Gestures(0.0, 0, signals, {}, ())).items
    assert [m.value for m in items if isinstance(m, ControlChange | Pressure)] == [sent, sent]

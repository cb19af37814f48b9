"""What another program chooses is taken exactly; what a hand chooses holds still at a border."""

from __future__ import annotations

import pytest
from played import NOBODY, engine

from gesture2midi.events import Gestures, NoteOn


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

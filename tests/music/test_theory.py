"""Notes, scales, chords, programs and drums by name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.music.chords import chord
from gesture2midi.music.general_midi import DRUM_NAMES, PROGRAMS, drum_note, program_name, program_number
from gesture2midi.music.notes import Range, is_note, note_number, note_range
from gesture2midi.music.scales import SCALE_ALIASES, SCALES, ladder, scale_steps


@pytest.mark.parametrize(
    ("name", "number"),
    [("C4", 60), ("C#4", 61), ("Db4", 61), ("A4", 69), ("C-1", 0), ("G9", 127), ("B#3", 60),
     ("Cb4", 59), ("F##3", 55), ("Ebb4", 62), ("c4", 60), ("f♯3", 54), ("E♭5", 75), 
     ("C♯4", 61), ("B♭3", 58), ("B𝄫3", 57), ("F𝄪3", 55), (" A0 ", 21), ("60", 60),
     (0, 0), (127, 127)],
)  # fmt: skip
def test_notes(name: str | int, number: int) -> None:
    assert note_number(name) == number


@pytest.mark.parametrize("name", ["C", "H4", "C10", "G#9", "Cb-1", "", "128", "C#", "4C", "C 4"])
def test_what_is_no_note(name: str) -> None:
    with pytest.raises(Mistake):
        note_number(name)


def test_what_is_written_like_a_note() -> None:
    assert is_note(" C#4 ")
    assert is_note("B♭-1")
    assert is_note("C99")
    assert not is_note("H4")
    assert not is_note("60")


@settings(deadline=None)
@given(st.integers(0, 127))
def test_each_note_has_its_name(number: int) -> None:
    sharps = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
    assert note_number(f"{sharps[number % 12]}{number // 12 - 1}") == number


def test_ranges() -> None:
    assert note_range("C3..C6") == (48, 84)
    assert note_range(" Bb2 .. 60 ") == (46, 60)
    assert note_range("C4..C4") == (60, 60)


@pytest.mark.parametrize("text", ["C3", "C3..", "C6..C3", "C3...C6", "C3..C4..C5", "..", "C3-C6", ""])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(Mistake):
        note_range(text)


@pytest.mark.parametrize(
    ("text", "root", "steps"),
    [
        ("C major", 0, (0, 2, 4, 5, 7, 9, 11)),
        ("a minor", 9, (0, 2, 3, 5, 7, 8, 10)),
        ("D dorian", 2, (0, 2, 3, 5, 7, 9, 10)),
        ("E phrygian", 4, (0, 1, 3, 5, 7, 8, 10)),
        ("F Lydian", 5, (0, 2, 4, 6, 7, 9, 11)),
        ("G mixolydian", 7, (0, 2, 4, 5, 7, 9, 10)),
        ("B locrian", 11, (0, 1, 3, 5, 6, 8, 10)),
        ("A harmonic minor", 9, (0, 2, 3, 5, 7, 8, 11)),
        ("A melodic minor", 9, (0, 2, 3, 5, 7, 9, 11)),
        ("Bb major pentatonic", 10, (0, 2, 4, 7, 9)),
        ("C  minor   pentatonic", 0, (0, 3, 5, 7, 10)),
        ("F# blues", 6, (0, 3, 5, 6, 7, 10)),
        ("Db whole tone", 1, (0, 2, 4, 6, 8, 10)),
        ("chromatic", 0, tuple(range(12))),
        ("D chromatic", 2, tuple(range(12))),
        ("Cb ionian", 11, (0, 2, 4, 5, 7, 9, 11)),
        ("E aeolian", 4, (0, 2, 3, 5, 7, 8, 10)),
        ("G pentatonic", 7, (0, 2, 4, 7, 9)),
    ],
)
def test_scales(text: str, root: int, steps: tuple[int, ...]) -> None:
    assert scale_steps(text)[:2] == (root, steps)


def test_the_modes_are_one_scale() -> None:
    modes = ["C ionian", "D dorian", "E phrygian", "F lydian", "G mixolydian", "A aeolian", "B locrian"]
    assert len({ladder(scale_steps(mode), note_range("C-1..G9")) for mode in modes}) == 1


@pytest.mark.parametrize("name", [*SCALES, *SCALE_ALIASES])
def test_every_scale_begins_at_its_root_and_rises(name: str) -> None:
    steps = scale_steps(f"C {name}").steps
    assert steps[0] == 0
    assert all(low < high < 12 for low, high in pairwise(steps))


@pytest.mark.parametrize("text", ["", "major", "H major", "C", "C wurst", "Cm", "C C major", "7"])
def test_what_is_no_scale(text: str) -> None:
    with pytest.raises(Mistake):
        scale_steps(text)


def test_ladders() -> None:
    assert ladder(scale_steps("C minor pentatonic"), Range(60, 72)) == (60, 63, 65, 67, 70, 72)
    assert ladder(scale_steps("A minor"), Range(60, 64)) == (60, 62, 64)
    assert ladder(scale_steps("C major"), Range(61, 61)) == ()


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_music_or_a_mistake(text: str) -> None:
    for read in (
        note_number,
        note_range,
        scale_steps,
        program_number,
        drum_note,
        lambda t: chord(t, 3),
    ):
        try:
            read(text)
        except Mistake as mistake:
            assert mistake.message


@pytest.mark.parametrize(
    ("name", "number"),
    [("Acoustic Grand Piano", 0), ("grand piano", 0), ("Electric Piano 1", 4), ("Vibraphone", 11),
     ("Marimba", 12), ("Drawbar Organ", 16), ("Nylon Guitar", 24), ("acoustic guitar (nylon)", 24),
     ("Finger Bass", 33), ("strings", 48), ("choir", 52), ("Brass", 61), ("Square Lead", 80),
     ("Lead 1 (square)", 80), ("lead 2", 81), ("saw lead", 81), ("Sawtooth Lead", 81), ("Warm Pad", 89),
     ("PAD 2 (WARM)", 89), ("rain fx", 96), ("gunshot", 127), (1, 0), (90, 89), (128, 127)],
)  # fmt: skip
def test_programs(name: str | int, number: int) -> None:
    assert program_number(name) == number


def test_all_128_programs_have_a_name_of_their_own() -> None:
    assert len(set(PROGRAMS)) == 128
    assert [program_number(program_name(number)) for number in range(128)] == list(range(128))


@pytest.mark.parametrize("name", [0, 129, -1, "", "Worm Pad", "0"])
def test_what_is_no_program(name: str | int) -> None:
    with pytest.raises(Mistake):
        program_number(name)


@pytest.mark.parametrize(
    ("name", "note"),
    [("kick", 36), ("Snare", 38), ("side stick", 37), ("clap", 39), ("closed hat", 42), ("Closed Hi-Hat", 42),
     ("pedal hat", 44), ("open hat", 46), ("low tom", 45), ("mid tom", 47), ("high tom", 50), ("crash", 49),
     ("ride", 51), ("cowbell", 56), ("tambourine", 54), ("open triangle", 81), ("acoustic bass drum", 35)],
)  # fmt: skip
def test_drums(name: str, note: int) -> None:
    assert drum_note(name) == note


def test_every_drum_of_general_midi_has_names_and_no_name_has_two() -> None:
    assert list(DRUM_NAMES) == list(range(35, 82))
    assert all(drum_note(name) == note for note, names in DRUM_NAMES.items() for name in names)

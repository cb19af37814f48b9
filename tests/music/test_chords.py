"""Chords of ordinary charts: what they sound, what is none, and what a wrong one was meant to be."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.music.chord_symbols import quality
from gesture2midi.music.chords import chord
from gesture2midi.music.notes import note_number
from gesture2midi.music.scales import SCALES, Scale, musical_key, scale_steps
from gesture2midi.music.spelling import chord_name, key_of_chord, note_name

QUALITIES = {
    (0, 4, 7): ["", "maj", "M", "Maj", "ma"],
    (0, 3, 7): ["m", "min", "-", "mi"],
    (0, 3, 6): ["dim", "°", "o", "m(b5)", "mb5"],
    (0, 4, 8): ["aug", "+", "(#5)", "+5"],
    (0, 7): ["5", "(no3)", "omit3"],
    (0, 2, 7): ["sus2"],
    (0, 5, 7): ["sus4", "sus", "(sus4)"],
    (0, 2, 5, 7): ["sus24"],
    (0, 2, 4, 7): ["2", "add2"],
    (0, 4, 7, 9): ["6", "maj6", "M6", "(add6)"],
    (0, 3, 7, 9): ["m6", "min6", "-6"],
    (0, 4, 7, 9, 14): ["6/9", "69", "6(9)", "6add9", "maj6/9"],
    (0, 3, 7, 9, 14): ["m6/9", "m69", "-69"],
    (0, 4, 7, 10): ["7", "dom7"],
    (0, 4, 7, 11): [
        "maj7",
        "M7",
        "Maj7",
        "MA7",
        "major7",
        "ma7",
        "Δ",
        "Δ7",
        "∆7",
        "^7",
        "7M",
        "(maj7)",
        "j7",
    ],
    (0, 3, 7, 10): ["m7", "min7", "-7", "mi7"],
    (0, 3, 7, 11): [
        "mMaj7",
        "mM7",
        "mmaj7",
        "m(maj7)",
        "m(M7)",
        "-Δ7",
        "-Δ",
        "minMaj7",
        "m/maj7",
        "m(#7)",
        "MI(MA7)",
    ],
    (0, 3, 6, 10): ["m7b5", "ø", "ø7", "h7", "h", "-7b5", "m7(b5)", "m7-5", "min7b5"],
    (0, 3, 6, 9): ["dim7", "°7", "o7"],
    (0, 3, 6, 11): ["°maj7", "dim(maj7)"],
    (0, 4, 8, 10): ["7#5", "aug7", "+7", "7+", "7+5", "7(#5)", "7aug"],
    (0, 4, 6, 10): ["7b5", "7-5", "7(b5)"],
    (0, 4, 8, 11): ["maj7#5", "+maj7", "augM7", "Δ#5", "Δ+"],
    (0, 5, 7, 10): ["7sus4", "7sus", "sus7", "7(sus4)"],
    (0, 2, 7, 10): ["7sus2"],
    (0, 4, 7, 10, 13): ["7b9", "7(b9)", "7-9"],
    (0, 4, 7, 10, 15): ["7#9", "7(#9)", "7+9"],
    (0, 4, 7, 10, 13, 15): ["7b9#9", "7(b9,#9)", "7(b9 #9)"],
    (0, 4, 8, 10, 15): ["7#5#9", "7#9#5", "7alt", "alt", "aug7#9"],
    (0, 4, 6, 10, 13): ["7b5b9", "7(b5b9)"],
    (0, 4, 7, 10, 18): ["7#11", "7(#11)"],
    (0, 4, 7, 10, 20): ["7b13"],
    (0, 4, 7, 10, 14): ["9", "7(9)", "7/9", "7add9"],
    (0, 3, 7, 10, 14): ["m9", "min9", "-9"],
    (0, 4, 7, 11, 14): ["maj9", "M9", "Δ9", "(maj9)"],
    (0, 3, 7, 11, 14): ["mMaj9", "m(maj9)", "mM9"],
    (0, 3, 6, 10, 14): ["m9b5", "ø9"],
    (0, 5, 7, 10, 14): ["9sus4", "9sus", "sus9"],
    (0, 4, 8, 10, 14): ["9#5", "aug9", "+9"],
    (0, 4, 7, 10, 14, 18): ["9#11"],
    (0, 4, 7, 14): ["add9", "(add9)"],
    (0, 3, 7, 14): ["madd9", "m(add9)", "minadd9"],
    (0, 4, 7, 17): ["add11"],
    (0, 3, 7, 10, 17): ["m7add11", "m7(11)", "m7/11"],
    (0, 4, 7, 11, 18): ["maj7#11", "Δ#11", "M7(#11)", "^7#11"],
    (0, 4, 7, 10, 14, 17): ["11"],
    (0, 3, 7, 10, 14, 17): ["m11", "min11", "-11"],
    (0, 4, 7, 11, 14, 17): ["maj11", "M11"],
    (0, 4, 7, 10, 14, 17, 21): ["13"],
    (0, 3, 7, 10, 14, 17, 21): ["m13", "min13", "-13"],
    (0, 4, 7, 11, 14, 17, 21): ["maj13", "M13", "Δ13"],
    (0, 4, 7, 11, 14, 18, 21): ["maj13#11"],
    (0, 4, 7, 10, 13, 17, 21): ["13b9"],
    (0, 5, 7, 10, 14, 17, 21): ["13sus4", "13sus"],
    (0, 4, 7, 10, 14, 21): ["9add13", "9(13)"],
}
WRITTEN = [(name, steps) for steps, names in QUALITIES.items() for name in names]


@pytest.mark.parametrize(("name", "steps"), WRITTEN, ids=[name for name, _ in WRITTEN])
def test_qualities(name: str, steps: tuple[int, ...]) -> None:
    assert quality(name) == steps
    assert chord(f"C{name}", 3).notes == tuple(48 + step for step in steps)
    assert chord(f"C{name}/D", 3).bass == (38,)


@pytest.mark.parametrize(
    ("symbol", "notes"),
    [
        ("C", (48, 52, 55)),
        ("Bb", (58, 62, 65)),
        ("F#m7", (54, 57, 61, 64)),
        ("C♯m", (49, 52, 56)),
        ("E♭maj7♯11", (51, 55, 58, 62, 69)),
        ("Am7/G", (55, 57, 60, 64, 67)),
        ("C/E", (40, 48, 52, 55)),
        ("G/B", (47, 55, 59, 62)),
        ("C/C", (36, 48, 52, 55)),
        ("C6/9/E", (40, 48, 52, 55, 57, 62)),
        ("F/B♭", (46, 53, 57, 60)),
        ("D7#9/A#", (46, 50, 54, 57, 60, 65)),
        ("C\u22127", (48, 51, 55, 58)),
        ("F\u20137\u20135", (53, 56, 59, 63)),
        ("E7alt.", (52, 56, 60, 62, 67)),
        ("C13(no11)", (48, 52, 55, 58, 62, 69)),
        ("C11omit9", (48, 52, 55, 58, 65)),
        ("Cb", (47, 51, 54)),
        ("B#", (60, 64, 67)),
        ("F##m", (55, 58, 62)),
        (" C ", (48, 52, 55)),
        ("C/3", (40, 48, 52, 55)),
        ("Am/3", (48, 57, 60, 64)),
        ("C7/b7", (46, 48, 52, 55, 58)),
        ("Cmaj7/7", (47, 48, 52, 55, 59)),
        ("Co7/7", (45, 48, 51, 54, 57)),
        ("Caug/5", (44, 48, 52, 56)),
        ((52, 48, 55, 48), (48, 52, 55)),
    ],
)
def test_chords(symbol: str | tuple[int, ...], notes: tuple[int, ...]) -> None:
    assert chord(symbol, 3).notes == notes


def test_listed_notes_stay_where_they_are_but_turn() -> None:
    assert chord((48, 55, 64), 7) == ((), (48, 55, 64))
    assert chord((48, 55, 64), 3, inversion=1).upper == (55, 60, 64)


@settings(deadline=None)
@given(
    st.sampled_from("CDEFGAB"),
    st.sampled_from(["", "#", "b"]),
    st.sampled_from([name for name, _ in WRITTEN]),
    st.sampled_from(["", "/C", "/F#", "/Bb"]),
    st.integers(1, 6),
)
def test_every_chord_rises_within_midi(root: str, sign: str, kind: str, bass: str, octave: int) -> None:
    notes = chord(root + sign + kind + bass, octave).notes
    assert list(notes) == sorted(set(notes))
    assert notes[0] >= 0
    assert notes[-1] <= 127


NONE = [
    *("", "am", "H", "Cmaj77", "C/", "C/H", "/G", "C G", "Cm/", "c", "7", "C77", "Cm5", "C10", "C4", "C3"),
    *("CmM", "Cmm", "C(b9", "C7b9)", "C((9))", "C7,", "CmajM7", "Cdom", "C9 11"),
    *("C/7", "Csus4/3", "C/b3", "C6/4", "C6/5", "C4/3", "C/2", "C7/4", "A#b"),
    *("C7 b9", "Cøø", "N.C.", "C/maj", "C" + "b9" * 30),
]  # fmt: skip


A_BASS = "a bass is a note or a degree of the chord, as in C/E and C/3; what is added has no slash: Cadd11"


@pytest.mark.parametrize("symbol", NONE)
def test_what_is_no_chord(symbol: str) -> None:
    with pytest.raises(Mistake, match=r"^no chord is called"):
        chord(symbol, 3)


@pytest.mark.parametrize(
    ("symbol", "meant"),
    [
        ("am", "Am"),
        ("c", "C"),
        ("bb", "Bb"),
        ("f♯m7", "F#m7"),
        ("C maj7", "Cmaj7"),
        ("A minor", "Am"),
        ("C major", "C"),
        ("C Major 7", "Cmaj7"),
        ("F sharp minor 7", "F#m7"),
        ("B flat", "Bb"),
        ("C half-diminished", "Cø"),
        ("C half diminished seventh", "Cø7"),
        ("C over e", "C/E"),
        ("Am/g", "Am/G"),
        ("C augmented", "Caug"),
        ("c7", "C7"),
        ("C half-dim", "Cø"),
        ("C:min7", "Cmin7"),
        ("F#:maj/3", "F#/3"),
        ("ab7", "Ab7"),
    ],
)
def test_a_hint_is_the_same_chord_written_otherwise(symbol: str, meant: str) -> None:
    with pytest.raises(Mistake) as raised:
        chord(symbol, 3)
    assert raised.value.hint == f"did you mean `{meant}`?"


@pytest.mark.parametrize("symbol", ["Amin77", "Cmaj77", "Cm15", "C7b10", "Csus5", "C dominant", "Cdim13x"])
def test_no_hint_names_another_quality(symbol: str) -> None:
    with pytest.raises(Mistake) as raised:
        chord(symbol, 3)
    assert raised.value.hint == "write one such as C, Am, F#m7 or G/B"


@pytest.mark.parametrize(
    ("symbol", "hint"),
    [
        ("N.C.", "a chord sounds; where none is to, let the gate be closed"),
        ("C%", "write the chord again that is to be repeated"),
        ("N6", "it is `bII`, and `bII/3` with its third in the bass"),
        ("subV7", "it is `bII7`"),
        ("Hm7", "the German H is `B`, and the German B is `Bb`"),
        ("Fism7", "write # and b, as in F# and Eb"),
        ("Es", "write # and b, as in F# and Eb"),
        ("6m", "write a degree such as I, vi, V7 or bVII"),
        ("V65", "write what the bass is, as in I/3, V7/5 or V7/7"),
        ("I6/4", "write what the bass is, as in I/3, V7/5 or V7/7"),
        ("C/H", "the German H is `B`, and the German B is `Bb`"),
        ("C/Fis", "write # and b, as in F# and Eb"),
        ("C/E/G", "a chord has one bass, as in C/E"),
        *((wrong, A_BASS) for wrong in ("C7/4", "C9/4", "Am/2", "C/7", "C6/4", "Cm7/b5")),
        ("V4/2", "write what the bass is, as in I/3, V7/5 or V7/7"),
    ],
)
def test_what_charts_write_and_is_no_chord_by_itself(symbol: str, hint: str) -> None:
    with pytest.raises(Mistake) as raised:
        chord(symbol, 3, musical_key("C major"))
    assert raised.value.hint == hint


def test_a_note_among_chords_is_told_how_notes_are_listed() -> None:
    with pytest.raises(Mistake) as raised:
        chord("C4", 3)
    assert (
        raised.value.hint == "to list the notes of a chord, write them in brackets of their own: [C3, G3, E4]"
    )


def test_a_chord_that_leaves_midi_is_refused() -> None:
    with pytest.raises(Mistake, match="change the octave"):
        chord("Bmaj9", 8)


@pytest.mark.parametrize(
    ("degree", "key", "symbol"),
    [
        ("V7/V", "C major", "D7"),
        ("V7/ii", "C major", "A7"),
        ("V/vi", "C major", "E"),
        ("vii°7/V", "C major", "F#°7"),
        ("vii°7/ii", "C major", "C#°7"),
        ("iiø7/ii", "C major", "Eø7"),
        ("V7/V/V", "C major", "A7"),
        ("V7/bII", "C major", "Ab7"),
        ("iiø7", "C minor", "Dø7"),
        ("V7b9", "C minor", "G7b9"),
        ("bVII", "C major", "Bb"),
        ("bVII", "A minor", "G"),
        ("bIII", "A minor", "C"),
        ("bVI", "E dorian", "C"),
        ("#vii°7", "A minor", "G#°7"),
        ("#IV", "F lydian", "B"),
        ("bII", "C minor", "Db"),
        ("I6/9", "F major", "F6/9"),
        ("IV/C", "C major", "F/C"),
        ("ii7/G", "C major", "Dm7/G"),
        ("iim7", "C major", "Dm7"),
        ("i(maj7)", "A minor", "AmMaj7"),
        ("vsus4", "C minor", "Gsus4"),
        ("V13sus4", "C major", "G13sus4"),
        ("♭VII7", "G major", "F7"),
        ("I/3", "C major", "C/E"),
        ("V7/7", "C major", "G7/F"),
        ("vi/3", "C major", "Am/C"),
        ("V7/V/3", "C major", "D7/F#"),
        ("iih7", "C minor", "Dø7"),
    ],
)
def test_degrees(degree: str, key: str, symbol: str) -> None:
    read, meant = chord(degree, 3, musical_key(key)), chord(symbol, 3)
    assert [note % 12 for note in read.notes] == [note % 12 for note in meant.notes]


@pytest.mark.parametrize(
    "degree", ["Iv", "IIII", "VIII", "iaug", "b", "#", "imaj", "V7/Vm", "V/", "V/x", "idom7"]
)
def test_what_is_no_degree(degree: str) -> None:
    with pytest.raises(Mistake):
        chord(degree, 3, musical_key("C major"))


@given(st.text("CDIViv#b°7913madjsu/()+-øΔ ,", max_size=10))
def test_any_text_is_a_chord_or_a_mistake_whose_hint_is_one(text: str) -> None:
    key = musical_key("F# dorian")
    try:
        notes = chord(text, 3, key).notes
    except Mistake as mistake:
        assert mistake.message and mistake.hint
        for meant in re.findall("did you mean `(.*)`", mistake.hint):
            assert chord(meant, 3, key).notes
    else:
        assert notes
        assert (key_of_chord(text) is None) != (text.strip()[0] in "ABCDEFG")


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("A5", "A power chord (A E)"),
        ("F#5", "F# power chord (F# C#)"),
        ("B♭5/F", "Bb power chord (Bb F) over F"),
        ("C2", "C add 2 (C D E G)"),
        ("A7", "A7"),
        ("V5", "V5"),
        ("Bbsus2", "Bbsus2"),
        ((48, 55, 63), "C3 G3 Eb4"),
    ],
)
def test_a_chord_is_never_called_as_if_it_were_a_note(symbol: str | tuple[int, ...], name: str) -> None:
    assert chord_name(symbol, scale_steps("C minor")) == name


@pytest.mark.parametrize(
    ("scale", "names"),
    [
        ("C minor pentatonic", "C Eb F G Bb"),
        ("C major", "C D E F G A B"),
        ("Gb major", "Gb Ab Bb Cb Db Eb F"),
        ("F# major", "F# G# A# B C# D# E#"),
        ("Eb major pentatonic", "Eb F G Bb C"),
        ("C# minor", "C# D# E F# G# A B"),
        ("G harmonic minor", "G A Bb C D Eb F#"),
        ("E phrygian dominant", "E F G# A B C D"),
        ("C blues", "C Eb F Gb G Bb"),
        ("D whole tone", "D E F# G# A# C"),
        ("C hirajoshi", "C D Eb G Ab"),
        ("D in sen", "D Eb G A C"),
        ("C chromatic", "C C# D Eb E F F# G G# A Bb B"),
        ("F chromatic", "F F# G Ab A Bb B C C# D Eb E"),
        ("chromatic", "C C# D D# E F F# G G# A A# B"),
        ("b♭ minor", "Bb C Db Eb F Gb Ab"),
        ("C 0 1 2 3 4 5 6", "C C# D Eb E F F#"),
    ],
)
def test_notes_are_spelt_after_the_key(scale: str, names: str) -> None:
    key = scale_steps(scale)
    played = [60 + key.root + step for step in key.steps]
    assert [re.sub(r"-?\d", "", note_name(note, key)) for note in played] == names.split()


def test_a_letter_that_crosses_the_octave_keeps_the_octave_that_sounds() -> None:
    assert note_name(59, scale_steps("Gb major")) == "Cb4"
    assert note_name(60, scale_steps("C# major")) == "B#3"
    assert note_name(60) == "C4"


ROOTS = [letter + sign for letter, sign in product("CDEFGAB", ("", "#", "b"))]


@settings(deadline=None)
@given(st.integers(0, 127), st.sampled_from(ROOTS), st.sampled_from(list(SCALES)) | st.none())
def test_every_name_of_a_note_is_that_note(note: int, root: str, name: str | None) -> None:
    key: Scale | None = scale_steps(f"{root} {name}") if name else None
    assert note_number(note_name(note, key)) == note


@pytest.mark.parametrize(
    ("symbol", "key"),
    [
        ("Bb", "Bb major"),
        ("Am7/G", "A minor"),
        ("F#ø", "F# minor"),
        ("Csus4", "C major"),
        ("vi", None),
        ((60,), None),
    ],
)
def test_a_chord_stands_for_a_key(symbol: str | tuple[int, ...], key: str | None) -> None:
    assert key_of_chord(symbol) == (scale_steps(key) if key else None)

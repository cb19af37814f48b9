"""Chords by degree, in inversions, and led smoothly from one to the next."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.music.chords import chord, inverted
from gesture2midi.music.scales import musical_key
from gesture2midi.music.voicing import Smooth, motion, voicings

SYMBOLS = [root + kind for root, kind in product(("C", "F#", "Bb", "B"), ("", "m7", "5", "maj9", "7sus4"))]


@pytest.mark.parametrize(
    ("degree", "name", "symbol"),
    [
        ("I", "C major", "C"),
        ("vi", "C major", "Am"),
        ("V7", "C major", "G7"),
        ("ii7", "G major", "Am7"),
        ("IVmaj7", "Eb major", "Abmaj7"),
        ("vii°", "C major", "Bdim"),
        ("viiø", "C major", "Bm7b5"),
        ("viidim7", "A minor", "Gdim7"),
        ("VI", "A minor", "F"),
        ("V", "A harmonic minor", "E"),
        ("imaj7", "A minor", "Ammaj7"),
        ("bVII", "C major", "Bb"),
        ("#iv", "C major", "F#m"),
        ("isus4", "D dorian", "Dsus4"),
        ("III+", "A minor", "Caug"),
        ("V/B", "C major", "G/B"),
        ("I", "B major", "B"),
    ],
)
def test_degrees(degree: str, name: str, symbol: str) -> None:
    assert chord(degree, 3, musical_key(name)).notes == chord(symbol, 3).notes


@pytest.mark.parametrize("degree", ["Iv", "IIII", "iaug", "b", "#", "imaj"])
def test_what_is_no_degree(degree: str) -> None:
    with pytest.raises(Mistake):
        chord(degree, 3, musical_key("C major"))


@given(st.text("IViv#b°7madjsu/C", max_size=8))
def test_any_degree_is_a_chord_or_a_mistake(text: str) -> None:
    try:
        assert chord(text, 3, musical_key("F# dorian")).notes
    except Mistake as mistake:
        assert mistake.message and mistake.hint


def test_inversions() -> None:
    assert [inverted((48, 52, 55), n) for n in range(4)] == [
        (48, 52, 55),
        (52, 55, 60),
        (55, 60, 64),
        (60, 64, 67),
    ]
    assert chord("C9", 3, inversion=1).upper == (52, 55, 58, 60, 62)
    assert chord("C/E", 3, inversion=1) == ((40,), (52, 55, 60))


def test_motion_counts_every_voice() -> None:
    assert motion((60, 64, 67), (60, 64, 67)) == 0
    assert motion((60, 64, 67), (59, 62, 67)) == 3
    assert motion((60, 64, 67), (60, 64, 67, 70)) == 3
    assert motion((59, 62, 65, 67), (60, 64, 67)) == 4


def smooth(*symbols: str) -> list[tuple[int, ...]]:
    chords = [chord(symbol, 3) for symbol in symbols]
    led = Smooth([one.notes for one in chords], [voicings(one, 3) for one in chords])
    return [led[step] for step in range(len(symbols))]


def test_voices_move_as_little_as_they_can() -> None:
    assert smooth("C", "Am", "F", "G7") == [(48, 52, 55), (48, 52, 57), (48, 53, 57), (47, 50, 53, 55)]


@given(st.lists(st.sampled_from(SYMBOLS), min_size=2, max_size=8, unique=True))
def test_no_way_to_play_the_next_chord_is_nearer_and_none_leaves_its_register(symbols: list[str]) -> None:
    played = smooth(*symbols)
    assert played[0] == chord(symbols[0], 3).notes
    for symbol, (before, notes) in zip(symbols[1:], pairwise(played), strict=True):
        ways = voicings(chord(symbol, 3), 3)
        assert notes in ways
        assert motion(before, notes) == min(motion(before, way) for way in ways)
        assert {note % 12 for note in notes} == {note % 12 for note in chord(symbol, 3).notes}
        assert 48 <= sum(notes) / len(notes) <= 66


@given(
    st.sampled_from(["m", "7", "sus2", "6", "m7b5", "9", "maj9", "madd9", "13", "7alt", "5"]),
    st.sampled_from("CDEFGAB"),
    st.integers(0, 7),
)
def test_every_chord_has_ways_to_be_played(kind: str, root: str, octave: int) -> None:
    if (root, kind, octave) == ("B", "13", 7):  # its thirteenth would be the note 128
        with pytest.raises(Mistake):
            chord(root + kind, octave)
        return
    ways = voicings(chord(root + kind, octave), octave)
    assert len(ways) >= 2 or octave in (0, 7)
    assert all(way[0] >= 0 and way[-1] <= 127 and list(way) == sorted(way) for way in ways)


def test_the_same_chord_stays_and_a_bass_stays_below() -> None:
    chords = [chord("C", 3), chord("F/G", 3)]
    led = Smooth([one.notes for one in chords], [voicings(one, 3) for one in chords])
    assert led[0] == led[0] == (48, 52, 55)
    assert led[1][0] == 43
    assert all(way[0] == 43 for way in voicings(chords[1], 3))

"""Keyboard mappings of Scala: which pitch each key has."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.mapping.load import check, load, load_file, warnings
from gesture2midi.music.keyboard import KeyboardMapping, Temperament, parse_keyboard
from gesture2midi.music.notes import Range
from gesture2midi.music.scala import Tuning, parse
from gesture2midi.music.scales import scale_steps

WHITE = (
    "! Degrees on the white keys\n! Size\n12\n0\n127\n60\n69\n440.0\n7\n0\nx\n1\nX\n2\n3\nx\n4\nx\n5\nx\n6\n"
)
SEVEN = "Seven equal\n7\n" + "".join(f"{1200 * n / 7:.6f}\n" for n in range(1, 8))
CHROMATIC = scale_steps("chromatic")


def mapping(*lines: object) -> str:
    return "! a comment\n" + "".join(f"{line}\n! next\n" for line in lines)


def test_degrees_go_to_the_keys_that_the_map_names() -> None:
    laid = Temperament(parse(SEVEN), 0, parse_keyboard(WHITE))
    step = 12 / 7
    assert laid.pitch(69) == pytest.approx(69)
    assert laid.pitch(71) == pytest.approx(69 + step)
    assert laid.pitch(60) == pytest.approx(69 - 5 * step)
    assert laid.pitch(48) == pytest.approx(69 - 12 * step)
    assert laid.pitch(61) is None
    notes = laid.ladder(CHROMATIC, Range(60, 72))
    assert notes == pytest.approx([69 + n * step for n in range(-5, 3)])


def test_a_map_of_no_size_is_linear_and_its_octave_says_nothing() -> None:
    linear = parse_keyboard(mapping(0, 0, 127, 62, 62, "293.664768 Hz", 0))
    laid = Temperament(parse(SEVEN), 0, linear)
    assert [laid.pitch(key) for key in (62, 63, 69, 55)] == pytest.approx([62, 62 + 12 / 7, 74, 50])


def test_other_keys_than_the_map_tunes_stay_where_they_are() -> None:
    some = parse_keyboard(mapping(0, 60, 71, 60, 60, 300, 0))
    laid = Temperament(parse(SEVEN), 0, some)
    assert laid.pitch(59) == 59
    assert laid.pitch(60) == pytest.approx(69 + 12 * math.log2(300 / 440))
    assert laid.pitch(72) == 72


def test_degrees_may_lie_outside_the_scale_and_repeat() -> None:
    odd = parse_keyboard(mapping("3 keys", 0, 127, 60, 60, 261.625565, "14 two octaves", "-7", "0 C", "20"))
    laid = Temperament(parse(SEVEN), 0, odd)
    apart = [laid.pitch(key) for key in (60, 61, 62, 63)]
    assert apart == pytest.approx([60, 72, 60 + 27 * 12 / 7, 84], abs=1e-4)


def test_keys_left_out_at_the_end_are_silent() -> None:
    short = parse_keyboard(mapping(12, 0, 127, 60, 60, 261.625565, 12, 0, 1))
    assert short.degrees == (0, 1, *[None] * 10)


@given(
    st.lists(st.none() | st.integers(-30, 30), min_size=1, max_size=24),
    st.integers(0, 127),
    st.integers(0, 127),
    st.floats(20, 5000),
    st.integers(0, 24),
    st.integers(0, 10**6),
)
def test_every_key_is_as_far_from_the_reference_as_its_degree(
    degrees: list[int | None], middle: int, reference: int, hertz: float, octave: int, seed: int
) -> None:
    dice = random.Random(seed)
    steps = (0.0, *(dice.uniform(-3, 15) for _ in range(dice.randint(0, 11))))
    tuning = Tuning(steps, dice.choice([12.0, 19.02, -12.0, 0.78]))
    board = KeyboardMapping(0, 127, middle, reference, hertz, octave, tuple(degrees))

    def semitones(key: int) -> float | None:
        """The slow way: step by step from the middle to the key's own repetition of the pattern."""
        place, turns = key - middle, 0
        while place < 0:
            place, turns = place + len(degrees), turns - 1
        while place >= len(degrees):
            place, turns = place - len(degrees), turns + 1
        found = degrees[place]
        up = tuning.degree(octave or len(steps))
        return None if found is None else tuning.degree(found) + turns * up

    base = semitones(reference)
    for key in range(0, 128, 9):
        above, pitch = semitones(key), board.pitch(key, tuning)
        if above is None or base is None:
            assert pitch is None
        else:
            assert pitch is not None
            assert pitch - above == pytest.approx(69 + 12 * math.log2(hertz / 440) - base, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no keyboard mapping"),
        (mapping(0, 0, 127, 60, 60, 440), "this is no keyboard mapping"),
        (mapping("many", 0, 127, 60, 60, 440, 0),
         "line 2 is the size of the map, 0 to 1024, and says `many`"),
        (mapping(0, -1, 127, 60, 60, 440, 0), "line 4 is the first key to tune, 0 to 127, and says `-1`"),
        (mapping(0, 0, 128, 60, 60, 440, 0), "line 6 is the last key to tune, 0 to 127, and says `128`"),
        (mapping(0, 9, 8, 60, 60, 440, 0), "line 6 has the last key to tune, and it lies below the first"),
        (mapping(0, 0, 127, 6.5, 60, 440, 0),
         "line 8 is the key in the middle, -1024 to 1024, and says `6.5`"),
        (mapping(0, 0, 127, 60, "A4", 440, 0), "line 10 is the reference key, 0 to 127, and says `A4`"),
        (mapping(0, 0, 127, 60, 60, "440,5", 0),
         "line 12 is the frequency of the reference key in Hz, and says `440,5`"),
        (mapping(0, 0, 127, 60, 60, 0, 0),
         "line 12 is the frequency of the reference key in Hz, and says `0`"),
        (mapping(0, 0, 127, 60, 60, 440, "x"),
         "line 14 is the degree that is the octave, -999999 to 999999, and says `x`"),
        (mapping(1, 0, 127, 60, 60, 440, 0, 0, 1), "line 18 maps a key more than the 1 that line 2 counts"),
        (mapping(2, 0, 127, 60, 60, 440, 0, 0, "y"), "line 18 has no degree, but `y`"),
        (mapping(2, 0, 127, 60, 61, 440, 0, 0, "x"),
         "line 10 gives key 61 a frequency, and no degree is mapped to that key"),
    ],
)  # fmt: skip
def test_lying_maps(text: str, said: str) -> None:
    with pytest.raises(Mistake) as raised:
        parse_keyboard(text)
    assert raised.value.message == said


@given(
    st.lists(st.sampled_from(["!", "0", "12", "x", "60", "440.0", "-1"]) | st.text(max_size=6), max_size=14)
)
def test_any_text_is_a_keyboard_mapping_or_one_clear_sentence(lines: list[str]) -> None:
    try:
        board = parse_keyboard("\n".join(lines))
    except Mistake as mistake:
        assert mistake.message.isprintable()
        return
    pitches = [board.pitch(key, parse(SEVEN)) for key in range(128)]
    assert all(pitch is None or math.isfinite(pitch) for pitch in pitches)


def write(folder: Path, more: str = "", scl: str = SEVEN) -> Path:
    (folder / "seven.scl").write_text(scl, encoding="utf-8")
    path = folder / "seven.yaml"
    path.write_text(
        "name: Seven\ncontrols:\n  - send: mpe_note\n    pitch: hand.y\n    gate: hand.fist\n"
        f"    range: C4..C5\n    tuning: seven.scl\n{more}",
        encoding="utf-8",
    )
    return path


def pitches(path: Path) -> tuple[float, ...]:
    (known,) = load_file(path).controls.values()
    return known.kind.ladder(known.me.tuning)


def test_a_map_is_read_where_it_is_named_or_called_as_the_tuning_is(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert len(pitches(path)) == 8
    assert pitches(path)[0] == 60
    (tmp_path / "white.kbm").write_text(WHITE)
    assert pitches(path)[0] == 60
    named = pitches(write(tmp_path, "    keyboard: white.kbm\n"))
    assert named[0] == pytest.approx(69 - 60 / 7)
    (tmp_path / "seven.kbm").write_text(WHITE)
    assert pitches(write(tmp_path)) == named
    assert load(path).files == (path, tmp_path / "seven.scl", tmp_path / "seven.kbm")


def test_a_map_that_is_wrong_is_told_where_it_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "    keyboard: white.kbm\n")
    (problem,) = check(path)
    assert (problem.line, problem.message) == (8, "`white.kbm`: there is no such file")
    (tmp_path / "seven.kbm").write_text("! nothing")
    (problem,) = check(write(tmp_path))
    assert (problem.line, problem.message) == (7, "`seven.kbm`: this is no keyboard mapping")


def test_a_tuning_without_a_pitch_is_told_and_plays(tmp_path: Path) -> None:
    path = write(tmp_path, scl="Nothing\n0\n")
    assert pitches(path) == tuple(range(60, 73))
    (warning,) = warnings(path)
    assert warning.line == 7
    assert (
        warning.message == "`seven.scl` has no pitch besides its first, so every note is where a piano has it"
    )

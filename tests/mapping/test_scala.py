"""Tunings from Scala files: what they mean, how they lie, and that a voice is bent into them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import MappingError
from gesture2midi.events import Gestures, NoteOn, PitchBend
from gesture2midi.gesture import catalog
from gesture2midi.mapping.compiled import MpeNote
from gesture2midi.mapping.load import check, load
from gesture2midi.mapping.meaning.music import Range, note_range, scale_steps
from gesture2midi.mapping.meaning.scala import MOST, Tuning, parse, tuned
from gesture2midi.mapping.mistake import Mistake
from gesture2midi.mapping.playing.engine import Engine
from gesture2midi.paths import mapping_file

JUST = """! just.scl
!
Five-limit just intonation
 12
!
16/15
9/8
6/5
5/4
4/3
45/32
3/2
8/5
5/3 major sixth
9/5
15/8
2/1
"""
TWELVE = "Equal\n12\n" + "".join(f"{n}00.\n" for n in range(1, 13))


def test_ratios_cents_and_whole_numbers() -> None:
    tuning = parse("! a comment\nMixed\n 4 notes\n! another\n 100.5 cents\n -20.\n 3/2 a fifth\n\n 2\n")
    assert tuning.steps == pytest.approx((0, 1.005, -0.2, 12 * math.log2(1.5)))
    assert tuning.period == pytest.approx(12)


def test_a_description_may_be_empty_and_what_follows_the_notes_is_nothing() -> None:
    assert parse("\n1\n2/1\nnonsense").period == 12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no Scala file"),
        ("! nothing but comments\n!", "this is no Scala file"),
        ("A\nmany\n2/1", "line 2 counts the notes, 1 to 512, and says `many`"),
        ("A\n0\n", "line 2 counts the notes, 1 to 512, and says `0`"),
        ("A\n99999999999999999999\n", "line 2 counts the notes, 1 to 512, and says `99999999999999999999`"),
        ("A\n3\n9/8\n2/1", "line 2 counts 3 notes, and 2 follow"),
        ("A\n1\nfifth", "line 3 has no pitch, but `fifth`"),
        ("A\n1\n-3/2", "line 3 has no pitch, but `-3/2`"),
        ("A\n1\n3:2", "line 3 has no pitch, but `3:2`"),
        ("A\n1\n.", "line 3 has no pitch, but `.`"),
        ("A\n1\n1/0", "line 3 has the ratio `1/0`, and 0 is no part of one"),
        ("A\n1\n0", "line 3 has the ratio `0`, and 0 is no part of one"),
        ("A\n1\n999999.", "line 3 has the pitch `999999.`, which is far beyond MIDI's notes"),
        ("A\n1\n" + "9" * 5000, "line 3 has no pitch, but `99999999999999999...`"),
        ("A\n1\n1/1", "line 3 is where the tuning begins again, and less than a semitone up"),
        ("A\n2\n2/1\n-1200.", "line 4 is where the tuning begins again, and less than a semitone up"),
    ],
)
def test_lying_files(text: str, said: str) -> None:
    with pytest.raises(Mistake) as raised:
        parse(text)
    assert raised.value.message == said


WORDS = st.sampled_from(
    ["!", "", "2/1", "3/2", "1", "12", "700.", "-5.", "1/0", "x", "9" * 30, "٣", " 5 ", "1e9"]
)


@given(st.lists(WORDS | st.text(max_size=12), max_size=12).map("\n".join))
def test_any_text_is_a_tuning_or_one_clear_sentence(text: str) -> None:
    try:
        tuning = parse(text)
    except Mistake as mistake:
        assert mistake.message and "\n" not in mistake.message
        return
    assert 1 <= len(tuning.steps) <= MOST and tuning.steps[0] == 0
    assert tuning.period >= 1
    assert all(math.isfinite(step) for step in tuning.steps)
    try:
        notes = tuned(tuning, scale_steps("chromatic"), Range(0, 127))
    except Mistake as mistake:
        assert "narrow it" in mistake.hint
    else:
        assert list(notes) == sorted(set(notes)) and 0 <= notes[0] <= notes[-1] <= 127


def test_twelve_equal_notes_are_a_keyboard() -> None:
    scale = scale_steps("D minor pentatonic")
    assert tuned(parse(TWELVE), scale, note_range("D3..D5")) == (50, 53, 55, 57, 60, 62, 65, 67, 69, 72, 74)


def test_a_scale_takes_its_notes_of_a_tuning_of_twelve() -> None:
    notes = tuned(parse(JUST), scale_steps("D major"), note_range("D4..D5"))
    ratios = (1, 9 / 8, 5 / 4, 4 / 3, 3 / 2, 5 / 3, 15 / 8, 2)
    assert notes == pytest.approx([62 + 12 * math.log2(ratio) for ratio in ratios], abs=1e-5)


def test_any_other_tuning_is_a_scale_by_itself_and_need_not_repeat_at_the_octave() -> None:
    thirds = Tuning((0.0, 3.5), 7.0)
    assert tuned(thirds, scale_steps("C chromatic"), Range(52, 68)) == (53, 56.5, 60, 63.5, 67)
    with pytest.raises(Mistake, match="a scale by itself"):
        tuned(thirds, scale_steps("C major"), Range(52, 68))
    with pytest.raises(Mistake, match="no note of the tuning"):
        tuned(thirds, scale_steps("C chromatic"), Range(61, 62))


def write(folder: Path, more: str = "", scl: str = JUST) -> Path:
    (folder / "just.scl").write_text(scl, encoding="latin-1")
    path = folder / "pure.yaml"
    path.write_text(
        "name: Pure\nmpe: {bend_range: 24}\ncontrols:\n"
        "  - {id: v, send: mpe_note, pitch: hand.y, gate: hand.fist, tuning: just.scl, scale: C major,\n"
        f"     range: C4..C5{more}}}\n"
    )
    return path


def test_a_voice_is_bent_into_tune_before_it_begins(tmp_path: Path) -> None:
    mapping = load(write(tmp_path, scl=JUST.replace("Five-limit", "Fünf-limit")))
    (control,) = mapping.controls
    assert isinstance(control, MpeNote) and control.ladder == (60, 62, 64, 65, 67, 69, 71, 72)
    nobody = {name: math.nan if s.kind == "level" else 0.0 for name, s in catalog.full_names().items()}
    engine = Engine(mapping)
    heard = []
    for i in range(8):
        seen = {"right.present": 1.0, "right.y": (i + 0.5) / 8, "right.fist": 1.0}
        heard += engine.update(Gestures(i / 10, i, {**nobody, **seen}, {}, ())).items
    bends = [item.value for item in heard if isinstance(item, PitchBend)]
    notes = [item.note for item in heard if isinstance(item, NoteOn)]
    pitches = [note + bend / 8192 * 24 for note, bend in zip(notes, bends, strict=True)]
    assert pitches == pytest.approx(control.tuned, abs=0.002)
    assert pitches[2] == pytest.approx(60 + 12 * math.log2(5 / 4), abs=0.002)


def test_a_gliding_voice_rests_in_tune(tmp_path: Path) -> None:
    mapping = load(write(tmp_path, ", follow: bend, magnet: 1"))
    nobody = {name: math.nan if s.kind == "level" else 0.0 for name, s in catalog.full_names().items()}
    engine = Engine(mapping)
    seen = {"right.present": 1.0, "right.y": 2.5 / 8, "right.fist": 1.0}
    items = engine.update(Gestures(0.0, 0, {**nobody, **seen}, {}, ())).items
    (bend,) = [item.value for item in items if isinstance(item, PitchBend)]
    assert 64 + bend / 8192 * 24 == pytest.approx(60 + 12 * math.log2(5 / 4), abs=0.002)


@pytest.mark.parametrize(
    ("more", "scl", "said"),
    [
        (", tuning: jut.scl", JUST, "`jut.scl`: there is no such file; did you mean `just.scl`?"),
        ("", "A\n1\nx\n", "`just.scl`: line 3 has no pitch, but `x`"),
        ("", "A\n1\n2/1\n", "`just.scl`: this tuning is a scale by itself"),
    ],
)
def test_what_is_wrong_with_a_tuning_is_told_where_it_is_named(
    tmp_path: Path, more: str, scl: str, said: str
) -> None:
    path = write(tmp_path, scl=scl)
    if more:
        path.write_text(path.read_text().replace(", tuning: just.scl", more))
    (problem,) = check(path)
    assert problem.line == 4
    assert f"{problem.message}; {problem.hint}".startswith(said)
    with pytest.raises(MappingError):
        load(path)


def test_a_tuning_stays_in_the_mappings_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = write(tmp_path / "in")
    (tmp_path / "just.scl").write_text(JUST)
    for name in ("../just.scl", str(tmp_path / "just.scl"), "../in/../just.scl"):
        path.write_text(path.read_text().replace("tuning: just.scl", f"tuning: {name}"))
        (problem,) = check(path)
        assert "lies outside the folder" in problem.message
        path = write(tmp_path / "in")


def test_the_bundled_gamelan_has_notes_of_its_own() -> None:
    control = load(mapping_file("gamelan")).controls[0]
    assert isinstance(control, MpeNote)
    assert control.tuned[:3] == pytest.approx((50, 52.28, 54.84))

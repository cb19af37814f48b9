"""Tunings from Scala files: what they mean, how they lie, and that a voice is bent into them."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.engine import Engine
from gesture2midi.errors import MappingError, Mistake
from gesture2midi.events import Gestures, NoteOn, PitchBend
from gesture2midi.gestures import signals
from gesture2midi.mapping.load import check, load, load_file
from gesture2midi.music.keyboard import Temperament
from gesture2midi.music.notes import Range, note_range
from gesture2midi.music.scala import Tuning, parse, read_tuning
from gesture2midi.music.scales import Scale, ladder, scale_steps
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
CASES = Path(__file__).parents[3] / "shared" / "cases" / "tunings"
TWELVE = "Equal\n12\n" + "".join(f"{n}00.\n" for n in range(1, 13))


def cents(tuning: Tuning) -> list[float]:
    return [100 * step for step in (*tuning.steps, tuning.period)]


def test_ratios_cents_and_whole_numbers() -> None:
    tuning = parse("! a comment\nMixed\n 4 notes\n! another\n 100.5 cents\n -20.\n 3/2 a fifth\n\n 2\n")
    assert tuning.steps == pytest.approx((0, 1.005, -0.2, 12 * math.log2(1.5)))
    assert tuning.period == pytest.approx(12)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("81/64", 407.82), ("408.0", 408), ("408.", 408), ("5", 2786.314), ("-5.0", -5), ("10/20", -1200),
        ("100.0 cents", 100), (" 100.0 C#", 100), (" 5/4   E\\", 386.314), ("\t3\t/ 2 ", 701.955),
        ("3 /2", 701.955), ("700.0cents", 700), ("2/1octave", 1200), (".5", 0.5), ("- 5.5", -5.5),
        ("+7.", 7), ("2 / octave", 1200), ("408. 5th", 408), ("0.", 0), ("1/1", 0), ("2/1 ! a remark", 1200),
        ("2/1 3/2", 1200), ("0002/01", 1200), ("254754959781491/249729352508160", 34.494),
        ("3" + 5000 * "0" + "/2" + 5000 * "0", 701.955), (f"{2**400}/1", 480000), ("12-TET", 4301.955),
        ("2\u2028", 1200), ("3/2\x0b", 701.955), ("3/2\x0c2/1", 701.955), ("3/2\x85", 701.955),
    ],
)  # fmt: skip
def test_a_pitch(line: str, value: float) -> None:
    assert cents(parse(f"A\n1\n{line}\n"))[-1] == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_at_cr_lf_or_both_and_nowhere_else(end: str) -> None:
    lines = ["! x\u2028 2", "a\u2028b\x85c\x0bd\x0ce", "!", " 2 notes", "3/2", "! between", "", "2/1", "more"]
    assert cents(parse(end.join(lines))) == pytest.approx([0, 701.955, 1200], abs=1e-3)


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff! Fünf\nFünf\n1\n2/1 größer\n".encode(),
        "! Fünf\nFünf\n1\n2/1 größer\n".encode("latin-1"),
        b"\xef\xbb\xbfF\xfcnf \x85\n1\n2/1\x85\n",
    ],
)
def test_a_file_is_utf_8_or_latin_1(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "x.scl").write_bytes(written)
    assert read_tuning(tmp_path / "x.scl") == Tuning((0.0,), 12.0)


def test_a_description_may_be_empty_and_what_follows_the_notes_is_nothing() -> None:
    assert parse("\n1\n2/1\nnonsense").period == 12


@pytest.mark.parametrize("text", ["A\n0\n", "A\n0", "A\n1\n1/1", "A\n2\n3/2\n0.0\n"])
def test_a_tuning_without_a_pitch_leaves_every_note_where_it_is(text: str) -> None:
    laid = Temperament(parse(text), 2)
    assert laid.ladder(scale_steps("D minor"), Range(60, 64)) == (60, 62, 64)
    assert laid.pitch(61) == 61


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no Scala file"),
        ("! nothing but comments\n!", "this is no Scala file"),
        ("A\nmany\n2/1", "line 2 counts the notes, and says `many`"),
        ("A\n-1\n2/1", "line 2 counts the notes, and says `-1`"),
        ("A\n3/2\n2/1", "line 2 counts the notes, and says `3/2`"),
        ("12\n100.0\n200.0", "line 2 counts the notes, and says `100.0`"),
        ("A\n\u0663\n2/1", "line 2 counts the notes, and says `\u0663`"),
        ("A\n" + "9" * 5000, "line 2 counts 99999999999999999... notes, and 0 follow"),
        ("A\n3\n9/8\n2/1", "line 2 counts 3 notes, and 2 follow"),
        ("A\n1\nfifth", "line 3 has no pitch, but `fifth`"),
        ("A\n1\n\x1b[2J", "line 3 has no pitch, but `?[2J`"),
        ("A\n1\n-3/2", "line 3 has a ratio below 0, `-3/2`"),
        ("A\n1\n3/-2", "line 3 has a ratio below 0, `3/-2`"),
        ("A\n1\n-3", "line 3 has a ratio below 0, `-3`"),
        ("A\n1\n3:2", "line 3 has no pitch, but `3:2`"),
        ("A\n1\n701,955", "line 3 has no pitch, but `701,955`"),
        ("A\n1\n7\\12", "line 3 has no pitch, but `7\\12`"),
        ("A\n1\n2^(7/12)", "line 3 has no pitch, but `2^(7/12)`"),
        ("A\n1\n2 * 3", "line 3 has no pitch, but `2 * 3`"),
        ("A\n1\n1e2", "line 3 has no pitch, but `1e2`"),
        ("A\n1\n1_200.0", "line 3 has no pitch, but `1_200.0`"),
        ("A\n1\n3/2/1", "line 3 has no pitch, but `3/2/1`"),
        ("A\n1\n3/", "line 3 has no pitch, but `3/`"),
        ("A\n1\n3/2.5", "line 3 has no pitch, but `3/2.5`"),
        ("A\n1\n1.25e3", "line 3 has no pitch, but `1.25e3`"),
        ("A\n1\n1.2.3", "line 3 has no pitch, but `1.2.3`"),
        ("A\n1\n ! 3/2", "line 3 has no pitch, but `! 3/2`"),
        ("A\n1\n.", "line 3 has no pitch, but `.`"),
        ("A\n1\n1/0", "line 3 has the ratio `1/0`, and 0 is no part of one"),
        ("A\n1\n0", "line 3 has the ratio `0`, and 0 is no part of one"),
        ("A\n1\n999999999.", "line 3 has the pitch `999999999.`, which is far beyond what can be heard"),
        ("A\n1\n" + "9" * 99999 + ".", "line 3 has the pitch `99999999999999999...`, which is far"
         " beyond what can be heard"),
    ],
)  # fmt: skip
def test_lying_files(text: str, said: str) -> None:
    with pytest.raises(Mistake) as raised:
        parse(text)
    assert raised.value.message == said


def written_by_the_page(dice: random.Random) -> tuple[str, list[float]]:
    """A file as the format's own page allows it, and the cents that it means, found without the reader."""

    def blank(most: int = 2) -> str:
        return "".join(dice.choices(" \t", k=dice.randint(0, most)))

    def remark() -> str:
        return dice.choice(["", "", " cents", " C#", " E\\", "\t! 5/4", " 3/2", "  (pure)", "\u2028x", " %"])

    def whole() -> int:
        return dice.randint(1, 10 ** dice.choice([1, 2, 3, 10, 40]))

    lines, meant = [], [0.0]
    for _ in range(dice.choice([0, 1, 1, 2, 5, 12, 12, 31])):
        kind = dice.choice(["cents", "ratio", "whole"])
        if kind == "cents":
            value = Decimal(dice.randint(-50_000_000, 50_000_000)).scaleb(-dice.randint(0, 6))
            text = f"{value:f}" if "." in f"{value:f}" else f"{value:f}."
            meant.append(float(value))
        elif kind == "ratio":
            above, below = whole(), whole()
            text = f"{above}{blank()}/{blank()}{below}"
            meant.append(1200 * (math.log(above) - math.log(below)) / math.log(2))
        else:
            above = whole()
            text = str(above)
            meant.append(1200 * math.log(above) / math.log(2))
        lines.append(blank() + text + remark())
    head = [dice.choice(["", "A scale", "12", "3/2 or 5.", "\x85 \u2029"]), f"{blank()}{len(lines)}{blank()}"]
    text = []
    for line in head + lines:
        text += dice.choices(["!", "! 3/2", "!! 100.0"], k=dice.choice([0, 0, 0, 1, 2]))
        text.append(line)
    text += dice.choices(["", "more", "5/4", "!"], k=dice.choice([0, 0, 1, 3]))
    return dice.choice(["\n", "\r", "\r\n"]).join(text), meant if lines else [0.0, 0.0]


def test_ten_thousand_files_of_the_formats_own_page_mean_what_it_says() -> None:
    dice = random.Random(1)
    for _ in range(10_000):
        text, meant = written_by_the_page(dice)
        read = cents(parse(text))
        assert len(read) == len(meant), text
        assert all(
            math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6) for a, b in zip(read, meant, strict=True)
        ), text


WORDS = st.sampled_from(
    [
        "!",
        "",
        "2/1",
        "3/2",
        "1",
        "12",
        "700.",
        "-5.",
        "1/0",
        "x",
        "9" * 30,
        "\u0663",
        " 5 ",
        "1e9",
        "0.000001",
    ]
)


@given(st.lists(WORDS | st.text(max_size=12), max_size=12).map("\n".join))
def test_any_text_is_a_tuning_or_one_clear_sentence(text: str) -> None:
    try:
        tuning = parse(text)
    except Mistake as mistake:
        assert mistake.message.isprintable()
        return
    assert tuning.steps[0] == 0
    assert all(math.isfinite(step) for step in (*tuning.steps, tuning.period))
    try:
        notes = Temperament(tuning).ladder(scale_steps("chromatic"), Range(0, 127))
    except Mistake as mistake:
        assert mistake.hint in ("narrow it", "widen it")
    else:
        assert list(notes) == sorted(notes) and -0.5 <= notes[0] <= notes[-1] <= 127.5


def test_twelve_equal_notes_are_a_keyboard() -> None:
    notes = Temperament(parse(TWELVE), 2).ladder(scale_steps("D minor pentatonic"), note_range("D3..D5"))
    assert notes == (50, 53, 55, 57, 60, 62, 65, 67, 69, 72, 74)


def test_a_scale_takes_its_notes_of_a_tuning_of_twelve() -> None:
    notes = Temperament(parse(JUST), 2).ladder(scale_steps("D major"), note_range("D4..D5"))
    ratios = (1, 9 / 8, 5 / 4, 4 / 3, 3 / 2, 5 / 3, 15 / 8, 2)
    assert notes == pytest.approx([62 + 12 * math.log2(ratio) for ratio in ratios], abs=1e-5)


@given(st.lists(st.floats(-45, 45), min_size=12, max_size=12), st.integers(0, 115), st.integers(0, 11))
def test_a_range_is_of_keys_and_none_is_lost_by_its_tuning(off: list[float], low: int, root: int) -> None:
    text = "A\n12\n" + "".join(f"{100 * n + cent:.4f}\n" for n, cent in enumerate(off, 1))
    laid, scale = Temperament(parse(text), root), Scale(root, scale_steps("C minor").steps)
    keys = ladder(scale, Range(low, low + 12))
    assert len(laid.ladder(scale, Range(low, low + 12))) == sum(laid.pitch(key) is not None for key in keys)


def test_any_other_tuning_is_a_scale_by_itself_and_need_not_repeat_at_the_octave() -> None:
    thirds = Temperament(Tuning((0.0, 3.5), 7.0))
    assert thirds.ladder(scale_steps("C chromatic"), Range(52, 68)) == (53, 56.5, 60, 63.5, 67)
    with pytest.raises(Mistake, match="a scale by itself"):
        thirds.ladder(scale_steps("C major"), Range(52, 68))
    with pytest.raises(Mistake, match="no note of the tuning"):
        thirds.ladder(scale_steps("C chromatic"), Range(61, 62))
    assert [thirds.pitch(key) for key in (60, 61, 62, 65)] == [60, 60, 63.5, 63.5]


def test_an_octave_that_is_stretched_keeps_the_ends_of_its_range() -> None:
    text = "A\n7\n" + "".join(f"{1207 * n / 7:.5f}\n" for n in range(1, 8))
    notes = Temperament(parse(text)).ladder(scale_steps("C chromatic"), Range(48, 72))
    assert len(notes) == 15
    assert notes[-1] == pytest.approx(72.07)


def test_small_falling_and_many_steps() -> None:
    assert len(Temperament(parse("A\n1\n78.0")).ladder(scale_steps("chromatic"), Range(60, 72))) == 17
    falling = Temperament(parse("A\n2\n3/2\n1/2")).ladder(scale_steps("chromatic"), Range(60, 72))
    assert falling == pytest.approx((60, 67.01955, 72))
    many = "A\n1200\n" + "".join(f"{n}.0\n" for n in range(1, 1201))
    assert len(Temperament(parse(many)).ladder(scale_steps("chromatic"), Range(0, 127))) == 12_800
    with pytest.raises(Mistake, match=r"^2500000 notes of the tuning lie in this range, 20000 are the most"):
        Temperament(parse("A\n1\n0.001")).ladder(scale_steps("chromatic"), Range(48, 72))
    unsorted = Temperament(parse("A\n3\n700.\n300.\n2/1")).ladder(scale_steps("chromatic"), Range(60, 72))
    assert unsorted == (60, 63, 67, 72)


@pytest.mark.parametrize("file", sorted(CASES.glob("*.scl")), ids=lambda file: file.stem)
def test_files_that_were_read_wrongly(file: Path) -> None:
    assert len(read_tuning(file).steps) in (1, 2, 34)


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
    assert control.areas(None)[0].names == ["C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5"]
    nobody = {name: math.nan if s.kind == "level" else 0.0 for name, s in signals.full_names().items()}
    engine = Engine(mapping)
    heard = []
    for i in range(8):
        seen = {"right.present": 1.0, "right.y": (i + 0.5) / 8, "right.fist": 1.0}
        heard += engine.update(Gestures(i / 10, i, {**nobody, **seen}, {}, ())).items
    bends = [item.value for item in heard if isinstance(item, PitchBend)]
    notes = [item.note for item in heard if isinstance(item, NoteOn)]
    pitches = [note + bend / 8192 * 24 for note, bend in zip(notes, bends, strict=True)]
    ratios = (1, 9 / 8, 5 / 4, 4 / 3, 3 / 2, 5 / 3, 15 / 8, 2)
    assert pitches == pytest.approx([60 + 12 * math.log2(ratio) for ratio in ratios], abs=0.002)


def test_a_gliding_voice_rests_in_tune(tmp_path: Path) -> None:
    mapping = load(write(tmp_path, ", follow: bend, magnet: 1"))
    nobody = {name: math.nan if s.kind == "level" else 0.0 for name, s in signals.full_names().items()}
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
    file = load_file(mapping_file("gamelan"))
    known = file.controls[file.playable().controls[0].id]
    assert known.kind.ladder(known.me.tuning)[:3] == pytest.approx((50, 52.28, 54.84))

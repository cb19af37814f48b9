"""What is laid over a mapping: it stays a mapping, with its remarks, and sounds as it was asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.mapping.editing.quick import Offered, Quick, laid_over, offered, without
from gesture2midi.mapping.load import check_text, load, loads

TEXT = """name: Mine  # a remark
score: demo
tempo: 90   # slow
synth: {program: Warm Pad}
parts: {low: {range: C2..C3}}
controls:
  - {id: a, send: note, pitch: right.y, scale: C major, range: C3..C5, gate: right.fist}  # the tune
  - {id: b, send: note, pitch: left.y, scale: G minor, use: low, gate: left.fist, quantise: 1/8}
  - {id: c, send: chord, chords: [C, F], pick: left.x, octave: 3, gate: left.open_hand}
  - {id: d, send: note, pitch: C4, gate: right.pinch > 0.5}
"""
PATH = Path("mine.yaml")


def controls(text: str) -> dict[str, object]:
    return {item.id: item for item in loads(text, PATH).everything}


def test_it_is_offered_what_the_file_has() -> None:
    assert offered(TEXT) == Offered("C", "major", True, "Warm Pad", 90.0, True)
    plain = "name: M\ncontrols: [{send: cc, number: 1, from: any.y, rate: 120 Hz}]"
    assert offered(plain) == Offered(levels=True)
    assert offered("name: [") == Offered()


def test_nothing_asked_for_changes_nothing() -> None:
    assert laid_over(TEXT, Quick()) == TEXT


def test_each_setting_is_laid_over_and_the_remarks_stay() -> None:
    text = laid_over(TEXT, Quick("D", "dorian", 1, "Strings", 120, swapped=True))
    assert check_text(text, PATH) == []
    for part in ("# a remark", "# slow", "# the tune", "tempo: 120", "D dorian", "C4..C6", "octave: 4"):
        assert part in text
    assert "score:" not in text
    mapping = loads(text, PATH)
    signals = {control.id: control.signals for control in mapping.everything}
    assert signals["a"] == {"left.y", "left.fist"}
    assert signals["c"] == {"right.x", "right.open_hand"}
    assert mapping.tempo == 120
    areas = {c.id: area for c in mapping.everything for area in c.areas(None)}
    assert areas["a"].names[0] == "C4"  # type: ignore[union-attr]
    assert areas["b"].names[0] == "C3"  # type: ignore[union-attr]


def test_the_root_alone_keeps_each_scale() -> None:
    text = laid_over(TEXT, Quick(root="E"))
    assert "E major" in text
    assert "E minor" in text


def test_a_tempo_is_written_where_there_was_none() -> None:
    text = laid_over("name: M\ncontrols: [{send: clock}]\n", Quick(tempo=97.5))
    assert loads(text, PATH).tempo == 97.5


def test_what_is_as_the_file_has_it_is_no_setting() -> None:
    have = offered(TEXT)
    assert without(Quick("C", "major", 0, "Warm Pad", 90), have) == Quick()
    assert without(Quick("D", "major", 1), have) == Quick("D", octave=1)


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_bundled_mapping_can_be_played_so(name: str) -> None:
    file = paths.mapping_file(name)
    text = file.read_text(encoding="utf-8")
    have = offered(text)
    quick = Quick("D", "major", -1, "Vibraphone" if have.program else "", 99, swapped=have.hands)
    assert check_text(laid_over(text, quick), file) == []


ONE = """name: M
controls:
  - {id: tune, send: note, pitch: right.y, scale: C major, range: C3..C5, gate: right.fist}  # the tune
  - {id: fast, send: cc, number: 1, from: left.y, smooth: 80 ms}
  - {id: slow, send: bend, from: left.roll, smooth: 0.4 s}
  - {id: switch, send: cc, number: 64, from: left.fist, mode: toggle}
"""


def test_a_range_that_there_is_once_has_other_ends() -> None:
    assert (offered(ONE).low, offered(ONE).high) == ("C3", "C5")
    assert "range: G2..C5" in laid_over(ONE, Quick(low="G2"))
    assert "range: C4..A5" in laid_over(ONE, Quick(low="C3", high="A4", octave=1))
    assert laid_over(ONE, Quick(low="F4")) == ONE  # less than an octave may have no note of a scale
    assert laid_over(TEXT, Quick(low="C1")) == TEXT
    assert "# the tune" in laid_over(ONE, Quick(high="E6"))
    assert without(Quick(low="C3", high="D5"), offered(ONE)) == Quick(high="D5")


def test_steadier_levels_follow_more_slowly_and_none_faster() -> None:
    text = laid_over(ONE, Quick(steady=200))
    assert "from: left.y, smooth: 200 ms" in text
    assert "smooth: 0.4 s" in text
    assert text.count("smooth") == 2
    assert check_text(text, PATH, ()) == []


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_range_and_steadiness_are_laid_over_each_bundled_mapping(name: str) -> None:
    path = paths.mapping_file(name)
    text = path.read_text(encoding="utf-8")
    new = laid_over(text, Quick(low="C2", high="C6", steady=320))
    assert check_text(new, path, ()) == check_text(text, path, ())


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_the_sound_of_the_synth_is_laid_over_each_bundled_mapping(name: str) -> None:
    path = paths.mapping_file(name)
    synth = loads(laid_over(path.read_text(encoding="utf-8"), Quick(volume=0.0, reverb=0.75)), path).synth
    before = load(path).synth
    assert (synth.volume, synth.reverb) == (0.0, 0.75)
    assert (synth.programs, synth.bank) == (before.programs, before.bank)

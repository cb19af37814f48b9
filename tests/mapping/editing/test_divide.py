"""Zones that are split, added, taken out and moved one by one: what that does to a mapping's text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.editing.divide import (
    NARROWEST,
    Columns,
    add_area,
    drop_area,
    drop_column,
    index_of,
    move_border,
    split_area,
    split_column,
)
from gesture2midi.mapping.load import check_text, loads
from gesture2midi.session.note_zones import zones

PATH = Path("x.yaml")
CHORDS = """\
name: X
controls:
  - id: tune
    send: chord
    chords: [C, F, G]          # three of them
    pick: left.x               # from left to right
    gate: right.fist
  - {id: bass, send: chord, channel: 2, chords: [C5, F5, G5], pick: left.x, gate: right.fist}
"""
DRUMS = """\
name: X
controls:
  - id: kick
    send: drum
    sound: kick
    hit: right.strike or right.pinch_tap    # either way
  - {id: hat, send: drum, sound: closed hat, hit: left.strike}
"""
EVEN = Columns(("tune", "bass"), "left.x", (0.33, 0.67))


def shown(text: str) -> list[tuple[str, float, float]]:
    """Name, begin and end of each zone that has a name, from left to right."""
    found = [zone for zone in zones(loads(text, PATH), "main", Profile()) if zone.label]
    return sorted(((zone.label, zone.cell[0], zone.cell[1]) for zone in found), key=lambda one: one[1])


def test_a_border_between_two_chords_is_moved_for_both_controls() -> None:
    text = move_border(CHORDS, EVEN, 0, 0.5)
    assert check_text(text, PATH, ()) == []
    assert "# three of them" in text and "pick" not in text
    assert text.count(index_of("left.x", (0.5, 0.67))) == 2
    assert shown(text) == [
        ("C", 0, pytest.approx(0.5, abs=0.002)),
        ("F", pytest.approx(0.5, abs=0.002), pytest.approx(0.67, abs=0.002)),
        ("G", pytest.approx(0.67, abs=0.002), 1),
    ]


def test_a_border_stops_before_the_next_one() -> None:
    found = shown(move_border(CHORDS, EVEN, 0, 0.9))
    assert found[0][2] == pytest.approx(0.67 - NARROWEST, abs=0.002)


def test_a_chord_is_split_and_taken_out_again() -> None:
    text = split_column(CHORDS, EVEN, 1)
    assert check_text(text, PATH, ()) == []
    assert "chords: [C, F, F, G]" in text and "[C5, F5, F5, G5]" in text
    assert [name for name, _, _ in shown(text)] == ["C", "F", "F", "G"]
    four = Columns(("tune", "bass"), "left.x", (0.33, 0.5, 0.67))
    less = drop_column(text, four, 0)
    assert [name for name, _, _ in shown(less)] == ["F", "F", "G"]
    assert drop_column(text, four, 3).count("F, F]") == 1
    with pytest.raises(Mistake, match="fewest"):
        drop_column(CHORDS, Columns(("tune",), "left.x", (0.5,)), 0)
    with pytest.raises(Mistake, match="narrow"):
        split_column(CHORDS, Columns(("tune",), "left.x", (0.1, 0.2)), 1)


def test_a_drums_area_is_split_between_two_sounds() -> None:
    text = split_area(DRUMS, "kick", "right.x", 0.5)
    assert check_text(text, PATH, ()) == []
    assert "hit: (right.strike or right.pinch_tap) and right.x < 0.5    # either way" in text
    assert "right.x >= 0.5" in text
    assert [name for name, _, _ in shown(text)] == ["Kick", "Snare"]
    assert check_text(drop_area(text, "kick-2"), PATH, ()) == []


def test_an_area_is_added_in_the_middle_with_a_sound_that_is_not_there_yet() -> None:
    text = add_area(DRUMS)
    assert check_text(text, PATH, ()) == []
    (name, left, right) = shown(text)[0]
    assert (name, left, right) == ("Snare", pytest.approx(0.35, abs=0.01), pytest.approx(0.65, abs=0.01))
    assert text.startswith(DRUMS)


def test_what_is_gone_is_told() -> None:
    with pytest.raises(Mistake, match="meanwhile"):
        move_border(CHORDS, Columns(("gone",), "left.x", (0.5,)), 0, 0.4)


@given(st.lists(st.tuples(st.sampled_from("msd"), st.integers(0, 20), st.floats(0, 1)), max_size=8))
def test_whatever_is_done_the_chords_stay_apart_and_the_text_good(done: list[tuple[str, int, float]]) -> None:
    text, borders = CHORDS, [0.33, 0.67]
    for what, which, to in done:
        columns = Columns(("tune", "bass"), "left.x", tuple(borders))
        try:
            if what == "m":
                text = move_border(text, columns, which % len(borders), to)
            elif what == "s":
                text = split_column(text, columns, which % (len(borders) + 1))
            else:
                text = drop_column(text, columns, which % (len(borders) + 1))
        except Mistake:
            continue
        assert check_text(text, PATH, ()) == []
        found = [edge.at for edge in loads(text, PATH).controls[0].edges if edge.signal == "left.x"]
        assert len(found) == text.split("chords: [")[1].partition("]")[0].count(",")
        assert all(later - sooner > 0.03 for sooner, later in pairwise(found))
        borders = found
    assert text.count("#") == CHORDS.count("#") - ("pick:" not in text)

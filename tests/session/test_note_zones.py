"""Where a mapping sounds what, in the picture as the player sees it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.display.view import Plan, Zone
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.profile import Profile, Reach
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.note_zones import plan, zones


def bundled(name: str, scene: str | None = None) -> list[Zone]:
    mapping = load(paths.mapping_file(name))
    return [zone for zone in zones(mapping, scene or mapping.start, Profile()) if zone.label]


def written(controls: str) -> tuple[Zone, ...]:
    mapping = loads(f"name: X\ncontrols:\n{controls}", Path("x.yaml"))
    return zones(mapping, "main", Profile())


def test_a_ladder_of_notes_fills_the_play_area_from_the_bottom() -> None:
    notes = bundled("theremin")
    assert [zone.label for zone in notes[:3]] == ["C3", "Eb3", "F3"]
    assert (notes[0].bottom, notes[-1].top) == pytest.approx((0.9, 0.1))
    assert notes[-1].label == "C6"
    for below, above in pairwise(notes):
        assert above.bottom == pytest.approx(below.top)
    assert {(zone.side, zone.left, zone.right) for zone in notes} == {("right", 0.1, 0.9)}


def test_chords_stand_side_by_side_and_each_scene_has_its_own() -> None:
    verse, chorus = bundled("chords", "verse"), bundled("chords", "chorus")
    assert [zone.label for zone in verse] == ["Am7", "Fmaj7", "Cadd9", "G/B"]
    assert [zone.label for zone in chorus] == ["C", "G", "Am", "F"]
    assert {zone.side for zone in verse} == {"left"}
    assert verse[0].right == pytest.approx(0.1 + 0.8 * 0.15, abs=0.005)  # pick: scale(left.x, 0, 0.6)


def test_drums_have_the_part_in_which_a_blow_strikes_them() -> None:
    kit = {zone.label: zone for zone in bundled("drums")}
    assert kit["Kick"].right == kit["Closed hat"].left == pytest.approx(0.7, abs=0.02)
    assert kit["Snare"].side == kit["Crash"].side == "left"
    assert kit["Snare"].right == pytest.approx(0.5, abs=0.02)


def test_the_players_own_area_is_drawn_where_it_is() -> None:
    mapping = load(paths.mapping_file("theremin"))
    area = PlayArea(left=0.4, right=0.8, top=0.2, bottom=0.6)
    own = zones(mapping, "main", Profile(right=Reach(area=area)))
    notes = [zone for zone in own if zone.label]
    assert (notes[0].left, notes[0].right, notes[0].bottom) == pytest.approx((0.4, 0.8, 0.6))


def test_a_pitch_that_hangs_on_more_than_a_place_has_no_lines() -> None:
    for pitch in ("right.depth", "right.y * right.x", "hands.distance"):
        found = written(
            f"  - {{send: note, pitch: {pitch}, scale: C major, range: C3..C4, gate: right.fist}}"
        )
        assert all(zone.label == "" for zone in found)


def test_nothing_is_shown_where_hands_change_parts() -> None:
    assert zones(load(paths.mapping_file("theremin")), "main", Profile(hands="any")) == ()


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_zone_of_every_bundled_mapping_lies_in_the_picture(name: str) -> None:
    mapping = load(paths.mapping_file(name))
    for scene in mapping.scene_names:
        for zone in zones(mapping, scene, Profile()):
            assert 0 <= zone.left < zone.right <= 1
            assert 0 <= zone.top < zone.bottom <= 1


def test_a_keyboard_of_two_rows_has_a_box_for_each_key() -> None:
    keys = bundled("one-hand-piano")
    assert [key.label for key in keys if key.top > 0.49] == ["C4", "D4", "E4", "G4", "A4"]
    assert [key.label for key in keys if key.top < 0.49] == ["C5", "D5", "E5", "G5", "A5"]
    assert {(key.control, key.of) for key in keys} == {("keys", "any")}
    for left, right in pairwise(keys[0::2]):
        assert right.left == pytest.approx(left.right, abs=0.003)


def test_a_grid_by_numbers_has_a_box_for_each_cell() -> None:
    cells = bundled("grid")
    assert len(cells) == 9
    lowest = next(cell for cell in cells if cell.label == "C4")
    assert (lowest.cell[0], lowest.cell[2]) == (0, 0)
    assert (lowest.cell[1], lowest.cell[3]) == pytest.approx((0.36, 0.36), abs=0.002)


def test_keys_are_as_high_as_the_lines_between_which_they_sound() -> None:
    right = [zone for zone in bundled("air-piano") if zone.side == "right"]
    assert {zone.cell[2:] for zone in right} == {(0.2, 0.5)}
    assert right[0].left == pytest.approx(0.1, abs=0.003)  # left of the keys is the lowest one


def test_a_drum_that_plays_on_one_side_alone_has_its_half() -> None:
    kit = {zone.label: zone.cell for zone in bundled("layers") if zone.label in ("Kick", "Snare")}
    assert kit["Kick"] == pytest.approx((0, 0.5, 0, 1), abs=0.003)
    assert kit["Snare"] == pytest.approx((0.5, 1, 0, 1), abs=0.003)


def planned(name: str) -> Plan:
    mapping = load(paths.mapping_file(name))
    return plan(mapping, mapping.start, Profile())


def test_levels_and_thresholds_that_have_no_place_are_bars() -> None:
    bars = {bar.signal: bar for bar in planned("theremin").bars}
    assert bars["left.y"].side == "left"
    assert bars["left.y"].ends == (0.2, 0.8)
    assert bars["right.pinch"].marks == (0.6,)
    assert bars["right.x"].lying
    assert not bars["right.roll"].lying
    assert bars["right.roll"].at(0.0)[1] == pytest.approx(0.5)
    assert bars["left.y"].at(0.0)[1] == pytest.approx(0.9)
    assert bars["left.y"].controls == ("volume", "free")


def test_fingertips_that_strike_are_named() -> None:
    tips = {(tip.side, tip.finger): tip.label for tip in planned("finger-drums").tips}
    assert len(tips) == 8
    assert tips["left", "index"] == "Kick"
    assert tips["right", "pinky"] == "Clap"


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_bar_of_every_bundled_mapping_lies_in_the_picture(name: str) -> None:
    for bar in planned(name).bars:
        for value in (bar.low, bar.high, *(bar.ends or ()), *bar.marks):
            assert all(0 <= place <= 1 for place in bar.at(value))

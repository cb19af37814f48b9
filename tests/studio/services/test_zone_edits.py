"""Zones that are moved on the Play page: the file is rewritten, and the change is heard and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.display.view import Zone
from gesture2midi.errors import PlayerError, UsageError
from gesture2midi.mapping.editing.quick import Quick
from gesture2midi.session import live
from gesture2midi.session.commands import Commands
from gesture2midi.session.zone_handles import Handle
from gesture2midi.studio.services.looping_source import LoopingSource, Nothing
from gesture2midi.studio.services.mapping_library import Library
from gesture2midi.studio.services.zone_edits import ZoneEdits

OWN = """\
name: Mine
controls:
  - {id: kick, send: drum, sound: kick, hit: right.strike and right.x < 0.5}    # the left half
  - {id: hat, send: drum, sound: closed hat, hit: right.strike and right.x >= 0.5}
scenes:
  more:
    controls:
      - {id: wah, send: cc, number: 20, from: left.y, in: [0.2, 0.8]}
"""


class Set:
    """A set that is not run: `catch_up` does what it is asked, as the watch would."""

    def __init__(self, commands: Commands, library: Library) -> None:
        self.commands = commands
        self.quick = Quick()
        self.edits = ZoneEdits(commands, library, lambda text, path: text, lambda: self.quick.swapped)

    def catch_up(self, *, saved: bool = False) -> None:
        if saved:
            self.commands.mappings.reload(self.commands.session.mapping.path)
        asked = self.commands.session._asked
        while not asked.empty():
            asked.get()()

    def handle(self, signal: str, at: float) -> Handle:
        return next(one for one in self.edits.handles() if (one.signal, round(one.at, 6)) == (signal, at))

    @property
    def text(self) -> str:
        return self.commands.session.mapping.path.read_text(encoding="utf-8")


@pytest.fixture
def a_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Set]]:
    monkeypatch.setattr(paths, "own_mappings", lambda: tmp_path / "mappings")
    with ExitStack() as stack:

        def begin(path: Path) -> Set:
            told: list[str] = []
            looping = LoopingSource(lambda: Nothing("nobody", 30.0), told.append)
            stage = live.Stage(source=looping, tracker=None, mappings=(path,), sinks=())
            commands = stack.enter_context(live.prepared(stage, told.append))
            return Set(commands, Library(lambda: commands.mappings.taught, (path,)))

        yield begin


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_a_border_is_moved_in_the_file_and_taken_back(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    border = played.handle("right.x", 0.5)
    assert {control for control, _ in border.edges} == {"kick", "hat"}
    assert border.lying and border.placed
    assert not played.edits.undoable
    played.edits.move(border, 0.3)
    played.catch_up(saved=True)
    assert played.text == OWN.replace("right.x < 0.5", "right.x < 0.3").replace(
        "right.x >= 0.5", "right.x >= 0.3"
    )
    assert played.handle("right.x", 0.3).track == border.track
    played.edits.undo()
    played.catch_up(saved=True)
    assert played.text == OWN
    assert not played.edits.undoable


def test_a_scene_goes_on_while_its_zones_are_moved(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    assert {one.signal for one in played.edits.handles()} == {"right.x"}
    played.commands.session._engine.scene = "more"
    played.edits.move(played.handle("left.y", 0.2), 0.4)
    played.catch_up(saved=True)
    assert "in: [0.4, 0.8]" in played.text
    assert played.commands.session.scene == "more"


def test_a_bundled_mapping_becomes_ones_own(a_set: Callable[[Path], Set]) -> None:
    path = paths.mapping_file("theremin")
    before = path.read_text(encoding="utf-8")
    played = a_set(path)
    played.edits.move(played.handle("right.pinch", 0.6), 0.8)
    played.catch_up()
    assert path.read_text(encoding="utf-8") == before
    assert played.commands.session.mapping.path.parent == paths.own_mappings()
    assert before.replace("right.pinch > 0.6", "right.pinch > 0.8") == played.text
    played.edits.undo()
    assert played.text == before


def test_what_was_changed_elsewhere_is_left_alone(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    border = played.handle("right.x", 0.5)
    played.edits.move(border, 0.4)
    played.catch_up(saved=True)
    other = played.text.replace("name: Mine", "name: Yours")
    own.write_text(other, encoding="utf-8")
    with pytest.raises(UsageError, match="elsewhere"):
        played.edits.undo()
    assert own.read_text(encoding="utf-8") == other
    played.edits.move(border, 0.2)  # where it is by now
    assert played.text == other.replace("0.4", "0.2")
    for gone in ("name: Mine\ncontrols: []\n", "name: ["):
        own.write_text(gone, encoding="utf-8")
        with pytest.raises(PlayerError, match="meanwhile"):
            played.edits.move(border, 0.3)
        assert own.read_text(encoding="utf-8") == gone


def test_moves_that_follow_each_other_before_they_are_heard_all_count(
    a_set: Callable[[Path], Set], own: Path
) -> None:
    played = a_set(own)
    border = played.handle("right.x", 0.5)
    for to in (0.4, 0.3, 0.2):
        played.edits.move(border, to)
    assert played.text.count("0.2") == OWN.count("0.2") + 2
    played.catch_up(saved=True)
    for _ in range(3):
        played.edits.undo()
    assert played.text == OWN


def test_borders_of_chords_are_moved_split_and_taken_out(a_set: Callable[[Path], Set]) -> None:
    played = a_set(paths.mapping_file("chords"))
    border = next(one for one in played.edits.handles() if one.border is not None and one.border[1] == 1)
    assert border.controls == ("verse-chords", "verse-bass")
    played.edits.move(border, 0.2)
    played.catch_up()
    assert played.commands.session.scene == "verse"
    assert played.text.count("pick: scale(left.x, 0, 0.6)") == 2  # those of the chorus
    second = next(zone for zone in played.edits.zones() if zone.label == "Fmaj7")
    assert second.cell[:2] == pytest.approx((0.15, 0.21), abs=0.003)
    with pytest.raises(UsageError, match="narrow"):
        played.edits.split(second)
    played.edits.split(next(zone for zone in played.edits.zones() if zone.label == "G/B"))
    played.catch_up(saved=True)
    assert "[Am7, Fmaj7, Cadd9, G/B, G/B]" in played.text
    played.edits.drop(next(zone for zone in played.edits.zones() if zone.label == "Fmaj7"))
    played.catch_up(saved=True)
    assert [zone.label for zone in played.edits.zones()] == ["Am7", "Cadd9", "G/B", "G/B"]
    assert "# a 5 is a chord of root and fifth" in played.text


def test_a_drums_area_is_split_added_and_taken_out(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    played.edits.split(next(zone for zone in played.edits.zones() if zone.control == "kick"))
    played.catch_up(saved=True)
    assert [zone.label for zone in played.edits.zones()] == ["Kick", "Snare", "Closed hat"]
    played.edits.add()
    played.catch_up(saved=True)
    assert "Clap" in [zone.label for zone in played.edits.zones()]
    played.edits.drop(next(zone for zone in played.edits.zones() if zone.label == "Clap"))
    played.catch_up(saved=True)
    assert [zone.label for zone in played.edits.zones()] == ["Kick", "Snare", "Closed hat"]
    for _ in range(3):
        played.edits.undo()
        played.catch_up(saved=True)
    assert played.text == OWN


def test_exchanged_hands_are_told_before_an_edit(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    played.quick = Quick(swapped=True)
    with pytest.raises(UsageError, match="exchanged"):
        played.edits.move(played.handle("right.x", 0.5), 0.4)
    assert own.read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_the_handles_of_every_bundled_mapping_lie_in_the_picture(
    a_set: Callable[[Path], Set], name: str
) -> None:
    for handle in a_set(paths.mapping_file(name)).edits.handles():
        assert all(0 <= place <= 1 for place in handle.track)
        assert handle.low <= handle.at <= handle.high
        assert handle.begin != handle.end


DRUM = """\
name: Mine
controls:
  - id: kick
    send: drum
    sound: kick
    hit: right.strike and 0.2 < right.x < 0.5 and 0.3 < right.y < 0.6    # the pad
  - {id: hat, send: drum, sound: closed hat, hit: right.strike and right.x >= 0.7}
"""


@pytest.mark.parametrize(
    ("by", "x", "y"),
    [
        ((0.1, 0.2), "0.3 < right.x < 0.6", "0.5 < right.y < 0.8"),
        ((-0.1, -0.1), "0.1 < right.x < 0.4", "0.2 < right.y < 0.5"),
        ((-0.9, 0.9), "0 < right.x < 0.3", "0.7 < right.y < 1"),
        ((0.0, 0.1), "0.2 < right.x < 0.5", "0.4 < right.y < 0.7"),
    ],
)
def test_a_zone_is_moved_as_a_whole_and_stays_in_the_play_area(
    a_set: Callable[[Path], Set], own: Path, by: tuple[float, float], x: str, y: str
) -> None:
    own.write_text(DRUM, encoding="utf-8")
    played = a_set(own)
    (kick,) = (zone for zone in played.edits.zones() if zone.control == "kick")
    played.edits.shift(kick, *by)
    assert f"hit: right.strike and {x} and {y}    # the pad" in played.text
    played.catch_up(saved=True)
    played.edits.undo()
    assert played.text == DRUM


def test_a_zone_at_the_end_of_its_way_is_not_moved(a_set: Callable[[Path], Set], own: Path) -> None:
    played = a_set(own)
    (kick,) = (zone for zone in played.edits.zones() if zone.control == "kick")
    with pytest.raises(UsageError, match="end of its way"):
        played.edits.shift(kick, 0.1, 0.1)
    assert played.text == OWN


@pytest.mark.parametrize(("by", "cells"), [(0.05, (0.2, 0.35)), (0.9, (0.24, 0.39)), (-0.9, (0.06, 0.21))])
def test_a_chord_is_moved_between_its_neighbours(
    a_set: Callable[[Path], Set], by: float, cells: tuple[float, float]
) -> None:
    played = a_set(paths.mapping_file("chords"))

    def chord() -> Zone:
        return next(zone for zone in played.edits.zones() if zone.label == "Fmaj7")

    played.edits.shift(chord(), by, 0.3)
    played.catch_up()
    assert chord().cell[:2] == cells
    played.edits.shift(chord(), 0.15 - cells[0], 0.0)  # its borders are written out by now
    played.catch_up(saved=True)
    assert chord().cell[:2] == (0.15, 0.3)


def test_the_first_chord_is_not_moved(a_set: Callable[[Path], Set]) -> None:
    played = a_set(paths.mapping_file("chords"))
    with pytest.raises(PlayerError, match="end of its way"):
        played.edits.shift(played.edits.zones()[0], 0.1, 0.0)

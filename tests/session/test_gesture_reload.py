"""A gesture that is taught anew beside a set is played from then on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scripted import Lines, Script

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hand
from gesture2midi.gestures.custom.files import collect, read_all, same, write
from gesture2midi.gestures.custom.pose_classifier import Sign, canonical
from gesture2midi.mapping.load import loads
from gesture2midi.session.commands import Commands
from gesture2midi.session.gesture_reload import GestureReload
from gesture2midi.session.hot_reload import Watch
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

PLAIN = "name: Plain\ncontrols:\n  - {send: note, pitch: C4, gate: right.present}\n"
HORNS = "name: Horns\ncontrols:\n  - {send: note, pitch: D4, gate: right.horns}\n"


def sign(hand: Hand, size: float = 1.0) -> Sign:
    shown = canonical(hand, True)
    assert shown is not None
    return Sign("horns", size * np.array([shown] * 8), np.empty((0, 21, 3)))


class Set:
    """A set between whose frames things are done, and the folder of its player's gestures."""

    def __init__(self, folder: Path, hand: Hand) -> None:
        self.folder, self.mapping = folder / "gestures", folder / "mine.yaml"
        self.mapping.write_text(PLAIN, encoding="utf-8")
        self.lines, self.said = Lines(), list[str]()
        self.script = Script(hand)
        outputs = NoteLedger([self.lines], self.said.append)
        self.session = Session(self.script, None, loads(PLAIN, self.mapping), outputs)
        self.commands = Commands(self.session, Snapshot(outputs), [self.mapping], (), 30.0, self.said.append)
        self.gestures = GestureReload(self.folder, self.commands, self.said.append)
        self.watch = Watch(self.gestures.files, self.gestures.changed)
        self.watch.look()

    def look(self) -> None:
        for _ in range(2):  # what is being written is waited for
            self.watch.look()

    def play(self, *steps: Callable[[], object]) -> list[str]:
        self.script.steps = [lambda step=step: step() for step in steps]
        self.session.run()
        return self.lines.lines


@pytest.fixture
def played(tmp_path: Path, hand: Hand) -> Set:
    return Set(tmp_path, hand)


def test_what_was_taught_elsewhere_is_known_as_soon_as_its_file_is_there(played: Set, hand: Hand) -> None:
    def teach() -> None:
        write(sign(hand), played.folder / "horns.json")
        played.mapping.write_text(HORNS, encoding="utf-8")
        played.look()

    lines = played.play(teach, lambda: None, lambda: None)
    assert lines == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_off 60",
        "0.2000 ch1 note_on 62 100",
        "0.3000 ch1 note_off 62",
    ]
    assert played.said == ["Your gestures were read anew."]


def test_a_gesture_that_is_taught_anew_is_played_anew(played: Set, hand: Hand) -> None:
    path = played.folder / "horns.json"

    def teach_anew() -> None:
        write(sign(hand, 3.0), path)  # which the hand of the set no longer shows
        played.look()

    write(sign(hand), path)
    played.look()
    played.mapping.write_text(HORNS, encoding="utf-8")
    lines = played.play(
        lambda: played.commands.mappings.reload(played.mapping),
        *[lambda: None] * 3,
        teach_anew,
        *[lambda: None] * 3,
    )
    assert [line.split(" ", 1)[1] for line in lines[-2:]] == ["ch1 note_on 62 100", "ch1 note_off 62"]
    assert float(lines[-1].split()[0]) < 0.7


def test_one_that_is_broken_or_gone_while_it_is_played_leaves_all_as_it_was(played: Set, hand: Hand) -> None:
    path = played.folder / "horns.json"
    write(sign(hand), path)
    played.look()
    played.mapping.write_text(HORNS, encoding="utf-8")

    def break_it() -> None:
        path.write_text("{", encoding="utf-8")
        played.look()

    def remove_it() -> None:
        path.unlink()
        played.look()

    lines = played.play(
        lambda: played.commands.mappings.reload(played.mapping),
        *[lambda: None] * 3,
        break_it,
        remove_it,
        lambda: None,
    )
    assert lines[-1] == "0.7000 ch1 note_off 62"
    assert sum(line.endswith("note_on 62 100") for line in lines) == 1
    assert sum("The gestures stay as they were." in text for text in played.said) == 2


def test_what_a_page_has_told_the_set_is_not_told_again(played: Set, hand: Hand) -> None:
    taught = collect([sign(hand, 1.00004)])  # a file rounds that

    def teach() -> None:
        played.commands.mappings.know(taught)

    def keep() -> None:
        write(taught.signs[0], played.folder / "horns.json")
        played.look()

    played.play(teach, lambda: None, keep)
    assert played.said == []
    assert same(read_all(played.folder, played.said.append), taught)
    assert not same(collect([sign(hand, 1.1)]), taught)

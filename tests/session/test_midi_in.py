"""What comes by MIDI steers what goes out: from the bytes at the one port to the messages at the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isnan

import pytest
from scripted import Lines, Wire

from gesture2midi import paths
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.events import Hand, Hands
from gesture2midi.io.midi.input import MidiIn
from gesture2midi.io.midi.ports import Opened
from gesture2midi.mapping.load import load
from gesture2midi.session import live

FPS = 40


class Script:
    """A source: the same hand in each frame, and what comes by MIDI before it."""

    name, fps, total = "script", float(FPS), None

    def __init__(self, hand: Hand, wire: Wire, comes: dict[int, list[str]], frames: int) -> None:
        self._hand, self._wire, self._comes, self._frames = hand, wire, comes, frames

    def frames(self) -> Iterator[Hands]:
        for index in range(self._frames):
            for number, message in enumerate(self._comes.get(index, ())):
                self._wire.waiting.append((list(bytes.fromhex(message)), 1 / FPS if number == 0 else 0.0))
            yield Hands(index / FPS, index, 4 / 3, (self._hand,))

    def close(self) -> None:
        pass


Play = Callable[..., list[str]]


@pytest.fixture
def play(hand: Hand) -> Play:
    """Plays `in-time` while so much comes before each frame; the lines that were sent."""

    def run(comes: dict[int, list[str]], frames: int = 8) -> list[str]:
        wire, lines = Wire(), Lines()
        stage = live.Stage(
            source=Script(hand, wire, comes, frames),
            tracker=None,
            mappings=(paths.mapping_file("in-time"),),
            sinks=(lines,),
            midi_in=MidiIn(Opened("in", wire)),
        )
        live.play(stage, print)
        assert wire.closed
        return lines.lines

    return run


def of(lines: list[str], what: str) -> list[str]:
    return [line for line in lines if what in line]


def test_a_controller_steers_another(play: Play) -> None:
    assert of(play({}), "cc 74") == []
    swept = [int(line.split()[-1]) for line in of(play({2: ["B0 15 7F"], 4: ["B0 15 20"]}), "cc 74")]
    assert len(swept) == 2 and 0 < swept[1] < swept[0]


def test_a_program_change_chooses_the_scene_by_its_number(play: Play) -> None:
    assert of(play({2: ["C5 01"], 4: ["C5 00"]}), "scene") == ["0.0500 scene drive", "0.1000 scene main"]


def test_a_program_without_a_scene_changes_nothing(play: Play) -> None:
    assert of(play({2: ["C0 02"], 4: ["C0 7F"]}), "scene") == []


def test_a_key_chooses_a_scene_though_it_is_up_again_at_once(play: Play) -> None:
    keys = {2: ["90 26 40", "80 26 40"], 4: ["90 24 01", "80 24 40"]}
    assert of(play(keys), "scene") == ["0.0500 scene drive", "0.1000 scene main"]


def test_a_clock_drives_what_reads_it(play: Play) -> None:
    """A pulse a frame at 40 frames a second is 100 beats a minute, however fast the frames are played."""
    comes = {frame: ["FA", "F8"] if frame == 0 else ["F8"] for frame in range(200)}
    lines = play({**comes, 60: ["C0 01", "F8"]}, 200)
    assert of(lines, "scene drive") == ["1.5000 scene drive"]
    assert of(lines, "cc 11") and of(lines, "cc 71")


def test_without_a_port_all_that_comes_of_no_hand_is_silent(play: Play) -> None:
    mapping = load(paths.mapping_file("in-time"))
    told = unheard(mapping)
    assert {"clock.phase", "clock.bar", "midi.cc.64", "midi.cc.21", "midi.note.36"} <= told.keys()
    assert all(value == 0.0 if "note" in name else isnan(value) for name, value in told.items())
    assert mapping.hands == 2

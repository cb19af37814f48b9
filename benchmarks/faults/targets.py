"""Every kind of bytes that come from outside: what it begins with, and what takes it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import files, ports
from benchmarks.faults.files import Feed, read_with
from gesture2midi.music.keyboard import read_keyboard
from gesture2midi.music.scala import read_tuning

SCALES = (
    b"! a.scl\n!\nJust\n 7\n!\n 9/8\n 203.91\n 4/3\n 3/2\n 5/3\n 15/8\n 2/1\n",
    b"78.0 CET\n1\n78.0 cents\n",
)
KEYBOARDS = (b"! a.kbm\n12\n0\n127\n60\n69\n440.0\n12\n0\n1\nx\n3\n4\n5\n6\n7\n8\n9\n10\n11\n",)


@dataclass(frozen=True, slots=True)
class Target:
    """seeds: given a folder to work in. opened: yields once what takes in bytes, and closes all afterwards.

    apart: whether it is to have a process of its own: a fault in a library that is not Python's may end that,
        and a server of ours changes it.
    """

    seeds: Callable[[Path], list[bytes]]
    opened: Callable[[Path], Iterator[Feed]]
    apart: bool = False


TARGETS = {
    "mapping": Target(files.mapping_seeds, files.mapping),
    "take": Target(files.take_seeds, read_with(files.take, "fuzz.jsonl")),
    "scl": Target(lambda folder: [*SCALES], read_with(read_tuning, "fuzz.scl")),
    "kbm": Target(lambda folder: [*KEYBOARDS], read_with(read_keyboard, "fuzz.kbm")),
    "sf2": Target(files.soundfont_seeds, read_with(files.soundfont_file, "fuzz.sf2"), apart=True),
    "film": Target(files.film_seeds, read_with(files.film, "fuzz.mp4"), apart=True),
    "profile": Target(lambda folder: [files.PROFILE], read_with(files.profile, "fuzz.yaml")),
    "settings": Target(files.settings_seeds, read_with(files.settings, "settings.json")),
    "gesture": Target(files.gesture_seeds, read_with(files.gesture, "fuzz.json")),
    "score": Target(files.score_seeds, read_with(files.score, "fuzz.yaml")),
    "osc": Target(ports.osc_seeds, ports.osc),
    "monitored": Target(ports.monitored_seeds, ports.monitored),
    "midi": Target(ports.midi_seeds, ports.midi),
    "oscquery": Target(ports.oscquery_seeds, ports.oscquery, apart=True),
    "http": Target(ports.studio_seeds, ports.studio, apart=True),
}

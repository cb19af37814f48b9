#!/usr/bin/env python3
"""Makes gesture2midi.sf2 from sums of sines and noise: `python -m tools.soundfont.build [OUT]`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from tools.soundfont import drums, plucked, struck, sustained
from tools.soundfont.sf2 import Instrument, Preset, soundfont

PROGRAMS: dict[Callable[[], Instrument], str] = {
    struck.grand_piano: "0-3 6",
    struck.electric_piano: "4-5 7",
    struck.vibraphone: "8-11 14 98 112",
    struck.marimba: "12-13 15 47 108 113-117",
    sustained.drawbar_organ: "16-23 109",
    plucked.nylon_guitar: "24-31 45-46 104-107 120",
    plucked.finger_bass: "32-39",
    sustained.strings: "40-44 48-51 55 92 110",
    sustained.choir: "52-54 85 91 94 121",
    sustained.brass: "56-70 111",
    sustained.sine_lead: "71-80 82-83 123-124",
    sustained.saw_lead: "81 84 86-87 90 118",
    sustained.warm_pad: "88-89 93 95-97 99-103 119 122 125-127",
}
"""Each instrument and the General MIDI programs (from 0) it answers to: its own and those nearest to it."""

INFO = {
    "INAM": "Gesture2MIDI",
    "IENG": "The Gesture2MIDI authors",
    "IPRD": "Gesture2MIDI",
    "ICOP": "MIT License, as Gesture2MIDI itself",
    # The path that built it first: another text would change the bytes of a file that players keep.
    "ICMT": "Every sound is computed; no recording is in it. Built by soundfonts/build.py.",
    "ISFT": "soundfonts/build.py",
}


def programs(ranges: str) -> list[int]:
    """The numbers of e.g. "0-3 6"."""
    numbers: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def build() -> bytes:
    """The soundfont's bytes, the same on each run."""
    presets = [Preset(128, 0, drums.drum_kit())]
    for voice, ranges in PROGRAMS.items():
        instrument = voice()
        presets += [Preset(0, program, instrument) for program in programs(ranges)]
    return soundfont(INFO, presets)


def main() -> None:
    """Writes beside the file and renames, so that a half-written soundfont is never seen."""
    parser = argparse.ArgumentParser(description="Builds Gesture2MIDI's soundfont.")
    parser.add_argument(
        "out",
        nargs="?",
        type=Path,
        default=Path(__file__).parents[2] / "soundfonts" / "gesture2midi.sf2",
        help="the file to write",
    )
    out: Path = parser.parse_args().out
    data = build()
    part = out.with_name(out.name + ".part")
    part.write_bytes(data)
    os.replace(part, out)
    print(f"{out}: {len(data):,} bytes")


if __name__ == "__main__":
    main()

"""What a DAW needs to know each control of a mapping: a file in the format of each."""

from __future__ import annotations

from collections.abc import Callable

from gesture2midi.io.kits import ableton, ardour, bitwig, reaper
from gesture2midi.io.kits.kit import Kit, Named

KITS: dict[str, Callable[[str, list[Named]], Kit]] = {
    "ableton": ableton.kit,
    "reaper": reaper.kit,
    "bitwig": bitwig.kit,
    "ardour": ardour.kit,
}
"""By DAW: makes its kit of a mapping's name and its controls."""

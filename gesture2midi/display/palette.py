"""The one set of colours, for the overlay (BGR) and the plot (hex) alike.

Blue and amber tell left from right also for the colour-blind (after Okabe and Ito's pair of sky
blue and orange); everything that is sent is mint, or its channel's colour.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

from gesture2midi.events import Side
from gesture2midi.gestures.signals import POSE_NAMES

INK = "#0f1218"
PANEL = "#171b23"
LINE = "#29303c"
MUTED = "#929bab"
TEXT = "#eef1f6"
ALERT = "#ff5d6c"
SENT = "#6fe0b7"
SIDES: dict[Side, str] = {"left": "#4fc1ff", "right": "#ffb038"}

# The tenth, of the drums, is like no other.
_CHANNELS = (
    *(SENT, "#b79bff", "#ffdd7a", "#79b8ff", "#ff9d66", "#a8e063", "#e08cff", "#5fd4e6", "#d9c7a3"),
    "#ff8fa8",
)


def channel(number: int) -> str:
    """The colour of a MIDI channel 1..16; from the eleventh on the colours come round again."""
    return _CHANNELS[(number - 1) % len(_CHANNELS)]


@cache
def bgr(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as OpenCV wants it."""
    return int(colour[5:7], 16), int(colour[3:5], 16), int(colour[1:3], 16)


def mixed(below: str, above: str, opacity: float) -> str:
    """`above` painted over `below` with `opacity` 0..1."""
    pairs = zip(bgr(below)[::-1], bgr(above)[::-1], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * opacity):02x}" for a, b in pairs)


_POSES = (
    *("#8fd6c2", "#c9b3ff", "#ffb3c1", "#ffe3a0", "#a9cfff", "#ffc49e", "#c6eaa0", "#edb5ff", "#9fe3ea"),
    *("#d8d3bf", "#b8bfd0"),
)


def pose(name: str) -> str:
    """The colour of a pose; one that the player taught gets one of its own by its name."""
    place = POSE_NAMES.index(name) if name in POSE_NAMES else crc32(name.encode())
    return _POSES[place % len(_POSES)]

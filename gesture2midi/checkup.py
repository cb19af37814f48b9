"""Whether all is ready to play: each thing is good, or there is something to do about it.

What was measured comes in as numbers: `doctor` measures a source of its own, the studio the set that plays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gesture2midi.events import Image

LEAST_RATE = 0.8
"""Of the pictures a second that were asked for; a camera in a dim room halves them."""
DARK, BRIGHT = 0.15, 0.85
"""Mean grey of a picture, 0..1: below, a webcam lengthens its exposure; above, skin has no shape left."""
_EVERY = 8
"""Pixels between those that are looked at, each way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """what: the thing; said: how it is; advice: what to do where it is not good, else ""."""

    what: str
    good: bool
    said: str
    advice: str = ""


def brightness(image: Image) -> float:
    """Mean grey 0..1 of a picture."""
    return float(image[::_EVERY, ::_EVERY].mean()) / 255


def pictures(rate: float, asked: float) -> Finding:
    """rate, asked: pictures a second."""
    if rate <= 0:
        return Finding(
            "pictures", False, "None comes.", "Plug the camera in; close other programs that use it."
        )
    said = f"{rate:.1f} a second, of {asked:g} asked for."
    advice = "More light shortens the exposure; or ask for what the camera can do, with --fps and --size."
    good = rate >= LEAST_RATE * asked
    return Finding("pictures", good, said, "" if good else advice)


def light(mean: float) -> Finding:
    """mean: grey of the picture, 0..1."""
    said = f"The picture is {100 * mean:.0f} % bright."
    if mean < DARK:
        return Finding("light", False, said, "Put a lamp before you, not behind you.")
    if mean > BRIGHT:
        return Finding("light", False, said, "Turn away from the window, or dim the lamp.")
    return Finding("light", True, said)


def tracking(milliseconds: Sequence[float], asked: float) -> Finding:
    """milliseconds: of each picture; asked: pictures a second."""
    usual, slow = np.percentile(milliseconds, (50, 95))
    said = f"{usual:.0f} ms a picture, 95 of 100 within {slow:.0f} ms."
    good = bool(slow <= 1000 / asked)
    advice = "Close other programs, take smaller pictures (--size 640x480) or fewer of them (--fps)."
    return Finding("tracker", good, said, "" if good else advice)


def port(name: str | None, why: str = "", others: Sequence[str] = ()) -> Finding:
    """name: of the MIDI port that is open; why: there is none, in a sentence; others: other outputs."""
    if name is None and others:
        return Finding("MIDI port", True, f"None is open; it plays to {', '.join(others)}.")
    if name is None:
        return Finding("MIDI port", False, why, "Without one, play with --synth or --osc.")
    return Finding("MIDI port", True, f"{name} is open: choose it as an input in your music program.")


def synth(driver: str | None, why: str = "") -> Finding:
    """driver: the audio driver by which it sounds; why: there is none, in a sentence."""
    if driver is None:
        return Finding("synth", False, why, "Without it, play into a music program.")
    return Finding("synth", True, f"It sounds, by {driver}.")

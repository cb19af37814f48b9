"""Whether all is ready to play: each thing is good, or there is something to do about it.

What was measured comes in as numbers: `doctor` measures a source of its own, the studio the set that plays.
The sentences are in `studio.words`, so that each page has them in its own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gesture2midi.capture.camera_rates import FAST, near
from gesture2midi.events import Image, Part

ENOUGH = 1000 * 0.7 / FAST
"""Milliseconds within which 95 of 100 frames must be tracked for 60 a second: 0.7 of a frame's time."""
LEAST_RATE = 0.8
"""Of the frames per second that were asked for; a camera in a dim room halves them."""
DARK, BRIGHT = 0.15, 0.85
"""Mean grey of a picture, 0..1: below, a webcam lengthens its exposure; above, skin has no shape left."""
_EVERY = 8
"""Pixels between those that are looked at, each way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """what: the thing; said: how it is, with `values` in it; advice: what to do where it is not good, or "".

    All three by their keys in the section `checkup` of the words.
    """

    what: str
    good: bool
    said: str
    advice: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def brightness(image: Image) -> float:
    """Mean grey 0..1 of a picture."""
    return float(image[::_EVERY, ::_EVERY].mean()) / 255


def pictures(rate: float, asked: float, *, camera: bool = True) -> Finding:
    """rate, asked: frames per second. camera: whether one delivers them, and not the performer or a file."""
    if rate <= 0:
        return Finding("pictures", False, "no_pictures", "plug_in" if camera else "another_source")
    good = rate >= LEAST_RATE * asked
    values = {"rate": f"{rate:.1f}", "asked": f"{asked:g}"}
    advice = "" if good else "more_light" if camera else "too_slow"
    return Finding("pictures", good, "rate", advice, values)


def rates(offered: Sequence[float], size: tuple[int, int], slow: float | None) -> Finding:
    """Returns which rates a camera offers, and what `--fps auto` would make of that.

    offered: frames per second, from low to high. slow: milliseconds within which 95 of 100 frames are
        tracked; None where none was.
    """
    values = {
        "rates": ", ".join(f"{rate:g}" for rate in offered),
        "size": "{}x{}".format(*size),
        "slow": f"{slow or 0:.1f}",
        "enough": f"{ENOUGH:.1f}",
    }
    if not any(near(rate, FAST) for rate in offered):
        return Finding("rates", True, "no_fast_rate" if offered else "no_rates", values=values)
    keeps_up = slow is not None and slow < ENOUGH
    return Finding("rates", True, "fast_rate" if keeps_up else "fast_rate_unused", values=values)


def file(seen: int, total: int | None, fps: float) -> Finding:
    """seen: frames that could be read in the time given. total: of the file; fps: frames per second."""
    if not seen:
        return Finding("file", False, "no_frame", "another_file")
    values = {"seen": str(seen), "total": str(total or "?"), "fps": f"{fps:.4g}"}
    return Finding("file", True, "readable", values=values)


def light(mean: float, *, file: bool = False) -> Finding:
    """mean: grey of the picture, 0..1. file: it is filmed already, so nothing is advised."""
    advice = "dark" if mean < DARK else "bright" if mean > BRIGHT else ""
    if file and advice:
        advice = {"dark": "filmed_dark", "bright": "filmed_bright"}[advice]
    return Finding("light", not advice, "brightness", advice, {"percent": f"{100 * mean:.0f}"})


def tracking(milliseconds: Sequence[float], asked: float, *, file: bool = False) -> Finding:
    """milliseconds: of each frame; asked: frames per second, of a file its own."""
    usual, slow = np.percentile(milliseconds, (50, 95))
    good = bool(slow <= 1000 / asked)
    values = {"usual": f"{usual:.0f}", "slow": f"{slow:.0f}"}
    return Finding(
        "tracker", good, "took", "" if good else "slower_than_file" if file else "too_slow", values
    )


def port(name: str | None, others: Sequence[str] = (), *, why: str = "") -> Finding:
    """name: of the MIDI port that is open; others: other outputs; why: there is none, as an error said it."""
    if name is not None:
        return Finding("port", True, "port_open", values={"name": name})
    if others:
        return Finding("port", True, "other_outputs", values={"outputs": ", ".join(others)})
    return _lacking("port", "no_port", "without_port", why)


def synth(driver: str | None, *, sounds: bool = True, why: str = "") -> Finding:
    """driver: the audio driver by which it sounds; sounds: a note is heard; why: there is none, as an error
    said it."""
    if driver is not None:
        return Finding("synth", True, "sounds", values={"driver": driver})
    return _lacking("synth", "no_synth" if sounds else "soundless", "without_synth", why)


def models(part: Part, size: int, *, here: bool, why: str = "") -> Finding:
    """The models of a part of the player. size: bytes to fetch; here: they are there and genuine; why: a file
    that is there is not, as an error said it."""
    if why:
        advice = {"face": "fetch_face", "body": "fetch_body"}[part]
        return Finding(part, False, "because", advice, {"why": why})
    return Finding(
        part, True, "models_here" if here else "models_later", values={"size": f"{size / 1e6:.1f}"}
    )


def heart(name: str | None, *, why: str = "") -> Finding:
    """name: of the heart rate sensor that is in reach; why: nobody can look for one, as an error said it."""
    if name is None:
        return _lacking("heart", "no_heart", "wear_heart", why)
    return Finding("heart", True, "heart_here", values={"name": name})


def voice(name: str | None, *, wanted: bool = True, why: str = "") -> Finding:
    """name: of the microphone that can be opened; wanted: it was asked for; why: it cannot be, as an error
    said it."""
    if name is not None:
        return Finding("voice", True, "voice_here", values={"name": name})
    return Finding("voice", not wanted, "because", "without_voice" if wanted else "", {"why": why})


def _lacking(what: str, usual: str, advice: str, why: str) -> Finding:
    said, values = ("because", {"why": why}) if why else (usual, {})
    return Finding(what, False, said, advice, values)

"""Which tracker plays here: the fast one, where it works and gives the right answer, else MediaPipe's."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

import numpy as np

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.tracking import openvino_backend
from gesture2midi.tracking.roi import Floats

if TYPE_CHECKING:
    from gesture2midi.tracking.inference import Library

Kind: TypeAlias = Literal["openvino", "litert", "mediapipe"]

NAMES: dict[Kind, str] = {"openvino": "OpenVINO", "litert": "LiteRT", "mediapipe": "MediaPipe"}

TOLERANCE = 3.0
"""Pixels of the model's 224 by which a landmark of the known hand may be off. Machines differ by hundredths
of a pixel; a broken kernel gives nonsense."""


def choose(model: Path, wanted: str, say: Callable[[str], None]) -> Kind:
    """The tracker to play with.

    Args:
        model: a checked `hand_landmarker.task`.
        wanted: a kind is taken at its word; `auto` takes the fastest that can be loaded and finds the known
            hand: OpenVINO where it was installed, then LiteRT, then MediaPipe.
        say: told which one it became.

    Raises:
        PlayerError: none of them can be had.
    """
    kind, why = _best(model) if wanted == "auto" else (cast(Kind, wanted), ".")
    say(f"Tracking with {NAMES[kind]}{why}")
    return kind


def _best(model: Path) -> tuple[Kind, str]:
    """And how the sentence that names it ends: with the reason, where it is not the one hoped for."""
    try:
        check(model)
    except PlayerError as error:
        if find_spec("mediapipe") is None:
            raise PlayerError(f"No hands can be tracked here. {error}") from error
        return "mediapipe", f", for the fast tracker does not work here: {error}"
    if not openvino_backend.installed():
        return "litert", "."
    try:
        check(model, "OpenVINO")
    except PlayerError as error:
        return "litert", f", for OpenVINO does not work here: {error}"
    return "openvino", "."


def check(model: Path, library: Library = "LiteRT") -> None:
    """Have the landmark model find the hand in a bundled picture.

    Raises:
        PlayerError: the library is missing or does not load here.
        ModelError: it cannot run the model, or finds something else than what is there.
    """
    import cv2

    from gesture2midi.tracking.litert_tracker import landmark_network

    folder = files("gesture2midi.tracking")
    packed = np.frombuffer((folder / "known_hand.png").read_bytes(), np.uint8)
    picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR_RGB), np.uint8)
    known = json.loads((folder / "known_hand.json").read_text(encoding="utf-8"))
    off = difference(landmark_network(model, 1, library).run(picture), known["landmarks"])
    if not off <= TOLERANCE:
        raise ModelError(f"{library} finds a known hand {off:.1f} pixels off.")


def difference(answer: list[Floats], known: list[float]) -> float:
    """How far, in pixels, the worst of 63 coordinates lies from the known right hand's; infinite where the
    model sees none."""
    landmarks, present, right, _ = answer
    if not (present[0] > 0.5 and right[0] > 0.5):
        return float("inf")
    return float(np.abs(landmarks - np.array(known, np.float32)).max())

"""Every bundled mapping can be played with one hand, the left or the right, under the right setting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from math import cos, pi

import pytest

from gesture2midi import paths
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.events import ControlChange, Message, NoteOn, Osc
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load

FPS = 60
BOTH_NEEDED = ("chords",)
"""One hand picks and the other plays, so here one hand has to be both."""
WITHOUT_HANDS = ("body-drone", "face-wah", "head-mouse-piano", "heartbeat")
"""They need no hand."""
FOR_KNOBS = ("mixxx",)
"""Their notes are only buttons."""


def plays(frame, make, pose, side) -> Iterator[object]:
    """One hand goes up and down and to and fro, pinches three times, makes a fist, taps, and strikes."""
    number = count()

    def at(hand):
        i = next(number)
        return frame(i / FPS, hand, index=i)

    for shape in (*("open", "ok") * 3, "fist"):
        for i in range(2 * FPS):
            x, y = 0.5 + 0.35 * cos(i * pi / FPS), 0.55 - 0.3 * cos(i * 2 * pi / FPS)
            yield at(pose(shape, side, x=x, y=y))
    for shape in ("open", "ok") * 3:
        for _ in range(FPS // 5):
            yield at(pose(shape, side, x=0.5, y=0.5))
    for i in range(2 * FPS):
        yield at(make(side, y=0.45 - 0.15 * cos(i * 4 * pi / FPS), scale=0.15))


def heard(name, profile, hands) -> list[Message]:
    mapping = load(paths.mapping_file(name))
    recognizer, engine = Recognizer(profile), Engine(mapping)
    found = []
    for shown in hands:
        gestures = recognizer.update(shown)
        heard = replace(gestures, signals={**gestures.signals, **unheard(mapping)})
        found += engine.update(heard).items
    return found


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    "name", [name for name in paths.bundled_mappings() if name not in ("finger-drums", *WITHOUT_HANDS)]
)
def test_one_hand_plays_it(frame, make, pose, name, side) -> None:
    mapping = load(paths.mapping_file(name))
    controls = [*mapping.controls, *(c for scene in mapping.scenes.values() for c in scene)]
    notes = name not in FOR_KNOBS and any(control.owners for control in controls)
    kinds = (NoteOn,) if notes else (ControlChange, Osc)
    setting = "any" if name in BOTH_NEEDED else side
    hands = list(plays(frame, make, pose, side))
    assert sum(isinstance(m, kinds) for m in heard(name, Profile(hands=setting), hands)) >= 2


def test_the_left_hand_alone_plays_what_the_right_one_would(frame, make, pose) -> None:
    lefts = list(plays(frame, make, pose, "left"))
    rights = list(plays(frame, make, pose, "right"))
    for name in paths.bundled_mappings():
        ours = [m for m in heard(name, Profile(hands="left"), lefts) if isinstance(m, NoteOn)]
        theirs = [m for m in heard(name, Profile(), rights) if isinstance(m, NoteOn)]
        assert bool(ours) == bool(theirs), name

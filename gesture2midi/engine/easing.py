"""A mapping made easier to play: a note by staying, fewer and larger keys, more time.

It is laid over a mapping as it is compiled, whatever its file says, and the file stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, runtime_checkable

from gesture2midi.engine.controls import Area, Bands, Control
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.parts import Part, Stage
from gesture2midi.music.scales import Scale

MOST = 6
"""Keys that are left where they are to be large: the first ones, an octave of a scale of five notes."""
CHANGE = 0.25
"""Seconds in which nothing changes, where it is to be slow: a note holds on until another one is meant."""
SLOWER = 0.5
"""Of the mapping's tempo, where it is to be slow."""


@dataclass(frozen=True, slots=True)
class Easing:
    """dwell: seconds for which a hand stays on a key until it sounds, in place of its gate; 0: by its gate.

    large: no more than `MOST` keys or chords, each the larger. slow: half the tempo, and time to change.
    """

    dwell: float = 0.0
    large: bool = False
    slow: bool = False

    @property
    def change(self) -> float:
        """Seconds that another key, or none, has to be meant before what sounds gives way to it."""
        return CHANGE if self.slow else 0.0


@runtime_checkable
class EasyPart(Part, Protocol):
    """A part that can be made easier to play."""

    def ease(self, easing: Easing) -> None:
        """Make it so, before its first frame."""


def eased(mapping: Mapping, easing: Easing) -> Mapping:
    """Returns the mapping, so that it is played more easily."""
    if easing == Easing():
        return mapping
    control = partial(_control, easing=easing)
    return replace(
        mapping,
        controls=tuple(map(control, mapping.controls)),
        scenes={name: tuple(map(control, controls)) for name, controls in mapping.scenes.items()},
        tempo=mapping.tempo * (SLOWER if easing.slow else 1.0),
    )


def _control(control: Control, easing: Easing) -> Control:
    def parts(stage: Stage) -> Sequence[Part]:
        made = control.parts(stage)
        for part in made:
            if isinstance(part, EasyPart):
                part.ease(easing)
        return made

    def areas(key: Scale | None) -> tuple[Area, ...]:
        return tuple(map(_fewer, control.areas(key)))

    return replace(control, parts=parts, areas=areas if easing.large else control.areas)


def _fewer(area: Area) -> Area:
    if isinstance(area, Bands) and not area.whole:
        return replace(area, names=area.names[:MOST])
    return area

"""The hot path of a mapping: `Engine.update(gestures) -> Messages`, once a frame.

Each control of the compiled mapping gets one part that keeps what that control must remember (the
note that sounds, the value last sent). Within a frame the order is: triggers (program, scene,
panic), notes, bends, pressure, controllers, OSC. Nothing here reads a clock or raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gesture2midi.events import Gestures, Message, Messages, Panic, SceneChange
from gesture2midi.mapping.compiled import (
    Bend,
    Cc,
    Chord,
    Control,
    Drum,
    Expression,
    Mapping,
    Note,
    OscLevels,
    PanicButton,
    Pressure,
    Program,
    Signals,
    ToScene,
)
from gesture2midi.mapping.levels import OscPart, controller
from gesture2midi.mapping.notes import DrumPart, HeldPart
from gesture2midi.mapping.triggers import Edge, ProgramPart


class Part(Protocol):
    """One control at work."""

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        """Append what this control says at time t."""

    def stop(self, t: float, out: list[Message]) -> None:
        """End what it started and rest what has a rest: its scene ends, or the mapping does."""

    def silence(self) -> None:
        """Everything was silenced around it: forget what sounds, and wait for a new beginning."""


_ORDER = (Program, Note, Chord, Drum, Bend, Pressure, Cc, OscLevels)


def _part(control: Control) -> Part:
    match control:
        case Program():
            return ProgramPart(control)
        case Note() | Chord():
            return HeldPart(control)
        case Drum():
            return DrumPart(control)
        case Bend() | Pressure() | Cc():
            return controller(control)
        case OscLevels():
            return OscPart(control)
    raise TypeError(f"no part plays {control!r}")


class _Stand:
    """The parts of a list of controls in playing order, and the buttons among them."""

    def __init__(self, controls: Sequence[Control]) -> None:
        played = [c for c in controls if isinstance(c, _ORDER)]
        self.parts = tuple(_part(c) for c in sorted(played, key=lambda c: _ORDER.index(type(c))))
        self.panics = tuple(_button(c.when) for c in controls if isinstance(c, PanicButton))
        self.scenes = tuple((_button(c.when), c.to) for c in controls if isinstance(c, ToScene))


def _button(when: Expression) -> tuple[Expression, Edge]:
    return when, Edge()


class Engine:
    """Plays one mapping. Deterministic: the same gestures give the same messages."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.scene = mapping.start
        self._always = _Stand(mapping.controls)
        self._scene = _Stand(mapping.scenes.get(mapping.start, ()))

    def update(self, gestures: Gestures) -> Messages:
        """What this frame sends. `gestures.t` must not go back."""
        t, signals = gestures.t, gestures.signals
        out: list[Message] = []
        if self._pressed_panic(signals):
            self.silence()
            return Messages(t, (Panic(t),), gestures)
        self._change_scene(t, signals, out)
        for part in self._always.parts:
            part.update(t, signals, out)
        for part in self._scene.parts:
            part.update(t, signals, out)
        return Messages(t, tuple(out), gestures)

    def stop(self, t: float) -> Messages:
        """End every note that this mapping started, and rest the controllers that have a rest."""
        out: list[Message] = []
        for part in (*self._always.parts, *self._scene.parts):
            part.stop(t, out)
        return Messages(t, tuple(out))

    def silence(self) -> None:
        """Panic came from outside (a key, a lost camera): nothing sounds now."""
        for part in (*self._always.parts, *self._scene.parts):
            part.silence()

    def _pressed_panic(self, signals: Signals) -> bool:
        pressed = False
        for when, edge in (*self._always.panics, *self._scene.panics):
            pressed |= edge.rises(when.value(signals) > 0)
        return pressed

    def _change_scene(self, t: float, signals: Signals, out: list[Message]) -> None:
        wanted = self.scene
        for (when, edge), to in (*self._always.scenes, *self._scene.scenes):
            if edge.rises(when.value(signals) > 0):
                wanted = to
        if wanted == self.scene:
            return
        for part in self._scene.parts:
            part.stop(t, out)
        self.scene = wanted
        self._scene = _Stand(self.mapping.scenes.get(wanted, ()))
        out.append(SceneChange(t, wanted))

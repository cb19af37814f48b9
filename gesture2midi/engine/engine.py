"""The hot path of a mapping: `Engine.update(gestures) -> Messages`, once a frame.

Each control of the compiled mapping gets one part that keeps what that control must remember (the
note that sounds, the value last sent). Within a frame the order is: triggers (program, scene,
panic, ...), notes, bends, pressures, controllers, OSC. Nothing here reads a clock or raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace

from gesture2midi.engine.beat import Beat
from gesture2midi.engine.controls import Control, Door
from gesture2midi.engine.exclusion import Exclusion
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.memories import Memories
from gesture2midi.engine.mpe_zone import Members, set_up
from gesture2midi.engine.osc_player import OscMomentPart
from gesture2midi.engine.parts import Part, RecordingPart, Signals, Stage, StruckPart, no_age
from gesture2midi.engine.step_player import StepPart, moved
from gesture2midi.engine.trigger_player import Edge, TriggerPart
from gesture2midi.events import Gestures, Message, Messages, Panic, SceneChange, to_port

_MOMENTS = (TriggerPart, OscMomentPart, StepPart)
"""What makes no sound by itself, and is sent with a panic of the same gesture."""


class _OnPort:
    """A part that plays on a port of its own."""

    def __init__(self, part: Part, port: str) -> None:
        self.part = part
        self._port = port

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        said: list[Message] = []
        self.part.update(t, signals, said)
        out += [to_port(message, self._port) for message in said]

    def stop(self, t: float, out: list[Message]) -> None:
        said: list[Message] = []
        self.part.stop(t, said)
        out += [to_port(message, self._port) for message in said]

    def silence(self) -> None:
        self.part.silence()


def _parts(control: Control, mapping: Mapping, stage: Stage) -> list[Part]:
    """What plays a control, on the port that it has of its own."""
    port = mapping.ports.get(control.id)
    parts = control.parts(stage)
    return list(parts) if port is None else [_OnPort(part, port) for part in parts]


class _Stand:
    """The parts of a list of controls in playing order, and the buttons among them."""

    def __init__(self, controls: Sequence[Control], mapping: Mapping, stage: Stage) -> None:
        played = sorted(controls, key=lambda control: control.order)
        self._all = tuple((c.id, part) for c in played for part in _parts(c, mapping, stage))
        self.mute(frozenset())
        self.panics = tuple((c.when, Edge()) for c in controls if c.silences and c.when is not None)
        self.doors = tuple((c.id, door, Edge()) for c in controls for door in c.doors)

    def mute(self, muted: frozenset[str]) -> None:
        """Play the controls but these."""
        self.parts = tuple(part for control, part in self._all if control not in muted)
        inner = [part.part if isinstance(part, _OnPort) else part for part in self.parts]
        self.loops = tuple(part for part in inner if isinstance(part, RecordingPart))
        self.drums = tuple(part for part in inner if isinstance(part, StruckPart))
        each = zip(self.parts, inner, strict=True)
        self.moments = tuple(part for part, own in each if isinstance(own, _MOMENTS))


class Engine:
    """Plays one mapping. Deterministic: the same gestures give the same messages.

    scene: where to begin; None is where the mapping does.
    muted: controls that are left out.
    camera: gives the age of a picture in seconds when it arrives, for what is foretold by that.
    """

    def __init__(
        self,
        mapping: Mapping,
        scene: str | None = None,
        muted: frozenset[str] = frozenset(),
        camera: Callable[[], float] = no_age,
    ) -> None:
        self.mapping = mapping
        self.scene = mapping.start if scene is None else scene
        voices = [control for control in mapping.everything if control.voiced]
        self._voiced = sorted({mapping.ports.get(control.id, "") for control in voices})
        self.beat = Beat(mapping.tempo)
        members = Members(mapping.zone) if mapping.zone else None
        self._stage = Stage(self.beat, mapping.zone, members, camera)
        self._exclusion = Exclusion(mapping.signals)
        self._memories = Memories(mapping.memories)
        self._told = self._begun = False
        self.muted = muted
        self._asked: str | None = None
        self._always = self._stand(mapping.controls)
        self._scene = self._stand(mapping.scenes.get(self.scene, ()))
        self._gather()

    def go_to(self, scene: str) -> None:
        """Change the scene with the next frame, unless a gesture of that frame wants another.

        scene: one of the mapping's, or `main`.
        """
        self._asked = scene

    def mute(self, control: str, on: bool, t: float) -> Messages:
        """Leave a control out, or play it again; what it started ends as if its scene did.

        control: its id. It stays muted through all scenes.
        """
        before = self._parts
        self.muted = self.muted | {control} if on else self.muted - {control}
        self._always.mute(self.muted)
        self._scene.mute(self.muted)
        self._gather()
        out: list[Message] = []
        for part in before:
            if part not in self._parts:
                part.stop(t, out)
        return Messages(t, tuple(out))

    def update(self, gestures: Gestures) -> Messages:
        """What this frame sends. `gestures.t` must not go back."""
        heard = self._exclusion.update(gestures)
        t, signals = heard.t, self._memories.update(heard.t, heard.signals)
        self.beat.update(t, signals)
        out: list[Message] = []
        if not self._told:
            self._told = True
            if self.mapping.zone is not None:
                for port in self._voiced:
                    out += [to_port(message, port) for message in set_up(self.mapping.zone, t)]
            for control in self.mapping.everything:
                port = self.mapping.ports.get(control.id, "")
                out += [to_port(message, port) for message in control.set_up(t)]
        if not self._begun:
            self._begun = True
            out += self._listed(t, self.mapping.enter)
        if self._pressed_panic(signals):
            self.silence()
            for part in self._moments:
                part.update(t, signals, out)
            return Messages(t, (*out, Panic(t)), gestures)
        self._change_scene(t, signals, out)
        if heard.hits:
            for drum in self._drums:
                drum.expect(heard.hits)
        for part in self._parts:
            part.update(t, signals, out)
        for loop in self.loops:
            loop.hear(out)
        return Messages(t, tuple(out), gestures)

    def stop(self, t: float) -> Messages:
        """End every note that this mapping started, and rest the controllers that have a rest.

        If it plays on after that, whoever has come to listen meanwhile is told of its zone.
        """
        out: list[Message] = []
        self._told = False
        for part in self._parts:
            part.stop(t, out)
        return Messages(t, tuple(out))

    def silence(self) -> None:
        """Panic came from outside (a key, a lost camera): nothing sounds now."""
        for part in self._parts:
            part.silence()

    def _stand(self, controls: Sequence[Control]) -> _Stand:
        stand = _Stand(controls, self.mapping, self._stage)
        stand.mute(self.muted)
        return stand

    def _gather(self) -> None:
        """Have what is played now at hand for every frame."""
        stands = (self._always, self._scene)
        self._parts = tuple(part for stand in stands for part in stand.parts)
        self._drums = tuple(drum for stand in stands for drum in stand.drums)
        self.loops = tuple(loop for stand in stands for loop in stand.loops)
        self._moments = tuple(part for stand in stands for part in stand.moments)
        self._panics = tuple(button for stand in stands for button in stand.panics)
        self._doors = tuple(door for stand in stands for door in stand.doors)

    def _pressed_panic(self, signals: Signals) -> bool:
        pressed = False
        for when, edge in self._panics:
            pressed |= edge.rises(when.value(signals) > 0)
        return pressed

    def _change_scene(self, t: float, signals: Signals, out: list[Message]) -> None:
        wanted, self._asked = self._asked or self.scene, None
        for control, door, edge in self._doors:
            rose = edge.rises(door.when.value(signals) > 0)
            if rose and (door.only is None or door.only.value(signals) > 0):
                wanted = self._behind(control, door, wanted)
        if wanted == self.scene:
            return
        for part in self._scene.parts:
            part.stop(t, out)
        out += self._listed(t, self.mapping.exit)
        self.scene = wanted
        self._scene = self._stand(self.mapping.scenes.get(wanted, ()))
        self._gather()
        out.append(SceneChange(t, wanted))
        out += self._listed(t, self.mapping.enter)

    def _behind(self, control: str, door: Door, here: str) -> str:
        """The scene that a door leads to from `here`; a scene may stand in its list more than once."""
        scenes = door.scenes or tuple(self.mapping.scenes)
        if not door.way or not scenes:
            return scenes[0] if scenes else here
        places = self._stage.kept.places
        place = places.get(control, -1)
        if not (0 <= place < len(scenes) and scenes[place] == here):
            place = scenes.index(here) if here in scenes else -1
        places[control] = moved(place, door.way, len(scenes), door.wraps)
        return scenes[places[control]]

    def _listed(self, t: float, lists: Dictionary[str, Sequence[Message]]) -> list[Message]:
        """What the scene lists among these, at time t."""
        messages = lists.get(self.scene, ())
        self._stage.kept.hear(messages)
        return [replace(message, t=t, listed=True) for message in messages]

"""How the built-in synth sounds, as a page sets it over the mapping's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gesture2midi.engine.mapping import Mapping
from gesture2midi.io.outputs import synth_of
from gesture2midi.io.synth.output import Synth
from gesture2midi.session.session import Session
from gesture2midi.studio.services.output_level import OutputLevel


@dataclass(frozen=True, slots=True)
class Sound:
    """How the built-in synth is set: programs 0..127 by channel 1..16; volume and reverb 0..1."""

    programs: dict[int, int]
    volume: float
    reverb: float


class SynthSound:
    """Sets the synth of a set; what is set counts from the next frame on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._set: tuple[Mapping, Sound] | None = None
        self.level = OutputLevel(lambda: self.synth, session.ask)

    @property
    def synth(self) -> Synth | None:
        """The built-in one, if it plays."""
        return synth_of(self._session.outputs.sinks)

    @property
    def sound(self) -> Sound | None:
        """How the synth is set; None where none plays. A mapping brings its own setting along."""
        if self.synth is None:
            return None
        mapping = self._session.mapping
        if self._set is None or self._set[0] is not mapping:
            own = mapping.synth
            self._set = mapping, Sound(dict(own.programs), own.volume, own.reverb)
        return self._set[1]

    def change(self, sound: Sound) -> None:
        """Set the synth so until another mapping is played."""
        synth, mapping = self.synth, self._session.mapping
        if synth is not None:
            self._set = mapping, sound
            bank = mapping.synth.bank
            self._session.ask(lambda: synth.configure(sound.programs, sound.volume, sound.reverb, bank))

    def adjust(self, change: Callable[[Sound], Sound]) -> None:
        """Change something of it, if a synth plays."""
        sound = self.sound
        if sound is not None:
            self.change(change(sound))

    @property
    def muted(self) -> bool:
        """Whether the synth is silent though it plays."""
        return self.synth is not None and self.synth.muted

    def mute(self, on: bool) -> None:
        """Have the synth silent, or not."""
        synth = self.synth
        if synth is not None:
            self._session.ask(lambda: synth.mute(on))

"""What can be asked of a set while it plays: by a key, a saved file, MIDI, OSC or the page."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from gesture2midi.engine.controls import Control
from gesture2midi.engine.note_ledger import Sink
from gesture2midi.errors import OutputError, UsageError, one_of
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.signals import Signal
from gesture2midi.io.heart.sensor import HeartSensor, Worn
from gesture2midi.io.midi.input import Inlet, MidiIn
from gesture2midi.session.midi_learn import MidiLearn
from gesture2midi.session.picture_age import PictureAges
from gesture2midi.session.played_mappings import PlayedMappings
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot
from gesture2midi.session.take_recorder import Recorder

_Input = TypeVar("_Input", MidiIn, HeartSensor)

PATIENCE = 10.0
"""Seconds that the set may take for what somebody waits for; a source that is being opened takes some."""


class Listens(Protocol):
    """What `session.voice.Voice` does for a set."""

    @property
    def ready(self) -> bool: ...

    def toggle(self) -> None: ...

    def use(self, name: str | None, wake_word: str | None) -> bool: ...


class Tells(Protocol):
    """What `session.cues.Cues` does for a set."""

    def switch(self, on: bool) -> None: ...

    def speak(self, sentence: str, language: str = "en") -> None: ...

    def progress(self, part: float) -> None: ...


class Commands:
    """The one door to a running set. What cannot be done is refused at once; the rest is done between two
    frames. Any thread may ask.

    Args:
        mappings: those that `mappings.next` goes through.
        taught: the signals of the player's own gestures.
        fps: of the source, for takes.
        say: told in a sentence what the player should know, from any thread.
    """

    def __init__(
        self,
        session: Session,
        snapshot: Snapshot,
        mappings: Sequence[Path],
        taught: Sequence[Signal],
        fps: float,
        say: Callable[[str], None],
    ) -> None:
        self.session = session
        self.snapshot = snapshot
        self._say = say
        self._signals: dict[str, float] = {}
        self._training_lock = threading.Lock()
        self._learner: Callable[[Moment], None] | None = None
        self.ages: PictureAges | None = None
        """How old the pictures of the cameras are, where that is kept."""
        self.voice: Listens | None = None
        """Listens for spoken commands, in a live set."""
        self.cues: Tells | None = None
        """Tells by ear what the picture shows, in a live set."""
        self.recorder = Recorder(session, snapshot, fps, say, self.tell)
        self.midi_learn = MidiLearn(session, self.tell)
        self.mappings = PlayedMappings(session, mappings, taught, self.tell)
        self.inlet = Inlet(self.program)
        self.worn = Worn()
        session.inputs.signals += (lambda at: self._signals, self.inlet.hear, self.worn.hear)
        session.inputs.hits.append(self.worn.hits)

    def stop(self) -> None:
        """End the set."""
        self.session.ask(self.session.stop)

    def panic(self) -> None:
        """Silence everything."""
        self.session.ask(self.session.panic)

    def scene(self, name: str) -> None:
        """Go to a scene of the mapping that is played.

        Raises:
            UsageError: it has no such scene.
        """
        names = self.session.mapping.scene_names
        if name not in names:
            raise UsageError(f"There is no scene {name!r} here: {one_of(name, names)}")
        self.session.ask(
            lambda: self.session.go_to(name) if name in self.session.mapping.scene_names else None
        )

    def program(self, number: int) -> None:
        """Go to the scene of this number, 0 is `main`, as a MIDI program change asks; without one, stay.

        Only for the session's own thread, which it does not wait for.
        """
        names = self.session.mapping.scene_names
        if number < len(names):
            self.session.go_to(names[number])

    def exchange(self, old: Sink | None, new: Sink | None) -> None:
        """Put one output in another's place, and wait until that is done; None is none.

        What sounds ends first, and the mapping goes on in its scene. Open the new one before, which takes its
        time; or between two calls, where the two would get in each other's way.

        Raises:
            OutputError: the set has not done it for `PATIENCE` seconds; the new one is closed.
        """
        self._do(lambda: self.session.exchange(old, new), new)

    def listen(self, midi: MidiIn | None) -> None:
        """Hear this MIDI input in place of the one before, and wait until that is closed; None hears none.

        What hands play goes on. What the old one held, a key or a clock, ends.

        Raises:
            OutputError: the set has not done it for `PATIENCE` seconds; the new one is closed.
        """
        self._replace(self.inlet.plug, midi)

    def wear(self, sensor: HeartSensor | None) -> None:
        """Hear this sensor in place of the one before, and wait until that is closed; None hears none.

        Raises:
            OutputError: the set has not done it for `PATIENCE` seconds; the new one is closed.
        """
        self._replace(self.worn.plug, sensor)

    def _replace(self, plug: Callable[[_Input | None], _Input | None], new: _Input | None) -> None:
        """Plug this one in on the set's thread, and close the one before."""
        before: list[_Input | None] = []
        self._do(lambda: before.append(plug(new)), new)
        for old in before:
            if old is not None:
                old.close()

    def play_as(self, profile: Profile) -> None:
        """Go on as this player."""
        self.session.ask(lambda: self.session.play_as(profile, self.session.taught))

    def train(self, learner: Callable[[Moment], None]) -> None:
        """Give each moment to `learner`, on the set's thread, and nothing to the mapping: nothing sounds.

        It lasts until `end_training`; both hands are tracked meanwhile.

        Raises:
            UsageError: another has them.
        """
        with self._training_lock:
            if self._learner is not None:
                raise UsageError("Another page has your hands just now: end there what was begun.")
            self._learner = learner
        self.session.ask(lambda: self.session.train(learner))

    @property
    def training(self) -> bool:
        """Whether a learner has the hands."""
        return self._learner is not None

    def end_training(self, learner: Callable[[Moment], None]) -> None:
        """Have the mapping played again; nothing happens where `learner` has not got the hands."""
        with self._training_lock:
            if self._learner != learner:
                return
            self._learner = None
        self.session.ask(lambda: self.session.train(None))

    def mute(self, control: str, on: bool) -> None:
        """Leave a control out, or play it again.

        control: its `id`, or the name that it has without one, as `cc-3`.

        Raises:
            UsageError: the mapping that is played has no such control.
        """
        self.control(control)
        self.session.ask(lambda: self.session.mute(control, on))

    def learn(self, control: str) -> None:
        """Send what a control sends, alone, so that a DAW that is learning catches it; hands go on playing.

        Raises:
            UsageError: the mapping that is played has no such control, or it has nothing to learn.
        """
        self.midi_learn.learn(self.control(control))

    def control(self, name: str) -> Control:
        """Returns a control of the mapping that is played.

        Raises:
            UsageError: it has none of that name.
        """
        controls = {control.id: control for control in self.session.mapping.everything}
        if name not in controls:
            raise UsageError(f"There is no control {name!r} here: {one_of(name, controls)}")
        return controls[name]

    def signal(self, name: str, value: float) -> None:
        """Set a signal that comes from outside, such as `osc.dial`; it holds from the next frame on.

        Raises:
            UsageError: the mapping that is played does not read it, or it is not a number.
        """
        if name not in self.session.mapping.signals or name.split(".")[0] != "osc":
            raise UsageError(f"The mapping that is played reads no signal {name!r}.")
        if not math.isfinite(value):
            raise UsageError(f"The signal {name} takes a number, not {value}.")
        self._signals = {**self._signals, name: value}

    def record(self, on: bool) -> None:
        """Start a take in the working folder, or end the one that runs."""
        self.session.ask(lambda: self.recorder.record(on))

    def toggle_record(self) -> None:
        """Start a take, or end the one that runs."""
        self.session.ask(lambda: self.recorder.record(not self.snapshot.recording))

    def listen_for_voice(self) -> None:
        """Listen for spoken commands, or end that; where nobody can, that is told."""
        if self.voice is None or not self.voice.ready:
            self.tell("Spoken commands need a microphone: start with `--voice default`, or choose one.")
        else:
            self.voice.toggle()

    def tell(self, text: str) -> None:
        """Tell the player something, on the terminal and in the window."""
        self.snapshot.notice = text.splitlines()[0]
        self._say(text)

    def _do(self, action: Callable[[], None], new: Sink | MidiIn | HeartSensor | None) -> None:
        """Have it done between two frames, and wait for that; where it is not, `new` is closed."""
        done = threading.Event()

        def do() -> None:
            action()
            done.set()

        self.session.ask(do)
        if not done.wait(PATIENCE):
            if new is not None:
                new.close()
            raise OutputError("The set does not answer; is it over?")

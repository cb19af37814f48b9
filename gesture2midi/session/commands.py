"""What can be asked of a set while it plays: by a key, a saved file, MIDI, OSC or the page."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from gesture2midi import paths
from gesture2midi.engine import controls as engine_controls
from gesture2midi.engine import mapping as engine_mapping
from gesture2midi.engine.note_ledger import Sink
from gesture2midi.engine.step_player import moved
from gesture2midi.errors import Mistake, OutputError, PlayerError, UsageError, did_you_mean
from gesture2midi.events import MappingChange, Message
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.signals import Signal
from gesture2midi.io.heart.sensor import HeartSensor, Worn
from gesture2midi.io.midi.input import Inlet, MidiIn
from gesture2midi.mapping.load import load, load_file, loads
from gesture2midi.mapping.tunings import KEYBOARD, SCALE
from gesture2midi.mapping.yaml.file import read
from gesture2midi.session.midi_learn import pulse
from gesture2midi.session.picture_age import PictureAges
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot
from gesture2midi.session.take_recorder import Recorder

_Input = TypeVar("_Input", MidiIn, HeartSensor)

PATIENCE = 10.0
"""Seconds that the set may take for what somebody waits for; a source that is being opened takes some."""


class Listens(Protocol):
    """See `session.voice.Voice`."""

    @property
    def ready(self) -> bool: ...

    def toggle(self) -> None: ...

    def use(self, name: str | None, wake_word: str | None) -> bool: ...


class Tells(Protocol):
    """See `session.cues.Cues`."""

    def switch(self, on: bool) -> None: ...

    def speak(self, sentence: str, language: str = "en") -> None: ...

    def progress(self, part: float) -> None: ...


class Commands:
    """Any thread may ask. What cannot be done is refused at once; the rest is done between two frames.

    Mappings are read by the thread that asks, so a long one holds no frame up.

    Args:
        mappings: those that `next_mapping` goes through.
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
        self._mappings = tuple(mappings)
        self.taught = tuple(taught)
        self._say = say
        self._broken: tuple[Path, ...] = ()  # the files of what was saved last, where it cannot be played
        self._signals: dict[str, float] = {}
        self._learnt: list[Callable[[float], tuple[Message, ...]]] = []
        self._last = ""  # the control that `learn_next` took
        self._pulses: list[Message] = []
        self._training_lock = threading.Lock()
        self._learner: Callable[[Moment], None] | None = None
        self.ages: PictureAges | None = None
        """How old the pictures of the cameras are, where that is kept."""
        self.lay: Callable[[str, Path], str] | None = None
        """Changes the text of a mapping's file before it is played."""
        self.voice: Listens | None = None
        """Listens for spoken commands, in a live set."""
        self.cues: Tells | None = None
        """Tells by ear what the picture shows, in a live set."""
        self.recorder = Recorder(session, snapshot, fps, say, self.tell)
        self._step_thread: threading.Thread | None = None
        session.watchers += (self._pulse, self._step)
        self.inlet = Inlet(self.program)
        self.worn = Worn()
        session.heard += (lambda at: self._signals, self.inlet.hear, self.worn.hear)
        session.struck.append(self.worn.hits)

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
            raise UsageError(f"There is no scene {name!r} here: {_instead(name, names)}")
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

    def mapping(self, name: str) -> None:
        """Go on with another mapping: one of those played with, a bundled one or one of the player's own.

        name: that of its file, without `.yaml`.

        Raises:
            PlayerError: there is no such mapping, or it cannot be played; the one before it goes on.
        """
        if name not in self.mapping_names:
            raise UsageError(f"There is no mapping {name!r} here: {_instead(name, self.mapping_names)}")
        known = {path.stem: path for path in self._mappings}
        self.play(known.get(name) or paths.mapping_file(name))

    @property
    def mapping_names(self) -> tuple[str, ...]:
        """Those that can be gone on with by name."""
        played = (path.stem for path in self._mappings)
        return tuple(dict.fromkeys((*played, *paths.bundled_mappings(), *paths.own_mapping_names())))

    def next_mapping(self) -> None:
        """Go on with the mapping after this one; what is wrong with it is told."""
        self.step_mapping(1, wraps=True)

    def step_mapping(self, way: int, *, wraps: bool) -> None:
        """Go on with the mapping after this one (`way` 1) or before it (-1); what is wrong with it is told.

        wraps: from the last to the first, and back; else the last goes on.
        """
        here, many = self.session.mapping.path, len(self._mappings)
        place = moved(self._mappings.index(here) if here in self._mappings else -1, way, many, wraps)
        if not many or self._mappings[place] == here:
            more = "no other" if many < 2 else "none after this one" if way > 0 else "none before this one"
            self.tell(f"There is {more} to go on with; `run` takes several, each with `--mapping`.")
            return
        self._try(self._mappings[place])

    def files(self) -> tuple[Path, ...]:
        """Returns the files of what plays, and those that a broken save of it names, there or not."""
        mapping = self.session.mapping
        files = (*(mapping.files or (mapping.path,)), *self._broken)
        # A scale takes the keyboard mapping that lies beside it as soon as there is one.
        keyboards = (file.with_suffix(KEYBOARD) for file in files if file.suffix == SCALE)
        return tuple(dict.fromkeys((*files, *keyboards)))

    def reload(self, path: Path) -> None:
        """A file was saved: play the mapping anew if it is one of those, and if it is right."""
        if path in self.files():
            here = self.session.mapping.path
            self._broken = () if self._try(here) else load_file(here, self.taught).files

    def play(self, path: Path) -> None:
        """Go on with the mapping of this file.

        Raises:
            PlayerError: it cannot be played; the one before it goes on.
        """
        mapping = self._load(path)

        def swap() -> None:
            self.session.swap(mapping)
            self.tell(f"Now playing {mapping.name}.")

        self.session.ask(swap)

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

    def know(self, taught: Taught) -> None:
        """Go on with these gestures of the player's own; a mapping that names one of them is read anew.

        Raises:
            PlayerError: the mapping that is played names one that it can no longer have; all stays as it was.
        """
        here, old = self.session.mapping, {signal.name for signal in self.taught}
        mapping: engine_mapping.Mapping | None = None
        try:
            mapping = self._load(here.path, taught.signals)
        except PlayerError:
            if _names(here) & (old | set(taught.names)):
                raise
        else:
            mapping = mapping if _names(mapping) & set(taught.names) else None
        before, self.taught = self.taught, taught.signals

        def go_on() -> None:
            if mapping is None and _names(self.session.mapping) & (old - set(taught.names)):
                self.taught = before
                self.tell("What plays now names a gesture that was to go, so it stays.")
                return
            self.session.play_as(self.session.profile, taught)
            if mapping is not None:
                self.session.swap(mapping)

        self.session.ask(go_on)

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
        """Whether somebody else has the hands."""
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
        found, mapping = self.control(control), self.session.mapping
        if not pulse(found, 0.0):
            raise UsageError(f"The control {control!r} sends nothing that can be learnt.")

        port = mapping.ports.get(control, "")
        self.session.ask(lambda: self._learnt.append(lambda t: pulse(found, t, port)))

    def learn_next(self) -> None:
        """Let the control after that of the last time be learnt, and tell which; after the last the first."""
        mapping = self.session.mapping
        names = [control.id for control in mapping.everything if pulse(control, 0.0)]
        if not names:
            self.tell(f"The mapping {mapping.name} has nothing to learn: it sends neither MIDI nor OSC.")
            return
        place = (names.index(self._last) + 1) % len(names) if self._last in names else 0
        self._last = names[place]
        self.learn(self._last)
        self.tell(f"To learn: {self._last} ({place + 1} of {len(names)}).")

    def control(self, name: str) -> engine_controls.Control:
        """A control of the mapping that is played.

        Raises:
            UsageError: it has none of that name.
        """
        controls = {control.id: control for control in self.session.mapping.everything}
        if name not in controls:
            raise UsageError(f"There is no control {name!r} here: {_instead(name, controls)}")
        return controls[name]

    def signal(self, name: str, value: float) -> None:
        """Tell a signal that comes from outside, as `osc.dial`; it holds from the next frame on.

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
        """Let the player know, on the terminal and in the window."""
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

    def _load(self, path: Path, taught: Sequence[Signal] | None = None) -> engine_mapping.Mapping:
        known = self.taught if taught is None else taught
        if self.lay is None:
            return load(path, known)
        try:
            text = read(path)
        except Mistake:  # as `load` tells it
            return load(path, known)
        return loads(self.lay(text, path), path, known)

    def _try(self, path: Path) -> bool:
        """Play this mapping; what is wrong with it is told. Returns whether it plays."""
        try:
            self.play(path)
        except PlayerError as error:
            self.tell(f"{error}\nThe mapping before it goes on playing.")
            return False
        return True

    def _step(self, moment: Moment) -> None:
        """Go on with another mapping where the one that plays asks for it; reading it holds no frame up.

        While one is being read, no other is asked for.
        """
        for message in moment.messages.items:
            if isinstance(message, MappingChange) and not (
                self._step_thread and self._step_thread.is_alive()
            ):
                step = partial(self.step_mapping, message.way, wraps=message.wraps)
                self._step_thread = threading.Thread(target=step, name="next mapping", daemon=True)
                self._step_thread.start()

    def _pulse(self, moment: Moment) -> None:
        """Send what is due of what is to be learnt."""
        t = moment.hands.t
        self._pulses += (message for begin in self._learnt for message in begin(t))
        self._learnt.clear()
        due = [message for message in self._pulses if message.t <= t]
        if due:
            self._pulses = [message for message in self._pulses if message.t > t]
            self.session.send(replace(message, t=t) for message in due)


def _instead(name: str, known: Collection[str]) -> str:
    """Returns what to take instead of a name that is not known: the nearest one, or any of them."""
    return did_you_mean(name, known, f"take one of {', '.join(known)}.")


def _names(mapping: engine_mapping.Mapping) -> set[str]:
    """What it reads of a hand, without whose: `x`, `my_sign`."""
    return {name.partition(".")[2] for name in mapping.signals}

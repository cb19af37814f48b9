"""What a session is played with, as it was chosen, and how another choice takes effect meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Literal, TypeAlias

from gesture2midi.engine.note_ledger import Sink
from gesture2midi.errors import PlayerError
from gesture2midi.gestures.profile import Profile
from gesture2midi.io import outputs as io_outputs
from gesture2midi.io.heart.sensor import HeartSensor
from gesture2midi.io.midi.input import MidiIn, is_wanted, open_input
from gesture2midi.io.midi.ports import lacks_loopback
from gesture2midi.io.midi.routing import MAIN
from gesture2midi.io.outputs import Output, ToOsc, ToPort, ToSynth
from gesture2midi.session import sources
from gesture2midi.session.commands import Commands
from gesture2midi.session.mapping_score import MappingScore
from gesture2midi.session.session import Source
from gesture2midi.session.settings import Settings
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.services.looping_source import LoopingSource

Taken: TypeAlias = Literal["now", "lacking"]
"""A choice counts now; or what was chosen could not be opened, and the set goes on without it."""

Change: TypeAlias = Callable[[Settings], Mapping[str, object]]

_PLAYER = {"player", "strike_delay"}
_SOURCE = ("source", "size", "fps", "mirror")
_OUTPUTS = ("midi", "ports", "osc", "synth", "soundfont", "audio_driver", "audio_buffer")


class DeviceSettings:
    """Holds what was chosen, what is played with, and the outputs that are open for it.

    Args:
        given: what the command line said instead, by the name of the setting. The session begins with it.
        trackable: raises a PlayerError where pictures cannot be tracked; asked before they follow a take.
        say: told in a sentence what cannot be had; the session goes on without it.
        patient: an output that the command line names may be missing, too: it will be there later.
    """

    def __init__(
        self,
        store: Store,
        given: Mapping[str, object],
        say: Callable[[str], None],
        trackable: Callable[[], object] = lambda: None,
        *,
        patient: bool = False,
    ) -> None:
        self._patient = patient
        self._store = store
        self._say = say
        self._lock = Lock()
        self._trackable = trackable
        self.given = frozenset(given)
        self.kept = store.read()
        self.playing = self.kept.model_copy(update=dict(given))
        self._open: dict[Output, Sink] = {}
        self._unmade = False
        self.why_silent = ""
        """Why the synth that is wanted does not sound, in the words of what failed; "" where it does."""
        self.score = MappingScore(say)
        """What the performer plays; it follows the mapping that it is told."""

    def open_source(self) -> Source:
        """The source that is played.

        Raises:
            SourceError: it cannot be opened.
        """
        now = self.playing
        return sources.open_source(
            now.source,
            size=now.size,
            fps=now.fps,
            mirror=now.mirror,
            realtime=True,
            on_problem=self._say,
            score=self.score,
        )

    def open_outputs(self) -> tuple[Sink, ...]:
        """The outputs to begin with; what was chosen and is not there is told.

        Raises:
            PlayerError: what the command line names is a mistake.
        """
        self._open = io_outputs.open_sinks(self.playing.outputs(), self._say, self._forgiven, self._lacking)
        return tuple(self._open.values())

    def keep(self) -> None:
        """Write down what is kept: that there is a file says that this is not the first time.

        Raises:
            PlayerError: it cannot be written.
        """
        with self._lock:
            self.kept = self._store.change()

    def _lacking(self, output: Output, why: str) -> None:
        if isinstance(output, ToSynth):
            self.why_silent = why

    def _forgiven(self, output: Output) -> bool:
        names = {ToPort: "ports", ToOsc: "osc", ToSynth: "soundfont"}
        return self._patient or names[type(output)] not in self.given

    def open_input(self) -> MidiIn | None:
        """What listens to MIDI to begin with; what was chosen and is not there is told.

        Raises:
            UsageError: the command line names a port that is not there.
        """
        return self._open_input("midi_in_port" not in self.given)

    def _open_input(self, forgiven: bool) -> MidiIn | None:
        now = self.playing
        try:
            return open_input(now.midi_in, now.midi_in_port, now.midi, self._say)
        except PlayerError as error:
            if not forgiven:
                raise
            self._say(str(error))
            return None

    def open_heart(self) -> HeartSensor | None:
        """The heart rate sensor to begin with, which is looked for meanwhile.

        Raises:
            UsageError: the command line names one, and the extra is not installed.
        """
        return self._open_heart("heart" not in self.given)

    def _open_heart(self, forgiven: bool) -> HeartSensor | None:
        if self.playing.heart is None:
            return None
        try:
            return HeartSensor(self.playing.heart, self._say)
        except PlayerError as error:
            if not forgiven:
                raise
            self._say(str(error))
            return None

    def choose(
        self, commands: Commands, looping: LoopingSource, play_as: Callable[[Profile], None], change: Change
    ) -> Taken:
        """Keep a choice, and play with it at once; from any thread but the set's.

        What cannot be had is told, and the set goes on without it, as at a start.

        play_as: goes on as another player.
        change: gives the settings that are chosen, of those that are played with when its turn has come.

        Raises:
            PlayerError: it cannot be kept, or no picture tracked, and nothing is changed.
        """
        with self._lock:
            fields = dict(change(self.playing))
            profile = self.playing.model_copy(update=fields).profile(self._say)
            chosen = str(fields.get("source", self.playing.source))
            if sources.is_take(self.playing.source) and not sources.is_take(chosen):
                self._trackable()
            self.kept = self._store.change(**fields)
            before, self.playing = self.playing, self.playing.model_copy(update=fields)
            if _PLAYER & fields.keys():  # perhaps the same one, measured anew
                play_as(profile)
            if _differ(before, self.playing, _SOURCE):
                looping.change(self.open_source)
            there = True
            if _heard(before) != _heard(self.playing):
                there = self._listen(commands)
            if _differ(before, self.playing, ("heart",)):
                there = self._wear(commands) and there
            if _differ(before, self.playing, ("voice", "wake_word")) and commands.voice is not None:
                there = commands.voice.use(self.playing.voice, self.playing.wake_word) and there
            if _differ(before, self.playing, ("cues",)) and commands.cues is not None:
                commands.cues.switch(self.playing.cues)
            if _differ(before, self.playing, _OUTPUTS):
                there = self._exchange(commands) and there
            return "now" if there else "lacking"

    def _listen(self, commands: Commands) -> bool:
        """Close the input before the next one is opened; gives whether what was asked for is open."""
        now = self.playing
        commands.listen(None)
        midi = self._open_input(forgiven=True)
        if midi is not None:
            commands.listen(midi)
        return midi is not None or not (now.midi_in or now.midi_in_port)

    def _wear(self, commands: Commands) -> bool:
        """Let go of the sensor before the next one is looked for; gives whether that can be."""
        commands.wear(None)
        sensor = self._open_heart(forgiven=True)
        if sensor is not None:
            commands.wear(sensor)
        return sensor is not None or self.playing.heart is None

    def _exchange(self, commands: Commands) -> bool:
        """Close what is wanted no more before what is new is opened: the two may want the same device.

        Gives whether all that is wanted is open.
        """
        wanted = self.playing.outputs()
        lacking = self._lacked(commands)
        for output in [output for output in self._open if output not in wanted]:
            commands.exchange(self._open.pop(output), None)
        for output in lacking:
            try:
                self._add(commands, output)
            except PlayerError as error:
                self._say(str(error))
                self._lacking(output, str(error))
        return len(self._open) == len(wanted)

    def lacked(self, commands: Commands) -> tuple[Output, ...]:
        """Returns the outputs that are wanted and do not play: not there yet, or failed meanwhile."""
        with self._lock:
            return self._lacked(commands)

    def lacks_loopback(self, commands: Commands) -> bool:
        """Returns whether our own port is wanted and has yet to be made by hand; opens it once it is there.

        From any thread but the set's.

        Raises:
            PlayerError: it has just been made, and does not open.
        """
        own = ToPort(MAIN, None)
        with self._lock:
            before, wanted = self._unmade, own in self._lacked(commands)
            self._unmade = wanted and lacks_loopback()
            if before and wanted and not self._unmade:
                self._say(f"The MIDI port {self._add(commands, own).name} is there.")
            return self._unmade

    def add(self, commands: Commands, output: Output) -> str:
        """Open an output that is lacked, and play to it; gives its name. From any thread but the set's.

        Raises:
            PlayerError: it is still not there.
        """
        with self._lock:
            return self._add(commands, output).name

    def _lacked(self, commands: Commands) -> tuple[Output, ...]:
        playing = commands.session.outputs.sinks  # without those that have failed meanwhile
        self._open = {output: sink for output, sink in self._open.items() if sink in playing}
        return tuple(output for output in self.playing.outputs() if output not in self._open)

    def _add(self, commands: Commands, output: Output) -> Sink:
        sink = io_outputs.open_sink(output)
        if isinstance(output, ToSynth):
            self.why_silent = ""
        commands.exchange(None, sink)
        self._open[output] = sink
        return sink


def _heard(settings: Settings) -> str | Literal[False] | None:
    """The MIDI port that is listened to: one that is there, None for our own; False for none at all."""
    wanted = is_wanted(settings.midi_in, settings.midi_in_port, settings.midi)
    return settings.midi_in_port if wanted else False


def _differ(one: Settings, other: Settings, fields: tuple[str, ...]) -> bool:
    return any(getattr(one, field) != getattr(other, field) for field in fields)

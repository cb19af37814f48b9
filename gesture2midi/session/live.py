"""A live set: puts source, tracker, mapping, outputs and window together, and plays until it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from gesture2midi import paths
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.note_ledger import NoteLedger, Sink
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.io.heart.sensor import HeartSensor
from gesture2midi.io.link import Link
from gesture2midi.io.midi.input import MidiIn
from gesture2midi.io.midi.routing import MAIN, OfPort
from gesture2midi.io.outputs import synth_of
from gesture2midi.io.speech import Speech
from gesture2midi.io.timer import fine_timer
from gesture2midi.mapping.load import load
from gesture2midi.session.commands import Commands
from gesture2midi.session.cues import Cues
from gesture2midi.session.frame_rate import AutomaticRate
from gesture2midi.session.gesture_reload import GestureReload
from gesture2midi.session.hot_reload import Watch, states
from gesture2midi.session.instrument import shown, why_silent
from gesture2midi.session.keys import open_window
from gesture2midi.session.latency import Meter
from gesture2midi.session.osc_remote import listening
from gesture2midi.session.picture_age import Age, PictureAges
from gesture2midi.session.session import Session, Source
from gesture2midi.session.settings import Settings
from gesture2midi.session.snapshot import Snapshot
from gesture2midi.session.stop_signals import ended_by_signals
from gesture2midi.session.trackers import MakeTracker
from gesture2midi.session.usage import Counter
from gesture2midi.session.voice import Voice
from gesture2midi.tracking.people.schedule import MakePeople

SWITCH = 0.0005
"""Seconds that another thread (a page, a mapping being read) may hold the interpreter while the set waits for
it, a tenth of Python's own."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one live set is played with.

    mappings: the one to begin with, then those that the `m` key goes on to.
    midi_in: what other programs say by MIDI; its program changes choose scenes.
    link: a session whose clock goes before the one by MIDI, while anyone else is in it.
    heart: a heart rate sensor that the player wears.
    preview: open the window; a display that is not there is reported, and the set goes on.
    taught: the player's own gestures.
    settings: of them the set reads whether MIDI is wanted at all (a port of the mapping that nobody hears is
        told then), the microphone and its wake word, and whether to tell by ear what the picture shows.
    osc_in: where OSC is listened for, as (host, port).
    oscquery: other programs are told there which addresses there are.
    begun: called when the set plays, and Ctrl-C ends it.
    usage: counts the set for the player, who said yes to that.
    people: opens what looks for the player's face and body, where a mapping reads them.
    follow: told each mapping that is played, on the set's thread; the performer plays its score.
    """

    source: Source
    tracker: MakeTracker | None
    mappings: tuple[Path, ...]
    sinks: tuple[Sink, ...]
    midi_in: MidiIn | None = None
    link: Link | None = None
    heart: HeartSensor | None = None
    record: Path | None = None
    preview: bool = False
    profile: Profile = Profile()  # noqa: RUF009  (frozen)
    taught: Taught = Taught()  # noqa: RUF009  (frozen)
    settings: Settings = Settings(midi=False)  # noqa: RUF009  (frozen)
    osc_in: tuple[str, int] | None = None
    oscquery: bool = False
    usage: Counter | None = None
    begun: Callable[[], None] = lambda: None
    people: MakePeople | None = None
    follow: Callable[[Mapping], None] = lambda mapping: None


@dataclass(frozen=True, slots=True)
class Played:
    """What a set was: its latency, and why nothing sounded in words that follow a colon; "" where it did."""

    meter: Meter
    silent: str


def play(
    stage: Stage,
    say: Callable[[str], None],
    beside: Callable[[Commands], AbstractContextManager[None]] = lambda commands: nullcontext(),
) -> Played:
    """Play until the source ends, `q` is pressed or a signal comes; every note is ended in each case.

    say: told in a sentence what the player should know, from any thread.
    beside: what is open while the set plays.

    Raises:
        PlayerError: the mapping or the source cannot be played.
    """
    with prepared(stage, say) as commands, ended_by_signals(commands):
        stage.begun()
        session, seen = commands.session, set[str]()
        session.watchers.append(lambda moment: seen.update(shown(moment.gestures)))
        with beside(commands):
            session.run()
    silent = "" if session.outputs.counts["notes"] else why_silent(session.mapping, seen)
    synth = synth_of(stage.sinks)
    return Played(session.meter, silent or ("" if synth is None else synth.silent))


@contextmanager
def prepared(stage: Stage, say: Callable[[str], None]) -> Iterator[Commands]:
    """Yields a set that is ready to be run, by `commands.session.run()` on any thread; closes all in the end.

    Raises:
        PlayerError: the mapping cannot be played, or no hands can be tracked.
    """
    outputs = NoteLedger(stage.sinks, say)
    with ExitStack() as stack:
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH)
        stack.enter_context(fine_timer())
        stack.callback(stage.source.close)
        for listener in (stage.midi_in, stage.link, stage.heart):
            if listener is not None:
                stack.callback(listener.close)
        stack.callback(outputs.close, 0.0)
        seen = states(stage.mappings[:1])  # of before: what is saved while it is read is read again
        ages = PictureAges(paths.picture_ages())

        def age() -> Age | None:
            return ages.of(stage.source.name, stage.source.fps)

        session = Session(
            stage.source,
            stage.tracker,
            load(stage.mappings[0], stage.taught.signals),
            outputs,
            live=True,
            profile=stage.profile,
            on_mapping=lambda mapping: configure(mapping),
            taught=stage.taught,
            picture_age=lambda: found.ms / 1000 if (found := age()) else 0.0,
            people=stage.people,
        )
        stack.callback(session.close)
        session.ready()  # before anybody is told that the set is there
        session.meter.age = age
        session.meter.audio = lambda: synth.buffer if (synth := synth_of(outputs.sinks)) else None
        configure = _told_of(outputs, stage, session, say)
        commands = Commands(
            session, Snapshot(outputs), stage.mappings, stage.taught.signals, stage.source.fps, say
        )
        commands.ages = ages
        session.watchers.append(AutomaticRate(session, stage.source, say, commands.recorder.at_rate).look)
        _count(stage.usage, session, stack)
        stack.callback(commands.recorder.end)
        _plug_in(stage, commands, stack, say)
        _tell_by_ear(stage.settings.cues, commands, stack, say)
        if stage.record is not None:
            commands.recorder.begin(stage.record)
        if stage.preview:
            open_window(commands, stack, say)
        if stage.osc_in is not None:
            stack.enter_context(listening(commands, *stage.osc_in, query=stage.oscquery, say=say))
        stack.enter_context(Watch(commands.mappings.files, commands.mappings.reload, seen=seen, say=say))
        gestures = GestureReload(paths.gestures(), commands, say)
        stack.enter_context(Watch(gestures.files, gestures.changed, say=say, interval=0.25))
        gc.collect()
        gc.freeze()
        yield commands


def _plug_in(stage: Stage, commands: Commands, stack: ExitStack, say: Callable[[str], None]) -> None:
    """Hear who speaks besides the hands; spoken commands by a microphone named now or chosen later."""
    commands.voice = voice = Voice(commands, say)
    stack.callback(voice.close)
    settings = stage.settings
    if settings.voice is not None:
        voice.use(settings.voice, settings.wake_word)
    elif settings.wake_word is not None:
        say("A wake word is heard by a microphone, and none is chosen: `--voice default`.")
    stack.callback(commands.inlet.close)
    stack.callback(commands.worn.close)
    commands.inlet.plug(stage.midi_in)
    commands.worn.plug(stage.heart)
    if stage.link is not None:
        commands.session.inputs.signals.append(stage.link.hear)


def _tell_by_ear(wanted: bool, commands: Commands, stack: ExitStack, say: Callable[[str], None]) -> None:
    """Have cues, which may be switched on later."""
    speech = Speech(say)
    stack.callback(speech.close)
    cues = Cues(commands.session, commands.snapshot.plan, speech.speak, say)
    commands.cues = cues
    commands.session.watchers.append(cues.look)
    if wanted:
        cues.switch(True)


def _count(usage: Counter | None, session: Session, stack: ExitStack) -> None:
    """Count what is played, where that is wanted, and keep it when the set is over."""
    if usage is not None:
        session.watchers.append(lambda moment: usage.look(moment, session.mapping.path.stem))
        stack.callback(usage.keep)


def clocks_that_return(mapping: Mapping, sinks: Iterable[Sink], heard: str | None) -> list[str]:
    """Returns the ids of the clocks that go to the MIDI port of that name, from which a clock is heard."""
    back = {sink.port for sink in sinks if isinstance(sink, OfPort) and sink.sink.name == heard}
    return [c.id for c in mapping.everything if c.clocks and mapping.ports.get(c.id, MAIN) in back]


def _told_of(
    outputs: NoteLedger, stage: Stage, session: Session, say: Callable[[str], None]
) -> Callable[[Mapping], None]:
    """Gives each mapping's programs to the synth, and tells which of its ports nobody hears.

    A clock that would come back to where clocks are listened for is not sent.
    """

    def configure(mapping: Mapping) -> None:
        stage.follow(mapping)
        synth = synth_of(outputs.sinks)
        if synth is not None:
            sound = mapping.synth
            synth.tell(say)
            synth.configure(sound.programs, sound.volume, sound.reverb, sound.bank)
        bound = {sink.port for sink in outputs.sinks if isinstance(sink, OfPort)}
        for port in sorted(mapping.port_names - bound) if stage.settings.midi else ():
            say(
                f"The mapping {mapping.name} plays on the port `{port}`, which leads nowhere: bind it with "
                f"--port {port}=NAME, a name that `gesture2midi ports` lists."
            )

        heard = stage.midi_in.name if stage.midi_in is not None else None
        for clock in clocks_that_return(mapping, outputs.sinks, heard):
            session.mute(clock, True)
            say(
                f"The clock {clock} is not sent: it goes to {heard}, from which a clock is heard, and would "
                "follow itself. Send it to another port, or listen to another."
            )

    return configure


def playlist(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Returns the mapping files to play and to go on to: those named, or the one and all bundled ones."""
    first = tuple(paths.mapping_file(name) for name in names)
    if len(first) > 1:
        return first
    rest = tuple(paths.mapping_file(name) for name in paths.bundled_mappings())
    return first + tuple(path for path in rest if path not in first)

"""Off-line: a source through a mapping into files, as fast as the machine can.

The flow is the live one (`session.Session`); only its sink collects instead of sounding. Every file
is written under a temporary name and renamed when it is whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gesture2midi.capture.ahead import Ahead
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.errors import printable
from gesture2midi.events import Gestures, Message, NoteOn, Part
from gesture2midi.files import whole_file
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.io.files.json_file import write_json
from gesture2midi.io.files.midi_file import write_midi
from gesture2midi.io.files.transcript import Collected
from gesture2midi.session.film import Film, Format
from gesture2midi.session.instrument import shown, take_writer, why_silent
from gesture2midi.session.latency import Meter
from gesture2midi.session.session import Moment, Session, Source
from gesture2midi.session.snapshot import Snapshot
from gesture2midi.session.trackers import MakeTracker
from gesture2midi.tracking.people.schedule import MakePeople

if TYPE_CHECKING:
    from gesture2midi.io.synth.wav_file import Sound

PLOTTED = 4000
"""Moments kept for the picture at the most; a longer performance is thinned evenly."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files to write; None is not wanted. film_format: of the video."""

    midi: Path | None = None
    wav: Path | None = None
    plot: Path | None = None
    video: Path | None = None
    record: Path | None = None
    transcript: Path | None = None
    json: Path | None = None
    film_format: Format = "picture"


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """What was played: all messages in order, how long, and the latency.

    silent: why nothing sounded, in words that follow a colon; "" where something did.
    """

    messages: tuple[Message, ...]
    seconds: float
    meter: Meter
    silent: str = ""


class _Keeper:
    """Keeps the gestures of every nth frame, and of those with hits, for the picture."""

    def __init__(self, total: int | None) -> None:
        self._every = max(1, math.ceil((total or 0) / PLOTTED))
        self.gestures: list[Gestures] = []
        self.seconds = 0.0
        self.seen: set[str] = set()

    def __call__(self, moment: Moment) -> None:
        self.seconds = moment.hands.t
        self.seen.update(shown(moment.gestures))
        if moment.hands.index % self._every == 0 or moment.gestures.hits:
            self.gestures.append(moment.gestures)


def render(
    source: Source,
    tracker: MakeTracker | None,
    mapping: Mapping,
    wanted: Wanted,
    *,
    soundfont: Path,
    profile: Profile = Profile(),  # noqa: B008  (frozen)
    on_problem: Callable[[str], None],
    on_progress: Callable[[str, int, int | None], None] = lambda stage, done, total: None,
    taught: Taught = Taught(),  # noqa: B008  (frozen)
    loudness: bool = True,
    watchers: Iterable[Callable[[Moment], None]] = (),
    people: MakePeople | None = None,
    parts: frozenset[Part] = frozenset(),
) -> Rendered:
    """Play the whole source and write the wanted files.

    taught: the player's own gestures.
    loudness: see `io.synth.wav_file.render_wav`.
    watchers: called with each moment, too.
    people, parts: see `Session`.
    on_progress: called with the stage ("playing", "sound", "picture"), how much is done and of how much.

    Raises:
        PlayerError: a source that cannot be read, a file that cannot be written, no synth for a WAV.
    """
    _check_readable(wanted, soundfont)
    collector, keeper = Collected(), _Keeper(source.total)
    outputs = NoteLedger([collector], on_problem)
    read = source if tracker is None else Ahead(source)
    session = Session(
        read, tracker, mapping, outputs, profile=profile, taught=taught, people=people, parts=parts
    )
    session.watchers += [keeper, *watchers]
    with ExitStack() as films:
        film: Film | None = None
        with ExitStack() as files:
            if wanted.record:
                take = files.enter_context(take_writer(wanted.record, source.fps, mapping))
                session.watchers.append(lambda moment: take.write(moment.hands))
            if wanted.video:
                film = films.enter_context(
                    Film(wanted.video, source.fps, Snapshot(outputs), session, wanted.film_format)
                )
                session.watchers.append(film.add)
            session.watchers.append(lambda moment: on_progress("playing", session.meter.frames, source.total))
            session.run()
        in_time = sorted(collector.messages, key=lambda message: message.t)  # an exact strike comes late
        silent = "" if any(isinstance(m, NoteOn) for m in in_time) else why_silent(mapping, keeper.seen)
        performance = Rendered(tuple(in_time), keeper.seconds, session.meter, silent)
        _write(wanted, performance, mapping, printable(source.name))
        if wanted.wav:
            sound = _write_sound(wanted.wav, performance, mapping, soundfont, loudness, film, on_progress)
            for sentence in sound.lacking:
                on_problem(sentence)
            performance = replace(performance, silent=silent or sound.silent)
    if wanted.plot:
        _write_plot(wanted.plot, _title(mapping, source), performance, keeper, on_progress)
    return performance


def _title(mapping: Mapping, source: Source) -> str:
    return f"{mapping.name} · {printable(source.name)}"


def _check_readable(wanted: Wanted, soundfont: Path) -> None:
    """Raises PlayerError: a soundfont that is needed cannot be read; better known now than after minutes."""
    from gesture2midi.io.synth.fluidsynth import Fluid

    if wanted.wav:
        Fluid(soundfont).delete()


def _write_plot(
    path: Path,
    title: str,
    performance: Rendered,
    keeper: _Keeper,
    on_progress: Callable[[str, int, int | None], None],
) -> None:
    from gesture2midi.display.plot import plot

    on_progress("picture", 0, 1)
    plot(
        path,
        title=title,
        messages=performance.messages,
        gestures=keeper.gestures,
        seconds=performance.seconds,
    )
    on_progress("picture", 1, 1)


def _write(
    wanted: Wanted,
    performance: Rendered,
    mapping: Mapping,
    source: str,
) -> None:
    """The files of what was sent."""
    messages = performance.messages
    if wanted.transcript:
        with whole_file(wanted.transcript) as part:
            part.write_bytes("".join(f"{line(message)}\n" for message in messages).encode())
    if wanted.midi:
        synth = mapping.synth
        write_midi(messages, wanted.midi, mapping.name, synth.programs, mapping.tempo, synth.bank)
    if wanted.json:
        write_json(
            messages,
            wanted.json,
            name=mapping.name,
            source=source,
            seconds=performance.seconds,
            tempo=mapping.tempo,
        )


def _write_sound(
    path: Path,
    performance: Rendered,
    mapping: Mapping,
    soundfont: Path,
    loudness: bool,
    film: Film | None,
    on_progress: Callable[[str, int, int | None], None],
) -> Sound:
    """Write the WAV file; the film goes on as long, with the sound in it."""
    from gesture2midi.io.midi.routing import MAIN, heard
    from gesture2midi.io.synth.wav_file import render_wav

    sound = render_wav(
        heard(performance.messages, MAIN),
        path,
        soundfont,
        programs=mapping.synth.programs,
        volume=mapping.synth.volume,
        reverb=mapping.synth.reverb,
        bank=mapping.synth.bank,
        loudness=loudness,
        on_progress=lambda done: on_progress("sound", round(done * 100), 100),
    )
    if film is not None:
        film.add_sound(path, sound.seconds)
    return sound

"""Off-line: a source through a mapping into files, as fast as the machine can.

The flow is the live one (`session.Session`); only its sink collects instead of sounding. Every file
is written under a temporary name and renamed when it is whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypeAlias

from gesture2midi.engine.controls import Mapping
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import Outputs
from gesture2midi.errors import printable
from gesture2midi.events import Gestures, Message, NoteOn, Side
from gesture2midi.files import whole_file
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.io.files.json_file import write_json
from gesture2midi.io.files.midi_file import write_midi
from gesture2midi.io.files.transcript import Collected
from gesture2midi.session.instrument import take_writer, why_silent
from gesture2midi.session.latency import Meter
from gesture2midi.session.session import MakeTracker, Moment, Session, Source
from gesture2midi.session.snapshot import Snapshot

if TYPE_CHECKING:
    from gesture2midi.display.video import VideoFile
    from gesture2midi.io.synth.output import Sound

Format: TypeAlias = Literal["picture", "9:16"]
"""Of a film: that of the picture, or upright for a phone."""
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
        self.seen: set[Side] = set()

    def __call__(self, moment: Moment) -> None:
        self.seconds = moment.hands.t
        self.seen.update(hand.side for hand in moment.gestures.hands)
        if moment.hands.index % self._every == 0 or moment.gestures.hits:
            self.gestures.append(moment.gestures)


class _Film:
    """The video with the skeleton drawn in; its file is opened with the first picture's size."""

    def __init__(
        self, path: Path, fps: float, snapshot: Snapshot, session: Session, film_format: Format
    ) -> None:
        self._path = path
        self._format = film_format
        self._fps = fps
        self._snapshot = snapshot
        self._session = session
        self._file: VideoFile | None = None

    def add(self, moment: Moment) -> None:
        # What is slow to load (OpenCV here, the synth and Matplotlib below) is loaded where it is wanted.
        from gesture2midi.display.overlay import draw
        from gesture2midi.display.vertical import draw_vertical
        from gesture2midi.display.video import VideoFile

        view = self._snapshot.view(moment, self._session)
        # How fast this machine renders is no part of the performance.
        view = replace(view, fps=0.0, latency_ms=None, zones=self._snapshot.zones(self._session))
        image = draw_vertical(view) if self._format == "9:16" else draw(view)
        if self._file is None:
            height, width = image.shape[:2]
            self._file = VideoFile(self._path, self._fps, (width, height))
        self._file.write(image, moment.hands.t)

    def add_sound(self, sound: Path, seconds: float) -> None:
        """Finish the film, which is as long as its sound at least, with the sound in it."""
        from gesture2midi.display.video import mux

        if self._file is not None:
            self._file.close(seconds)
            mux(self._path, sound)

    def __enter__(self) -> _Film:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)


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
) -> Rendered:
    """Play the whole source and write the wanted files.

    taught: the player's own gestures.
    loudness: see `io.synth.output.render_wav`.
    on_progress: called with the stage ("playing", "sound", "picture"), how much is done and of how much.

    Raises:
        PlayerError: a source that cannot be read, a file that cannot be written, no synth for a WAV.
    """
    if wanted.wav:
        from gesture2midi.io.synth.fluidsynth import Fluid

        # A soundfont that cannot be read is better known now than after minutes of playing.
        Fluid(soundfont).delete()
    collector = Collected()
    keeper = _Keeper(source.total)
    outputs = Outputs([collector], on_problem)
    session = Session(source, tracker, mapping, outputs, profile=profile, taught=taught)
    session.watchers.append(keeper)
    with ExitStack() as films:
        film: _Film | None = None
        with ExitStack() as files:
            if wanted.record:
                take = files.enter_context(take_writer(wanted.record, source.fps, mapping))
                session.watchers.append(lambda moment: take.write(moment.hands))
            if wanted.video:
                film = films.enter_context(
                    _Film(wanted.video, source.fps, Snapshot(outputs), session, wanted.film_format)
                )
                session.watchers.append(film.add)
            session.watchers.append(lambda moment: on_progress("playing", session.meter.frames, source.total))
            session.run()
        in_time = sorted(collector.messages, key=lambda message: message.t)  # an exact strike comes late
        sounded = any(isinstance(message, NoteOn) for message in in_time)
        silent = "" if sounded else why_silent(mapping, keeper.seen)
        performance = Rendered(tuple(in_time), keeper.seconds, session.meter, silent)
        _write(wanted, performance, mapping, printable(source.name))
        if wanted.wav:
            sound = _write_sound(wanted.wav, performance, mapping, soundfont, loudness, film, on_progress)
            for sentence in sound.lacking:
                on_problem(sentence)
            performance = replace(performance, silent=silent or sound.silent)
    if wanted.plot:
        from gesture2midi.display.plot import plot

        on_progress("picture", 0, 1)
        plot(
            wanted.plot,
            title=f"{mapping.name} · {printable(source.name)}",
            messages=performance.messages,
            gestures=keeper.gestures,
            seconds=performance.seconds,
        )
        on_progress("picture", 1, 1)
    return performance


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
    film: _Film | None,
    on_progress: Callable[[str, int, int | None], None],
) -> Sound:
    """Write the WAV file; the film goes on as long, with the sound in it."""
    from gesture2midi.io.midi.routing import MAIN, heard
    from gesture2midi.io.synth.output import render_wav

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

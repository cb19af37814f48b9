"""A live set: puts source, tracker, mapping, outputs and window together, and plays until it ends."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from gesture2midi import paths
from gesture2midi.board import Board
from gesture2midi.errors import PlayerError
from gesture2midi.gesture.custom import Taught
from gesture2midi.gesture.profile import Profile
from gesture2midi.mapping.compiled import Mapping
from gesture2midi.mapping.load import load
from gesture2midi.meter import Meter
from gesture2midi.out.outputs import Outputs, Sink
from gesture2midi.session import MakeTracker, Moment, Session, Source
from gesture2midi.show.view import View
from gesture2midi.takes import TakeWriter
from gesture2midi.watch import Watch

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@dataclass(frozen=True, slots=True)
class Stage:
    """What one live set is played with.

    mappings: the one to begin with, then those that the `m` key goes on to.
    preview: open the window; a display that is not there is reported, and the set goes on.
    taught: the player's own gestures.
    """

    source: Source
    tracker: MakeTracker | None
    mappings: tuple[Path, ...]
    sinks: tuple[Sink, ...]
    record: Path | None = None
    preview: bool = False
    profile: Profile = Profile()  # noqa: RUF009  (frozen)
    taught: Taught = Taught()  # noqa: RUF009  (frozen)


def play(stage: Stage, say: Callable[[str], None]) -> Meter:
    """Play until the source ends, `q` is pressed or a signal comes; every note is ended in each case.

    say: told in a sentence what the player should know, from any thread.

    Raises:
        PlayerError: the mapping or the source cannot be played.
    """
    outputs = Outputs(stage.sinks, say)
    with ExitStack() as stack:
        stack.callback(stage.source.close)
        stack.callback(outputs.close, 0.0)
        session = Session(
            stage.source,
            stage.tracker,
            load(stage.mappings[0], stage.taught.signals),
            outputs,
            live=True,
            profile=stage.profile,
            on_mapping=_programs(stage.sinks),
            taught=stage.taught,
        )
        player = _Player(session, stage, outputs, stack, say)
        stack.enter_context(Watch(stage.mappings, lambda path: session.ask(lambda: player.reload(path))))
        stack.enter_context(_ended_by_signals(session))
        gc.collect()
        gc.freeze()
        session.run()
    return session.meter


def _programs(sinks: tuple[Sink, ...]) -> Callable[[Mapping], None]:
    """Gives each mapping's programs to those sinks that make sound themselves."""

    def configure(mapping: Mapping) -> None:
        from gesture2midi.out.synth import Synth

        for sink in sinks:
            if isinstance(sink, Synth):
                sink.configure(mapping.synth.programs, mapping.synth.volume, mapping.synth.reverb)

    return configure


class _Player:
    """What the player can do while playing: the keys of the window, and saving a mapping."""

    def __init__(
        self,
        session: Session,
        stage: Stage,
        outputs: Outputs,
        stack: ExitStack,
        say: Callable[[str], None],
    ) -> None:
        self._session = session
        self._mappings = stage.mappings
        self._taught = stage.taught.signals
        self._say = say
        self._board = Board(outputs)
        self._take: TakeWriter | None = None
        self._fps = stage.source.fps
        self._keys = {"q": session.stop, "p": session.panic, "m": self.next_mapping, "r": self.record}
        stack.callback(self._stop_recording)
        if stage.record is not None:
            self._start_recording(stage.record)
        session.watchers.append(self._record)
        if stage.preview:
            self._open_window(stack)

    def reload(self, path: Path) -> None:
        """A mapping file was saved: play it if it is the one that is played, and if it is right."""
        if path == self._session.mapping.path:
            self._swap(path)

    def next_mapping(self) -> None:
        here = self._mappings.index(self._session.mapping.path)
        self._swap(self._mappings[(here + 1) % len(self._mappings)])

    def record(self) -> None:
        """Start a recording in the working folder, or end the one that runs."""
        if self._take is not None:
            self._stop_recording()
            return
        try:
            self._start_recording(Path(time.strftime("take-%Y%m%d-%H%M%S.jsonl")))
        except PlayerError as error:
            self._tell(str(error))

    def _swap(self, path: Path) -> None:
        try:
            mapping = load(path, self._taught)
        except PlayerError as error:
            self._tell(f"{error}\nThe mapping before it goes on playing.")
        else:
            self._session.swap(mapping)
            self._tell(f"Now playing {mapping.name}.")

    def _tell(self, text: str) -> None:
        self._board.notice = text.splitlines()[0]
        self._say(text)

    def _start_recording(self, path: Path) -> None:
        self._take = TakeWriter(path, fps=self._fps)
        self._board.recording = True

    def _stop_recording(self) -> None:
        if self._take is not None and self._take.frames:
            self._take.close()
            self._say(f"The take is in {self._take.path}.")
        elif self._take is not None:
            self._take.discard()
        self._take, self._board.recording = None, False

    def _record(self, moment: Moment) -> None:
        if self._take is None:
            return
        try:
            self._take.write(moment.hands)
        except PlayerError as error:  # a full disk ends the recording, not the set
            self._take, self._board.recording = None, False
            self._tell(str(error))

    def _open_window(self, stack: ExitStack) -> None:
        from gesture2midi.show.window import Window

        try:
            window = Window(self._say)
        except PlayerError as error:
            self._say(str(error))
            return
        stack.callback(window.close)

        shown: View | None = None

        def show() -> None:
            key = window.show(shown) if shown is not None else None
            if key is not None:
                self._session.ask(self._keys[key])

        def look(moment: Moment) -> None:
            nonlocal shown
            shown = self._board.view(moment, self._session)
            show()

        self._session.watchers.append(look)
        self._session.idle = show


@contextmanager
def _ended_by_signals(session: Session) -> Iterator[None]:
    """Ctrl-C, a kill or a closed terminal end the set after this frame; a second Ctrl-C at once."""

    def end(number: int, frame: FrameType | None) -> None:
        session.ask(session.stop)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {}
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def playlist(names: tuple[str, ...]) -> tuple[Path, ...]:
    """The mapping files to play and to go on to: those named, else the bundled ones after the first."""
    first = tuple(paths.mapping_file(name) for name in names)
    if len(first) > 1:
        return first
    rest = tuple(paths.mapping_file(name) for name in paths.bundled_mappings())
    return first + tuple(path for path in rest if path not in first)

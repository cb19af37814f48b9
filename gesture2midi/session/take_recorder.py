"""Takes that are recorded while a set plays."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from gesture2midi.capture.takes.trim import since
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import PlayerError
from gesture2midi.events import Hands
from gesture2midi.session.instrument import take_writer
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot


class Recorder:
    """Writes each moment into the take that runs, if one does. Call it on the session's thread, or while that
    does not run.

    Args:
        fps: of the source; another one counts from the next take on.
        say: told where a take is.
        tell: told why there is none.
    """

    def __init__(
        self,
        session: Session,
        snapshot: Snapshot,
        fps: float,
        say: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self._session, self._snapshot, self._say, self._tell = session, snapshot, say, tell
        self.fps = fps
        self.finished: Path | None = None
        """The take that ended last."""
        self._take: TakeWriter | None = None
        self._first: Hands | None = None
        session.watchers.append(self._write)

    def at_rate(self, fps: float) -> None:
        """From the next take on the source has so many frames a second."""
        self.fps = fps

    def begin(self, path: Path) -> None:
        """Record into this file from the next frame on.

        However late in the session, the take begins at 0. It says what it was played with.

        Raises:
            OutputError: the file cannot be written.
        """
        self._take = take_writer(path, self.fps, self._session.mapping)
        self._first = None
        self._snapshot.recording = True

    def end(self) -> None:
        """End the recording that runs; a disk that is full then is told."""
        take, self._take, self._snapshot.recording = self._take, None, False
        if take is None:
            return
        if not take.frames:
            take.discard()
            return
        try:
            take.close()
        except PlayerError as error:
            self._tell(str(error))
        else:
            self.finished = take.path
            self._say(f"The take is in {take.path}.")

    def record(self, on: bool) -> None:
        """Start a take in the working folder where none runs, or end the one that does."""
        if on != (self._take is not None):
            self.toggle(Path(time.strftime("take-%Y%m%d-%H%M%S.jsonl")))

    def toggle(self, path: Path) -> None:
        """Start a take in this file, or end the one that runs."""
        if self._take is not None:
            self.end()
            return
        try:
            self.begin(path)
        except PlayerError as error:
            self._tell(str(error))

    def _write(self, moment: Moment) -> None:
        if self._take is None:
            return
        try:
            self._first = self._first or moment.hands
            self._take.write(since(self._first, moment.hands))
        except PlayerError as error:  # a full disk ends the recording, not the set
            self._take.discard()
            self._take, self._snapshot.recording = None, False
            self._tell(str(error))

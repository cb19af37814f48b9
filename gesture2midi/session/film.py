"""The video with the skeleton drawn in, drawn and encoded on a thread of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypeAlias

from gesture2midi.display.view import View
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot

if TYPE_CHECKING:
    from gesture2midi.display.video import VideoFile

Format: TypeAlias = Literal["picture", "9:16"]
"""Of a film: that of the picture, or upright for a phone."""
_MOST = 4
"""Views that wait to be drawn; the set then waits for them."""


class Film:
    """A watcher of a session that writes what it shows; the file is opened with the first picture's size."""

    def __init__(
        self, path: Path, fps: float, snapshot: Snapshot, session: Session, film_format: Format = "picture"
    ) -> None:
        self._path = path
        self._format = film_format
        self._fps = fps
        self._snapshot = snapshot
        self._session = session
        self._file: VideoFile | None = None
        self._error: Exception | None = None
        self._views: Queue[View | None] = Queue(_MOST)
        self._thread = Thread(target=self._draw, name="film", daemon=True)
        self._thread.start()

    def add(self, moment: Moment) -> None:
        """Show a moment.

        Raises:
            OutputError: the file cannot be written.
        """
        if self._error is not None:
            raise self._error
        view = self._snapshot.view(moment, self._session)
        # How fast this machine renders is no part of the performance.
        self._views.put(replace(view, fps=0.0, latency_ms=None, plan=self._snapshot.plan(self._session)))

    def finish(self) -> None:
        """Draw what waits.

        Raises:
            OutputError: the file cannot be written.
        """
        if self._thread.is_alive():
            self._views.put(None)
            self._thread.join()
        if self._error is not None:
            raise self._error

    def add_sound(self, sound: Path, seconds: float) -> None:
        """Finish the film, which is as long as its sound at least, with the sound in it."""
        from gesture2midi.display.video import mux

        self.finish()
        if self._file is not None:
            self._file.close(seconds)
            mux(self._path, sound)

    def __enter__(self) -> Film:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()
        elif self._thread.is_alive():
            self._views.put(None)
            self._thread.join()
        if self._file is not None:
            self._file.__exit__(kind, error, trace)

    def _draw(self) -> None:
        while (view := self._views.get()) is not None:
            if self._error is None:
                try:
                    self._write(view)
                except Exception as error:  # raised by `add` or `finish`, on the set's thread
                    self._error = error

    def _write(self, view: View) -> None:
        # What is slow to load is loaded where it is wanted.
        from gesture2midi.display.overlay import draw
        from gesture2midi.display.vertical import draw_vertical
        from gesture2midi.display.video import VideoFile

        image = draw_vertical(view) if self._format == "9:16" else draw(view)
        if self._file is None:
            height, width = image.shape[:2]
            self._file = VideoFile(self._path, self._fps, (width, height))
        self._file.write(image, view.hands.t)

"""Pictures of takes, through what each was played with: made beside the music, and kept beside the takes.

Who draws a take has read all of it. So what is wrong in the middle of one is found here.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gesture2midi.errors import PlayerError
from gesture2midi.files import open_regular
from gesture2midi.gestures.profile import Profile
from gesture2midi.studio.services.mapping_library import Entry
from gesture2midi.studio.services.take_library import SavedTake
from gesture2midi.studio.services.worker import Tell, Worker

FOLDER = ".thumbnails"
_LARGEST = 4_000_000
"""Bytes of a picture that is looked at; one has some ten thousand."""
_DRAWING = 2
"""Counted up when thumbnails are drawn in another way."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One to be drawn, or without a mapping only to be read. `key` is another one when anything was changed.

    version: that of the take.
    """

    take: Path
    version: tuple[int, int]
    mapping: Path | None
    key: str
    profile: Profile


class Thumbnails:
    """Ask for each picture with `of` until it is there; `look` has them made. Any thread may ask.

    profile: whose hands the takes show.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._asked: dict[str, Sketch] = {}
        self._none: set[str] = set()
        self._problems: dict[tuple[Path, tuple[int, int]], str] = {}
        self._child: Worker | None = None
        self._batch: tuple[Sketch, ...] = ()
        self._closed = False
        self._lock = threading.Lock()

    def of(self, take: SavedTake, files: Sequence[Path]) -> str | None:
        """The SVG of a take; "" where none can be made, None while it is being made.

        files: the mapping that it was played with, and those that are taken into that; none where that is
            not known.
        """
        texts: list[bytes] = []
        with suppress(OSError):
            texts = [_bytes(file) for file in files]
        mapping = files[0] if texts else None
        told = (_DRAWING, str(take.path), take.version, texts, self.profile)
        key = hashlib.sha256(repr(told).encode(errors="surrogatepass")).hexdigest()
        with self._lock:
            if key in self._none:
                return ""
            if key not in self._asked:
                drawn = _read(take.path, key)
                if drawn is not None:
                    return drawn
                self._asked[key] = Sketch(take.path, take.version, mapping, key, self.profile)
        return None

    def problem(self, take: SavedTake) -> str:
        """Why a take cannot be played, as far as that is known: from `of` on it is found out."""
        return self._problems.get((take.path, take.version), take.problem)

    def look(self) -> None:
        """Take in what was made, and have the rest made."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        if self._closed:
            return
        if self._child is not None:
            for key, made, problem in self._child.heard():
                sketch = self._asked.pop(key)
                if problem:
                    self._problems[sketch.take, sketch.version] = problem
                if not made:
                    self._none.add(key)
            if not self._child.ended:
                return
            # What a process died of is not tried again.
            for sketch in self._batch:
                if self._asked.pop(sketch.key, None) is not None:
                    self._none.add(sketch.key)
        self._child = None
        if self._asked:
            self._batch = tuple(self._asked.values())
            self._child = Worker(_work, self._batch)

    def close(self) -> None:
        """End what is being made."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()


def played_with(take: SavedTake, entries: Iterable[Entry]) -> tuple[Path, ...]:
    """The files of the mapping that a take was played with: by its file and name, else by its name alone."""
    named = [entry for entry in entries if entry.name == take.mapping and not entry.problem]
    return next((e.files for e in sorted(named, key=lambda e: e.path.name != take.file)), ())


def forget(folder: Path) -> None:
    """Remove the pictures of takes that are no longer in this folder."""
    for path in (folder / FOLDER).glob("*.svg"):
        if not (folder / path.stem).is_file():
            with suppress(OSError):  # whatever else lies there stays
                path.unlink()


def _read(take: Path, key: str) -> str | None:
    try:
        head, _, drawn = _bytes(_place(take)).decode("utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return drawn if head == _head(key) else None


def _bytes(path: Path) -> bytes:
    with open_regular(path) as file:
        return file.read(_LARGEST)


def _head(key: str) -> str:
    return f"<!-- {key} -->"


def _place(take: Path) -> Path:
    return take.parent / FOLDER / f"{take.name}.svg"


def _work(batch: tuple[Sketch, ...], tell: Tell) -> None:
    """In the other process: read and draw one after the other.

    Of each the key is told, whether it was drawn, and what is wrong with the take.
    """
    from gesture2midi.capture.takes.reader import Take, problem_in
    from gesture2midi.display.thumbnail import thumbnail
    from gesture2midi.files import whole_file
    from gesture2midi.session.render import Wanted
    from gesture2midi.studio.services.exports import play

    for sketch in batch:
        why = problem_in(sketch.take)
        if why or sketch.mapping is None:
            tell((sketch.key, False, f"This take cannot be played: {why}" if why else ""))
            continue
        try:
            done = play(Take(sketch.take), sketch.mapping, Wanted(), sketch.profile)
            place = _place(sketch.take)
            place.parent.mkdir(exist_ok=True)
            with whole_file(place) as part:
                drawn = thumbnail(done.messages, done.seconds)
                part.write_text(f"{_head(sketch.key)}\n{drawn}", encoding="utf-8", newline="\n")
        except (PlayerError, OSError):
            tell((sketch.key, False, ""))
        else:
            tell((sketch.key, True, ""))

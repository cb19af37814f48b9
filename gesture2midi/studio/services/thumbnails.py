"""Pictures of takes, through what each was played with: made beside the music, and kept beside the takes."""

from __future__ import annotations

import hashlib
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
_DRAWING = 1
"""Counted up when thumbnails are drawn in another way."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One to be drawn. `key` is another one when anything that it shows was changed."""

    take: Path
    mapping: Path
    key: str
    profile: Profile


class Thumbnails:
    """Ask for each picture with `of` until it is there; `look` has them made. Both from one thread.

    profile: whose hands the takes show.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._asked: dict[str, Sketch] = {}
        self._none: set[str] = set()
        self._child: Worker | None = None
        self._batch: tuple[Sketch, ...] = ()

    def of(self, take: SavedTake, files: Sequence[Path]) -> str | None:
        """The SVG of a take; "" where none can be made, None while it is being made.

        files: the mapping that it was played with, and those that are taken into that; none where that is
            not known.
        """
        if not files:
            return ""
        try:
            texts = [_bytes(file) for file in files]
        except OSError:
            return ""
        key = hashlib.sha256(repr((_DRAWING, take.version, texts, self.profile)).encode()).hexdigest()
        if key in self._none:
            return ""
        if key not in self._asked:
            drawn = _read(take.path, key)
            if drawn is not None:
                return drawn
            self._asked[key] = Sketch(take.path, files[0], key, self.profile)
        return None

    def look(self) -> None:
        """Take in what was made, and have the rest made."""
        if self._child is not None:
            for key, made in self._child.heard():
                del self._asked[key]
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
    """In the other process: draw one after the other, and tell each key with whether it went well."""
    from gesture2midi.capture.takes.reader import Take
    from gesture2midi.display.thumbnail import thumbnail
    from gesture2midi.files import whole_file
    from gesture2midi.session.render import Wanted
    from gesture2midi.studio.services.exports import play

    for sketch in batch:
        try:
            done = play(Take(sketch.take), sketch.mapping, Wanted(), sketch.profile)
            place = _place(sketch.take)
            place.parent.mkdir(exist_ok=True)
            with whole_file(place) as part:
                drawn = thumbnail(done.messages, done.seconds)
                part.write_text(f"{_head(sketch.key)}\n{drawn}", encoding="utf-8", newline="\n")
        except (PlayerError, OSError):
            tell((sketch.key, False))
        else:
            tell((sketch.key, True))

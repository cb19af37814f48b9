"""The mappings there are: the bundled ones, which stay as they are, and the player's own."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from gesture2midi import paths
from gesture2midi.errors import MappingError, Mistake, UsageError
from gesture2midi.files import (
    MAX_BYTES,
    free_name,
    is_device,
    make_folder,
    move,
    read_bytes,
    real,
    write_whole,
)
from gesture2midi.mapping.editing.edit_list import slug
from gesture2midi.mapping.load import Taught, load_file, loads
from gesture2midi.session.hot_reload import states
from gesture2midi.session.mapping_poster import page
from gesture2midi.studio.components.mapping_drawing import drawing
from gesture2midi.studio.services.mapping_tags import played, tags

BIN = "bin"
"""Where deleted mappings lie, in the folder of the player's own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping. `problem`: why it cannot be played, in a line, or ""; `own`: it may be changed.

    key: what its drawing is asked for by; another one after each change of its files.
    tags: what it is for, of `mapping_tags.TAGS`. played: the words of what it plays, in small letters.
    changed: when its file was, in seconds since 1970.
    files: its own first, and those that are taken into it; all that might be, where it cannot be played.
    """

    path: Path
    key: str
    name: str
    about: str
    hands: int
    own: bool
    problem: str = ""
    files: tuple[Path, ...] = ()
    tags: frozenset[str] = frozenset()
    played: str = ""
    changed: float = 0.0

    @property
    def title(self) -> str:
        """Its name; of the player's own with the file's, since a copy is called as what it was made of."""
        return f"{self.name} · {self.path.stem}" if self.own else self.name

    def found(self, words: str) -> bool:
        """Returns whether each of the words is in its name, file name or sentence, or in what it plays."""
        text = f"{self.name} {self.path.stem} {self.about} {self.played}".lower()
        return all(word in text for word in words.lower().split())


class Library:
    """Reads each file once, and again when it, or one that is taken into it, was changed.

    Args:
        taught: gives the signals of the player's own gestures; where they are others, files are judged anew.
        beside: further files, which were named at the start; they are the player's own.
    """

    def __init__(self, taught: Callable[[], Taught] = tuple, beside: Iterable[Path] = ()) -> None:
        self._asked = taught
        self._taught: Taught = ()
        self._beside = tuple(path for path in beside if not is_bundled(path))
        self._read: dict[Path, Entry] = {}
        self._reading = threading.Lock()
        self._drawn: dict[str, str] = {}
        self._drawing = threading.Lock()

    def entries(self) -> list[Entry]:
        """Returns all mappings, the player's own first, each group by name."""
        found = [self.entry(path) for path in self._files()]
        return sorted(found, key=lambda entry: (not entry.own, entry.name.lower()))

    @contextmanager
    def read_ahead(self) -> Iterator[None]:
        """Reads every file on a thread of its own, so that no page waits for it; ends with the block."""
        ended = threading.Event()

        def read() -> None:
            for path in self._files():
                if ended.is_set():
                    return
                self.entry(path)

        thread = threading.Thread(target=read, name="mappings")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def entry(self, path: Path) -> Entry:
        """Returns what there is to know of this file; any thread may ask."""
        with self._reading:
            now = tuple(self._asked())
            if now != self._taught:
                self._taught = now
                self._read.clear()
            known = self._read.get(path)
            if known is None or known.key != _key(known.files):
                known = self._read[path] = self._entry(path, known.files if known else (path,))
            return known

    def _files(self) -> list[Path]:
        own = dict.fromkeys((*self._beside, *paths.own_mapping_files()))
        bundled = [paths.mapping_file(name) for name in paths.bundled_mappings()]
        return [path for path in (*own, *bundled) if os.path.isfile(path)]

    def keyed(self, key: object) -> Entry | None:
        """Returns the mapping with this `key`; None where there is none."""
        return next((entry for entry in self.entries() if entry.key == key), None)

    def drawing(self, key: str) -> str | None:
        """Returns the drawing of the mapping with this `key`, as SVG; None where none that plays has it.

        Drawn once, one after the other, by whichever thread asks: it takes some hundredths of a second.
        """
        with self._drawing:
            entries = {entry.key: entry for entry in self.entries() if not entry.problem}
            if key not in entries:
                return None
            if key not in self._drawn:
                try:
                    drawn = drawing(page(entries[key].path, self._taught))
                except MappingError:  # it has just been changed
                    return None
                kept = {key: drawn for key, drawn in self._drawn.items() if key in entries}
                self._drawn = kept | {key: drawn}
            return self._drawn[key]

    def _entry(self, path: Path, files: tuple[Path, ...]) -> Entry:
        """files: those that it is taken to be made of; read once more where they prove to be others."""
        key = _key(files)  # of before: what is saved while it is read is read again
        own = not is_bundled(path)
        loaded = load_file(path, self._taught)
        try:
            mapping = loaded.playable()
        except MappingError as error:
            found = loaded.files
            entry = Entry(path, key, path.stem, "", 0, own, str(error).splitlines()[0], files=found)
        else:
            found = mapping.files
            entry = Entry(
                path,
                key,
                mapping.name,
                mapping.about,
                mapping.hands,
                own,
                files=found,
                tags=tags(loaded, bundled=not own),
                played=played(loaded),
                changed=_changed(path),
            )
        return entry if found == files else self._entry(path, found)

    def copy(self, path: Path) -> Path:
        """Copy a mapping among the player's own, and return the copy.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            return self.add(path.stem, read_bytes(path, "a mapping").decode("utf-8-sig"))
        except (Mistake, UnicodeDecodeError) as error:
            raise UsageError(f"The mapping {path} cannot be copied: {error}.") from error

    def create(self, name: str, text: str) -> Path:
        """Write a new mapping among the player's own, and return its file.

        Raises:
            OutputError: it cannot be written.
        """
        return self.add(slug(name) or "mapping", text)

    def delete(self, path: Path) -> Path:
        """Move one of the player's own into the bin beside the others, and return where it lies there.

        Raises:
            UsageError: it is a bundled one.
            OutputError: it cannot be moved.
        """
        if is_bundled(path):
            raise UsageError("A bundled mapping stays as it is: make it yours first.")
        aside = free_name(path.parent / BIN / path.name)
        make_folder(aside.parent)
        move(path, aside, "mapping")
        return aside

    def restore(self, aside: Path, path: Path) -> Path:
        """Move a mapping out of the bin again, and return where it is now.

        Raises:
            OutputError: it cannot be moved.
        """
        if os.path.exists(path):
            restored = self.add(path.stem, aside.read_text(encoding="utf-8"))
            aside.unlink()
            return restored
        move(aside, path, "mapping")
        return path

    def upload(self, filename: str, data: bytes) -> Path:
        """Copy a file from elsewhere among the player's own, and return where it is.

        filename: what it was called there; only letters, digits, - and _ of it are kept.

        Raises:
            UsageError: it is too large, or no text.
            MappingError: it is no mapping that can be played.
            OutputError: it cannot be written.
        """
        if len(data) > MAX_BYTES:
            raise UsageError(f"A mapping has {MAX_BYTES // 1024} kB at the most.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError("That is no mapping: it is no text.") from error
        stem = filename.replace("\\", "/").rpartition("/")[2]
        stem = stem.rpartition(".")[0] if paths.is_mapping(stem) else stem
        loads(text, paths.own_mappings() / f"{stem}.yaml", self._taught)
        return self.add(stem, text)

    def add(self, stem: str, text: str) -> Path:
        """Write a mapping among the player's own, by this name or the next that is free, and return its file.

        Raises:
            OutputError: it cannot be written.
        """
        folder = paths.own_mappings()
        make_folder(folder)
        name = re.sub(r"[^\w-]+", "-", stem).strip("-_")[:60] or "mapping"
        name = f"{name}-mapping" if is_device(name) else name
        taken = {*paths.bundled_mappings(), *(path.stem for path in paths.own_mapping_files())}
        number = 2
        while (free := name if name not in taken else f"{name}-{number}") in taken:
            number += 1
        path = folder / f"{free}.yaml"
        save(path, text)
        return path


def namesakes(entries: Iterable[Entry]) -> frozenset[Path]:
    """Returns the files of those that cannot be told apart by their titles."""
    every = list(entries)
    titles = Counter(entry.title for entry in every)
    return frozenset(entry.path for entry in every if titles[entry.title] > 1)


def _changed(path: Path) -> float:
    """When it was saved last, in seconds of the system's clock; 0 where it has gone meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _key(files: Iterable[Path]) -> str:
    """Another one when one of the files was changed, came or went."""
    return blake2s(repr(states(files)).encode(), digest_size=12).hexdigest()


def is_bundled(path: Path) -> bool:
    """Returns whether it came with the program, and stays as it is."""
    return real(path).parent == real(paths.mappings())


def save(path: Path, text: str) -> None:
    """Write one of the player's own: a power cut leaves the old text or the new one.

    Raises:
        UsageError: it is a bundled one.
        OutputError: it cannot be written.
    """
    if is_bundled(path):
        raise UsageError("A bundled mapping stays as it is: make it yours first.")
    write_whole(path, text)

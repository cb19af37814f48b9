"""Which films and takes there are in what was named, and what the files of each are called."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gesture2midi.errors import UsageError
from gesture2midi.files import is_device, real

_VIDEO = (".3gp", ".avi", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts")
ENDINGS = frozenset((*_VIDEO, ".ogv", ".ts", ".webm", ".wmv", ".jsonl"))
"""Of files that are taken out of a folder; a file that is named itself may have any."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film or take to play.

    name: of its files without their endings, from the output folder on, with / between folders.
    """

    path: Path
    name: str


def find(named: Sequence[Path], out: Path, say: Callable[[str], None]) -> tuple[Film, ...]:
    """Returns each film once, in the order of the names; a folder stands for the films in and below it.

    What is named and is not there is among them, and is told when it is played.

    Args:
        named: files and folders.
        out: the output folder, in which no films are looked for.
        say: told in a sentence of a folder that has none.

    Raises:
        UsageError: there is none at all.
    """
    found: dict[Path, tuple[Path, PurePosixPath]] = {}
    for path in named:
        if os.path.isdir(path):
            inside = list(_inside(path, real(out)))
            if not inside:
                say(f"There is no film and no take in the folder {path}.")
        else:
            inside = [(path, PurePosixPath(path.name))]
        for file, name in inside:
            found.setdefault(real(file), (file, name))
    if not found:
        raise UsageError("There is nothing to play: name films, takes or folders that have some in them.")
    names = _names([place for _, place in found.values()])
    return tuple(Film(path, name) for (path, _), name in zip(found.values(), names, strict=True))


def _inside(folder: Path, out: Path) -> Iterator[tuple[Path, PurePosixPath]]:
    """The films below a folder, each with its place in it; hidden files and folders are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f[0] != "." and real(Path(here, f)) != out)
        for file in sorted(files):
            if file[0] != "." and os.path.splitext(file)[1].lower() in ENDINGS:
                path = Path(here, file)
                yield path, PurePosixPath(path.relative_to(folder).as_posix())


def _names(places: Sequence[PurePosixPath]) -> list[str]:
    """Names that no two films share on any system: stems, or with their endings, or with numbers."""
    short = [_allowed(place.with_suffix("")) for place in places]
    shared = Counter(map(_folded, short))
    taken: set[str] = set()
    names = []
    for place, name in zip(places, short, strict=True):
        if shared[_folded(name)] > 1:
            name = f"{name}-{place.suffix[1:].lower()}" if place.suffix else name
        number, free = 1, name
        while _folded(free) in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(_folded(free))
        names.append(free)
    return names


def _allowed(place: PurePosixPath) -> str:
    """The place with names that Windows has, too."""
    return "/".join(
        f"{part}-film" if is_device(part) else part.rstrip(". ") or "film" for part in place.parts
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

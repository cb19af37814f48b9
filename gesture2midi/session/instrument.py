"""The instrument of a take: the mapping that it was played with, and why a performance was silent."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.engine.hand_dependencies import families, readers
from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import MappingError, UsageError, listed
from gesture2midi.events import SIDES, Gestures
from gesture2midi.mapping.load import Taught, load
from gesture2midi.session import sources

DEFAULT = "theremin"

_AWAITED = {
    "face": ("face.present", "no face was seen"),
    "body": ("body.present", "no body was seen"),
    "heart": ("heart.contact", "no heart was heard"),
}
"""What may play besides hands: the flag that tells that it is there, and what is said where it never was."""


def fingerprint(files: Iterable[Path]) -> str:
    """Returns the SHA-256 of what is in these files of a mapping, "" where one of them is gone."""
    digest = hashlib.sha256()
    try:
        for file in files:
            # The same on every system: Git on Windows may end lines in another way.
            digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    except OSError:
        return ""
    return digest.hexdigest()


def take_writer(path: Path, fps: float, mapping: Mapping) -> TakeWriter:
    """Opens a new take that remembers the mapping that plays.

    Raises:
        OutputError: it cannot be written there.
    """
    played = fingerprint(mapping.files)
    return TakeWriter(path, fps=fps, mapping=mapping.name, file=mapping.path.name, fingerprint=played)


def mapping_for(source: str, wanted: str | None, taught: Taught, say: Callable[[str], None]) -> str:
    """Returns what to play a source with: what is wanted, else a take's own mapping, else `theremin`.

    say: told where the take's own mapping has changed since, or is gone; {instead} plays it.

    Raises:
        SourceError: the take cannot be read.
    """
    if wanted is not None or not sources.is_take(source):
        return wanted or DEFAULT
    take = Take(Path(source))
    return str(own_mapping(take.file, take.fingerprint, taught, say) or DEFAULT)


def own_mapping(
    file: str, known: str, taught: Taught, say: Callable[[str], None], instead: str = DEFAULT
) -> Path | None:
    """Returns the mapping of this file name among the player's own and the bundled ones; None if it is gone.

    One that is as it was is taken before one that is not.

    file: as the take has it. known: its `fingerprint`, "" where the take does not say. instead: what plays
        where it is gone.
    """
    if not file:
        return None
    name = file.replace("\\", "/").rpartition("/")[2]  # a folder of another machine says nothing here
    found = [path for path in _of_name(name) if os.path.isfile(path)]
    if not found:
        say(f"The mapping {name}, with which the take was recorded, is gone; {instead} plays it.")
        return None
    if not known:
        return found[0]
    same = next((path for path in found if _fingerprint_of(path, taught) == known), None)
    if same is None:
        say(f"The mapping {name} has changed since the take was recorded.")
    return same or found[0]


def shown(gestures: Gestures) -> set[str]:
    """Returns what the player shows: `left`, `right`, `face`, `body`, `heart`."""
    told = {part for part, (flag, _) in _AWAITED.items() if gestures.signals.get(flag)}
    return {hand.side for hand in gestures.hands} | told


def why_silent(mapping: Mapping, seen: Collection[str]) -> str:
    """Returns why no note was played, in words that follow a colon; `seen` is all that was `shown`."""
    reads = list(readers(mapping).values())
    if not reads:
        return f"the mapping {mapping.name} plays no notes"
    awaited = families(mapping)
    if not any(reads) and (missing := [part for part in _AWAITED if part in awaited and part not in seen]):
        return listed([_AWAITED[part][1] for part in missing], "and")
    if any(reads) and not {*seen} & {*SIDES}:
        return "no hand was seen"
    absent = [side for side in SIDES if side not in seen]
    if absent and all(hands == {absent[0]} for hands in reads):
        return f"the mapping {mapping.name} needs the {absent[0]} hand, which was never seen"
    return (
        f"no gate of {mapping.name} opened and nothing was struck; `gesture2midi explain` says how to play it"
    )


def _of_name(name: str) -> tuple[Path, ...]:
    return tuple(
        folder / name for folder in (paths.own_mappings(), paths.mappings()) if paths.is_mapping(name)
    )


def _fingerprint_of(path: Path, taught: Taught) -> str:
    try:
        return fingerprint(load(path, taught).files)
    except (MappingError, UsageError):  # what is wrong with it is told when it is played
        return ""

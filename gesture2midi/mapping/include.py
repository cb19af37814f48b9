"""Other mapping files taken into one: which files may be, and how their controls join its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import Mistake
from gesture2midi.files import real
from gesture2midi.gestures.signals import OF_HANDS, OF_PLAYER
from gesture2midi.mapping.yaml.file import inside
from gesture2midi.paths import MAPPING_ENDINGS, is_mapping

DEEPEST = 3
"""A file that is included may include others, but no more than so many below each other."""
MOST_FILES = 32
"""That one mapping takes in, those that others include among them, and each as often as it is named."""


def beside(path: Path, name: str, above: Sequence[Path], taken: int) -> Path:
    """The file that `name` means in the mapping `path`; `above` are those that include that in turn.

    taken: how many files have been taken in before it.

    Raises:
        Mistake: it lies elsewhere, closes a ring, or is one too many.
    """
    if taken >= MOST_FILES:
        raise Mistake(f"more than {MOST_FILES} files are included in all", "put some of them into one")
    file = candidates(path, name)[0]
    if file == real(path):
        raise Mistake("a mapping cannot include itself")
    if file in above:
        raise Mistake(f"`{name}` includes this file in turn", "take one of the two out")
    if len(above) >= DEEPEST:
        raise Mistake(f"files include each other more than {DEEPEST} levels deep", "include it higher up")
    return file


def candidates(path: Path, name: str) -> list[Path]:
    """The files that `name` may mean in the mapping `path`; those that are there come first.

    Raises:
        Mistake: it lies elsewhere.
    """
    endings = ("",) if is_mapping(name) else MAPPING_ENDINGS
    found = [inside(path, name, f"{name}{ending}") for ending in endings]
    return sorted(found, key=lambda file: not os.path.isfile(file))


def joined(own: Mapping, included: Sequence[Mapping]) -> Mapping:
    """A mapping with all that those it includes can play; its own scene is on at first.

    Its own programs, volume, reverb and MPE zone go before theirs.
    """
    controls = own.controls
    ports = dict(own.ports)
    scenes, enter, exit = dict(own.scenes), dict(own.enter), dict(own.exit)
    programs: dict[int, int] = {}
    for other in included:
        controls += other.controls
        scenes.update(other.scenes)
        enter.update(other.enter)
        exit.update(other.exit)
        ports.update(other.ports)
        programs.update(other.synth.programs)
    keys = {at: key for other in reversed(included) for at, key in other.keys.items()}
    zones = [mapping.zone for mapping in (own, *included) if mapping.zone]
    listens = [mapping.listen for mapping in (own, *included) if mapping.listen is not None]
    signals = own.signals.union(*(other.signals for other in included))
    return replace(
        own,
        synth=replace(own.synth, programs={**programs, **own.synth.programs}),
        zone=zones[0] if zones else None,
        controls=controls,
        scenes=scenes,
        enter=enter,
        exit=exit,
        ports=ports,
        keys={**keys, **own.keys},
        signals=signals,
        hands=hands(signals),
        listen=listens[0] if listens else None,
    )


def hands(signals: frozenset[str]) -> int:
    """How many hands are needed to read these signals, 0 to 2; 1 where they come from no player."""
    named = {name.partition(".")[0] for name in signals}
    hands = named & OF_HANDS
    if not hands and named & OF_PLAYER:
        return 0
    return 2 if "hands" in hands or len(hands) > 1 else 1

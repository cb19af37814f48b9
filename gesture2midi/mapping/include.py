"""Other mapping files taken into one: which files may be, and how their controls join its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from gesture2midi.engine.controls import Control, Mapping
from gesture2midi.errors import Mistake
from gesture2midi.gestures.signals import SEEN
from gesture2midi.mapping.yaml.file import inside

DEEPEST = 3
"""A file that is included may include others, but no more than so many below each other."""

_C = TypeVar("_C", bound=Control)


def beside(path: Path, name: str, above: Sequence[Path]) -> Path:
    """The file that `name` means in the mapping `path`; `above` are those that include that in turn.

    Raises:
        Mistake: it lies elsewhere, or closes a ring.
    """
    file = inside(path, name, name if Path(name).suffix in (".yaml", ".yml") else f"{name}.yaml")
    if file == path.resolve():
        raise Mistake("a mapping cannot include itself")
    if file in above:
        raise Mistake(f"`{name}` includes this file in turn", "take one of the two out")
    if len(above) >= DEEPEST:
        raise Mistake(f"files include each other more than {DEEPEST} levels deep", "include it higher up")
    return file


def joined(own: Mapping, included: Sequence[tuple[str, Mapping]]) -> Mapping:
    """A mapping with all that those it includes can play; its own scene is on at first.

    Their controls are called `drums/kick`. Its own programs, volume, reverb and MPE zone go before theirs.
    """
    controls = own.controls
    ports = dict(own.ports)
    scenes, enter, exit = dict(own.scenes), dict(own.enter), dict(own.exit)
    programs: dict[int, int] = {}
    for name, other in included:
        controls += tuple(_called(name, control) for control in other.controls)
        for scene, inner in other.scenes.items():
            scenes[scene] = tuple(_called(name, control) for control in inner)
        enter.update(other.enter)
        exit.update(other.exit)
        ports.update({f"{name}/{control}": port for control, port in other.ports.items()})
        programs.update(other.synth.programs)
    keys = {
        f"{name}/{at}" if isinstance(at, str) else at: key
        for name, other in reversed(included)
        for at, key in other.keys.items()
    }
    zones = [mapping.zone for mapping in (own, *(other for _, other in included)) if mapping.zone]
    signals = own.signals.union(*(other.signals for _, other in included))
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
    )


def hands(signals: frozenset[str]) -> int:
    """How many hands are needed to read these signals, 1 or 2."""
    named = {name.partition(".")[0] for name in signals} & SEEN
    return 2 if "hands" in named or len(named) > 1 else 1


def _called(name: str, control: _C) -> _C:
    return replace(control, id=f"{name}/{control.id}")

"""A mapping as the engine plays it: its controls, its scenes, and what goes with them.

`mapping.load` makes one per file; the engine runs only these.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path

from gesture2midi.engine.controls import Control, Expression, Memory
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.events import Message, port_of
from gesture2midi.music.scales import Scale

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Synth:
    """Programs 0..127 by channel 1..16; volume and reverb 0..1. bank: of them all, one number or two."""

    programs: Dictionary[int, int]
    volume: float
    reverb: float
    bank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """scenes: name -> its own controls; `controls` play in all of them. `main` has only those.

    start: the scene that is on at first. hands: 1 or 2, how many hands the signals need.
    zone: None where no control sends MPE notes. enter, exit: what a scene sends once, at time 0.
    ports: id -> the named MIDI port that a control plays on, of those that do not play on the main one.
    tempo: quarter notes a minute. files: its own and all that were taken into it, mappings and tunings.
    keys: in which notes are spelt, by MIDI channel and by the id of each control that has one.
    listen: while it is over 0, spoken commands are listened for; None where the file does not say when.
    score: what the virtual performer plays of it, by name; "" where the file names none.
    """

    name: str
    about: str
    path: Path
    synth: Synth
    controls: tuple[Control, ...]
    scenes: Dictionary[str, tuple[Control, ...]]
    start: str
    signals: frozenset[str]
    hands: int
    zone: Zone | None = None
    enter: Dictionary[str, tuple[Message, ...]] = field(default_factory=dict)
    exit: Dictionary[str, tuple[Message, ...]] = field(default_factory=dict)
    ports: Dictionary[str, str] = field(default_factory=dict)
    tempo: float = 120.0
    files: tuple[Path, ...] = ()
    keys: Dictionary[int | str, Scale] = field(default_factory=dict)
    score: str = ""
    listen: Expression | None = None

    @property
    def scene_names(self) -> tuple[str, ...]:
        """Every scene there is to go to, in the file's order."""
        return tuple(dict.fromkeys((MAIN, *self.scenes)))

    @property
    def port_names(self) -> frozenset[str]:
        """The MIDI ports that it names."""
        once = (*self.enter.values(), *self.exit.values())
        sent = {port_of(message) or "" for messages in once for message in messages}
        return frozenset({*self.ports.values(), *sent} - {""})

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The memories of all controls, each once, in the order of the file."""
        return tuple(dict.fromkeys(memory for control in self.everything for memory in control.memories))

    @property
    def everything(self) -> tuple[Control, ...]:
        """The controls of all scenes, those that play in all of them first."""
        return (*self.controls, *(control for scene in self.scenes.values() for control in scene))

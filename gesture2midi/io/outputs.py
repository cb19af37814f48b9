"""The outputs that a set can have, as records to compare; opens what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from gesture2midi.errors import OutputError, PlayerError, SoundfontError
from gesture2midi.io.midi.routing import MAIN, OfPort
from gesture2midi.io.osc.target import parse_target

if TYPE_CHECKING:
    from gesture2midi.engine.note_ledger import Sink
    from gesture2midi.io.synth.output import Synth


@dataclass(frozen=True, slots=True)
class ToPort:
    """A MIDI port. name: what mappings call it, or `MAIN`; port: an existing one, None for our own."""

    name: str
    port: str | None


@dataclass(frozen=True, slots=True)
class ToOsc:
    """target: as `io.osc.target.parse_target` reads it."""

    target: str


@dataclass(frozen=True, slots=True)
class ToSynth:
    """The built-in synth; see `synth.Synth`."""

    soundfont: Path | None = None
    driver: str | None = None
    buffer: int | None = None


Output: TypeAlias = ToPort | ToOsc | ToSynth


def to_ports(bound: Sequence[tuple[str, str]]) -> list[Output]:
    """The MIDI ports that are bound, each as (name, port), and our own unless another is the main one."""
    own = [] if any(name == MAIN for name, _ in bound) else [ToPort(MAIN, None)]
    return [*own, *(ToPort(name, port) for name, port in bound)]


def open_sink(output: Output) -> Sink:
    """What can be sent to.

    Raises:
        PlayerError: this machine does not have it, or nobody has: `is_mistake` tells which.
    """
    match output:
        case ToPort(name, port):
            from gesture2midi.io.midi import open_ports
            from gesture2midi.io.midi.port_process import KeptPort

            return OfPort(
                KeptPort(
                    open_ports.open_virtual if port is None else partial(open_ports.open_existing, port)
                ),
                name,
            )
        case ToOsc(target):
            from gesture2midi.io.osc.output import OscTarget

            return OscTarget(*parse_target(target))
        case ToSynth(soundfont, driver, buffer):
            from gesture2midi.io.synth.output import Synth

            return OfPort(Synth(soundfont, driver, buffer), clicks=True)


def is_mistake(output: Output, error: PlayerError) -> bool:
    """Whether the player has to mend what was asked for; else this machine does not have it at the moment."""
    lacking = isinstance(error, OutputError) and not isinstance(error, SoundfontError)
    return isinstance(output, ToOsc) or not lacking


def open_sinks(
    outputs: Iterable[Output],
    say: Callable[[str], None],
    forgiven: Callable[[Output], bool] = lambda output: False,
    lacking: Callable[[Output, str], None] = lambda output, why: None,
) -> dict[Output, Sink]:
    """Those that are there; a set goes on without the others, and they are told.

    forgiven: whether a mistake is told, too, and no more.
    lacking: told each that is not there, and why.

    Raises:
        PlayerError: an output is a mistake, and not forgiven.
    """
    opened: dict[Output, Sink] = {}
    for output in dict.fromkeys(outputs):
        try:
            opened[output] = open_sink(output)
        except PlayerError as error:
            if is_mistake(output, error) and not forgiven(output):
                raise
            say(str(error))
            lacking(output, str(error))
    return opened


def synth_of(sinks: Iterable[Sink]) -> Synth | None:
    """The built-in one among them."""
    from gesture2midi.io.synth.output import Synth

    inner = (sink.sink if isinstance(sink, OfPort) else sink for sink in sinks)
    return next((sink for sink in inner if isinstance(sink, Synth)), None)

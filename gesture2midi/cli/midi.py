"""MIDI ports as options, and opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from gesture2midi.cli.group import say
from gesture2midi.errors import OutputError, SoundfontError

if TYPE_CHECKING:
    from gesture2midi.out.outputs import Sink

port_option = click.option(
    "--port",
    "bound",
    multiple=True,
    metavar="[NAME=]PORT",
    help="An existing MIDI port instead of our own virtual one; with NAME= what the mapping calls so. May be "
    "repeated.",
)


def midi_ports(bindings: Sequence[tuple[str, str]]) -> list[Sink]:
    """Those that were bound, and our own unless another is the main one."""
    from gesture2midi.out import ports
    from gesture2midi.out.route import MAIN, OfPort

    opened: list[Sink] = []
    if all(name != MAIN for name, _ in bindings):
        opened += [OfPort(sink) for sink in if_there(ports.open_virtual)]
    for name, port in bindings:
        opened += [OfPort(sink, name) for sink in if_there(partial(ports.open_existing, port))]
    return opened


def if_there(open_sink: Callable[[], Sink]) -> list[Sink]:
    """An output that this machine does not have is told, and the set goes on without it."""
    try:
        return [open_sink()]
    except SoundfontError:
        raise
    except OutputError as error:
        say(str(error))
        return []

"""`gesture2midi monitor`: what comes in, line by line."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import click
import cloup

from gesture2midi.cli.common import GROUPS, command, say
from gesture2midi.cli.interrupts import interrupts
from gesture2midi.errors import OutputError, printable

if TYPE_CHECKING:
    from gesture2midi.session.monitor import Line

_LOOK_AGAIN = 0.5
"""Seconds between two looks for a port that is not there yet."""
_PATIENCE = 4
"""Looks at a machine without MIDI before it is believed."""


_ONLY = "Of notes, cc, bend, pressure, program, transport, clock, sysex, osc, signals."


class Kinds(click.ParamType[tuple[str, ...]]):
    """`notes,cc`: some of `monitor.KINDS`."""

    name = "KIND,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        from gesture2midi.session.monitor import KINDS

        kinds = tuple(str(value).replace(" ", "").split(",")) if isinstance(value, str) else tuple(value)
        for kind in kinds:
            if kind not in KINDS:
                self.fail(f"{kind!r} is none of {', '.join(KINDS)}.", param, ctx)
        return kinds


@command("monitor --only notes,cc")
@cloup.option(
    "--port",
    "names",
    multiple=True,
    help="Hear this one instead of Gesture2MIDI. May be repeated.",
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--osc",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Hear OSC on this port, too.",
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--midi/--no-midi",
    default=True,
    show_default=True,
    help="Hear MIDI at all.",
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--only",
    type=Kinds(),
    help=_ONLY,
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--channel",
    "channels",
    type=click.IntRange(1, 16),
    multiple=True,
    help="May be repeated.",
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--seconds",
    type=click.FloatRange(min=0),
    help="End after so long.",
    group=GROUPS["Advanced"],
)
def monitor(
    names: tuple[str, ...],
    osc: int | None,
    midi: bool,
    only: tuple[str, ...] | None,
    channels: tuple[int, ...],
    seconds: float | None,
) -> None:
    """Show the messages that come in, of our own port or of others. Ctrl-C ends it."""
    from rich.console import Console

    from gesture2midi.io.midi.ports import NAMES
    from gesture2midi.io.osc.server import UdpPort
    from gesture2midi.session.monitor import USUAL, midi_line, osc_lines

    arrived: SimpleQueue[tuple[float, str, Line | None]] = SimpleQueue()
    start = time.perf_counter()

    def put(source: str, *lines: Line | None) -> None:
        now = time.perf_counter() - start
        for line in lines:
            arrived.put((now, source, line))

    def hear(name: str, data: bytes) -> None:
        put(name, midi_line(data))

    kinds = only or USUAL
    console = Console(highlight=False, soft_wrap=True)
    with ExitStack() as stack:
        if osc is not None:
            port = UdpPort("127.0.0.1", osc, lambda data, sender: put(f"OSC {osc}", *osc_lines(data)))
            stack.enter_context(closing(port)).start()
            say(f"Hearing OSC on port {osc}.")
        ports = _Ports(names or (NAMES["out"],) if midi else (), stack, hear)
        looked = 0.0
        try:
            while seconds is None or time.perf_counter() - start < seconds:
                if time.perf_counter() - start >= looked:
                    ports.look()
                    looked = time.perf_counter() - start + _LOOK_AGAIN
                try:
                    t, source, line = arrived.get(timeout=0.1)
                except Empty:
                    continue
                if line is not None and line.kind in kinds and (not channels or line.channel in channels):
                    console.print(_shown(t, source, line), markup=False)
        except KeyboardInterrupt:
            interrupts().end()


class _Ports:
    """Those that are to be heard: opened where they are there, and else as they come."""

    def __init__(
        self, names: Sequence[str], stack: ExitStack, on_message: Callable[[str, bytes], None]
    ) -> None:
        self._missing = dict.fromkeys(names, 0)  # and how often they were looked for in vain
        self._stack = stack
        self._on_message = on_message
        self._told: set[str] = set()

    def look(self) -> None:
        """Open what is there by now.

        Raises:
            PlayerError: no MIDI answers on this machine, or a name means several ports.
        """
        from gesture2midi.io.midi import ports as midi_ports

        for name, looks in tuple(self._missing.items()):
            self._missing[name] += 1
            try:
                opened = midi_ports.listen(name, partial(self._on_message, name))
            except OutputError:
                # A server that has much to do refuses now and then; one that is not there, always.
                if name in self._told or looks < _PATIENCE:
                    continue
                raise
            if opened is not None:
                del self._missing[name]
                self._stack.callback(opened.close)
                say(f"Hearing {opened.name}.")
            elif name not in self._told:
                self._told.add(name)
                say(f"No MIDI port {name} is there yet; waiting for it.")


_COLOURS = {
    "notes": "green",
    "cc": "cyan",
    "bend": "magenta",
    "pressure": "magenta",
    "program": "yellow",
    "transport": "yellow",
    "sysex": "yellow",
}


def _one_line(text: str) -> str:
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def _shown(t: float, source: str, line: Line) -> Any:
    from rich.text import Text

    text = Text(f"{t:10.3f}  ", style="dim")
    text.append(f"{printable(source):<14.14}  ", style="dim")
    text.append(f"{'' if line.channel is None else f'ch {line.channel}':<6}", style="")
    text.append(f"{_one_line(line.what):<24}", style=_COLOURS.get(line.kind, ""))
    text.append(f"  {_one_line(line.value)}" if line.value else "")
    return text

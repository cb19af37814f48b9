"""Which messages an output hears: those of one port. The only place that tells ports apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gesture2midi.engine.metronome import CLICK
from gesture2midi.engine.note_ledger import Sink
from gesture2midi.events import Message, Messages, port_of

MAIN = ""
"""The port of all that names none."""


def heard(items: Iterable[Message], port: str) -> tuple[Message, ...]:
    """Those that go to this port, and those that concern no port."""
    return tuple(item for item in items if port_of(item) in (port, None))


class OfPort:
    """An output that hears one port alone; what is wrapped by none hears all of them.

    Args:
        port: the name that mappings give it with `port:`, or `MAIN`.
        clicks: whether it hears the metronome, too.
    """

    def __init__(self, sink: Sink, port: str = MAIN, *, clicks: bool = False) -> None:
        self._clicks = clicks
        self.sink = sink
        self.port = port
        self.name = f"{sink.name} ({port})" if port else sink.name

    def send(self, messages: Messages) -> None:
        items = heard(messages.items, self.port)
        if self._clicks:
            items += tuple(item for item in messages.items if port_of(item) == CLICK)
        self.sink.send(replace(messages, items=items))

    def close(self) -> None:
        self.sink.close()

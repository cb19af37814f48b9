"""Which messages an output hears: those of one port. The only place that tells ports apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

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
    """

    def __init__(self, sink: Sink, port: str = MAIN) -> None:
        self.sink = sink
        self.port = port
        self.name = f"{sink.name} ({port})" if port else sink.name

    def send(self, messages: Messages) -> None:
        self.sink.send(replace(messages, items=heard(messages.items, self.port)))

    def close(self) -> None:
        self.sink.close()

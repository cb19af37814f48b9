"""Where the set plays to, what of it moves, and whether anybody hears it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from gesture2midi.engine.note_ledger import Sink
from gesture2midi.events import Message, Osc, port_of
from gesture2midi.io.midi.listeners import Listeners
from gesture2midi.io.midi.ports import NAMES
from gesture2midi.io.midi.routing import OfPort
from gesture2midi.io.synth.output import Synth

GLOW = 0.25
"""Seconds that a light stays on after a message."""

Kind: TypeAlias = Literal["synth", "midi", "osc", "file"]


@dataclass(frozen=True, slots=True)
class Route:
    """One output. heard: whether somebody hears it; None where nobody can tell. active: it was just used."""

    kind: Kind
    name: str
    heard: bool | None
    active: bool


class Counted(Protocol):
    """How many listen to our own MIDI port."""

    @property
    def count(self) -> int | None: ...

    def close(self) -> None: ...


class Hearing:
    """Sees every message that leaves; the set's thread calls `look`, the pages ask for the rest.

    sinks: those that play.
    """

    def __init__(
        self,
        sinks: Callable[[], Sequence[Sink]],
        listeners: Counted | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._sinks = sinks
        self._listeners = listeners or Listeners()
        self._clock = clock
        self._sent: dict[str | None, float] = {}

    def look(self, items: Sequence[Message]) -> None:
        """Take in the messages of a frame; short, for a frame waits for it."""
        if items:
            now = self._clock()
            for port in {None if isinstance(item, Osc) else port_of(item) or "" for item in items}:
                self._sent[port] = now

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every output, in the order of their opening."""
        return tuple(self._route(sink) for sink in self._sinks())

    @property
    def nobody(self) -> bool:
        """Whether nothing that is sent is heard by anybody, as far as can be told."""
        return all(route.heard is False for route in self.routes)

    def close(self) -> None:
        """Count no more who listens."""
        self._listeners.close()

    def _route(self, sink: Sink) -> Route:
        if not isinstance(sink, OfPort):
            kind: Kind = "osc" if any(map(sink.name.startswith, ("OSC", "osc"))) else "file"
            return Route(kind, sink.name, True, self._glows(*self._sent))
        inner = sink.sink
        if isinstance(inner, Synth):
            return Route("synth", "synth", inner.audible, self._glows(sink.port))
        own = NAMES["out"] in inner.name
        count = self._listeners.count if own else 1
        return Route("midi", inner.name, None if count is None else count > 0, self._glows(sink.port))

    def _glows(self, *ports: str | None) -> bool:
        now = self._clock()
        return any(now - self._sent.get(port, float("-inf")) < GLOW for port in ports)

"""Looks after a set that nobody watches: changes are logged, and the watchdog is told that it plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gesture2midi.io.service_manager import ServiceManager
from gesture2midi.session.session import Session
from gesture2midi.studio.services.event_log import EventLog

SETTLED = 3
"""Looks in a row that have to agree before a change of health is told: one slow second is none."""


class Lookout:
    """`look` is called every second or so, from one thread.

    Args:
        session: what is looked after. It answers between two frames, or four times a second without any.
        unwell: gives why it cannot play, each as (part, sentence); empty where it can.
        manager: is told that the set is ready, and from then on at each look at which it has answered.
    """

    def __init__(
        self,
        session: Session,
        unwell: Callable[[], Sequence[tuple[str, str]]],
        log: EventLog,
        manager: ServiceManager,
        place: str,
    ) -> None:
        self._session, self._unwell, self._log, self._manager = session, unwell, log, manager
        self._place = place
        self._answered = self._ready = False
        self._mapping: object = session.mapping
        self._parts: tuple[str, ...] = ()
        self._seen: list[tuple[str, ...]] = []
        self._ask()

    def look(self) -> None:
        """Take in how the set is doing."""
        if not self._answered:
            return
        self._answered = False
        if not self._ready:
            self._ready = True
            text = f"{self._session.mapping.name} plays; /health and /metrics are at {self._place}."
            self._log.write("ready", text)
            self._manager.ready(text)
        self._manager.alive()
        self._look_at_mapping()
        self._look_at_health()
        self._ask()

    def _ask(self) -> None:
        def answer() -> None:
            self._answered = True

        self._session.ask(answer)

    def _look_at_mapping(self) -> None:
        mapping = self._session.mapping
        if mapping is not self._mapping:
            self._mapping = mapping
            self._log.write("mapping", f"{mapping.name} plays.")

    def _look_at_health(self) -> None:
        found = self._unwell()
        self._seen = [*self._seen, tuple(part for part, _ in found)][-SETTLED:]
        settled = len(self._seen) == SETTLED and len(set(self._seen)) == 1
        if not settled or self._seen[0] == self._parts:
            return
        self._parts = self._seen[0]
        text = " ".join(why for _, why in found) or "The set plays."
        self._log.write("unhealthy" if found else "healthy", text)
        self._manager.status(text)

"""What a set has done so far, for Prometheus; counted on the set's thread."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.messages import kind_of
from gesture2midi.events import SIDES
from gesture2midi.session.latency import CAPACITY, STAGES, Meter
from gesture2midi.session.session import Moment

MEDIA_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 1.0)
"""Seconds; a frame at 30 per second lasts 0.033."""


class Metrics:
    """A watcher of a session.

    Args:
        meter: of the session.
        mapping: the one that plays.
        told: how many sentences the player was told.
    """

    def __init__(self, meter: Meter, mapping: Callable[[], Mapping], told: Callable[[], int]) -> None:
        self._meter, self._mapping = meter, mapping
        self._registry = CollectorRegistry()
        self._frames = self._counter("frames", "Frames that were played.")
        self._strikes = self._counter("strikes", "Strikes that were heard.")
        self._lost = self._counter("hands_lost", "How often a hand that was seen was gone.")
        self._mappings = self._counter("mapping_loads", "Mappings that were gone on with, reloads included.")
        messages = self._counter("messages", "Messages that the mapping played.", "kind")
        self._messages: Callable[[str], Counter] = messages.labels
        dropped = Gauge(
            "gesture2midi_dropped_frames", "Frames that the source dropped.", registry=self._registry
        )
        dropped.set_function(lambda: meter.dropped)
        notices = Gauge(
            "gesture2midi_notices", "Sentences that the player was told.", registry=self._registry
        )
        notices.set_function(told)
        latency = Histogram(
            "gesture2midi_latency_seconds",
            "From a picture in memory to its messages sent, and the stages of that.",
            ("stage",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._stages = [latency.labels(stage) for stage in (*STAGES, "whole")]
        ProcessCollector(namespace="gesture2midi", registry=self._registry)
        self._played: Mapping | None = None
        self._hands = 0

    def look(self, moment: Moment) -> None:
        """Count a frame; called on the set's thread."""
        self._frames.inc()
        instants = self._meter.instants[(self._meter.frames - 1) % CAPACITY]
        spans = [*np.diff(instants).tolist(), float(instants[-1] - instants[0])]
        for stage, seconds in zip(self._stages, spans, strict=True):
            stage.observe(seconds)
        for item in moment.messages.items:
            self._messages(kind_of(item)).inc()
        strikes = sum(hit.kind == "strike" and hit.side in SIDES for hit in moment.gestures.hits)
        if strikes:
            self._strikes.inc(strikes)
        hands = len(moment.gestures.hands)
        if hands < self._hands:
            self._lost.inc(self._hands - hands)
        self._hands = hands
        mapping = self._mapping()
        if mapping is not self._played:
            self._played = mapping
            self._mappings.inc()

    def text(self) -> bytes:
        """Returns all of it in Prometheus' text form, `MEDIA_TYPE`."""
        return generate_latest(self._registry)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"gesture2midi_{name}", told, labels, registry=self._registry)

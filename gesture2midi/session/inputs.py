"""What others than the camera tell of a frame: a clock, a controller, a heart, a voice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from gesture2midi.engine.parts import Signals
from gesture2midi.events import Gestures, Hands, Hit, Told


class Inputs:
    """Asks all that are plugged in what they tell, at a time by `time.perf_counter()`."""

    def __init__(self) -> None:
        self.signals: list[Callable[[float], Signals]] = []
        """Asked at each frame for the signals that come from no hand."""
        self.hits: list[Callable[[float], Iterable[Hit]]] = []
        """Asked likewise for the hits that no hand makes, each once, with its time by that clock; one that is
        still to come sounds at its time."""

    def told(self, hands: Hands, at: float) -> Told | None:
        """Returns what is told of the frame that arrived `at`; who speaks now goes before what a take has."""
        signals: dict[str, float] = {}
        for ask in self.signals:
            signals.update(ask(at))
        later = hands.t - at
        hits = [replace(hit, t=round(hit.t + later, 6)) for ask in self.hits for hit in ask(at)]
        before = hands.told
        if before is not None:
            live = {_family(name) for name in signals} | {hit.side for hit in hits}
            kept = {name: value for name, value in before.signals.items() if _family(name) not in live}
            signals = kept | signals
            hits += [hit for hit in before.hits if hit.side not in live]
        return Told(signals, tuple(hits)) if signals or hits else None


def with_told(gestures: Gestures, told: Told | None, unconnected: Signals) -> Gestures:
    """Returns the gestures and what is told besides.

    unconnected: what the mapping reads until somebody tells it.
    """
    signals = {**unconnected, **gestures.signals}
    if told is None:
        return replace(gestures, signals=signals)
    signals.update(told.signals)
    signals.update((hit.name, hit.velocity) for hit in told.hits)
    return replace(gestures, signals=signals, hits=(*gestures.hits, *told.hits))


def _family(name: str) -> str:
    """What a signal's name begins with: `clock`, `heart`."""
    return name.partition(".")[0]

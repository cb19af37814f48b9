"""A set without devices: a source that acts between frames, an output that keeps lines, a MIDI input."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gesture2midi.engine.messages import line
from gesture2midi.events import Hand, Hands, Messages


class Script:
    """A source: so many frames with the same hand, and what is done between them."""

    name, fps, total = "script", 30.0, None

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self.steps: list[Callable[[], None]] = []

    def frames(self) -> Iterator[Hands]:
        for index in range(len(self.steps) + 1):
            yield Hands(index / 10, index, 4 / 3, (self._hand,))
            if index < len(self.steps):
                self.steps[index]()

    def close(self) -> None:
        pass


class Lines:
    """An output: the transcript of what it was sent."""

    name = "lines"

    def __init__(self) -> None:
        self.lines: list[str] = []

    def send(self, messages: Messages) -> None:
        self.lines += map(line, messages.items)

    def close(self) -> None:
        pass


class Wire:
    """A MIDI input's device; what is put into `waiting`, with the seconds since the one before, has come."""

    def __init__(self) -> None:
        self.waiting: list[tuple[list[int], float]] = []
        self.closed = False

    def come(self, *message: int) -> None:
        self.waiting.append(([*message], 0.0))

    def get_message(self) -> tuple[list[int], float] | None:
        return self.waiting.pop(0) if self.waiting else None

    def close_port(self) -> None:
        self.closed = True

    def delete(self) -> None:
        assert self.closed

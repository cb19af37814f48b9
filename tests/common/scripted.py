"""A set without a camera: a source that acts between its frames, and an output that keeps the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
        self.lines += map(str, messages.items)

    def close(self) -> None:
        pass

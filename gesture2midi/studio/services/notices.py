"""What the player was told, for every page that is open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

KEPT = 20


class Notices:
    """`say` is called from any thread; each page asks for what came `after` its last look."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self.count = 0

    def say(self, text: str) -> None:
        """Tell the terminal and all pages."""
        self.count += 1
        self._kept.append((self.count, text))
        self._say(text)

    def after(self, count: int) -> list[str]:
        """Those that came after the first `count`, oldest first."""
        return [text for number, text in tuple(self._kept) if number > count]

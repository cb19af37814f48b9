"""A tracker that is opened with the first picture: a set that begins with a take needs none until then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType

from gesture2midi.events import Frame, Hands, Side
from gesture2midi.tracking.tracker import NamingTracker


class DeferredTracker:
    """Behaves like the tracker that `begin` opens, from its first frame on; a context manager."""

    def __init__(self, begin: Callable[[], AbstractContextManager[NamingTracker]]) -> None:
        self._begin = begin
        self._opened = ExitStack()
        self._tracker: NamingTracker | None = None
        self._locked = frozenset[Side]()
        self._steady = 0.0

    def track(self, frame: Frame) -> Hands:
        """The hands of this frame.

        Raises:
            PlayerError: what `begin` raises, at the first frame.
        """
        if self._tracker is None:
            self._tracker = self._opened.enter_context(self._begin())
            self._tracker.locked, self._tracker.steady = self._locked, self._steady
        return self._tracker.track(frame)

    def reset(self) -> None:
        """Forget all hands."""
        if self._tracker is not None:
            self._tracker.reset()

    @property
    def locked(self) -> frozenset[Side]:
        """Hands that hold a note."""
        return self._locked

    @locked.setter
    def locked(self, sides: frozenset[Side]) -> None:
        self._locked = sides
        if self._tracker is not None:
            self._tracker.locked = sides

    @property
    def steady(self) -> float:
        """0..1: how much more than usual to smooth."""
        return self._steady

    @steady.setter
    def steady(self, amount: float) -> None:
        self._steady = amount
        if self._tracker is not None:
            self._tracker.steady = amount

    def __enter__(self) -> DeferredTracker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

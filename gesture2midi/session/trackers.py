"""What a session looks at its pictures with: for the hands, and for the face and the body."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TypeAlias

from gesture2midi.events import Frame, Hands, Part, Side
from gesture2midi.tracking.people.schedule import MakePeople, People
from gesture2midi.tracking.tracker import NamingTracker

MakeTracker: TypeAlias = Callable[[int], AbstractContextManager[NamingTracker]]


class Trackers:
    """Those that the mapping needs, opened when it needs others.

    Args:
        hands: opens the tracker for so many hands; None where the source is a take.
        people: opens what looks for the parts of the player besides the hands; None: nothing does.
    """

    def __init__(self, hands: MakeTracker | None, people: MakePeople | None) -> None:
        self._open_hands, self._open_people = hands, people
        self._tracking, self._looking = ExitStack(), ExitStack()
        self._tracker: NamingTracker | None = None
        self._people: People | None = None
        self._hands = 0
        self._parts = frozenset[Part]()

    def ready(self, hands: int, parts: frozenset[Part], steady: float) -> None:
        """Have what finds so many hands, smoothed by `steady` (0..1), and these parts of the player.

        Raises:
            PlayerError: what is needed does not open.
        """
        if self._open_hands is not None and self._hands != hands:
            self._tracking.close()
            self._tracker, self._hands = None, hands
            if hands:
                self._tracker = self._tracking.enter_context(self._open_hands(hands))
        if self._tracker is not None:
            self._tracker.steady = steady
        if self._open_people is not None and self._parts != parts:
            self._looking.close()
            self._people, self._parts = None, parts
            if parts:
                self._people = self._looking.enter_context(self._open_people(parts))

    def track(self, frame: Frame) -> Hands:
        """The hands of this frame, with what is known of the rest of the player.

        Raises:
            PlayerError: a library breaks off again and again.
        """
        if self._tracker is not None:
            hands = self._tracker.track(frame)
        else:
            height, width = frame.image.shape[:2]
            hands = Hands(round(frame.t, 6), frame.index, width / height, (), frame.mirror)
        return hands if self._people is None else self._people.add(frame, hands)

    def rest(self, frame: Frame | None) -> None:
        """The frame is played; there is time until the next."""
        if self._people is not None and frame is not None:
            self._people.rest(frame)

    def lock(self, sides: frozenset[Side]) -> None:
        """Keep the names of these hands, whatever the labels say."""
        if self._tracker is not None:
            self._tracker.locked = sides

    def reset(self) -> None:
        """Forget the player."""
        if self._tracker is not None:
            self._tracker.reset()
        if self._people is not None:
            self._people.reset()

    def close(self) -> None:
        """Close all that is open."""
        try:
            self._tracking.close()
        finally:
            self._looking.close()

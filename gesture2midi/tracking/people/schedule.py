"""When the face and the body are looked for: in step with the frames, or in the pauses between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from threading import Condition, Thread
from typing import Protocol, TypeAlias

from gesture2midi.errors import PlayerError
from gesture2midi.events import Body, Face, Frame, Hands, Part

EVERY: Mapping[Part, float] = {"face": 1 / 15, "body": 1 / 10}
"""Seconds between two looks."""
_ROUNDED = 0.001
"""Seconds by which the times of frames may be rounded."""

Look: TypeAlias = Face | Body


class PartTracker(Protocol):
    """Finds one part of the player. Stateful, as `tracker.Tracker`."""

    @property
    def part(self) -> Part: ...

    def look(self, frame: Frame) -> Look:
        """The part in this frame; one without points where it is not there."""
        ...

    def reset(self) -> None:
        """Forget it, as if the next frame were the first."""
        ...


class People(Protocol):
    """What is seen of the player besides the hands. `add` and `rest` stand around the rest of a frame."""

    def add(self, frame: Frame, hands: Hands) -> Hands:
        """The hands of this frame, with the looks that are done."""
        ...

    def rest(self, frame: Frame) -> None:
        """All that this frame plays is sent; until the next one comes there is time to look."""
        ...

    def reset(self) -> None:
        """Forget the player."""
        ...


MakePeople: TypeAlias = Callable[[frozenset[Part]], AbstractContextManager[People]]


def parts_of(signals: Iterable[str]) -> frozenset[Part]:
    """The parts of the player that these signals, by their full names, are read from."""
    named = {name.partition(".")[0] for name in signals}
    return frozenset(part for part in EVERY if part in named)


class _Due:
    """When each part is to be looked for again, by the pictures' own times."""

    def __init__(self, every: Mapping[Part, float] = EVERY) -> None:
        self._every = every
        self._last: dict[Part, float] = {}

    def is_due(self, part: Part, t: float) -> bool:
        last = self._last.get(part)
        return last is None or not 0 <= t - last < self._every[part] - _ROUNDED

    def looked(self, part: Part, t: float) -> None:
        self._last[part] = t

    def forget(self) -> None:
        self._last.clear()


class InStep:
    """Looks in the frames that are due before they are heard: the same frames always give the same looks."""

    def __init__(self, trackers: Sequence[PartTracker], every: Mapping[Part, float] = EVERY) -> None:
        self._trackers = trackers
        self._due = _Due(every)

    def add(self, frame: Frame, hands: Hands) -> Hands:
        for tracker in self._trackers:
            if self._due.is_due(tracker.part, frame.t):
                self._due.looked(tracker.part, frame.t)
                hands = _with(hands, tracker.look(frame))
        return hands

    def rest(self, frame: Frame) -> None:
        """Nothing: all looks are made before."""

    def reset(self) -> None:
        for tracker in self._trackers:
            tracker.reset()
        self._due.forget()


class Beside:
    """Looks on a thread of its own in the pauses that the hands leave; a look joins the first frame after it.

    The models are fetched and loaded there, too, so that nothing waits for them. Where that fails the player
    is told, and the hands play on.

    Args:
        begin: opens the trackers, on the thread.
        say: told in a sentence why there are none.
    """

    def __init__(self, begin: Callable[[], Sequence[PartTracker]], say: Callable[[str], None]) -> None:
        self._begin, self._say = begin, say
        self._news = Condition()
        self._wanted: Frame | None = None
        self._found: list[Look] = []
        self._forget = False
        self._open = True
        self._thread = Thread(target=self._work, name="face and body", daemon=True)

    def add(self, frame: Frame, hands: Hands) -> Hands:
        with self._news:
            found, self._found = self._found, []
        for look in found:
            hands = _with(hands, look)
        return hands

    def rest(self, frame: Frame) -> None:
        with self._news:
            self._wanted = frame
            self._news.notify_all()
        if self._thread.ident is None:  # begun with the first picture: a take needs no models
            self._thread.start()

    def reset(self) -> None:
        with self._news:
            self._wanted, self._found, self._forget = None, [], True

    def close(self) -> None:
        """End the thread; one that is fetching a model is left to itself."""
        with self._news:
            self._open = False
            self._news.notify_all()
        if self._thread.ident is not None:
            self._thread.join(timeout=1.0)

    def _work(self) -> None:
        due = _Due()
        try:
            trackers = self._begin()
            while (frame := self._next(due, trackers)) is not None:
                for tracker in trackers:
                    if due.is_due(tracker.part, frame.t):
                        due.looked(tracker.part, frame.t)
                        self._tell(tracker.look(frame))
                        break  # the hands' next frame may be here by now
        except PlayerError as error:
            self._say(str(error))

    def _next(self, due: _Due, trackers: Sequence[PartTracker]) -> Frame | None:
        with self._news:
            self._news.wait_for(lambda: self._wanted is not None or not self._open)
            frame, self._wanted = self._wanted, None
            forget, self._forget = self._forget, False
            going = self._open
        if forget:
            due.forget()
            for tracker in trackers:
                tracker.reset()
        return frame if going else None

    def _tell(self, look: Look) -> None:
        with self._news:
            if not self._forget:
                self._found.append(look)


def _with(hands: Hands, look: Look) -> Hands:
    return replace(hands, face=look) if isinstance(look, Face) else replace(hands, body=look)


def begin(parts: Iterable[Part]) -> list[PartTracker]:
    """The trackers of these parts, their models fetched where they are not here yet.

    Raises:
        PlayerError: LiteRT does not load here.
        ModelError: the models are not to be had, or LiteRT refuses them.
    """
    from gesture2midi.tracking.people.body_tracker import BodyTracker
    from gesture2midi.tracking.people.face_tracker import FaceTracker
    from gesture2midi.tracking.people.models import find_models

    kinds: dict[Part, Callable[..., PartTracker]] = {"face": FaceTracker, "body": BodyTracker}
    return [kinds[part](find_models(part)) for part in sorted(parts)]


@contextmanager
def open_people(
    parts: Iterable[Part],
    *,
    in_step: bool,
    say: Callable[[str], None] = lambda text: None,
    every: Mapping[Part, float] = EVERY,
) -> Iterator[People]:
    """What looks for these parts of the player; closed where the `with` ends.

    in_step: see `pipeline.open_tracker`. say: told why nothing is seen of them, where it is not in step.
    every: seconds between two looks for each part, where it is in step.

    Raises:
        PlayerError, ModelError: see `begin`; only where it is in step.
    """
    if in_step:
        yield InStep(begin(parts), every)
        return
    beside = Beside(lambda: begin(parts), say)
    try:
        yield beside
    finally:
        beside.close()

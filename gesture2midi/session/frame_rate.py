"""`--fps auto`: 60 frames per second where the camera gives them and the tracker keeps up, else 30.

It is judged at 30, with as many hands in view as the mapping needs, before the mapping's first note. A rate
never changes while a note sounds. Nothing here reads a clock: the times are those of the frames.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from gesture2midi.capture.camera_rates import FAST
from gesture2midi.capture.pacing import Playable
from gesture2midi.capture.source import USUAL
from gesture2midi.events import Frame, Hands, NoteOn
from gesture2midi.session.checks import ENOUGH, LEAST_RATE
from gesture2midi.session.session import Moment, Session

FIRST = 5
"""Frames with the hands in view that count for nothing: those in which they are found take longer."""
JUDGED = 30
"""Frames with the hands in view that are judged, a second of them."""
SETTLED = 0.5
"""Seconds after a change of rate in which the camera may still stumble."""
PROOF = 1.5
"""Seconds after that in which it has to give what it promised."""
QUIET = 0.5
"""Seconds of silence before a rate is changed: what was struck may still be to come."""


@runtime_checkable
class Adjustable(Protocol):
    """A source whose rate is chosen while it plays.

    automatic: whether it is to be chosen at all. offers_fast: whether it says that it has 60.
    """

    @property
    def automatic(self) -> bool: ...
    @property
    def offers_fast(self) -> bool: ...
    @property
    def fps(self) -> float: ...
    @property
    def described(self) -> str: ...
    def take_rate(self, fps: float) -> None:
        """Have this rate from soon on; from any thread."""


@runtime_checkable
class Holder(Protocol):
    """A source that plays others, one at a time."""

    @property
    def current(self) -> Playable[Frame | Hands]: ...


def adjustable(source: object) -> Adjustable | None:
    """Returns the source whose rate is to be chosen: it, or what it plays; None of all others."""
    while isinstance(source, Holder):
        source = source.current
    return source if isinstance(source, Adjustable) and source.automatic else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame as far as it counts here.

    t: its time in seconds. tracking: milliseconds. hands: how many are in view.
    sounds: whether a note sounds, or is sent to sound soon.
    """

    t: float
    tracking: float
    hands: int
    sounds: bool


class Choice:
    """Chooses the rate of one camera.

    Args:
        source: the camera.
        say: told in a sentence which rate it became, and why.
    """

    def __init__(self, source: Adjustable, say: Callable[[str], None]) -> None:
        self._source = source
        self._say = say
        self._rate = self._wanted = USUAL
        self._verdicts: dict[int, bool] = {}
        self._hands = 0
        self._times: list[float] = []
        self._open = False  # whether it is still being judged
        self._sounded = -math.inf
        self._changed: float | None = None  # when the first frame came after a change; frames since then
        self._frames = 0
        self._proved = False
        if not source.offers_fast:
            self._give_up()
            say(f"{_stays(source)}: it offers no {FAST:g} at this size.")

    def begin(self, hands: int) -> None:
        """A mapping begins that needs so many hands, 1 or 2."""
        if hands == self._hands and self._hands in self._verdicts:
            return
        self._hands, self._times = hands, []
        verdict = self._verdicts.get(hands)
        self._open = verdict is None
        self._wanted = FAST if verdict else USUAL

    def update(self, seen: Seen) -> None:
        """Take in a frame, of any rate."""
        if seen.sounds:
            self._sounded = seen.t
        if self._open:
            self._judge(seen)
        elif self._rate == FAST == self._wanted and not self._proved:
            self._prove(seen)
        if self._wanted != self._rate and seen.t - self._sounded >= QUIET:
            self._rate, self._changed, self._proved = self._wanted, None, False
            self._source.take_rate(self._rate)

    def _judge(self, seen: Seen) -> None:
        if seen.sounds:
            self._open = False
            self._say(f"{_stays(self._source)}: the first note came before tracking could be judged.")
            return
        if seen.hands < self._hands:
            return
        self._times.append(seen.tracking)
        if len(self._times) < FIRST + JUDGED:
            return
        slow = float(np.percentile(self._times[FIRST:], 95))
        self._open = False
        good = self._verdicts[self._hands] = slow < ENOUGH
        if good:
            self._wanted = FAST
        else:
            self._say(
                f"{_stays(self._source)}: 95 of 100 frames are tracked within {slow:.1f} ms, and {FAST:g} a "
                f"second need it within {ENOUGH:.1f}."
            )

    def _prove(self, seen: Seen) -> None:
        """See whether the camera gives what it was asked for, and say so."""
        if self._changed is None:
            self._changed, self._frames = seen.t, 0
        since = seen.t - self._changed
        if since <= SETTLED:
            return
        self._frames += 1
        if since < SETTLED + PROOF:
            return
        self._proved = True
        rate = self._frames / (since - SETTLED)
        if rate >= LEAST_RATE * FAST:
            self._say(_gained(self._source, rate))
        else:
            self._give_up()
            self._say(
                f"{_stays(self._source)}: asked for {FAST:g}, it gives {rate:.0f}. More light may help, or a "
                "smaller --size."
            )

    def _give_up(self) -> None:
        """It has no 60, however many hands there are."""
        self._verdicts = dict.fromkeys((1, 2), False)
        self._wanted = USUAL


def _stays(source: Adjustable) -> str:
    return f"{source.described} plays at {USUAL:g} frames per second, one every {1000 / USUAL:.1f} ms"


def _gained(source: Adjustable, rate: float) -> str:
    usual, now = 1000 / USUAL, 1000 / rate
    return (
        f"{source.described} gives {rate:.0f} frames per second, one every {now:.1f} ms and not {usual:.1f}: "
        f"a gesture waits {(usual - now) / 2:.0f} ms less for its frame, and a strike sounds "
        f"{usual - now:.0f} ms sooner after its brake. A frame gets half of the light: where it is too dark, "
        "take a lamp or --fps 30."
    )


class AutomaticRate:
    """Has the camera of a set choose its rate; looks at each moment, on the set's thread.

    source: of the set; what it plays may change. changed: told the rate that the camera has by now.
    """

    def __init__(
        self,
        session: Session,
        source: object,
        say: Callable[[str], None],
        changed: Callable[[float], None],
    ) -> None:
        self._session = session
        self._source = source
        self._say = say
        self._changed = changed
        self._camera: Adjustable | None = None
        self._choice: Choice | None = None
        self._mapping: object = None

    def look(self, moment: Moment) -> None:
        """Take in what a frame became."""
        camera = adjustable(self._source)
        if camera is not self._camera:
            self._camera, self._mapping = camera, None
            self._choice = None if camera is None else Choice(camera, self._say)
        if self._choice is None or camera is None or moment.frame is None:
            return
        session = self._session
        if session.mapping is not self._mapping:
            self._mapping = session.mapping
            alone = session.profile.hands in ("left", "right")
            self._choice.begin(1 if alone else session.mapping.hands)
        sounds = bool(session.outputs.sounding)
        sounds = sounds or any(isinstance(item, NoteOn) for item in moment.messages.items)
        tracking = session.meter.newest_tracking
        self._choice.update(Seen(moment.hands.t, tracking, len(moment.hands.hands), sounds))
        self._changed(camera.fps)

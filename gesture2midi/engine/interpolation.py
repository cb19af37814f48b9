"""Levels between frames: they go on as the hand did, and are put right without a step.

A frame says where a level is and, with those before it, how fast it goes. Until the next frame it goes on
like that, for about a frame and no further. What was foretold wrongly is made good along the first half of
the way.
`benchmarks/engine/rate.py` says what becomes of the steps, and what of the error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from gesture2midi.engine.controls import Expression, Level
from gesture2midi.engine.follower import ControllerPart, Make
from gesture2midi.engine.osc_player import Address, OscPart
from gesture2midi.engine.parts import Signals, no_age
from gesture2midi.events import Message

LONGEST = 0.05
"""Seconds: nothing is foretold further ahead, however slow the camera."""
LONGEST_GAP = 0.15
"""Seconds between two frames beyond which the way between them says nothing."""
NEWEST = 0.2
"""The weight of the newest step in what the next is taken to last."""
MENDED = 0.5
"""The part of a step along which an error is made good."""
LEAST_STEP = 1e-4
"""Seconds: two frames closer than this are the same moment."""


class Way:
    """One level from a frame to the next, 0..1.

    It keeps the speed of the last step, less by as much as that was slower than the one before; where this
    would turn it round it stands. It is never foretold to go further than it last went.
    """

    __slots__ = ("_error", "_goes", "_seen", "_speed")

    def __init__(self, seen: float) -> None:
        self._seen = seen
        self._speed = self._goes = self._error = 0.0

    def at(self, done: float) -> float:
        """done: the part of the step that is over, 0..1."""
        place = self._seen + self._goes * done
        if done < MENDED:
            place += self._error * (1.0 - done / MENDED)
        return 0.0 if place <= 0.0 else 1.0 if place >= 1.0 else place

    def go_on(self, seen: float, done: float, dt: float, step: float) -> None:
        """A frame sees it, `dt` seconds and `done` of a step after the last. step: seconds to the next."""
        self._error = self.at(done) - seen
        before, self._speed = self._speed, (seen - self._seen) / dt if dt <= LONGEST_GAP else 0.0
        slower = 2 * self._speed - before
        speed = min(self._speed, slower, key=abs) if self._speed * slower > 0 else 0.0
        self._seen, self._goes = seen, speed * min(step, dt)


class Ways:
    """The levels of one control, which are sent together, and when."""

    __slots__ = ("_rate", "_step", "_t", "_ways", "said")

    def __init__(self, rate: float) -> None:
        """rate: Hz, above 0."""
        self._rate = rate
        self._t, self._step = -math.inf, 0.0
        self._ways: list[Way] = []
        self.said = -math.inf
        """When the last message is due that was made of them."""

    def forget(self) -> None:
        """The levels begin anew, wherever they are seen next."""
        self._ways = []
        self.said = -math.inf

    def called_off(self, t: float) -> bool:
        """Whether anything was said for later than `t`, which is called off; some may be out already."""
        late, self.said = self.said > t, -math.inf
        return late

    def update(
        self, t: float, seen: Sequence[float], *, at_once: bool = False
    ) -> list[tuple[float, Sequence[float]]]:
        """(time, positions) of all there is to send until the next frame; nothing while one is NaN.

        seen: 0..1 each. at_once: they jump there. The times are after `t`, but for the very first.
        """
        dt = t - self._t
        if any(map(math.isnan, seen)) or 0 <= dt < LEAST_STEP:
            return []
        self._t = t
        if at_once or dt < 0 or not self._ways:
            self._ways = [Way(place) for place in seen]
            return [(t + self._parts()[0] * self._step, seen)]
        done = min(1.0, dt / self._step) if self._step else 1.0
        self._step += (min(dt, LONGEST) - self._step) * (NEWEST if self._step else 1.0)
        for way, place in zip(self._ways, seen, strict=True):
            way.go_on(place, done, dt, self._step)
        return [(t + part * self._step, [way.at(part) for way in self._ways]) for part in self._parts()]

    def _parts(self) -> list[float]:
        """Of the step, when something is sent: a frame that is a little early or late falls between two."""
        count = max(1, int(self._step * self._rate + 0.1))
        return [(i + 0.5) / count for i in range(count)]


class RatedPart(ControllerPart):
    """A controller that is sent between frames, too."""

    def __init__(
        self,
        level: Level,
        when: Expression | None,
        out: tuple[float, float],
        rest: float,
        make: Make,
        camera: Callable[[], float] = no_age,
    ) -> None:
        super().__init__(level, when, out, rest, make, camera)
        self._ways = Ways(level.rate)
        self._at_once = level.lost == "rest"

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        self._settle(t)
        if self._when is not None and not self._when.value(signals) > 0:
            self._follower.pause()
            self._ways.forget()
            return
        seen = self._follower.update(t, signals)
        rests = self._at_once and self._follower.lost
        for at, (position,) in self._ways.update(t, (seen,), at_once=rests):
            value = self._quantiser.update(at, self._low + self._width * position)
            if value is not None:
                self._ways.said = at
                out.append(self._make(at, value))

    def stop(self, t: float, out: list[Message]) -> None:
        self._settle(t)
        super().stop(t, out)

    def silence(self) -> None:
        super().silence()
        self._ways.forget()

    def _settle(self, t: float) -> None:
        if self._ways.called_off(t):
            self._quantiser.doubt()


def following(
    level: Level,
    when: Expression | None,
    out: tuple[float, float],
    rest: float,
    make: Make,
    camera: Callable[[], float] = no_age,
) -> ControllerPart:
    """Returns the part that follows one level, between frames too where it has a rate."""
    return (RatedPart if level.rate else ControllerPart)(level, when, out, rest, make, camera)


class RatedOsc(OscPart):
    """Levels as one OSC message that is sent between frames, too."""

    def __init__(
        self,
        address: Address,
        levels: Sequence[Level],
        when: Expression | None,
        outs: Sequence[tuple[float, float]],
        rest: float,
        camera: Callable[[], float] = no_age,
    ) -> None:
        super().__init__(address, levels, when, outs, rest, camera)
        self._ways = Ways(levels[0].rate)
        self._at_once = levels[0].lost == "rest"

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        self._settle(t)
        if self._when is not None and not self._when.value(signals) > 0:
            for follower in self._followers:
                follower.pause()
            self._ways.forget()
            return
        seen = [follower.update(t, signals) for follower in self._followers]
        rests = self._at_once and any(follower.lost for follower in self._followers)
        where = self._address.at(signals)
        for at, positions in self._ways.update(t, seen, at_once=rests):
            if self._say(at, self._values(positions), where, out):
                self._ways.said = at

    def stop(self, t: float, out: list[Message]) -> None:
        self._settle(t)
        super().stop(t, out)

    def silence(self) -> None:
        super().silence()
        self._ways.forget()

    def _settle(self, t: float) -> None:
        if self._ways.called_off(t):
            self._sent, self._at = (math.nan,), -math.inf

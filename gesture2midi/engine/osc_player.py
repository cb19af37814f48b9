"""OSC messages: floats that follow levels, arguments of any type, and what is sent once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gesture2midi.engine.controls import Expression, Level
from gesture2midi.engine.follower import HYSTERESIS, Follower
from gesture2midi.engine.parts import Signals, no_age
from gesture2midi.engine.rate_limiter import GAP
from gesture2midi.engine.trigger_player import Moments
from gesture2midi.events import Message, Osc

INDEX = re.compile(r"\{index(?::0([1-4]))?\}")
"""Where a number stands in an address, and in how many digits at least."""
MOST_INDEX = 9999
_MOST_WHOLE = 2**31 - 1

Fixed: TypeAlias = float | int | str | bool


class Address:
    """Where messages go; `index` is the whole number that stands in the address, if one does."""

    __slots__ = ("_index", "_parts", "text")

    def __init__(self, text: str, index: Expression | None) -> None:
        self.text = text
        self._index = index if INDEX.search(text) else None
        *found, last = INDEX.split(text)
        pairs = zip(found[::2], found[1::2], strict=True)
        self._parts = (*((before, int(width or 1)) for before, width in pairs), (last, 0))

    def at(self, signals: Signals) -> str | None:
        """The address now; None where its number is none, or not 0..`MOST_INDEX`."""
        if self._index is None:
            return self.text
        number = self._index.value(signals)
        if not -0.5 <= number < MOST_INDEX + 0.5:
            return None
        whole = math.floor(number + 0.5)
        return "".join(f"{before}{whole:0{width}}" if width else before for before, width in self._parts)


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """An argument that is worked out: a level that goes from one end of `out` to the other.

    level: None is the number itself. whole: it is rounded to an int32.
    """

    source: Expression
    level: Level | None
    out: tuple[float, float]
    whole: bool


Argument: TypeAlias = Fixed | Worked


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One message: where to, and what."""

    address: Address
    args: tuple[Argument, ...]


class OscPart:
    """One message of as many floats as the control has levels, sent when one of them moves."""

    def __init__(
        self,
        address: Address,
        levels: Sequence[Level],
        when: Expression | None,
        outs: Sequence[tuple[float, float]],
        rest: float,
        camera: Callable[[], float] = no_age,
    ) -> None:
        """outs: what is sent for both ends of each level; where they are the same, it is always that."""
        self._address, self._when = address, when
        self._outs = tuple((low, high - low) for low, high in outs)
        self._resting = tuple(rest if width else low for low, width in self._outs)
        self._followers = tuple(
            Follower(level, (rest - low) / width if width else 0.0, camera)
            for level, (low, width) in zip(levels, self._outs, strict=True)
        )
        self._rests = any(level.lost != "hold" for level in levels)
        self._sent: tuple[float, ...] = ()
        self._where: str | None = None
        self._at = -math.inf

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._when is not None and not self._when.value(signals) > 0:
            for follower in self._followers:
                follower.pause()
            return
        positions = [follower.update(t, signals) for follower in self._followers]
        if any(map(math.isnan, positions)):
            return
        self._say(t, self._values(positions), self._address.at(signals), out)

    def stop(self, t: float, out: list[Message]) -> None:
        if self._rests and self._where is not None and self._sent not in ((), self._resting):
            self._sent = self._resting
            out.append(Osc(t, self._where, self._resting))

    def silence(self) -> None:
        self._sent = ()

    def _values(self, positions: Sequence[float]) -> tuple[float, ...]:
        """What is sent of positions 0..1."""
        return tuple([low + width * at for (low, width), at in zip(self._outs, positions, strict=True)])

    def _say(self, t: float, values: tuple[float, ...], where: str | None, out: list[Message]) -> bool:
        """Send what is news, no more than 200 times a second; the last of all goes with a later frame."""
        if where is None or (values == self._sent and where == self._where) or t - self._at < GAP - 1e-5:
            return False
        self._sent, self._where, self._at = values, where, t
        out.append(Osc(t, where, values))
        return True


class _Followed:
    """An argument that follows its level from frame to frame."""

    def __init__(self, worked: Worked, camera: Callable[[], float]) -> None:
        self._worked = worked
        self._low, self._width = worked.out[0], worked.out[1] - worked.out[0]
        self._follower = None if worked.level is None else Follower(worked.level, 0.0, camera)
        self._last = math.nan

    def update(self, t: float, signals: Signals) -> float:
        """The value now, NaN while its hand was never seen."""
        if self._follower is None:
            value = self._worked.source.value(signals)
        else:
            value = self._low + self._width * self._follower.update(t, signals)
        if math.isnan(value):
            return self._last
        if self._worked.whole:
            moved = abs(value - self._last) >= HYSTERESIS if self._follower is not None else True
            value = _whole(value) if math.isnan(self._last) or moved else self._last
        self._last = value
        return value


class StreamPart:
    """One message with arguments of any type, sent as it begins and when one of them has changed."""

    def __init__(self, target: Target, when: Expression | None, camera: Callable[[], float] = no_age) -> None:
        self._address, self._when = target.address, when
        self._args = tuple(_Followed(arg, camera) if isinstance(arg, Worked) else arg for arg in target.args)
        self._wholes = tuple(isinstance(arg, Worked) and arg.whole for arg in target.args)
        self._sent: tuple[str, tuple[Fixed, ...]] | None = None
        self._at = -math.inf

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._when is not None and not self._when.value(signals) > 0:
            return
        values: list[Fixed] = []
        for arg, whole in zip(self._args, self._wholes, strict=True):
            if not isinstance(arg, _Followed):
                values.append(arg)
                continue
            value = arg.update(t, signals)
            if math.isnan(value):
                return
            values.append(int(value) if whole else value)
        where = self._address.at(signals)
        news = (where, tuple(values)) if where is not None else None
        if news is not None and news != self._sent and t - self._at >= GAP - 1e-5:
            self._sent, self._at = news, t
            out.append(Osc(t, *news))

    def stop(self, t: float, out: list[Message]) -> None:
        """What was sent last stands."""

    def silence(self) -> None:
        self._sent = None


class OscMomentPart:
    """Messages that are sent together, once each time `when` becomes true."""

    def __init__(self, when: Expression, targets: Sequence[Target]) -> None:
        self._when, self._targets = when, targets
        self._moments = Moments()
        self._last: dict[Worked, float] = {}

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._moments.rises(t, self._when.value(signals) > 0):
            for target in self._targets:
                where = target.address.at(signals)
                if where is not None:
                    out.append(Osc(t, where, tuple(self._value(arg, signals) for arg in target.args)))

    def stop(self, t: float, out: list[Message]) -> None:
        """It sends at moments only."""

    def silence(self) -> None:
        """It makes no sound by itself."""

    def _value(self, arg: Argument, signals: Signals) -> Fixed:
        if not isinstance(arg, Worked):
            return arg
        value, level = arg.source.value(signals), arg.level
        if math.isnan(value):
            value = self._last.get(arg, arg.out[0])
        elif level is not None:
            part = (value - level.low) / (level.high - level.low)
            value = arg.out[0] + (arg.out[1] - arg.out[0]) * level.curve(max(0.0, min(1.0, part)))
        self._last[arg] = value
        return int(_whole(value)) if arg.whole else value


def _whole(value: float) -> float:
    """The nearest whole number that an int32 holds."""
    return float(math.floor(max(-_MOST_WHOLE, min(_MOST_WHOLE, value)) + 0.5))

"""Following a level: what `cc`, `bend`, `pressure`, `osc` and their relatives share.

A value is scaled, curved and smoothed as a float, and quantised last. It never jumps by itself: a
hand that leaves holds it, rests it or lets it glide to rest, and a hand that returns takes it over
along a ramp, as does the other hand where `any` becomes that. Before a hand has ever been seen nothing is
sent.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from gesture2midi.engine.controls import Expression, Level
from gesture2midi.engine.foretelling import Foretold
from gesture2midi.engine.hysteresis import Step
from gesture2midi.engine.parts import Signals, no_age
from gesture2midi.events import SIDES, Message
from gesture2midi.gestures.signals import HAND

Make: TypeAlias = Callable[[float, int], Message]

BEND = 8192
"""Half the range of a pitch bend; its top is one less."""

REENTRY = 0.15
"""Seconds in which a returning hand takes a held value over where it is near."""

FAR, FAR_REENTRY = 0.15, 0.3
"""The part of the range from which on it is far, and takes `glide` or these seconds."""

PRESS = 0.05
"""How far past the middle a toggle is pressed, and how far below it is let go."""

INTERVAL = 0.008
"""Seconds between two messages of one controller at the least: receivers choke on more."""

_ANY_LEVELS = tuple(f"any.{signal.name}" for signal in HAND if signal.kind == "level")
_UNKNOWN = -(1 << 20)  # no value of any message

HYSTERESIS = 0.65
"""A quantised value changes when it is this many steps away, not at half a step."""


class Follower:
    """The 0..1 position of one level over time: `update` gives it, or NaN while never seen."""

    __slots__ = (
        *("_foretold", "_from", "_level", "_lost", "_rest", "_returned", "_t", "_value"),
        *("_any", "_hand", "_last", "_mode", "_on", "_pressed", "_ramp", "_side", "_step"),
    )

    def __init__(self, level: Level, rest: float, camera: Callable[[], float] = no_age) -> None:
        """rest: the position (0..1) that `lost: rest` and `lost: glide` go to. camera: see `Stage`."""
        self._level = level
        given = level.foretell
        ahead = camera if given == "camera" else lambda: given
        self._foretold = Foretold(level.source.signals, ahead) if given else None
        self._rest = rest
        self._value = math.nan
        self._from = math.nan
        self._lost = math.nan
        self._returned = -math.inf
        self._t = -math.inf
        self._mode = level.mode
        self._step = Step(level.steps) if level.steps and level.mode != "toggle" else None
        self._last = math.nan  # relative: where the hand was
        self._ramp = REENTRY
        self._any = [name for name in _ANY_LEVELS if name in level.source.signals]
        self._hand = ""  # whose value the first of them is, if the level reads any
        self._side = 0.0  # pickup: on which side of the value the hand came back; 0 once they have met
        self._on = False  # toggle
        self._pressed = True

    @property
    def lost(self) -> bool:
        """Whether its hand has gone."""
        return not math.isnan(self._lost)

    def pause(self) -> None:
        """The control is off for now; the hand may be anywhere when it comes on again."""
        if self._mode in ("pickup", "relative") and not math.isnan(self._value):
            self._lost, self._from = self._t, self._value

    def update(self, t: float, signals: Signals) -> float:
        changed = bool(self._any) and self._changed_hands(signals)
        if self._foretold is not None:
            signals = self._foretold.update(t, signals)
        raw = self._level.source.value(signals)
        dt, self._t = t - self._t, t
        if math.isnan(self._value):
            if not math.isnan(raw):
                position = self._position(raw)
                self._value = self._rest if self._mode == "relative" else position
                self._last = position
        elif math.isnan(raw):
            self._value = self._without(t)
        else:
            if changed and math.isnan(self._lost):
                self._lost = t
            self._value = self._with(t, dt, self._position(raw))
        return self._value

    def _changed_hands(self, signals: Signals) -> bool:
        """Whether `any` is another hand than in the frame before."""
        value, name = signals[self._any[0]], self._any[0].removeprefix("any.")
        if value == signals.get(f"{self._hand}.{name}"):
            return False
        hand = next((side for side in SIDES if value == signals.get(f"{side}.{name}")), self._hand)
        changed, self._hand = hand != self._hand and self._hand != "", hand
        return changed

    def _position(self, raw: float) -> float:
        level = self._level
        part = (raw - level.low) / (level.high - level.low)
        position = level.curve(0.0 if part <= 0.0 else 1.0 if part >= 1.0 else part)
        if self._step is not None:
            return self._step.update(position) / (level.steps - 1)
        return position if self._mode != "toggle" else self._toggled(position)

    def _toggled(self, position: float) -> float:
        """0 or 1, the other each time the position rises past the middle."""
        if self._pressed:
            self._pressed = position > 0.5 - PRESS
        elif position > 0.5 + PRESS:
            self._pressed, self._on = True, not self._on
        return float(self._on)

    def _without(self, t: float) -> float:
        """The value while the hand is not seen."""
        level = self._level
        if math.isnan(self._lost):
            self._lost, self._from = t, self._value
        if level.lost == "hold":
            return self._value
        if level.lost == "rest" or level.glide <= 0:
            return self._rest
        done = min(1.0, (t - self._lost) / level.glide)
        return self._from + (self._rest - self._from) * done

    def _with(self, t: float, dt: float, position: float) -> float:
        if not math.isnan(self._lost):
            self._lost, self._from, self._returned = math.nan, self._value, t
            self._last, self._side = math.nan, position - self._value
            self._ramp = REENTRY if abs(self._side) <= FAR else self._level.glide or FAR_REENTRY
        if self._mode == "relative":
            moved = 0.0 if math.isnan(self._last) else position - self._last
            self._last = position
            return max(0.0, min(1.0, self._value + moved))
        if self._side and self._mode == "pickup":
            if (position - self._value) * self._side > 0:
                return self._value
            self._side, self._returned, self._ramp = 0.0, t, REENTRY
        since = t - self._returned
        if since < self._ramp:
            return self._from + (position - self._from) * since / self._ramp
        if self._level.smooth > 0:
            return self._value + (position - self._value) * -math.expm1(-dt / self._level.smooth)
        return position


class Quantiser:
    """Whole steps out of a float, on change only, with hysteresis and a cap on the rate."""

    __slots__ = ("_sent_at", "sent")

    def __init__(self) -> None:
        self.sent: int | None = None
        self._sent_at = -math.inf

    def update(self, t: float, value: float) -> int | None:
        """The value to send now, or None."""
        if self.sent is not None and (abs(value - self.sent) < HYSTERESIS or t - self._sent_at < INTERVAL):
            return None
        self.sent, self._sent_at = round(value), t
        return self.sent

    def doubt(self) -> None:
        """Nobody knows what was sent last: the next value is news, as it is for whoever rests it."""
        self.sent, self._sent_at = _UNKNOWN, -math.inf


class ControllerPart:
    """One follower, one quantiser; `make` says how the message looks at a time, of a value."""

    def __init__(
        self,
        level: Level,
        when: Expression | None,
        out: tuple[float, float],
        rest: float,
        make: Make,
        camera: Callable[[], float] = no_age,
    ) -> None:
        """out and rest are in units of the message's value. camera: see `Stage`."""
        self._when = when
        self._low, high = out
        self._width = high - self._low
        self._rest = round(rest)
        home = (rest - self._low) / self._width if self._width else 0.0
        self._follower = Follower(level, home, camera)
        self._quantiser = Quantiser()
        self._rests = level.lost != "hold"
        self._make = make

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._when is not None and not self._when.value(signals) > 0:
            self._follower.pause()
            return
        position = self._follower.update(t, signals)
        if math.isnan(position):
            return
        value = self._quantiser.update(t, self._low + self._width * position)
        if value is not None:
            out.append(self._make(t, value))

    def stop(self, t: float, out: list[Message]) -> None:
        if self._rests and self._quantiser.sent not in (None, self._rest):
            self._quantiser.sent = self._rest
            out.append(self._make(t, self._rest))

    def silence(self) -> None:
        """After a reset of all controllers the next value is news again."""
        self._quantiser.sent = None

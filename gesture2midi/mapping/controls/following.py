"""What the kinds share that follow a level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import LEARN_LENGTH, Edge, Expression, Level
from gesture2midi.engine.follower import Make
from gesture2midi.engine.foretelling import FORETOLD
from gesture2midi.engine.interpolation import following
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.errors import Mistake
from gesture2midi.events import Message
from gesture2midi.gestures.signals import of_no_hand
from gesture2midi.mapping.controls.answers import Bound, Choice, Player, Warned
from gesture2midi.mapping.controls.base import AnyControl, MidiControl
from gesture2midi.mapping.controls.held import by, by_way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.curves import curve
from gesture2midi.mapping.expression.edges import edges, signal_of
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.schema.fields import (
    Channel,
    CurveShape,
    Foretell,
    Formula,
    LostPolicy,
    Pair,
    Rate,
    Seconds,
)
from gesture2midi.music.scales import Scale

_CURVES = {"exponential": "slowly at first", "logarithmic": "fast at first", "s-curve": "gently at both ends"}
_MODES = {
    "pickup": "once the hand has passed where it was left",
    "relative": "as far as the hand moves, from where it is",
    "toggle": "from one end to the other each time the hand passes the middle",
}
_GONE = (("face.", "the face leaves"), ("body.", "the body leaves"), ("heart.", "the heart is not heard"))
"""Who else than a hand is followed, and what is said of it where it is lost."""
_LEARN_STEPS = 4
_SWITCHES = re.compile(r"[<>=]|\b(and|or|not|if)\b")
"""What makes an expression jump."""


class Followed(AnyControl):
    """What the kinds that follow a level share. `in` is a Python word, so the field is `input`."""

    springs_back: ClassVar[bool] = False
    """Whether its value rests by itself when the hand leaves, as a bend wheel does."""

    input: Annotated[Pair | None, Field(alias="in")] = None
    dead: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False, description="0 to 0.9")] = 0.0
    curve: CurveShape = "linear"
    steps: Annotated[int | None, Field(ge=2, le=128, description="2 to 128")] = None
    mode: Annotated[
        Literal["follow", "pickup", "relative", "toggle"],
        Field(description="follow, pickup, relative or toggle"),
    ] = "follow"
    smooth: Seconds = Field(0, validate_default=True)
    lost: LostPolicy = "hold"
    glide: Seconds = Field("300 ms", validate_default=True)
    rate: Rate | None = None
    foretell: Foretell | None = None

    @field_validator("input")
    @classmethod
    def _ends_differ(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] == value[1]:
            raise Mistake("both ends of `in` are the same, so there is nothing to follow")
        return value

    @field_validator("rate")
    @classmethod
    def _moves(cls, value: float | None, info: ValidationInfo) -> float | None:
        for key, jumps in (("steps", info.data.get("steps")), ("mode", info.data.get("mode") == "toggle")):
            if value is not None and jumps:
                way = f"`{key}`" if key == "steps" else "`mode: toggle`"
                raise Mistake(
                    f"with {way} there is nothing to send between frames", "take one of the two out"
                )
        return value

    def as_it_stands(self, source: Expression) -> float | None:
        """Returns a constant that lies outside 0..1, which is sent as it is; None of all else.

        Raises:
            Mistake: it lies outside `in`, so that nothing says what to send.
        """
        always = parser.constant(source)
        low, high = (0.0, 1.0) if self.input is None else sorted(self.input)
        if always is None or low <= always <= high:
            return None
        if self.input is not None:
            raise Mistake(
                f"{always:g} lies outside `in`", "widen it, or take it out to send the number itself"
            )
        return always

    def followed(self, me: Bound, sources: Iterable[Expression]) -> Iterator[Choice]:
        """Yields what each source has to be to move something, but for constants."""
        for source in sources:
            if parser.constant(source) is None:
                low, high = sorted(self.input or whole_range(source))
                yield Choice("from", source, me.known, low, high)

    def sources(self) -> Sequence[Expression]:
        """Returns the levels that it follows from one end of `in` to the other."""
        return ()

    def edges(self, me: Bound) -> Iterator[Edge]:
        """Yields those of its conditions, and the two ends of each level that is a signal by itself."""
        yield from super().edges(me)
        for source in self.sources():
            name = source.text.strip()
            if signal_of(name, me.known) is None:
                yield from edges(source.text, me.known, "from")
                continue
            ends = self.input or whole_range(source)
            yield from (Edge(name, ends[end], "in", ends=ends, end=end) for end in (0, 1))

    def check_moves(self, sources: Sequence[Expression]) -> None:
        """Refuses a mode that goes by how a level moves where none of the sources does.

        Raises:
            Mistake: all of them are numbers.
        """
        if self.mode != "follow" and sources and all(parser.constant(one) is not None for one in sources):
            hint = "write a level such as `right.y`, or take `mode` out"
            raise Mistake(f"a number never moves, so `mode: {self.mode}` has nothing to go by", hint)

    def check_foretold(self, source: Expression) -> None:
        """Refuses to foretell what cannot be foretold.

        Raises:
            Mistake: it is no place of a hand, or not by arithmetic alone.
        """
        if self.foretell is None:
            return
        places = "only `x` and `y` of a hand can be foretold"
        if source.memories or _SWITCHES.search(source.text):
            raise Mistake(f"`{source.text}` decides or remembers, and cannot be foretold", places)
        others = sorted(source.signals - FORETOLD)
        if others:
            raise Mistake(
                f"foretelling `{others[0]}` would not pay: what it does next is not to be seen", places
            )
        names = set(re.findall(r"[a-z_][\w.]*", source.text))
        if own := sorted(names - FORETOLD - FUNCTIONS.keys()):
            raise Mistake(f"`{own[0]}` hides what is foretold", "write out what it stands for")
        if not source.signals:
            raise Mistake(f"in `{source.text}` there is nothing to foretell", places)

    def level(self, source: Expression) -> Level:
        """Returns how the engine follows a source."""
        low, high = self.input or whole_range(source)
        return Level(
            source,
            low,
            high,
            curve(self.curve, self.dead),
            self.smooth,
            self.lost,
            self.glide,
            self.steps or 0,
            self.mode,
            self.rate or 0.0,
            self.foretell or 0.0,
        )

    def within(self) -> str:
        """Returns in words the part of the source that is followed."""
        return f", from {self.input[0]:g} to {self.input[1]:g}," if self.input else ""

    def ways(self, home: str) -> str:
        """Returns in words how it follows; `home` is where its value rests."""
        said = f", {_CURVES[self.curve]}" if isinstance(self.curve, str) and self.curve in _CURVES else ""
        said += ", along a curve of its own" if not isinstance(self.curve, str) else ""
        said += f", in {self.steps} steps" if self.steps else ""
        said += f", {_MODES[self.mode]}" if self.mode in _MODES else ""
        said += ", not around the middle" if self.dead else ""
        if self.foretell is not None:
            age = "the age of the picture" if self.foretell == "camera" else f"{1000 * self.foretell:g} ms"
            said += f", foretold by {age}"
        gone = next(
            (told for of, told in _GONE if any(of in text for text in self.follows())), "the hand leaves"
        )
        if self.lost == "glide":
            said += f"; when {gone} it glides to {home}"
        elif self.lost == "rest" and not self.springs_back:
            said += f"; when {gone} it goes to {home}"
        elif self.lost == "hold" and self.springs_back:
            said += f"; it stays when {gone}"
        return said


class Continuous(Followed, MidiControl):
    """What the kinds share whose one level moves one MIDI value of a channel."""

    scaled: ClassVar[int] = 1
    """Units of the message's value in a unit of `out`."""

    from_: Annotated[Formula, Field(alias="from")]
    send: str
    channel: Channel = 1

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        """A constant has a place in the message."""
        self.check_moves(self.sources())
        self.check_foretold(self.from_)
        always = self.as_it_stands(self.from_)
        if always is None:
            return self
        low, high = self.whole
        if not low <= always <= high:
            raise Mistake(f"a constant is sent as it stands, and {always:g} is not {low:g} to {high:g}")
        if not (always * self.scaled).is_integer():
            raise Mistake(f"a constant is sent as it stands, and {always:g} is no whole number")
        return self

    @property
    def channel_of(self) -> int | None:
        return self.channel

    @property
    def ends(self) -> tuple[float, float]:
        """Where its value is at both ends of the level."""
        raise NotImplementedError

    @property
    def whole(self) -> tuple[float, float]:
        """The range of the MIDI value."""
        return (0, 127)

    @property
    def home(self) -> float:
        """Where its value rests: at the beginning of its range, if nothing else is said."""
        return self.ends[0]

    def make(self) -> Make:
        """Returns what makes the message of a time and a value."""
        raise NotImplementedError

    def what(self, key: Scale | None) -> str:
        """Returns what it moves, as a noun with an article."""
        raise NotImplementedError

    def sources(self) -> Sequence[Expression]:
        return [self.from_] if "from_" in self.model_fields_set else []

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        low, high = self.ends
        if low == high and "out" in self.model_fields_set:
            message = f"both ends of `out` are {low:g}, so the same is sent all the time"
            yield Warned("out", message, "write two that differ")

    def choices(self, me: Bound) -> Iterator[Choice]:
        return self.followed(me, self.sources())

    def player(self, me: Bound) -> Player:
        low, high = self.ends
        if (always := self.as_it_stands(self.from_)) is not None:
            low = high = always
        level, make = self.level(self.from_), self.make()
        out, rest = (low * self.scaled, high * self.scaled), self.home * self.scaled
        return lambda stage: [following(level, me.when, out, rest, make, stage.camera)]

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        make = self.make()
        return tuple(make(at, round(value * self.scaled)) for at, value in sweep(t, self.ends, self.home))

    def sentence(self, speaker: Speaker) -> str:
        what, out, home = f"{self.what(speaker.key)} of channel {self.channel}", self.ends, self.home_name()
        what += self.precision()
        if (always := self.as_it_stands(self.from_)) is not None:
            return f"{what} is {always:g}"
        condition = speaker.noun(self.from_.text)
        if condition.startswith("whether ") and self.mode == "follow" and self.input is None:
            low, high = out
            while_ = condition.removeprefix("whether ")
            return f"{what} is {high:g} while {while_}, and {low:g} otherwise{self.ways(home)}"
        if condition.startswith("whether ") and self.mode == "toggle":
            (low, high), each = out, condition.removeprefix("whether ")
            return f"{what} goes to {high:g} and back to {low:g} in turn, each time {each}"
        noun = by_way(self.from_, speaker)
        return f"{noun}{self.within()} moves {what}{between(out, self.whole)}{self.ways(home)}"

    def home_name(self) -> str:
        """Returns where its value rests, in words."""
        return f"{self.home:g}"

    def precision(self) -> str:
        """Returns in words how fine its value is, where that is not usual."""
        return ""

    def gesture(self, speaker: Speaker) -> str:
        said = by(self.from_, speaker)
        if said.startswith("whether "):
            said = ("on and off when " if self.mode == "toggle" else "") + said.removeprefix("whether ")
        return said

    def plays_while(self) -> list[str]:
        return [self.when.text] if self.when else []

    def follows(self) -> list[str]:
        return [self.from_.text]

    def played_by(self) -> list[str]:
        return [self.from_.text]


def whole_range(source: Expression) -> tuple[float, float]:
    """A bare signal is followed over its own range; anything else, and what was taught, over 0..1."""
    name = source.text.strip()
    signal = BUILT_IN.signals.get(name) or of_no_hand(name)
    return (float(signal.low), float(signal.high)) if signal else (0.0, 1.0)


def between(out: tuple[float, float], whole: tuple[float, float]) -> str:
    """Returns in words from where to where a value goes, where that is not all of its range."""
    return f" from {out[0]:g} to {out[1]:g}" if out != whole else ""


def sweep(t: float, ends: tuple[float, float], rest: float) -> list[tuple[float, float]]:
    """Returns (time, value) from the one end to the other, and then to `rest`."""
    low, high = ends
    step = LEARN_LENGTH / _LEARN_STEPS
    way = [(t + i * step, low + (high - low) * i / (_LEARN_STEPS - 1)) for i in range(_LEARN_STEPS)]
    return way if rest == high else [*way, (t + LEARN_LENGTH, rest)]

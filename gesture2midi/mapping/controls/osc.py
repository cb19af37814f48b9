"""`send: osc`: levels as the floats of an OSC message, or any message at a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import Expression, Gauge
from gesture2midi.engine.interpolation import RatedOsc
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.engine.osc_player import (
    INDEX,
    MOST_INDEX,
    Address,
    Argument,
    Fixed,
    OscMomentPart,
    OscPart,
    StreamPart,
    Target,
    Worked,
)
from gesture2midi.errors import Mistake, listed
from gesture2midi.events import Message, Osc
from gesture2midi.mapping.controls.answers import Bound, Choice, Player, Warned
from gesture2midi.mapping.controls.following import Followed, between, sweep
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.schema.fields import Float, Formulas, Pair
from gesture2midi.mapping.schema.osc_arguments import Arguments, Bundle, Number, Template
from gesture2midi.music.scales import Scale

# One sees the hand that it is about: `whether the hand is pinched` is `pinched`.
_WHETHER = re.compile(r"^whether (the hand (is )?)?")
_SIGNAL = re.compile(r"(left|right|any|hands|osc|clock|midi\.cc|midi\.note)\.[a-z0-9_.]+")
_FOLLOWS = ("dead", "curve", "steps", "mode", "smooth", "lost", "glide", "rate", "foretell")


class OscControl(Followed):
    """One message with a float a level, or `args` of any type; or messages at each moment."""

    order = 40
    either = ("address", "bundle")
    apart = (
        (("address",), ("bundle",)),
        (("from",), ("args", "bundle")),
        (("args",), ("bundle",)),
        (("args", "bundle"), ("in", "out", "rest", "rate", "foretell")),
    )

    send: Literal["osc"]
    address: Template | None = None
    bundle: Bundle | None = None
    from_: Annotated[Formulas, Field(alias="from")] = Field(default_factory=list)
    args: Arguments | None = None
    index: Number | None = None
    out: Pair = (0.0, 1.0)
    rest: Float | None = None

    @model_validator(mode="after")
    def _stands(self) -> Self:
        """What is followed moves, every constant lies within its `in`, and every address has its number."""
        self.check_moves(self.from_)
        for source in self.from_:
            self.as_it_stands(source)
            self.check_foretold(source)
        for message in self.messages_written:
            for arg in message["args"]:
                if isinstance(arg, dict):
                    _check_constant(arg)
        told = [message["address"] for message in self.messages_written]
        if self.index is None and any(map(INDEX.search, told)):
            raise Mistake("`{index}` in the address needs an `index`", "write such as `index: osc.channel`")
        if self.index is not None and not any(map(INDEX.search, told)):
            raise Mistake("no address has an `{index}`", "write one such as /ch/{index}/fader")
        return self

    @model_validator(mode="after")
    def _sends_something(self) -> Self:
        if not self.from_ and self.args is None and self.bundle is None and self.when is None:
            raise Mistake("this osc control needs `from`, `args` or `when`")
        if self.momentary:
            for name in _FOLLOWS:
                if name in self.model_fields_set:
                    message = f"what is sent once each time `when` becomes true has no `{name}`"
                    raise Mistake(message, "take it out, or write `from` to follow something")
        return self

    @property
    def momentary(self) -> bool:
        return not self.from_ and self.when is not None

    @property
    def messages_written(self) -> list[dict[str, Any]]:
        """Each message as {address, args}."""
        if self.bundle is not None:
            return self.bundle
        return [{"address": self.address or "", "args": self.args or []}]

    @property
    def home(self) -> float:
        """Where its values rest."""
        return self.out[0] if self.rest is None else self.rest

    def targets(self) -> list[Target]:
        """Returns its messages as the engine sends them."""
        return [
            Target(
                Address(message["address"], self.index),
                tuple(self._worked(arg) if isinstance(arg, dict) else arg for arg in message["args"]),
            )
            for message in self.messages_written
        ]

    def _worked(self, arg: dict[str, Any]) -> Argument:
        source, whole = arg["from"], arg["type"] == "int"
        always = parser.constant(source)
        if always is not None and not ("in" in arg or ("out" in arg and 0 <= always <= 1)):
            return round(always) if whole else always
        if "in" not in arg and "out" not in arg:
            return Worked(source, None, (0.0, 1.0), whole)
        ends = self.model_copy(update={"input": arg.get("in")})
        return Worked(source, ends.level(source), arg.get("out", (0.0, 1.0)), whole)

    def sources(self) -> Sequence[Expression]:
        return self.from_

    def choices(self, me: Bound) -> Iterator[Choice]:
        yield from self.followed(me, self.from_)
        if self.index is not None:
            yield Choice("index", self.index, me.known, 0, MOST_INDEX, counted=True)

    def player(self, me: Bound) -> Player:
        if not self.from_:
            targets, when = self.targets(), me.when
            if self.when is not None and when is not None:
                return lambda stage: [OscMomentPart(when, targets)]
            return lambda stage: [StreamPart(target, when, stage.camera) for target in targets]
        levels = tuple(self.level(source) for source in self.from_)
        stand = [self.as_it_stands(source) for source in self.from_]
        outs = [self.out if always is None else (always, always) for always in stand]
        part, address = RatedOsc if self.rate else OscPart, Address(self.address or "", self.index)
        return lambda stage: [part(address, levels, me.when, outs, self.home, stage.camera)]

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        if self.from_:
            address, many = self._at_first(self.address or ""), len(self.from_)
            return tuple(Osc(at, address, (value,) * many) for at, value in sweep(t, self.out, self.home))
        # Of a bundle the first: what learns catches one address.
        target = self.targets()[0]
        return (Osc(t, self._at_first(target.address.text), tuple(map(_at_first, target.args))),)

    def _at_first(self, address: str) -> str:
        """The address with the number 1 in it."""
        return INDEX.sub(lambda found: f"{1:0{int(found[1] or 1)}}", address)

    def gauge(self) -> Gauge | None:
        if self.momentary or self.address is None or self.index is not None:
            return None
        return Gauge(("osc", self.address), self.address)

    def osc_addresses(self) -> tuple[tuple[str, str], ...]:
        if self.index is not None:
            return ()
        if self.from_:
            return ((self.address or "", "f" * len(self.from_)),)
        return tuple((t.address.text, "".join(map(_tag, t.args))) for t in self.targets())

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        if self.momentary or self.index is not None:
            return {}
        if self.args is not None and any(not isinstance(arg, dict) for arg in self.args):
            # What tells its values apart by a text, as `/ctrl cutoff 0.5`, is many things at one address.
            return {}
        return {
            ("osc", message["address"]): f"the address {message['address']}"
            for message in self.messages_written
        }

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        for message in self.messages_written:
            for arg in message["args"]:
                if isinstance(arg, str) and _SIGNAL.fullmatch(arg):
                    hint = f"write {{from: {arg}}} to send its value"
                    yield Warned("bundle" if self.bundle else "args", f"`{arg}` is sent as a text", hint)

    def target_name(self, key: Scale | None) -> str:
        return listed((message["address"] for message in self.messages_written), "and")

    def sentence(self, speaker: Speaker) -> str:
        if not self.from_:
            sent = listed((_told(message, speaker) for message in self.messages_written), "and")
            number = f", where the index is {speaker.noun(self.index.text)}," if self.index else ""
            if self.when is not None:
                return f"when {speaker.clause(self.when.text)}, it sends {sent}{number}".rstrip(",")
            return f"it sends {sent}{number} whenever that changes{self.ways('0')}"
        values = listed((speaker.noun(source.text) for source in self.from_), "and")
        go = "goes" if len(self.from_) == 1 else "go"
        number = f" (index: {speaker.noun(self.index.text)})" if self.index else ""
        within = f"{values}{self.within()} {go} to {self.address}{number}"
        return f"{within}{between(self.out, (0.0, 1.0))}{self.ways(f'{self.home:g}')}"

    def gesture(self, speaker: Speaker) -> str:
        if self.momentary and self.when is not None:
            return speaker.clause(self.when.text)
        said = [_WHETHER.sub("", speaker.noun(text)) for text in self.follows()]
        return listed(said, "and") if said else "as it begins"

    def plays_while(self) -> list[str]:
        return [self.when.text] if self.momentary and self.when is not None else []

    def follows(self) -> list[str]:
        given = [arg for message in self.messages_written for arg in message["args"]]
        return [
            *(source.text for source in self.from_),
            *(arg["from"].text for arg in given if isinstance(arg, dict)),
        ]

    def played_by(self) -> list[str]:
        return self.plays_while() or self.follows()


def _check_constant(arg: dict[str, Any]) -> None:
    always = parser.constant(arg["from"])
    if always is not None and "in" in arg and not min(arg["in"]) <= always <= max(arg["in"]):
        raise Mistake(f"{always:g} lies outside `in`", "widen it, or take it out to send the number itself")


def _tag(arg: Argument) -> str:
    """Its OSC type tag."""
    if isinstance(arg, Worked):
        return "i" if arg.whole else "f"
    return "T" if isinstance(arg, bool) else {int: "i", float: "f", str: "s"}[type(arg)]


def _at_first(arg: Argument) -> Fixed:
    """What is sent of it to be learnt."""
    if not isinstance(arg, Worked):
        return arg
    return round(arg.out[0]) if arg.whole else arg.out[0]


def _told(message: dict[str, Any], speaker: Speaker) -> str:
    if not message["args"]:
        return str(message["address"])
    return f"{message['address']} with {listed((_said(arg, speaker) for arg in message['args']), 'and')}"


def _said(arg: Any, speaker: Speaker) -> str:
    match arg:
        case bool():
            return str(arg).lower()
        case str():
            return f"`{arg}`"
        case dict():
            ways = f" from {arg['out'][0]:g} to {arg['out'][1]:g}" if "out" in arg else ""
            return f"{speaker.noun(arg['from'].text)}{ways}"
    return f"{arg:g}"

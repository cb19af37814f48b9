"""What can be asked for by OSC: messages in, requests out."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.errors import UsageError, one_of
from gesture2midi.io.osc.decode import Arg, OscMessage

Takes: TypeAlias = Literal["name", "switch"]


@dataclass(frozen=True, slots=True)
class Verb:
    """What one address asks for, with arguments of these kinds."""

    address: str
    takes: tuple[Takes, ...]
    meaning: str


VERBS = (
    Verb("/g2m/panic", (), "silence everything"),
    Verb("/g2m/scene", ("name",), "go to this scene of the mapping"),
    Verb(
        "/g2m/mapping",
        ("name",),
        "go on with this mapping, one of those played with, a bundled one or your own",
    ),
    Verb("/g2m/learn", ("name",), "send what this control sends, alone, so that a program learns it"),
    Verb("/g2m/mute", ("name", "switch"), "1 leaves this control out, 0 plays it again"),
    Verb("/g2m/record", ("switch",), "1 starts a take, 0 ends it"),
)
SIGNAL = "/g2m/signal/"
"""What the address of a signal begins with; its name follows."""

_VERBS = {verb.address: verb for verb in VERBS}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WORDS = {"name": "a name", "switch": "0 or 1"}

# What an instrument sends itself, which another one may be told to send here: it must not be answered.
_OURS = {"ok", "error", "frame", "left", "right", "hands", "hit"}


@dataclass(frozen=True, slots=True)
class Request:
    """what: the address of a verb, or `SIGNAL` with (name, value); args: of the kinds that it takes."""

    what: str
    args: tuple[str | bool | float, ...]


def understand(message: OscMessage) -> Request | None:
    """What is asked for; None where it is nothing: an address of others, or a button that was let go.

    Raises:
        UsageError: the address does not take these arguments, or there is none like it.
    """
    address, args = message.address, message.args
    if address.startswith(SIGNAL):
        return _signal(address, args)
    verb = _VERBS.get(address)
    if verb is None:
        if address.startswith("/g2m/") and address.split("/")[2] not in _OURS:
            hint = one_of(address[:60], _VERBS)
            raise UsageError(f"There is no address {address[:60]!r}: {hint}")
        return None
    if not verb.takes:
        # A button on a touch screen says 1 when it is pressed, and 0 when it is let go.
        return None if args and not args[-1] else Request(address, ())
    if len(args) != len(verb.takes):
        raise UsageError(_usage(verb))
    return Request(address, tuple(_argument(verb, *pair) for pair in zip(verb.takes, args, strict=True)))


def _signal(address: str, args: tuple[Arg, ...]) -> Request:
    name = address.removeprefix(SIGNAL)
    if not _NAME.fullmatch(name):
        raise UsageError(f"{address[:60]!r} names no signal: a name is made of a to z, 0 to 9 and _.")
    if len(args) != 1 or isinstance(args[0], str) or not math.isfinite(args[0]):
        raise UsageError(f"{address} takes a number.")
    return Request(SIGNAL, (name, float(args[0])))


def _argument(verb: Verb, takes: Takes, arg: Arg) -> str | bool:
    if takes == "name" and isinstance(arg, str):
        return arg
    if takes == "switch" and not isinstance(arg, str) and arg in (0, 1):
        return bool(arg)
    raise UsageError(_usage(verb))


def _usage(verb: Verb) -> str:
    return f"{verb.address} takes {' and '.join(_WORDS[takes] for takes in verb.takes)}."

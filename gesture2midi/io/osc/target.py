"""Where OSC goes, and what of it: `HOST:PORT[,WORD]...` as the player writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from gesture2midi.errors import UsageError

_WORDS = "wekinator, landmarks, timetag, plain and only=PATTERN"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one target is sent of a frame.

    only: patterns of addresses, `*` for anything and `?` for one character; empty is all.
    landmarks: also the 21 points of each hand.
    wekinator: numbers alone, always equally many, as one message (`wekinator.Inputs`).
    timetag: with the time of the frame instead of *immediately*.
    plain: what the mapping sends and nothing else, each message in a datagram of its own and no bundle.
    """

    only: tuple[str, ...] = ()
    landmarks: bool = False
    wekinator: bool = False
    timetag: bool = False
    plain: bool = False

    def takes(self, address: str) -> bool:
        return matches(address, self.only)


ALL = Wanted()


@lru_cache(maxsize=4096)
def matches(address: str, only: tuple[str, ...]) -> bool:
    return not only or any(re.match(translate(pattern), address) for pattern in only)


def parse_target(text: str) -> tuple[str, int, Wanted]:
    """(host, port, what is wanted) of `HOST:PORT[,WORD]...`.

    Raises:
        UsageError: it is not of this form, or a word is unknown.
    """
    if "//" in text.partition(",")[0]:
        raise UsageError(f"OSC target {text!r} is a web address: give HOST:PORT alone, as in 127.0.0.1:9000")
    place, *words = text.split(",")
    return *parse_place(place, f"OSC target {text!r}"), _wanted(text, [word.strip() for word in words])


def parse_place(text: str, said: str) -> tuple[str, int]:
    """(host, port) of `HOST:PORT`; an IPv6 address stands in brackets, `[::1]:9000`.

    said: what the player has typed, for the sentence.

    Raises:
        UsageError: it is not of this form, or the port is not 1..65535.
    """
    host, colon, port = text.strip().rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise UsageError(f"{said}: an IPv6 address needs brackets, as in [::1]:9000")
    if not colon or not host or any(c.isspace() for c in host):
        raise UsageError(f"{said} is not HOST:PORT, as in 127.0.0.1:9000")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise UsageError(f"{said}: the port {port!r} is not a number from 1 to 65535")
    return host, int(port)


def _wanted(text: str, words: list[str]) -> Wanted:
    only = tuple(word.removeprefix("only=") for word in words if word.startswith("only="))
    flags = {word for word in words if not word.startswith("only=")}
    for word in words:
        if word in flags and word not in ("wekinator", "landmarks", "timetag", "plain"):
            raise UsageError(f"OSC target {text!r}: {word!r} is unknown; there are {_WORDS}")
    for pattern in only:
        if not pattern.startswith(("/", "*")):
            raise UsageError(f"OSC target {text!r}: only= needs an address, as in only=/g2m/right/*")
    if "plain" in flags and len(flags) > 1:
        raise UsageError(f"OSC target {text!r}: `plain` is what the mapping sends, without any other word")
    return Wanted(only, *(word in flags for word in ("landmarks", "wekinator", "timetag", "plain")))

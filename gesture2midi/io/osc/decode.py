"""OSC 1.0 datagrams as messages: https://opensoundcontrol.stanford.edu/spec-1_0.html

Anyone can send anything to a port, so what is read is bounded in size, depth and number, and nothing is taken
of a datagram that is wrong anywhere. (python-osc's parser knows no bounds: 400 bundles in each other end in a
RecursionError.) Time tags are not waited for.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TypeAlias

Arg: TypeAlias = float | int | str | bool

LARGEST = 8192
"""Bytes of a datagram."""
DEEPEST = 8
"""Bundles within bundles."""
MOST = 256
"""Messages in a datagram."""

_BUNDLE, _BUNDLE_HEAD = b"#bundle\0", 16
_SIZE = struct.Struct(">i")
_NUMBERS = {"i": _SIZE, "f": struct.Struct(">f"), "h": struct.Struct(">q"), "d": struct.Struct(">d")}
_CONSTANTS = {"T": True, "F": False, "I": True}


class Malformed(ValueError):
    """This datagram is not OSC, or more of it than anyone needs."""


@dataclass(frozen=True, slots=True)
class OscMessage:
    """args: of the types i f h d s S T F I; a number may be NaN or infinite."""

    address: str
    args: tuple[Arg, ...]


def parse(data: bytes) -> list[OscMessage]:
    """All messages of a datagram, in their order.

    Raises:
        Malformed: it is none, it has an argument of another type, or it goes beyond a limit.
    """
    if len(data) > LARGEST:
        raise Malformed("too long")
    found: list[OscMessage] = []
    try:
        _element(data, 0, found)
    except (struct.error, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from error
    return found


def _element(data: bytes, depth: int, found: list[OscMessage]) -> None:
    if not data.startswith(_BUNDLE):
        found.append(_message(data))
        if len(found) > MOST:
            raise Malformed("too many messages")
        return
    if depth == DEEPEST:
        raise Malformed("nested too deep")
    if len(data) < _BUNDLE_HEAD:
        raise Malformed("a bundle without a time tag")
    at = _BUNDLE_HEAD
    while at < len(data):
        (size,) = _SIZE.unpack_from(data, at)
        at += _SIZE.size
        if not 0 < size <= len(data) - at:
            raise Malformed("an element of a wrong size")
        _element(data[at : at + size], depth + 1, found)
        at += size


def _message(data: bytes) -> OscMessage:
    if not data.startswith(b"/"):
        raise Malformed("an address begins with a slash")
    address, at = _string(data, 0)
    if at == len(data):  # some leave out the type tags where there are no arguments
        return OscMessage(address, ())
    tags, at = _string(data, at)
    if not tags.startswith(","):
        raise Malformed("type tags begin with a comma")
    args: list[Arg] = []
    for tag in tags[1:]:
        if tag in _NUMBERS:
            args += _NUMBERS[tag].unpack_from(data, at)
            at += _NUMBERS[tag].size
        elif tag in _CONSTANTS:
            args.append(_CONSTANTS[tag])
        elif tag in "sS":
            text, at = _string(data, at)
            args.append(text)
        else:
            raise Malformed(f"an argument of the type {tag}")
    if at != len(data):
        raise Malformed("something after the last argument")
    return OscMessage(address, tuple(args))


def _string(data: bytes, at: int) -> tuple[str, int]:
    """The string that begins there, and where the next thing does: padding goes to a multiple of four."""
    end = data.find(b"\0", at)
    after = end + 4 - end % 4
    if end < 0 or after > len(data):
        raise Malformed("a string without an end")
    return data[at:end].decode(), after

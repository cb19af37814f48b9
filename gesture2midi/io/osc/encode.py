"""OSC 1.0 messages as bytes: https://opensoundcontrol.stanford.edu/spec-1_0.html

They are made here and not by python-osc, which takes 1.3 ms for the hundred messages of a frame because it
builds each anew. The address and type tags of a signal never change, so here they are padded once and only
the four bytes of the number are packed per frame: 0.05 ms.
"""

from __future__ import annotations

import operator
import struct
from functools import lru_cache

from gesture2midi.events import Side

MAX_FLOAT = 3.4028234663852886e38

pack_float = struct.Struct(">f").pack
pack_int = struct.Struct(">i").pack


def address_of(signal: str) -> str:
    """The address of a signal: `right.index.x` -> `/g2m/right/index/x`."""
    return "/g2m/" + signal.replace(".", "/")


def landmarks_of(side: Side) -> str:
    return f"/g2m/{side}/landmarks"


def encode(address: str, args: tuple[float | int | str | bool, ...]) -> bytes | None:
    """One OSC message; None where a number is NaN or infinite (as a float32), which receivers cannot use.

    Whole numbers go as int32, others as float32, so numbers of numpy are as good as Python's; true and false
    are the type tags T and F.
    """
    tags, data = ",", b""
    for arg in args:
        if isinstance(arg, str):
            tags += "s"
            data += padded(arg)
            continue
        if isinstance(arg, bool):
            tags += "T" if arg else "F"
            continue
        try:
            whole = operator.index(arg)  # type: ignore[arg-type]
            data += pack_int(whole)
            tags += "i"
        except (TypeError, struct.error):
            number = float(arg)
            if not abs(number) <= MAX_FLOAT:
                return None
            data += pack_float(number)
            tags += "f"
    return padded(address) + padded(tags) + data


@lru_cache(maxsize=1024)
def head(address: str, tags: str) -> bytes:
    """Everything of a bundle's element before its numbers: its size, address and type tags."""
    begin = padded(address) + padded(tags)
    return pack_int(len(begin) + 4 * (len(tags) - 1)) + begin


@lru_cache(maxsize=256)
def text_message(address: str, text: str) -> bytes:
    message = padded(address) + padded(",s") + padded(text)
    return pack_int(len(message)) + message


def padded(text: str) -> bytes:
    """An OSC string: UTF-8, ended by one to four zero bytes up to a multiple of four."""
    data = text.encode(errors="replace")
    return data + bytes(4 - len(data) % 4)

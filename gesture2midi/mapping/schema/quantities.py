"""Times, rates and shares that stand after a key, read; see `parsers`."""

from __future__ import annotations

import re
from math import isfinite
from typing import Literal

from gesture2midi.errors import Mistake

LONGEST = 10.0  # seconds
SHORTEST_FORETOLD, LONGEST_FORETOLD = 0.005, 0.06  # seconds
FASTEST_RATE = 120.0  # Hz: a controller is sent every 8 ms at most


def text_or_number(value: object) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Mistake()
    if isinstance(value, float) and not isfinite(value):
        raise Mistake()
    return value


def read_seconds(value: object) -> float:
    given = text_or_number(value)
    found = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*(ms|s|)\s*", str(given))
    if found is None:
        raise Mistake()
    number, unit = float(found[1]), found[2]
    seconds = number / 1000 if unit == "ms" else number
    if seconds > LONGEST:
        raise Mistake(hint="" if unit else f"did you mean `{found[1]} ms`?")
    return seconds


def read_length(value: object) -> float:
    seconds = read_seconds(value)
    if seconds == 0:
        raise Mistake()
    return seconds


def read_rate(value: object) -> float:
    found = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*(Hz|)\s*", str(text_or_number(value)))
    if found is None or not 30 <= float(found[1]) <= FASTEST_RATE:
        raise Mistake()
    return float(found[1])


def read_foretell(value: object) -> float | Literal["camera"]:
    """Seconds, or the word."""
    if value == "camera":
        return "camera"
    seconds = read_seconds(value)
    if not SHORTEST_FORETOLD <= seconds <= LONGEST_FORETOLD:
        raise Mistake()
    return seconds


def read_note_value(value: object) -> float:
    """Quarter notes from line to line."""
    found = re.fullmatch(
        r"\s*1\s*/\s*(1|2|4|8|16|32)\s*(dotted|triplet|\.|d|t|)\s*", str(text_or_number(value))
    )
    if found is None:
        raise Mistake()
    return 4 / int(found[1]) * {"t": 2 / 3, "": 1.0}.get(found[2][:1], 1.5)


def _percent(value: object, least: int, most: int) -> float:
    """0..1 of `60 %`, or of 0.6."""
    found = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*(%?)\s*", str(text_or_number(value)))
    if found is None:
        raise Mistake()
    share = float(found[1]) / 100 if found[2] else float(found[1])
    if not least <= share * 100 <= most:
        meant = not found[2] and least <= share <= most
        raise Mistake(hint=f"did you mean `{found[1]} %`?" if meant else "")
    return share


def read_share(value: object) -> float:
    return _percent(value, 1, 100)


def read_swing(value: object) -> float:
    return _percent(value, 50, 75)

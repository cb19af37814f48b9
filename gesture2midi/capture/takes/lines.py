"""The lines of a take, read one by one, whatever they may hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

import numpy as np

from gesture2midi.capture.takes import FORMAT, KNOWN
from gesture2midi.errors import listed
from gesture2midi.events import BODY_POINTS, FACE_POINTS, SIDES, Body, Face, Hand, Hands, Hit, Points, Told
from gesture2midi.gestures.signals import SEEN, Signal, of_no_hand

LONGEST_LINE = 32_768
"""Bytes; two hands take about 3,000."""

LONGEST = 86_400.0
"""Seconds from the first frame to the last at the most: a day."""
_FARTHEST = 1000.0
"""The largest number in a frame: places in a picture are 0 to 1, and hands are measured in metres."""

_LARGEST = 1e9
"""The largest value of a signal from outside, such as the beats of a clock."""

_OLDEST = 10.0
"""Seconds between the picture in which a part was looked for, or a hit, and the frame that tells it."""

_TIME = re.compile(rb'\s*\{\s*"t"\s*:\s*([-+.\deE]+)\s*[,}]')
"""The time of a frame at a glance, where it stands first, as it does in what is written here."""


class NoJsonError(ValueError):
    """A line that may have been cut off."""


def numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Returns lines that are not empty, with their numbers; an endless one in pieces, to save memory."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), 1):
        if not line.isspace():
            yield number, line


def time_of(line: bytes) -> float | None:
    """When the frame of this line was; None where it does not say."""
    try:
        found = _TIME.match(line)
        return number_of(float(found[1]) if found else object_of(parse(line)).get("t"), "t", math.inf)
    except ValueError:
        return None


def header_of(line: bytes) -> dict[str, Any]:
    """Returns the header of a take.

    Raises:
        ValueError: it is none, or of a version that is not known here; says why.
    """
    header = object_of(parse(line))
    if header.get("format") != FORMAT:
        raise ValueError("it does not begin as one")
    if header.get("version") not in KNOWN:
        known = listed([str(version) for version in KNOWN], "and")
        raise ValueError(f"versions {known} are known here, not {header.get('version')!r:.20}")
    return header


def name_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def parse(line: bytes) -> Any:
    if len(line) > LONGEST_LINE:
        raise NoJsonError(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NoJsonError("the line is not JSON") from error


def hands_of(row: Any, first: float, last: float) -> Hands:
    """first: as the file has it. last: of the frame before, from 0 on."""
    row = object_of(row)
    written = number_of(row.get("t"), "t", math.inf)
    t = round(written - first, 6)
    if t < last:
        raise ValueError(f"t goes back from {last + first:g} to {written:g}")
    if t > LONGEST:
        raise ValueError(f"t is more than 24 hours after the first frame ({written:g} s)")
    index = row.get("i")
    if type(index) is not int or index < 0:
        raise ValueError("i must be a whole number of 0 or more")
    aspect = number_of(row.get("aspect"), "aspect")
    if aspect <= 0:
        raise ValueError("aspect must lie above 0")
    listed = row.get("hands")
    if not isinstance(listed, list):
        raise ValueError("hands must be a list")
    hands = tuple(_hand(object_of(hand)) for hand in listed)
    if len({hand.side for hand in hands}) < len(hands):
        raise ValueError("there is more than one hand of a side")
    mirror = row.get("mirror")
    if not isinstance(mirror, bool):
        raise ValueError("mirror must be true or false")
    face = _face(object_of(row["face"]), first, t) if "face" in row else None
    told = _told(object_of(row["told"]), first, t) if "told" in row else None
    body = _body(object_of(row["body"]), first, t) if "body" in row else None
    return Hands(t, index, aspect, hands, mirror, face, told, body)


def _hand(row: dict[str, Any]) -> Hand:
    side = row.get("side")
    if side not in SIDES:
        raise ValueError("side must be left or right")
    score = number_of(row.get("score"), "score")
    points, world = _points(row.get("points"), "points"), _points(row.get("world"), "world")
    return Hand(side, score, points, world, _place(row["knuckles"]) if "knuckles" in row else None)


def _face(row: dict[str, Any], first: float, now: float) -> Face:
    t = _looked(row, "the face", first, now)
    return Face(t, _points(row["points"], "points of the face", FACE_POINTS) if "points" in row else None)


def _body(row: dict[str, Any], first: float, now: float) -> Body:
    t = _looked(row, "the body", first, now)
    if "points" not in row:
        return Body(t, None)
    points = _points(row["points"], "points of the body", BODY_POINTS)
    world = _points(row.get("world"), "world of the body", BODY_POINTS)
    return Body(t, points, world, _numbers(row.get("seen"), "seen of the body", BODY_POINTS))


def _looked(row: dict[str, Any], part: str, first: float, now: float) -> float:
    """When a part of the player was looked for."""
    t = round(number_of(row.get("t"), f"t of {part}", math.inf) - first, 6)
    if not 0 <= now - t <= _OLDEST:
        raise ValueError(f"t of {part} must lie within the {_OLDEST:g} s before that of its frame")
    return t


def _told(row: dict[str, Any], first: float, now: float) -> Told:
    signals = {
        name: math.nan if value is None else number_of(value, _outside(name).name, _LARGEST)
        for name, value in object_of(row.get("signals", {})).items()
    }
    listed = row.get("hits", [])
    if not isinstance(listed, list):
        raise ValueError("hits must be a list")
    return Told(signals, tuple(_hit(object_of(hit), first, now) for hit in listed))


def _hit(row: dict[str, Any], first: float, now: float) -> Hit:
    t = round(number_of(row.get("t"), "t of a hit", math.inf) - first, 6)
    if abs(now - t) > _OLDEST:
        raise ValueError(f"t of a hit must lie within {_OLDEST:g} s of that of its frame")
    velocity = number_of(row.get("velocity"), "velocity")
    if _outside(name := row.get("name")).kind != "hit" or not 0 < velocity <= 1:
        raise ValueError(
            f"a hit has a name such as heart.beat and a velocity above 0 up to 1, not {name!r:.40}"
        )
    side, _, kind = str(name).partition(".")
    return Hit(t, side, kind, velocity)


@lru_cache(maxsize=1024)
def _known(name: str) -> Signal | None:
    return of_no_hand(name) if name.partition(".")[0] not in SEEN else None


def _outside(name: object) -> Signal:
    signal = _known(name) if isinstance(name, str) else None
    if signal is None:
        raise ValueError(f"no signal from outside is called {name!r:.40}")
    return signal


def _place(values: Any) -> tuple[float, float]:
    if not isinstance(values, list) or len(values) != 2:
        raise ValueError("knuckles must be 2 numbers")
    return number_of(values[0], "knuckles"), number_of(values[1], "knuckles")


def _points(values: Any, name: str, many: int = 21) -> Points:
    return _numbers(values, name, 3 * many).reshape(many, 3)


def _numbers(values: Any, name: str, many: int) -> Points:
    if not isinstance(values, list) or len(values) != many:
        raise ValueError(f"{name} must be {many} numbers")
    return np.array([number_of(value, name) for value in values], np.float32)


def number_of(value: Any, name: str, most: float = _FARTHEST) -> float:
    if type(value) not in (int, float) or not abs(value) < 1e30:
        raise ValueError(f"{name} must be a finite number")
    if abs(value) > most:
        raise ValueError(f"{name} must lie within {most:g}, and is {value:g}")
    return float(value)


def object_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("the line is not an object")
    return value

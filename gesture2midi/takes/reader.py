"""A take as it is read: a source of hands, whatever the file may hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import numpy as np

from gesture2midi.errors import SourceError
from gesture2midi.events import SIDES, Hand, Hands, Points
from gesture2midi.takes import FORMAT, VERSION

_LONGEST_LINE = 32_768
"""Bytes; two hands take about 3,000."""

_TIME = re.compile(rb'\s*\{\s*"t"\s*:\s*([-+.\deE]+)\s*[,}]')
"""The time of a frame at a glance, where it stands first, as it does in what is written here."""


class Take:
    """Reads a take, as a source of hands that needs no tracker.

    Args:
        path: the file, also one that a crash left as `.part`.
        on_problem: told when the last line is broken; what stands before it is played.
        start, end: the part that is read, in seconds from the first frame, both ends included.

    `mapping` and `file` are the names of what it was played with, "" where it does not say.

    Raises:
        SourceError: the file is missing or is not a take; from `frames` also, a line inside is wrong.
    """

    def __init__(
        self,
        path: Path,
        on_problem: Callable[[str], None] = lambda _: None,
        *,
        start: float = 0.0,
        end: float = math.inf,
    ) -> None:
        self.name = path.name
        self.mapping = self.file = ""
        self._start, self._end = start, end
        self._path = path
        self._on_problem = on_problem
        self._closed = False
        try:
            with path.open("rb") as file:
                self.fps = self._header(file.readline(_LONGEST_LINE + 1))
                self.total: int | None = sum(1 for _ in self._part(file))
        except OSError as error:
            raise SourceError(
                f"There is no take {path} that can be read ({error.strerror}): give the path of one."
            ) from error

    def frames(self) -> Iterator[Hands]:
        """The recorded hands; times never go back."""
        last = -math.inf
        with self._path.open("rb") as file:
            file.readline(_LONGEST_LINE + 1)
            lines = self._part(file)
            read = next(lines, None)
            while read is not None and not self._closed:
                following = next(lines, None)
                number, line = read
                try:
                    hands = _hands(_parse(line), last)
                except ValueError as error:
                    if following is None:
                        self._on_problem(f"{self.name} breaks off in line {number}: {error}.")
                        return
                    self._refuse(number, str(error))
                yield hands
                last = hands.t
                read = following

    def close(self) -> None:
        self._closed = True

    def _part(self, file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The lines to read with their numbers; whatever has no time is one of them, to be refused."""
        first: float | None = None
        for number, line in enumerate(_lines(file), 2):
            t = _time(line)
            if t is not None:
                first = t if first is None else first
                passed = round(t - first, 6)
                if passed > self._end:
                    return
                if 0 <= passed < self._start:
                    continue
            yield number, line

    def _header(self, line: bytes) -> float:
        try:
            header = _object(_parse(line))
            if header.get("format") != FORMAT:
                raise ValueError("it does not begin as one")
            if header.get("version") != VERSION:
                raise ValueError(f"version {VERSION} is known here, not {header.get('version')!r:.20}")
            fps = _number(header.get("fps"), "fps")
            if not 0 < fps <= 1000:
                raise ValueError("fps must lie above 0 and not above 1000")
            self.mapping, self.file = (_name(header.get(key)) for key in ("mapping", "file"))
        except ValueError as error:
            self._refuse(1, str(error))
        return fps

    def _refuse(self, number: int, why: str) -> NoReturn:
        raise SourceError(
            f"{self._path}:{number}: this is not a take that can be played: {why}; give a file that "
            "`gesture2midi run --record` wrote."
        )


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines, an endless one in pieces, so that no file can fill the memory."""
    return iter(lambda: file.readline(_LONGEST_LINE + 1), b"")


def _time(line: bytes) -> float | None:
    """When the frame of this line was; None where it does not say."""
    try:
        found = _TIME.match(line)
        return _number(float(found[1]) if found else _object(_parse(line)).get("t"), "t")
    except ValueError:
        return None


def _name(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _parse(line: bytes) -> Any:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"the line is longer than {_LONGEST_LINE} bytes")
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("the line is not JSON") from error


def _hands(row: Any, last: float) -> Hands:
    row = _object(row)
    t = _number(row.get("t"), "t")
    if t < last:
        raise ValueError(f"t goes back from {last} to {t}")
    index = row.get("i")
    if type(index) is not int or index < 0:
        raise ValueError("i must be a whole number of 0 or more")
    aspect = _number(row.get("aspect"), "aspect")
    if aspect <= 0:
        raise ValueError("aspect must lie above 0")
    listed = row.get("hands")
    if not isinstance(listed, list):
        raise ValueError("hands must be a list")
    hands = tuple(_hand(_object(hand)) for hand in listed)
    if len({hand.side for hand in hands}) < len(hands):
        raise ValueError("there is more than one hand of a side")
    mirror = row.get("mirror")
    if not isinstance(mirror, bool):
        raise ValueError("mirror must be true or false")
    return Hands(t, index, aspect, hands, mirror)


def _hand(row: dict[str, Any]) -> Hand:
    side = row.get("side")
    if side not in SIDES:
        raise ValueError("side must be left or right")
    score = _number(row.get("score"), "score")
    points, world = _points(row.get("points"), "points"), _points(row.get("world"), "world")
    return Hand(side, score, points, world, _place(row["knuckles"]) if "knuckles" in row else None)


def _place(values: Any) -> tuple[float, float]:
    if not isinstance(values, list) or len(values) != 2:
        raise ValueError("knuckles must be 2 numbers")
    return _number(values[0], "knuckles"), _number(values[1], "knuckles")


def _points(values: Any, name: str) -> Points:
    if not isinstance(values, list) or len(values) != 63:
        raise ValueError(f"{name} must be 63 numbers")
    return np.array([_number(value, name) for value in values], np.float32).reshape(21, 3)


def _number(value: Any, name: str) -> float:
    if type(value) not in (int, float) or not abs(value) < 1e30:
        raise ValueError(f"{name} must be a finite number")
    return float(value)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("the line is not an object")
    return value

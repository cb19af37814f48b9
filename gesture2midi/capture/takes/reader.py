"""A take as it is read: a source of hands, whatever the file may hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from gesture2midi.capture.takes.lines import (
    LONGEST,
    NoJsonError,
    hands_of,
    header_of,
    name_of,
    number_of,
    numbered,
    parse,
    time_of,
)
from gesture2midi.errors import SourceError
from gesture2midi.events import Hands
from gesture2midi.files import open_regular, reason

_GAP = 10.0
"""Seconds between two frames; a longer gap is told."""


class TakeError(SourceError):
    """A line of a take is wrong; `why` says which and how, without the file."""

    def __init__(self, path: Path, number: int, why: str) -> None:
        super().__init__(
            f"{path}:{number}: this is not a take that can be played: {why}; give a file that "
            "`gesture2midi run --record` wrote."
        )
        self.why = f"line {number}: {why}"


class Take:
    """Reads a take, as a source of hands that needs no tracker.

    Args:
        path: the file, also one that a crash left as `.part`.
        on_problem: told when the last line is broken (what stands before it is played), and of gaps above
            10 s and times below 0, with which it is played.
        start, end: the part that is read, in seconds from the first frame, both ends included.

    Times count from its first frame. `mapping` and `file` are the names of what it was played with, and
    `fingerprint` the SHA-256 of its files, "" where it does not say.

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
        self.mapping = self.file = self.fingerprint = ""
        self.total: int | None = 0
        self._first = 0.0
        self._start, self._end = start, end
        self._path = path
        self._on_problem = on_problem
        self._closed = False
        try:
            with open_regular(path) as file:
                lines = numbered(file)
                self.fps = self._header(*next(lines, (1, b"")))
                oddities = self._look_over(lines)
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            why = reason(error, path) if isinstance(error, OSError) else error
            raise SourceError(
                f"There is no take {path} that can be read ({why}): give the path of one."
            ) from error
        if start <= 0:
            for oddity in oddities:
                on_problem(oddity)

    def frames(self) -> Iterator[Hands]:
        """The recorded hands; the first time is 0, and times never go back."""
        try:
            yield from self._frames()
        except OSError as error:  # it has gone since, or its disk has
            raise SourceError(f"The take {self._path} can no longer be read: {error.strerror}.") from error

    def _frames(self) -> Iterator[Hands]:
        last = 0.0
        with open_regular(self._path) as file:
            lines = numbered(file)
            next(lines, None)
            part = self._part(lines)
            read = next(part, None)
            while read is not None and not self._closed:
                following = next(part, None)
                number, line, _ = read
                try:
                    hands = hands_of(parse(line), self._first, last)
                except NoJsonError as error:
                    if following is None:
                        self._on_problem(f"{self.name} breaks off in line {number}: {error}.")
                        return
                    self._refuse(number, str(error))
                except ValueError as error:
                    self._refuse(number, str(error))
                yield hands
                last = hands.t
                read = following

    def close(self) -> None:
        self._closed = True

    def _look_over(self, lines: Iterator[tuple[int, bytes]]) -> list[str]:
        """Counts the frames to be read; gives what is odd about their times, in sentences."""
        last: float | None = None
        total, gaps, longest = 0, 0, (0.0, 0)
        for number, _, t in self._part(lines):
            total += 1
            if t is not None:
                # What lies more than a day after the first frame is refused, and not played.
                if last is not None and t - last > _GAP and t - self._first <= LONGEST:
                    gaps, longest = gaps + 1, max(longest, (t - last, number))
                last = t
        self.total = total
        odd = []
        if self._first < 0:
            odd.append(f"{self.name} begins at {self._first:g} s, before 0; its times count from there.")
        if gaps:
            found = f"{gaps} gaps, the longest" if gaps > 1 else "a gap"
            odd.append(
                f"{self.name} has {found} of {longest[0]:.0f} s before line {longest[1]}, and is so played."
            )
        return odd

    def _part(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes, float | None]]:
        """The lines to read, each with its number and time; one without a time is left to be refused."""
        first: float | None = None
        for number, line in lines:
            t = time_of(line)
            if t is not None:
                if first is None:
                    first = self._first = t
                passed = round(t - first, 6)
                if passed > self._end:
                    return
                if 0 <= passed < self._start:
                    continue
            yield number, line, t

    def _header(self, number: int, line: bytes) -> float:
        try:
            header = header_of(line)
            fps = number_of(header.get("fps"), "fps")
            if not 0 < fps <= 1000:
                raise ValueError("fps must lie above 0 and not above 1000")
            told = (name_of(header.get(key)) for key in ("mapping", "file", "sha256"))
            self.mapping, self.file, self.fingerprint = told
        except ValueError as error:
            self._refuse(number, str(error))
        return fps

    def _refuse(self, number: int, why: str) -> NoReturn:
        raise TakeError(self._path, number, why)


def problem_in(path: Path) -> str:
    """Returns why a take cannot be played from its beginning to its end, "" where it can."""
    try:
        for _ in Take(path).frames():
            pass
    except TakeError as error:
        return error.why
    except SourceError as error:
        return str(error)
    return ""

"""Usage figures for the player alone: one JSON file on this machine, kept only after the player said yes.

    {"version": 1, "on": true, "days": {"2026-11-30": {"seconds": 1260.5, "notes": 812,
     "mappings": {"drums": 900.0}, "strikes": 240, "against_beat": [180, -2.16, 0.0891]}}}

`against_beat`: how many strikes fell while a clock ran, the sum of their distances in seconds from the
nearest eighth note (late is positive), and the sum of the squares of these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gesture2midi.errors import OutputError, PlayerError, refusal
from gesture2midi.events import SIDES, NoteOn
from gesture2midi.files import make_folder, open_regular, write_whole
from gesture2midi.session.session import Moment

LONGEST = 4 * 1024 * 1024
"""Bytes of a file that is read at all: some ten thousand days."""
MOST_DAYS = 3660
"""Days that are kept; the oldest go first."""
MOST_MAPPINGS = 200
"""Mappings that are told apart in a day."""
PAUSE = 0.5
"""Seconds between two frames from which on nobody has played."""
_PER_BEAT = 2
"""Places of a beat that a strike may be meant for: eighth notes."""

_Count = Annotated[int, Field(ge=0)]
_Seconds = Annotated[float, Field(ge=0)]


class Day(BaseModel):
    """What was played on one day, or on several. seconds: with a hand in view."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    seconds: _Seconds = 0.0
    notes: _Count = 0
    mappings: dict[str, _Seconds] = {}
    strikes: _Count = 0
    against_beat: tuple[_Count, float, _Seconds] = (0, 0.0, 0.0)

    def __add__(self, other: Day) -> Day:
        names = {**self.mappings, **other.mappings}
        seconds = {name: self.mappings.get(name, 0.0) + other.mappings.get(name, 0.0) for name in names}
        most = sorted(seconds, key=lambda name: -seconds[name])[:MOST_MAPPINGS]
        (count, total, squares), (more, later, wider) = self.against_beat, other.against_beat
        return Day(
            seconds=self.seconds + other.seconds,
            notes=self.notes + other.notes,
            mappings={name: seconds[name] for name in names if name in most},
            strikes=self.strikes + other.strikes,
            against_beat=(count + more, total + later, squares + wider),
        )

    def often(self, most: int) -> list[str]:
        """Returns the mappings that were played longest, at most so many, the longest first."""
        return sorted(self.mappings, key=lambda name: -self.mappings[name])[:most]

    @property
    def timing(self) -> tuple[float, float] | None:
        """Mean and standard deviation of strikes against the beat, in seconds; None without any."""
        count, total, squares = self.against_beat
        if not count:
            return None
        mean = total / count
        return mean, math.sqrt(max(0.0, squares / count - mean * mean))

    @property
    def timing_ms(self) -> str:
        """The same as a text in milliseconds, `+12 ± 9`; "" without any."""
        return "" if self.timing is None else "{:+.0f} ± {:.0f}".format(*(1000 * x for x in self.timing))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    version: Literal[1] = 1
    on: bool = False
    days: dict[Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")], Day] = {}


class Usage:
    """The file; without one, nothing is kept and nobody has said yes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def on(self) -> bool:
        """Whether the player said yes.

        Raises:
            OutputError: the file cannot be read.
        """
        return self._read().on

    def switch(self, on: bool) -> None:
        """Keep figures from the next set on, or no more; what is kept stays.

        Raises:
            OutputError: the file cannot be read or written.
        """
        self._write(self._read().model_copy(update={"on": on}))

    def delete(self) -> None:
        """Delete all figures, and the yes.

        Raises:
            OutputError: the file cannot be deleted.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"The usage figures {self._path} cannot be deleted: {error.strerror}."
            ) from error

    def add(self, day: date, played: Day) -> None:
        """Add what was played to a day, where the player still says yes.

        Raises:
            OutputError: the file cannot be read or written.
        """
        kept = self._read()
        if kept.on:
            name = day.isoformat()
            days = {**kept.days, name: kept.days.get(name, Day()) + played}
            newest = sorted(days)[-MOST_DAYS:]
            self._write(kept.model_copy(update={"days": {name: days[name] for name in newest}}))

    def weeks(self) -> dict[date, Day]:
        """Returns what was played in each week, by its Monday, the oldest first.

        Raises:
            OutputError: the file cannot be read.
        """
        found: dict[date, Day] = {}
        for name, played in sorted(self._read().days.items()):
            day = date.fromisoformat(name)
            monday = day - timedelta(days=day.weekday())
            found[monday] = found.get(monday, Day()) + played
        return found

    def _read(self) -> _File:
        try:
            with open_regular(self._path) as file:
                data = file.read(LONGEST + 1)
            if len(data) > LONGEST:
                raise ValueError(f"it has more than {LONGEST} bytes")
            kept = _File.model_validate_json(data)
            for name in kept.days:
                date.fromisoformat(name)
            return kept
        except FileNotFoundError:
            return _File()
        except OSError as error:
            raise OutputError(
                f"The usage figures {self._path} cannot be read ({error.strerror}): make the file readable."
            ) from error
        except (ValidationError, ValueError, RecursionError) as error:
            why = f"it {refusal(error.errors()[0])}" if isinstance(error, ValidationError) else str(error)
            raise OutputError(
                f"The usage figures {self._path} are broken ({why}): "
                "`gesture2midi stats --delete` begins anew."
            ) from error

    def _write(self, kept: _File) -> None:
        make_folder(self._path.parent)
        write_whole(self._path, kept.model_dump_json() + "\n")


@dataclass(slots=True)
class Counter:
    """Counts one set, on its thread; `keep` adds it to the figures when the set is over.

    say: told where they cannot be kept.
    """

    usage: Usage
    day: date
    say: Callable[[str], None]
    _last: float | None = None
    _seconds: dict[str, float] = field(default_factory=dict)
    _notes: int = 0
    _strikes: int = 0
    _off: list[float] = field(default_factory=list)

    def look(self, moment: Moment, mapping: str) -> None:
        """Count a frame that this mapping has played."""
        gestures = moment.gestures
        step = gestures.t - self._last if self._last is not None else 0.0
        self._last = gestures.t
        if gestures.hands and 0 < step < PAUSE:
            self._seconds[mapping] = self._seconds.get(mapping, 0.0) + step
        self._notes += sum(isinstance(item, NoteOn) for item in moment.messages.items)
        for hit in gestures.hits:
            of_hand = hit.side in SIDES
            if of_hand and (hit.kind == "strike" or hit.kind.startswith("finger_strike.")):
                self._strikes += 1
                off = against_beat(gestures.signals, hit.t - gestures.t)
                if off is not None:
                    self._off.append(off)

    def keep(self) -> None:
        """Add what was counted."""
        played = Day(
            seconds=sum(self._seconds.values()),
            notes=self._notes,
            mappings=self._seconds,
            strikes=self._strikes,
            against_beat=(len(self._off), sum(self._off), sum(off * off for off in self._off)),
        )
        try:
            self.usage.add(self.day, played)
        except PlayerError as error:
            self.say(str(error))


def against_beat(signals: Mapping[str, float], later: float) -> float | None:
    """Returns how many seconds a blow comes after the nearest eighth note, before it where negative.

    later: seconds from the frame to the blow. None: no clock runs.
    """
    beat, tempo = signals.get("clock.beat", math.nan), signals.get("clock.tempo", math.nan)
    if not (signals.get("clock.running", 0.0) > 0 and math.isfinite(beat) and tempo > 0):
        return None
    seconds = 60 / tempo
    place = (beat + later / seconds) * _PER_BEAT
    return (place - round(place)) / _PER_BEAT * seconds


def counting(path: Path, day: date, say: Callable[[str], None]) -> Counter | None:
    """Returns what counts a set; None unless the player said yes."""
    usage = Usage(path)
    try:
        return Counter(usage, day, say) if usage.on else None
    except PlayerError as error:
        say(str(error))
        return None

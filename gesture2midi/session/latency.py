"""The latency meter: from a picture's arrival to its messages' departure, stage by stage.

Times are handed in (`time.perf_counter()` seconds); nothing here reads a clock. The last
`CAPACITY` frames are kept, so a whole session costs no more memory than ten minutes.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesture2midi.files import whole_file
from gesture2midi.session.picture_age import Age
from gesture2midi.session.sound_path import Part, sound_path

STAGES = ("waiting", "tracking", "gestures", "mapping", "sending")
"""Between arrival, start, hands, gestures, messages and departure."""

CAPACITY = 36_000


@dataclass(frozen=True, slots=True)
class Row:
    """One stage's times in milliseconds."""

    stage: str
    p50: float
    p95: float
    p99: float
    worst: float


class Meter:
    """Collects six instants a frame; gives percentiles of the five stages and the whole."""

    def __init__(self) -> None:
        self._instants = np.zeros((CAPACITY, len(STAGES) + 1))
        self.frames = 0
        self.dropped = 0
        self.strike_delay: float | None = None
        """Seconds from the brake of a strike to its sound; None where the mapping reads none."""
        self.age: Callable[[], Age | None] = lambda: None
        """Asked how old a picture is when it arrives."""
        self.audio: Callable[[], float | None] = lambda: None
        """Asked for the seconds of the built-in synth's buffer, if that plays."""

    def add(self, instants: tuple[float, float, float, float, float, float], dropped: int) -> None:
        """instants: arrival, start, hands, gestures, messages, departure; dropped: all so far."""
        self._instants[self.frames % CAPACITY] = instants
        self.frames += 1
        self.dropped = dropped

    @property
    def latency(self) -> float:
        """Median of the last second or so, whole, in milliseconds; 0 before the first frame."""
        newest = self._newest(30)
        return float(np.median(newest[:, -1] - newest[:, 0])) * 1000 if len(newest) else 0.0

    @property
    def rate(self) -> float:
        """Frames a second over the last second or so, from their departures; 0 with fewer than two."""
        departures = self._newest(30)[:, -1]
        if len(departures) < 2:
            return 0.0
        return float((len(departures) - 1) / max(departures[-1] - departures[0], 1e-9))

    @property
    def instants(self) -> NDArray[np.float64]:
        """(n, 6): those of the frames since the beginning, or of the last `CAPACITY` in no order."""
        return self._instants[: min(self.frames, CAPACITY)]

    @property
    def tracking(self) -> list[float]:
        """Milliseconds that each frame of the last seconds took to track; empty before the first frame."""
        newest = self._newest(300)
        return [float(ms) for ms in (newest[:, 2] - newest[:, 1]) * 1000]

    @property
    def newest_tracking(self) -> float:
        """Milliseconds that the newest frame took to track; 0 before the first."""
        newest = self._instants[(self.frames - 1) % CAPACITY]
        return 1000 * float(newest[2] - newest[1])

    def _newest(self, count: int) -> NDArray[np.float64]:
        """The instants of up to `count` frames, oldest first."""
        last = np.arange(max(0, self.frames - count), self.frames)
        return self._instants[last % CAPACITY]

    def rows(self) -> tuple[Row, ...]:
        """The stages in order, then `whole`; empty before the first frame."""
        kept = self.instants
        if not len(kept):
            return ()
        spans = np.column_stack([np.diff(kept, axis=1), kept[:, -1] - kept[:, 0]]) * 1000
        points = np.percentile(spans, (50, 95, 99, 100), axis=0).T
        return tuple(Row(stage, *map(float, p)) for stage, p in zip((*STAGES, "whole"), points, strict=True))

    def sound_path(self) -> tuple[Part, ...]:
        """Returns what lies between a hand and its sound, in the median; empty before the first frame."""
        rows = {row.stage: row.p50 for row in self.rows()}
        if not rows:
            return ()
        delay, audio = self.strike_delay, self.audio()
        return sound_path(
            age=self.age(),
            fps=self.rate,
            tracking=rows["whole"] - rows["sending"],
            message=rows["sending"],
            strike_delay=None if delay is None else 1000 * delay,
            audio=None if audio is None else 1000 * audio,
        )

    def as_dict(self) -> dict[str, object]:
        """What `--stats` writes: counts, milliseconds by stage, and the machine."""
        return {
            "frames": self.frames,
            "dropped": self.dropped,
            "unit": "ms",
            **({} if self.strike_delay is None else {"strike_delay": round(1000 * self.strike_delay, 1)}),
            "to_sound": {part.stage: round(part.milliseconds, 2) for part in self.sound_path()},
            "stages": {
                row.stage: {"p50": row.p50, "p95": row.p95, "p99": row.p99, "worst": row.worst}
                for row in self.rows()
            },
            "machine": machine(),
        }

    def write(self, path: Path) -> None:
        """Write `as_dict` as JSON, whole or not at all.

        Raises:
            OutputError: it cannot be written there.
        """
        with whole_file(path) as part:
            part.write_text(json.dumps(self.as_dict(), indent=2) + "\n", encoding="utf-8", newline="\n")


def machine() -> str:
    """The machine in a line, so that a figure can name it."""
    processor = platform.processor() or platform.machine()
    listed = Path("/proc/cpuinfo")
    if listed.is_file():  # Linux says only x86_64 otherwise
        lines = listed.read_text(encoding="utf-8").splitlines()
        models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        processor = next(models, processor)
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"

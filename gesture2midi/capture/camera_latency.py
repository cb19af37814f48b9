"""How long a picture takes from the camera to the code: a screen flashes before the camera.

Pure: when the screen flashed and what the camera saw in, the delays out. The screen goes between dark and lit
at random times, which nothing else in the picture does; so it is found by correlation, wherever it is and
however it is exposed. Each flip is then first seen in one picture and not in the one before it, so the
camera's *lag* lies between two bounds, and flips that fall anywhere between two pictures close in on it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import SourceError
from gesture2midi.events import Image

FLIPS = 60
SHORTEST, LONGEST = 0.2, 0.5
"""Seconds between two flips. Two flips are a flash: 2.5 a second at the most; three are safe (WCAG 2.3.1)."""
FARTHEST = 1.0
"""Seconds of delay that are looked for."""
CELLS = (64, 48)
"""Columns and rows of what is kept of a picture."""
LEAST_LIKENESS = 0.5
"""Correlation of what is seen with the flashes; chance gives 0.2."""
NEARLY = 0.95
LEAST_SEEN, LEAST_AGREED = 0.7, 0.6
"""Of the flips: how many must be seen, and how many must allow for the lag that is found."""

_STEP = 0.01
_GUARD = 0.06
"""Seconds about a flip in which a picture may show it in part."""
_SLOW = 2.0
"""Seconds; what changes more slowly is the light of the room."""
_ALIKE = 0.7
"""Of the best cell's correlation: those above belong to the screen."""

Floats = NDArray[np.float64]
Cells = NDArray[np.float32]
Kept = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A question to the server: asked and answered by the page's clock, `server` by ours; seconds."""

    asked: float
    server: float
    answered: float


@dataclass(frozen=True, slots=True)
class CameraLatency:
    """What was measured; all in seconds.

    delays: of each flip that was seen, to the arrival of the first picture that shows it by half or more.
    lag: from the middle of a picture's exposure to its arrival; error: by how much that may be wrong.
    clock: how far the page's clock may be off ours. rate: frames per second. flips: how many there were.
    """

    delays: tuple[float, ...]
    lag: float
    error: float
    clock: float
    rate: float
    flips: int

    @property
    def median(self) -> float:
        return float(np.median(self.delays))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.delays, 95))


class Experiment:
    """What the page and the camera have told so far; the page's times are by its own clock.

    A picture may still be taken in, on another thread, while the result is asked for.
    """

    def __init__(self) -> None:
        self.trips: list[RoundTrip] = []
        self._flips: list[float] = []
        self._pictures: list[tuple[float, Kept]] = []

    def flip(self, at: float) -> None:
        """The screen was lit, or dark again, at that time of the page's clock."""
        self._flips.append(at)

    def picture(self, arrived: float, image: Image) -> None:
        """The camera gave this one."""
        self._pictures.append((arrived, small(image)))

    @property
    def flips(self) -> list[float]:
        """When they were, by our clock."""
        offset = set_clock(self.trips)[0]
        return [at + offset for at in self._flips]

    @property
    def seen_out(self) -> bool:
        """Whether the newest picture is so late that it shows the last flip."""
        if not (self.trips and self._pictures and self._flips):
            return False
        return self._pictures[-1][0] > self.flips[-1] + FARTHEST + LONGEST

    def result(self) -> CameraLatency:
        """What was measured.

        Raises:
            SourceError: the camera does not see the screen.
        """
        pictures = tuple(self._pictures)
        arrivals, seen = [arrived for arrived, _ in pictures], [kept for _, kept in pictures]
        return measure(self.flips, arrivals, seen, set_clock(self.trips)[1])


def gaps(seed: int) -> tuple[float, ...]:
    """Seconds before each flip; every seed has its own."""
    chance = random.Random(seed)
    return tuple(chance.uniform(SHORTEST, LONGEST) for _ in range(FLIPS))


def set_clock(trips: Sequence[RoundTrip]) -> tuple[float, float]:
    """What to add to the page's times to have ours, and by how much that may be wrong: half a round trip."""
    quickest = min(trips, key=lambda trip: trip.answered - trip.asked)
    middle = (quickest.asked + quickest.answered) / 2
    return quickest.server - middle, (quickest.answered - quickest.asked) / 2


def small(image: Image) -> Kept:
    """(rows * columns,) the grey of a picture, as it is kept."""
    reduced = cv2.resize(image, CELLS, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(reduced, cv2.COLOR_BGR2GRAY), np.uint8).ravel()


def measure(
    flips: Sequence[float], arrivals: Sequence[float], seen: Sequence[Kept], clock: float
) -> CameraLatency:
    """The delay.

    Args:
        flips: when the screen was lit, dark, lit ... by our clock.
        arrivals: when each picture arrived. seen: what `small` made of it.
        clock: how far `flips` may be off.

    Raises:
        SourceError: the screen is not to be seen in them, or too little of it.
    """
    times, edges = np.asarray(arrivals), np.asarray(flips)
    if len(times) < len(edges):
        raise SourceError(
            "Too few pictures came while the page flashed: see that the camera runs, and begin again."
        )
    rate = (len(times) - 1) / (times[-1] - times[0])
    about, light = _screen(edges, times, np.stack(seen).astype(np.float32), rate)
    bounds = _bounds(edges, times, light, about)
    if len(bounds) < LEAST_SEEN * len(edges):
        raise _unseen()
    lag, error, agreed = _agreement(bounds)
    if agreed < LEAST_AGREED * len(bounds):
        raise _unseen()
    return CameraLatency(tuple(bounds[:, 1].tolist()), lag, error, clock, float(rate), len(edges))


def _screen(edges: Floats, times: Floats, seen: Cells, rate: float) -> tuple[float, Floats]:
    """About how late the flashes are seen, and the light of the screen in each picture."""
    lags = np.arange(0.0, FARTHEST, _STEP)
    window = max(3, round(_SLOW * rate))
    flashes = (np.searchsorted(edges, times - lags[:, None], "right") % 2).astype(np.float32)
    flashes = _unit(_quick(flashes.T, window))
    quick = _quick(seen, window)
    # A cell that hardly changes is compared with the noise of the others, not with its own.
    floor = 0.1 * float(np.sqrt((quick**2).sum(axis=0)).max())
    likeness = flashes.T @ _unit(quick, floor)
    best = int(np.sort(likeness, axis=1)[:, -12:].mean(axis=1).argmax())
    cells = likeness[best] >= _ALIKE * likeness[best].max()
    weight = (flashes[:, best] @ quick) * cells
    light = seen @ weight
    found = float(_unit(_quick(light[:, None], window))[:, 0] @ flashes[:, best])
    if found < LEAST_LIKENESS:
        raise _unseen()
    return float(lags[best]), light.astype(np.float64)


def _bounds(edges: Floats, times: Floats, light: Floats, about: float) -> Floats:
    """(n, 2) of each flip that is clearly seen: to the last picture without it, and to the first with it."""
    between = np.concatenate(([edges[0] - LONGEST], edges, [edges[-1] + LONGEST])) + about
    found, steps = [], []
    for i, edge in enumerate(edges):
        before = np.flatnonzero((times > between[i] + _GUARD) & (times < edge + about - _GUARD))
        after = np.flatnonzero((times > edge + about + _GUARD) & (times < between[i + 2] - _GUARD))
        if not len(before) or not len(after):
            continue
        low, high = np.median(light[before]), np.median(light[after])
        up = 1 if i % 2 == 0 else -1
        turned = np.flatnonzero(up * (light[before[-1] : after[0] + 1] - (low + high) / 2) >= 0)
        if len(turned) and turned[0] > 0:
            first = before[-1] + turned[0]
            found.append((times[first - 1] - edge, times[first] - edge))
            steps.append(up * (high - low))
    clear = np.asarray(steps) > 0.35 * np.median(steps) if steps else np.zeros(0, bool)
    return np.reshape(found, (-1, 2))[clear]


def _agreement(bounds: Floats) -> tuple[float, float, int]:
    """The middle of the stretch that most pairs of bounds allow for, how wrong that can be, and how many do.

    The error is half of the stretch that `NEARLY` as many allow for: with unsteady pictures not all agree.
    """
    ends = np.sort(bounds.ravel())
    middles = (ends[1:] + ends[:-1]) / 2
    allowed = ((bounds[:, :1] < middles) & (middles <= bounds[:, 1:])).sum(axis=0)
    most, nearly = np.flatnonzero(allowed == allowed.max()), np.flatnonzero(allowed >= NEARLY * allowed.max())
    lag = (ends[most[0]] + ends[most[-1] + 1]) / 2
    return float(lag), float(ends[nearly[-1] + 1] - ends[nearly[0]]) / 2, int(allowed.max())


def _quick(series: Cells, window: int) -> Cells:
    """(n, m) without what changes slowly: the mean of `window` about each is taken off."""
    count = len(series)
    total = np.concatenate((np.zeros((1, series.shape[1])), np.cumsum(series, axis=0, dtype=np.float64)))
    low = np.clip(np.arange(count) - window // 2, 0, count)
    high = np.clip(low + window, 0, count)
    mean = (total[high] - total[low]) / (high - low)[:, None]
    return (series - mean).astype(np.float32)


def _unit(series: Cells, floor: float = 1e-9) -> Cells:
    """(n, m) each column of length 1, or less where it is shorter than `floor`."""
    return np.asarray(series / np.maximum(np.sqrt((series**2).sum(axis=0)), floor), np.float32)


def _unseen() -> SourceError:
    return SourceError(
        "The camera does not see the flashes: point it at the screen, or hold a mirror before it, so that "
        "the square is large in its picture; then begin again."
    )

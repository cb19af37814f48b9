"""A camera that looks at a screen which flashes: the yardstick for `gesture2midi.capture.camera_latency`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gesture2midi.events import Image

_BOX = (0.3, 0.25, 0.7, 0.6)
"""Left, top, right, bottom of the screen, in parts of the picture."""
_DARK, _LIT = 25.0, 190.0
_SETTLING = 0.4
"""Seconds that the automatic exposure takes for most of a change."""


@dataclass(frozen=True, slots=True)
class ScreenCamera:
    """What is between the screen's light and the code.

    delay: seconds from the middle of a picture's exposure to its arrival.
    exposure: seconds that a picture gathers light.
    noise: grey levels, of each pixel. automatic: the exposure follows what is seen, as most cameras' does.
    unsteady: seconds, the standard deviation of the time between two pictures.
    dropped: the part of all pictures that never arrive.
    phase: seconds of the first picture's middle; box: where the screen is seen, None where it is not.
    """

    delay: float
    fps: float = 30.0
    exposure: float = 0.01
    noise: float = 4.0
    automatic: bool = False
    unsteady: float = 0.0
    dropped: float = 0.0
    phase: float = 0.0
    size: tuple[int, int] = (160, 120)
    box: tuple[float, float, float, float] | None = _BOX
    seed: int = 1

    def film(self, flips: Sequence[float], until: float) -> Iterator[tuple[float, Image]]:
        """(arrival in seconds, picture) of all until then; the screen is lit from `flips[0]` to `[1]`."""
        chance = np.random.default_rng(self.seed)
        width, height = self.size
        room = chance.uniform(30, 120, (height // 10 + 1, width // 10 + 1)).repeat(10, 0).repeat(10, 1)
        room = room[:height, :width]
        gain, at = 1.0, self.phase
        while at < until:
            middle = at + chance.normal(0, self.unsteady) if self.unsteady else at
            seen = room.copy()
            if self.box is not None:
                left, top, right, bottom = np.multiply(self.box, (width, height, width, height)).astype(int)
                light = lit(flips, middle - self.exposure / 2, middle + self.exposure / 2)
                seen[top:bottom, left:right] = _DARK + light * (_LIT - _DARK)
            if self.automatic:
                wanted = 90.0 / max(float(seen.mean()), 1.0)
                gain += (wanted - gain) * min(1.0, 1 / self.fps / _SETTLING)
            picture = seen * gain + chance.normal(0, self.noise, seen.shape)
            if chance.random() >= self.dropped:
                grey = np.clip(picture, 0, 255).astype(np.uint8)
                yield middle + self.delay, np.repeat(grey[:, :, None], 3, axis=2)
            at += 1 / self.fps


def lit(flips: Sequence[float], start: float, end: float) -> float:
    """The part of the time between the two, 0..1, in which the screen was lit."""
    if end <= start:
        return float(np.searchsorted(flips, start, "right") % 2)
    edges = np.clip([start, *flips, end], start, end)
    # The stretch before the first flip is dark, the next one lit, and so on.
    return float(np.diff(edges)[1::2].sum() / (end - start))

"""Which frame rates a camera offers at a size."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import cv2

from gesture2midi.capture.source import USUAL

FAST = 60.0
"""Frames per second that `--fps auto` goes up to."""
ASKED = (FAST, USUAL)
"""Frames per second that a device is asked for, one by one, where its system has no list. Each may take it a
second."""
NEAR = 0.1
"""The part of a rate by which the answer may be off: 59.94 is 60."""

_ENUM_FRAMEINTERVALS = 0xC034564B
"""`VIDIOC_ENUM_FRAMEINTERVALS`, <linux/videodev2.h>: _IOWR('V', 75, struct v4l2_frmivalenum)."""
_INTERVAL = struct.Struct("=5I6I2I")
"""`struct v4l2_frmivalenum`: index, format, width, height, type, three fractions, reserved."""
_DISCRETE = 1
_FORMATS = (b"MJPG", b"YUYV")
"""As `Camera` asks: the packed pictures first."""
_MOST = 64
"""Intervals that are read of one format; no camera has as many."""

Ioctl = Callable[[int, int, bytearray], object]


class Adjustable(Protocol):
    """The part of `cv2.VideoCapture` by which a rate is asked for."""

    def get(self, prop: int, /) -> float: ...
    def set(self, prop: int, value: float, /) -> bool: ...


def offered(index: int, size: tuple[int, int], device: Adjustable | None = None) -> tuple[float, ...]:
    """Returns the frames per second that camera `index` offers at a size, from low to high; none if unknown.

    On Linux they are read from its driver. Elsewhere, or where the driver has no list, `device` is asked for
    30 and 60: it is open, has that size, and is left at 30. A device may promise more than it gives.
    """
    if sys.platform == "linux":
        rates = listed(Path(f"/dev/video{index}"), size)
        if rates:
            return rates
    return () if device is None else tuple(sorted(rate for rate in ASKED if _takes(device, rate)))


def _takes(device: Adjustable, rate: float) -> bool:
    device.set(cv2.CAP_PROP_FPS, rate)
    return near(device.get(cv2.CAP_PROP_FPS), rate)


def near(rate: float, wanted: float) -> bool:
    """Whether one rate may be called by the other's name."""
    return abs(rate - wanted) <= NEAR * wanted


def listed(node: Path, size: tuple[int, int], ioctl: Ioctl | None = None) -> tuple[float, ...]:
    """Returns the rates that a V4L2 node has at a size, from low to high; none where it says none.

    The node may be in use. ioctl: as `fcntl.ioctl`, which it is where nothing is given.
    """
    if ioctl is None:
        from fcntl import ioctl as system

        ioctl = system
    with suppress(OSError), node.open("rb", buffering=0) as file:
        for name in _FORMATS:
            rates = _intervals(file.fileno(), name, size, ioctl)
            if rates:
                return tuple(sorted(rates))
    return ()


def _intervals(handle: int, name: bytes, size: tuple[int, int], ioctl: Ioctl) -> set[float]:
    rates: set[float] = set()
    pixels = int.from_bytes(name, "little")
    for index in range(_MOST):
        asked = bytearray(_INTERVAL.pack(index, pixels, *size, *[0] * 9))
        try:
            ioctl(handle, _ENUM_FRAMEINTERVALS, asked)
        except OSError:  # there are no more
            break
        kind, *fractions = _INTERVAL.unpack(asked)[4:11]
        # Of a range only the ends are told: the shortest interval and the longest.
        ends = (fractions[:2],) if kind == _DISCRETE else (fractions[:2], fractions[2:4])
        rates |= {round(below / above, 2) for above, below in ends if above and below}
        if kind != _DISCRETE:
            break
    return rates

"""What a heart rate sensor sends: the measurement of Bluetooth's Heart Rate Service 1.0, section 3.1."""

from __future__ import annotations

from dataclasses import dataclass

SERVICE = "0000180d-0000-1000-8000-00805f9b34fb"
MEASUREMENT = "00002a37-0000-1000-8000-00805f9b34fb"

_WIDE_RATE = 1 << 0
_TOUCHES = 1 << 1
_KNOWS_CONTACT = 1 << 2
_HAS_ENERGY = 1 << 3
_HAS_INTERVALS = 1 << 4


@dataclass(frozen=True, slots=True)
class Measurement:
    """One message.

    rate: beats a minute; 0 where the sensor knows none.
    contact: whether it touches the skin; None where it cannot tell.
    energy: spent since it was reset, in kilojoules; None where it does not count.
    intervals: seconds from beat to beat (RR), of the beats since the message before, the oldest first.
    """

    rate: int
    contact: bool | None = None
    energy: int | None = None
    intervals: tuple[float, ...] = ()


def parse(data: bytes) -> Measurement:
    """Returns what the bytes say; the flags that later versions may add are left alone.

    Raises:
        ValueError: they end too early.
    """
    flags = data[0] if data else 0
    width = 2 if flags & _WIDE_RATE else 1
    at = 1 + width
    energy = None
    rate = data[1:at]
    if flags & _HAS_ENERGY:
        energy = int.from_bytes(data[at : at + 2], "little")
        at += 2
    if not data or len(data) < at:
        raise ValueError(f"{len(data)} bytes are too few for a heart rate measurement")
    times = data[at:] if flags & _HAS_INTERVALS else b""
    if len(times) % 2:
        raise ValueError("the last interval of a heart rate measurement is cut off")
    contact = bool(flags & _TOUCHES) if flags & _KNOWS_CONTACT else None
    intervals = tuple(int.from_bytes(times[i : i + 2], "little") / 1024 for i in range(0, len(times), 2))
    return Measurement(int.from_bytes(rate, "little"), contact, energy, intervals)

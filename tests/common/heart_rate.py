"""The bytes of a heart rate sensor, as the Heart Rate Service 1.0 lays them out."""

from __future__ import annotations

import struct

from gesture2midi.io.heart.measurement import Measurement


def encoded(said: Measurement, *, wide: bool = False) -> bytes:
    """Returns the bytes of a measurement. wide: the rate takes two bytes, as one above 255 does anyway."""
    wide = wide or said.rate > 255
    flags = wide | (0, 4, 6)[(None, False, True).index(said.contact)]
    data = struct.pack("<H" if wide else "<B", said.rate)
    if said.energy is not None:
        flags |= 8
        data += struct.pack("<H", said.energy)
    if said.intervals:
        flags |= 16
        data += struct.pack(f"<{len(said.intervals)}H", *(round(1024 * each) for each in said.intervals))
    return bytes([flags]) + data

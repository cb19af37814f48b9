"""Turns a decoded picture as the display matrix of its file says, which is how a player shows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Image

Matrix = NDArray[np.int32]
"""(3, 3), as in ISO 14496-12 (8.2.2) and FFmpeg: (x, y, 1) @ matrix is where a pixel is shown, y down."""


def display_matrix(data: bytes) -> Matrix:
    """Returns the matrix that is in the side data `DISPLAYMATRIX` of a frame: 36 bytes."""
    return np.frombuffer(data, np.int32).reshape(3, 3)


def oriented(image: Image, matrix: Matrix) -> Image:
    """Returns the picture turned by the nearest quarter turn, and mirrored where the matrix mirrors."""
    (a, b), (c, d) = matrix[:2, :2].astype(float)
    if abs(b) + abs(c) > abs(a) + abs(d):  # what was a row is shown as a column
        image, a, d = image.swapaxes(0, 1), c, b
    return np.ascontiguousarray(image[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1])

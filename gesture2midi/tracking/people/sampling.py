"""Takes a square out of a picture by steps of a 32nd of a pixel, as OpenCV did until 4.11.

The models of the body answer to the last bit of their input: with the finer steps of OpenCV 5 a shoulder that
is half out of the picture lies many pixels beside where MediaPipe, with an older OpenCV in it, finds it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Image


class Sampler:
    """Takes squares of one size.

    Args:
        side: pixels of the square.
        border: what lies outside the picture, an OpenCV border type.
    """

    def __init__(self, side: int, border: int) -> None:
        self._border = border
        row, column = np.mgrid[:side, :side]
        self._grid = np.stack([column.ravel(), row.ravel(), np.ones(side * side)])
        self._shape = side, side

    def __call__(self, image: Image, to_picture: NDArray[np.float64]) -> Image:
        """(side, side, 3) uint8 RGB.

        Args:
            image: (height, width, 3) BGR.
            to_picture: (2, 3), from a pixel of the square to one of the picture.
        """
        x, y = (places.reshape(self._shape) for places in (to_picture @ self._grid).astype(np.float32))
        whole, parts = cv2.convertMaps(x, y, cv2.CV_16SC2)
        square = cv2.remap(image, whole, parts, cv2.INTER_LINEAR, borderMode=self._border)
        return cv2.cvtColor(square, cv2.COLOR_BGR2RGB)  # type: ignore[return-value]

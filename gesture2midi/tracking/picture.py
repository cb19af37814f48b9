"""Pictures as the networks take them."""

from __future__ import annotations

import cv2
import numpy as np

from gesture2midi.events import Image

_TO_BGR = {1: cv2.COLOR_GRAY2BGR, 4: cv2.COLOR_BGRA2BGR}


def bgr(image: Image) -> Image:
    """(height, width, 3) of a picture in grey, BGR or BGRA."""
    channels = image.shape[2] if image.ndim == 3 else 1
    if channels == 3:
        return image
    converted = np.empty((*image.shape[:2], 3), np.uint8)
    cv2.cvtColor(image, _TO_BGR[channels], dst=converted)
    return converted

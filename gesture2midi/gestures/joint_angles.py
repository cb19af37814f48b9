"""The angles of a hand's joints in degrees, from its landmarks in metres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Points

_FINGERS = {
    "index": ("mcp", "pip", "dip"),
    "middle": ("mcp", "pip", "dip"),
    "ring": ("mcp", "pip", "dip"),
    "pinky": ("mcp", "pip", "dip"),
}
JOINTS = (
    *("thumb_cmc", "thumb_mcp", "thumb_ip"),
    *(f"{finger}_{joint}" for finger, joints in _FINGERS.items() for joint in joints),
)
"""In the order of `angles`, named as in anatomy: the carpometacarpal, metacarpophalangeal and
interphalangeal joints."""

# Each joint lies between two others along its finger; 0 is the wrist, 1 to 4 the thumb, 5 to 8 the index ...
_MIDDLE = np.array([4 * finger + joint + 1 for finger in range(5) for joint in range(3)])
_BEFORE = np.where(_MIDDLE % 4 == 1, 0, _MIDDLE - 1)
_AFTER = _MIDDLE + 1


def angles(world: Points) -> NDArray[np.float64]:
    """Returns by how much each of `JOINTS` is bent, in degrees: 0 where both bones lie in one line.

    It is the angle between the bone before the joint and the one after it, arccos(a·b / |a||b|), so
    spreading counts as bending does. Of a knuckle the bone before it goes from the wrist, which the
    metacarpal does only nearly.

    Args:
        world: (21, 3) metres, see `events.Hand`.
    """
    points = np.asarray(world, np.float64)
    before, after = points[_MIDDLE] - points[_BEFORE], points[_AFTER] - points[_MIDDLE]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = (before * after).sum(axis=1) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosines, -1, 1))), np.float64)

"""The angles of a body's joints in degrees, from its landmarks in metres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import SIDES, Body
from gesture2midi.gestures.body import IN_VIEW

_LEFT = {"shoulder": 11, "elbow": 13, "wrist": 15, "hip": 23, "knee": 25, "ankle": 27, "foot": 31}
"""MediaPipe's numbers of landmarks of the left side; each one's right is the next."""
_SPANNED = {
    "shoulder": ("hip", "elbow"),
    "elbow": ("shoulder", "wrist"),
    "hip": ("shoulder", "knee"),
    "knee": ("hip", "ankle"),
    "ankle": ("knee", "foot"),
}
"""Each joint with the two landmarks whose lines meet in it."""
_BENT = ("elbow", "hip", "knee")
"""Joints whose angle is 0 where both lines are one: by how much they are bent."""
JOINTS = (*(f"{side}_{joint}" for joint in _SPANNED for side in SIDES), "trunk_lean")
"""In the order of `angles`."""

_AT = np.array([[_LEFT[joint] + (side == "right") for side in SIDES] for joint in _SPANNED]).ravel()
_ENDS = np.array(
    [[[_LEFT[end] + (side == "right") for end in ends] for side in SIDES] for ends in _SPANNED.values()]
).reshape(-1, 2)
_FROM_STRAIGHT = np.repeat([joint in _BENT for joint in _SPANNED], len(SIDES))
_SHOULDERS, _HIPS = (11, 12), (23, 24)


def angles(body: Body, mirror: bool) -> NDArray[np.float64]:
    """Returns the angle of each of `JOINTS` in degrees; NaN where a landmark that it needs is not in view.

    It is the angle between the lines to the two neighbours of the joint, arccos(a·b / |a||b|), 0..180: of
    elbow, hip and knee 180 minus it, so that 0 is stretched. A shoulder's is 0 where the arm hangs along the
    trunk and 180 above the head; an ankle's is that of shin and foot. The trunk's lean is that of the line
    from the hips to the shoulders from the vertical of the picture, -180..180, to the person's right above 0.

    Args:
        body: one that has points.
        mirror: whether its picture is a mirror's.
    """
    assert body.world is not None and body.seen is not None, "a body without points has no angles"
    world = np.asarray(body.world, np.float64)
    view = np.asarray(body.seen) >= IN_VIEW
    a, b = (world[_ENDS[:, end]] - world[_AT] for end in (0, 1))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.degrees(np.arccos(np.clip((a * b).sum(axis=1) / lengths, -1, 1)))
    found = np.where(_FROM_STRAIGHT, 180 - found, found)
    found[~(view[_AT] & view[_ENDS].all(axis=1))] = np.nan
    right, down, _ = world[list(_SHOULDERS)].mean(axis=0) - world[list(_HIPS)].mean(axis=0)
    # The right of an unmirrored picture is the person's left.
    lean = np.degrees(np.arctan2(right if mirror else -right, -down))
    return np.append(found, lean if view[[*_SHOULDERS, *_HIPS]].all() else np.nan)

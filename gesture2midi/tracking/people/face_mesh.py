"""Which of the 468 landmarks of MediaPipe's face mesh are kept: the contours, and the line of the nose.

The numbers are those of `FACEMESH_CONTOURS` and `FACEMESH_NOSE`,
https://github.com/google-ai-edge/mediapipe, python/solutions/face_mesh_connections.py. Left and right are the
player's own.
"""

from __future__ import annotations

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152),
    *(148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
MOUTH = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
RIGHT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
RIGHT_BROW = (70, 63, 105, 66, 107)
LEFT_BROW = (300, 293, 334, 296, 336)
NOSE = (168, 6, 197, 195, 5, 4, 1)

KEPT = (*OVAL, *LIPS, *MOUTH, *RIGHT_EYE, *LEFT_EYE, *RIGHT_BROW, *LEFT_BROW, *NOSE)
"""The 125 landmarks of an `events.Face`, in its order."""

PLACE = {landmark: place for place, landmark in enumerate(KEPT)}
"""Number of a landmark in the mesh -> its place in an `events.Face`."""

CONTOURS = (
    (OVAL, True),
    (LIPS, True),
    (MOUTH, True),
    (RIGHT_EYE, True),
    (LEFT_EYE, True),
    (RIGHT_BROW, False),
    (LEFT_BROW, False),
    (NOSE, False),
)
"""The lines to draw, and whether each comes back to its beginning."""

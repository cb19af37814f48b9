"""Finds one face in pictures: Google's two face models run by LiteRT, landmarks first.

The region is carried from look to look; the detector runs only while there is no face.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from gesture2midi.events import Face, Frame, Image, Part
from gesture2midi.tracking import detection
from gesture2midi.tracking.inference import Network
from gesture2midi.tracking.people.face_mesh import KEPT
from gesture2midi.tracking.people.models import FACE_DETECTOR, FACE_LANDMARKS
from gesture2midi.tracking.people.regions import around_face, of_face, placed
from gesture2midi.tracking.picture import bgr
from gesture2midi.tracking.roi import Floats, Region, matrix

PRESENT = 0.5
"""Below this the landmark model says that there is no face (`min_tracking_confidence`)."""

_SIDE = 128
_ANCHORS = detection.anchors(_SIDE, ((8, 2), (16, 6)))
_KEPT = np.array(KEPT)


class FaceTracker:
    """The face that was seen first, for as long as it is seen; else the surest one.

    Args:
        models: what `models.find_models("face")` gives.
        threads: how many each network may run on.

    Raises:
        PlayerError, ModelError: see `Network`.
    """

    part: Part = "face"

    def __init__(self, models: Path, threads: int = 1) -> None:
        found, points = ((1, 896, 16), (1, 896, 1)), ((1, 1, 1, 1404), (1, 1, 1, 1))
        what = "face models"
        self._detector = Network(
            models, FACE_DETECTOR, found, threads, cv2.BORDER_CONSTANT, what=what, black=-1.0
        )
        self._landmarks = Network(models, FACE_LANDMARKS, points, threads, cv2.BORDER_REPLICATE, what=what)
        self._region: Region | None = None

    def look(self, frame: Frame) -> Face:
        """The face in this frame, in the player's view; one without points where there is none.

        Raises:
            ModelError: the library broke off.
        """
        image = bgr(frame.image)
        height, width = image.shape[:2]
        mesh = self.mesh(image)
        if mesh is None:
            return Face(round(frame.t, 6), None)
        points = mesh[_KEPT] / np.array((width, height, width), np.float32)
        if frame.mirror:
            points[:, 0] = 1 - points[:, 0]
        return Face(round(frame.t, 6), np.round(points, 5).astype(np.float32))

    def mesh(self, image: Image) -> Floats | None:
        """(468, 3) pixels of a BGR picture; z in the same unit, smaller is nearer; None without a face."""
        region = self._region or self._find(image)
        self._region = None
        if region is None:
            return None
        side = self._landmarks.side
        answer, present = self._landmarks.run(self._landmarks.crop(image, matrix(region, side)))
        if not _likely(float(present.ravel()[0])) >= PRESENT or not np.isfinite(answer).all():
            return None
        found = placed(answer.reshape(468, 3), region, side)
        again = around_face(found)
        if not 1 < again.size < 4 * max(image.shape):
            return None
        self._region = again
        return found

    def reset(self) -> None:
        """Forget where the face was."""
        self._region = None

    def _find(self, image: Image) -> Region | None:
        to_picture = detection.letterbox(image.shape[1], image.shape[0], _SIDE)
        boxes, logits = self._detector.run(self._detector.crop(image, to_picture))
        faces = detection.detections(boxes, logits[:, 0], _ANCHORS, to_picture)
        return of_face(faces[0]) if faces else None


def _likely(logit: float) -> float:
    return 1 / (1 + math.exp(-min(max(logit, -60.0), 60.0)))

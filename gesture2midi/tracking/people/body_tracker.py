"""Finds one body in pictures: Google's two pose models run by LiteRT, landmarks first.

The region is carried from look to look; the detector runs only while there is no body.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from gesture2midi.events import BODY_POINTS, Body, Frame, Image, Part
from gesture2midi.tracking import detection
from gesture2midi.tracking.inference import Network
from gesture2midi.tracking.people.models import BODY_DETECTOR, BODY_LANDMARKS
from gesture2midi.tracking.people.region_filter import RegionFilter
from gesture2midi.tracking.people.regions import AROUND, around_body, of_body, placed
from gesture2midi.tracking.people.sampling import Sampler
from gesture2midi.tracking.picture import bgr
from gesture2midi.tracking.roi import Floats, Region, matrix, upright

PRESENT = 0.5
"""Below this the landmark model says that there is no body (`min_tracking_confidence`)."""

_SIDE = 224
_ANCHORS = detection.anchors(_SIDE, ((8, 2), (16, 2), (32, 6)))
_KERNEL, _CELLS = 4, 64
"""The heatmap is read that many cells around a landmark; it has so many cells a side."""
_CLEAR = 0.5
"""A heatmap that nowhere there reaches this leaves a landmark as it is (`min_confidence_to_refine`)."""


class BodyTracker:
    """The body that was seen first, for as long as it is seen; else the surest one.

    Args:
        models: what `models.find_models("body")` gives.
        threads: how many each network may run on.

    Raises:
        PlayerError, ModelError: see `Network`.
    """

    part: Part = "body"

    def __init__(self, models: Path, threads: int = 1) -> None:
        found = ((1, 2254, 12), (1, 2254, 1))
        points = ((1, 195), (1, 1), (1, 256, 256, 1), (1, 64, 64, 39), (1, 117))
        what = "body models"
        self._detector = Network(
            models, BODY_DETECTOR, found, threads, cv2.BORDER_CONSTANT, what=what, black=-1.0
        )
        self._landmarks = Network(models, BODY_LANDMARKS, points, threads, cv2.BORDER_REPLICATE, what=what)
        self._detector_input = Sampler(self._detector.side, cv2.BORDER_CONSTANT)
        self._landmarks_input = Sampler(self._landmarks.side, cv2.BORDER_REPLICATE)
        self._region: Region | None = None
        self._steady = RegionFilter()

    def look(self, frame: Frame) -> Body:
        """The body in this frame, in the player's view; one without points where there is none.

        Raises:
            ModelError: the library broke off.
        """
        image, t = bgr(frame.image), round(frame.t, 6)
        height, width = image.shape[:2]
        found = self.pose(image, t)
        if found is None:
            return Body(t, None)
        pixels, seen, world = found
        points = np.divide(pixels, (width, height, width), dtype=np.float32)
        if frame.mirror:
            points[:, 0] = 1 - points[:, 0]
            world[:, 0] = -world[:, 0]
        return Body(t, _rounded(points), _rounded(world), _rounded(seen))

    def pose(self, image: Image, t: float) -> tuple[Floats, Floats, Floats] | None:
        """(33, 3) pixels of a BGR picture at `t` seconds, (33,) how surely each is seen, (33, 3) metres about
        the hips; None without a body."""
        region = self._region or self._find(image)
        self._region = None
        if region is None:
            self._steady.reset()
            return None
        side = self._landmarks.side
        answers = self._landmarks.run(self._landmarks_input(image, matrix(region, side)))
        points, present, _, heat, world = answers
        if not present[0] >= PRESENT or not (np.isfinite(points).all() and np.isfinite(world).all()):
            self._steady.reset()
            return None
        rows = points.reshape(39, 5)
        found = placed(_refined(rows[:, :3], heat, side), region, side)
        again = around_body(self._steady.update(found[AROUND, :2], t))
        if not 1 < again.size < 8 * max(image.shape):
            return None
        self._region = again
        seen = _likely(rows[:BODY_POINTS, 3])
        return found[:BODY_POINTS], seen, upright(world.reshape(39, 3)[:BODY_POINTS], region.turn)

    def reset(self) -> None:
        """Forget where the body was."""
        self._region = None
        self._steady.reset()

    def _find(self, image: Image) -> Region | None:
        to_picture = detection.letterbox(image.shape[1], image.shape[0], _SIDE)
        boxes, logits = self._detector.run(self._detector_input(image, to_picture))
        bodies = detection.detections(boxes, logits[:, 0], _ANCHORS, to_picture)
        return of_body(bodies[0]) if bodies else None


def _refined(points: Floats, heat: Floats, side: int) -> Floats:
    """(39, 3) input pixels, each x and y moved to the middle of what the heatmap (64, 64, 39) shows around it
    (`RefineLandmarksFromHeatmapCalculator`)."""
    refined = points.copy()
    cell = side / _CELLS
    for i, (x, y) in enumerate(points[:, :2] / cell):
        column, row = int(x), int(y)
        if not (0 <= column < _CELLS and 0 <= row < _CELLS):
            continue
        left, right = max(0, column - _KERNEL), min(_CELLS, column + _KERNEL + 1)
        top, bottom = max(0, row - _KERNEL), min(_CELLS, row + _KERNEL + 1)
        sure = _likely(heat[top:bottom, left:right, i])
        if sure.max() >= _CLEAR:
            total = sure.sum()
            refined[i, 0] = (sure.sum(axis=0) @ np.arange(left, right)) / total * cell
            refined[i, 1] = (sure.sum(axis=1) @ np.arange(top, bottom)) / total * cell
    return refined


def _likely(logits: Floats) -> Floats:
    likely: Floats = np.reciprocal(1 + np.exp(-np.clip(logits, -60, 60)))
    return likely


def _rounded(values: Floats) -> Floats:
    return np.round(values, 5).astype(np.float32)

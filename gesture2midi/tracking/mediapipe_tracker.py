"""The reference tracker: Google's MediaPipe Tasks hand landmarker, one frame after the other.

MediaPipe's types stay inside this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.events import SIDES, Frame, Hand, Hands, Image, Points, Side
from gesture2midi.io.stderr import quiet
from gesture2midi.paths import to_add


class MediaPipeTracker:
    """Raw hands: neither smoothed nor sorted out, so that both may claim one side for a frame.

    Args:
        model: a checked `hand_landmarker.task` (see `models.find_model`).
        hands: how many hands to look for, 1 or 2. MediaPipe searches the whole picture, at about twice
            the time, in every frame in which it sees fewer.

    Raises:
        PlayerError: the mediapipe library is missing or does not load here.
        ModelError: the library refuses the model.
    """

    def __init__(self, model: Path, hands: int) -> None:
        self._model = model
        self._hands = hands
        self._rgb: Image | None = None
        self._now = 0
        self._open()

    def track(self, frame: Frame) -> Hands:
        """Names follow the picture as delivered: fed unmirrored, MediaPipe names the real hand."""
        # Milliseconds that must grow, whatever the frames say of themselves.
        self._now = max(self._now + 1, round(frame.t * 1000))
        found = self._landmarker.detect_for_video(self._picture(frame.image), self._now)
        hands = tuple(
            _hand(category[0], points, world, frame.mirror)
            for category, points, world in zip(
                found.handedness, found.hand_landmarks, found.hand_world_landmarks, strict=True
            )
        )
        height, width = frame.image.shape[:2]
        return Hands(frame.t, frame.index, width / height, hands, frame.mirror)

    def reset(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        """Free the native tracker."""
        self._landmarker.close()

    def _open(self) -> None:
        with quiet():
            tasks = _load()
            options = tasks.HandLandmarkerOptions(
                base_options=tasks.BaseOptions(model_asset_path=str(self._model)),
                running_mode=tasks.RunningMode.VIDEO,
                num_hands=self._hands,
            )
            try:
                self._landmarker = tasks.HandLandmarker.create_from_options(options)
            except (RuntimeError, ValueError, OSError) as error:
                raise ModelError(f"MediaPipe cannot use the hand model {self._model}: {error}.") from error
            self._tasks = tasks
            # Its last complaint comes with the first picture, so that is given here, empty.
            self._landmarker.detect_for_video(self._picture(np.zeros((64, 64, 3), np.uint8)), 0)
        self._now = 0

    def _picture(self, image: Image) -> Any:
        """MediaPipe copies what it is given, so one buffer serves for all pictures of a size."""
        channels = image.shape[2] if image.ndim == 3 else 1
        if self._rgb is None or self._rgb.shape[:2] != image.shape[:2]:
            self._rgb = np.empty((*image.shape[:2], 3), np.uint8)
        cv2.cvtColor(image, _TO_RGB[channels], dst=self._rgb)
        return self._tasks.Image(self._tasks.ImageFormat.SRGB, self._rgb)


_TO_RGB = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}


def _hand(category: Any, points: Any, world: Any, mirror: bool) -> Hand:
    side: Side = SIDES[category.category_name == "Right"]
    seen, metres = _array(points), _array(world)
    if mirror:
        seen[:, 0] = 1 - seen[:, 0]
        metres[:, 0] = -metres[:, 0]
    return Hand(side, float(category.score), seen, metres)


def _array(landmarks: Any) -> Points:
    return np.array([(point.x, point.y, point.z) for point in landmarks], np.float32)


def _load() -> Any:
    """The names of MediaPipe that are used here, under one roof.

    Raises:
        PlayerError: the library is not there, or a system library that it needs is not.
    """
    try:
        from types import SimpleNamespace

        from mediapipe.tasks.python.core.base_options import BaseOptions
        from mediapipe.tasks.python.vision.core.image import Image, ImageFormat
        from mediapipe.tasks.python.vision.core.vision_task_running_mode import VisionTaskRunningMode
        from mediapipe.tasks.python.vision.hand_landmarker import HandLandmarker, HandLandmarkerOptions
    except (ImportError, OSError) as error:
        raise PlayerError(
            f"The mediapipe library, which on Linux needs the packages libegl1 and libgles2, cannot be used "
            f"({error}): {to_add('mediapipe==0.10.31', 'leave --tracker out')}."
        ) from error
    return SimpleNamespace(
        BaseOptions=BaseOptions,
        HandLandmarker=HandLandmarker,
        HandLandmarkerOptions=HandLandmarkerOptions,
        Image=Image,
        ImageFormat=ImageFormat,
        RunningMode=VisionTaskRunningMode,
    )

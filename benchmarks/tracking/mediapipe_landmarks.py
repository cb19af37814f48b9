"""Run by `people_accuracy` with the Python of MediaPipe 0.10.21: its landmarks of pictures in a file.

    PYTHON mediapipe_landmarks.py face|body PICTURES.npy LANDMARKS.npy

Pictures are (n, height, width, 3) BGR. Landmarks are (n, 468, 2) pixels of a face, or (n, 33, 3) of a body,
whose third number is how surely each is in view; NaN where nobody was found.
"""

from __future__ import annotations

import sys
from typing import Any

import cv2
import mediapipe
import numpy as np


def faces(pictures: np.ndarray) -> list[Any]:
    """Returns the landmarks of one face in each picture, or None."""
    finder = mediapipe.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks=False)
    found = [finder.process(cv2.cvtColor(one, cv2.COLOR_BGR2RGB)).multi_face_landmarks for one in pictures]
    return [each and [(p.x, p.y) for p in each[0].landmark] for each in found]


def bodies(pictures: np.ndarray) -> list[Any]:
    """Returns the landmarks of one body in each picture, or None."""
    finder = mediapipe.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False)
    found = [finder.process(cv2.cvtColor(one, cv2.COLOR_BGR2RGB)).pose_landmarks for one in pictures]
    return [each and [(p.x, p.y, p.visibility) for p in each.landmark] for each in found]


part, source, target = sys.argv[1:]
pictures = np.load(source)
height, width = pictures.shape[1:3]
looks, shape = (faces(pictures), (468, 2)) if part == "face" else (bodies(pictures), (33, 3))
rows = np.array([np.full(shape, np.nan) if look is None else look for look in looks])
rows[..., 0] *= width
rows[..., 1] *= height
np.save(target, rows)

"""The fast tracker: Google's two hand models run by LiteRT (the landmarks' by OpenVINO, if that is here),
landmarks first.

A tracked hand costs one crop and one run of the landmark model, in the region that its last frames
foretell. Palms are searched beside that, and only while hands are missing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from gesture2midi.errors import ModelError
from gesture2midi.events import SIDES, Frame, Hand, Hands, Image
from gesture2midi.tracking.hand_matching import SAME
from gesture2midi.tracking.inference import Library, Network
from gesture2midi.tracking.model_file import LANDMARKS
from gesture2midi.tracking.palm_search import EVERY, PRESENT, Beside, Candidate, InStep, PalmFinder, Search
from gesture2midi.tracking.picture import bgr
from gesture2midi.tracking.roi import Floats, Region, around_hand, matrix, to_picture, upright
from gesture2midi.tracking.roi_prediction import Course, begin

OFF = 0.12
"""A hand whose region lies off the one that was looked at by more than this part of its size is looked at
once more, there."""

PATIENCE = 30
"""How often the library may break off, with no hand found in between, before the set ends."""

THREADS = min(4, os.cpu_count() or 1)
"""For the landmarks, and for the search, which is then done before the next frame comes: on two cores late
frames are sooner so than with one thread for the search (`studies/sharing.py`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A hand in a picture. points: (21, 3) pixels. right, present: how surely it is a right one, a hand."""

    points: Floats
    world: Floats
    right: float
    present: float
    region: Region
    """Where to look for it in the same picture again."""


class LiteRTTracker:
    """Raw hands, as `mediapipe.MediaPipeTracker` gives them: neither smoothed nor sorted out.

    Args:
        model: a checked `hand_landmarker.task` (see `models.find_model`).
        hands: how many hands to look for, 1 or 2.
        in_step: search palms in frames that lack hands, so that the same frames always give the same
            hands; else beside them, so that the frames do not wait.
        threads: how many the landmark model may use.
        search_threads: how many the palm model may use; None: as many.
        every: in step, seconds of film between two searches; see `palm_search.InStep`.
        library: what runs the landmark model; the palm model is always run by LiteRT.

    Raises:
        PlayerError: a library is missing or does not load here.
        ModelError: a library refuses the model, or it is not the hand model.
    """

    def __init__(
        self,
        model: Path,
        hands: int,
        *,
        in_step: bool = False,
        threads: int = THREADS,
        search_threads: int | None = None,
        every: float = EVERY,
        library: Library = "LiteRT",
    ) -> None:
        self._landmarks = landmark_network(model, threads, library)
        finder = PalmFinder(model, search_threads or threads)
        self._search: Search = InStep(finder, every) if in_step else Beside(finder)
        self._hands = hands
        self._courses: list[Course] = []
        self._size = (0, 0)
        self._broken = 0

    def track(self, frame: Frame) -> Hands:
        """Names follow the picture as delivered: the models name the real hand in an unmirrored one.

        Raises:
            ModelError: the library breaks off again and again.
        """
        image = bgr(frame.image)
        height, width = image.shape[:2]
        if (width, height) != self._size:
            self.reset()
            self._size = (width, height)
        try:
            sights = self._see(image, frame.t)
            self._broken = 0 if sights else self._broken
        except ModelError:
            sights = ()
            self._courses = []
            self._search.after(image, frame.t, (), True)
            self._broken += 1
            if self._broken == PATIENCE:
                raise
        hands = tuple(_hand(sight, width, height, frame.mirror) for sight in sights)
        return Hands(frame.t, frame.index, width / height, hands, frame.mirror)

    def reset(self) -> None:
        self._courses = []
        self._search.forget()

    def close(self) -> None:
        """End the search's thread."""
        self._search.close()

    def _see(self, image: Image, t: float) -> Sequence[Sight]:
        seen: list[tuple[Sight, Course]] = []
        looked: list[Region] = []
        for course in self._courses:
            region = course.at(image, t)
            looked.append(region)
            sight = self._follow(image, region, course.region)
            if sight is not None and _new(sight, seen):
                seen.append((sight, course.seen(image, sight.region, t)))
        if len(looked) < self._hands:
            for candidate in self._search.before(image, t):
                if len(seen) == self._hands:
                    break
                if all(_apart(candidate.region, other) for other in looked):
                    sight = self._begin(image, candidate)
                    if sight is not None and _new(sight, seen):
                        seen.append((sight, begin(image, sight.region, t)))
        self._courses = [course for _, course in seen]
        self._search.after(image, t, [course.region for course in self._courses], len(seen) < self._hands)
        return [sight for sight, _ in seen]

    def _begin(self, image: Image, candidate: Candidate) -> Sight | None:
        """The hand in a new region; where more is asked of it than of others, it is looked at twice."""
        sight = self._follow(image, candidate.region, candidate.region)
        if sight is None or candidate.presence <= PRESENT:
            return sight
        again = self._look(image, sight.region)
        return (
            again if again is not None and min(sight.present, again.present) >= candidate.presence else None
        )

    def _follow(self, image: Image, region: Region, before: Region) -> Sight | None:
        """The hand where it is expected, or else where it was."""
        sight = self._look(image, region)
        if sight is None:
            return self._look(image, before) if before != region else None
        off = np.hypot(sight.region.x - region.x, sight.region.y - region.y)
        if off > OFF * sight.region.size:
            return self._look(image, sight.region) or sight
        return sight

    def _look(self, image: Image, region: Region) -> Sight | None:
        """The hand in this region of the picture, if there is one."""
        side = self._landmarks.side
        points, present, right, world = self._landmarks.run(self._landmarks.crop(image, matrix(region, side)))
        if not present[0] >= PRESENT:
            return None
        if not (np.isfinite(points).all() and np.isfinite(world).all() and np.isfinite(right[0])):
            return None
        found = to_picture(points.reshape(21, 3), region, side)
        metres = upright(world.reshape(21, 3), region.turn)
        again = around_hand(found)
        if not 1 < again.size < 4 * max(image.shape):
            return None
        return Sight(found, metres, float(right[0]), float(present[0]), again)


def landmark_network(model: Path, threads: int, library: Library = "LiteRT") -> Network:
    """Answers landmarks in input pixels, presence, right-handedness, metres.

    Raises:
        PlayerError, ModelError: see `Network`.
    """
    answers = ((1, 63), (1, 1), (1, 1), (1, 63))
    return Network(model, LANDMARKS, answers, threads, cv2.BORDER_REPLICATE, library)


def _hand(sight: Sight, width: int, height: int, mirror: bool) -> Hand:
    points, world = sight.points, sight.world
    points /= (width, height, width)
    if mirror:
        points[:, 0] = 1 - points[:, 0]
        world[:, 0] = -world[:, 0]
    right = sight.right > 0.5
    return Hand(SIDES[right], sight.right if right else 1 - sight.right, points, world)


def _apart(one: Region, other: Region) -> bool:
    """Whether two regions may hold two hands: they share less than about half of their union."""
    return float(np.hypot(one.x - other.x, one.y - other.y)) > max(one.size, other.size) / 3


def _new(sight: Sight, seen: list[tuple[Sight, Course]]) -> bool:
    """Whether it is a hand of its own: none of those seen already lies on it."""
    return all(
        np.hypot(*(sight.points - other.points)[:, :2].T).mean()
        > SAME * np.hypot(*np.ptp(other.points[:, :2], axis=0))
        for other, _ in seen
    )

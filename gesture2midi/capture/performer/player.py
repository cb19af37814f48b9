"""The virtual performer as a source of frames, and the truth about what it plays."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from gesture2midi.capture.performer import motion
from gesture2midi.capture.performer.draw import lay, paint
from gesture2midi.capture.performer.kinematics import HandPose, joints, project
from gesture2midi.capture.performer.limbs import creases, limbs
from gesture2midi.capture.performer.look import grain, noisy, room
from gesture2midi.capture.performer.score import Score
from gesture2midi.capture.performer.surface import surface
from gesture2midi.events import SIDES, Frame, Hand, Hands, Hit, Image, Side


class Performer:
    """Plays a score: every picture and the truth about it follow from the score, the size and the time alone.

    Args:
        score: what to play, see `score.load_score`.
        size: (width, height) of the pictures in pixels.
        fps: frames a second.
        mirror: whether the player sees (and counts x) as in a mirror. The pictures stay a camera's.
    """

    name: str
    fps: float
    total: int

    def __init__(
        self, score: Score, size: tuple[int, int] = (640, 480), fps: float = 30.0, mirror: bool = True
    ) -> None:
        self.name = f"performer: {score.name}"
        self.fps = float(fps)
        self.total = max(1, round(score.seconds * fps))
        self.hits = tuple(
            sorted(
                (
                    Hit(at, side, "strike", velocity)
                    for side, track in score.tracks.items()
                    for at, velocity in track.strikes
                    if at < score.seconds
                ),
                key=lambda hit: hit.t,
            )
        )
        self._score = score
        self._size = size
        self._mirror = mirror
        self._room = room(score.look, size)
        self._grain = grain(score.look, size)
        self._open = True

    def frames(self) -> Iterator[Frame]:
        """Every frame from the start, drawn as fast as the machine can."""
        for index in range(self.total):
            if not self._open:
                return
            t = index / self.fps
            image = self.picture(t)
            yield Frame(t, index, image, self._mirror, time.perf_counter())

    def close(self) -> None:
        """`frames` ends before its next frame."""
        self._open = False

    def picture(self, t: float) -> Image:
        """(height, width, 3) uint8 BGR: what a camera sees at `t`, the player's right hand at its left."""
        look = self._score.look
        canvas = self._room.copy()
        tracks = self._score.tracks
        poses = [(side, motion.at(tracks[side], t)) for side in SIDES if side in tracks]
        for side, pose in sorted(poses, key=lambda hand: hand[1].size):
            bones = joints(pose, side)
            parts = limbs(bones, pose, self._size)
            seen = surface(parts, self._size)
            if seen is not None:
                layer = paint(seen, parts, creases(bones, pose, self._size), look)
                lay(canvas, layer, seen.left, seen.top, self._travel(side, t))
        return noisy(canvas, self._grain, look.seed, round(t * self.fps))

    def truth(self, t: float) -> Hands:
        """The hands whose palm is in the picture at `t`, without error."""
        hands = tuple(
            self._hand(side, pose)
            for side in SIDES
            if side in self._score.tracks
            if _in_picture(pose := motion.at(self._score.tracks[side], t))
        )
        width, height = self._size
        return Hands(t, round(t * self.fps), width / height, hands, self._mirror)

    def pose(self, t: float) -> dict[Side, str]:
        """The name of the pose of each hand whose palm is in the picture; between two, that of the nearer."""
        tracks = self._score.tracks
        return {
            side: motion.name_at(tracks[side], t)
            for side in SIDES
            if side in tracks and _in_picture(motion.at(tracks[side], t))
        }

    def _hand(self, side: Side, pose: HandPose) -> Hand:
        width, height = self._size
        bones = joints(pose, side).points
        pixels, _ = project(bones, pose, bones, self._size)
        # MediaPipe's axes: y down, z away from the camera.
        points = pixels * (1 / width, 1 / height, -1 / width)
        points[:, 2] -= points[0, 2]
        world = (bones - bones.mean(axis=0)) * (1, -1, -1)
        if not self._mirror:
            points[:, 0] = 1 - points[:, 0]
            world[:, 0] = -world[:, 0]
        return Hand(side, 1.0, points.astype(np.float32), world.astype(np.float32))

    def _travel(self, side: Side, t: float) -> tuple[float, float]:
        """How far the palm goes while the shutter is open, (x, y) pixels of the camera's picture."""
        half = self._score.look.shutter / 2
        track = self._score.tracks[side]
        before, after = motion.at(track, t - half), motion.at(track, t + half)
        return -(after.x - before.x) * self._size[0], -(after.y - before.y) * self._size[1]


def _in_picture(pose: HandPose) -> bool:
    return 0 <= pose.x <= 1 and 0 <= pose.y <= 1

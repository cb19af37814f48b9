"""The virtual performer as a source of frames, and the truth about what it plays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from gesture2midi.events import SIDES, Frame, Hand, Hands, Hit, Image, Side
from gesture2midi.performer import keyframes
from gesture2midi.performer.appearance import grain, noisy, room
from gesture2midi.performer.camera_model import FAULTLESS, Camera, exposed, shots, smeared, unit_grain
from gesture2midi.performer.keyframes import Track
from gesture2midi.performer.kinematics import HAND_LENGTH, HandPose, joints, project
from gesture2midi.performer.mesh_renderer import faceted
from gesture2midi.performer.score import Score
from gesture2midi.performer.soft_renderer import lay, rounded
from gesture2midi.performer.strokes import StrokeShape, StrokeTime, played

Style: TypeAlias = Literal["rounded", "faceted"]
STYLES = {"rounded": rounded, "faceted": faceted}


class StrokeTruth(NamedTuple):
    """A stroke: what was wanted (velocity 0..1) and how it is played.

    time: see `StrokeTime`. lengths, heights: its palm's greatest speed downwards in stretched hands and in
    heights of the picture a second.
    """

    side: Side
    shape: StrokeShape
    velocity: float
    time: StrokeTime
    lengths: float
    heights: float


class Performer:
    """Plays a score: every picture and the truth about it follow from the score, the size and the time alone.

    Args:
        score: what to play, see `score.load_score`.
        size: (width, height) of the pictures in pixels.
        fps: frames a second.
        mirror: whether the player sees (and counts x) as in a mirror. The pictures stay a camera's.
        style: how hands are drawn: `rounded` limbs with soft shades, or the `faceted` mesh of another hand.
            The truth is the same.
        camera: what is wrong with the pictures and their times.
    """

    name: str
    fps: float
    total: int

    def __init__(
        self,
        score: Score,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        mirror: bool = True,
        style: Style = "rounded",
        camera: Camera = FAULTLESS,
    ) -> None:
        self.name = f"performer: {score.name}"
        self.fps = float(fps)
        self.total = max(1, round(score.seconds * fps))
        self.hits = tuple(
            sorted(
                (
                    Hit(at, side, "strike", velocity)
                    for side, track in score.tracks.items()
                    for at, velocity, _ in track.strokes
                    if at < score.seconds
                ),
                key=lambda hit: hit.t,
            )
        )
        self.strokes = tuple(
            sorted(
                (
                    _stroke(side, track, i)
                    for side, track in score.tracks.items()
                    for i, stroke in enumerate(track.strokes)
                    if stroke.at < score.seconds
                ),
                key=lambda stroke: stroke.time.turning,
            )
        )
        self._score = score
        self._size = size
        self._mirror = mirror
        self._drawn = STYLES[style]
        self._room = room(score.look, size)
        self._grain = grain(score.look, size)
        self._camera = camera
        self._shot_grain = unit_grain(camera.seed, size) if camera.noise else self._room
        self._open = True

    def frames(self) -> Iterator[Frame]:
        """Every frame from the start, drawn as fast as the machine can."""
        for frame, _ in self._filmed():
            yield frame

    def filmed(self) -> Iterator[tuple[Frame, Hands]]:
        """Every frame, and the truth at the instant that it shows: `Hands.t`, which is not `Frame.t` where
        the camera's timestamps are unsteady."""
        for frame, at in self._filmed():
            yield frame, self.truth(at)

    def _filmed(self) -> Iterator[tuple[Frame, float]]:
        for index, shot in enumerate(shots(self._camera, self.fps, self.total)):
            if not self._open:
                return
            image = self.picture(shot.at)
            yield Frame(shot.stamp, index, image, self._mirror, time.perf_counter(), shot.dropped), shot.at

    def close(self) -> None:
        """`frames` ends before its next frame."""
        self._open = False

    def picture(self, t: float) -> Image:
        """(height, width, 3) uint8 BGR: what a camera sees at `t`, the player's right hand at its left."""
        look = self._score.look
        canvas = self._room.copy()
        tracks = self._score.tracks
        poses = [(side, keyframes.at(tracks[side], t)) for side in SIDES if side in tracks]
        for side, pose in sorted(poses, key=lambda hand: hand[1].size):
            box = self._drawn(joints(pose, side), pose, self._size, look)
            if box is None:
                continue
            if self._camera.exposure is None:
                lay(canvas, box, self._travel(side, t))
            else:
                half = self._camera.exposure / self.fps / 2
                ends = keyframes.at(tracks[side], t - half), keyframes.at(tracks[side], t + half)
                lay(canvas, smeared(box, (ends[0], pose, ends[1]), self._size), (0, 0))
        exposed(canvas, self._camera, self._shot_grain, round(t * self.fps))
        return noisy(canvas, self._grain, look.seed, round(t * self.fps))

    def truth(self, t: float) -> Hands:
        """The hands whose palm is in the picture at `t`, without error."""
        hands = tuple(
            self._hand(side, pose)
            for side in SIDES
            if side in self._score.tracks
            if _in_picture(pose := keyframes.at(self._score.tracks[side], t))
        )
        width, height = self._size
        return Hands(t, round(t * self.fps), width / height, hands, self._mirror)

    def pose(self, t: float) -> dict[Side, str]:
        """The name of the pose of each hand whose palm is in the picture; between two, that of the nearer."""
        tracks = self._score.tracks
        return {
            side: keyframes.name_at(tracks[side], t)
            for side in SIDES
            if side in tracks and _in_picture(keyframes.at(tracks[side], t))
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
        before, after = keyframes.at(track, t - half), keyframes.at(track, t + half)
        return -(after.x - before.x) * self._size[0], -(after.y - before.y) * self._size[1]


def _stroke(side: Side, track: Track, i: int) -> StrokeTruth:
    at, velocity, shape = track.strokes[i]
    time = played(track.strokes, i)
    lengths = time.speed / HAND_LENGTH
    return StrokeTruth(side, shape, velocity, time, lengths, lengths * keyframes.at(track, at).size)


def _in_picture(pose: HandPose) -> bool:
    return 0 <= pose.x <= 1 and 0 <= pose.y <= 1

"""The camera before which the performer plays, and its faults: blur, noise, little light, lost pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.soft_renderer import Layer

MOST_COPIES = 10  # of a hand in a smear; each costs about half a millisecond at 640x480
LONGEST_STEP = 2.5  # pixels between two copies, where `MOST_COPIES` are enough for it


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera without faults, but for those of the `Look`: its noise, and the blur of `Look.shutter`.

    exposure: the part of the time between two pictures in which the shutter is open, 0..1; a hand is smeared
        along its way, its turn and its growing. None: `Look.shutter` seconds, and along its way only.
    light: how much of the light there is, 1 as the `Look` says, 0.2 a dim room.
    noise: standard deviation of shot noise where the picture is white, grey levels; it goes with the root of
        the brightness.
    drop: the probability that a picture is lost, 0..1.
    jitter: standard deviation of the timestamps, in parts of the time between two pictures; never off by
        more than 0.45 of it, so that they stay in order.
    seed: of all that is left to chance.
    """

    exposure: float | None = None
    light: float = 1.0
    noise: float = 0.0
    drop: float = 0.0
    jitter: float = 0.0
    seed: int = 0


FAULTLESS = Camera()
CAMERAS = {
    "faultless": FAULTLESS,
    "blurred": Camera(exposure=0.6),
    "noisy": Camera(noise=16.0),
    "dim": Camera(exposure=1.0, light=0.35, noise=14.0),
    "unsteady": Camera(drop=0.15, jitter=0.15),
}


class Shot(NamedTuple):
    """at: when the picture is taken, the middle of its exposure. stamp: when the camera says it was. dropped:
    how many were lost before it. Seconds."""

    at: float
    stamp: float
    dropped: int


def shots(camera: Camera, fps: float, total: int) -> Iterator[Shot]:
    """The pictures of `total` that arrive; the first always does, at 0."""
    dropped = 0
    for index in range(total):
        lost, off = np.random.default_rng((camera.seed, 7, index)).random(2)
        if index and lost < camera.drop:
            dropped += 1
            continue
        # A uniform distribution's SD is its width over the root of 12.
        late = float(np.clip((off - 0.5) * 12**0.5 * camera.jitter, -0.45, 0.45)) if index else 0.0
        yield Shot(index / fps, (index + late) / fps, dropped)


def smeared(box: Layer, poses: tuple[HandPose, HandPose, HandPose], size: tuple[int, int]) -> Layer:
    """The box of a hand that goes from the first pose by the second, in which it is painted, to the third
    while the shutter is open. size: the picture's (width, height)."""
    height, width = box.painted.shape[:2]
    edges = np.array([(x, y, 1.0) for x in (box.left, box.left + width) for y in (box.top, box.top + height)])
    ends = [edges @ _move(poses[1], pose, size).T for pose in (poses[0], poses[2])]
    longest = float(max(np.linalg.norm(end - edges[:, :2], axis=1).max() for end in ends))
    if longest < 0.5:
        return box
    copies = min(MOST_COPIES, 2 + int(2 * longest / LONGEST_STEP))
    reached = np.vstack((edges[:, :2], *ends))
    low = np.clip(np.floor(reached.min(axis=0)), 0, size)
    high = np.clip(np.ceil(reached.max(axis=0)), 0, size)
    left, top = (int(v) for v in low)
    extent = max(int(high[0]) - left, 1), max(int(high[1]) - top, 1)
    total = np.zeros((extent[1], extent[0], 4), np.float32)
    here = np.array(((1.0, 0, box.left), (0, 1, box.top), (0, 0, 1)))
    for part in (np.arange(copies) + 0.5) / copies * 2 - 1:
        other = poses[2] if part > 0 else poses[0]
        move = np.eye(3)[:2] + (_move(poses[1], other, size) - np.eye(3)[:2]) * abs(part)
        there = move @ here - ((0, 0, left), (0, 0, top))
        # What the picture cuts off goes on beyond the box as it is at its edge; elsewhere nothing is there.
        cv2.accumulate(cv2.warpAffine(box.painted, there, extent, borderMode=cv2.BORDER_REPLICATE), total)
    return Layer(left, top, total * np.float32(1 / copies))


def exposed(picture: NDArray[np.float32], camera: Camera, grain: NDArray[np.float32], index: int) -> None:
    """Darkens a picture in place, and adds shot noise. grain: noise of SD 1, 64 pixels larger."""
    if camera.light != 1:
        picture *= np.float32(camera.light)
    if camera.noise:
        height, width = picture.shape[:2]
        y, x = (int(v) for v in np.random.default_rng((camera.seed, 8, index)).integers(0, 64, 2))
        root = cv2.sqrt(np.maximum(picture, 0) * np.float32(1 / 255))
        cv2.accumulateProduct(grain[y : y + height, x : x + width], root * np.float32(camera.noise), picture)


def unit_grain(seed: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """(h + 64, w + 64, 3) float32 noise of SD 1, for `exposed`."""
    width, height = size
    rng = np.random.default_rng((seed, 9))
    return rng.standard_normal((height + 64, width + 64, 3), dtype=np.float32)


def _move(here: HandPose, there: HandPose, size: tuple[int, int]) -> NDArray[np.float64]:
    """(2, 3), pixels of the camera's picture: where a hand at `here` has gone with `there`, as far as it only
    travels, rolls and grows."""
    centre, goal = (np.array(((1 - pose.x) * size[0], (1 - pose.y) * size[1])) for pose in (here, there))
    angle = np.radians(there.roll - here.roll)
    turn = (
        np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle)))) * there.size / here.size
    )
    return np.column_stack((turn, goal - turn @ centre))

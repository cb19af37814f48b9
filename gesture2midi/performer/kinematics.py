"""The hand as a chain of bones: a `HandPose` in, 21 joints in three dimensions and in the picture out.

Frames. `joints` works in the player's frame: x to the player's right, y up, z towards the camera, metres,
origin at the wrist. A right hand held upright with its palm to the camera has its thumb at negative x;
a left hand is its mirror image. `project` turns that into pixels of the picture that the player sees
as in a mirror: x right, y down.

Bone lengths are medians over the open hand of a real video as MediaPipe measures them, in units of the
distance from the wrist to the middle finger's knuckle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Side

Array: TypeAlias = NDArray[np.float64]

PALM_LENGTH = 0.090  # metres, wrist to the middle finger's knuckle
HAND_LENGTH = 0.177  # metres, wrist to the middle fingertip when it is stretched
FOCAL = 1.15  # of the camera, in picture heights: an ordinary webcam
PALM = (0, 5, 9, 13, 17)  # the landmarks whose mean is where a hand is

KNUCKLES = np.array([(-0.21, 0.97, 0.0), (-0.02, 1.0, 0.02), (0.16, 0.94, 0.01), (0.33, 0.81, -0.03)])
THUMB_BASE = np.array((-0.28, 0.26, 0.06))
THUMB_BONES = (0.36, 0.29, 0.235)
FINGER_BONES = ((0.43, 0.255, 0.215), (0.46, 0.285, 0.23), (0.42, 0.265, 0.22), (0.32, 0.195, 0.185))

FIST = np.array((1.45, 1.65, 1.0))  # rad, flexion of a fully curled finger's three joints
REST = np.array((0.06, 0.08, 0.06))  # rad, what a stretched finger keeps
PINCH_INDEX = np.array((1.0, 1.4, 0.7))  # rad, the index finger's flexion when it meets the thumb
FAN = np.radians((-5.0, 0.0, 5.0, 13.0))  # where fingers point when they are together
SPLAY = np.radians((-13.0, -2.0, 9.0, 19.0))  # what full spread adds

# The thumb's three bones as directions: out to the side, over a fist, and across an open palm.
THUMB_OUT = np.array([(-0.70, 0.66, 0.26), (-0.62, 0.77, 0.12), (-0.55, 0.83, 0.05)])
THUMB_FIST = np.array([(-0.40, 0.62, 0.68), (0.30, 0.56, 0.77), (0.93, 0.10, 0.32)])
THUMB_PALM = np.array([(-0.20, 0.75, 0.62), (0.66, 0.66, 0.35), (0.88, 0.42, 0.05)])


@dataclass(frozen=True, slots=True)
class HandPose:
    """One hand at one instant.

    x, y: the palm's centre in the player's picture, 0..1, x to the right, y up.
    size: the stretched hand's length in picture heights.
    roll, pitch, yaw: degrees. Roll to the player's right; pitch brings the fingers towards the camera;
        yaw turns the palm to the player's right.
    thumb..pinky: curl, 0 stretched, 1 as in a fist. spread 0..1. pinch 0..1, at 1 the tips meet.
    """

    x: float
    y: float
    size: float
    roll: float
    pitch: float
    yaw: float
    thumb: float
    index: float
    middle: float
    ring: float
    pinky: float
    spread: float
    pinch: float


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """points: (21, 3) joints in metres. palmar: (21, 3), where the soft side of the bone that ends in each
    joint faces. forearm: (3,) unit vector from the wrist to the elbow. palm: (3, 3), rows are where the
    palm's own x (away from the thumb), y (to the fingers) and z (out of the palm) go, palm lengths to metres.
    """

    points: Array
    palmar: Array
    forearm: Array
    palm: Array


def joints(pose: HandPose, side: Side) -> Skeleton:
    """The 21 joints of a hand in MediaPipe's order, in the player's frame, the wrist at the origin."""
    points = np.zeros((21, 3))
    palmar = np.tile(np.array((0.0, 0.0, 1.0)), (21, 1))
    curls = np.array((pose.index, pose.middle, pose.ring, pose.pinky))
    flexion = REST + (FIST - REST) * curls[:, None]
    pinched = flexion[0] + (PINCH_INDEX - flexion[0]) * pose.pinch
    # A bent finger cannot be spread: its knuckle's side ligaments are taut.
    splay = FAN * (1 - 0.5 * curls) + SPLAY * (pose.spread * (1 - curls))
    for finger in range(4):
        bends = pinched if finger == 0 else flexion[finger]
        first = 5 + 4 * finger
        chain, soft = _finger(finger, float(splay[finger]), bends)
        points[first : first + 4], palmar[first + 1 : first + 4] = chain, soft
    meeting = _finger(0, float(splay[0]), PINCH_INDEX)[0][-1]
    thumb = _thumb(pose, meeting)
    points[1] = THUMB_BASE
    points[2:5] = THUMB_BASE + np.cumsum(thumb * np.array(THUMB_BONES)[:, None], axis=0)
    inward = np.array((0.55, -0.25, 0.80))
    palmar[2:5] = _unit(inward - (thumb @ inward)[:, None] * thumb)

    turn = _turn(pose)
    mirror = np.array((-1.0, 1.0, 1.0)) if side == "left" else np.ones(3)
    palm = np.diag(mirror) @ turn.T
    return Skeleton(
        points @ palm * PALM_LENGTH, palmar @ palm, _forearm(-palm[1], mirror), palm * PALM_LENGTH
    )


def project(points: Array, pose: HandPose, anchor: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Points in metres -> (n, 3) pixels of the player's picture, and (n,) pixels per metre there.

    anchor: the hand's 21 joints; their palm's centre lands at (pose.x, pose.y). x right, y down, z towards
    the camera from the palm's centre, in pixels. size: the picture's (width, height).
    """
    width, height = size
    scale = pose.size * height / HAND_LENGTH
    distance = FOCAL * HAND_LENGTH / pose.size
    centre = anchor[list(PALM)].mean(axis=0)

    def seen(at: Array) -> tuple[Array, Array]:
        zoom = scale * distance / np.maximum(distance - at[:, 2], 0.2 * distance)
        return at[:, :2] * zoom[:, None] * (1, -1), zoom

    flat, zoom = seen(points - centre)
    palm, _ = seen(anchor[list(PALM)] - centre)
    flat += np.array((pose.x * width, (1 - pose.y) * height)) - palm.mean(axis=0)
    return np.column_stack((flat, (points[:, 2] - centre[2]) * scale)), zoom


def _finger(finger: int, splay: float, bends: Array) -> tuple[Array, Array]:
    """(4, 3) joints from knuckle to tip and (3, 3) palmar directions of the bones, in palm lengths."""
    angle = np.cumsum(bends)
    along = np.array((np.sin(splay), np.cos(splay), 0.0))
    out = np.array((0.0, 0.0, 1.0))
    bones = np.outer(np.cos(angle), along) + np.outer(np.sin(angle), out)
    soft = np.outer(-np.sin(angle), along) + np.outer(np.cos(angle), out)
    steps = bones * np.array(FINGER_BONES[finger])[:, None]
    return KNUCKLES[finger] + np.vstack((np.zeros(3), np.cumsum(steps, axis=0))), soft


def _thumb(pose: HandPose, meeting: Array) -> Array:
    """(3, 3) directions of the thumb's bones; with pinch 1 its tip is exactly at `meeting`."""
    over = max(pose.middle, pose.ring)
    folded = THUMB_PALM + (THUMB_FIST - THUMB_PALM) * over
    free = _unit(_unit(THUMB_OUT) + (_unit(folded) - _unit(THUMB_OUT)) * pose.thumb)
    if pose.pinch == 0:
        return free
    first = _unit(np.array((-0.50, 0.58, 0.62)))
    knuckle = THUMB_BASE + THUMB_BONES[0] * first
    return _unit(free + (np.vstack((first, _reach(knuckle, meeting))) - free) * pose.pinch)


def _reach(start: Array, target: Array) -> Array:
    """Directions of the thumb's last two bones from `start` to `target` (law of cosines), bent outwards."""
    upper, lower = THUMB_BONES[1:]
    gap = target - start
    length = min(float(np.linalg.norm(gap)), upper + lower)
    straight = _unit(gap)
    cosine = (upper**2 + length**2 - lower**2) / (2 * upper * length)
    outwards = np.array((-0.8, 0.3, 0.5))
    outwards = _unit(outwards - (outwards @ straight) * straight)
    first = cosine * straight + np.sqrt(max(0.0, 1 - cosine**2)) * outwards
    return np.vstack((first, _unit(length * straight - upper * first)))


def _forearm(back: Array, mirror: Array) -> Array:
    """Where the elbow is. It hangs below and outside; the wrist makes up for half of what the hand is turned
    away from that, for 40 degrees at most. back: unit vector from the fingers to the wrist."""
    hang = _unit(np.array((0.16, -1.0, -0.22)) * mirror)
    angle = float(np.arccos(np.clip(back @ hang, -1, 1)))
    bend = min(0.55 * angle, np.radians(40))
    sideways = hang - (hang @ back) * back
    return np.asarray(
        np.cos(bend) * back + np.sin(bend) * sideways / max(float(np.linalg.norm(sideways)), 1e-9)
    )


def _turn(pose: HandPose) -> Array:
    """The rotation of a hand: yaw about its own length, then pitch, then roll in the picture."""
    r, p, y = np.radians((-pose.roll, pose.pitch, pose.yaw))
    roll = np.array([(np.cos(r), -np.sin(r), 0), (np.sin(r), np.cos(r), 0), (0, 0, 1)])
    pitch = np.array([(1, 0, 0), (0, np.cos(p), -np.sin(p)), (0, np.sin(p), np.cos(p))])
    yaw = np.array([(np.cos(y), 0, np.sin(y)), (0, 1, 0), (-np.sin(y), 0, np.cos(y))])
    return np.asarray(roll @ pitch @ yaw)


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))

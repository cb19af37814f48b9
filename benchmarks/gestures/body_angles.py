"""How far the angles of a body's joints are off those of a drawn figure, whose joints are known.

    python -m benchmarks body_angles

A figure in shirt and trousers bends its arms, knees, hips and trunk, before a camera in front of it and one
at its side. Degrees: the error of a frame (median and 95th percentile of its size), and that of a joint's
range of motion over a clip (5th to 95th percentile). A drawn figure is no person: it has no folds, no shadow
on the ground and one build.
"""

from __future__ import annotations

from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import BODY_POINTS, Body, Frame
from gesture2midi.gestures.body_angles import JOINTS, angles
from gesture2midi.session.latency import machine
from gesture2midi.tracking.people.body_tracker import BodyTracker
from gesture2midi.tracking.people.models import find_models

Points = NDArray[np.float64]

WIDTH, HEIGHT, FOCAL, AWAY = 640, 640, 900.0, 3.4
"""Pixels of the picture, of the focal length; metres from the camera to the hips."""
FPS = 30
SKIN, SHIRT, TROUSERS, SHOES, HAIR = (140, 170, 215), (150, 90, 60), (70, 60, 55), (40, 40, 45), (35, 45, 60)
VIEWS = {"front": (-15.0, 15.0), "side": (65.0, 90.0)}
"""Degrees by which the figure is turned, to one side or the other."""
GROUPS = ("shoulder", "elbow", "hip", "knee", "ankle", "trunk_lean")
"""Whose joints are told together."""


def turned(axis: str, degrees: float) -> Points:
    """The matrix that turns by so much about x (right), y (down) or z (away)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array(
        {
            "x": ((1, 0, 0), (0, c, -s), (0, s, c)),
            "y": ((c, 0, s), (0, 1, 0), (-s, 0, c)),
            "z": ((c, -s, 0), (s, c, 0), (0, 0, 1)),
        }[axis]
    )


def figure(bend: dict[str, float], turn: float) -> Points:
    """(33, 3) metres about the middle of the hips, x to the right of the picture, y down, z away from it.

    bend: degrees of `lean`, and of `raise`, `elbow`, `hip`, `knee` of each side (`left_raise`).
    """
    points = np.zeros((BODY_POINTS, 3))
    lean = turned("z", -bend["lean"])  # to the person's right is to the picture's left
    for side, number, out in (("left", 0, 1.0), ("right", 1, -1.0)):
        hip, shoulder = np.array((0.1 * out, 0, 0)), lean @ np.array((0.18 * out, -0.5, 0))
        arm = lean @ turned("z", -out * bend[f"{side}_raise"]) @ np.array((0.0, 1, 0))
        # The forearm comes forwards and up, in the plane of the upper arm and the camera's axis.
        bent = np.radians(bend[f"{side}_elbow"])
        fore = np.cos(bent) * arm + np.sin(bent) * np.array((0.0, 0, -1))
        elbow = shoulder + 0.29 * arm
        wrist = elbow + 0.26 * fore
        thigh = turned("x", -bend[f"{side}_hip"]) @ np.array((0.04 * out, 1, 0))
        shin = turned("x", bend[f"{side}_knee"] - bend[f"{side}_hip"]) @ np.array((0.0, 1, 0))
        knee = hip + 0.44 * thigh / np.linalg.norm(thigh)
        ankle = knee + 0.42 * shin
        foot = turned("x", bend[f"{side}_knee"] - bend[f"{side}_hip"]) @ np.array((0.05 * out, 0.06, -0.18))
        for landmark, place in {
            **{11: shoulder, 13: elbow, 15: wrist, 17: wrist + 0.08 * fore, 19: wrist + 0.1 * fore},
            **{
                21: wrist + 0.05 * fore,
                23: hip,
                25: knee,
                27: ankle,
                29: ankle - 0.25 * foot,
                31: ankle + foot,
            },
        }.items():
            points[landmark + number] = place
    return points @ turned("y", turn).T


def _seen(spots: Points) -> tuple[Points, Points]:
    """Pixels, and pixels a metre there."""
    zoom = FOCAL / (spots[..., 2] + AWAY)
    return np.stack((WIDTH / 2 + spots[..., 0] * zoom, 0.47 * HEIGHT + spots[..., 1] * zoom), -1), zoom


def picture(points: Points, bend: dict[str, float], turn: float) -> NDArray[np.uint8]:
    """The figure before a wall, as BGR."""
    rows = np.linspace(215, 165, HEIGHT)[:, None, None]
    image = np.broadcast_to(rows, (HEIGHT, WIDTH, 3)).astype(np.uint8).copy()
    image[int(0.86 * HEIGHT) :] = (120, 140, 160)
    whole, lean = turned("y", turn), turned("z", -bend["lean"])
    neck, head = (whole @ lean @ np.array(place) for place in ((0, -0.56, 0), (0, -0.72, -0.02)))
    middle = points[11:13].mean(axis=0)
    parts: list[tuple[float, Points, Points, float, float, tuple[int, int, int]]] = []

    def add(a: Points, b: Points, ra: float, rb: float, colour: tuple[int, int, int]) -> None:
        parts.append((float(a[2] + b[2]) / 2, a, b, ra, rb, colour))

    for n in (0, 1):
        at = points[n:]
        add(at[11], at[13], 0.06, 0.048, SHIRT)
        add(at[13], at[15], 0.042, 0.032, SKIN)
        add(at[15], at[19], 0.04, 0.035, SKIN)
        add(at[23], at[25], 0.09, 0.065, TROUSERS)
        add(at[25], at[27], 0.06, 0.045, TROUSERS)
        add(at[29], at[31], 0.045, 0.04, SHOES)
        for across in np.linspace(0, 1, 5):
            low, high = at[23] * across, middle + (at[11] - middle) * across
            parts.append((0.03, low, high + np.array((0, 0.03, 0)), 0.1, 0.09, SHIRT))
    add(middle, neck, 0.06, 0.055, SKIN)
    for _, a, b, ra, rb, colour in sorted(parts, key=lambda part: -part[0]):
        _limb(image, a, b, ra, rb, colour)
    _head(image, head, whole @ lean)
    grain = np.random.default_rng(7).normal(0, 2.5, image.shape)
    return np.asarray(np.clip(cv2.GaussianBlur(image, (3, 3), 0) + grain, 0, 255), np.uint8)


def _limb(
    image: NDArray[np.uint8], a: Points, b: Points, ra: float, rb: float, colour: tuple[int, int, int]
) -> None:
    """A rounded limb, lit from the upper left."""
    (pa, pb), (za, zb) = _seen(np.stack((a, b)))
    for shade, scale in ((0.55, 1.0), (0.75, 0.85), (0.9, 0.65), (1.0, 0.45), (1.1, 0.2)):
        ink = tuple(min(255.0, shade * c) for c in colour)
        shift = (1 - scale) * np.array((-0.3, -0.3))
        for part in np.linspace(0, 1, 24):
            radius = (ra * za) * (1 - part) + (rb * zb) * part
            centre = pa + (pb - pa) * part + shift * radius
            cv2.circle(
                image, tuple(np.round(centre * 8).astype(int)), int(radius * scale * 8), ink, -1, 16, 3
            )


def _head(image: NDArray[np.uint8], head: Points, frame: Points) -> None:
    """A head with hair, eyes, brows, nose and mouth; what is behind it is not drawn."""
    centre, zoom = _seen(head[None])
    (x, y), zoom = centre[0], float(zoom[0])
    tilt = float(np.degrees(np.arctan2(frame[0, 1], -frame[1, 1])))

    def oval(
        place: tuple[float, float, float], size: tuple[float, float], colour: tuple[int, int, int]
    ) -> None:
        spot = frame @ np.array(place)
        if spot[2] > 0.03:
            return
        at = (x + spot[0] * zoom, y + spot[1] * zoom)
        axes = (max(1, round(size[0] * zoom * 8)), max(1, round(size[1] * zoom * 8)))
        cv2.ellipse(image, tuple(round(v * 8) for v in at), axes, 180 - tilt, 0, 360, colour, -1, 16, 3)

    oval((0, -0.03, 0), (0.088, 0.125), HAIR)
    for shade, scale in ((0.7, 1.0), (0.9, 0.9), (1.0, 0.75)):
        skin = tuple(int(shade * c) for c in SKIN)
        oval((0, 0.01, -0.04), (0.075 * scale, 0.11 * scale), (skin[0], skin[1], skin[2]))
    for out in (-1, 1):
        oval((0.032 * out, -0.012, -0.08), (0.016, 0.008), (235, 235, 235))
        oval((0.032 * out, -0.012, -0.085), (0.007, 0.007), (40, 30, 25))
        oval((0.032 * out, -0.035, -0.08), (0.02, 0.004), HAIR)
        oval((0.078 * out, 0.0, 0.0), (0.012, 0.025), SKIN)
    oval((0, 0.02, -0.1), (0.011, 0.02), (120, 145, 190))
    oval((0, 0.06, -0.08), (0.026, 0.008), (90, 90, 170))


def clip(seed: int, seconds: float, view: str) -> list[tuple[dict[str, float], float]]:
    """The bends and the turn of each frame: slow waves of periods and phases by chance."""
    rng = np.random.default_rng(seed)
    reach = {"raise": (10, 150), "elbow": (5, 120), "hip": (0, 70), "knee": (0, 90)}
    t = np.arange(int(seconds * FPS)) / FPS
    turn = float(rng.uniform(*VIEWS[view]) * rng.choice((-1, 1)))

    def wave(low: float, high: float) -> Points:
        period, phase = rng.uniform(2, 4), rng.uniform(0, 2 * np.pi)
        return np.asarray(low + (high - low) * (0.5 - 0.5 * np.cos(2 * np.pi * t / period + phase)))

    moves = {f"{side}_{what}": wave(*reach[what]) for side in ("left", "right") for what in reach}
    moves["lean"] = wave(-20, 20)
    return [({name: float(values[i]) for name, values in moves.items()}, turn) for i in range(len(t))]


def measured(seed: int, seconds: float, view: str, tracker: BodyTracker) -> tuple[Points, Points]:
    """The true and the found angles of each frame, (n, joints) each; without a body none is found."""
    tracker.reset()
    true, found = [], []
    for index, (bend, turn) in enumerate(clip(seed, seconds, view)):
        points = figure(bend, turn)
        look = tracker.look(Frame(index / FPS, index, picture(points, bend, turn), False, 0.0))
        truth = Body(
            look.t, points.astype(np.float32), points.astype(np.float32), np.ones(BODY_POINTS, np.float32)
        )
        true.append(angles(truth, mirror=False))
        found.append(angles(look, mirror=False) if look.points is not None else np.full(len(JOINTS), np.nan))
    return np.array(true), np.array(found)


def motion(degrees: Points) -> Points:
    """The range of motion of each joint."""
    low, high = np.percentile(degrees, (5, 95), axis=0)
    return np.asarray(high - low)


@click.command()
@click.option("--seconds", default=8.0, show_default=True, help="Of each clip.")
@click.option("--seeds", default=6, show_default=True, help="Clips of each view.")
@click.option(
    "--show", type=click.Path(path_type=Path), help="Write a picture of each clip into this folder."
)
def main(seconds: float, seeds: int, show: Path | None) -> None:
    """Print the errors of each kind of joint, from each view."""
    tracker = BodyTracker(find_models("body"))
    if show is not None:
        show.mkdir(parents=True, exist_ok=True)
    print("| joint | camera | in view | median | 95 % | range of motion, median |")
    print("|---|---|---|---|---|---|")
    for view in VIEWS:
        pairs = [measured(seed, seconds, view, tracker) for seed in range(seeds)]
        off = np.concatenate([np.abs(found - true) for true, found in pairs])
        ranges = [
            abs(motion(true[kept, j : j + 1])[0] - motion(found[kept, j : j + 1])[0])
            if (kept := np.isfinite(found[:, j])).sum() > FPS
            else np.nan
            for true, found in pairs
            for j in range(len(JOINTS))
        ]
        for group in GROUPS:
            at = [place for place, name in enumerate(JOINTS) if name.endswith(group)]
            p50, p95 = np.nanpercentile(off[:, at], (50, 95))
            seen = np.isfinite(off[:, at]).mean()
            went = np.nanmedian(np.reshape(ranges, (seeds, len(JOINTS)))[:, at])
            print(f"| {group.replace('_', ' ')} | {view} | {seen:.0%} | {p50:.0f} | {p95:.0f} | {went:.0f} |")
        for seed in range(seeds if show is not None else 0):
            bend, turn = clip(seed, seconds, view)[int(seconds * FPS) // 2]
            cv2.imwrite(str(show / f"{view}-{seed}.png"), picture(figure(bend, turn), bend, turn))
    print(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

"""Scenes in which hands are easily taken for each other, and what a tracker makes of them, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from benchmarks.clips import FPS
from gesture2midi.events import SIDES, Frame, Hand, Hands, Image, Side
from gesture2midi.performer import keyframes
from gesture2midi.performer.appearance import look
from gesture2midi.performer.keyframes import SHAPES, Key, Track
from gesture2midi.performer.kinematics import HandPose, joints
from gesture2midi.performer.score import Score
from gesture2midi.performer.soft_renderer import lay
from gesture2midi.performer.source import STYLES, Performer, Style

Rng = np.random.Generator
Spot = tuple[float, float, float]
"""Seconds, and the palm's x and y there (y up) as the player sees them."""

FINGERS = ("thumb", "index", "middle", "ring", "pinky", "spread", "pinch")
POSES = ("open", "open", "relaxed", "relaxed", "point", "victory", "fist", "pinch")
SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Scene:
    """`ways`: of the player's two hands; `stranger`: of somebody else's, which is of this side."""

    name: str
    ways: dict[Side, Track]
    stranger: tuple[Side, Track] | None
    seed: int

    def performers(
        self, size: tuple[int, int], style: Style = "rounded"
    ) -> tuple[Performer, Performer | None]:
        """The player, and the stranger."""
        made = [
            Performer(
                Score(self.name, "", SECONDS, look(self.seed), ways), size, FPS, mirror=False, style=style
            )
            for ways in (self.ways, *([dict([self.stranger])] if self.stranger else []))
        ]
        return made[0], made[1] if self.stranger else None


class Truth(NamedTuple):
    """Of one frame: hands and whose they are; None is a stranger's."""

    hands: Hands
    owners: tuple[Side | None, ...]


def truths(scene: Scene) -> list[Truth]:
    """All frames of a scene."""
    player, stranger = scene.performers((64, 48))
    found = []
    for i in range(player.total):
        own = player.truth(i / FPS)
        others = stranger.truth(i / FPS).hands if stranger else ()
        owners = (*(hand.side for hand in own.hands), *(None for _ in others))
        found.append(Truth(replace(own, hands=(*own.hands, *others)), owners))
    return found


def pictures(scene: Scene, style: Style, size: tuple[int, int] = (640, 480)) -> Iterator[tuple[Frame, Truth]]:
    """The same scene as a camera sees it; a stranger's hand is laid over the picture."""
    player, _ = scene.performers(size, style)
    for frame, truth in zip(player.frames(), truths(scene), strict=True):
        yield replace(frame, image=_with_stranger(frame.image, scene, style, frame.t)), truth


def _with_stranger(image: Image, scene: Scene, style: Style, t: float) -> Image:
    if scene.stranger is None:
        return image
    side, way = scene.stranger
    pose = keyframes.at(way, t)
    height, width = image.shape[:2]
    box = STYLES[style](joints(pose, side), pose, (width, height), look(scene.seed + 1))
    if box is None:
        return image
    canvas = image.astype(np.float32)
    lay(canvas, box, (0.0, 0.0))
    return np.clip(canvas, 0, 255).astype(np.uint8)


def tracked(scene: Scene, seed: int) -> Iterator[Truth]:
    """What a tracker may make of a scene.

    Landmarks shake by 0.3 % of the picture; a hand is lost in 2 frames of 100, and every second or so for
    up to 0.15 s. In bursts of up to a second 10 to 30 % of the labels are wrong; near the edge, and where two
    hands lie on each other, half of them. Of two palms nearer than 0.4 of a hand mostly only one is found,
    mostly the front one, and its landmarks are partly the other's. The order of the hands is any.
    """
    rng = np.random.default_rng((seed, 11))
    size = {side: way.keys[0].pose.size for side, way in scene.ways.items()}
    lost: dict[Side | None, float] = dict.fromkeys((*SIDES, None), 0.0)
    burst = {owner: (0.0, 0.0) for owner in lost}
    for hands, owners in truths(scene):
        t = hands.t
        palms = [hand.points[(0, 5, 9, 13, 17), :2].mean(axis=0) for hand in hands.hands]
        kept: list[tuple[Hand, Side | None]] = []
        for hand, owner, palm in zip(hands.hands, owners, palms, strict=True):
            if rng.random() < 0.8 / FPS:
                lost[owner] = t + float(rng.uniform(0.03, 0.15))
            if rng.random() < 0.6 / FPS:
                burst[owner] = t + float(rng.uniform(0.2, 1.0)), float(rng.uniform(0.1, 0.3))
            others = [
                (float(np.hypot(*((palm - palms[i]) * (1, 1 / hands.aspect)))), i)
                for i in range(len(palms))
                if palms[i] is not palm
            ]
            near, i = min(others, default=(1.0, 0))
            whose = owners[i]
            across = float(np.hypot(*np.ptp(hand.points[:, :2] * (1, 1 / hands.aspect), axis=0)))
            front = owner is not None and whose is not None and size[owner] > size[whose]
            hidden = near < 0.4 * across and rng.random() < (0.15 if front else 0.85)
            if t < lost[owner] or rng.random() < 0.02 or hidden:
                continue
            wrong = burst[owner][1] if t < burst[owner][0] else 0.005
            if near < 0.5 * across or min(*palm, *(1 - palm)) < 0.04:
                wrong = 0.5
            side: Side = SIDES[(hand.side == "right") ^ bool(rng.random() < wrong)]
            shaken = hand.points + rng.normal(0, 0.003, hand.points.shape).astype(np.float32)
            if near < 0.4 * across:
                mixed = hands.hands[i].points - hand.points
                shaken += mixed * rng.uniform(0, 0.6, (21, 1)).astype(np.float32)
            kept.append((Hand(side, float(rng.uniform(0.7, 1)), shaken, hand.world), owner))
        order = rng.permutation(len(kept))
        yield Truth(replace(hands, hands=tuple(kept[i][0] for i in order)), tuple(kept[i][1] for i in order))


def crossing(rng: Rng, takes: float, lift: float) -> dict[Side, list[Spot]]:
    """To the other's place and, a while later, back; each way in so many seconds."""
    y, ways = float(rng.uniform(0.4, 0.6)), {}
    for side, x in (("left", 0.3), ("right", 0.7)):
        up = y + (lift if side == "left" else -lift) / 2
        ways[side] = [(0.8, x, up), (0.8 + takes, 1 - x, up), (3.4, 1 - x, up), (3.4 + takes, x, up)]
    return ways


def bouncing(rng: Rng, gap: float) -> dict[Side, list[Spot]]:
    """To the middle, where so much stays between the palms, and back again; twice."""
    y, near = float(rng.uniform(0.4, 0.6)), gap / 2
    takes, stay = float(rng.uniform(0.3, 0.8)), float(rng.uniform(0.05, 0.8))
    ways: dict[Side, list[Spot]] = {}
    for side, sign in zip(SIDES, (-1, 1), strict=True):
        far, close = 0.5 + 0.22 * sign, 0.5 + near * sign
        spots = []
        for begin in (0.7, 3.4):
            there = begin + takes
            spots += [
                (begin, far, y),
                (there, close, y),
                (there + stay, close, y),
                (there + stay + takes, far, y),
            ]
        ways[side] = spots
    return ways


def leaving(rng: Rng, elsewhere: bool) -> dict[Side, list[Spot]]:
    """One hand goes out at its side and comes back there, or at the other's side."""
    gone: Side = SIDES[int(rng.integers(2))]
    sign = 1 if gone == "right" else -1
    away = float(rng.choice([0.1, 0.5, 2.0]))
    out = 0.5 + 0.75 * sign
    back = 0.5 - 0.75 * sign if elsewhere else out
    high, end = float(rng.uniform(0.6, 0.7)), 0.5 + (-0.1 if elsewhere else 0.2) * sign
    spots = [
        (1.0, 0.5 + 0.2 * sign, 0.5),
        (1.5, out, high),
        (1.6 + away, back, high),
        (2.2 + away, end, high),
    ]
    other: Side = "left" if gone == "right" else "right"
    return {gone: spots, other: [(0.0, 0.5 - 0.2 * sign, 0.4), (3.0, 0.5 - 0.25 * sign, 0.35)]}


def entering(rng: Rng) -> dict[Side, list[Spot]]:
    """From any edge, in any order, to any of two places."""
    first = float(rng.uniform(0, 1.5)), float(rng.uniform(0, 1.5))
    places = [0.3, 0.7] if rng.random() < 0.7 else [0.7, 0.3]
    ways: dict[Side, list[Spot]] = {}
    for side, t, x in zip(SIDES, first, places, strict=True):
        edge = int(rng.integers(3))
        x0, y0 = ((x, -0.3), (1.3 if x > 0.5 else -0.3, 0.55), (x + 0.1, -0.3))[edge]
        ways[side] = [(t, x0, y0), (t + float(rng.uniform(0.3, 0.7)), x, 0.5), (t + 2.5, x, 0.55)]
    return ways


def playing(rng: Rng) -> dict[Side, list[Spot]]:
    """Each hand about its own place."""
    return {
        side: [(i * 0.7, x + float(rng.uniform(-0.1, 0.1)), float(rng.uniform(0.35, 0.65))) for i in range(9)]
        for side, x in (("left", 0.28), ("right", 0.72))
    }


Ways = Callable[[Rng], dict[Side, list[Spot]]]
SCENES: dict[str, Ways] = {
    "playing": playing,
    "crossing slowly": lambda rng: crossing(rng, float(rng.uniform(1.0, 2.0)), 0.0),
    "crossing fast": lambda rng: crossing(rng, float(rng.uniform(0.3, 0.5)), 0.0),
    "crossing at two heights": lambda rng: crossing(
        rng, float(rng.uniform(0.4, 1.5)), float(rng.uniform(0.1, 0.25))
    ),
    "touching": lambda rng: bouncing(rng, float(rng.uniform(0.12, 0.2))),
    "overlapping, and back": lambda rng: bouncing(rng, float(rng.uniform(-0.02, 0.08))),
    "leaving, and back": lambda rng: leaving(rng, False),
    "back on the other side": lambda rng: leaving(rng, True),
    "entering": entering,
    "a stranger": playing,
    "a stranger while one leaves": lambda rng: leaving(rng, False),
}


def scene(name: str, seed: int) -> Scene:
    """The scene of this name with hands, poses, sizes and speeds from `seed`."""
    rng = np.random.default_rng((seed, list(SCENES).index(name)))
    spots = SCENES[name](rng)
    sizes = rng.permutation([float(rng.uniform(0.28, 0.31)), float(rng.uniform(0.32, 0.36))])
    ways = {side: _track(spots[side], float(size), rng) for side, size in zip(SIDES, sizes, strict=True)}
    stranger = None
    if "stranger" in name:
        x, begin = float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.0, 1.2))
        way: list[Spot] = [(begin, x, 1.4), (begin + 0.6, x, 0.8), (5.0, 1 - x, 0.78)]
        stranger = SIDES[int(rng.integers(2))], _track(way, float(rng.uniform(0.15, 0.25)), rng)
    return Scene(name, ways, stranger, seed)


def _track(spots: list[Spot], size: float, rng: Rng) -> Track:
    keys = []
    name, roll = str(rng.choice(POSES)), float(rng.uniform(-25, 25))
    yaw = float(rng.choice([0, 0, 40, 180]))  # the palm, or the back of the hand
    for t, x, y in spots:
        if rng.random() < 0.3:
            name = str(rng.choice(POSES))
        fingers = {finger: getattr(SHAPES[name], finger) for finger in FINGERS}
        keys.append(Key(t, t, name, HandPose(x, y, size, roll, 0, yaw, **fingers)))
    return Track(tuple(keys), ())

"""Clips of hands that drum, and what the tracker makes of them.

Every shape of stroke is drawn at 30 and 60 frames a second, alone and in rolls, loud and soft, in both
styles, with each camera, and tracked as players' hands are; the takes stay in the temporary folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, product
from pathlib import Path
from typing import NamedTuple, get_args

from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.cli.common import tracker
from gesture2midi.events import SIDES, Hands, Side
from gesture2midi.performer.camera_model import CAMERAS
from gesture2midi.performer.clips import drumming
from gesture2midi.performer.source import Performer, Style
from gesture2midi.performer.strokes import StrokeShape

SHAPES: tuple[StrokeShape, ...] = get_args(StrokeShape)
MIXED = "mixed"
RATES = {2.0: 7, 4.0: 12, 8.0: 18}
"""Strokes a second -> how many."""
PLAYERS: tuple[tuple[Side, ...], ...] = (("right",), SIDES, ("left",))
CACHE = Path(tempfile.gettempdir()) / "gesture2midi-hits"


class Clip(NamedTuple):
    shape: str
    rate: float
    fps: int
    style: Style
    camera: str
    sides: tuple[Side, ...]
    seed: int

    @property
    def path(self) -> Path:
        parts = (self.shape, f"{self.rate:g}", self.fps, self.style, self.camera, *self.sides, self.seed)
        return CACHE / ("-".join(map(str, parts)) + ".jsonl")

    def performer(self, size: tuple[int, int] = (640, 480)) -> Performer:
        shapes = [shape for shape in SHAPES if self.shape in (shape, MIXED)]
        score = drumming(shapes[0], self.rate, self.seed, count=RATES[self.rate], sides=self.sides)
        tracks = {}
        for side, track in score.tracks.items():
            strokes = zip(track.strokes, cycle(shapes), strict=False)
            tracks[side] = replace(
                track, strokes=tuple(each._replace(shape=shape) for each, shape in strokes)
            )
        camera = replace(CAMERAS[self.camera], seed=self.seed)
        return Performer(replace(score, tracks=tracks), size, self.fps, style=self.style, camera=camera)


def clips() -> Iterator[Clip]:
    """Every shape, rate and frame rate in both styles; every shape meets every camera."""
    names = tuple(CAMERAS)
    styles: tuple[Style, Style] = ("rounded", "faceted")
    for turn in (0, 1):
        for i, (shape, rate, fps) in enumerate(product((*SHAPES, MIXED), RATES, (30, 60))):
            camera = names[(i // 2 + i // 6 + turn * 3) % len(names)]
            sides = PLAYERS[(i // 2 + turn + (fps == 60)) % 3]
            seed = i // 6 + 100 * turn + (7 if fps == 60 else 0)
            yield Clip(shape, rate, fps, styles[(i // 2 + turn) % 2], camera, sides, seed)


def tracked(clip: Clip) -> list[Hands]:
    """The clip's frames; it is drawn and tracked, unless that has been done."""
    if not clip.path.exists():
        CACHE.mkdir(exist_ok=True)
        with (
            tracker(None, "litert", in_step=True)(len(clip.sides)) as steady,
            TakeWriter(clip.path, fps=clip.fps) as take,
        ):
            for frame in clip.performer().frames():
                take.write(steady.track(frame))
    return list(Take(clip.path).frames())

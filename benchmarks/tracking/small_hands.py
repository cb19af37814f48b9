"""How often small hands are found, and what the search for them costs.

    python -m benchmarks small_hands

Photographs of hands are shrunk and shown for two seconds: as they are, and at a place by chance in a
picture of 640x480 whose other parts are blurred colours. *At once* is what the palm model finds in the
whole picture, *in 2 s* what is found with parts of it enlarged as well
(`gesture2midi/tracking/closer_views.py`). A hand counts as found where the landmark model says so, inside
the photograph. *Elsewhere* are hands found outside it, where there is none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import click
import cv2
import numpy as np

from benchmarks.clips import PHOTOS
from gesture2midi.cli.tables import print_table
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Hands, Image
from gesture2midi.tracking.litert_tracker import LiteRTTracker
from gesture2midi.tracking.model_file import find_model

SECONDS, FPS = 2.0, 30
SIZES = (100, 60)
PLACED = (160, 120, 80, 56)


def shrunk(image: Image, longest: int) -> Image:
    """Returns a picture whose longer side has so many pixels at most."""
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def placed(image: Image, chance: np.random.Generator) -> tuple[Image, tuple[int, int, int, int]]:
    """Returns a picture of 640x480 with this one in it, and its left, top, right and bottom."""
    height, width = image.shape[:2]
    colours = chance.integers(60, 180, (12, 16, 3)).astype(np.uint8)
    around = np.asarray(cv2.resize(colours, (640, 480), interpolation=cv2.INTER_CUBIC), np.uint8)
    x, y = int(chance.integers(0, 640 - width)), int(chance.integers(0, 480 - height))
    around[y : y + height, x : x + width] = image
    return around, (x, y, x + width, y + height)


def shown(tracker: LiteRTTracker, image: Image) -> Iterator[Hands]:
    """Yields what is seen in a picture that is shown for two seconds."""
    tracker.reset()
    for index in range(int(SECONDS * FPS)):
        yield tracker.track(Frame(index / FPS, index, image, False, 0.0))


def inside(hands: Hands, box: tuple[int, int, int, int], size: tuple[int, int]) -> list[bool]:
    """Returns of each hand whether its middle lies within a box of the picture."""
    left, top, right, bottom = box
    middles = [hand.points[:, :2].mean(axis=0) * size for hand in hands.hands]
    return [bool(left <= x <= right and top <= y <= bottom) for x, y in middles]


@click.command()
@click.option("--every", default=1, show_default=True, help="Take each so-many-th photograph.")
def main(every: int) -> None:
    """Print how many of the photographs' hands are found at each size."""
    photos = [
        image for path in sorted(PHOTOS.iterdir())[::every] if (image := cv2.imread(str(path))) is not None
    ]
    if not photos:
        raise PlayerError(f"There are no photographs in {PHOTOS}.")
    tracker = LiteRTTracker(find_model(None, fetch=False), 1, in_step=True)
    rows, costs = [], []
    for longest, alone in [*((size, True) for size in SIZES), *((size, False) for size in PLACED)]:
        chance = np.random.default_rng(7)
        first = later = elsewhere = 0
        for photo in photos:
            image = shrunk(photo, longest)
            box = 0, 0, image.shape[1], image.shape[0]
            if not alone:
                image, box = placed(image, chance)
            size = image.shape[1], image.shape[0]
            for index, begun in enumerate(shown(tracker, image)):
                found = inside(begun, box, size)
                first += index == 0 and any(found)
                elsewhere += not all(found)
                if any(found):
                    later += 1
                    break
        counts = len(photos), first, later, elsewhere
        rows.append((f"{longest}", "alone" if alone else "in 640x480", *map(str, counts)))
    empty, _ = placed(shrunk(photos[0], 1), np.random.default_rng(7))
    tracker.reset()
    for index in range(300):
        begun = time.perf_counter()
        tracker.track(Frame(index / FPS, index, empty, False, 0.0))
        costs.append((index / FPS >= 0.6, (time.perf_counter() - begun) * 1000))
    print_table(("pixels", "shown", "hands", "at once", "in 2 s", "elsewhere"), rows)
    whole, closer = (median(ms for late, ms in costs if late is which) for which in (False, True))
    click.echo(f"A frame without a hand: {whole:.1f} ms, with the closer look {closer:.1f} ms.")
    tracker.close()


if __name__ == "__main__":
    main()

"""How often the poses of real hands are recognised, and how often a hit is where none was.

    python benchmarks/gestures.py            # some five minutes

Real hands are the films, photographs and landmarks of ../shared/data beside this checkout (its README
names their sources). They go through the tracker that players use, which may look for two hands.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from statistics import fmean

import click
import cv2
import numpy as np

from gesture2midi.capture.video import Video
from gesture2midi.cli.group import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Frame, Hand, Hands
from gesture2midi.gesture.recognizer import Recognizer
from gesture2midi.track.tracker import Tracker

DATA = Path(__file__).parents[2] / "shared" / "data"

# Poses in the films: first and last frame, told by eye; what the eye cannot tell is left out.
SHOWN = {
    "coderenko_count_fingers.mp4": "fist 0-2 point 10-56 victory 66-93 three 100-128 four 136-155 "
    "open 168-236 point 246-308 victory 322-352 three 363-386 four 403-434 open 447-492",
    "handpose3d_cam0.mp4": "point 68-170 point 176-210 open 217-229 fist 236-241 open 246-257 fist 264-269 "
    "call 291-298 call 303-318",
    "dex_human_hand.mp4": "open 0-10 four 17-30 open 37-53 none 62-77 open 82-101 none 107-125 open 132-149 "
    "none 156-173 open 185-198 open 230-247 fist 257-278 open 286-305 ok 313-332 open 338-353 none 360-381 "
    "open 386-405 none 412-425 open 432-449 none 455-473 open 480-495 open 585-600 fist 609-620",
    "takefuji_airpiano_twinkle.mp4": "fist 8-46 open 52-72 open 192-198 open 205-222 fist 1001-1014",
}
# Where a thumb is seen to touch a finger: the first frame of the touch, told by eye. The second film is the
# first beside its own mirror image, which is 150 frames ahead.
TOUCHES = {
    "dex_human_hand.mp4": "right.pinch_tap 309 right.pinch_tap.middle 360 right.pinch_tap.ring 409 "
    "right.pinch_tap.pinky 452",
    "dex_two_hands_mirror_30fps.mp4": "right.pinch_tap 309 right.pinch_tap.middle 360 "
    "right.pinch_tap.ring 409 right.pinch_tap.pinky 452 left.pinch_tap 159 left.pinch_tap.middle 210 "
    "left.pinch_tap.ring 259 left.pinch_tap.pinky 302",
}
TOUCHING = 6
"""Frames by which a tap may be off and is still that touch."""
CROPPED = {"takefuji_airpiano_twinkle.mp4": (680, 490)}
"""Width and height of the camera's picture in the corner of a film of a screen."""
HITS_CHOSEN_ON = ("dex", "handpose3d")
TUNED_ON = ("dex", "takefuji", "sparrow")
PHOTOS = ("coderenko", "wolterlw", "sparrow", "lacny__open_palm", "lacny__pinch")
CLEAR = ("open", "fist", "point", "victory", "thumb_up")
LABELS = {"open_palm": "open", "point_up": "point", "pinch": "none"}
LANDMARKS = {"kazuhito": {"0": "open", "1": "fist", "2": "point"}, "kinivi": {"3": "ok"}}


def held(hands: Hands) -> str:
    """The pose after the hand has been shown for a tenth of a second."""
    recognizer = Recognizer()
    gestures = [recognizer.update(replace(hands, t=t)) for t in (0.0, 0.05, 0.1)][-1]
    return next(iter(gestures.poses.values()), "unseen")


def photos(source: str, steady: Tracker) -> Iterator[tuple[str, str]]:
    """(shown, recognised) of each photograph."""
    with (DATA / "photos" / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith(source)]
    for row in rows:
        steady.reset()
        image = np.asarray(cv2.imread(str(DATA / "photos" / row["file"])), np.uint8)
        label = LABELS.get(row["label"], row["label"])
        yield label, held(steady.track(Frame(0.0, 0, image, False, 0.0)))


def landmarks(source: str) -> Iterator[tuple[str, str]]:
    """(shown, recognised) of landmarks that have no depth and are only as large as 1."""
    with (DATA / "landmarks" / f"{source}__keypoint.csv").open(newline="", encoding="utf-8") as file:
        for label, *numbers in csv.reader(file):
            if label in LANDMARKS[source]:
                flat = np.zeros((21, 3), np.float32)
                flat[:, :2] = np.array(numbers, np.float32).reshape(21, 2)
                hand = Hand("right", 1.0, flat * 0.3 + 0.5, flat * 0.15)
                yield LANDMARKS[source][label], held(Hands(0.0, 0, 1.0, (hand,), mirror=False))


def cropped(frame: Frame, name: str) -> Frame:
    width, height = CROPPED.get(name, frame.image.shape[1::-1])
    return replace(frame, image=np.ascontiguousarray(frame.image[:height, :width]))


def touched(name: str) -> list[tuple[str, int]]:
    """(signal, frame) of each touch in a film."""
    words = TOUCHES.get(name, "").split()
    return list(zip(words[::2], map(int, words[1::2]), strict=True))


def near(hit: tuple[str, int], touch: tuple[str, int]) -> bool:
    return hit[0] == touch[0] and abs(hit[1] - touch[1]) <= TOUCHING


def labelled(spans: str, seen: list[str]) -> Iterator[tuple[str, str]]:
    """(shown, recognised) of each frame in the spans."""
    words = spans.split()
    for pose, span in zip(words[::2], words[1::2], strict=True):
        first, last = map(int, span.split("-"))
        yield from ((pose, name) for name in seen[first : last + 1])


def macro_f1(counts: Counter[tuple[str, str]]) -> float:
    """Over the poses that are shown; NaN where none is. counts: of (shown, recognised)."""
    scores = []
    for pose in {shown for shown, _ in counts}:
        both = sum(n for pair, n in counts.items() for name in pair if name == pose)
        scores.append(2 * counts[pose, pose] / both)
    return fmean(scores) if scores else nan


def pose_row(source: str, pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A row of the table from (shown, recognised); of the mistakes the four that are made most."""
    counts = Counter(pairs)
    right = sum(n for (shown, seen), n in counts.items() if shown == seen)
    clear = macro_f1(Counter({pair: n for pair, n in counts.items() if pair[0] in CLEAR}))
    mistakes = [f"{shown} as {seen} {n}" for (shown, seen), n in counts.most_common() if shown != seen]
    return (
        source,
        "tuned on" if tuned(source) else "held out",
        str(counts.total()),
        str(right),
        f"{100 * right / counts.total():.1f}",
        f"{macro_f1(counts):.2f}",
        "" if isnan(clear) else f"{clear:.3f}",
        ", ".join(mistakes[:4]),
    )


def tuned(source: str) -> bool:
    return source.startswith(TUNED_ON)


def real_hands(steady: Tracker) -> None:
    """The tables of poses and of false hits: but for the touches nobody means any in the films."""
    shown: dict[str, list[tuple[str, str]]] = {}
    false = []
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for path in sorted((DATA / "videos").iterdir()):
        steady.reset()
        recognizer = Recognizer()
        frames = (cropped(frame, path.name) for frame in Video(path).frames())
        film = [recognizer.update(steady.track(frame)) for frame in frames]
        hits = [(f"{hit.side}.{hit.kind}", gestures.index) for gestures in film for hit in gestures.hits]
        touches = touched(path.name)
        real = [hit for hit in hits if any(near(hit, touch) for touch in touches)]
        split = "chosen on" if path.name.startswith(HITS_CHOSEN_ON) else "held out"
        counts[split] += len(hits) - len(real)
        minutes[split] += film[-1].t / 60
        names = Counter(name.partition(".")[2] for name, at in hits if (name, at) not in real)
        times = ", ".join(f"{kind} {n}" for kind, n in names.most_common())
        found = f"{len(real)} of {len(touches)}" if touches else ""
        false.append((path.name, split, f"{film[-1].t:.1f}", found, str(len(hits) - len(real)), times))
        if path.name in SHOWN:
            seen = [next(iter(gestures.poses.values()), "unseen") for gestures in film]
            shown[f"{path.name}, film"] = list(labelled(SHOWN[path.name], seen))
    shown |= {f"{source}*, photographs": list(photos(source, steady)) for source in PHOTOS}
    tracked = [pair for source, pairs in shown.items() if not tuned(source) for pair in pairs]
    shown["all films and photographs above that are held out"] = tracked
    shown |= {f"{source}, landmarks": list(landmarks(source)) for source in LANDMARKS}
    headings = ("source", "", "frames", "right", "%", "macro-F1", "of the clear five", "mistaken")
    rows = [pose_row(source, pairs) for source, pairs in shown.items()]
    print_table(headings, rows, "Poses", right=(2, 3, 4, 5, 6))
    headings = ("film", "", "s", "touches found", "false", "of which")
    print_table(headings, false, "False hits", right=(2, 3, 4))
    for split, seconds in minutes.items():
        rate = counts[split] / seconds
        click.echo(f"{split}: {counts[split]} false hits in {seconds:.1f} minutes, {rate:.1f} a minute.")
    click.echo(f"All: {counts.total() / minutes.total():.1f} a minute.")


@click.command()
def main() -> None:
    """Print the tables."""
    if not DATA.is_dir():
        say(f"There are no real hands in {DATA}, so there is nothing to measure.")
        return
    with tracker(None, "litert", in_step=True)(2) as steady:
        real_hands(steady)


if __name__ == "__main__":
    main()

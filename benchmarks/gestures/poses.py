"""How often the poses of real hands are recognised, and how often a hit is where none was.

    python -m benchmarks poses --picture docs/images/poses.png      # some five minutes

Real hands are the films, photographs and landmarks of ../shared/data beside this checkout (its README
names their sources). They go through the tracker that players use, which may look for two hands.
A hand is shown clearly where its palm or its back faces the camera within 45 degrees, which is told from the
wrist and two knuckles, and not from the fingers.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import cos, isnan, nan, radians
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import click
import cv2
import numpy as np

from gesture2midi.capture.video import Video
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.display.confusion_matrix import picture
from gesture2midi.events import Frame, Gestures, Hand, Hands
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import POSE_NAMES
from gesture2midi.tracking.tracker import Tracker

DATA = Path(__file__).parents[3] / "shared" / "data"

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
FIRST = 0.1
"""Seconds that a hand is shown before its pose is asked for: a pose counts once it is held."""
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
TUNED_ON = ("dex", "handpose3d", "takefuji", "sparrow")
PHOTOS = ("coderenko", "wolterlw", "sparrow", "lacny__open_palm", "lacny__pinch")
FIVE = ("open", "fist", "point", "victory", "thumb_up")
LABELS = {"open_palm": "open", "point_up": "point", "pinch": "none"}
LANDMARKS = {"kazuhito": {"0": "open", "1": "fist", "2": "point"}, "kinivi": {"3": "ok"}}


class Told(NamedTuple):
    """A hand of a known pose: the pose, what it was taken for, and whether it is shown clearly."""

    shown: str
    seen: str
    clear: bool


def clear(hands: Hands) -> bool:
    """Whether a hand's palm or back faces the camera within 45 degrees."""
    for hand in hands.hands:
        along, across = hand.world[9] - hand.world[0], hand.world[17] - hand.world[5]
        normal = np.cross(along, across)
        if abs(normal[2]) >= cos(radians(45)) * np.linalg.norm(normal):
            return True
    return False


def held(hands: Hands) -> str:
    """The pose after the hand has been shown for a tenth of a second."""
    recognizer = Recognizer()
    return seen([recognizer.update(replace(hands, t=t)) for t in (0.0, FIRST / 2, FIRST)])[-1]


def seen(film: Iterable[Gestures]) -> list[str]:
    """The pose of each frame."""
    return [next(iter(gestures.poses.values()), "unseen") for gestures in film]


def photos(source: str, steady: Tracker) -> Iterator[tuple[str, Hands]]:
    """The label and the hands of each photograph."""
    with (DATA / "photos" / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith(source)]
    for row in rows:
        steady.reset()
        image = np.asarray(cv2.imread(str(DATA / "photos" / row["file"])), np.uint8)
        label = LABELS.get(row["label"], row["label"])
        yield label, steady.track(Frame(0.0, 0, image, False, 0.0))


def photographed(photos: Iterable[tuple[str, Hands]]) -> Iterator[Told]:
    for label, hands in photos:
        yield Told(label, held(hands), clear(hands))


def filmed(file: Path, steady: Tracker) -> list[Hands]:
    """The hands of each frame of a film."""
    steady.reset()
    return [steady.track(cropped(frame, file.name)) for frame in Video(file).frames()]


def landmarks(source: str) -> Iterator[Told]:
    """Landmarks that have no depth and are only as large as 1."""
    with (DATA / "landmarks" / f"{source}__keypoint.csv").open(newline="", encoding="utf-8") as file:
        for label, *numbers in csv.reader(file):
            if label in LANDMARKS[source]:
                flat = np.zeros((21, 3), np.float32)
                flat[:, :2] = np.array(numbers, np.float32).reshape(21, 2)
                hand = Hand("right", 1.0, flat * 0.3 + 0.5, flat * 0.15)
                told = held(Hands(0.0, 0, 1.0, (hand,), mirror=False))
                yield Told(LANDMARKS[source][label], told, True)


def strangers() -> Iterator[Told]:
    """Hands in photographs of men 1 to 4 m away. Where two are seen, one of them shows the pose."""
    with gzip.open(DATA / "landmarks" / "strangers.jsonl.gz", "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            hands = [
                Hand(
                    hand["side"],
                    1.0,
                    *(np.array(hand[k], np.float32).reshape(21, 3) for k in ("points", "world")),
                )
                for hand in record["hands"]
            ]
            pictures = [Hands(0.0, 0, record["aspect"], (hand,), mirror=False) for hand in hands]
            told = [held(picture) for picture in pictures]
            shown = record["label"]
            at = told.index(shown) if shown in told else 0
            yield Told(shown, told[at], clear(pictures[at]))


def cropped(frame: Frame, name: str) -> Frame:
    width, height = CROPPED.get(name, frame.image.shape[1::-1])
    return replace(frame, image=np.ascontiguousarray(frame.image[:height, :width]))


def touched(name: str) -> list[tuple[str, int]]:
    """(signal, frame) of each touch in a film."""
    words = TOUCHES.get(name, "").split()
    return list(zip(words[::2], map(int, words[1::2]), strict=True))


def near(hit: tuple[str, int], touch: tuple[str, int]) -> bool:
    return hit[0] == touch[0] and abs(hit[1] - touch[1]) <= TOUCHING


def labelled(spans: str, tracked: Sequence[Hands], told: Sequence[str]) -> Iterator[Told]:
    """Each frame in the spans, but for a film's first tenth of a second. told: the pose of every frame."""
    words = spans.split()
    for pose, span in zip(words[::2], words[1::2], strict=True):
        first, last = map(int, span.split("-"))
        for i in range(first, last + 1):
            if tracked[i].t >= FIRST:
                yield Told(pose, told[i], clear(tracked[i]))


def macro_f1(counts: Counter[tuple[str, str]]) -> float:
    """Over the poses that are shown; NaN where none is. counts: of (shown, recognised)."""
    scores = []
    for pose in {shown for shown, _ in counts}:
        both = sum(n for pair, n in counts.items() for name in pair if name == pose)
        scores.append(2 * counts[pose, pose] / both)
    return fmean(scores) if scores else nan


def matrix(told: Sequence[Told], path: Path) -> None:
    """Draw which pose was taken for which."""
    counts = Counter((one.shown, one.seen) for one in told)
    rows = [name for name in (*POSE_NAMES, "none") if any(shown == name for shown, _ in counts)]
    columns = [name for name in (*POSE_NAMES, "none") if any(name in pair for pair in counts)]
    numbers = np.array([[counts[row, column] for column in columns] for row in rows], np.int64)
    about = f"{len(told)} frames of films and photographs that no threshold was set on"
    picture(path, title="Poses of real hands", about=about, rows=rows, columns=columns, counts=numbers)


def pose_row(source: str, told: Iterable[Told]) -> tuple[str, ...]:
    """A row of the table; of the mistakes the four that are made most."""
    counts = Counter((one.shown, one.seen) for one in told)
    right = sum(n for (shown, seen), n in counts.items() if shown == seen)
    five = macro_f1(Counter({pair: n for pair, n in counts.items() if pair[0] in FIVE}))
    mistakes = [f"{shown} as {seen} {n}" for (shown, seen), n in counts.most_common() if shown != seen]
    return (
        source,
        "tuned on" if tuned(source) else "held out",
        str(counts.total()),
        str(right),
        f"{100 * right / counts.total():.1f}",
        f"{macro_f1(counts):.2f}",
        "" if isnan(five) else f"{five:.3f}",
        ", ".join(mistakes[:4]),
    )


def tuned(source: str) -> bool:
    return source.startswith(TUNED_ON)


def real_hands(steady: Tracker, path: Path | None) -> None:
    """The tables of poses and of false hits: but for the touches nobody means any in the films.

    path: of the picture of the poses, if it is wanted.
    """
    shown: dict[str, list[Told]] = {}
    false = []
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for file in sorted((DATA / "videos").iterdir()):
        recognizer = Recognizer()
        tracked = filmed(file, steady)
        film = [recognizer.update(hands) for hands in tracked]
        hits = [(f"{hit.side}.{hit.kind}", gestures.index) for gestures in film for hit in gestures.hits]
        touches = touched(file.name)
        real = [hit for hit in hits if any(near(hit, touch) for touch in touches)]
        split = "chosen on" if file.name.startswith(HITS_CHOSEN_ON) else "held out"
        counts[split] += len(hits) - len(real)
        minutes[split] += film[-1].t / 60
        names = Counter(name.partition(".")[2] for name, at in hits if (name, at) not in real)
        times = ", ".join(f"{kind} {n}" for kind, n in names.most_common())
        found = f"{len(real)} of {len(touches)}" if touches else ""
        false.append((file.name, split, f"{film[-1].t:.1f}", found, str(len(hits) - len(real)), times))
        if file.name in SHOWN:
            shown[f"{file.name}, film"] = list(labelled(SHOWN[file.name], tracked, seen(film)))
    shown |= {f"{source}*, photographs": list(photographed(photos(source, steady))) for source in PHOTOS}
    ours = [one for source, told in shown.items() if not tuned(source) for one in told]
    shown["all films and photographs above that are held out"] = ours
    shown["of these, palm or back within 45 degrees of the camera"] = [one for one in ours if one.clear]
    if path is not None:
        matrix(ours, path)
    shown["strangers, landmarks"] = list(strangers())
    shown |= {f"{source}, landmarks": list(landmarks(source)) for source in LANDMARKS}
    headings = ("source", "", "frames", "right", "%", "macro-F1", "of the five", "mistaken")
    rows = [pose_row(source, told) for source, told in shown.items()]
    print_table(headings, rows, "Poses", right=(2, 3, 4, 5, 6))
    headings = ("film", "", "s", "touches found", "false", "of which")
    print_table(headings, false, "False hits", right=(2, 3, 4))
    for split, seconds in minutes.items():
        rate = counts[split] / seconds
        click.echo(f"{split}: {counts[split]} false hits in {seconds:.1f} minutes, {rate:.1f} a minute.")
    click.echo(f"All: {counts.total() / minutes.total():.1f} a minute.")


@click.command()
@click.option("--picture", "path", type=click.Path(path_type=Path, dir_okay=False), help="Draw one, too.")
def main(path: Path | None) -> None:
    """Print the tables."""
    if not DATA.is_dir():
        say(f"There are no real hands in {DATA}, so there is nothing to measure.")
        return
    with tracker(None, "litert", in_step=True)(2) as steady:
        real_hands(steady, path)


if __name__ == "__main__":
    main()

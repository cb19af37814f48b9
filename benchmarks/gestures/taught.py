"""How well taught gestures are told apart, taught from 5, 10, 20 and 50 examples and from all.

    python -m benchmarks taught            # some three minutes on an idle machine

Real hands are those of ../shared/data beside this checkout (its README names their sources). Every
source is parted by time: what comes first teaches, what comes last judges, with a gap between, and
never are two neighbours of one film on different sides. Nobody says what is "not this"; the built-in
strangers alone do.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

import click
import cv2
import numpy as np

from benchmarks.gestures.poses import DATA, SHOWN
from gesture2midi.capture.video import Video
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Frame, Hand, Hands
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.custom.motion_classifier import MotionModel, learn
from gesture2midi.gestures.custom.pose_classifier import Array, Sign, SignModel, canonical
from gesture2midi.gestures.custom.training import STRANGERS, strangers, turn
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.tracking.tracker import Tracker

COUNTS: tuple[int | None, ...] = (5, 10, 20, 50, None)
DRAWS = 5
"""Times that so many examples are drawn, evenly over the teaching part and each time a little later."""
GAP = 0.02
"""The part of each class's rows between what teaches and what judges."""
TUNED_ON = ("dex",)

Examples = dict[str, Array]
"""(n, 21, 3) canonical hands of each class, in the order of their time."""


@dataclass(frozen=True)
class Source:
    """teach, judge: examples by class; a class that only `judge` has is one that nobody taught.

    turned: taught with `--turned`.
    """

    name: str
    teach: Examples
    judge: Examples
    turned: bool = False


def halves(name: str, examples: Examples) -> Source:
    """The first half of each class teaches, the last judges."""
    return Source(
        name,
        {c: hands[: int(len(hands) * (0.5 - GAP / 2))] for c, hands in examples.items()},
        {c: hands[int(len(hands) * (0.5 + GAP / 2)) :] for c, hands in examples.items()},
    )


def shape(points: np.ndarray) -> list[list[float]]:
    """A hand from its points alone, x right, y down, all three in the same unit."""
    hand = Hand("right", 1.0, points.astype(np.float32), points.astype(np.float32))
    found = canonical(hand, mirror=True)
    assert found is not None
    return found


def flat_landmarks() -> Examples:
    """Open, fist, point and ok in two dimensions, from two repositories, each class recorded in a row."""
    found: dict[str, list[list[list[float]]]] = {}
    names = ("open", "fist", "point", "ok")
    with (DATA / "landmarks" / "kinivi__keypoint.csv").open(newline="", encoding="utf-8") as file:
        for label, *numbers in csv.reader(file):
            points = np.zeros((21, 3))
            points[:, :2] = np.array(numbers, float).reshape(21, 2)
            found.setdefault(names[int(label)], []).append(shape(points))
    return {name: np.array(hands) for name, hands in found.items()}


def deep_landmarks() -> Examples:
    """Five signs of one person in three dimensions, in picture widths and heights of 480 x 360."""
    found: dict[str, list[list[list[float]]]] = {}
    names = ("open", "victory", "rock", "thumb_up", "thumb_down")
    path = DATA / "landmarks" / "sparrowhere__hand_landmarks_xyz.csv"
    with path.open(newline="", encoding="utf-8") as file:
        next(file)
        for *numbers, label in csv.reader(file):
            points = np.array(numbers, float).reshape(21, 3) * (4 / 3, 1, 4 / 3)
            found.setdefault(names[int(label)], []).append(shape(points))
    return {name: np.array(hands) for name, hands in found.items()}


def spans(film: Sequence[Hands], labelled: str) -> Iterator[tuple[str, list[list[list[float]]]]]:
    """The pose and the hands of each labelled span."""
    words = labelled.split()
    for pose, span in zip(words[::2], words[1::2], strict=True):
        first, last = map(int, span.split("-"))
        shown = [canonical(h, hands.mirror) for hands in film[first : last + 1] for h in hands.hands[:1]]
        yield pose, [points for points in shown if points is not None]


def joined(parts: Sequence[tuple[str, list[list[list[float]]]]]) -> Examples:
    names = dict.fromkeys(pose for pose, _ in parts)
    return {name: np.array([h for pose, hands in parts if pose == name for h in hands]) for name in names}


def films(steady: Tracker) -> Iterator[Source]:
    """One film against its own later part, and one film against another person's."""
    shown = {}
    for name in ("coderenko_count_fingers.mp4", "dex_human_hand.mp4", "handpose3d_cam0.mp4"):
        steady.reset()
        film = [steady.track(frame) for frame in Video(DATA / "videos" / name).frames()]
        shown[name.split("_")[0]] = list(spans(film, SHOWN[name]))
    counted = [part for part in shown["coderenko"] if part[0] != "fist"]  # which is shown once only
    half = len(counted) // 2
    yield Source("coderenko: first count, second", joined(counted[:half]), joined(counted[half:]))
    dex = shown["dex"]
    first = {id(part) for p in ("open", "fist") for part in _first_half([x for x in dex if x[0] == p])}
    yield Source(
        "dex: first showings, later",
        joined([part for part in dex if id(part) in first]),
        joined([part for part in dex if id(part) not in first]),
    )
    taught = [part for part in counted if part[0] in ("open", "point")] + [p for p in dex if p[0] == "fist"]
    yield Source("others' films, handpose3d", joined(taught), joined(shown["handpose3d"]))


def _first_half(parts: list) -> list:
    return parts[: len(parts) // 2]


def photographs(steady: Tracker) -> Examples:
    """The five signs of one person again, as photographs through our own tracker."""
    with (DATA / "photos" / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith("sparrow")]
    rows.sort(key=lambda row: int(row["file"].rsplit("__", 1)[1].split(".")[0]))
    found: dict[str, list[list[list[float]]]] = {}
    for row in rows:
        steady.reset()
        image = np.asarray(cv2.imread(str(DATA / "photos" / row["file"])), np.uint8)
        hands = steady.track(Frame(0.0, 0, image, False, 0.0))
        found.setdefault(row["label"], []).extend(
            points for h in hands.hands[:1] if (points := canonical(h, hands.mirror)) is not None
        )
    return {name: np.array(hands) for name, hands in found.items()}


def drawn(examples: Array, count: int | None, draw: int) -> Array:
    """So many of them, evenly; all where there are fewer."""
    if count is None or count >= len(examples):
        return examples
    return examples[((np.arange(count) + (draw + 0.5) / DRAWS) * len(examples) / count).astype(int)]


def model_of(
    source: Source, count: int | None, draw: int, without: str = "", *, told: bool = False
) -> SignModel:
    """Taught by all classes but one; told: by that one, too, as what none of them is."""
    others = strangers(STRANGERS)
    if told:
        others = np.concatenate((others, drawn(source.teach[without], count, draw)))
    shown = {n: drawn(x, count, draw) for n, x in source.teach.items() if n != without}
    return SignModel([Sign(n, turn(x) if source.turned else x, others) for n, x in shown.items()])


def judged(source: Source, count: int | None) -> tuple[str, ...]:
    """A row of the table: means over the draws, and the accuracy of the worst of them."""
    accuracy, f1, rejected, taken, resisted = [], [], [], [], []
    taught = list(source.teach)
    for draw in range(DRAWS if count else 1):
        model = model_of(source, count, draw)
        pairs = [(n, model.seen(h)) for n, hands in source.judge.items() for h in hands.tolist()]
        known = [(shown, seen) for shown, seen in pairs if shown in taught]
        accuracy.append(sum(shown == seen for shown, seen in known) / len(known))
        rejected.append(sum(seen == "none" for _, seen in known) / len(known))
        f1.append(fmean(_f1(known, n) for n in taught if any(shown == n for shown, _ in known)))
        strange = [seen for shown, seen in pairs if shown not in taught]
        refused: list[str] = []
        for left in taught if not strange else ():
            for told, found in ((False, strange), (True, refused)):
                less = model_of(source, count, draw, left, told=told)
                found += [less.seen(h) for h in source.judge[left].tolist()]
        taken.append(_taken(strange))
        resisted.append(_taken(refused))
    each = str(count) if count else "all, " + "-".join(str(len(x)) for x in _ends(source.teach))
    return (
        source.name + (" (--turned)" if source.turned else ""),
        "tuned on" if source.name.startswith(TUNED_ON) else "held out",
        f"{len(taught)}",
        each,
        str(len(known)),
        f"{fmean(accuracy):.3f}",
        f"{min(accuracy):.3f}",
        f"{fmean(f1):.3f}",
        f"{100 * fmean(rejected):.1f}",
        f"{100 * fmean(taken):.1f}",
        f"{100 * fmean(resisted):.1f}" if refused else "",
    )


def _taken(seen: Sequence[str]) -> float:
    """The part that was taken for some pose."""
    return sum(pose != "none" for pose in seen) / max(len(seen), 1)


def _ends(examples: Examples) -> list[Array]:
    ordered = sorted(examples.values(), key=len)
    return [ordered[0], ordered[-1]] if len(ordered[0]) < len(ordered[-1]) else ordered[:1]


def _f1(pairs: Sequence[tuple[str, str]], name: str) -> float:
    both = sum(n == name for pair in pairs for n in pair)
    return 2 * sum(pair == (name, name) for pair in pairs) / both


def poses(steady: Tracker) -> None:
    sources = [
        halves("kazuhito, kinivi: flat landmarks", flat_landmarks()),
        halves("sparrowhere: landmarks", deep_landmarks()),
        *(source for film in films(steady) for source in (film, replace(film, turned=True))),
        halves("sparrow: photographs", photographs(steady)),
    ]
    rows = []
    for source in sources:
        most = max(len(hands) for hands in source.teach.values())
        rows += [judged(source, n) for n in COUNTS if n is None or n < most]
    headings = ("taught by, judged by", "", "poses", "examples each", "judged", "accuracy", "least")
    print_table(
        (*headings, "macro-F1", "rejected %", "untaught taken %", "told %"), rows, "Poses", right=range(2, 11)
    )


def motions() -> None:
    """Circles drawn by the index fingertip, clockwise or not; standing still and moving on are none."""
    names = ("none", "clockwise", "counter_clockwise", "none")
    ways: dict[str, list[np.ndarray]] = {}
    with (DATA / "landmarks" / "kazuhito__point_history.csv").open(newline="", encoding="utf-8") as file:
        for label, *numbers in csv.reader(file):
            tip = np.array(numbers, float).reshape(16, 2) * (16 / 9, -1)
            way = np.zeros((2, 16), np.complex128)
            way[1] = tip[:, 0] + 1j * tip[:, 1]
            ways.setdefault(label, []).append(way - way.mean(axis=1, keepdims=True))
    halved = {c: (w[: int(len(w) * 0.49)], w[int(len(w) * 0.51) :]) for c, w in ways.items()}
    rows = []
    for count in (5, 10, 20, 50, 100):
        right: dict[str, list[float]] = {label: [] for label in ways}
        for draw in range(DRAWS):
            taught = []
            for label in ("1", "2"):
                shown = drawn(np.array(halved[label][0]), count, draw)
                taught.append(learn(names[int(label)], shown, np.ones(len(shown))))
            model = MotionModel(taught)
            for label, (_, judge) in halved.items():
                right[label].append(fmean(model.seen(way) == names[int(label)] for way in judge))
        found = [f"{fmean(right[label]):.3f}" for label in "1203"]
        rows.append((str(count), *found, f"{fmean(fmean(r) for r in right.values()):.3f}"))
    print_table(
        ("examples each", "clockwise", "counter", "still: none", "moving: none", "mean"),
        rows,
        "Motions (kazuhito point history, 16 steps; first halves teach, last halves judge)",
        right=range(6),
    )


def cost() -> None:
    """Of a frame with one hand: nothing taught, five poses, three motions, both."""
    nobody = strangers(240)
    signs = tuple(Sign(f"sign_{i}", nobody[i * 24 : i * 24 + 24].repeat(5, 0), nobody) for i in range(5))
    turns = np.exp(1j * np.linspace(0, 6, 16)) * np.ones((10, 2, 1))
    moves = tuple(learn(f"move_{i}", turns**i, np.full(10, 0.8)) for i in (1, 2, 3))
    start = time.perf_counter()
    SignModel(signs)
    click.echo(f"Training five poses of 120 examples each: {time.perf_counter() - start:.3f} s.")
    for name, taught in (
        ("nothing", Taught()),
        ("five poses", Taught(signs)),
        ("three motions", Taught(motions=moves)),
        ("both", Taught(signs, moves)),
    ):
        click.echo(
            f"A frame with one hand, {name} taught: {_milliseconds(Recognizer(taught=taught)):.3f} ms."
        )


def _milliseconds(recognizer: Recognizer) -> float:
    stranger = strangers(1)[0].astype(np.float32) * np.float32(0.09)
    times = []
    for i in range(3000):
        place = stranger * np.float32(1.5) + np.float32(0.5 + 0.2 * np.sin(i / 4))
        hands = Hands(i / 30, i, 4 / 3, (Hand("right", 1.0, place, stranger),))
        start = time.perf_counter()
        recognizer.update(hands)
        times.append(time.perf_counter() - start)
    return 1000 * median(times)


@click.command()
@click.option("--only", type=click.Choice(["poses", "motions", "cost"]), help="One table alone.")
def main(only: str | None) -> None:
    """Print the tables."""
    tables: dict[str, Callable[[], None]] = {"motions": motions, "cost": cost}
    if only == "cost" or DATA.is_dir():
        if only in (None, "poses"):
            with tracker(None, "mediapipe", in_step=True)(2) as steady:
                poses(steady)
        for name, table in tables.items():
            if only in (None, name):
                table()
    else:
        say(f"There are no real hands in {DATA}, so there is nothing to measure.")


if __name__ == "__main__":
    main()

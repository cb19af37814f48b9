"""How many swipes, circles, taps and claps of the performer's hands are found, and what else is.

    python -m benchmarks swipes_and_taps              # some ten minutes the first time, then seconds

Each is drawn soft and hard, in both styles, with two cameras each, at 30 frames a second, and tracked as
players' hands are; the takes stay in the temporary folder. No constant was chosen on these.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from math import cos, pi, sin
from pathlib import Path
from typing import NamedTuple

import click

from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.cli.common import progress, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.performer.appearance import look
from gesture2midi.performer.camera_model import CAMERAS
from gesture2midi.performer.keyframes import Key, Track
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer, Style
from gesture2midi.performer.strokes import minimum_jerk
from gesture2midi.session.latency import machine

FPS = 30
EACH = 2.0
"""Seconds from the beginning of one to that of the next; the first waits as long."""
BACK = 0.7
"""Seconds of the way back, which is slow, after a rest of `HELD`."""
HELD = 0.2
LATE = 0.2
"""Seconds after its end in which one may still be told."""
SEEN: tuple[tuple[Style, str], ...] = (
    ("rounded", "faultless"),
    ("rounded", "noisy"),
    ("faceted", "faultless"),
    ("faceted", "blurred"),
)
CACHE = Path(tempfile.gettempdir()) / "gesture2midi-blows"
OPEN = HandPose(0.5, 0.5, 0.32, 0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.5, 0)


class Blow(NamedTuple):
    """One that is played: its signal, the seconds it takes, where each hand is when 0..1 of it is done."""

    name: str
    seconds: float
    way: Callable[[Side, float], HandPose]
    sides: tuple[Side, ...] = ("right",)


def swipe(name: str, x: float, y: float, seconds: float) -> Blow:
    """x, y: heights of the picture to the right and up."""

    def way(side: Side, done: float) -> HandPose:
        part = minimum_jerk(done) - 0.5
        return replace(OPEN, x=0.5 + x * part * 3 / 4, y=0.5 + y * part)

    return Blow(f"right.{name}", seconds, way)


def circle(turn: float, seconds: float) -> Blow:
    """Once round and a fifth, with a radius of 0.12 heights of the picture. turn: 1 or -1."""

    def way(side: Side, done: float) -> HandPose:
        angle = 2.4 * pi * done * turn
        return replace(OPEN, x=0.5 + 0.12 * sin(angle) * 3 / 4, y=0.5 + 0.12 * cos(angle))

    return Blow("right.circle", seconds, way)


def tap(seconds: float) -> Blow:
    return Blow("right.pinch_tap", seconds, lambda side, done: replace(OPEN, pinch=minimum_jerk(done)))


def clap(far: float, seconds: float) -> Blow:
    """far: of each hand from the middle at first, picture widths."""

    def way(side: Side, done: float) -> HandPose:
        off = far + (0.07 - far) * minimum_jerk(done)
        return replace(OPEN, x=0.5 + (off if side == "right" else -off))

    return Blow("hands.clap", seconds, way, SIDES)


GROUPS: dict[str, tuple[Blow, ...]] = {
    "swipe": tuple(
        swipe(name, far * x, far * y, seconds)
        for (name, x, y), (far, seconds) in product(
            (("swipe_right", 1, 0), ("swipe_left", -1, 0), ("swipe_up", 0, 1), ("swipe_down", 0, -1)),
            ((0.35, 0.3), (0.4, 0.25), (0.45, 0.2)),
        )
    ),
    "circle": tuple(circle(turn, seconds) for turn, seconds in product((1, -1), (0.6, 0.8, 1.0))),
    "tap": tuple(tap(seconds) for seconds in (0.1, 0.14, 0.18, 0.22) * 2),
    "clap": tuple(clap(far, seconds) for far, seconds in product((0.2, 0.28), (0.15, 0.2, 0.3))),
}


def score(name: str, blows: Sequence[Blow]) -> Score:
    """One after the other, with the slow way back to the beginning of the next."""
    tracks = {}
    for side in blows[0].sides:
        keys = [Key(0.0, EACH, "open", blows[0].way(side, 0.0))]
        for i, blow in enumerate(blows):
            start, steps = EACH * (i + 1), max(4, round(blow.seconds * 120))
            for step in range(1, steps + 1):
                t = start + blow.seconds * step / steps
                keys.append(Key(t, t, "open", blow.way(side, step / steps)))
            end = start + blow.seconds
            keys[-1] = Key(end, end + HELD, "open", keys[-1].pose)
            begin = blows[(i + 1) % len(blows)].way(side, 0.0)
            keys.append(Key(end + HELD + BACK, start + EACH, "open", begin))
        tracks[side] = Track(tuple(keys), ())
    return Score(name, "", EACH * (len(blows) + 1), look(5), tracks)


def film(name: str, blows: Sequence[Blow], style: Style, camera: str) -> Path:
    """The take of one group; drawn and tracked only if that has not been done."""
    path = CACHE / f"{name}-{style}-{camera}.jsonl"
    if not path.exists():
        faults = replace(CAMERAS[camera], seed=5)
        performer = Performer(score(name, blows), fps=FPS, style=style, camera=faults)
        with (
            tracker(None, "litert", in_step=True)(len(blows[0].sides)) as steady,
            TakeWriter(path, fps=FPS) as take,
        ):
            for frame in performer.frames():
                take.write(steady.track(frame))
    return path


def hits(path: Path) -> Iterator[tuple[float, str]]:
    recognizer = Recognizer()
    for hands in Take(path).frames():
        yield from ((hit.t, f"{hit.side}.{hit.kind}") for hit in recognizer.update(hands).hits)


def rows(blows: Sequence[Blow], paths: Sequence[Path]) -> Iterator[tuple[str, ...]]:
    """Of each signal: how many were played, missed and doubled, and what else was heard around them."""
    played: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    doubled: Counter[str] = Counter()
    others: dict[str, Counter[str]] = {blow.name: Counter() for blow in blows}
    for path in paths:
        found = list(hits(path))
        for i, blow in enumerate(blows):
            start = EACH * (i + 1)
            around = [(t, name) for t, name in found if start <= t < start + EACH]
            inside = [t for t, name in around if name == blow.name and t < start + blow.seconds + LATE]
            played[blow.name] += 1
            missed[blow.name] += not inside
            doubled[blow.name] += max(0, len(inside) - 1)
            others[blow.name].update(
                name.partition(".")[2]
                for t, name in around
                if name != blow.name or t >= start + blow.seconds + LATE
            )
    for name, count in played.items():
        heard = ", ".join(f"{other} {n}" for other, n in others[name].most_common())
        yield name, str(count), str(missed[name]), str(doubled[name]), heard


@click.command()
def main() -> None:
    """Draw what is not drawn yet, and print the table."""
    CACHE.mkdir(exist_ok=True)
    wanted = list(product(GROUPS, SEEN))
    paths: dict[str, list[Path]] = {name: [] for name in GROUPS}
    with progress() as told:
        for done, (name, (style, camera)) in enumerate(wanted):
            told("Drawing and tracking", done, len(wanted))
            paths[name].append(film(name, GROUPS[name], style, camera))
    table = [row for name, blows in GROUPS.items() for row in rows(blows, paths[name])]
    headings = ("played", "times", "missed", "doubled", "what else was heard, the way back included")
    print_table(headings, table, "Swipes, circles, taps and claps of drawn hands", right=(1, 2, 3))
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

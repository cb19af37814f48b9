"""How often a hand is given the other's name: ours, the tracker's own labels, and the nearest hand alone.

    python -m benchmarks hand_identity                    # what trackers may find: a minute
    python -m benchmarks hand_identity --pictures         # drawn pictures, the fast tracker: ten minutes

The constants of `tracking/hand_identity.py` were chosen on the seeds below 1000 (`--first 0`),
the figures are of
others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import click
import numpy as np

from benchmarks.clips import FPS
from benchmarks.tracking.crossing_scenes import SCENES, Truth, pictures, scene, tracked
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hand, Hands, Points, Side
from gesture2midi.tracking.hand_identity import Identity
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import open_raw

Naming = Callable[[Hands], Hands]


class Nearest:
    """Names from the first label; then each name stays with what is nearest to where it was."""

    def __init__(self) -> None:
        self._last: dict[Side, Points] = {}

    def update(self, hands: Hands) -> Hands:
        left = list(hands.hands)
        named: list[Hand] = []
        pairs = [
            (_apart(hand.points, last), hand, side) for side, last in self._last.items() for hand in left
        ]
        for _, hand, side in sorted(pairs, key=lambda pair: pair[0]):
            if any(hand is other for other in left) and all(side != other.side for other in named):
                left = [other for other in left if other is not hand]
                named.append(replace(hand, side=side))
        for hand in left:
            free = [side for side in ("left", "right") if side not in self._last]
            if free:
                named.append(replace(hand, side=hand.side if hand.side in free else free[0]))
                self._last[named[-1].side] = hand.points
        self._last |= {hand.side: hand.points for hand in named}
        return replace(hands, hands=tuple(named))


NAMINGS: dict[str, Callable[[], Naming]] = {
    "ours": lambda: Identity().update,
    "labels": lambda: lambda hands: hands,
    "nearest": lambda: Nearest().update,
}


@dataclass(slots=True)
class Tally:
    """frames: in which a hand of the player's was found. wrong: with the other's name. kept: without a name.
    stolen: in which a stranger's hand had a name. waits: seconds that each wrong name stayed."""

    frames: int = 0
    wrong: int = 0
    kept: int = 0
    stolen: int = 0
    swaps: int = 0
    waits: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.frames += other.frames
        self.wrong += other.wrong
        self.kept += other.kept
        self.stolen += other.stolen
        self.swaps += other.swaps
        self.waits += other.waits

    def cells(self) -> list[str]:
        minutes = max(self.frames, 1) / FPS / 60
        wait = f"{np.mean(self.waits):.2f}" if self.waits else "-"
        shares = [f"{100 * n / max(self.frames, 1):.2f}" for n in (self.wrong, self.kept, self.stolen)]
        return [*shares, f"{self.swaps / minutes:.1f}", wait]


def judged(naming: Naming, found: Iterable[Truth]) -> Tally:
    """One naming on one scene."""
    tally = Tally()
    last: dict[Side, Side] = {}
    since: dict[Side, float] = {}
    for hands, owners in found:
        names = {id(hand.points): hand.side for hand in naming(hands).hands}
        for hand, owner in zip(hands.hands, owners, strict=True):
            name = names.get(id(hand.points))
            if owner is None:
                tally.stolen += name is not None
                continue
            tally.frames += 1
            if name is None:
                tally.kept += 1
                continue
            tally.wrong += name != owner
            tally.swaps += last.get(owner, name) != name
            last[owner] = name
            if name != owner:
                since.setdefault(owner, hands.t)
            elif owner in since:
                tally.waits.append(hands.t - since.pop(owner))
    tally.waits += [hands.t - begun for begun in since.values()]
    return tally


def seen(name: str, seed: int) -> list[Truth]:
    """A scene as the fast tracker sees it, drawn in one style or the other."""
    found = []
    tracker = open_raw(find_model(None), 2, "litert")
    try:
        for frame, truth in pictures(scene(name, seed), "rounded" if seed % 2 else "faceted"):
            hands = tracker.track(frame)
            found.append(Truth(hands, tuple(_owner(hand, truth) for hand in hands.hands)))
    finally:
        tracker.close()
    return found


def _owner(hand: Hand, truth: Truth) -> Side | None:
    """Whose hand was found; a thing that is nobody's is a stranger's."""
    near = [(_apart(hand.points, one.points), owner) for one, owner in zip(*truth_pairs(truth), strict=True)]
    distance, owner = min(near, key=lambda pair: pair[0], default=(1.0, None))
    return owner if distance < 0.1 else None


def truth_pairs(truth: Truth) -> tuple[tuple[Hand, ...], tuple[Side | None, ...]]:
    return truth.hands.hands, truth.owners


def _apart(one: Points, other: Points) -> float:
    return float(np.hypot(*(one - other)[:, :2].T).mean())


@click.command()
@click.option("--first", default=1000, show_default=True, help="The first seed.")
@click.option("--count", default=40, show_default=True, help="Seeds of each scene.")
@click.option("--pictures", "drawn", is_flag=True, help="Through the fast tracker; a few seeds will do.")
@click.option("--only", default="", help="Scenes whose names hold this.")
def main(first: int, count: int, drawn: bool, only: str) -> None:
    """Print what share of the frames had a wrong name, none, or gave one to a stranger."""
    whole: dict[str, Tally] = defaultdict(Tally)
    rows = []
    for name in (name for name in SCENES if only in name):
        tallies: dict[str, Tally] = defaultdict(Tally)
        for seed in range(first, first + count):
            found = seen(name, seed) if drawn else list(tracked(scene(name, seed), seed))
            for who, naming in NAMINGS.items():
                tallies[who].add(judged(naming(), found))
        for who, tally in tallies.items():
            whole[who].add(tally)
            rows.append((name if who == "ours" else "", who, str(tally.frames), *tally.cells()))
    rows += [("all" if who == "ours" else "", who, str(t.frames), *t.cells()) for who, t in whole.items()]
    print_table(
        ("scene", "names", "frames", "wrong %", "kept back %", "stranger's %", "swaps a minute",
         "s until right"),
        rows, title="Hands and their names", right=range(2, 8),
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""How often the hands of other people are taken for a taught pose, and how often the player's own is found.

    python -m benchmarks other_people           # the films beside the checkout; a minute the first time

Each pose of a film is taught by its first showings (or the first half of one), and its later ones judge. It
is told from drawn hands alone, or from other people's as well, as `teach` does it; every second one of those
judges. Hands that show the pose itself are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import click
import numpy as np

from benchmarks.clips import FILMS
from benchmarks.engine.foretell import tracked_once
from benchmarks.gestures.poses import SHOWN
from benchmarks.gestures.taught import GAP, spans
from gesture2midi.capture.takes.reader import Take
from gesture2midi.cli.tables import print_table
from gesture2midi.gestures.custom.files import collect
from gesture2midi.gestures.custom.other_people import own_labels, unlike
from gesture2midi.gestures.custom.pose_classifier import Array, Sign, SignModel
from gesture2midi.gestures.custom.training import (
    LEAST_EXAMPLES,
    MOST_EXAMPLES,
    STRANGERS,
    strangers,
    taken_of_strangers,
    turn,
)
from gesture2midi.tracking.model_file import find_model

FILMED = ("coderenko_count_fingers.mp4", "dex_human_hand.mp4", "handpose3d_cam0.mp4")


def poses() -> Iterator[tuple[str, str, Array, Array]]:
    """Yields film, pose, the hands that teach and those that judge."""
    model = find_model(None)
    for name in FILMED:
        parts = list(spans(list(Take(tracked_once(model, FILMS / name, 1)).frames()), SHOWN[name]))
        for pose in dict.fromkeys(pose for pose, _ in parts if pose != "none"):
            showings = [hands for shown, hands in parts if shown == pose]
            middle = len(showings) // 2
            first = [hand for hands in showings[:middle] for hand in hands]
            later = [hand for hands in showings[middle:] for hand in hands]
            if len(showings) == 1:
                (hands,) = showings
                first = hands[: int(len(hands) * (0.5 - GAP))]
                later = hands[int(len(hands) * (0.5 + GAP)) :]
            if len(first) >= LEAST_EXAMPLES:
                thin = np.linspace(0, len(first) - 1, min(MOST_EXAMPLES, len(first))).astype(int)
                yield name.split("_")[0], pose, np.array(first)[thin], np.array(later)


@click.command()
def main() -> None:
    """Print a row for each pose, and the means."""
    rows: list[tuple[str, ...]] = []
    figures: dict[tuple[bool, bool], list[tuple[float, float]]] = {}
    drawn = strangers(STRANGERS)
    for film, pose, shown, later in poses():
        cells = []
        for turned in (False, True):
            examples = turn(shown) if turned else shown
            for people in (False, True):
                others = np.concatenate((unlike(examples, "learnt"), drawn)) if people else drawn
                sign = Sign(pose, examples, others)
                model = SignModel([sign])
                found = float(np.mean([model.seen(hand) == pose for hand in later.tolist()]))
                taken, of = taken_of_strangers(collect([]), sign)
                figures.setdefault((turned, people), []).append((found, taken / of))
                cells.append(f"{100 * found:.0f} / {100 * taken / of:.1f}")
        rows.append((film, pose, f"{len(shown)}", ", ".join(own_labels(shown)) or "-", *cells))
    means = []
    for each in figures.values():
        found, taken = (np.array(part) * 100 for part in zip(*each, strict=True))
        means.append(f"{found.mean():.1f} / {taken.mean():.2f} (at most {taken.max():.1f})")
    rows.append(("mean", "", "", "", *means))
    told = ("drawn hands", "other people's, too")
    headings = [f"{turned}told from {one}" for turned in ("", "--turned, ") for one in told]
    columns = ("film", "pose", "examples", "left out", *headings)
    print_table(columns, rows, "found / other people taken for it, per cent")


if __name__ == "__main__":
    main()

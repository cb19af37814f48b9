"""How well poses of real hands are told by thresholds that were chosen on other people's hands.

    python -m benchmarks poses_held_out            # some two minutes

The thresholds of `gestures.poses` were set on some of the films and photographs of ../shared/data. Here they
are chosen anew for each source on all others, as those of the highest macro-F1 on average over these sources,
and the source is told with them. So every source is held out once, those with fists and raised thumbs, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from statistics import fmean

import click
import numpy as np

from benchmarks.gestures.poses import (
    DATA,
    FIVE,
    PHOTOS,
    SHOWN,
    Told,
    filmed,
    labelled,
    macro_f1,
    photographed,
    photos,
    seen,
)
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands
from gesture2midi.gestures import poses
from gesture2midi.gestures.recognizer import Recognizer

BENT = np.arange(0.58, 0.77, 0.03)
STRAIGHT = np.arange(0.8, 0.96, 0.03)
ENTER = (0.45, 0.55, 0.65)

Pictured = list[tuple[str, Hands]]


def told(films: dict[str, list[Hands]], pictures: dict[str, Pictured]) -> dict[str, list[Told]]:
    """What each source is taken for with the thresholds of now."""
    sources: dict[str, list[Told]] = {}
    for name, tracked in films.items():
        recognizer = Recognizer()
        film = seen([recognizer.update(hands) for hands in tracked])
        sources.setdefault(author(name), []).extend(labelled(SHOWN[name], tracked, film))
    for name, of in pictures.items():
        sources.setdefault(author(name), []).extend(photographed(of))
    return sources


def author(name: str) -> str:
    return name.partition("_")[0]


def score(told: Sequence[Told], among: Sequence[str] | None = None) -> float:
    """Macro-F1; among: of these poses only."""
    return macro_f1(Counter((one.shown, one.seen) for one in told if among is None or one.shown in among))


@click.command()
def main() -> None:
    """Print the table."""
    if not DATA.is_dir():
        say(f"There are no real hands in {DATA}, so there is nothing to measure.")
        return
    with tracker(None, "litert", in_step=True)(2) as steady:
        films = {name: filmed(DATA / "videos" / name, steady) for name in SHOWN}
        pictures = {source: list(photos(source, steady)) for source in PHOTOS}
    kept = poses._BENT, poses._STRAIGHT, poses.ENTER
    tried = {}
    with click.progressbar(list(product(BENT, STRAIGHT, ENTER)), label="Thresholds") as choices:
        for choice in choices:
            poses._BENT, poses._STRAIGHT, poses.ENTER = choice
            tried[choice] = told(films, pictures)
    poses._BENT, poses._STRAIGHT, poses.ENTER = kept
    rows, all_told = [], []
    for source in sorted(next(iter(tried.values()))):
        best = max(tried, key=lambda c: fmean(score(of) for name, of in tried[c].items() if name != source))
        ours = tried[best][source]
        all_told += ours
        rows.append((source, *(f"{each:.2f}" for each in best), *cells(ours)))
    rows.append(("all", "", "", "", *cells(all_told)))
    clear = [one for one in all_told if one.clear]
    rows.append(("palm or back within 45 degrees of the camera", "", "", "", *cells(clear)))
    headings = (
        "source",
        "bent",
        "straight",
        "enter",
        "frames",
        "right",
        "macro-F1",
        "of the five",
        "mistaken",
    )
    print_table(headings, rows, "Each source, told by what was chosen on the others", right=range(1, 8))
    shown = Counter(one.shown for one in clear if one.shown in FIVE)
    click.echo("Shown clearly: " + ", ".join(f"{pose} {count}" for pose, count in shown.most_common()) + ".")


def cells(told: Sequence[Told]) -> tuple[str, ...]:
    """frames, right, macro-F1, macro-F1 of the five, and the three mistakes that are made most."""
    wrong = Counter(f"{one.shown} as {one.seen}" for one in told if one.shown != one.seen)
    right = len(told) - wrong.total()
    mistakes = ", ".join(f"{name} {count}" for name, count in wrong.most_common(3))
    return f"{len(told)}", f"{right}", f"{score(told):.2f}", f"{score(told, FIVE):.3f}", mistakes


if __name__ == "__main__":
    main()

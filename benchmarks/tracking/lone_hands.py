"""Frames of real clips in which only one of the two trackers has a hand.

    python -m benchmarks lone_hands                    # every clip: some minutes
    python -m benchmarks lone_hands --only dibia       # those with this in their name

Each tracker gets every frame of a clip at its own size, in step, two hands allowed. A frame counts for the
tracker that has more hands in it. *Named* are the frames with a hand that is known to be left or right, which
is what is played: a hand waits for its name while it is in doubt.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from benchmarks.clips import FILMS
from gesture2midi.capture.video import Video
from gesture2midi.cli.tables import print_table
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import open_raw, open_tracker
from gesture2midi.tracking.select_backend import Kind

TRACKERS: tuple[Kind, Kind] = ("mediapipe", "litert")


def named(kind: Kind, model: Path, path: Path, frames: int) -> int:
    """Returns in how many frames of a clip a hand has its name."""
    with open_tracker(model, 2, kind) as tracker:
        return sum(bool(tracker.track(frame).hands) for frame in islice(Video(path).frames(), frames))


def hands_of(kind: Kind, model: Path, path: Path, frames: int) -> list[int]:
    """Returns how many hands a tracker has in each frame of a clip."""
    tracker = open_raw(model, 2, kind)
    try:
        return [len(tracker.track(frame).hands) for frame in islice(Video(path).frames(), frames)]
    finally:
        tracker.close()


@click.command()
@click.option("--only", default="", help="Clips with this in their name.")
@click.option("--frames", default=300, show_default=True, help="Of each clip at the most.")
def main(only: str, frames: int) -> None:
    """Print, for each clip, in how many frames either tracker has a hand that the other has not."""
    model = find_model(None, fetch=False)
    rows = []
    for path in sorted((*FILMS.glob("*.mp4"), *FILMS.glob("*.gif"))):
        if only not in path.name:
            continue
        theirs, ours = (hands_of(kind, model, path, frames) for kind in TRACKERS)
        pairs = list(zip(theirs, ours, strict=True))
        rows.append(
            (
                path.name,
                str(len(pairs)),
                str(sum(a > 0 for a in theirs)),
                str(sum(b > 0 for b in ours)),
                str(sum(a > b for a, b in pairs)),
                str(sum(b > a for a, b in pairs)),
                *(str(named(kind, model, path, frames)) for kind in TRACKERS),
            )
        )
    headings = ("clip", "frames", "MediaPipe", "LiteRT", "MediaPipe alone", "LiteRT alone")
    print_table((*headings, "named by MediaPipe", "named by LiteRT"), rows)


if __name__ == "__main__":
    main()

"""How far the tracker's joint angles are off those of drawn hands, whose joints are known.

    python -m benchmarks joint_angles

Slow and medium clips of both styles of drawing, one hand each. Degrees: the error of a frame (median and 95th
percentile of its size), and that of a joint's range of motion over a clip (5th to 95th percentile).
"""

from __future__ import annotations

import click
import numpy as np

from gesture2midi.cli.common import tracker
from gesture2midi.gestures.joint_angles import JOINTS, angles
from gesture2midi.performer.clips import SPEEDS, clip
from gesture2midi.performer.source import Performer
from gesture2midi.session.latency import machine

GROUPS = {
    "thumb": ("thumb_cmc", "thumb_mcp", "thumb_ip"),
    "knuckles (mcp)": tuple(name for name in JOINTS if name.endswith("mcp") and name[:5] != "thumb"),
    "middle joints (pip)": tuple(name for name in JOINTS if name.endswith("pip")),
    "end joints (dip)": tuple(name for name in JOINTS if name.endswith("dip")),
}


def measured(performer: Performer) -> tuple[np.ndarray, np.ndarray]:
    """Returns the true and the tracked angles of the frames in which the hand is found, (n, 15) each."""
    true, found = [], []
    with tracker(None, "litert", in_step=True)(1) as steady:
        for frame, truth in performer.filmed():
            hands = steady.track(frame).hands
            if hands and truth.hands:
                true.append(angles(truth.hands[0].world))
                found.append(angles(hands[0].world))
    return np.array(true), np.array(found)


@click.command()
@click.option("--seconds", default=6.0, show_default=True, help="Of each clip.")
@click.option("--seeds", default=3, show_default=True, help="Clips of each speed and style.")
def main(seconds: float, seeds: int) -> None:
    """Print the errors of each kind of joint, at each speed."""
    print("| joints | speed | median | 95 % | range of motion, median |")
    print("|---|---|---|---|---|")
    for speed in (name for name in SPEEDS if name != "fast"):
        pairs = [
            measured(Performer(clip(speed, seed, seconds=seconds), style=style))
            for seed in range(seeds)
            for style in ("rounded", "faceted")
        ]
        for group, names in GROUPS.items():
            at = [JOINTS.index(name) for name in names]
            off = np.concatenate([np.abs(found - true)[:, at].ravel() for true, found in pairs])
            ranges = [np.subtract(*np.percentile(p[:, at], (95, 5), axis=0)) for pair in pairs for p in pair]
            motion = np.abs(np.array(ranges[1::2]) - np.array(ranges[::2]))
            p50, p95 = np.nanpercentile(off, (50, 95))
            print(f"| {group} | {speed} | {p50:.0f} | {p95:.0f} | {np.median(motion):.0f} |")
    print(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

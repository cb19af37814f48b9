"""Makes `gesture2midi/gestures/custom/other_people.npz`: hands of people who never taught, as numbers alone.

    python tools/other_people/build.py strangers.jsonl.gz

The records are the landmarks of photographs of https://github.com/emrecandir9/custom-gesture-dataset (MIT), a
line a photograph: `label`, `hands`: `side` and `world`, 21 x (x, y, z) in metres, flattened.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np

from gesture2midi.events import Hand
from gesture2midi.gestures.custom import other_people
from gesture2midi.gestures.custom.pose_classifier import canonical


def main(records: Path, target: Path) -> None:
    """Write the hands that have a size, in the order of the records."""
    hands, labels = [], []
    with gzip.open(records, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for hand in record["hands"]:
                world = np.array(hand["world"], np.float32).reshape(21, 3)
                points = canonical(Hand(hand["side"], 1.0, world, world), mirror=False)
                if points is not None:
                    hands.append(points)
                    labels.append(record["label"])
    np.savez_compressed(target, hands=np.array(hands, np.float16), labels=np.array(labels))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(other_people.__file__).with_suffix(".npz"))

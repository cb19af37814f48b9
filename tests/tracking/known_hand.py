"""Draws the known hand of `tracking/select_backend.py` and has MediaPipe's landmark model find it.

python tests/tracking/known_hand.py
"""

import json
from itertools import islice
from pathlib import Path

import cv2

from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.tracking.litert_tracker import landmark_network
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.palm_search import PalmFinder
from gesture2midi.tracking.roi import matrix

FOLDER = Path(__file__).parents[2] / "gesture2midi" / "tracking"

if __name__ == "__main__":
    model = find_model(None)
    image = next(islice(Performer(load_score("poses")).frames(), 15, None)).image
    finder, landmarks = PalmFinder(model, 1), landmark_network(model, 1)
    ((region, _),) = finder.find(finder.thumbnail(image))
    # Blurred a little, so that it packs well.
    crop = cv2.medianBlur(landmarks.crop(image, matrix(region, landmarks.side)), 5)
    points, present, right, _ = landmarks.run(crop)
    cv2.imwrite(
        str(FOLDER / "known_hand.png"),
        cv2.cvtColor(crop, cv2.COLOR_RGB2BGR),
        [cv2.IMWRITE_PNG_COMPRESSION, 9],
    )
    known = {"landmarks": [round(float(x), 1) for x in points]}
    (FOLDER / "known_hand.json").write_text(json.dumps(known) + "\n", encoding="utf-8")
    print(f"present {present[0]:.3f}, right {right[0]:.3f}")

"""What several folders of tests need: a hand, and a take of a hand that stays where it is."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import ModelError
from gesture2midi.events import Hand, Hands
from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker
from gesture2midi.tracking.model_file import find_model

FPS = 30.0
HERE = Path(__file__).parent
SLOW = (
    *("cli", "golden", "performer", "soundfonts", "test_benchmarks.py", "test_wheel.py"),
    *("gestures/test_one_hand.py", "gestures/test_profile_files.py", "gestures/test_real_hands.py"),
    *("session/test_performance.py", "session/test_real_videos.py"),
    *("studio/components/test_mapping_drawing.py", "tracking/test_litert_tracker.py"),
    "tracking/test_trackers.py",
)
"""Folders and files that take most of the time: pictures tracked, sounds measured, commands started."""

# The same examples on every machine where a change is judged; new ones wherever one works on it.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# A suite that runs in the background is given a SIGINT that is ignored, and would hand that down to the
# programs that it presses Ctrl-C on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that `make quick` leaves out."""
    slow = [HERE / name for name in SLOW]
    for item in items:
        if any(path == item.path or path in item.path.parents for path in slow):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def closed_trackers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every tracker that a test leaves open: collected during an import, it would hang."""
    opened: list[MediaPipeTracker] = []
    start = MediaPipeTracker.__init__

    def remember(self: MediaPipeTracker, model: Path, hands: int) -> None:
        start(self, model, hands)
        opened.append(self)

    monkeypatch.setattr(MediaPipeTracker, "__init__", remember)
    yield
    for tracker in opened:
        tracker.close()


@pytest.fixture(scope="session")
def model() -> Path:
    """The hand model, for a test that tracks pictures."""
    named = os.environ.get("GESTURE2MIDI_MODEL")
    try:
        return find_model(Path(named) if named else None, fetch=False)
    except ModelError as error:
        pytest.skip(f"no hand model: {error}")


@pytest.fixture
def hand() -> Hand:
    """A flat open right hand in the middle of the picture."""
    joints = [(0.5, 0.7, 0.0)]
    for finger in range(5):
        x = 0.42 + finger * 0.04
        joints += [(x, 0.55 - joint * 0.05, 0.0) for joint in range(4)]
    points = np.array(joints, np.float32)
    return Hand("right", 1.0, points, (points - points.mean(axis=0)) * np.float32(0.4))


@pytest.fixture
def make_take(hand: Hand, tmp_path: Path) -> Callable[[float, float], Path]:
    """Writes a take: so many seconds of nobody, then so many of a right hand in view."""

    def make(nobody: float, somebody: float) -> Path:
        path = tmp_path / "take.jsonl"
        with TakeWriter(path, fps=FPS) as take:
            for i in range(round((nobody + somebody) * FPS)):
                seen = (hand,) if i >= nobody * FPS else ()
                take.write(Hands(i / FPS, i, 4 / 3, seen))
        return path

    return make


@pytest.fixture
def drone(tmp_path: Path) -> Path:
    """A mapping that sounds middle C and leans on the pitch wheel as long as a right hand is seen."""
    path = tmp_path / "drone.yaml"
    path.write_text(
        "name: Drone\n"
        "controls:\n"
        "  - {send: note, pitch: C4, gate: right.present}\n"
        "  - {send: bend, from: 0.5 + right.x * 0, in: [-1, 1]}\n"
    )
    return path

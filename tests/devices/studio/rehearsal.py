"""`gesture2midi studio` before a player who does what the pages ask for, and a camera that sees them flash.

    python rehearsal.py studio --source calibrating.jsonl | teaching.jsonl | nobody.jsonl | screen

The player's time runs faster than ours. What the pages ask for is read from the lessons themselves, so that
no page has to be quick enough, however busy the machine is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from gesture2midi.capture import camera_latency as capture_camera_latency
from gesture2midi.cli import main
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Hands
from gesture2midi.gestures.calibration import STEPS, Calibration, Progress
from gesture2midi.performer.flashing_screen import ScreenCamera
from gesture2midi.performer.score import load_score, read_score
from gesture2midi.performer.source import Performer
from gesture2midi.session import sources
from gesture2midi.session.gesture_lesson import Showing
from gesture2midi.studio.pages import camera_latency as pages_camera_latency

FPS = 15.0
WAIT = 0.005
"""Seconds of ours for a frame of the player's."""
DELAY = 0.09
PAST = 3.0
"""Seconds by which the camera's pictures are old: what the page tells of its flashes has come long before."""
FLIPS = 10


class Player:
    """Gives the truth about a score at the time that is wanted."""

    fps, total = FPS, None

    def __init__(self, name: str) -> None:
        self.name = name
        self._closed = threading.Event()

    def frames(self) -> Iterator[Hands]:
        index = 0
        while not self._closed.wait(WAIT):
            yield replace(self.shown(index / FPS), t=index / FPS, index=index)
            index += 1

    def shown(self, t: float) -> Hands:
        raise NotImplementedError

    def close(self) -> None:
        self._closed.set()


class Calibrating(Player):
    """Does each step of a calibration when it is its time."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._performer = Performer(load_score("reach"))
        self._progress = Progress(STEPS[0], 0, 0.0)
        update = Calibration.update

        def watched(calibration: Calibration, hands: Hands) -> Progress:
            self._progress = update(calibration, hands)
            return self._progress

        Calibration.update = watched  # type: ignore[method-assign]

    def shown(self, t: float) -> Hands:
        progress = self._progress
        if progress.step is None:
            return self._performer.truth(t % 10)
        before = sum(step.seconds for step in STEPS[: progress.number])
        return self._performer.truth(before + progress.part * progress.step.seconds)


class Teaching(Player):
    """Shows the horns, and in the second half of a lesson that they are no pointing finger."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._poses = {
            pose: Performer(read_score(_SWAYING % pose, "swaying.yaml")) for pose in ("rock", "point")
        }
        self._showings: list[Showing] = []
        update = Showing.update

        def watched(showing: Showing, hands: Hands) -> None:
            if showing not in self._showings:
                self._showings.append(showing)
            update(showing, hands)

        Showing.update = watched  # type: ignore[method-assign]

    def shown(self, t: float) -> Hands:
        second = len(self._showings) % 2 == 0 and self._showings and not self._showings[-1].done
        return self._poses["point" if second else "rock"].truth(t % 4)


_SWAYING = """
name: Swaying
right:
  - {at: 0, pose: %s, x: 0.6, y: 0.5}
  - {at: 2, x: 0.66, roll: 8, yaw: 8}
  - {at: 4, x: 0.6, roll: 0, yaw: 0}
"""


class Nobody(Player):
    """Shows no hand, whatever is asked for."""

    def shown(self, t: float) -> Hands:
        return Hands(t, 0, 4 / 3, ())


class Screen:
    """A camera that sees the page flash, `DELAY` late."""

    name, fps, total = "screen", FPS, None

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._experiment: capture_camera_latency.Experiment | None = None
        capture_camera_latency.FLIPS = pages_camera_latency.FLIPS = FLIPS
        flip = capture_camera_latency.Experiment.flip

        def watched(experiment: capture_camera_latency.Experiment, at: float) -> None:
            flip(experiment, at)
            self._experiment = experiment

        capture_camera_latency.Experiment.flip = watched  # type: ignore[method-assign]

    def frames(self) -> Iterator[Frame]:
        camera = ScreenCamera(DELAY, fps=FPS, size=(160, 120), noise=3.0)
        arrived, index = time.perf_counter() - PAST, 0
        while not self._closed.wait(max(0.0, arrived + PAST + 1 / FPS - time.perf_counter())):
            # A machine that is too slow for the pictures gets all of them later, while there are flashes.
            arrived = arrived + 1 / FPS if self._experiment else time.perf_counter() - PAST
            flips = self._experiment.flips if self._experiment else []
            one = replace(camera, phase=arrived - DELAY, seed=index)
            ((_, image),) = one.film(flips, arrived - DELAY + 0.01)
            yield Frame(index / FPS, index, image, True, arrived)
            index += 1

    def close(self) -> None:
        self._closed.set()


SOURCES = {
    **{"calibrating.jsonl": Calibrating, "teaching.jsonl": Teaching, "nobody.jsonl": Nobody},
    "screen": lambda name: Screen(),
}


def opened(text: str, **options: object) -> sources.Source:
    if text not in SOURCES:
        raise PlayerError(f"There is no rehearsal {text!r}.")
    return SOURCES[text](text)


if __name__ == "__main__":
    sources.open_source = opened
    main()

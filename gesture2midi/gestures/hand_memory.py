"""What the recognizer remembers of one hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot

from gesture2midi.gestures.adaptive_filter import AdaptiveFilter
from gesture2midi.gestures.custom.motion_classifier import MotionDetector, MotionModel
from gesture2midi.gestures.custom.preset_map import MapFollower, MapModel
from gesture2midi.gestures.finger_strikes import FingerStrikeDetector
from gesture2midi.gestures.hysteresis import Backlash
from gesture2midi.gestures.poses import PoseHold
from gesture2midi.gestures.scaling import Turn
from gesture2midi.gestures.signals import HAND, HITS, POSES
from gesture2midi.gestures.strikes import StrikeDetector, reach
from gesture2midi.gestures.swipes import SwingDetector
from gesture2midi.gestures.taps_and_claps import TapDetector
from gesture2midi.gestures.velocity import Motion

GLANCE = 0.055
"""Seconds of its fastest way within which a hand that appears under the other name is the one that left."""

_LEVELS = [signal for signal in HAND if signal.name not in ("speed", "vx", "vy", "present")]
_STILL = [(signal.low, signal.high) for signal in _LEVELS]
_UNPLACED = [i for i, signal in enumerate(_LEVELS) if signal.name.split(".")[-1] not in ("x", "y")]
"""All levels but the positions, which the tracker has smoothed already."""
_PRESENT = len(HAND) - 1
_HITS = len(HAND) + len(POSES)
"""Where `present` and the first hit stand among the values of a hand."""


class HandMemory:
    """What is remembered of one hand, from when it comes into view until it has been gone for `LEAVING`."""

    __slots__ = (
        "backlash",
        "filter",
        "fingers",
        "maps",
        "motion",
        "palm",
        "pose",
        "sign",
        "since",
        "strikes",
        "swings",
        "t",
        "taps",
        "taught_motions",
        "turn",
        "values",
    )

    def __init__(
        self,
        since: int,
        t: float,
        palm: tuple[float, float],
        steady: float,
        motions: MotionModel | None,
        maps: Sequence[MapModel] = (),
    ) -> None:
        self.since = since
        self.t = t
        self.palm = palm
        self.motion = Motion()
        self.turn = Turn()
        self.filter = AdaptiveFilter([_STILL[i] for i in _UNPLACED])
        self.pose = PoseHold(steady)
        self.backlash = Backlash(_STILL, steady) if steady else None
        self.strikes = StrikeDetector()
        self.fingers = FingerStrikeDetector()
        self.values: list[float] = []
        self.swings = SwingDetector()
        self.taps = TapDetector()
        self.sign = PoseHold()
        self.maps = tuple(map(MapFollower, maps))
        self.taught_motions = MotionDetector(motions) if motions else None

    def jumped(self, t: float, palm: tuple[float, float], size: float, aspect: float) -> bool:
        """Whether a palm there is another hand's under the same name. size: its palm, picture heights."""
        way = hypot((palm[0] - self.palm[0]) * aspect, palm[1] - self.palm[1])
        far = t > self.t and way > size * reach(t - self.t)
        self.t, self.palm = t, palm
        return far

    def near(self, t: float, palm: tuple[float, float], size: float, aspect: float) -> bool:
        """Whether a hand there is this one. size: its palm, picture heights."""
        way = hypot((palm[0] - self.palm[0]) * aspect, palm[1] - self.palm[1])
        return way <= size * reach(min(t - self.t, GLANCE))

    def last_values(self, struck: Mapping[str, float]) -> list[float]:
        """Its values in the last frame in which it was seen, with no hits but those. struck: velocities."""
        values = list(self.values)
        values[_PRESENT] = 0.0
        values[_HITS : _HITS + len(HITS)] = [struck.get(signal.name, 0.0) for signal in HITS]
        return values

"""The door of the gesture stage: `update(hands)` gives every signal, pose and hit of the frame."""

from __future__ import annotations

from math import atan2, hypot, nan, pi

from gesture2midi.events import Gestures, Hands, Hit, Side
from gesture2midi.gesture.area import PlayArea, clamp
from gesture2midi.gesture.catalog import HAND, HITS, POSE_NAMES, POSES, full_names
from gesture2midi.gesture.features import Features, measure
from gesture2midi.gesture.hits import StrikeDetector
from gesture2midi.gesture.levels import Turn, shape
from gesture2midi.gesture.motion import Motion
from gesture2midi.gesture.poses import PoseHold, fits

__all__ = ["PlayArea", "Recognizer"]

JUMP = 60.0
"""Palms a second (about 5 m/s): no hand moves so fast, so it is another hand under the same name."""

_NAMES = tuple(full_names())
_UNSEEN = [nan if signal.kind == "level" else 0.0 for signal in (*HAND, *POSES, *HITS)]
_NOT_BOTH = [nan, nan, nan, 0.0]
_STANDS = {pose: [float(name == pose) for name in POSE_NAMES] for pose in ("none", *POSE_NAMES)}


class _Seen:
    """What is remembered of one hand for as long as it is in view."""

    __slots__ = ("motion", "palm", "pose", "since", "strikes", "t", "turn")

    def __init__(self, since: int, t: float, palm: tuple[float, float]) -> None:
        self.since = since
        self.t = t
        self.palm = palm
        self.motion = Motion()
        self.turn = Turn()
        self.pose = PoseHold()
        self.strikes = StrikeDetector()

    def jumped(self, t: float, palm: tuple[float, float], reach: float, aspect: float) -> bool:
        """Whether the palm is now further off than `reach` picture heights a second allow."""
        way = hypot((palm[0] - self.palm[0]) * aspect, palm[1] - self.palm[1])
        far = t > self.t and way > reach * (t - self.t)
        self.t, self.palm = t, palm
        return far


class Recognizer:
    """Turns the hands of one frame after another into signals. Deterministic; it reads no clock."""

    def __init__(self, area: PlayArea = PlayArea()) -> None:  # noqa: B008  (frozen)
        self.area = area
        self._seen: dict[Side, _Seen] = {}
        self._frames = 0

    def reset(self) -> None:
        """Forget all hands, as before the first frame."""
        self._seen.clear()
        self._frames = 0

    def update(self, hands: Hands) -> Gestures:
        """The signals of this frame: every name of the catalog, each within its range or NaN.

        A hand without size or with a landmark that is not finite counts as not seen.
        """
        self._frames += 1
        found: dict[Side, Features] = {}
        for hand in hands.hands:
            features = measure(hand, hands.aspect, hands.mirror)
            if features is not None:
                found[hand.side] = features
        for side in [side for side in self._seen if side not in found]:
            del self._seen[side]
        values: dict[Side, list[float]] = {}
        poses: dict[Side, str] = {}
        hits: list[Hit] = []
        for side, features in found.items():
            values[side], poses[side] = self._hand(hands, side, features, hits)
        longest: Side = "right"
        if "left" in found and ("right" not in found or self._seen["left"].since < self._seen["right"].since):
            longest = "left"
        one = [values.get(side, _UNSEEN) for side in ("left", "right", longest)]
        both = self._both(hands, found["left"], found["right"]) if len(found) == 2 else _NOT_BOTH
        signals = dict(zip(_NAMES, one[0] + one[1] + one[2] + both, strict=True))
        return Gestures(hands.t, hands.index, signals, poses, tuple(hits))

    def _hand(self, hands: Hands, side: Side, features: Features, hits: list[Hit]) -> tuple[list[float], str]:
        """Its values in the catalog's order and its pose; a hit is added to `hits`."""
        seen = self._seen.get(side)
        if seen is None or seen.jumped(hands.t, features.palm, JUMP * features.size, hands.aspect):
            seen = self._seen[side] = _Seen(self._frames, hands.t, features.palm)
        place, t = self.area.place, hands.t
        x, y = place(*features.palm)
        values = [clamp(x, 0.0, 1.0), clamp(y, 0.0, 1.0), self.area.depth(features.size, hands.aspect)]
        for tip in features.tips:
            tip_x, tip_y = place(*tip)
            values += clamp(tip_x, 0.0, 1.0), clamp(tip_y, 0.0, 1.0)
        values += shape(features)
        values += seen.turn.update(features)
        values += seen.motion.update(t, x, y)
        values.append(1.0)
        pose = seen.pose.update(t, fits(features))
        values += _STANDS[pose]
        strike = seen.strikes.update(t, features.strike, features.size)
        if strike is not None:
            hits.append(Hit(strike[0], side, "strike", strike[1]))
        values.append(strike[1] if strike is not None else 0.0)
        return values, pose

    def _both(self, hands: Hands, left: Features, right: Features) -> list[float]:
        """distance, angle, height, present."""
        left_x, left_y = self.area.place(*left.palm)
        right_x, right_y = self.area.place(*right.palm)
        across = (right.palm[0] - left.palm[0]) * hands.aspect
        up = left.palm[1] - right.palm[1]
        # Seen from the front a player's right hand is at the left; level is 0 for the player all the same.
        angle = atan2(up, across if hands.mirror else -across) / pi
        height = (clamp(left_y, 0.0, 1.0) + clamp(right_y, 0.0, 1.0)) / 2
        return [clamp(hypot(right_x - left_x, right_y - left_y), 0.0, 1.0), angle, height, 1.0]

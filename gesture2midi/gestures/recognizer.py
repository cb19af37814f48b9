"""The door of the gesture stage: `update(hands)` gives every signal, pose and hit of the frame."""

from __future__ import annotations

from math import atan2, hypot, nan, pi

from gesture2midi.events import SIDES, Gestures, Hand, Hands, Hit, Side
from gesture2midi.gestures.adaptive_filter import AdaptiveFilter
from gesture2midi.gestures.body import BodyReader
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.custom.motion_classifier import MotionModel
from gesture2midi.gestures.custom.pose_classifier import SignModel, canonical
from gesture2midi.gestures.custom.preset_map import MapModel
from gesture2midi.gestures.face import FaceReader
from gesture2midi.gestures.features import Features, measure
from gesture2midi.gestures.finger_strikes import FINGERTIP
from gesture2midi.gestures.frame_step import FrameStep
from gesture2midi.gestures.hand_memory import HandMemory
from gesture2midi.gestures.hand_roles import Cast
from gesture2midi.gestures.play_area import PlayArea, clamp
from gesture2midi.gestures.poses import fits
from gesture2midi.gestures.profile import Profile, Reach
from gesture2midi.gestures.scaling import shape
from gesture2midi.gestures.signals import BOTH, HAND, HITS, POSE_NAMES, POSES, full_names
from gesture2midi.gestures.strike_sound import delay_of, velocity_of
from gesture2midi.gestures.strikes import LEAVING, Strike
from gesture2midi.gestures.taps_and_claps import ClapDetector

_TOGETHER = [(signal.low, signal.high) for signal in BOTH if signal.kind == "level"]
_NOT_BOTH = [nan, nan, nan, 0.0, 0.0]
_HIT_NAMES = tuple(signal.name for signal in HITS)
_STANDS = {pose: [float(name == pose) for name in POSE_NAMES] for pose in ("none", *POSE_NAMES)}


class Recognizer:
    """Turns the hands of one frame after another into signals. Deterministic; it reads no clock.

    profile: whose hands these are.
    taught: gestures of the player's own; their signals come after those of `gestures.signals`.
    """

    def __init__(self, profile: Profile = Profile(), taught: Taught = Taught()) -> None:  # noqa: B008  (frozen)
        self._steady = profile.steady
        self._delay = profile.delay
        self._full, self._curve = profile.stroke_curve()
        self._step = FrameStep()
        self._cast = Cast(profile)
        self._signs = SignModel(taught.signs) if taught.signs else None
        self._motions = MotionModel(taught.motions) if taught.motions else None
        self._maps = tuple((one.signals, MapModel(one)) for one in taught.maps)
        self._names = tuple(full_names(taught.signals))
        self._taught = taught.names
        of_hand = (*HAND, *POSES, *HITS, *taught.signals)
        self._unseen = [nan if signal.kind == "level" else 0.0 for signal in of_hand]
        self._seen: dict[Side, HandMemory] = {}
        self._together: AdaptiveFilter | None = None
        self._claps = ClapDetector()
        self._parts = FaceReader(), BodyReader()
        self._frames = 0

    def reset(self) -> None:
        """Forget all hands, as before the first frame."""
        self._seen.clear()
        self._together = None
        self._claps = ClapDetector()
        for part in self._parts:
            part.reset()
        self._cast.leading = None
        self._frames = 0
        self._step = FrameStep()

    @property
    def strike_delay(self) -> float:
        """Seconds from the brake of a strike to its sound, as long as the camera keeps its rate."""
        return delay_of(self._delay, self._step.seconds)

    def update(self, hands: Hands) -> Gestures:
        """The signals of this frame: every name of `gestures.signals` and of the taught, in its range or NaN;
        those of the face and of the body once somebody has looked for one.

        A hand without size or with a landmark that is not finite counts as not seen.
        """
        self._frames += 1
        self._step.update(hands.t)
        found: dict[Side, tuple[Hand, Features, Reach]] = {}
        for hand, reach in self._cast.update(hands):
            features = measure(hand, hands.aspect, hands.mirror)
            if features is not None:
                found[hand.side] = hand, reach.stretch(features), reach
        self._remember(hands, found)
        values: dict[Side, list[float]] = {}
        poses: dict[Side, str] = {}
        hits: list[Hit] = []
        for side, (hand, features, reach) in found.items():
            values[side], poses[side] = self._hand(hands, hand, features, reach.area, hits)
        for side, seen in self._seen.items():
            if side not in found and (late := self._missed(seen, side, hands.t, hits)):
                values[side] = seen.last_values(late)
        one_plays = self._cast.leading
        longest: Side = one_plays or "right"
        if (
            one_plays is None
            and "left" in values
            and ("right" not in values or self._seen["left"].since < self._seen["right"].since)
        ):
            longest = "left"
        one = [values.get(side, self._unseen) for side in ("left", "right", longest)]
        together = len(found) == 2 and one_plays is None
        if not together:
            self._together, both = None, _NOT_BOTH
        else:
            self._together = self._together or AdaptiveFilter(_TOGETHER)
            levels = self._together.update(hands.t, self._both(hands, found))
            both = [*levels, 1.0, self._clap(hands, found, hits)]
        signals = dict(zip(self._names, one[0] + one[1] + one[2] + both, strict=True))
        for part in self._parts:
            told, made = part.update(hands)
            signals |= told
            hits += made
        heard = tuple(hand for hand, _, _ in found.values())
        return Gestures(hands.t, hands.index, signals, poses, tuple(hits), heard)

    def _hand(
        self, hands: Hands, hand: Hand, features: Features, area: PlayArea, hits: list[Hit]
    ) -> tuple[list[float], str]:
        """Its values in the order of their names and its pose; a hit is added to `hits`."""
        side = hand.side
        seen = self._seen.get(side)
        if seen is None or seen.jumped(hands.t, features.palm, features.size, hands.aspect):
            seen = self._seen[side] = HandMemory(
                self._frames, hands.t, features.palm, self._steady, self._motions, [m for _, m in self._maps]
            )
        place, t = area.place, hands.t
        pose, held = seen.pose.update(t, fits(features)), seen.pose
        if self._signs is not None and seen.sign.update(t, self._fits(self._signs, hand, hands)) != "none":
            held = seen.sign
        x, y = place(*features.palm)
        # Notes are gated by positions and take their velocity at that moment: those are steady enough.
        depth, *still = seen.filter.update(
            t,
            [
                area.depth(features.size, hands.aspect),
                *shape(features),
                *seen.turn.update(features),
                held.confidence,
            ],
        )
        values = [clamp(x, 0.0, 1.0), clamp(y, 0.0, 1.0), depth]
        for tip in features.tips:
            tip_x, tip_y = place(*tip)
            values += clamp(tip_x, 0.0, 1.0), clamp(tip_y, 0.0, 1.0)
        values += still
        if seen.backlash is not None:
            values = seen.backlash.update(values)
        values += seen.motion.update(t, x, y)
        values.append(1.0)
        values += _STANDS[pose]
        struck = self._hits(hands, side, seen, features, hits)
        values += [struck.get(name, 0.0) for name in _HIT_NAMES]
        if self._taught:
            values += self._own(hands, hand, features, seen, hits)
        seen.values = values
        return values, held.pose

    def _hits(
        self, hands: Hands, side: Side, seen: HandMemory, features: Features, hits: list[Hit]
    ) -> dict[str, float]:
        """kind -> velocity of this frame's hits, which are added to `hits`."""
        t, (x, y), size = hands.t, features.knuckles, features.size
        step, delay = self._step.seconds, self.strike_delay
        swing = seen.swings.update(t, x * hands.aspect, y, size)
        tap = seen.taps.update(t, features.pinches, features.reach[1:], seen.swings.speed)
        strike = seen.strikes.update(t, y, size, features.up, step, delay)
        presses, reach = features.presses, features.reach[1:]
        fingers = seen.fingers.update(t, presses, reach, seen.swings.speed, step, delay)
        struck = self._struck(side, strike, fingers, hits)
        new = [Hit(blow[1], side, blow[0], blow[2]) for blow in (swing, tap) if blow is not None]
        hits += new
        return struck | {hit.kind: hit.velocity for hit in new}

    def _missed(self, seen: HandMemory, side: Side, t: float, hits: list[Hit]) -> dict[str, float]:
        """What a hand that is not seen in this frame has struck, as `_struck` gives it."""
        step, delay = self._step.seconds, self.strike_delay
        strike, fingers = seen.strikes.miss(t, step, delay), seen.fingers.miss(t, step, delay)
        return self._struck(side, strike, fingers, hits)

    def _struck(
        self, side: Side, strike: Strike | None, fingers: list[tuple[str, Strike]], hits: list[Hit]
    ) -> dict[str, float]:
        """kind -> velocity of the strikes, which are added to `hits`."""
        exact = self._delay == "exact"
        struck = {kind: (tip, FINGERTIP) for kind, tip in fingers}
        if strike is not None:
            struck["strike"] = strike, 1.0
        shown = {}
        for kind, (blow, longer) in struck.items():
            shown[kind] = velocity_of(blow.speed * longer, self._full, self._curve)
            hits.append(Hit(blow.instant if exact else blow.t, side, kind, shown[kind], exact))
        return shown

    def _remember(self, hands: Hands, found: dict[Side, tuple[Hand, Features, Reach]]) -> None:
        """Forget the hands that have left; one that is named anew in its place stays the same hand."""
        for side in SIDES:
            other: Side = "left" if side == "right" else "right"
            if side in found and side not in self._seen and other in self._seen and other not in found:
                features = found[side][1]
                if self._seen[other].near(hands.t, features.palm, features.size, hands.aspect):
                    self._seen[side] = self._seen.pop(other)
        for side in [side for side, seen in self._seen.items() if not 0 <= hands.t - seen.t <= LEAVING]:
            if side not in found:
                del self._seen[side]

    def _own(
        self, hands: Hands, hand: Hand, features: Features, seen: HandMemory, hits: list[Hit]
    ) -> list[float]:
        """The values of the taught gestures; a motion is added to `hits`."""
        side = hand.side
        shown = dict.fromkeys(self._taught, 0.0)
        if seen.sign.pose != "none":
            shown[seen.sign.pose] = 1.0
        if seen.taught_motions is not None:
            moved = seen.taught_motions.update(hands.t, features, hands.aspect, side, hands.mirror)
            if moved is not None:
                t, name, shown[name] = moved
                hits.append(Hit(t, side, name, shown[name]))
        points = canonical(hand, hands.mirror) if self._maps else None
        for (names, _), follower in zip(self._maps, seen.maps, strict=True):
            values = follower.update(hands.t, points)
            shown |= dict.fromkeys(names, nan) if values is None else dict(zip(names, values, strict=True))
        return list(shown.values())

    @staticmethod
    def _fits(signs: SignModel, hand: Hand, hands: Hands) -> dict[str, float]:
        """How well the hand fits each taught pose."""
        points = canonical(hand, hands.mirror)
        return signs.fits(points) if points is not None else dict.fromkeys(signs.names, 0.0)

    def _clap(self, hands: Hands, found: dict[Side, tuple[Hand, Features, Reach]], hits: list[Hit]) -> float:
        """The velocity of a clap, which is added to `hits`, else 0."""
        (_, left, _), (_, right, _) = (found[side] for side in SIDES)
        way = hypot((right.palm[0] - left.palm[0]) * hands.aspect, left.palm[1] - right.palm[1])
        clap = self._claps.update(hands.t, 2 * way / (left.size + right.size))
        if clap is None:
            return 0.0
        hits.append(Hit(clap[0], "hands", "clap", clap[1]))
        return clap[1]

    def _both(self, hands: Hands, found: dict[Side, tuple[Hand, Features, Reach]]) -> list[float]:
        """distance, angle, height."""
        (_, left, left_reach), (_, right, right_reach) = (found[side] for side in SIDES)
        shared = left_reach.area.joined(right_reach.area)
        left_x, left_y = shared.place(*left.palm)
        right_x, right_y = shared.place(*right.palm)
        across = (right.palm[0] - left.palm[0]) * hands.aspect
        up = left.palm[1] - right.palm[1]
        # Seen from the front a player's right hand is at the left; level is 0 for the player all the same.
        angle = atan2(up, across if hands.mirror else -across) / pi
        heights = [clamp(reach.area.place(*of.palm)[1], 0.0, 1.0) for _, of, reach in found.values()]
        height = sum(heights) / 2
        return [clamp(hypot(right_x - left_x, right_y - left_y), 0.0, 1.0), angle, height]

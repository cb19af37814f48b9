"""Every signal, pose and hit: its name, range and meaning. The mapping language reads this.

A full name is `<hand>.<signal>` with hand = left, right or any (the hand that has been in view
longest), or `hands.<signal>` for what both hands make together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.events import Part

Kind: TypeAlias = Literal["level", "pose", "hit", "flag"]


@dataclass(frozen=True, slots=True)
class Signal:
    """`low` and `high` bound the value; both are reached in ordinary playing."""

    name: str
    kind: Kind
    low: float
    high: float
    meaning: str


FINGERS = ("thumb", "index", "middle", "ring", "pinky")
TAPS = ("pinch_tap", *(f"pinch_tap.{finger}" for finger in FINGERS[2:]))
FINGER_STRIKES = tuple(f"finger_strike.{finger}" for finger in FINGERS[1:])

HAND: tuple[Signal, ...] = (
    Signal("x", "level", 0, 1, "palm from the left edge of the play area to the right"),
    Signal("y", "level", 0, 1, "palm from the bottom of the play area to the top"),
    Signal("depth", "level", 0, 1, "0 far from the camera, 1 near it (from the hand's size)"),
    *(
        Signal(f"{finger}.{axis}", "level", 0, 1, f"{axis} of the tip of the {finger}")
        for finger in FINGERS
        for axis in ("x", "y")
    ),
    Signal("open", "level", 0, 1, "0 a fist, 1 the four fingers stretched"),
    Signal("pinch", "level", 0, 1, "1 when thumb and index finger touch"),
    *(
        Signal(f"pinch.{finger}", "level", 0, 1, f"1 when thumb and {finger} finger touch")
        for finger in FINGERS[2:]
    ),
    *(
        Signal(f"curl.{finger}", "level", 0, 1, f"0 the {finger} is straight, 1 it is curled")
        for finger in FINGERS
    ),
    Signal("spread", "level", 0, 1, "0 fingers together, 1 fingers spread"),
    Signal("roll", "level", -1, 1, "0 hand upright, 0.5 a quarter turn to the right, -0.5 to the left"),
    Signal("pitch", "level", -0.5, 0.5, "0 hand upright, 0.5 fingers point at the camera, -0.5 away from it"),
    Signal(
        "yaw",
        "level",
        -0.5,
        1,
        "0 palm to the camera, turning inwards 0.5 palm to the other side, 1 back of the hand; -0.5 outwards",
    ),
    Signal("confidence", "level", 0, 1, "how well the hand fits the pose it holds; 0 while it is none"),
    Signal("speed", "level", 0, 8, "of the palm, in play areas a second"),
    Signal("vx", "level", -8, 8, "speed to the right, in play areas a second"),
    Signal("vy", "level", -8, 8, "speed upwards, in play areas a second"),
    Signal("present", "flag", 0, 1, "1 while the hand is seen"),
)

POSES: tuple[Signal, ...] = (
    Signal("open_hand", "pose", 0, 1, "the pose `open` (the name `open` is the level)"),
    Signal("fist", "pose", 0, 1, "fist"),
    Signal("point", "pose", 0, 1, "index finger stretched, the others curled"),
    Signal("victory", "pose", 0, 1, "index and middle finger stretched"),
    Signal("three", "pose", 0, 1, "index, middle and ring finger stretched"),
    Signal("four", "pose", 0, 1, "four fingers stretched, thumb folded in"),
    Signal("thumb_up", "pose", 0, 1, "fist with the thumb up"),
    Signal("thumb_down", "pose", 0, 1, "fist with the thumb down"),
    Signal("ok", "pose", 0, 1, "thumb and index make a ring, the others stretched"),
    Signal("rock", "pose", 0, 1, "index and little finger stretched"),
    Signal("call", "pose", 0, 1, "thumb and little finger stretched"),
)

HITS: tuple[Signal, ...] = (
    Signal("strike", "hit", 0, 1, "a downward blow; the value is its velocity"),
    *(
        Signal(f"swipe_{way}", "hit", 0, 1, f"the hand sweeps {way}; the value is its velocity")
        for way in ("left", "right", "up", "down")
    ),
    Signal("pinch_tap", "hit", 0, 1, "the index finger taps the thumb; the value is its velocity"),
    *(
        Signal(
            f"pinch_tap.{finger}",
            "hit",
            0,
            1,
            f"the {finger} finger taps the thumb; the value is its velocity",
        )
        for finger in FINGERS[2:]
    ),
    *(
        Signal(
            f"finger_strike.{finger}",
            "hit",
            0,
            1,
            f"the {finger} finger strikes down, on a table or in the air; the value is its velocity",
        )
        for finger in FINGERS[1:]
    ),
    Signal("circle", "hit", 0, 1, "the hand has gone round once, either way; the value is its velocity"),
)

BOTH: tuple[Signal, ...] = (
    Signal("distance", "level", 0, 1, "between the palms, in play areas, at most 1"),
    Signal(
        "angle",
        "level",
        -1,
        1,
        "of the line from the left palm to the right: 0 level, 0.5 right hand straight above",
    ),
    Signal("height", "level", 0, 1, "mean of both palms' y"),
    Signal("present", "flag", 0, 1, "1 while both hands are seen"),
    Signal("clap", "hit", 0, 1, "both hands come together; the value is its velocity"),
)

HAND_NAMES = ("left", "right", "any")
OF_HANDS = frozenset((*HAND_NAMES, "hands"))
"""What a name begins with whose signal comes from a hand."""

OF_PLAYER = frozenset(("face", "body", "heart", "voice"))
"""What a name begins with whose signal comes from the player, who needs no hand for it."""

SEEN = OF_HANDS | {"face", "body"}
"""What a name begins with whose signal comes from the camera."""


def pose_signal(pose: str) -> str:
    """The signal that is 1 while `pose` is held: its own name, but `open_hand` for `open`."""
    return "open_hand" if pose == "open" else pose


POSE_NAMES: tuple[str, ...] = tuple("open" if s.name == "open_hand" else s.name for s in POSES)


def taught_signal(name: str, kind: Literal["pose", "motion"]) -> Signal:
    """The signal of a gesture that the player taught (see `custom`)."""
    if kind == "pose":
        return Signal(name, "pose", 0, 1, "a pose that you taught")
    return Signal(name, "hit", 0, 1, "a motion that you taught; the value is its velocity")


def taught_level(name: str) -> Signal:
    """The signal of a value of a map that the player taught, or of how well the hand fits it."""
    match = name.endswith(".match")
    return Signal(
        name, "level", 0, 1, "1 like what you showed, 0 unlike" if match else "of a map that you taught"
    )


FACE: tuple[Signal, ...] = (
    Signal("face.x", "level", 0, 1, "eyes from a fifth of the picture's width to four fifths"),
    Signal("face.y", "level", 0, 1, "eyes from a fifth of the picture's height to four fifths, upwards"),
    Signal("face.size", "level", 0, 1, "0 far from the camera, 1 near it (from the distance of the eyes)"),
    Signal("face.yaw", "level", -1, 1, "head turned to your left -1 to your right 1: 40 degrees each way"),
    Signal("face.pitch", "level", -1, 1, "head bowed -1 to raised 1: 25 degrees each way from its rest"),
    Signal("face.roll", "level", -1, 1, "head tilted to your left -1 to your right 1: 35 degrees each way"),
    Signal("face.mouth", "level", 0, 1, "0 the lips touch, 1 the mouth is wide open"),
    Signal("face.smile", "level", 0, 1, "0 the mouth as wide as at rest, 1 a quarter wider"),
    Signal("face.brow", "level", 0, 1, "0 the brows as high as at rest, 1 raised"),
    Signal("face.blink.left", "level", 0, 1, "0 your left eye as open as at rest, 1 closed"),
    Signal("face.blink.right", "level", 0, 1, "0 your right eye as open as at rest, 1 closed"),
    Signal("face.present", "flag", 0, 1, "1 while the face is seen"),
    Signal("face.nod", "hit", 0, 1, "the head bows and comes back; the value is its velocity"),
    Signal("face.shake", "hit", 0, 1, "the head turns one way and the other; the value is its velocity"),
    Signal("face.blink", "hit", 0, 1, "both eyes close"),
)
"""Of the player's face, which is looked for only where a mapping reads one of these."""

BODY: tuple[Signal, ...] = (
    Signal("body.lean", "level", -1, 1, "leaning to your left -1 to your right 1: 30 degrees each way"),
    Signal("body.turn", "level", -1, 1, "turned to your left -1 to your right 1: 60 degrees each way"),
    Signal("body.x", "level", 0, 1, "shoulders from a fifth of the picture's width to four fifths"),
    Signal("body.y", "level", 0, 1, "shoulders from a fifth of the picture's height to four fifths, upwards"),
    Signal("body.height", "level", -1, 1, "a shoulder width lower than at rest -1, higher 1"),
    *(
        signal
        for side in ("left", "right")
        for signal in (
            Signal(f"body.{side}_arm", "level", 0, 1, f"{side} upper arm hanging 0, level 0.5, up 1"),
            Signal(f"body.{side}_elbow", "level", 0, 1, f"{side} elbow bent to 40 degrees 0, stretched 1"),
            Signal(f"body.{side}_knee", "level", 0, 1, f"{side} knee bent to 70 degrees 0, stretched 1"),
        )
    ),
    *(
        signal
        for side in ("left", "right")
        for signal in (
            Signal(
                f"body.{side}_wrist.x",
                "level",
                -1,
                1,
                f"{side} wrist two shoulder widths to the left of the shoulders' middle -1, to the right 1",
            ),
            Signal(
                f"body.{side}_wrist.y",
                "level",
                -1,
                1,
                f"{side} wrist two shoulder widths below the shoulders -1, above 1",
            ),
            Signal(f"body.{side}_wrist.speed", "level", 0, 1, "1 is eight shoulder widths a second"),
            Signal(
                f"body.{side}_ankle.x",
                "level",
                -1,
                1,
                f"{side} ankle two shoulder widths to the left of the hips' middle -1, to the right 1",
            ),
            Signal(
                f"body.{side}_ankle.y",
                "level",
                0,
                1,
                f"{side} ankle three shoulder widths below the hips 0, as high as they 1",
            ),
            Signal(f"body.{side}_ankle.speed", "level", 0, 1, "1 is eight shoulder widths a second"),
        )
    ),
    Signal("body.present", "flag", 0, 1, "1 while the shoulders are seen"),
    Signal("body.step", "hit", 0, 1, "a foot was lifted and is set down; the value is its velocity"),
    Signal("body.jump", "hit", 0, 1, "you have jumped and land; the value is its velocity"),
)
"""Of the player's body, which is looked for only where a mapping reads one of these."""

PARTS: dict[Part, tuple[Signal, ...]] = {"face": FACE, "body": BODY}

HEART: tuple[Signal, ...] = (
    Signal("heart.rate", "level", 30, 220, "beats a minute, as the sensor tells them"),
    Signal("heart.hrv", "level", 0, 0.2, "how much the time from beat to beat varies, in seconds (RMSSD)"),
    Signal("heart.phase", "level", 0, 1, "how much of the time to the next beat has gone by"),
    Signal("heart.contact", "flag", 0, 1, "1 while the sensor is heard and touches the skin"),
    Signal("heart.beat", "hit", 0, 1, "the heart beats; foretold, so that it sounds in time"),
)
"""Of a heart rate sensor that the player wears."""

VOICE: tuple[Signal, ...] = (
    Signal("voice.WORD", "hit", 0, 1, "a command is spoken: `voice.next`, `voice.next_song`"),
)
"""Of the player's voice, while it is listened for."""

OUTSIDE: tuple[Signal, ...] = (
    Signal("clock.running", "flag", 0, 1, "1 while a clock is heard and its music plays"),
    Signal("clock.tempo", "level", 10, 1000, "beats (quarter notes) a minute, also while the music stands"),
    Signal("clock.beat", "level", 0, 1e6, "beats since the beginning of the song, while its music plays"),
    Signal("clock.phase", "level", 0, 1, "how much of the beat has gone by"),
    Signal("clock.bar", "level", 0, 1, "how much of a bar of four beats has gone by"),
    Signal("midi.cc.N", "level", 0, 1, "controller N, 0 to 127, of whichever channel"),
    Signal("midi.note", "level", 0, 127, "the number of the key that was struck last"),
    Signal("midi.note.N", "flag", 0, 1, "the velocity of key N, 0 to 127, while it is held, else 0"),
    Signal("osc.NAME", "level", 0, 1, "what is sent by OSC under a name of your own"),
)
"""What no hand says but another program. A level is NaN until it is told."""
NO_HAND = (*FACE, *BODY, *HEART, *VOICE, *OUTSIDE)
_BY_NAME = {signal.name: signal for signal in NO_HAND}
_NUMBER = r"(?:0|[1-9]\d?|1[01]\d|12[0-7])"
_OPEN = {"N": _NUMBER, "NAME": r"[a-z][a-z0-9_]*", "WORD": r"[a-z][a-z0-9_]*"}
"""What may stand where the name of a signal ends in capitals."""
_PATTERNS = tuple(
    (re.compile(re.escape(name.removesuffix(last)) + _OPEN[last], re.ASCII), signal)
    for name, signal in _BY_NAME.items()
    if (last := name.rpartition(".")[2]) in _OPEN
)


def of_no_hand(name: str) -> Signal | None:
    """The signal of this name that comes from no hand: `face.x`, `clock.beat`, `midi.cc.21`, `osc.dial`."""
    if name in _BY_NAME and name.islower():
        return _BY_NAME[name]
    return next((signal for pattern, signal in _PATTERNS if pattern.fullmatch(name)), None)


def full_names(taught: Iterable[Signal] = ()) -> dict[str, Signal]:
    """Every full name that a mapping may read, in the order of this file; `taught` come last of a hand."""
    of_hand = (*HAND, *POSES, *HITS, *taught)
    one = {f"{hand}.{s.name}": s for hand in HAND_NAMES for s in of_hand}
    return one | {f"hands.{s.name}": s for s in BOTH}

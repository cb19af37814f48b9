"""The words for signals: as nouns, as what a hand does, and as what a comparison comes to."""

from __future__ import annotations

HANDS = {
    "left": "the left hand",
    "right": "the right hand",
    "any": "either hand",
    "hands": "both hands",
}

_FINGERS = {
    "thumb": "thumb",
    "index": "index finger",
    "middle": "middle finger",
    "ring": "ring finger",
    "pinky": "little finger",
}
_SIDES = ("left", "right")
_ENDS = tuple((f"{side}_{end}", f"{side} {end}") for side in _SIDES for end in ("wrist", "ankle"))
_ARMS = tuple((f"{side}_arm", f"{side} arm") for side in _SIDES)
_JOINTS = tuple((f"{side}_{joint}", f"{side} {joint}") for side in _SIDES for joint in ("elbow", "knee"))
# What speaks where no hand does; {n} is a signal's number or name of its own.
OTHERS = {
    "clock.running": "the clock",
    "midi.note.N": "key {n}",
    "face.blink": "your eyes",
    **dict.fromkeys(("face.nod", "face.shake"), "your head"),
    "face.present": "your face",
    "body.present": "your body",
    **dict.fromkeys(("body.step", "body.jump"), "your body"),
    "heart.beat": "your heart",
    "heart.contact": "the heart rate sensor",
    "voice.WORD": "your voice",
}
# {s} is who it is (`the hand`), {p} whose (`its`, `the left hand's`).
NOUNS = {
    "x": "{p} place from left to right",
    "y": "{p} height",
    "depth": "{p} nearness to the camera",
    "open": "how open {s} is",
    "pinch": "how close {p} thumb and index finger are",
    "spread": "how spread {p} fingers are",
    "roll": "how far {s} leans to the side",
    "pitch": "how far {p} fingers lean to the camera",
    "yaw": "how far {p} palm is turned away",
    "confidence": "how well {s} holds its pose",
    "speed": "{p} speed",
    "vx": "{p} speed to the right",
    "vy": "{p} speed upwards",
    "hands.distance": "the distance of both hands",
    "hands.angle": "the slant from hand to hand",
    "hands.height": "the mean height of both hands",
    **{f"pinch.{f}": f"how close {{p}} thumb and {word} are" for f, word in _FINGERS.items()},
    **{f"curl.{f}": f"how curled {{p}} {word} is" for f, word in _FINGERS.items()},
    **{f"{f}.x": f"the place of {{p}} {word} from left to right" for f, word in _FINGERS.items()},
    **{f"{f}.y": f"the height of {{p}} {word}" for f, word in _FINGERS.items()},
    "clock.tempo": "the tempo of the clock",
    "clock.beat": "the beat of the clock",
    "clock.phase": "the part of the beat that has gone by",
    "clock.bar": "the part of the bar that has gone by",
    "midi.cc.N": "controller {n}",
    "midi.note": "the number of the key that was struck last",
    "osc.NAME": "the OSC value `{n}`",
    "face.x": "your face's place from left to right",
    "face.y": "your face's height",
    "face.size": "how near your face is",
    "face.yaw": "how far your head is turned to the right",
    "face.pitch": "how far your head is raised",
    "face.roll": "how far your head is tilted to the right",
    "face.mouth": "how open your mouth is",
    "face.smile": "how much you smile",
    "face.brow": "how high your brows are",
    "face.blink.left": "how closed your left eye is",
    "face.blink.right": "how closed your right eye is",
    "body.lean": "how far you lean to the right",
    "body.turn": "how far your shoulders are turned to the right",
    "body.x": "your place from left to right",
    "body.y": "your shoulders' height",
    "body.height": "how tall you stand",
    **{f"body.{name}": f"how high your {word} is raised" for name, word in _ARMS},
    **{f"body.{name}": f"how far your {word} is stretched" for name, word in _JOINTS},
    **{f"body.{name}.x": f"your {word}'s place from left to right" for name, word in _ENDS},
    **{f"body.{name}.y": f"your {word}'s height" for name, word in _ENDS},
    **{f"body.{name}.speed": f"your {word}'s speed" for name, word in _ENDS},
    "heart.rate": "your heart rate",
    "heart.hrv": "how much your heartbeat varies",
    "heart.phase": "the part of your heartbeat that has gone by",
    "finger.x": "its tip's place from left to right",
    "finger.y": "its tip's height",
    "finger.curl": "how curled {s} is",
    "finger.pinch": "how close {s} is to the thumb",
}
# The same where there is more of it, and where there is less: "the higher it is, the louder".
MORE = {
    "x": ("the further right {s} is", "the further left {s} is"),
    "y": ("the higher {s} is", "the lower {s} is"),
    "depth": ("the nearer {s} is", "the further away {s} is"),
    "open": ("the more open {s} is", "the more closed {s} is"),
    "pinch": ("the tighter {s} pinches", "the looser {s} pinches"),
    "spread": ("the more {p} fingers are spread", "the less {p} fingers are spread"),
    "roll": ("the further {s} leans to the right", "the further {s} leans to the left"),
    "pitch": ("the more {p} fingers lean to the camera", "the more {p} fingers lean back"),
    "speed": ("the faster {s} moves", "the slower {s} moves"),
    "vx": ("the faster {s} moves to the right", "the faster {s} moves to the left"),
    "vy": ("the faster {s} rises", "the faster {s} falls"),
    "strike": ("the harder {s} strikes", "the softer {s} strikes"),
    "hands.distance": ("the further apart both hands are", "the closer together both hands are"),
    "finger.y": ("the higher its tip is", "the lower its tip is"),
    "face.x": ("the further right your face is", "the further left your face is"),
    "face.y": ("the higher your face is", "the lower your face is"),
    "face.size": ("the nearer your face is", "the further away your face is"),
    "face.yaw": ("the further you turn your head to the right", "the further you turn your head to the left"),
    "face.pitch": ("the further you raise your head", "the further you bow your head"),
    "face.roll": (
        "the further you tilt your head to the right",
        "the further you tilt your head to the left",
    ),
    "face.mouth": ("the wider your mouth is open", "the less your mouth is open"),
    "face.smile": ("the more you smile", "the less you smile"),
    "face.brow": ("the higher you raise your brows", "the lower your brows are"),
    "body.lean": ("the further you lean to the right", "the further you lean to the left"),
    "body.turn": ("the further you turn to the right", "the further you turn to the left"),
    "body.x": ("the further right you stand", "the further left you stand"),
    "body.y": ("the higher your shoulders are", "the lower your shoulders are"),
    "body.height": ("the taller you stand", "the lower you crouch"),
    **{f"body.{name}": (f"the higher your {word}", f"the lower your {word}") for name, word in _ARMS},
    **{
        f"body.{name}": (f"the further your {word} is stretched", f"the further your {word} is bent")
        for name, word in _JOINTS
    },
    **{
        f"body.{name}.x": (f"the further right your {word} is", f"the further left your {word} is")
        for name, word in _ENDS
    },
    **{f"body.{name}.y": (f"the higher your {word} is", f"the lower your {word} is") for name, word in _ENDS},
    **{
        f"body.{name}.speed": (f"the faster your {word} moves", f"the slower your {word} moves")
        for name, word in _ENDS
    },
    "heart.rate": ("the faster your heart beats", "the slower your heart beats"),
    "heart.hrv": ("the more your heartbeat varies", "the less your heartbeat varies"),
}
# What a hand does while a pose is held, or in the moment of a hit; and what it then does not.
VERBS = {
    "open_hand": ("is held open", "is not held open"),
    "fist": ("makes a fist", "makes no fist"),
    "point": ("points", "does not point"),
    "victory": ("shows a V", "shows no V"),
    "three": ("shows three fingers", "does not show three fingers"),
    "four": ("shows four fingers", "does not show four fingers"),
    "thumb_up": ("has its thumb up", "has its thumb not up"),
    "thumb_down": ("has its thumb down", "has its thumb not down"),
    "ok": ("makes a ring of thumb and index finger", "makes no ring of thumb and index finger"),
    "rock": ("stretches index and little finger", "does not stretch index and little finger"),
    "call": ("stretches thumb and little finger", "does not stretch thumb and little finger"),
    "strike": ("strikes", "does not strike"),
    "circle": ("goes round in a circle", "goes round in no circle"),
    "pinch_tap": ("taps its thumb with the index finger", "does not tap its thumb"),
    **{
        f"pinch_tap.{f}": (f"taps its thumb with the {word}", "does not tap its thumb")
        for f, word in _FINGERS.items()
    },
    **{
        f"finger_strike.{f}": (f"strikes with the {word}", f"does not strike with the {word}")
        for f, word in _FINGERS.items()
    },
    **{f"swipe_{way}": (f"sweeps {way}", f"does not sweep {way}") for way in ("left", "right", "up", "down")},
    "present": ("is seen", "is not seen"),
    "clock.running": ("runs", "does not run"),
    "midi.note.N": ("is held", "is not held"),
    "hands.present": ("are seen", "are not both seen"),
    "hands.clap": ("clap", "do not clap"),
    "face.present": ("is seen", "is not seen"),
    "face.nod": ("nods", "does not nod"),
    "face.shake": ("shakes", "does not shake"),
    "face.blink": ("blink", "do not blink"),
    "body.present": ("is seen", "is not seen"),
    "body.step": ("makes a step", "makes no step"),
    "body.jump": ("jumps", "does not jump"),
    "heart.beat": ("beats", "does not beat"),
    "voice.WORD": ("says `{n}`", "does not say `{n}`"),
    "heart.contact": ("touches your skin", "does not touch your skin"),
}
# What a comparison comes to where the signal has a word for it: above some value, and below it.
STATES = {
    "pinch": ("{s}", "is pinched", "is not pinched"),
    "open": ("{s}", "is open", "is closed"),
    "y": ("{s}", "is above {n} of the height", "is below {n} of the height"),
    "x": ("{s}", "is right of {n} of the width", "is left of {n} of the width"),
    "hands.distance": ("both hands", "are further apart than {n}", "are closer together than {n}"),
    "yaw": ("{p} palm", "is turned away", "is not turned away"),
    "finger.curl": ("{s}", "is curled", "is stretched"),
    "face.mouth": ("your mouth", "is open", "is closed"),
    "face.smile": ("you", "smile", "do not smile"),
    "face.brow": ("your brows", "are raised", "are not raised"),
    "face.blink.left": ("your left eye", "is closed", "is open"),
    "face.blink.right": ("your right eye", "is closed", "is open"),
    **{f"body.{name}": (f"your {word}", "is raised", "is not raised") for name, word in _ARMS},
    **{f"body.{name}": (f"your {word}", "is stretched", "is bent") for name, word in _JOINTS},
    "finger.pinch": ("{s}", "touches the thumb", "does not touch the thumb"),
    **{f"curl.{f}": (f"{{p}} {word}", "is curled", "is stretched") for f, word in _FINGERS.items()},
    **{f"pinch.{f}": (f"{{p}} thumb and {word}", "touch", "do not touch") for f, word in _FINGERS.items()},
}
HALVES = {
    "is above 50 % of the height": "is in the upper half",
    "is below 50 % of the height": "is in the lower half",
    "is right of 50 % of the width": "is in the right half",
    "is left of 50 % of the width": "is in the left half",
}


def of_bank(bank: tuple[int, ...] | None) -> str:
    """` of bank 8/3`; empty where none is chosen."""
    return f" of bank {'/'.join(map(str, bank))}" if bank else ""

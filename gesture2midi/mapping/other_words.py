"""What other programs call the kinds, keys, values, signals and functions of a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gesture2midi.errors import did_you_mean
from gesture2midi.gestures.signals import FINGERS

OTHERS = {
    "arp": "arpeggio arpeggiator",
    "bend": "pitchbend pitchwheel",
    "cc": "controller control controlchange ctrl knob fader slider",
    "chord": "chords",
    "clock": "midiclock beatclock sync",
    "drum": "percussion drums sample",
    "loop": "looper",
    "mpe_note": "mpe",
    "osc": "udp",
    "panic": "allnotesoff",
    "poly_pressure": "polyaftertouch keypressure",
    "pressure": "aftertouch channelpressure",
    "program": "programchange patch preset instrument number",
    "sequence": "melody steps",
    "sysex": "systemexclusive",
    "transport": "mmc",
    # Where two of a control are called alike, the first one here is meant.
    "note": "noteon notes pitch key",
    "pitch": "note notes",
    "notes": "note pitch melody steps",
    "sound": "note pitch instrument sample drum",
    "chords": "chord",
    "gate": "trigger hit",
    "hit": "trigger gate",
    "when": "trigger hit gate if",
    "from": "source input signal expression value",
    "out": "output min max low high invert inverted reverse",
    "smooth": "slew lag ease filter",
    "at_end": "wrap cycle",
    "range": "low high octave octaves",
    "scale": "key",
    "number": "controller control cc",
    "velocity": "volume loudness",
    "address": "path url",
    "bytes": "data",
    "curve": "easing shape",
    "do": "action command",
    "length": "duration",
    "port": "device output",
    "tempo": "bpm",
    "to": "name",
    "id": "name",
    "about": "comment description",
    "start": "play",
    "stop": "pause",
    "locate": "rewind",
    "hold": "keep freeze last stay",
    "rest": "default zero reset off",
    "rate": "every division speed",
    "linear": "lin straight none",
    "exponential": "exp easein quadratic square squared cubic power",
    "logarithmic": "log ln easeout sqrt root",
    "s-curve": "sigmoid smoothstep s ease easeinout sine",
    "int": "integer i int32 whole",
    "float": "f float32 double number real",
}
"""Kinds, keys and values, and what else each is called, in small letters without `_`, `-` and blanks."""

SIGNALS = {
    "depth": "z zoom near proximity closeness",
    "x": "horizontal",
    "y": "height vertical altitude",
    "open": "opening",
    "roll": "rotation twist tilt angle",
    "speed": "velocity motion energy",
    "present": "visible seen detected tracked",
    "confidence": "score certainty",
    "open_hand": "palm flat five",
    "fist": "grab grip grasp closed",
    "point": "pointing one",
    "victory": "peace two scissors",
    "thumb_up": "like",
    "thumb_down": "dislike",
    "ok": "okay",
    "rock": "horns",
    "call": "shaka phone",
    "strike": "hit blow punch",
    "pinch_tap": "tap click",
} | {f"curl.{finger}": f"{finger}.curl {finger}.bend {finger}.flex" for finger in FINGERS}
"""Signals of a hand, and what else each is called."""

FUNCTIONS = {
    "abs": "absolute fabs",
    "clamp": "clip limit constrain",
    "scale": "map remap rescale lerp linlin normalise normalize",
    "if": "select where",
    "smooth": "lag slew lowpass filter ease average",
    "delay": "wait",
    "hysteresis": "schmitt",
    "count": "counter",
    "since": "time timer elapsed",
    "hold": "freeze latch",
    "lfo": "sin sine cos triangle oscillator wave",
    "random": "rand noise",
}
"""Functions of an expression, and what else each is called."""

UNITS = {
    "ms": "m msec msecs millis millisecond milliseconds",
    "s": "sec secs second seconds",
    "Hz": "hz hertz fps cps",
}
"""Units, and what else each is called."""

NOTES = {
    **{"cis": "C#", "dis": "D#", "eis": "E#", "fis": "F#", "gis": "G#", "ais": "A#", "his": "B#"},
    **{"ces": "Cb", "des": "Db", "es": "Eb", "fes": "Fb", "ges": "Gb", "as": "Ab", "hes": "Bb"},
    **{"h": "B", "do": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "so": "G", "la": "A", "si": "B"},
}
"""Notes in German and in Romance languages, with what they are called here."""

SCALE_WORDS = {"dur": "major", "moll": "minor", "maj": "major", "min": "minor", "scale": "", "mode": ""}
"""Words of a scale in other languages, and those that are left out here."""

NAMED_VALUES = {
    **{"whole": "1/1", "half": "1/2", "quarter": "1/4", "eighth": "1/8", "sixteenth": "1/16"},
    **{"crotchet": "1/4", "quaver": "1/8", "semiquaver": "1/16", "middle c": "C4"},
}
"""Lengths and notes that have a name elsewhere."""


def unit_here(number: float, unit: str) -> list[str]:
    """Returns a time or a rate as it is written here, of a number with another word for the unit."""
    if unit.lower() in ("bpm", "khz"):
        return [f"{number / 60 if unit.lower() == 'bpm' else 1000 * number:g} Hz"]
    return [
        f"{number:g} {one}" for one, words in UNITS.items() if unit.lower() in (one.lower(), *words.split())
    ]


def named_here(word: str, known: Iterable[str], others: Mapping[str, str]) -> str | None:
    """Returns which of `known` is called `word` elsewhere, whatever its capitals, `_`, `-` and blanks."""
    names = set(known)
    bare = word.lower().translate({ord(sign): None for sign in "_- "})
    return next((name for name, words in others.items() if name in names and bare in words.split()), None)


def meant(word: str, known: Iterable[str], otherwise: str = "", others: Mapping[str, str] = OTHERS) -> str:
    """Returns a hint: which of `known` is called so elsewhere, or is written like it, else `otherwise`."""
    names = list(known)
    same = named_here(word, names, others)
    return f"write `{same}`" if same else did_you_mean(word, names, otherwise)

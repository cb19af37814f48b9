"""By what a control is played, in a few words and as signals: for pages that have no room for sentences."""

from __future__ import annotations

import re

from gesture2midi.engine import controls
from gesture2midi.errors import listed
from gesture2midi.mapping.describe.dependencies import way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.sentences import Moment
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.schema import controllers, kinds, notes


def gesture(c: kinds.Control, speaker: Speaker) -> str:
    """By what, shortly: `height, while pinched`."""
    match c:
        case notes.NoteControl():
            said = "" if isinstance(c.pitch, int) else f"{_by(c.pitch, speaker)}, "
            said += f"{_PRESS[c.mode]} {speaker.clause(c.gate.text)}"
        case notes.ChordControl() | notes.ArpControl():
            several = len(c.chords or ()) > 1 and parser.constant(c.pick) is None
            said = f"{_by(c.pick, speaker)}, " if several else ""
            said += f"{_PRESS[c.mode]} {speaker.clause(c.gate.text)}"
        case notes.MpeNoteControl():
            said = f"{speaker.noun(c.pitch)}, while {speaker.clause(c.gate)}"
            for text, what in ((c.bend, "bend"), (c.slide, "colour"), (c.pressure, "swell")):
                said += f"; {what} by {speaker.noun(text)}" if text is not None else ""
        case notes.DrumControl():
            said = speaker.clause(c.hit.text)
        case controllers.OscControl():
            nouns = (speaker.noun(source.text) for source in c.from_)
            said = listed((_WHETHER.sub("", noun) for noun in nouns), "and")
        case controllers.Followed():
            said = _by(c.from_, speaker)
            if said.startswith("whether "):
                said = ("on and off when " if c.mode == "toggle" else "") + said.removeprefix("whether ")
        case _:
            said = speaker.clause(c.when.text)
    if c.when is not None and not isinstance(c, Moment):
        said += f", only while {speaker.clause(c.when.text)}"
    return _SHORT.sub(lambda found: found[1] + ("it " if found[1] and found[2] == "" else ""), said)


def _by(source: controls.Expression, speaker: Speaker) -> str:
    """The level that is followed, whatever is calculated from it."""
    noun = speaker.noun(source.text)
    found = way(source) if noun.startswith("`") else None
    return noun if found is None else speaker.noun(found.signal)


_PRESS = {"hold": "while", "toggle": "on and off when", "latch": "when"}
# One sees the hand that it is about: `while the hand is pinched` is `while pinched`.
_WHETHER = re.compile(r"^whether (the hand (is )?)?")
_SHORT = re.compile(r"(^|while |when |, )(?:the (?:hand|finger) (is |)|its( ))")


def signals(c: kinds.Control) -> tuple[list[str], list[str]]:
    """The expressions that say how a control is played: when it does, and what it follows."""
    match c:
        case notes.NoteControl():
            return [c.gate.text], [] if isinstance(c.pitch, int) else [c.pitch.text]
        case notes.ChordControl() | notes.ArpControl():
            return [c.gate.text], [c.pick.text]
        case notes.MpeNoteControl():
            return [c.gate], [c.pitch]
        case notes.DrumControl():
            return [c.hit.text], []
        case controllers.OscControl():
            return [], [source.text for source in c.from_]
        case controllers.Followed():
            return [c.when.text] if c.when else [], [c.from_.text]
        case _:
            return [c.when.text], []

"""Each kind of control as a sentence, without a capital and a full stop."""

from __future__ import annotations

from typing import TypeAlias

from gesture2midi.engine import controls
from gesture2midi.engine.controls import MAIN
from gesture2midi.errors import listed
from gesture2midi.mapping.describe.dependencies import way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.note_sentences import Sounding, played
from gesture2midi.mapping.describe.targets import controller_name, moved, of_channel
from gesture2midi.mapping.schema import controllers, kinds
from gesture2midi.mapping.schema.scene_actions import (
    Action,
    CcAction,
    OscAction,
    ProgramAction,
    SysexAction,
    TransportAction,
)
from gesture2midi.music.general_midi import program_name

Moment: TypeAlias = (
    kinds.ProgramControl
    | kinds.TransportControl
    | kinds.SysexControl
    | kinds.SceneControl
    | kinds.PanicControl
)

_CURVES = {"exponential": "slowly at first", "logarithmic": "fast at first", "s-curve": "gently at both ends"}
_MODES = {
    "pickup": "once the hand has passed where it was left",
    "relative": "as far as the hand moves, from where it is",
    "toggle": "from one end to the other each time the hand passes the middle",
}


def said(c: kinds.Control, speaker: Speaker) -> str:
    port = getattr(c, "port", None)
    return _said(c, speaker) + (f" (on the port {port})" if port else "")


def _said(c: kinds.Control, speaker: Speaker) -> str:
    if isinstance(c, Sounding):
        return played(c, speaker)
    if isinstance(c, controllers.OscControl):
        values = listed((speaker.noun(source.text) for source in c.from_), "and")
        go = "goes" if len(c.from_) == 1 else "go"
        return f"{values}{_within(c)} {go} to {c.address}{_between(c.out, (0.0, 1.0))}{_ways(c, c.rest)}"
    if isinstance(c, controllers.Followed):
        return _followed(c, speaker)
    return f"when {speaker.clause(c.when.text)}, {_done(c)}"


def _done(c: Moment) -> str:
    match c:
        case kinds.ProgramControl():
            return f"channel {c.channel} goes over to {program_name(c.program)}"
        case kinds.TransportControl():
            return _transport(c.do, c.position)
        case kinds.SysexControl():
            return f"the SysEx {c.bytes.hex(' ').upper()} is sent"
        case kinds.SceneControl():
            return "no scene is on any more" if c.to == MAIN else f"the scene {c.to} begins"
        case kinds.PanicControl():
            return "everything falls silent"


def _followed(c: controllers.Followed, speaker: Speaker) -> str:
    source: controls.Expression = c.from_  # type: ignore[attr-defined]
    what, whole = moved(c, speaker.key)
    rest: float | None = getattr(c, "rest", None)
    out: tuple[float, float] = getattr(c, "out", None) or whole
    condition = speaker.noun(source.text)
    if condition.startswith("whether ") and c.mode == "follow" and c.input is None:
        low, high = out
        while_ = condition.removeprefix("whether ")
        return f"{what} is {high:g} while {while_}, and {low:g} otherwise{_ways(c, rest)}"
    if condition.startswith("whether ") and c.mode == "toggle":
        (low, high), each = out, condition.removeprefix("whether ")
        return f"{what} goes to {high:g} and back to {low:g} in turn, each time {each}"
    noun = condition
    if noun.startswith("`") and (found := way(source)) is not None:
        noun = f"{speaker.noun(found.signal)}, by {condition},"
    return f"{noun}{_within(c)} moves {what}{_between(out, whole)}{_ways(c, rest)}"


def _within(c: controllers.Followed) -> str:
    return f", from {c.input[0]:g} to {c.input[1]:g}," if c.input else ""


def _between(out: tuple[float, float], whole: tuple[float, float]) -> str:
    return f" from {out[0]:g} to {out[1]:g}" if out != whole else ""


def _ways(c: controllers.Followed, rest: float | None) -> str:
    said = f", {_CURVES[c.curve]}" if isinstance(c.curve, str) and c.curve in _CURVES else ""
    said += ", along a curve of its own" if not isinstance(c.curve, str) else ""
    said += f", in {c.steps} steps" if c.steps else ""
    said += f", {_MODES[c.mode]}" if c.mode in _MODES else ""
    said += ", not around the middle" if c.dead else ""
    out: tuple[float, float] = getattr(c, "out", None) or (0, 0)
    middle = isinstance(c, controllers.BendControl)
    home = "the middle" if middle else f"{out[0] if rest is None else rest:g}"
    if c.lost == "glide":
        said += f"; when the hand leaves it glides to {home}"
    elif c.lost == "rest" and not isinstance(c, _SPRUNG):
        said += f"; when the hand leaves it goes to {home}"
    elif c.lost == "hold" and isinstance(c, _SPRUNG):
        said += "; it stays when the hand leaves"
    return said


_SPRUNG = (controllers.BendControl, controllers.PressureControl, controllers.PolyPressureControl)


def _transport(do: str, position: int | None) -> str:
    where = f" sixteenth {position}" if position else " the beginning"
    return {
        "start": "the music program plays from the beginning",
        "stop": "the music program stops",
        "continue": "the music program plays on" + (f" from{where}" if position is not None else ""),
        "locate": f"the music program goes to{where}",
    }[do]


def action(action: Action) -> str:
    match action:
        case ProgramAction():
            return f"the program {program_name(action.program)}{of_channel(action.channel)}"
        case CcAction():
            return f"{controller_name(action.number)}{of_channel(action.channel)} = {action.value}"
        case TransportAction():
            return f"`{action.do}` to the music program"
        case SysexAction():
            return f"the SysEx {action.bytes.hex(' ').upper()}"
        case OscAction():
            return f"{action.address} = {action.value:g}"

"""A first mapping of a player's own, written from a few wishes, with a remark at what may be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.errors import Mistake
from gesture2midi.events import SIDES
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.notes import note_range
from gesture2midi.music.scales import ladder, scale_steps
from gesture2midi.music.spelling import pitch_class_name

Plays: TypeAlias = Literal["notes", "chords", "drums", "controllers"]
With: TypeAlias = Literal["left", "right", "both"]
PLAYS: tuple[Plays, ...] = ("notes", "chords", "drums", "controllers")
HANDS: tuple[With, ...] = (*SIDES, "both")

SCALE, RANGE = "C minor pentatonic", "C3..C5"

_REMARKS = 42  # the column where they begin
_CHORDS = {"major": ((0, ""), (9, "m"), (5, ""), (7, "")), "minor": ((0, "m"), (8, ""), (3, ""), (10, ""))}
_MINOR_THIRD = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted.

    scale: of notes and chords. range: of notes. channel: None leaves it to what plays.
    """

    name: str
    plays: Plays = "notes"
    hand: With = "right"
    scale: str = SCALE
    range: str = RANGE
    channel: int | None = None


def write(wish: Wish) -> str:
    """The text of a mapping file; it plays without a warning.

    Raises:
        Mistake: no scale, no range, or one without a note of the other; notes on the channel of the drums.
    """
    if wish.plays in ("notes", "chords"):
        scale = scale_steps(wish.scale)
        if wish.plays == "notes" and not ladder(scale, note_range(wish.range)):
            raise Mistake(f"no note of {wish.scale} lies in {wish.range}", "widen the range")
        if wish.channel == DRUM_CHANNEL:
            raise Mistake(f"channel {DRUM_CHANNEL} is for drums", "take another channel")
    about, body = _WRITERS[wish.plays](wish)
    panic = " and ".join(f"{side}.thumb_down" for side in _sides(wish))
    synth = "synth: {program: Grand Piano}  # what `run --synth` plays with"
    lines = [
        "# Change what you like and save: a mapping that plays is read again at once.",
        f"# `gesture2midi check {wish.name}.yaml` tells what is wrong with it, `explain` what it does.",
        "",
        f"name: {_text(wish.name)}",
        f"about: {about}",
        *([synth] if wish.plays in _PITCHED else []),
        "",
        "controls:",
        *body,
        "",
        "  - id: silence",
        "    send: panic",
        *_lines((f"when: {panic}", "ends all that sounds")),
    ]
    return "\n".join(_once(lines)) + "\n"


def _once(lines: Iterable[str]) -> Iterator[str]:
    """Each remark where it stands first, and there alone."""
    said: set[str] = set()
    for line in lines:
        key, mark, remark = line.partition("  # ")
        yield key.rstrip() if mark and remark in said else line
        said.add(remark)


_PITCHED = ("notes", "chords")


def _notes(wish: Wish) -> tuple[str, list[str]]:
    body = []
    for side in _sides(wish):
        body += [f"  - id: {side}-melody", "    send: note"]
        body += _lines(
            (f"pitch: {side}.y", "its height; x is its place from left to right"),
            (f"scale: {wish.scale}", "no other notes"),
            (f"range: {wish.range}", "from the bottom of the play area to its top"),
            (f"gate: {side}.pinch > 0.6", "sounds while this is true; or while another is, such as `fist`"),
            (f"velocity: clamp(0.5 + {side}.speed / 8)", "a moving hand starts a note louder"),
            (f"channel: {wish.channel or 1}", ""),
        )
    who = "Each hand" if wish.hand == "both" else f"The {wish.hand} hand"
    return f"{who} plays by its height while it pinches.", body


def _chords(wish: Wish) -> tuple[str, list[str]]:
    scale = scale_steps(wish.scale)
    kind = "minor" if _MINOR_THIRD in scale.steps and 4 not in scale.steps else "major"
    named = ", ".join(
        f"{pitch_class_name((scale.root + step) % 12, scale)}{quality}" for step, quality in _CHORDS[kind]
    )
    picks = "left" if wish.hand == "both" else wish.hand
    plays = "right" if wish.hand == "both" else wish.hand
    body = ["  - id: chords", "    send: chord"]
    body += _lines(
        (f"chords: [{named}]", "as many as you like, such as Am7 or G/B"),
        (f"pick: {picks}.x", "from left to right"),
        (f"gate: {plays}.fist", "sounds while this is true"),
        ("octave: 3", ""),
        ("velocity: 100", f"1 to 127, or an expression such as {plays}.y"),
        (f"channel: {wish.channel or 1}", ""),
    )
    if wish.hand == "both":
        return "The left hand picks a chord by its place, the right fist plays it.", body
    return f"The {wish.hand} hand picks a chord by its place, and plays it as a fist.", body


def _drums(wish: Wish) -> tuple[str, list[str]]:
    kit = {"left": ("snare", "crash"), "right": ("kick", "closed hat")}
    body = []
    for side in _sides(wish):
        inner, outer = ("snare", "kick") if wish.hand != "both" else kit[side]
        for sound, where in ((inner, f"{side}.x < 0.5"), (outer, f"{side}.x >= 0.5")):
            body += [f"  - id: {side}-{sound.replace(' ', '-')}", "    send: drum"]
            body += _lines(
                (f"sound: {sound}", "a drum of General MIDI, or a note such as C2"),
                (f"hit: {side}.strike and {where}", "a blow, as loud as it is hard, in one half"),
                (f"channel: {wish.channel or DRUM_CHANNEL}", ""),
            )
    who = "Both hands strike" if wish.hand == "both" else f"The {wish.hand} hand strikes"
    return f"{who}; the half of the play area says which drum.", body


def _controllers(wish: Wish) -> tuple[str, list[str]]:
    body = []
    number = 20
    for side in _sides(wish):
        for name, source, ends, remark in (
            ("height", f"{side}.y", "[0.1, 0.9]", "from here to there, as 0 to 127"),
            ("place", f"{side}.x", "[0.1, 0.9]", "from left to right"),
            ("open", f"{side}.open", "[0.2, 0.9]", "0 a fist, 1 a flat hand"),
            ("turn", f"{side}.roll", "[-0.35, 0.35]", "leaning to the left, and to the right"),
        ):
            body += [f"  - id: {side}-{name}", "    send: cc"]
            body += _lines(
                (f"number: {number}", "20 to 31 are free for a DAW to learn"),
                (f"from: {source}", "`gesture2midi gestures` lists all there is"),
                (f"in: {ends}", remark),
                ("smooth: 40 ms", "more is calmer, and later"),
                ("lost: hold", "when the hand leaves: hold, rest or glide"),
                (f"channel: {wish.channel or 1}", ""),
            )
            number += 1
    who = "Each hand moves" if wish.hand == "both" else f"The {wish.hand} hand moves"
    return f"{who} four controllers, for a DAW to learn.", body


_WRITERS: dict[Plays, Callable[[Wish], tuple[str, list[str]]]] = {
    "notes": _notes,
    "chords": _chords,
    "drums": _drums,
    "controllers": _controllers,
}


def _sides(wish: Wish) -> tuple[str, ...]:
    return SIDES if wish.hand == "both" else (wish.hand,)


def _lines(*keys: tuple[str, str]) -> list[str]:
    """Keys of a control, each with its remark; those of one control stand in line."""
    return [f"    {key:<{_REMARKS}}  # {remark}" if remark else f"    {key}" for key, remark in keys]


def _text(name: str) -> str:
    """A text of YAML, in quotes where it would be taken for something else."""
    return name if re.fullmatch(r"[A-Za-z][A-Za-z _-]*", name) and name not in _WORDS else json.dumps(name)


_WORDS = ("true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL")

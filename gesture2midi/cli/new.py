"""`gesture2midi new`: a mapping of one's own to begin with."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from gesture2midi.cli.common import command, echo, taught_signals
from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.files import is_device, reason
from gesture2midi.paths import is_mapping

_PLAYS = ("notes", "chords", "drums", "controllers")
_HANDS = ("left", "right", "both")


@command("new mine --plays notes --hand right")
@click.argument("name")
@click.option("--plays", type=click.Choice(_PLAYS), help="What it plays. [default: notes]")
@click.option("--hand", type=click.Choice(_HANDS), help="Which hand plays. [default: right]")
@click.option("--scale", help="Of notes and chords. [default: C minor pentatonic]")
@click.option("--range", "within", help="Of notes, as C3..C5. [default: C3..C5]")
@click.option("--channel", type=click.IntRange(1, 16), help="[default: 1, and 10 for drums]")
def new(
    name: str, plays: str | None, hand: str | None, scale: str | None, within: str | None, channel: int | None
) -> None:
    """Write a mapping to begin with, NAME.yaml; what no option says is asked in a terminal."""
    from gesture2midi.errors import Mistake
    from gesture2midi.mapping.load import loads
    from gesture2midi.mapping.template import RANGE, SCALE, Wish, write

    path = Path(name if is_mapping(name) else f"{name}.yaml")
    if os.path.exists(path):
        raise UsageError(f"The file {path} is there already: take another name.")
    if is_device(path.name):
        raise UsageError(f"The file {path} cannot be used: Windows takes {path.stem} for a device.")
    plays = plays or _asked("What is to be played?", "notes", _PLAYS)
    hand = hand or _asked("Which hand plays?", "right", _HANDS)
    if plays in ("notes", "chords"):
        scale = scale or _asked("Which scale?", SCALE)
    if plays == "notes":
        within = within or _asked("From which note to which?", RANGE)
    try:
        text = write(Wish(path.stem, plays, hand, scale or "", within or "", channel))  # type: ignore[arg-type]
    except Mistake as mistake:
        said = str(mistake)
        raise UsageError(f"{said[:1].upper()}{said[1:]}") from None
    loads(text, path, taught_signals())
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"The file {path} cannot be written: {reason(error, path)}") from error
    echo(f"{path} is written. `gesture2midi run --mapping {path}` plays it, `explain` says what it does.")


def _asked(question: str, default: str, choices: Sequence[str] = ()) -> str:
    """The player's answer; the default where nobody can answer."""
    if not is_terminal(sys.stdin):
        return default
    kind = click.Choice(choices) if choices else None
    return str(click.prompt(question, default=default, type=kind))

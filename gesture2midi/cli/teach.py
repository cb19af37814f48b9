"""`gesture2midi teach`: gestures of the player's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.aloud import telling
from gesture2midi.cli.common import (
    GROUPS,
    command,
    echo,
    model_option,
    say,
    tracker_option,
)
from gesture2midi.cli.lessons import teach_gesture, teach_map, tell
from gesture2midi.cli.parameters import FILE, Output
from gesture2midi.errors import UsageError

if TYPE_CHECKING:
    from gesture2midi.events import Side


@command("teach my_sign --pose")
@click.argument("name", required=False)
@cloup.option(
    "--pose",
    "kind",
    flag_value="pose",
    help="Teach a pose: a hand held still.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--motion",
    "kind",
    flag_value="motion",
    help="Teach a motion: repeat it, rest in between.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--map",
    "kind",
    flag_value="map",
    help="Teach a map: a hand for each preset of controllers; between them it interpolates.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--preset",
    "presets",
    multiple=True,
    metavar="VALUES",
    help="Of a map: the values of a preset, 0 to 1, such as 0,0.5,1. 2 to 8 times; a source shows each.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--source",
    "sources",
    multiple=True,
    default=("0",),
    show_default=True,
    help="What shows it: a camera, a take, a video, a folder of pictures, performer:score. May be repeated.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--not",
    "others",
    multiple=True,
    metavar="SOURCE",
    help="What does not. May be repeated.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--seconds",
    type=click.IntRange(1, 120),
    help="So long from the start of each source; 4 of a camera (10 a motion, 2 a preset), else all.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--hand",
    type=click.Choice(["left", "right"]),
    help="The hand that shows it; else the one seen more.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--turned",
    is_flag=True,
    help="The pose is the same whichever way the hand is turned.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--picture",
    type=Output(".png"),
    help="The picture of the confusion; else beside the gesture.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--replace",
    is_flag=True,
    help="Teach a gesture anew that is there already.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--list",
    "listing",
    is_flag=True,
    help="List the gestures that you taught.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--remove",
    metavar="NAME",
    help="Forget a gesture.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--import",
    "foreign",
    type=FILE,
    help="Add the file of a gesture that somebody else taught.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--cues",
    is_flag=True,
    help="Read aloud what to do.",
    group=GROUPS["Sound"],
)
@model_option
@tracker_option
def teach(
    name: str | None,
    kind: Literal["pose", "motion", "map"] | None,
    presets: tuple[str, ...],
    sources: tuple[str, ...],
    others: tuple[str, ...],
    seconds: int | None,
    hand: Side | None,
    turned: bool,
    picture: Path | None,
    replace: bool,
    listing: bool,
    remove: str | None,
    foreign: Path | None,
    cues: bool,
    model: Path | None,
    tracker_kind: str,
) -> None:
    """Teach a gesture called NAME by showing it; a mapping then reads it as right.NAME."""
    wanted = (name is not None, listing, remove is not None, foreign is not None)
    if sum(wanted) != 1 or (name is None) == (kind is not None):
        raise UsageError(
            "Say what to do: NAME with --pose, --motion or --map teaches; --list, --remove NAME and "
            "--import FILE each stand alone."
        )
    if presets and kind != "map":
        raise UsageError("Only a map has presets: add --map, or leave --preset out.")
    if listing:
        _list()
    elif remove is not None:
        _remove(remove)
    elif foreign is not None:
        _import(foreign, replace)
    elif name is None or kind is None:
        return
    elif kind == "map":
        if others or turned or picture:
            raise UsageError("A map has no --not, --turned and --picture: leave them out.")
        with telling(cues) as told:
            teach_map(name, presets, sources, seconds, hand, replace, model, tracker_kind, told)
    else:
        with telling(cues) as told:
            teach_gesture(
                name,
                kind,
                sources,
                others,
                seconds,
                hand,
                turned,
                picture,
                replace,
                model,
                tracker_kind,
                told,
            )


def _list() -> None:
    from gesture2midi.cli.tables import print_table
    from gesture2midi.gestures.custom import files

    folder = paths.gestures()
    taught = files.read_all(folder, say)
    rows = [(sign.name, "pose", f"{len(sign.shown)} examples") for sign in taught.signs]
    rows += [(motion.name, "motion", f"shown {len(motion.ways)} times") for motion in taught.motions]
    rows += [(one.name, "map", f"{len(one.presets)} presets of {len(one.presets[0])}") for one in taught.maps]
    if rows:
        print_table(("gesture", "kind", "learnt from"), rows)
    else:
        echo("You have taught nothing yet: `gesture2midi teach my_sign --pose` begins.")
    echo(f"They lie in {folder}; a file that you copy there is known as well.")


def _remove(name: str) -> None:
    from gesture2midi.session.gesture_lesson import forget

    forget(name)
    echo(f"{name} is forgotten.")


def _import(foreign: Path, replace: bool) -> None:
    from gesture2midi.gestures.custom import files
    from gesture2midi.session.gesture_lesson import free_file

    gesture = files.read(foreign)
    path = free_file(gesture.name, replace=replace)
    files.write(gesture, path)
    tell(gesture, path)

"""`gesture2midi calibrate` and `players`, and the option `--player` of the commands that play."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.aloud import telling
from gesture2midi.cli.common import GROUPS, Function, command, echo, progress, say, source_options, tracker_of
from gesture2midi.cli.parameters import Number
from gesture2midi.cli.tables import print_table

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Playing, Profile, Reach
    from gesture2midi.gestures.strike_sound import StrikeDelay

VARIABLE = "GESTURE2MIDI_PLAYER"
PLAYING = ("both", "swap", "left", "right", "any")


class Player(click.ParamType["Profile"]):
    """A player's name; its profile is read at once."""

    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Profile:
        from gesture2midi.gestures import profile_files

        return profile_files.load(str(value), say)


class Delay(click.ParamType["StrikeDelay"]):
    """`auto`, milliseconds, or `exact`, which only files can have."""

    name = "auto|MS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StrikeDelay:
        from gesture2midi.gestures.strike_sound import LONGEST_DELAY

        if value in ("auto", "exact"):
            live = ctx is not None and ctx.command.name not in ("render", "demo")
            if value == "exact" and live:
                self.fail(
                    "exact puts strikes before the frames that tell of them: only `render` can", param, ctx
                )
            return cast("StrikeDelay", value)
        most = 1000 * LONGEST_DELAY
        milliseconds = Number(0, most).convert(value, param, ctx)
        return milliseconds / 1000


def player_option(command: Function) -> Function:
    """`--player`: the profile to play with, with `--strike-delay` in it; None is everybody's."""

    @wraps(command)
    def played(*args: Any, profile: Profile | None, strike_delay: StrikeDelay | None, **others: Any) -> Any:
        from gesture2midi.gestures.profile import Profile

        if strike_delay is not None:
            profile = replace(profile or Profile(), delay=strike_delay)
        return command(*args, profile=profile, **others)

    delay = cloup.option(
        "--strike-delay",
        type=Delay(),
        help="Milliseconds from the brake of a strike to its sound, 0 to 80; auto is a frame and 10 ms; "
        "exact, of `render` alone, is none. [default: the player's, else auto]",
        group=GROUPS["Advanced"],
    )
    player = cloup.option(
        "--player",
        "profile",
        type=Player(),
        envvar=VARIABLE,
        help="Play with this player's profile.",
        group=GROUPS["Source"],
    )
    return cast("Function", player(delay(played)))


@command("calibrate --player anna")
@cloup.option(
    "--player",
    "name",
    required=True,
    envvar=VARIABLE,
    metavar="NAME",
    help="Whose profile it is.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--source",
    default="0",
    show_default=True,
    help="A camera's number, or whatever `run --source` takes.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--hands",
    type=click.Choice(PLAYING),
    help="Which hand plays which part. [default: as before, else as many as move]",
    group=GROUPS["Source"],
)
@cloup.option(
    "--steady",
    type=Number(0, 1),
    help="0 is quickest, 1 calms a strong tremor. [default: as before, else 0]",
    group=GROUPS["Source"],
)
@cloup.option(
    "--strokes/--no-strokes",
    default=True,
    show_default=True,
    help="Measure five soft and five hard strokes at the end; q in the window skips them.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--cues",
    is_flag=True,
    help="Read aloud what to do.",
    group=GROUPS["Sound"],
)
@source_options
@cloup.option(
    "--realtime/--no-realtime",
    default=None,
    help="Play a file at its own speed.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--preview/--no-preview",
    default=None,
    help="The window; on where there is a display.",
    group=GROUPS["Advanced"],
)
def calibrate(
    name: str,
    source: str,
    hands: str | None,
    steady: float | None,
    strokes: bool,
    cues: bool,
    mirror: bool | None,
    size: tuple[int, int],
    fps: float,
    model: Path | None,
    tracker_kind: str,
    realtime: bool | None,
    preview: bool | None,
) -> None:
    """Measure your reach in half a minute, so that every mapping fits you."""
    from gesture2midi.display.window import display_problem
    from gesture2midi.gestures import profile_files
    from gesture2midi.gestures.stroke_calibration import StrokeCalibration
    from gesture2midi.session import sources
    from gesture2midi.session.guided_calibration import guide
    from gesture2midi.studio.words import DEFAULT, read

    profile_files.check_writable(name)
    if os.path.exists(paths.player_file(name)):
        profile_files.load(name)  # one that is broken is told before the player takes the trouble
    in_step = not sources.is_live(source, realtime)
    make_tracker = tracker_of(source, model, tracker_kind, in_step=in_step)
    opened = sources.open_source(source, size=size, fps=fps, mirror=mirror, realtime=realtime, on_problem=say)
    shown = display_problem() is None if preview is None else preview
    struck = StrokeCalibration() if strokes else None
    with progress() as on_progress, telling(cues) as tell:
        calibration = guide(
            opened, make_tracker, preview=shown, say=tell, on_progress=on_progress, strokes=struck
        )
    speeds = struck.result() if struck is not None else None
    measured, path = profile_files.keep(name, calibration, cast("Playing | None", hands), steady, speeds)
    for note in measured.notes:
        say(read(DEFAULT).note(note))
    if speeds is not None:
        say(f"A soft stroke of yours has {speeds.soft:g} palms a second, a hard one {speeds.hard:g}.")
    elif strokes:
        say("Soft and hard strokes were skipped, or too alike: how loud a strike is stays as it was.")
    echo(f"{name} is in {path}; play with `gesture2midi run --player {name}`.")


@command("players")
def players() -> None:
    """List the players that have a profile."""
    from gesture2midi.gestures import profile_files

    found = [(name, profile_files.load(name)) for name in paths.player_names()]
    if found:
        rows = [(n, p.hands, f"{p.steady:g}", _reach(p.left), _reach(p.right)) for n, p in found]
        print_table(("player", "hands", "steady", "left reaches", "right reaches"), rows)
        echo(f"They lie in {paths.players()}; change them as you like.")
    else:
        echo("No player has a profile yet; `gesture2midi calibrate --player NAME` makes one.")


def _reach(reach: Reach) -> str:
    area = reach.area
    return f"{area.right - area.left:.0%} x {area.bottom - area.top:.0%} of the picture"

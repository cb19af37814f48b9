"""What all commands share: groups of options, sources as options, progress bars, the tracker."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import cloup

from gesture2midi.cli.parameters import FILE, Number, Size
from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import PlayerError, UsageError, printable
from gesture2midi.paths import to_add

if TYPE_CHECKING:
    from gesture2midi.gestures.custom.files import Taught
    from gesture2midi.gestures.signals import Signal
    from gesture2midi.session.trackers import MakeTracker
    from gesture2midi.tracking.people.schedule import MakePeople

GROUPS = {
    name: cloup.OptionGroup(name)
    for name in ("Source", "Outputs", "Inputs", "Sound", "Files", "Page", "Advanced")
}
"""The headings of `--help`, in their order."""
Progress = Callable[[str, int, "int | None"], None]
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])


class Command(cloup.Command):
    """Shows its options under the headings of `GROUPS`, in their order, and an example at the end.

    No option or argument may be empty: a variable of a script that is not set would else mean the default.
    """

    def __init__(self, *args: Any, params: Sequence[click.Parameter] = (), example: str = "", **more: Any):
        order = list(GROUPS)
        own = {
            name: cloup.OptionGroup(name) for name in order
        }  # a group remembers the options of one command
        params = sorted(params, key=lambda param: order.index(title) if (title := _title(param)) else -1)
        for param in params:
            if isinstance(param, cloup.Option) and (title := _title(param)):
                param.group = own[title]
        super().__init__(*args, params=params, epilog=f"Example: gesture2midi {example}", **more)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given, _, order = self.make_parser(ctx).parse_args(list(args))
        for param in order:
            value = given.get(param.name or "")
            if value == "" or (isinstance(value, (list, tuple)) and "" in value):
                raise click.BadParameter("it is empty: write what is meant, or take it out.", ctx, param)
        return super().parse_args(ctx, args)


def _title(param: click.Parameter) -> str | None:
    if isinstance(param, cloup.Option) and param.group is not None:  # an empty group is false
        return param.group.title
    return None


def command(example: str) -> Callable[[Callable[..., Any]], Command]:
    """Makes a command of a function; `example` is a use of it, without `gesture2midi`."""
    return cloup.command(cls=Command, example=example)


soundfont_option = cloup.option(
    "--soundfont", group=GROUPS["Sound"], type=FILE, help="An SF2 or SF3 file instead of the bundled one."
)

model_option = cloup.option(
    "--model",
    group=GROUPS["Advanced"],
    type=FILE,
    envvar="GESTURE2MIDI_MODEL",
    help="Your own hand_landmarker.task.",
)

tracker_option = cloup.option(
    "--tracker",
    "tracker_kind",
    group=GROUPS["Advanced"],
    type=click.Choice(["auto", "openvino", "litert", "mediapipe"]),
    default="auto",
    show_default=True,
    envvar="GESTURE2MIDI_TRACKER",
    help="The fast tracker, on OpenVINO or on LiteRT; Google's own; or the fastest that works here.",
)


def fps_option(type: click.ParamType[Any], default: object, help: str) -> Callable[[Function], Function]:
    """Returns the option for the frames per second of a source."""
    return cloup.option(
        "--fps", group=GROUPS["Source"], type=type, default=default, show_default=True, help=help
    )


def source_options(command: Function) -> Function:
    """The options that say how a source is read, shared by `render` and `calibrate`."""
    steady = fps_option(Number(1, 240), 30, "Frames per second to ask the camera for.")
    return picture_options(steady(command))


def picture_options(command: Function) -> Function:
    """Those of them that `doctor` has, too."""
    for option in (
        model_option,
        tracker_option,
        cloup.option(
            "--size",
            group=GROUPS["Source"],
            type=Size(),
            default="640x480",
            show_default=True,
            help="Of the picture.",
        ),
        cloup.option(
            "--mirror/--no-mirror",
            group=GROUPS["Source"],
            default=None,
            help="Seen as in a mirror. A camera is, a file is not; left stays left either way.",
        ),
    ):
        command = option(command)
    return command


def say(text: str) -> None:
    """Tell the player something that is not the command's result."""
    echo(text, err=True)


def echo(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Write a text, in which no name, path or packet can have anything done to the terminal.

    What is to have a colour goes through `click.style` and `click.echo`, with `printable` for what it holds.
    """
    click.echo(printable(str(text)), err=err, nl=nl)


def extra_missing(what: str, extra: str, error: ImportError) -> UsageError:
    """Returns what to tell where the packages of an extra are not there.

    Raises:
        ImportError: what does not load is this package's own, a fault of ours.
    """
    if (error.name or "").startswith("gesture2midi"):
        raise error
    return UsageError(
        f"{what} needs more than is installed ({error.name}): {to_add(f'gesture2midi[{extra}]')}."
    )


def forgiving(action: Callable[[], Result], told: Callable[[str], None]) -> Result | None:
    """What it gives; None where it cannot, which is told and no more: it was chosen another day."""
    try:
        return action()
    except PlayerError as error:
        told(str(error))
        return None


def taught() -> Taught:
    """The player's own gestures; a file among them that cannot be read is told, and left out."""
    from gesture2midi import paths
    from gesture2midi.gestures.custom import files

    return files.read_all(paths.gestures(), say)


def taught_signals() -> tuple[Signal, ...]:
    """Their signals alone; without any, at once, because NumPy need not be loaded to find none."""
    from gesture2midi import paths

    return taught().signals if any(paths.gestures().glob("*.json")) else ()


def tracker(model: Path | None, wanted: str, *, in_step: bool) -> MakeTracker:
    """Opens trackers for so many hands, with the model that was named or is found or fetched.

    wanted: auto, openvino, litert or mediapipe; which one it became is told.
    in_step: see `steady.open_tracker`.

    Raises:
        PlayerError: the wanted tracker's library is not there.
        ModelError: the model cannot be had, or is not the one that it should be.
    """
    from gesture2midi.tracking.model_file import find_model
    from gesture2midi.tracking.pipeline import open_tracker
    from gesture2midi.tracking.select_backend import choose

    with progress() as on_progress:
        path = find_model(model, on_progress=on_progress)
    kind = choose(path, wanted, say)
    return lambda hands: open_tracker(path, hands, kind, in_step=in_step)


def people(source: str, *, in_step: bool, say: Callable[[str], None] = say) -> MakePeople | None:
    """Opens what looks for the player's face and body: nothing where the source is a take, which has them.

    in_step: see `people.schedule.open_people`. say: told why they are not seen.
    """
    from gesture2midi.session.sources import is_take
    from gesture2midi.tracking.people.schedule import open_people

    return None if is_take(source) else lambda parts: open_people(parts, in_step=in_step, say=say)


def tracker_of(source: str, model: Path | None, wanted: str, *, in_step: bool) -> MakeTracker | None:
    """The `tracker` that a source needs: none if it is a take."""
    from gesture2midi.session.sources import is_take

    return None if is_take(source) else tracker(model, wanted, in_step=in_step)


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar a stage on the terminal's error stream; nothing where that is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not is_terminal(sys.stderr)) as bars:
        tasks = {}

        def update(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield update

"""What all commands share: errors as one sentence, sources as options, progress bars, the tracker."""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import cloup

from gesture2midi import __version__
from gesture2midi.cli.interrupts import STATUS, counted
from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import OutputError, PlayerError, did_you_mean, printable
from gesture2midi.files import check_writable

if TYPE_CHECKING:
    from gesture2midi.gestures.custom.files import Taught
    from gesture2midi.gestures.signals import Signal
    from gesture2midi.session.session import MakeTracker

FILE = click.Path(dir_okay=False, path_type=Path)
GROUPS = {
    name: cloup.OptionGroup(name)
    for name in ("Source", "Outputs", "Inputs", "Sound", "Files", "Page", "Advanced")
}
"""The headings of `--help`, in their order."""
Progress = Callable[[str, int, "int | None"], None]
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])


class Commands(click.Group):
    """Lists its commands in their order, and imports one when it is asked for.

    A player's error becomes a sentence with its status.

    Args:
        modules: for each command the module that holds it, in a variable of that name.
        hidden: likewise those that the program starts itself; no list has them.
        first: gives the command that is meant where none is named.
    """

    def __init__(
        self,
        name: str,
        help: str,
        modules: Mapping[str, str],
        hidden: Mapping[str, str] | None = None,
        first: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(
            name,
            help=help,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self._modules, self._hidden, self._first = dict(modules), dict(hidden or {}), first
        click.version_option(__version__, prog_name=name)(self)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and self._first is not None:
            args = [self._first()]
        try:
            return super().parse_args(ctx, args)
        except click.ClickException as error:
            raise _harmless(error) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = self._modules.get(cmd_name) or self._hidden.get(cmd_name)
        if where is None:
            return None
        command: click.Command = vars(import_module(where))[cmd_name.replace("-", "_")]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not there is refused with the nearest name."""
        name = args[0]
        if name not in {**self._modules, **self._hidden} and not name.startswith("-"):
            hint = did_you_mean(name, self._modules, "`gesture2midi --help` lists those there are.")
            ctx.fail(f"There is no command {name!r}: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first sentence of each command, whole."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _first_sentence(command.help or "")) for name, command in commands.items() if command]
            )

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # what has no sign in the terminal's encoding
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with counted() as interrupts:
            ctx.obj = interrupts
            try:
                result = super().invoke(ctx)
            except PlayerError as error:
                echo(f"Error: {error}", err=True)
                ctx.exit(error.status)
            except click.ClickException as error:
                raise _harmless(error) from None
            except KeyboardInterrupt:
                ctx.exit(STATUS)
            if interrupts.count:
                ctx.exit(STATUS)
            return result


def _harmless(error: click.ClickException) -> click.ClickException:
    """The error, whose message only says something; Click itself would write what was typed as it stands."""
    vars(error)["message"] = printable(error.message)
    return error


class Command(cloup.Command):
    """Shows its options under the headings of `GROUPS`, in their order, and an example at the end."""

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


def _title(param: click.Parameter) -> str | None:
    if isinstance(param, cloup.Option) and param.group is not None:  # an empty group is false
        return param.group.title
    return None


def command(example: str) -> Callable[[Callable[..., Any]], Command]:
    """Makes a command of a function; `example` is a use of it, without `gesture2midi`."""
    return cloup.command(cls=Command, example=example)


def _first_sentence(text: str) -> str:
    return f"{' '.join(text.split()).partition('. ')[0].rstrip('.')}."


class Size(click.ParamType[tuple[int, int]]):
    """A picture's size, `640x480`, each side 16 to 7680 pixels."""

    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        sides = str(value).lower().split("x")
        if len(sides) == 2 and all(side.isdecimal() and 16 <= int(side) <= 7680 for side in sides):
            return int(sides[0]), int(sides[1])
        self.fail(
            f"{value!r} is not a size: give width and height like 640x480, each 16 to 7680.", param, ctx
        )


class Number(click.FloatRange):
    """A number within bounds; unlike its base it refuses `nan`, which is neither too small nor too large."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not in the range {self.min}<=x<={self.max}.", param, ctx)
        return number


class Output(click.Path):
    """A file to write; whether it can be is tried now, and not when the set is over.

    suffix: the only one that its name may have; None leaves it to the player.
    """

    def __init__(self, suffix: str | None = None, *, allow_dash: bool = False) -> None:
        super().__init__(dir_okay=False, allow_dash=allow_dash, path_type=Path)
        self._suffix = suffix

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(super().convert(value, param, ctx)))
        if self._suffix and path.suffix.lower() != self._suffix:
            raise OutputError(f"The file {path} cannot be written: its name must end in {self._suffix}.")
        if str(path) != "-":
            check_writable(path)
        elif not self.allow_dash:
            self.fail("'-' is no file, and only a transcript goes to the terminal: name a file.", param, ctx)
        return path


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


class WordOrNumber(Number):
    """A number within bounds, or one of some words."""

    def __init__(self, words: tuple[str, ...], low: float | None, high: float | None) -> None:
        super().__init__(low, high)
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in self._words:
            return value
        try:
            float(value)
        except ValueError:
            self.fail(f"{value!r} is neither {' nor '.join(self._words)} nor a number.", param, ctx)
        return super().convert(value, param, ctx)


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

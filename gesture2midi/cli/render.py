"""`gesture2midi render` and `demo`: a performance into files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import (
    GROUPS,
    Function,
    command,
    echo,
    model_option,
    people,
    progress,
    say,
    soundfont_option,
    source_options,
    taught,
    tracker_of,
    tracker_option,
)
from gesture2midi.cli.live_options import TAKES_OWN
from gesture2midi.cli.parameters import Output
from gesture2midi.cli.players import player_option
from gesture2midi.cli.tables import print_latency
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.files import check_writable, real

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.session.film import Format
    from gesture2midi.session.render import Rendered, Wanted

mapping_option = cloup.option(
    "--mapping",
    default="theremin",
    show_default=True,
    help="A mapping by its name, or a YAML file.",
    group=GROUPS["Source"],
)


loudness_option = cloup.option(
    "--loudness",
    type=click.Choice(("on", "off")),
    default="on",
    show_default=True,
    help="One gain for the whole sound: to -16 LUFS, with its true peak at -1 dB at the most; off leaves it.",
    group=GROUPS["Sound"],
)
_KINDS = {
    "midi": ("Write a MIDI file (.mid).", Output()),
    "wav": ("Write the sound (.wav).", Output()),
    "plot": ("Write a picture of notes, controllers and hands (.png).", Output()),
    "video": ("Write the video with hands, zones and notes drawn in (.mp4).", Output(".mp4")),
    "record": ("Write a take (.jsonl).", Output()),
    "transcript": (
        "Write every message as a line; - is standard output.",
        Output(allow_dash=True),
    ),
    "json": ("Write notes, controllers and scenes as JSON (.json).", Output()),
}
KINDS = tuple(_KINDS)
"""What a performance can be written as."""


def kind_options(*, flags: bool = False) -> Callable[[Function], Function]:
    """An option for each of `KINDS`, given to the command as `made`: the files, by kind, that are wanted.

    flags: whether each only says that it is wanted, and is given as True.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def called(*args: Any, **given: Any) -> Any:
            made = {kind: given.pop(f"as_{kind}") for kind in KINDS}
            return function(*args, made={kind: file for kind, file in made.items() if file}, **given)

        command: Any = called
        for kind, (told, output) in reversed(_KINDS.items()):
            given: dict[str, Any] = {"is_flag": True} if flags else {"type": output}
            told = told.partition("; - is")[0].rstrip(".") + "." if flags else told
            given |= {"help": told, "group": GROUPS["Files"]}
            command = cloup.option(f"--{kind}", f"as_{kind}", **given)(command)
        found: Function = command
        return found

    return decorate


@command("render solo.jsonl --mapping drums --midi solo.mid --wav solo.wav")
@click.argument("source")
@cloup.option("--mapping", group=GROUPS["Source"], help=TAKES_OWN)
@player_option
@source_options
@soundfont_option
@kind_options()
@loudness_option
@cloup.option(
    "--format",
    "film_format",
    type=click.Choice(("picture", "9:16")),
    default="picture",
    show_default=True,
    help="Of the video: that of the picture, or upright for a phone.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--stats",
    type=Output(),
    help="Write the latency table as JSON.",
    group=GROUPS["Files"],
)
def render(
    source: str,
    mapping: str | None,
    profile: Profile | None,
    mirror: bool | None,
    size: tuple[int, int],
    fps: float,
    model: Path | None,
    tracker_kind: str,
    soundfont: Path | None,
    made: dict[str, Path],
    loudness: str,
    film_format: str,
    stats: Path | None,
) -> None:
    """Play SOURCE through a mapping into files, as fast as the machine can."""
    from gesture2midi.session.render import Wanted

    if film_format != "picture" and "video" not in made:
        raise UsageError("The option --format is that of a film: give --video, too.")
    if not made and stats is None:
        raise UsageError(
            "Nothing to write: give one of --midi, --wav, --plot, --video, --record, --transcript, --json."
        )
    named = [Path(source), Path(mapping) if mapping else None, *made.values(), stats]
    files = [real(path) for path in named if path is not None]
    if len(set(files)) < len(files):
        raise UsageError("One file is named twice, to be read or written: give each its own name.")
    aloud = str(made.get("transcript")) == "-"  # what is told must then not come between the lines
    if aloud:
        del made["transcript"]
    wanted = Wanted(**made, film_format=cast("Format", film_format))
    done = _render(
        source,
        mapping,
        wanted,
        profile,
        mirror=mirror,
        size=size,
        fps=fps,
        model=model,
        tracker_kind=tracker_kind,
        soundfont=soundfont,
        loudness=loudness == "on",
    )
    if stats is not None:
        done.meter.write(stats)
    if aloud:
        from gesture2midi.engine.messages import line

        echo("".join(f"{line(message)}\n" for message in done.messages), nl=False)
    _report(done, wanted, err=aloud)


@command("demo --mapping air-piano --score piano")
@cloup.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo",
    show_default=True,
    help="The folder to write into.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--score",
    help="What the virtual performer plays.  [default: the mapping's own score]",
    group=GROUPS["Source"],
)
@mapping_option
@player_option
@model_option
@tracker_option
def demo(
    out: Path, score: str | None, mapping: str, profile: Profile | None, model: Path | None, tracker_kind: str
) -> None:
    """Hear and see hands play, without a camera: the virtual performer before the real tracker."""
    from gesture2midi.io.synth.fluidsynth import Fluid
    from gesture2midi.session.render import Wanted

    name = Path(mapping).stem
    wanted = Wanted(
        midi=out / f"{name}.mid",
        wav=out / f"{name}.wav",
        plot=out / f"{name}.png",
        video=out / f"{name}.mp4",
    )
    with folder(out):
        check_writable(out / f"{name}.mid")
        try:
            Fluid().delete()
        except OutputError as error:
            say(f"{error}. The demo goes on without sound.")
            wanted = replace(wanted, wav=None)
        source = "performer" if score is None else f"performer:{score}"
        done = _render(source, mapping, wanted, profile, model=model, tracker_kind=tracker_kind)
    _report(done, wanted)


@contextmanager
def folder(path: Path) -> Iterator[None]:
    """The folder is there within; what had to be made of it goes again if nothing was written into it."""
    made = [one for one in (path, *path.parents) if not os.path.exists(one)]
    try:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder {path} cannot be made ({error.strerror}): name one that can with --out."
            ) from error
        yield
    finally:
        for one in made:
            if os.path.isdir(one) and not any(one.iterdir()):
                one.rmdir()


def _render(
    source: str,
    mapping: str | None,
    wanted: Wanted,
    profile: Profile | None,
    *,
    mirror: bool | None = None,
    size: tuple[int, int] = (640, 480),
    fps: float = 30,
    model: Path | None = None,
    tracker_kind: str = "auto",
    soundfont: Path | None = None,
    loudness: bool = True,
) -> Rendered:
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.mapping.load import load
    from gesture2midi.session import sources
    from gesture2midi.session.instrument import mapping_for
    from gesture2midi.session.mapping_score import MappingScore
    from gesture2midi.session.render import render as play

    player, own = profile or Profile(), taught()
    loaded = load(paths.mapping_file(mapping_for(source, mapping, own.signals, say)), own.signals)
    make_tracker = tracker_of(source, model, tracker_kind, in_step=True)
    score = MappingScore(say)
    score.follow(loaded)
    opened = sources.open_source(
        source, size=size, fps=fps, mirror=mirror, realtime=False, on_problem=say, score=score
    )
    with progress() as on_progress:
        return play(
            opened,
            make_tracker,
            loaded,
            wanted,
            profile=player,
            soundfont=soundfont or paths.soundfonts() / "gesture2midi.sf2",
            on_problem=say,
            on_progress=on_progress,
            taught=own,
            loudness=loudness,
            people=people(source, in_step=True),
        )


def _report(done: Rendered, wanted: Wanted, *, err: bool = False) -> None:
    counts = Counter(type(message).__name__ for message in done.messages)
    echo(
        f"{done.seconds:.1f} s played: {counts['NoteOn']} notes, {counts['ControlChange']} controller "
        f"changes, {counts['PitchBend']} bends, {counts['Pressure']} pressures, "
        f"{counts['Osc']} OSC messages.",
        err=err,
    )
    for kind in KINDS:
        path = getattr(wanted, kind)
        if path is not None:
            echo(f"  {kind:10} {path}", err=err)
    print_latency(done.meter, err=err)
    if done.silent:
        echo(f"Nothing sounded: {done.silent}.", err=err)

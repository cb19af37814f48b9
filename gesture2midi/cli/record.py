"""`gesture2midi render` and `demo`: a performance into files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gesture2midi import paths
from gesture2midi.cli.group import FILE, Output, progress, say, source_options, tracker
from gesture2midi.cli.tables import print_latency
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.whole import check_writable

if TYPE_CHECKING:
    from gesture2midi.render import Rendered, Wanted


@click.command()
@click.argument("source")
@click.option("--mapping", default="theremin", show_default=True, help="A bundled mapping or a YAML file.")
@source_options
@click.option("--midi", type=Output(), help="Write a MIDI file (.mid).")
@click.option("--wav", type=Output(), help="Write the sound (.wav).")
@click.option("--plot", type=Output(), help="Write a picture of notes, controllers and hands (.png).")
@click.option("--video", type=Output(".mp4"), help="Write the video with the skeleton drawn in (.mp4).")
@click.option("--record", type=Output(), help="Write a take (.jsonl).")
@click.option("--transcript", type=Output(), help="Write every message as a line (.txt).")
@click.option("--stats", type=Output(), help="Write the latency table as JSON.")
def render(
    source: str,
    mapping: str,
    mirror: bool | None,
    size: tuple[int, int],
    fps: float,
    model: Path | None,
    soundfont: Path | None,
    midi: Path | None,
    wav: Path | None,
    plot: Path | None,
    video: Path | None,
    record: Path | None,
    transcript: Path | None,
    stats: Path | None,
) -> None:
    """Play SOURCE through a mapping into files, as fast as the machine can."""
    from gesture2midi.render import Wanted

    wanted = Wanted(midi, wav, plot, video, record, transcript)
    if wanted == Wanted() and stats is None:
        raise UsageError(
            "Nothing to write: give one of --midi, --wav, --plot, --video, --record, --transcript."
        )
    named = [Path(source), Path(mapping), midi, wav, plot, video, record, transcript, stats]
    files = [path.resolve() for path in named if path is not None]
    if len(set(files)) < len(files):
        raise UsageError("One file is named twice, to be read or written: give each its own name.")
    done = _render(
        source, mapping, wanted, mirror=mirror, size=size, fps=fps, model=model, soundfont=soundfont
    )
    if stats is not None:
        done.meter.write(stats)
    _report(done, wanted)


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo",
    show_default=True,
    help="The folder to write into.",
)
@click.option("--score", default="demo", show_default=True, help="What the virtual performer plays.")
@click.option("--mapping", default="theremin", show_default=True, help="A bundled mapping or a YAML file.")
@click.option("--model", type=FILE, envvar="GESTURE2MIDI_MODEL", help="Your own hand_landmarker.task.")
def demo(out: Path, score: str, mapping: str, model: Path | None) -> None:
    """Hear and see hands play, without a camera: the virtual performer before the real tracker."""
    from gesture2midi.out.fluid import Fluid
    from gesture2midi.render import Wanted

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {out} cannot be made ({error.strerror}): name one that can with --out."
        ) from error
    name = Path(mapping).stem
    wanted = Wanted(
        midi=out / f"{name}.mid",
        wav=out / f"{name}.wav",
        plot=out / f"{name}.png",
        video=out / f"{name}.mp4",
    )
    check_writable(out / f"{name}.mid")
    try:
        Fluid().delete()
    except OutputError as error:
        say(f"There is no sound: {error}.")
        wanted = replace(wanted, wav=None)
    done = _render(f"performer:{score}", mapping, wanted, model=model)
    _report(done, wanted)


def _render(
    source: str,
    mapping: str,
    wanted: Wanted,
    *,
    mirror: bool | None = None,
    size: tuple[int, int] = (640, 480),
    fps: float = 30,
    model: Path | None = None,
    soundfont: Path | None = None,
) -> Rendered:
    from gesture2midi import sources
    from gesture2midi.mapping.load import load
    from gesture2midi.render import render as play

    loaded = load(paths.mapping_file(mapping))
    make_tracker = None if sources.is_take(source) else tracker(model)
    opened = sources.open_source(source, size=size, fps=fps, mirror=mirror, realtime=False, on_problem=say)
    with progress() as on_progress:
        return play(
            opened,
            make_tracker,
            loaded,
            wanted,
            soundfont=soundfont or paths.soundfonts() / "gesture2midi.sf2",
            on_problem=say,
            on_progress=on_progress,
        )


def _report(done: Rendered, wanted: Wanted) -> None:
    counts = Counter(type(message).__name__ for message in done.messages)
    click.echo(
        f"{done.seconds:.1f} s played: {counts['NoteOn']} notes, {counts['ControlChange']} controller "
        f"changes, {counts['PitchBend']} bends, {counts['Pressure']} pressures, {counts['Osc']} OSC messages."
    )
    for kind in ("midi", "wav", "plot", "video", "record", "transcript"):
        path = getattr(wanted, kind)
        if path is not None:
            click.echo(f"  {kind:10} {path}")
    print_latency(done.meter)

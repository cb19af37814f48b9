"""`gesture2midi run`: a live set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import click

from gesture2midi.cli.common import command, people, say, taught, tracker_of
from gesture2midi.cli.interrupts import interrupts
from gesture2midi.cli.live_options import TAKES_OWN_OR_MORE, LiveOptions
from gesture2midi.cli.midi_options import heart_sensor, link_session
from gesture2midi.cli.parameters import Output
from gesture2midi.cli.setting_options import setting_options
from gesture2midi.cli.stats import counted
from gesture2midi.cli.tables import print_latency
from gesture2midi.session.settings import Option, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gesture2midi.cli.live_line import LiveLine
    from gesture2midi.engine.note_ledger import Sink


class RunOptions(LiveOptions):
    """The options of `run`."""

    mapping: Annotated[tuple[Text, ...], Option("Source", TAKES_OWN_OR_MORE)] = ()
    synth: Annotated[bool, Option("Sound", "Sound by the built-in FluidSynth.")] = False
    realtime: Annotated[bool | None, Option("Source", "Play a file at its own speed.")] = None
    record: Annotated[Path | None, Option("Files", "Write a take (.jsonl).")] = None
    transcript: Annotated[
        Path | None, Option("Files", "Write every message as a line; - is standard output.")
    ] = None
    stats: Annotated[Path | None, Option("Files", "Write the latency table as JSON at the end.")] = None
    preview: Annotated[bool | None, Option("Advanced", "The window; on where there is a display.")] = None
    deterministic: Annotated[
        bool | None,
        Option(
            "Advanced",
            "The same frames give the same messages, though frames wait for the search of new hands. A file "
            "played as fast as it can is; a camera is not.",
        ),
    ] = None


_KEYS = (
    "q ends the set, p silences all, m takes the next mapping, r records, l is for MIDI learn, v for spoken "
    "commands."
)
_FILES = {"record": Output(), "stats": Output(), "transcript": Output(allow_dash=True)}


@command("run --mapping drums --synth")
@setting_options(RunOptions, _FILES)
def run(options: RunOptions) -> None:
    """Play: hands before the camera become MIDI, OSC and sound. Ctrl-C ends the set."""
    from gesture2midi.cli.live_line import live_line, terminal_line
    from gesture2midi.io.files.transcript import Transcript
    from gesture2midi.io.midi.input import open_input
    from gesture2midi.io.outputs import open_sinks
    from gesture2midi.mapping.load import load
    from gesture2midi.session import live, sources
    from gesture2midi.session.instrument import mapping_for
    from gesture2midi.session.mapping_score import MappingScore

    preview = _display() if options.preview is None else options.preview
    line = None if preview else terminal_line(shared=str(options.transcript) == "-")
    tell = say if line is None else partial(line.above, say)
    player, own, heard = options.profile(tell), taught(), options.osc_place()
    playlist = live.playlist(options.mapping or (mapping_for(options.source, None, own.signals, say),))
    score = MappingScore(tell)
    score.follow(load(playlist[0], own.signals))
    is_live = sources.is_live(options.source, options.realtime)
    in_step = not is_live if options.deterministic is None else options.deterministic
    opened = sources.open_source(
        options.source,
        size=options.size,
        fps=options.fps,
        mirror=options.mirror,
        realtime=options.realtime,
        on_problem=tell,
        score=score,
    )
    outputs: list[Sink] = list(open_sinks(options.outputs(), tell).values())
    outputs += [Transcript(_lines(options.transcript))] if options.transcript is not None else []
    stage = live.Stage(
        source=opened,
        tracker=tracker_of(options.source, options.model, options.tracker, in_step=in_step),
        mappings=playlist,
        sinks=tuple(outputs),
        midi_in=open_input(options.midi_in, options.midi_in_port, options.midi and is_live, tell),
        link=link_session(options.link),
        heart=heart_sensor(options.heart, tell),
        settings=options,
        record=options.record,
        preview=preview,
        profile=player,
        taught=own,
        osc_in=heard,
        usage=counted(tell),
        begun=interrupts().play,
        oscquery=options.oscquery,
        people=people(options.source, in_step=in_step, say=tell),
        follow=score.follow,
    )
    _announce(f"Playing {opened.name} with the mapping {playlist[0].stem}", outputs, preview, line)
    played = live.play(stage, tell, partial(live_line, line))
    print_latency(played.meter, err=str(options.transcript) == "-")
    if options.stats is not None:
        played.meter.write(options.stats)
    if played.silent:
        say(f"Nothing sounded: {played.silent}.")


def _announce(playing: str, outputs: Sequence[Sink], preview: bool, line: LiveLine | None) -> None:
    """Say what plays to where, and what each key does, where keys are heard."""
    from gesture2midi.cli.terminal_keys import has_keys

    names = ", ".join(sink.name for sink in outputs) or "nothing"
    say(f"{playing} to {names}. Ctrl-C ends the set.")
    if preview:
        say(f"In the window: {_KEYS}")
    elif line is not None and has_keys():
        say(f"Keys: {_KEYS}")


def _lines(path: Path) -> TextIO:
    """A file to write lines to until the command ends; - is standard output."""
    if str(path) == "-":
        return sys.stdout
    return click.get_current_context().with_resource(_written_to(path))


@contextmanager
def _written_to(path: Path) -> Iterator[TextIO]:
    file = path.open("w", encoding="utf-8", newline="\n")
    try:
        yield file
    finally:
        with suppress(OSError):  # of a disk that is full; that was told when a line found no room
            file.close()


def _display() -> bool:
    from gesture2midi.display.window import display_problem, without_windows

    problem = display_problem()
    if problem is not None and without_windows():
        say(problem)
    return problem is None

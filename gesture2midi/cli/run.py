"""`gesture2midi run`: a live set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import click

from gesture2midi.cli.common import Output, say, taught, tracker_of
from gesture2midi.cli.live_options import TAKES_OWN_OR_MORE, heard_at, live_options, source_option
from gesture2midi.cli.midi_options import link_session
from gesture2midi.cli.tables import print_latency

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Profile


@click.command()
@source_option
@click.option(
    "--mapping",
    "mappings",
    multiple=True,
    help=TAKES_OWN_OR_MORE,
)
@live_options
@click.option(
    "--synth/--no-synth", default=False, show_default=True, help="Sound by the built-in FluidSynth."
)
@click.option("--realtime/--no-realtime", default=None, help="Play a file at its own speed.")
@click.option(
    "--deterministic/--no-deterministic",
    default=None,
    help="The same frames give the same messages, though frames wait for the search of new hands. A file "
    "played as fast as it can is; a camera is not.",
)
@click.option("--record", type=Output(), help="Write a take (.jsonl).")
@click.option("--preview/--no-preview", default=None, help="The window; on where there is a display.")
@click.option("--stats", type=Output(), help="Write the latency table as JSON at the end.")
@click.option(
    "--transcript", type=Output(allow_dash=True), help="Write every message as a line; - is standard output."
)
def run(
    source: str,
    mappings: tuple[str, ...],
    profile: Profile | None,
    mirror: bool | None,
    size: tuple[int, int],
    fps: float,
    model: Path | None,
    tracker_kind: str,
    soundfont: Path | None,
    realtime: bool | None,
    deterministic: bool | None,
    bound: tuple[str, ...],
    midi: bool,
    midi_in: bool | None,
    midi_in_port: str | None,
    link: bool,
    targets: tuple[str, ...],
    osc_in: str | None,
    oscquery: bool,
    synth: bool,
    audio_driver: str | None,
    audio_buffer: int | None,
    record: Path | None,
    preview: bool | None,
    stats: Path | None,
    transcript: Path | None,
) -> None:
    """Play: hands before the camera become MIDI, OSC and sound. Ctrl-C ends the set."""
    from gesture2midi.engine.note_ledger import Sink
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.io import outputs as io_outputs
    from gesture2midi.io.files.transcript import Transcript
    from gesture2midi.io.midi import open_ports
    from gesture2midi.io.midi.input import open_input
    from gesture2midi.mapping.load import load
    from gesture2midi.session import live, sources
    from gesture2midi.session.instrument import mapping_for

    player = profile or Profile()
    own = taught()
    playlist = live.playlist(mappings or (mapping_for(source, None, own.signals, say),))
    load(playlist[0], own.signals)
    bindings = [open_ports.parse_binding(text) for text in bound]
    wanted = [
        *(io_outputs.to_ports(bindings) if midi else ()),
        *(io_outputs.ToOsc(target) for target in targets),
        *([io_outputs.ToSynth(soundfont, audio_driver, audio_buffer)] if synth else ()),
    ]
    heard = heard_at(osc_in, oscquery)
    in_step = not sources.is_live(source, realtime) if deterministic is None else deterministic
    make_tracker = tracker_of(source, model, tracker_kind, in_step=in_step)
    opened = sources.open_source(source, size=size, fps=fps, mirror=mirror, realtime=realtime, on_problem=say)
    outputs: list[Sink] = list(io_outputs.open_sinks(wanted, say).values())
    if transcript is not None:
        lines = click.open_file(str(transcript), "w", encoding="utf-8")
        outputs.append(Transcript(cast(TextIO, click.get_current_context().with_resource(lines))))
    stage = live.Stage(
        source=opened,
        tracker=make_tracker,
        mappings=playlist,
        sinks=tuple(outputs),
        midi_in=open_input(midi_in, midi_in_port, midi and sources.is_live(source, realtime), say),
        link=link_session(link),
        midi=midi,
        record=record,
        preview=_display() if preview is None else preview,
        profile=player,
        taught=own,
        osc_in=heard,
        oscquery=oscquery,
    )
    names = ", ".join(sink.name for sink in outputs) or "nothing"
    say(f"Playing {opened.name} with the mapping {playlist[0].stem} to {names}. Ctrl-C ends the set.")
    if stage.preview:
        say("In the window: q ends the set, p silences all, m takes the next mapping, r records.")
    meter = live.play(stage, say)
    print_latency(meter, err=str(transcript) == "-")
    if stats is not None:
        meter.write(stats)


def _display() -> bool:
    from gesture2midi.display.window import display_problem

    return display_problem() is None

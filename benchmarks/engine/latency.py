"""The latency table: from a picture's arrival to its messages' departure, stage by stage.

    python -m benchmarks latency                        # the virtual performer
    python -m benchmarks latency clip.mp4 --mapping drums --paced
    python -m benchmarks latency --json latency.json

Messages leave through a real UDP socket (OSC, to a port of this machine where nobody need listen) and,
with --midi, through the virtual MIDI port. Pictures are drawn or decoded outside the measured time.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks.pretended_camera import Beforehand, PretendedCamera, decoded
from gesture2midi import paths
from gesture2midi.capture import open_source as capture
from gesture2midi.cli.common import say, tracker, tracker_option
from gesture2midi.cli.tables import print_latency
from gesture2midi.engine.note_ledger import Sink
from gesture2midi.io.midi import open_ports
from gesture2midi.io.midi.port_process import KeptPort
from gesture2midi.io.osc import output
from gesture2midi.mapping.load import load
from gesture2midi.session import live, sources
from gesture2midi.session.latency import machine

DECODED = 150
"""Pictures that a pretended camera shows over and over."""


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--mapping", default="theremin", show_default=True)
@click.option("--paced/--back-to-back", default=False, help="As a camera delivers, or without a pause.")
@click.option("--camera", is_flag=True, help="Decode it beforehand, and deliver it as a camera does.")
@click.option("--seconds", default=20.0, show_default=True, help="Of the pretended camera.")
@click.option("--midi/--no-midi", default=False, help="Send to the virtual MIDI port, too.")
@tracker_option
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(
    names: tuple[str, ...],
    mapping: str,
    paced: bool,
    camera: bool,
    seconds: float,
    midi: bool,
    tracker_kind: str,
    out: Path | None,
) -> None:
    """Print the table for each SOURCE (default: the virtual performer)."""
    path = paths.mapping_file(mapping)
    figures: dict[str, object] = {}
    for name in names or ("performer",):
        source = sources.open_source(
            name, size=(640, 480), fps=30, mirror=None, realtime=paced, on_problem=say
        )
        if camera:
            opened = capture.open_source(name, fps=30, realtime=False, on_problem=say)
            source = PretendedCamera(Beforehand(decoded(opened, DECODED), opened.fps, seconds))
        sinks: list[Sink] = [
            output.OscTarget("127.0.0.1", 9),
            *([KeptPort(open_ports.open_virtual)] if midi else []),
        ]
        played = live.play(
            live.Stage(
                source, tracker(None, tracker_kind, in_step=not (paced or camera)), (path,), tuple(sinks)
            ),
            say,
        )
        how = "as a camera" if camera else "paced" if paced else "back to back"
        click.echo(f"{source.name} through {mapping} ({load(path).hands} hand(s) allowed), {how}")
        print_latency(played.meter)
        figures[name] = played.meter.as_dict()
    click.echo(f"Machine: {machine()}")
    if out is not None:
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

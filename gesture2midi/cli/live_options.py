"""The options of a live set, shared by `run` and `studio`."""

from __future__ import annotations

import click

from gesture2midi.cli.common import Command, soundfont_option, source_options
from gesture2midi.cli.midi_options import port_option
from gesture2midi.cli.players import player_option
from gesture2midi.errors import UsageError

_OWN = "[default: a take's own, else theremin]"
TAKES_OWN = f"A mapping by its name, or a YAML file.  {_OWN}"
TAKES_OWN_OR_MORE = (
    f"A mapping by its name, or a YAML file. May be repeated: the key m goes on to the next.  {_OWN}"
)

source_option = click.option(
    "--source",
    default="0",
    show_default=True,
    help="A camera's number, a video, a folder of pictures, performer[:score] or a take.",
)


def _checked(context: click.Context, option: click.Parameter, targets: tuple[str, ...]) -> tuple[str, ...]:
    """A mistake in one is told before anything is opened."""
    from gesture2midi.io.osc.target import parse_target

    for target in targets:
        parse_target(target)
    return targets


_OPTIONS = (
    player_option,
    source_options,
    soundfont_option,
    port_option,
    click.option("--midi/--no-midi", default=True, show_default=True, help="Open a MIDI port at all."),
    click.option(
        "--midi-in/--no-midi-in",
        default=None,
        help="Listen to a MIDI clock, controllers, keys and program changes, on a port of our own. "
        "On with a camera, unless there is no MIDI at all.",
    ),
    click.option("--midi-in-port", metavar="NAME", help="Listen to an existing MIDI port instead."),
    click.option(
        "--link/--no-link",
        default=False,
        help="Join the Ableton Link session of this network; needs the extra `link`.",
    ),
    click.option(
        "--osc",
        "targets",
        multiple=True,
        callback=_checked,
        metavar="HOST:PORT[,WORD]...",
        help="Send OSC there. Words: wekinator, landmarks, timetag, only=PATTERN. May be repeated.",
    ),
    click.option(
        "--osc-in",
        metavar="[HOST:]PORT",
        help="Listen for OSC there; on this computer alone without HOST.",
    ),
    click.option(
        "--oscquery/--no-oscquery",
        default=False,
        help="Let programs find by name what is sent, and what --osc-in takes.",
    ),
    click.option(
        "--audio-driver",
        help="FluidSynth's driver: alsa, pulseaudio, jack, coreaudio, wasapi ...",
    ),
    click.option(
        "--audio-buffer",
        type=click.IntRange(16, 8192),
        metavar="SAMPLES",
        help="In a period of the built-in synth's audio: more ends crackling, and comes later.",
    ),
)


def live_options(command: Command) -> Command:
    """Who plays, how the source is read, and where music goes and comes from."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def heard_at(osc_in: str | None, oscquery: bool) -> tuple[str, int] | None:
    """Where OSC is listened for, as (host, port); None for nowhere.

    Raises:
        UsageError: it is no place, or OSCQuery has none to tell of.
    """
    from gesture2midi.io.osc.target import parse_place

    if osc_in is None:
        if oscquery:
            raise UsageError("OSCQuery tells of the port that OSC is listened for at: give --osc-in, too.")
        return None
    return parse_place(osc_in if ":" in osc_in else f"127.0.0.1:{osc_in}", f"OSC in at {osc_in!r}")

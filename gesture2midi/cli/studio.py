"""`gesture2midi studio`: a set with its page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gesture2midi.cli.group import FILE, say, soundfont_option, source_options, taught, tracker_of
from gesture2midi.cli.midi import link_session, listen_options, midi_input, port_option
from gesture2midi.cli.osc import heard_at, osc_options
from gesture2midi.cli.player import player_option
from gesture2midi.cli.sinks import open_sinks
from gesture2midi.cli.tables import print_latency
from gesture2midi.errors import UsageError

if TYPE_CHECKING:
    from gesture2midi.gesture.profile import Profile


@click.command()
@click.option(
    "--source",
    default="0",
    show_default=True,
    help="A camera's number, a video, a folder of pictures, performer[:score] or a take.",
)
@click.option(
    "--mapping", "name", default="theremin", show_default=True, help="A bundled mapping or a YAML file."
)
@player_option
@source_options
@soundfont_option
@port_option
@click.option("--midi/--no-midi", default=True, show_default=True, help="Open a MIDI port at all.")
@listen_options
@osc_options
@click.option("--synth/--no-synth", default=True, show_default=True, help="Sound by the built-in FluidSynth.")
@click.option("--audio-driver", help="FluidSynth's driver: alsa, pulseaudio, jack, coreaudio, wasapi ...")
@click.option(
    "--http-port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="Of the page; 0 is any.",
)
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in a browser.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Also be reached there; needs a password."
)
@click.option(
    "--password",
    envvar="GESTURE2MIDI_PASSWORD",
    help="Asked for before the page is shown (better: GESTURE2MIDI_PASSWORD).",
)
@click.option("--tls-cert", type=FILE, help="A certificate (PEM), so that the page is served encrypted.")
@click.option("--tls-key", type=FILE, help="Its key (PEM).")
def studio(
    source: str,
    name: str,
    profile: Profile | None,
    mirror: bool | None,
    size: tuple[int, int],
    fps: float,
    model: Path | None,
    tracker_kind: str,
    soundfont: Path | None,
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
    http_port: int,
    browser: bool,
    host: str,
    password: str | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Play an evening from a page: see it, play it, change it. Ctrl-C ends the set."""
    from gesture2midi.studio.address import Address

    address = Address(host, http_port, password, tls_cert, tls_key)
    try:
        from gesture2midi.studio import evening
    except ImportError as error:
        raise UsageError(
            f"The studio needs more than is installed ({error.name}): pip install 'gesture2midi[studio]'."
        ) from error
    from gesture2midi import live, sources
    from gesture2midi.gesture.profile import Profile
    from gesture2midi.out import ports
    from gesture2midi.out.osctarget import parse_target
    from gesture2midi.studio.deck import Deck

    player = profile or Profile()
    bindings = [ports.parse_binding(text) for text in bound]
    addresses = [parse_target(target) for target in targets]
    heard = heard_at(osc_in, oscquery)
    make_tracker = tracker_of(source, model, tracker_kind, in_step=False, steady=player.steady)
    if address.open_to_all and tls_cert is None:
        say("Without --tls-cert and --tls-key the password and the picture cross the network unencrypted.")
    deck = Deck(
        lambda: sources.open_source(source, size=size, fps=fps, mirror=mirror, realtime=True, on_problem=say),
        say,
    )
    sinks = open_sinks(
        bindings if midi else None, addresses, synth=synth, soundfont=soundfont, audio_driver=audio_driver
    )
    stage = live.Stage(
        source=deck,
        tracker=make_tracker,
        mappings=live.playlist((name,)),
        sinks=tuple(sinks),
        ports=frozenset(name for name, _ in bindings) if midi else None,
        midi_in=midi_input(midi_in, midi_in_port, otherwise=midi),
        link=link_session(link),
        profile=player,
        taught=taught(),
        osc_in=heard,
        oscquery=oscquery,
    )
    print_latency(evening.play(stage, deck, address, say, browser=browser and _has_screen()))


def _has_screen() -> bool:
    """Without one, Python would open a browser in this very terminal."""
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )

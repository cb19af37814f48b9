"""`gesture2midi studio`: a set with its page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from gesture2midi import paths
from gesture2midi.cli.common import FILE, forgiving, say, taught, tracker_of
from gesture2midi.cli.live_options import TAKES_OWN, heard_at, live_options, source_option
from gesture2midi.cli.midi_options import link_session
from gesture2midi.cli.tables import print_latency
from gesture2midi.errors import UsageError

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Profile


@click.command()
@source_option
@click.option("--mapping", "name", help=TAKES_OWN)
@live_options
@click.option("--synth/--no-synth", default=True, show_default=True, help="Sound by the built-in FluidSynth.")
@click.option(
    "--http-port",
    type=click.IntRange(0, 65535),
    default=8642,
    show_default=True,
    help="Of the page; 0 is any.",
)
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in a browser.")
@click.option(
    "--window/--no-window",
    default=False,
    help="Open it in a window of its own instead, and end the set with that.",
)
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
    name: str | None,
    profile: Profile | None,
    model: Path | None,
    tracker_kind: str,
    link: bool,
    osc_in: str | None,
    oscquery: bool,
    http_port: int,
    browser: bool,
    window: bool,
    host: str,
    password: str | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    **settings: object,  # of the set, for `_given`
) -> None:
    """Play an evening from a page: see it, play it, change it. Ctrl-C ends the set."""
    from gesture2midi.studio.server.address import Address

    address = Address(host, http_port, password, tls_cert, tls_key)
    try:
        from gesture2midi.studio import app
        from gesture2midi.studio.server import window as own_window
    except ImportError as error:
        raise UsageError(
            f"The studio needs more than is installed ({error.name}): pip install 'gesture2midi[studio]'."
        ) from error
    if window:
        own_window.check()
    from gesture2midi.gestures import profile_files
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.session import live
    from gesture2midi.session.instrument import mapping_for
    from gesture2midi.session.settings import Store
    from gesture2midi.studio.services.device_settings import Gear
    from gesture2midi.studio.services.looping_source import Deck, Nothing
    from gesture2midi.studio.services.notices import Notices

    heard = heard_at(osc_in, oscquery)
    if address.open_to_all and tls_cert is None:
        say("Without --tls-cert and --tls-key the password and the picture cross the network unencrypted.")
    notices = Notices(say)
    gear = Gear(Store(paths.settings(), notices.say), _given(), notices.say)
    chosen = gear.playing
    if profile is None and chosen.player is not None:
        profile = forgiving(lambda: profile_files.load(str(chosen.player)), notices.say)
    player = profile or Profile()
    make_tracker = tracker_of(chosen.source, model, tracker_kind, in_step=False)
    missing = f"camera {chosen.source}" if chosen.source.isdecimal() else chosen.source
    deck = Deck(
        gear.open_source,
        notices.say,
        instead=None if "source" in gear.given else Nothing(missing, chosen.fps),
    )
    opened, own = gear.open_outputs(), taught()
    stage = live.Stage(
        source=deck,
        tracker=make_tracker,
        mappings=live.playlist((mapping_for(chosen.source, name, own.signals, notices.say),)),
        sinks=opened,
        midi=chosen.midi,
        midi_in=gear.open_input(),
        link=link_session(link),
        profile=player,
        taught=own,
        osc_in=heard,
        oscquery=oscquery,
    )
    shown: app.Shown = "window" if window else "browser" if browser and _has_screen() else "nowhere"
    print_latency(app.play(stage, deck, gear, address, notices, shown=shown))


_SETTINGS = {
    **{"source": "source", "size": "size", "fps": "fps", "mirror": "mirror", "profile": "player"},
    **{"midi": "midi", "bound": "ports", "midi_in": "midi_in", "midi_in_port": "midi_in_port"},
    **{"targets": "osc", "synth": "synth", "soundfont": "soundfont", "audio_driver": "audio_driver"},
    "audio_buffer": "audio_buffer",
}
"""The setting that each option stands for."""


def _given() -> dict[str, object]:
    """What was said on the command line (or by a variable), by the name of the setting."""
    from gesture2midi.io.midi.open_ports import parse_binding

    context = click.get_current_context()
    usual = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)
    given = {
        setting: context.params[option]
        for option, setting in _SETTINGS.items()
        if context.get_parameter_source(option) not in usual
    }
    if "ports" in given:
        given["ports"] = tuple(parse_binding(text) for text in given["ports"])
    if "soundfont" in given:
        given["soundfont"] = str(given["soundfont"])
    return given


def _has_screen() -> bool:
    """Without one, Python would open a browser in this very terminal."""
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )

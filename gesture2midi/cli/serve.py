"""`gesture2midi serve`: a set that nobody watches, for an installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from gesture2midi import paths
from gesture2midi.cli.common import command, extra_missing, people, taught, tracker_of
from gesture2midi.cli.interrupts import interrupts
from gesture2midi.cli.live_options import TAKES_OWN_OR_MORE, LiveOptions
from gesture2midi.cli.midi_options import link_session
from gesture2midi.cli.parameters import FILE
from gesture2midi.cli.setting_options import setting_options
from gesture2midi.errors import OutputError
from gesture2midi.session.settings import Option, Settings, Text

if TYPE_CHECKING:
    from gesture2midi.studio.services.notices import Notices


class ServeOptions(LiveOptions):
    """The options of `serve`."""

    mapping: Annotated[tuple[Text, ...], Option("Source", TAKES_OWN_OR_MORE)] = ()
    synth: Annotated[bool, Option("Sound", "Sound by the built-in FluidSynth.")] = False
    log: Annotated[
        Literal["text", "json"], Option("Files", "One line an event, so, on the standard output.")
    ] = "text"
    http_port: Annotated[
        int,
        Field(ge=0, le=65535),
        Option("Page", "Of /health, /metrics and /api; 0 is any.", metavar="PORT"),
    ] = 8642
    host: Annotated[
        Text, Option("Page", "Also be reached there; then /health and /metrics need the token, too.")
    ] = "127.0.0.1"
    token: Annotated[
        str | None,
        Field(min_length=16, max_length=256),
        Option(
            "Page",
            "What other programs send (better: GESTURE2MIDI_TOKEN), 16 letters or more.  "
            "[default: that of the studio]",
            variable="GESTURE2MIDI_TOKEN",
        ),
    ] = None
    tls_cert: Annotated[Path | None, Option("Page", "A certificate (PEM), to answer encrypted.")] = None
    tls_key: Annotated[Path | None, Option("Page", "Its key (PEM).")] = None


@command("serve --mapping drums --synth --log json")
@setting_options(ServeOptions, {"tls_cert": FILE, "tls_key": FILE})
def serve(options: ServeOptions) -> None:
    """Play without a window or a page. What is unplugged is taken up again when it is back."""
    try:
        from gesture2midi.studio import unattended
    except ImportError as error:
        raise extra_missing("This command", "studio", error) from error
    from gesture2midi.capture.source import USUAL
    from gesture2midi.io.service_manager import ServiceManager
    from gesture2midi.session import live
    from gesture2midi.session.instrument import mapping_for
    from gesture2midi.session.returning_source import ReturningSource
    from gesture2midi.session.settings_file import Store
    from gesture2midi.studio.server.address import Address
    from gesture2midi.studio.services.device_settings import DeviceSettings
    from gesture2midi.studio.services.event_log import EventLog
    from gesture2midi.studio.services.looping_source import LoopingSource
    from gesture2midi.studio.services.notices import Notices

    log = EventLog(options.log, sys.stdout)
    notices = Notices(log.notice)
    token = options.token or _kept_token(options, notices)
    heard = options.osc_place()
    address = Address(options.host, options.http_port, token, options.tls_cert, options.tls_key)
    chosen = {name: value for name, value in options if name in Settings.model_fields}
    devices = DeviceSettings(Store(paths.settings(), notices.say), chosen, notices.say, patient=True)
    player, own = options.profile(notices.say), taught()
    make_tracker = tracker_of(options.source, options.model, options.tracker, in_step=False)
    called = f"camera {options.source}" if options.source.isdecimal() else options.source
    rate = USUAL if options.fps == "auto" else options.fps
    source = ReturningSource(devices.open_source, called, rate, notices.say)
    looping = LoopingSource(lambda: source, notices.say)
    first = options.mapping or (mapping_for(options.source, None, own.signals, notices.say),)
    stage = live.Stage(
        source=looping,
        tracker=make_tracker,
        mappings=live.playlist(first),
        sinks=devices.open_outputs(),
        settings=options,
        midi_in=devices.open_input(),
        link=link_session(options.link),
        heart=devices.open_heart(),
        profile=player,
        taught=own,
        osc_in=heard,
        begun=interrupts().play,
        people=people(options.source, in_step=False, say=notices.say),
        follow=devices.score.follow,
        oscquery=options.oscquery,
    )
    unattended.play(stage, looping, devices, address, notices, log, token=token, manager=ServiceManager())


def _kept_token(options: ServeOptions, notices: Notices) -> str | None:
    """The token of the studio; None where it cannot be kept and nobody else can reach this one.

    Raises:
        OutputError: others could, without any token.
    """
    from gesture2midi.studio.server import page_keys
    from gesture2midi.studio.server.address import LOOPBACK

    try:
        return page_keys.api_token()
    except OutputError as error:
        if options.host != LOOPBACK:
            raise
        notices.say(f"{error} Nobody can use /api, then; /health and /metrics are answered.")
        return None

"""`gesture2midi studio`: a set with its page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from gesture2midi import paths
from gesture2midi.cli.common import command, extra_missing, forgiving, say, taught, tracker
from gesture2midi.cli.interrupts import interrupts
from gesture2midi.cli.live_options import TAKES_OWN, LiveOptions
from gesture2midi.cli.midi_options import link_session
from gesture2midi.cli.parameters import FILE
from gesture2midi.cli.setting_options import setting_options
from gesture2midi.cli.tables import print_latency
from gesture2midi.cli.welcome import has_screen
from gesture2midi.session.settings import Option, Settings, Text

if TYPE_CHECKING:
    from gesture2midi.session.live import Stage
    from gesture2midi.session.trackers import MakeTracker
    from gesture2midi.studio.services.device_settings import DeviceSettings
    from gesture2midi.studio.services.looping_source import LoopingSource
    from gesture2midi.studio.services.notices import Notices


class StudioOptions(LiveOptions):
    """The options of `studio`."""

    mapping: Annotated[Text | None, Option("Source", TAKES_OWN)] = None
    http_port: Annotated[
        int, Field(ge=0, le=65535), Option("Page", "Of the page; 0 is any.", metavar="PORT")
    ] = 8642
    browser: Annotated[bool, Option("Page", "Open the page in a browser.")] = True
    window: Annotated[
        bool, Option("Page", "Open it in a window of its own instead, and end the set with that.")
    ] = False
    host: Annotated[Text, Option("Page", "Also be reached there; needs a password.")] = "127.0.0.1"
    password: Annotated[
        str | None,
        Option(
            "Page",
            "Asked for before the page is shown (better: GESTURE2MIDI_PASSWORD).",
            variable="GESTURE2MIDI_PASSWORD",
        ),
    ] = None
    api: Annotated[
        bool, Option("Page", "Let other programs ask and play by HTTP, with a token; see /api/docs.")
    ] = False
    tls_cert: Annotated[
        Path | None, Option("Page", "A certificate (PEM), so that the page is served encrypted.")
    ] = None
    tls_key: Annotated[Path | None, Option("Page", "Its key (PEM).")] = None


@command("studio --source performer")
@setting_options(StudioOptions, {"tls_cert": FILE, "tls_key": FILE})
def studio(options: StudioOptions) -> None:
    """Play from a page: see the set, play it, change it. Ctrl-C ends the set."""
    from gesture2midi.studio.server.address import Address

    address = Address(options.host, options.http_port, options.password, options.tls_cert, options.tls_key)
    _check_installed(options)
    from gesture2midi.studio import app
    from gesture2midi.studio.server import page_keys
    from gesture2midi.studio.services.notices import Notices

    heard = options.osc_place()
    if address.open_to_all and options.tls_cert is None:
        say("Without --tls-cert and --tls-key the password and the picture cross the network unencrypted.")
    notices = Notices(say)
    devices = _devices(options, notices)
    looping, stage = _stage(options, devices, notices, heard)
    shown: app.Shown = (
        "window" if options.window else "browser" if options.browser and has_screen() else "nowhere"
    )
    token = page_keys.api_token() if options.api else None
    print_latency(app.play(stage, looping, devices, address, notices, shown=shown, api_token=token))


def _check_installed(options: StudioOptions) -> None:
    """Raises UsageError: the extra is not installed, or no window can be opened here."""
    try:
        from gesture2midi.studio import app  # noqa: F401  (whether it is there)

        if options.api:
            from gesture2midi.studio.api import routes  # noqa: F401  (whether it is there)
        from gesture2midi.studio.server import window
    except ImportError as error:
        raise extra_missing("The studio", "studio", error) from error
    if options.window:
        window.check()


def _devices(options: StudioOptions, notices: Notices) -> DeviceSettings:
    """What was chosen on a page another day, under what the command line says."""
    from gesture2midi.session.settings_file import Store
    from gesture2midi.studio.services.device_settings import DeviceSettings

    given = options.model_fields_set & Settings.model_fields.keys()
    return DeviceSettings(
        Store(paths.settings(), notices.say),
        {name: value for name, value in options if name in given},
        notices.say,
        lambda: tracker(options.model, options.tracker, in_step=False),
    )


def _stage(
    options: StudioOptions, devices: DeviceSettings, notices: Notices, heard: tuple[str, int] | None
) -> tuple[LoopingSource, Stage]:
    """The source, and the set that is played from it."""
    from gesture2midi.capture.source import USUAL
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.session import live
    from gesture2midi.session.instrument import mapping_for
    from gesture2midi.session.usage import Counter, Usage
    from gesture2midi.studio.services.looping_source import LoopingSource, Nothing
    from gesture2midi.tracking.people.schedule import open_people

    chosen = devices.playing
    player = (
        chosen.profile(notices.say)
        if "player" in options.model_fields_set
        else forgiving(lambda: chosen.profile(notices.say), notices.say) or Profile()
    )
    make_tracker = _tracker(chosen.source, options)
    rate = USUAL if chosen.fps == "auto" else chosen.fps
    missing = f"camera {chosen.source}" if chosen.source.isdecimal() else chosen.source
    looping = LoopingSource(
        devices.open_source,
        notices.say,
        instead=None if "source" in devices.given else Nothing(missing, rate),
    )
    opened, own = devices.open_outputs(), taught()
    return looping, live.Stage(
        source=looping,
        tracker=make_tracker,
        mappings=live.playlist((mapping_for(chosen.source, options.mapping, own.signals, notices.say),)),
        sinks=opened,
        settings=chosen,
        midi_in=devices.open_input(),
        link=link_session(options.link),
        heart=devices.open_heart(),
        profile=player,
        taught=own,
        osc_in=heard,
        usage=Counter(Usage(paths.usage()), date.today(), notices.say),
        begun=interrupts().play,
        people=lambda parts: open_people(parts, in_step=False, say=notices.say),
        follow=devices.score.follow,
        oscquery=options.oscquery,
    )


def _tracker(source: str, options: StudioOptions) -> MakeTracker:
    """The tracker of a source, or of the pictures that may follow a take."""
    from gesture2midi.session.sources import is_take

    if not is_take(source):
        return tracker(options.model, options.tracker, in_step=False)
    from gesture2midi.tracking.deferred import DeferredTracker

    return lambda hands: DeferredTracker(
        lambda: tracker(options.model, options.tracker, in_step=False)(hands)
    )

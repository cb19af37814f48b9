"""A set with the studio beside it."""

from __future__ import annotations

import time
import webbrowser
from contextlib import nullcontext
from typing import Literal, TypeAlias

from gesture2midi import paths
from gesture2midi.session import live
from gesture2midi.session.latency import Meter
from gesture2midi.studio.components.page_frame import PAGES
from gesture2midi.studio.live_hub import live_hub
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.server import Server
from gesture2midi.studio.server.window import Window
from gesture2midi.studio.services import take_library, thumbnails
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices

Shown: TypeAlias = Literal["browser", "window", "nowhere"]


def play(
    stage: live.Stage,
    looping: LoopingSource,
    devices: DeviceSettings,
    address: Address,
    notices: Notices,
    *,
    shown: Shown,
    api_token: str | None = None,
) -> Meter:
    """Play until the player ends the set; the pages are there as long.

    looping: the source of the stage. devices: what is played with.
    shown: where the page is opened; a window that the player closes ends the set.
    api_token: what other programs have to send; None is no API.

    Raises:
        PlayerError: the mapping or the source cannot be played, the address is taken, or no window opens.
    """
    first = not paths.settings().exists()
    with live_hub(stage, looping, devices, address, notices, "The studio") as (hub, listener):
        take_library.empty_bin(time.time())
        thumbnails.forget(paths.takes())
        with hub.library.read_ahead(), Server(hub, address, listener, api_token) as server:
            notices.say(f"The studio is open at {server.url}")
            opened = server.url + (PAGES["start"] if first else "")
            if api_token is not None:
                told = f"{server.url}/api with the token in {paths.api_token()}"
                notices.say(f"Other programs may ask at {told}.")
            if shown == "browser":
                webbrowser.open(opened)
            with Window(opened, hub.commands.stop, notices.say) if shown == "window" else nullcontext():
                hub.commands.session.run()
    return hub.commands.session.meter

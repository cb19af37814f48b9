"""A set that is ready to be run with a hub beside it, for pages and other programs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from gesture2midi.session import live
from gesture2midi.session.stop_signals import ended_by_signals
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.serving import listen
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices


@contextmanager
def live_hub(
    stage: live.Stage,
    looping: LoopingSource,
    devices: DeviceSettings,
    address: Address,
    notices: Notices,
    what: str,
) -> Iterator[tuple[Hub, socket.socket]]:
    """Yields the hub, and where its pages are asked for; a signal ends the set, and all is closed in the end.

    looping: the source of the stage. devices: what is played with.
    what: is to be reached at the address, for the error.

    Raises:
        PlayerError: the mapping or the source cannot be played, or the address is taken.
    """
    listener = listen(address, what)
    try:
        with live.prepared(stage, notices.say) as commands, ended_by_signals(commands):
            stage.begun()
            yield Hub(commands, stage, looping, devices, notices), listener
    finally:
        listener.close()

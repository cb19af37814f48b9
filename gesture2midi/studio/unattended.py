"""A set that nobody watches: no window and no page, but it comes back by itself and says how it is doing."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.types import Receive, Scope, Send

from gesture2midi.io.service_manager import ServiceManager
from gesture2midi.session import live
from gesture2midi.session.latency import Meter
from gesture2midi.studio.api.gate import Gate, Rules
from gesture2midi.studio.api.problems import problem
from gesture2midi.studio.api.readiness import reasons_of
from gesture2midi.studio.api.routes import application
from gesture2midi.studio.live_hub import live_hub
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.own_hosts import OwnHosts, names_of
from gesture2midi.studio.server.serving import Serving
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.event_log import EventLog
from gesture2midi.studio.services.lookout import Lookout
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices
from gesture2midi.studio.services.returning_outputs import ReturningOutputs

LOOK = 1.0
"""Seconds between two looks at the set and its outputs."""
_END = 2.0
"""Seconds that an output which is just being opened may hold up the end."""
_WHAT = "The address of /health and /metrics"


def play(
    stage: live.Stage,
    looping: LoopingSource,
    devices: DeviceSettings,
    address: Address,
    notices: Notices,
    log: EventLog,
    *,
    token: str | None,
    manager: ServiceManager,
) -> Meter:
    """Play until a signal ends the set.

    looping: the source of the stage.
    devices: what is played with; what is lacking is opened when it is there.
    token: what other programs have to send; None is one that nobody knows.

    Raises:
        PlayerError: the mapping cannot be played, or the address is taken.
    """
    with live_hub(stage, looping, devices, address, notices, _WHAT) as (hub, listener):
        names = OwnHosts(listener.getsockname()[1], names_of(address))
        rules = Rules(token or secrets.token_hex(), address.open_to_all, names)
        gate = Gate(_nothing, application(hub), rules)
        returning = ReturningOutputs(devices, hub.commands, notices.say)
        with Serving(gate, address, listener, notices.say, hub.close, _WHAT) as server:
            lookout = Lookout(
                hub.commands.session,
                lambda: [(reason.part, reason.why) for reason in reasons_of(hub)],
                log,
                manager,
                server.url,
            )
            pause = LOOK if manager.watchdog is None else min(LOOK, manager.watchdog / 3)
            with (
                _repeated(lookout.look, pause, notices.say),
                _repeated(lambda: returning.look(time.monotonic()), LOOK, notices.say),
            ):
                hub.commands.session.run()
            manager.stopping()
    log.write("ended", "The set has ended.")
    return hub.commands.session.meter


@contextmanager
def _repeated(action: Callable[[], None], pause: float, say: Callable[[str], None]) -> Iterator[None]:
    """Does something again and again on a thread of its own; a fault of ours is told once, and it goes on."""
    over = threading.Event()

    def run() -> None:
        told = ""
        while not over.wait(pause):
            try:
                action()
            except Exception as fault:  # a thread has nobody else to tell
                text = f"This met a fault of ours ({type(fault).__name__}: {fault}); the set goes on."
                if text != told:
                    told = text
                    say(text)

    thread = threading.Thread(target=run, name="lookout", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_END)


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """There are no pages."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "There are no pages here."})
    elif scope["type"] == "http":
        told = "There are no pages here, as `serve` has none: /api/docs lists what there is."
        await problem(404, told)(scope, receive, send)
    else:
        await _lifespan(receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        begun = (await receive())["type"] == "lifespan.startup"
        await send({"type": f"lifespan.{'startup' if begun else 'shutdown'}.complete"})
        if not begun:
            return

"""OSC in, at the commands: what a datagram asks for is done, and its sender answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from gesture2midi.errors import PlayerError
from gesture2midi.events import Gestures
from gesture2midi.io.fault_log import faults_told
from gesture2midi.io.osc.commands import SIGNAL, Request, understand
from gesture2midi.io.osc.decode import OscMessage
from gesture2midi.io.osc.encode import encode
from gesture2midi.io.osc.query_server import NAME, QueryServer
from gesture2midi.io.osc.rate_limit import Budget
from gesture2midi.io.osc.server import Sender, UdpListener
from gesture2midi.session.commands import Commands
from gesture2midi.session.osc_namespace import addresses
from gesture2midi.session.session import Moment

_COST = {SIGNAL: 0.0, "/g2m/mapping": 10.0}
"""Of the deeds of a second; a mapping is read from a file and checked."""
_LONGEST = 1000
"""Characters of an answer."""


class Remote:
    """Does what is asked for from one UDP port. `ignored` counts requests that came faster than a hand asks.

    Raises:
        ListenError: the port cannot be had.
    """

    def __init__(self, commands: Commands, host: str, port: int) -> None:
        self.ignored = 0
        self.listener = UdpListener(host, port, self._hear)
        self._does: dict[str, Callable[..., None]] = {
            "/g2m/panic": commands.panic,
            "/g2m/scene": commands.scene,
            "/g2m/mapping": commands.mappings.play_named,
            "/g2m/learn": commands.learn,
            "/g2m/mute": commands.mute,
            "/g2m/record": commands.record,
            SIGNAL: lambda name, value: commands.signal(f"osc.{name}", value),
        }
        self._deeds = Budget(20.0, 50.0)
        self._errors = Budget(5.0, 20.0)

    def _hear(self, message: OscMessage, sender: Sender) -> None:
        try:
            request = understand(message)
            if request is None or not self._may(request):
                return
            self._does[request.what](*request.args)
        except PlayerError as error:
            if self._errors.left(time.monotonic()) > 0:
                self._errors.spend(1)
                self._answer(sender, "/g2m/error", str(error)[:_LONGEST])
        else:
            if request.what != SIGNAL:
                self._answer(sender, "/g2m/ok", message.address, *request.args)

    def _may(self, request: Request) -> bool:
        if self._deeds.left(time.monotonic()) <= 0 and request.what != SIGNAL:
            self.ignored += 1
            return False
        self._deeds.spend(_COST.get(request.what, 1.0))
        return True

    def _answer(self, sender: Sender, address: str, *args: str | float) -> None:
        data = encode(address, args)
        if data is not None:
            self.listener.answer(data, sender)


class _Newest:
    """The newest gestures, for whoever asks from another thread."""

    gestures: Gestures | None = None

    def __call__(self, moment: Moment) -> None:
        self.gestures = moment.gestures


@contextmanager
def listening(
    commands: Commands, host: str, port: int, *, query: bool = False, say: Callable[[str], None] = print
) -> Iterator[Remote]:
    """OSC is listened for at this place.

    query: by OSCQuery other programs are told the addresses.
    say: told in a sentence what the player should know, from any thread.

    Raises:
        ListenError: the port cannot be had.
    """
    with ExitStack() as stack:
        remote = Remote(commands, host, port)
        stack.callback(remote.listener.close)
        if query:
            stack.enter_context(faults_told(say))
            from gesture2midi.io.osc.mdns import Announcement

            newest = _Newest()
            commands.session.watchers.append(newest)
            host, port = remote.listener.host, remote.listener.port
            server = QueryServer(host, port, lambda: addresses(commands, newest.gestures))
            stack.callback(server.close)
            stack.callback(Announcement(NAME, host, port, say).close)
            server.start()
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            say(f"OSCQuery shows the addresses at http://{place}/.")
        remote.listener.start()
        say(f"Listening for OSC at {remote.listener.host}, port {remote.listener.port}.")
        yield remote

"""Sends bytes to each port that a set listens at, and looks whether it still answers."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from unittest import mock

from benchmarks.faults.files import HAND, Feed
from gesture2midi import paths
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hands
from gesture2midi.io.midi.clock import Clock
from gesture2midi.io.midi.input import Ear
from gesture2midi.io.osc.commands import VERBS
from gesture2midi.io.osc.encode import encode
from gesture2midi.io.osc.query_server import QueryServer, _Listener
from gesture2midi.mapping.load import load
from gesture2midi.session import live
from gesture2midi.session.commands import Commands
from gesture2midi.session.monitor import midi_line, osc_lines
from gesture2midi.session.osc_namespace import addresses
from gesture2midi.session.osc_remote import Remote
from gesture2midi.session.session import Session
from gesture2midi.session.settings_file import Store
from gesture2midi.session.snapshot import Snapshot

PATIENCE = 60.0
"""Seconds in which a server has to answer."""
_LOOK = 50
"""Inputs between two looks whether it still answers whoever asks rightly."""


class Hands30:
    """A source of a second of one hand."""

    name, fps, total = "a hand", 30.0, 30

    def frames(self) -> Iterator[Hands]:
        for i in range(30):
            yield Hands(i / 30, i, 4 / 3, (HAND,))

    def close(self) -> None:
        """There is nothing to close."""


def commands() -> Commands:
    """Those of a set that plays nothing: what is asked of it is done by `do_all`."""
    path = paths.mapping_file("chords")
    outputs = NoteLedger([], lambda text: None)
    session = Session(Hands30(), None, load(path), outputs)
    return Commands(session, Snapshot(outputs), [path], (), 30.0, lambda text: None)


def do_all(asked: Commands) -> None:
    """Do what was asked for between two frames."""
    while not asked.session._asked.empty():
        asked.session._asked.get()()


def osc(folder: Path) -> Iterator[Feed]:
    """Datagrams, up to what they ask for."""
    asked = commands()
    remote = Remote(asked, "127.0.0.1", 0)
    before = Path.cwd()
    os.chdir(folder)  # where `record` writes its takes
    sender = ("127.0.0.1", 9)

    def feed(data: bytes) -> None:
        remote.listener._hear(data, sender)
        do_all(asked)
        for take in folder.glob("take-*"):
            take.unlink()

    # At its own pace nothing would be found: each datagram would wait for the budget of those before.
    try:
        with (
            mock.patch.object(remote.listener._budget, "left", lambda now: 1.0),
            mock.patch.object(remote._deeds, "left", lambda now: 1.0),
        ):
            yield feed
    finally:
        os.chdir(before)
        asked.recorder.end()
        remote.listener._socket.close()


def monitored(folder: Path) -> Iterator[Feed]:
    """What `monitor` shows of datagrams and of MIDI."""

    def feed(data: bytes) -> None:
        midi_line(data)
        for line in osc_lines(data):
            f"{line.what}{line.value}"

    yield feed


def midi(folder: Path) -> Iterator[Feed]:
    """Messages at an input port, each with its length and the milliseconds since the one before."""

    def feed(data: bytes) -> None:
        ear, t, at = Ear(Clock(0.001)), 0.0, 0
        while at + 2 <= len(data):
            length, t = data[at] % 5, t + data[at + 1] / 1000
            ear.hear(t, list(data[at + 2 : at + 2 + length]))
            at += 2 + length
            assert all(isinstance(value, float) for value in ear.signals(t).values())

    yield feed


def oscquery(folder: Path) -> Iterator[Feed]:
    """Requests by HTTP, and commands by WebSocket."""
    asked = commands()
    server = QueryServer("127.0.0.1", 0, lambda: addresses(asked, None))
    server.budget.left = lambda now: 1.0  # type: ignore[method-assign]
    server.start()

    def feed(data: bytes) -> None:
        _Listener().obey(data.decode(errors="replace"), server.nodes)
        server_answers(server.server_port, data)

    try:
        yield from _looked_after(feed, server.server_port, "/?HOST_INFO")
    finally:
        server.close()


def studio(folder: Path) -> Iterator[Feed]:
    """Requests to the pages of a studio with a password."""
    from gesture2midi.studio.server.address import Address
    from gesture2midi.studio.server.server import Server
    from gesture2midi.studio.server.serving import listen
    from gesture2midi.studio.services.device_settings import DeviceSettings
    from gesture2midi.studio.services.hub import Hub
    from gesture2midi.studio.services.looping_source import LoopingSource
    from gesture2midi.studio.services.notices import Notices

    said: list[str] = []
    notices = Notices(said.append)
    with ExitStack() as stack:
        for name in ("takes", "own_mappings", "gestures"):
            stack.enter_context(mock.patch.object(paths, name, lambda name=name: folder / name))
        stack.enter_context(mock.patch.object(paths, "studio_key", lambda: folder / "key"))
        looping = LoopingSource(Hands30, notices.say)
        stage = live.Stage(looping, None, (paths.mapping_file("theremin"),), ())
        set_of = stack.enter_context(live.prepared(stage, notices.say))
        devices = DeviceSettings(Store(folder / "settings.json", notices.say), {}, notices.say)
        address = Address(port=0)
        listener = stack.enter_context(listen(address))
        port = listener.getsockname()[1]
        stack.enter_context(Server(Hub(set_of, stage, looping, devices, notices), address, listener))

        def feed(data: bytes) -> None:
            said.clear()
            server_answers(port, data.replace(b"PORT", str(port).encode()))
            assert not [text for text in said if "fault of ours" in text], said

        yield from _looked_after(feed, port, "/")


def server_answers(port: int, data: bytes) -> bytes:
    """Sends bytes and nothing more, and returns what comes until the server closes.

    Raises:
        TimeoutError: it does not close.
    """
    found = b""
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        while part := client.recv(65536):
            found += part
            if len(found) > 4_000_000:  # the live picture has no end
                break
    return found


def _looked_after(feed: Feed, port: int, good: str) -> Iterator[Feed]:
    """`feed`, and now and then a right request, which has to get its answer."""
    count = itertools.count(1)

    def watched(data: bytes) -> None:
        feed(data)
        if next(count) % _LOOK == 0:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            client.request("GET", good)
            assert client.getresponse().status == 200
            client.close()

    yield watched


def osc_seeds(folder: Path) -> list[bytes]:
    args = itertools.cycle([("chorus",), (1,), ("a", 0.5), ()])
    messages = [encode(verb.address, next(args)) or b"" for verb in VERBS]
    signals = [encode("/g2m/signal/dial", (0.5,)) or b"", encode("/g2m/mute", ("lead", 1)) or b""]
    bundle = b"#bundle\0" + bytes(8) + b"".join(len(m).to_bytes(4, "big") + m for m in messages)
    return [*messages, *signals, bundle, b"#bundle\0" + bytes(8) + len(bundle).to_bytes(4, "big") + bundle]


def midi_seeds(folder: Path) -> list[bytes]:
    messages = ((0x90, 60, 100), (0x80, 60, 0), (0xB0, 7, 5), (0xB0, 123, 0), (0xC0, 3), (0xF8,), (0xFA,))
    return [b"".join(bytes((len(m), 10, *m)) for m in (*messages[i:], *messages[:i])) for i in range(7)]


def monitored_seeds(folder: Path) -> list[bytes]:
    raw = [(0x90, 60, 100), (0xB0, 7, 5), (0xE0, 1, 2), (0xC0, 3), (0xF0, 1, 2, 0xF7), (0xF2, 1, 2), (0xF8,)]
    return [*osc_seeds(folder), *(bytes(message) for message in raw)]


_HEAD = b"Host: 127.0.0.1:PORT\r\nConnection: close\r\n"


def oscquery_seeds(folder: Path) -> list[bytes]:
    ask = b"GET /g2m%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
    upgrade = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    upgrade += b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    return [
        *(ask % (b"", b""), ask % (b"/scene?VALUE", b""), ask % (b"?HOST_INFO", b""), ask % (b"", upgrade)),
        *(b'{"COMMAND":"LISTEN","DATA":"/g2m/scene"}', b'{"COMMAND":"IGNORE","DATA":"/g2m/left/x"}'),
    ]


def studio_seeds(folder: Path) -> list[bytes]:
    def post(path: bytes, kind: bytes, body: bytes) -> bytes:
        length = b"Content-Type: %s\r\nContent-Length: %d\r\n" % (kind, len(body))
        return b"POST %s HTTP/1.1\r\n%s%s\r\n%s" % (path, _HEAD, length, body)

    form = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.yaml\r\n\r\nname: A\r\n--x--\r\n"
    chunked = b"POST /logout HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" % _HEAD
    pages = (b"/", b"/takes", b"/mapping", b"/setup", b"/none", b"/drawing?of=a&token=b", b"/_nicegui/x/y.js")
    return [
        *(b"GET %s HTTP/1.1\r\n%s\r\n" % (page, _HEAD) for page in pages),
        post(b"/login", b"application/x-www-form-urlencoded", b"password=a"),
        post(b"/complete?token=a", b"application/json", b'{"before":"name: ","after":""}'),
        post(b"/upload?token=a", b"multipart/form-data; boundary=x", form),
        chunked,
        b"GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n%sUpgrade: websocket\r\n\r\n"
        % _HEAD,
    ]

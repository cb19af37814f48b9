"""A datagram asks, a set does: judged by what came out, and by the answers at the sender's own port."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from scripted import Lines, Script

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hand
from gesture2midi.mapping.load import loads
from gesture2midi.session.commands import Commands
from gesture2midi.session.osc_remote import Remote, listening
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

TEXT = """
name: Asked
controls:
  - {id: drone, send: note, pitch: C4, gate: right.present}
  - {id: dial, send: cc, number: 20, from: osc.dial}
scenes:
  high:
    controls:
      - {id: top, send: note, pitch: C6, gate: right.present}
"""
PATIENCE = 60


class Client:
    """Another program on this computer."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", remote.listener.port))

    def send(self, address: str, *args: object) -> None:
        self.send_bytes(message(address, *args).dgram)

    def send_bytes(self, data: bytes) -> None:
        self._socket.send(data)

    def ask(self, address: str, *args: object) -> tuple[str, list[object]]:
        """Send, and wait for the answer."""
        self.send(address, *args)
        return self.answer()

    def ask_again(self, address: str, *args: object) -> tuple[str, list[object]]:
        """Ask until there is an answer: in a flood the system throws requests away."""
        self._socket.settimeout(0.1)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.send(address, *args)
            try:
                return self.answer()
            except TimeoutError:
                continue
        pytest.fail("nobody answers")

    def answer(self) -> tuple[str, list[object]]:
        found = OscMessage(self._socket.recv(65536))
        return found.address, found.params

    def close(self) -> None:
        self._socket.close()


def message(address: str, *args: object) -> OscMessage:
    builder = OscMessageBuilder(address)
    for arg in args:
        builder.add_arg(arg)
    return builder.build()


Play = Callable[..., list[str]]


@pytest.fixture
def play(hand: Hand, tmp_path: Path) -> Play:
    def run(*steps: Callable[[Client], None]) -> list[str]:
        path = tmp_path / "asked.yaml"
        path.write_text(TEXT)
        lines = Lines()
        outputs = NoteLedger([lines], print)
        script = Script(hand)
        session = Session(script, None, loads(TEXT, path), outputs)
        commands = Commands(session, Snapshot(outputs), [path], (), 30.0, print)
        with listening(commands, "127.0.0.1", 0) as remote:
            client = Client(remote)
            script.steps = [lambda step=step: step(client) for step in steps]
            session.run()
            client.close()
        commands.recorder.end()
        return lines.lines

    return run


def test_a_scene_is_asked_for_and_confirmed(play: Play) -> None:
    def ask(client: Client) -> None:
        assert client.ask("/g2m/scene", "high") == ("/g2m/ok", ["/g2m/scene", "high"])

    assert play(ask) == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch1 note_on 84 100",
        "0.1000 scene high",
        "0.1000 ch1 note_off 60",
        "0.1000 ch1 note_off 84",
    ]


def test_what_cannot_be_done_is_answered_in_a_sentence_and_changes_nothing(play: Play) -> None:
    def ask(client: Client) -> None:
        address, args = client.ask("/g2m/scene", "low")
        assert (address, args) == ("/g2m/error", ["There is no scene 'low' here: take one of main, high."])
        assert client.ask("/g2m/scene", 3) == ("/g2m/error", ["/g2m/scene takes a name."])
        assert client.ask("/g2m/mapping", "../../etc/passwd")[0] == "/g2m/error"
        assert client.ask("/g2m/mute", "bass", 1)[0] == "/g2m/error"
        assert client.ask("/g2m/signal/other", 0.5)[0] == "/g2m/error"

    assert play(ask) == ["0.0000 ch1 note_on 60 100", "0.1000 ch1 note_off 60"]


def test_a_bundle_feeds_a_signal_mutes_and_silences(play: Play) -> None:
    def ask(client: Client) -> None:
        bundle = OscBundleBuilder(2_000_000_000)  # a time tag years ahead: nobody waits for it
        for part in (message("/g2m/signal/dial", 1.0), message("/g2m/mute", "drone", 1)):
            bundle.add_content(part)
        client.send_bytes(bundle.build().dgram)
        assert client.answer() == ("/g2m/ok", ["/g2m/mute", "drone", 1])

    def panic(client: Client) -> None:
        assert client.ask("/g2m/panic") == ("/g2m/ok", ["/g2m/panic"])

    assert play(ask, panic)[:4] == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_off 60",
        "0.1000 ch1 cc 20 127",
        "0.1000 ch1 cc 64 0",
    ]


def test_another_mapping_and_a_take(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def ask(client: Client) -> None:
        assert client.ask("/g2m/record", 1)[0] == "/g2m/ok"
        assert client.ask("/g2m/mapping", "drums") == ("/g2m/ok", ["/g2m/mapping", "drums"])

    assert play(ask, lambda client: None) == ["0.0000 ch1 note_on 60 100", "0.0000 ch1 note_off 60"]
    assert len(list(tmp_path.glob("take-*.jsonl"))) == 1


def test_a_flood_of_requests_is_done_no_faster_than_hands_ask(play: Play) -> None:
    """Ten thousand signals hold only their last value, and of as many requests most are not done."""
    chance = random.Random(3)

    def flood(client: Client) -> None:
        for i in range(5000):
            client.send("/g2m/signal/dial", chance.random())
            client.send("/g2m/scene", "high" if i % 2 else "main")
            client.send_bytes(chance.randbytes(40))
        client.send("/g2m/signal/dial", float("nan"))

    def settle(client: Client) -> None:
        while "takes a number" not in str(client.ask_again("/g2m/signal/dial", "the end")):
            pass
        assert client.remote.ignored > 0

    lines = play(flood, settle)
    assert len(lines) < 20


def test_another_instruments_signals_are_never_answered(play: Play) -> None:
    def send(client: Client) -> None:
        for address in ("/g2m/ok", "/g2m/error", "/g2m/right/x", "/g2m/frame"):
            client.send(address, "x")
        assert client.ask("/g2m/panic") == ("/g2m/ok", ["/g2m/panic"])

    play(send)

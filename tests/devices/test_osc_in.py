"""Three programs that know nothing of us ask for scenes and are answered: Pure Data, Node and liblo."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pages import page
from pythonosc.osc_bundle import OscBundle

from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hand, Hands, Message, SceneChange
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import loads
from gesture2midi.session.commands import Commands
from gesture2midi.session.osc_remote import listening
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

HERE = Path(__file__).parent
PATIENCE = 60
TEXT = """
name: Asked
controls:
  - {id: dial, send: cc, number: 20, from: osc.dial}
scenes:
  {scene}:
    controls:
      - {id: top, send: note, pitch: C6, gate: right.present}
"""


class Endless:
    """A source: one hand, until the set is ended."""

    name, fps, total = "endless", 50.0, None

    def __init__(self, hand: Hand) -> None:
        self._hand = hand

    def frames(self) -> Iterator[Hands]:
        begun, index = time.monotonic(), 0
        while time.monotonic() < begun + PATIENCE:
            yield Hands(time.monotonic() - begun, index, 4 / 3, (self._hand,))
            index += 1
            time.sleep(1 / self.fps)

    def close(self) -> None:
        pass


class Set:
    """A set that plays, on a thread of its own; `sent` is what came out."""

    def __init__(self, hand: Hand, path: Path) -> None:
        self._sink = Collected()
        outputs = NoteLedger([self._sink], print)
        session = Session(Endless(hand), None, loads(TEXT.replace("{scene}", "high"), path), outputs)
        self.commands = Commands(session, Snapshot(outputs), [path], (), 50.0, print)
        self.thread = threading.Thread(target=session.run)
        self.port = 0

    @property
    def sent(self) -> tuple[Message, ...]:
        return tuple(self._sink.messages)


@contextmanager
def listened(hand: Hand, path: Path, port: int, *, query: bool) -> Iterator[Set]:
    played = Set(hand, path)
    with listening(played.commands, "127.0.0.1", port, query=query) as remote:
        played.port = remote.listener.port
        played.thread.start()
        yield played
        played.commands.stop()
        played.thread.join()


@pytest.fixture
def playing(hand: Hand, tmp_path: Path) -> Iterator[Set]:
    with listened(hand, tmp_path / "asked.yaml", 0, query=False) as played:
        yield played


def scenes(played: Set) -> list[str]:
    return [message.scene for message in played.sent if isinstance(message, SceneChange)]


def test_node_osc_is_answered(listen: Callable[..., Any], playing: Set) -> None:
    """Its bundle has the time tag of an hour later, and is done at once."""
    if not (HERE / "node_modules" / "osc").is_dir():
        pytest.skip("npm install --prefix tests/devices has not been run")
    node = listen("node", str(HERE / "asker.js"), str(playing.port))
    text = node.wait_for(lambda text: "/g2m/error" in text and scenes(playing) == ["high"])
    ok, error = text.splitlines()[:2]
    assert ok == "/g2m/ok /g2m/scene high"
    assert error == "/g2m/error There is no scene 'nowhere' here: take one of main, high."


def test_liblo_is_answered(playing: Set) -> None:
    liblo = pytest.importorskip("pyliblo3", reason="pyliblo3 is not installed")
    answers: list[tuple[str, list[object]]] = []
    server = liblo.Server(proto=liblo.UDP)
    server.add_method(None, None, lambda path, args: answers.append((path, args)))
    to = liblo.Address("127.0.0.1", playing.port)
    end = time.monotonic() + PATIENCE
    while len(answers) < 2:
        assert time.monotonic() < end
        dial, nothing = liblo.Message("/g2m/signal/dial", 1.0), liblo.Message("/g2m/scene", 7)
        server.send(to, liblo.Bundle(dial, liblo.Message("/g2m/mute", "top", True), nothing))
        server.recv(500)
    assert answers[:2] == [
        ("/g2m/ok", ["/g2m/mute", "top", 1]),
        ("/g2m/error", ["/g2m/scene takes a name."]),
    ]
    while not any("cc 20 127" in line(message) for message in playing.sent):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_puredata_patch_of_the_docs_changes_the_scene_of_a_set(
    listen: Callable[..., Any], free_port: int, make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    """The patch's message is clicked by a metronome here, which may begin before the set does."""
    guide = page("reference/osc")
    section = guide[guide.index("## OSC in") :]
    patch = (
        section[section.index("#N canvas") :]
        .split("```")[0]
        .replace("127.0.0.1 9000", f"127.0.0.1 {free_port}")
    )
    here = patch.count("#X obj") + patch.count("#X msg")
    (tmp_path / "ask.pd").write_text(
        patch + f"#X obj 9 9 loadbang;\n#X obj 9 9 metro 200;\n#X connect {here} 0 {here + 1} 0;\n"
        f"#X connect {here + 1} 0 2 0;\n"
    )
    mapping = tmp_path / "asked.yaml"
    mapping.write_text(TEXT.replace("{scene}", "chorus"))
    heard = tmp_path / "sent.txt"
    command = [sys.executable, "-m", "gesture2midi", "run", "--no-preview", "--no-midi", "--realtime"]
    command += ["--source", make_take(0, 300), "--mapping", mapping]
    command += ["--osc-in", str(free_port), "--transcript", heard]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as told:
        told.bind(("127.0.0.1", 0))
        told.settimeout(PATIENCE)
        command += ["--osc", f"127.0.0.1:{told.getsockname()[1]},only=/g2m/scene"]
        pd = listen("pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(tmp_path / "ask.pd"))
        run = subprocess.Popen(
            command, env=os.environ | {"PYTHONPATH": str(HERE.parents[1])}, stderr=subprocess.PIPE, text=True
        )
        try:
            (message,) = OscBundle(told.recv(65536))
        finally:
            run.send_signal(signal.SIGTERM)
            _, said = run.communicate(timeout=PATIENCE)
    assert (message.address, message.params) == ("/g2m/scene", ["chorus"])
    assert run.returncode == 0, said
    assert f"Listening for OSC at 127.0.0.1, port {free_port}." in said
    lines = [line.split(maxsplit=1)[1] for line in heard.read_text().splitlines()]
    assert lines == ["ch1 note_on 84 100", "scene chorus", "ch1 note_off 84"]
    assert "error" not in pd.text()


def test_an_oscquery_client_lists_the_tree(listen: Callable[..., Any], hand: Hand, tmp_path: Path) -> None:
    """The npm package `oscquery`, which asks as Chataigne does: the tree, then HOST_INFO."""
    if not (HERE / "node_modules" / "oscquery").is_dir():
        pytest.skip("npm install --prefix tests/devices has not been run")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with listened(hand, tmp_path / "asked.yaml", port, query=True):
        node = listen("node", str(HERE / "browser.js"), str(port))
        host, *lines = node.wait_for(lambda text: "done" in text).splitlines()
    assert host == f"host Gesture2MIDI {port} UDP"
    for told in (
        "/g2m/right/x 1 f ",
        "/g2m/right/pinch/middle 1 f ",
        "/g2m/hit/left/strike 1 f ",
        "/g2m/scene 3 s main|high",
        "/g2m/mute 2 si dial|top",
        "/g2m/panic 2 I ",
        "/g2m/signal/dial 2 f ",
    ):
        assert told in lines

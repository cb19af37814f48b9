"""`gesture2midi serve` as a whole: systemd is told, others ask it, and JACK goes and comes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 120
ROOT = Path(__file__).parents[2]


class Service:
    """The program, started as systemd would, with its log and what it told systemd."""

    def __init__(self, folder: Path, env: dict[str, str], *arguments: str) -> None:
        self._log = folder / "serve.log"
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(folder / "n"))
        self.told.settimeout(PATIENCE)
        env = env | {
            "NOTIFY_SOCKET": str(folder / "n"),
            "WATCHDOG_USEC": "60000000",
            "XDG_DATA_HOME": str(folder / "data"),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "gesture2midi", "serve", "--log", "json", "--http-port", "0"]
        with self._log.open("wb") as out, (folder / "serve.err").open("wb") as err:
            self.process = subprocess.Popen(
                [*command, *arguments], stdout=out, stderr=err, env=env, cwd=folder
            )

    def events(self) -> list[dict[str, str]]:
        lines = self._log.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def texts(self) -> list[str]:
        return [event["text"] for event in self.events()]

    def hear(self, wanted: str) -> None:
        """Wait until systemd is told this."""
        while wanted not in self.told.recv(4096).decode().split("\n"):
            assert self.process.poll() is None, self._log.read_text(encoding="utf-8")

    @property
    def place(self) -> str:
        (ready,) = [event["text"] for event in self.events() if event["event"] == "ready"]
        found = re.search(r"http://\S+?(?=\.$)", ready)
        assert found, ready
        return found[0]

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0


@pytest.fixture
def take(make_take: Callable[[float, float], Path]) -> Path:
    return make_take(0, 3)


@pytest.fixture
def service(tmp_path: Path, take: Path, drone: Path) -> Iterator[Callable[..., Service]]:
    """Starts it with a take of a hand that comes and goes, and a note as long as it is there."""
    started: list[Service] = []

    def start(env: dict[str, str], *arguments: str) -> Service:
        source = ("--source", str(take), "--mapping", str(drone))
        started.append(Service(tmp_path, env, *source, *arguments))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        one.told.close()


def ask(place: str) -> bytes:
    with urllib.request.urlopen(place, timeout=PATIENCE) as answer:
        told: bytes = answer.read()
        return told


def test_it_tells_that_it_is_ready_answers_and_ends(service, free_port: int) -> None:
    serving = service(dict(os.environ), "--no-midi", "--osc", f"127.0.0.1:{free_port}")
    serving.hear("READY=1")
    serving.hear("WATCHDOG=1")
    assert b"gesture2midi_frames_total" in ask(f"{serving.place}/metrics")
    assert b"openapi" in ask(f"{serving.place}/api/openapi.json")
    for path, status in (("/", 404), ("/api/state", 401)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(f"{serving.place}{path}")
        assert refused.value.code == status
    serving.end()
    assert serving.events()[-1]["event"] == "ended"


def test_jack_goes_and_comes_and_it_plays_again(service, jack_server, until) -> None:
    serving = service(jack_server.env)
    serving.hear("READY=1")
    until(lambda: "Gesture2MIDI:Gesture2MIDI" in jack_server.ask("jack_lsp"), serving.texts)
    jack_server.stop()
    until(lambda: any("JACK server has gone" in text for text in serving.texts()), serving.texts)
    jack_server.start()
    until(lambda: "The output Gesture2MIDI is back." in serving.texts(), serving.texts)
    until(lambda: "Gesture2MIDI:Gesture2MIDI" in jack_server.ask("jack_lsp"), serving.texts)
    serving.end()

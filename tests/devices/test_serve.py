"""`gesture2midi serve` as a whole: systemd is told, others ask it, and JACK goes and comes."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 120
ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"


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


@pytest.fixture
def scraping(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Starts a Prometheus that asks at some place, five times a second; gives its own."""
    if shutil.which("prometheus") is None:
        pytest.skip("prometheus is not installed: apt-get install prometheus")
    started: list[subprocess.Popen[bytes]] = []

    def start(place: str) -> str:
        told = (PACKAGING / "prometheus.yml").read_text(encoding="utf-8")
        told = told.replace("15s", "200ms").replace("127.0.0.1:8642", place.removeprefix("http://"))
        config = tmp_path / "prometheus.yml"
        config.write_text(told, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            own = f"127.0.0.1:{free.getsockname()[1]}"
        options = (f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'tsdb'}")
        with (tmp_path / "prometheus.log").open("wb") as log:
            command = ["prometheus", *options, f"--web.listen-address={own}", "--log.level=warn"]
            started.append(subprocess.Popen(command, stdout=log, stderr=log))
        return f"http://{own}"

    yield start
    for one in started:
        one.terminate()
        one.wait(PATIENCE)


def queries() -> list[str]:
    """Returns what the dashboard asks."""
    told = json.loads((PACKAGING / "grafana.json").read_text(encoding="utf-8"))
    return [target["expr"] for panel in told["panels"] for target in panel["targets"]]


def test_the_dashboard_asks_for_what_the_reference_lists() -> None:
    listed = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    asked = {name for query in queries() for name in re.findall(r"gesture2midi_[a-z_]+", query)}
    known = {name for name in asked if re.sub(r"_(bucket|sum|count)$", "", name) in listed}
    assert asked - known <= {"gesture2midi_process_cpu_seconds_total"}
    assert len(queries()) == len(set(queries())) > 10


def test_a_prometheus_answers_each_query_of_the_dashboard(service, scraping, until, free_port: int) -> None:
    serving = service(dict(os.environ), "--no-midi", "--osc", f"127.0.0.1:{free_port}")
    serving.hear("READY=1")
    place = scraping(serving.place)

    def silent() -> list[str]:
        """Those that have no answer yet."""
        found = []
        for query in queries():
            try:
                told = json.loads(ask(f"{place}/api/v1/query?{urllib.parse.urlencode({'query': query})}"))
            except OSError as error:  # it is still starting, but for a 400: that is no query
                if isinstance(error, urllib.error.HTTPError) and error.code != 503:
                    pytest.fail(f"{query}: {error.read().decode()}")
                return ["Prometheus does not answer"]
            values = [float(one["value"][1]) for one in told["data"]["result"]]
            if not values or any(math.isnan(value) for value in values):
                found.append(query)
        return found

    until(lambda: not silent(), silent)
    serving.end()

"""Takes the camera, the JACK server and the OSC host of `serve` away, and looks whether all play in the end.

    python -m benchmarks outages                       # 20 outages of each in half an hour
    python -m benchmarks outages --minutes 3 --times 2

The camera is a film of the performer that is moved away in mid-play and back. The JACK server is a
dummy one of its own, stopped and started. The OSC host is a socket that is closed and opened. Each is away
for half of its time, the three out of step. What plays in the end is told by what is received then: datagrams
and notes by a `jack_midi_dump`. Needs jackd and its example tools (Linux).
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import cv2

from gesture2midi.cli.tables import print_table
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.latency import machine

PORT, HEAR = "Gesture2MIDI:Gesture2MIDI", "hear:input"
FPS = 30
LOOK = 0.1
"""Seconds between two looks at what was received."""
PATIENCE = 60.0
"""Seconds in which all has to play again in the end."""
QUIET = subprocess.DEVNULL


class Jack:
    """A JACK server without a card, and a peer that hears what `serve` plays."""

    def __init__(self, folder: Path) -> None:
        self.env = {
            **os.environ,
            "JACK_DEFAULT_SERVER": f"g2m-{uuid.uuid4().hex[:8]}",
            "JACK_NO_AUDIO_RESERVATION": "1",
            "JACK_NO_START_SERVER": "1",
            "XDG_DATA_HOME": str(folder / "data"),
        }
        self._dumped = folder / "dump.log"
        self._dumped.touch()
        self._server: subprocess.Popen[bytes] | None = None
        self._peer: subprocess.Popen[bytes] | None = None

    def come(self) -> None:
        name = self.env["JACK_DEFAULT_SERVER"]
        command = ["jackd", "-n", name, "-S", "-r", "-d", "dummy", "-r", "48000", "-p", "1024"]
        self._server = subprocess.Popen(command, stdout=QUIET, stderr=QUIET)

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + PATIENCE
        while "system:playback_1" not in self._ask("jack_lsp"):
            if time.monotonic() > end:
                raise click.ClickException("jackd does not start; too many of them? Then rm /dev/shm/jack*")
            time.sleep(LOOK)

    def go(self) -> None:
        for process in (self._peer, self._server):
            if process is not None:
                process.terminate()
                process.wait()
        self._peer = self._server = None

    def heard(self) -> int:
        """How many events have come; a peer is started and connected, where there is none."""
        if self._peer is None:
            with self._dumped.open("ab") as out:
                command = ["stdbuf", "-oL", "jack_midi_dump", "-a", "hear"]
                self._peer = subprocess.Popen(command, stdout=out, stderr=QUIET, env=self.env)
        if f"   {HEAR}" not in self._ask("jack_lsp", "-c").splitlines():
            self._ask("jack_connect", PORT, HEAR)
        return len(re.findall(rb"^ *\d+: ", self._dumped.read_bytes(), re.MULTILINE))

    def _ask(self, *command: str) -> str:
        asked = ["timeout", "-k", "1", "5", *command]
        return subprocess.run(asked, env=self.env, capture_output=True, text=True).stdout


class Host:
    """An OSC host; it counts datagrams."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._count = self.port = 0
        self.come()

    def come(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", self.port))
        self.port = self._socket.getsockname()[1]

    def go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def heard(self) -> int:
        while self._socket is not None:
            try:
                self._socket.recv(65536)
            except BlockingIOError:
                break
            self._count += 1
        return self._count


@dataclass
class Camera:
    """A film that is moved away and back; what is seen of it are the frames that `serve` has counted."""

    film: Path
    _away: Path = field(init=False)

    def __post_init__(self) -> None:
        self._away = self.film.with_suffix(".away")

    def come(self) -> None:
        if self._away.exists():
            self._away.rename(self.film)

    def go(self) -> None:
        self.film.rename(self._away)


@dataclass
class Outages:
    """When one of the three is there: away in the middle of each of its `times` turns.

    turn: seconds; late: the part of a turn by which it is out of step.
    """

    device: Camera | Jack | Host
    turn: float
    times: int
    late: float
    there: bool = True
    count: int = 0

    def look(self, t: float) -> None:
        """Take it away, or bring it back, where its time has come."""
        number, part = divmod(t / self.turn - self.late, 1)
        away = 0 <= number < self.times and 0.25 <= part < 0.75
        if away is self.there:
            self.there = not away
            self.count += away
            (self.device.go if away else self.device.come)()


@contextmanager
def serving(folder: Path, jack: Jack, host: Host, film: Path) -> Iterator[Path]:
    """`serve` with the three; gives its log."""
    log = folder / "serve.jsonl"
    devices = ("--source", str(film), "--mapping", "theremin", "--osc", f"127.0.0.1:{host.port}")
    command = [sys.executable, "-m", "gesture2midi", "serve", *devices, "--log", "json", "--http-port", "0"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=QUIET, env=jack.env)
    try:
        yield log
        if process.poll() is not None:
            raise click.ClickException(f"`serve` has ended by itself: {log.read_text()[-500:]}")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


@click.command()
@click.option("--minutes", default=30.0, show_default=True)
@click.option("--times", default=20, show_default=True, help="How often each is taken away.")
def main(minutes: float, times: int) -> None:
    """Print how often each was away, what `serve` said of it, and whether it plays in the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = folder / "camera.mp4"
        _draw(film)
        jack, host = Jack(folder), Host()
        turn = 60 * minutes / (times + 1)
        outages = [
            Outages(device, turn, times, late)
            for device, late in ((Camera(film), 0.0), (jack, 1 / 3), (host, 2 / 3))
        ]
        jack.come()
        jack.wait()
        try:
            with serving(folder, jack, host, film) as log:
                _take_away(outages, 60 * minutes)
                played = _plays_again(jack, host)
                told = [json.loads(line)["text"] for line in log.read_text().splitlines()]
        finally:
            jack.go()
    rows = []
    words = {"camera": "camera.mp4", "JACK": "JACK|output Gesture2MIDI", "OSC host": "OSC|127.0.0.1"}
    for (what, said), outage in zip(words.items(), outages, strict=True):
        back = sum(bool(re.search(said, text)) and " is back" in text for text in told)
        rows.append((what, str(outage.count), str(back), "yes" if played[what] else "NO"))
    print_table(("what", "times away", "said to be back", "plays in the end"), rows, right=(1, 2))
    click.echo(f"Machine: {machine()}, load {os.getloadavg()[0]:.1f}")
    if not all(played.values()):
        raise SystemExit(1)


def _draw(film: Path) -> None:
    performer = Performer(load_score("demo"), (640, 480), FPS, mirror=False)
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (640, 480))
    for frame in performer.frames():
        writer.write(frame.image)
    writer.release()


def _take_away(outages: list[Outages], seconds: float) -> None:
    begin = time.monotonic()
    with click.progressbar(length=round(seconds), label="Outages", file=sys.stderr) as bar:
        while (t := time.monotonic() - begin) < seconds:
            for outage in outages:
                outage.look(t)
            bar.update(round(t) - bar.pos)
            time.sleep(LOOK)


def _plays_again(jack: Jack, host: Host) -> dict[str, bool]:
    """Whether each is received now; the notes that are heard come from the camera's hands."""
    events, datagrams = jack.heard(), host.heard()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (jack.heard() > events + 10 and host.heard() > datagrams + 10):
        time.sleep(LOOK)
    heard = jack.heard() > events + 10
    return {"camera": heard, "JACK": heard, "OSC host": host.heard() > datagrams + 10}


if __name__ == "__main__":
    main()

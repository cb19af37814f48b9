"""What the studio's pages cost the music, and how soon the first picture is there.

    python -m benchmarks pages                   # nobody, readers of the picture, browsers, in turn
    python -m benchmarks pages --seconds 20 --rounds 5 --json studio.json

Pictures are drawn before, and delivered at 30 a second; messages leave through a real UDP socket. Readers
take the picture's stream and show nothing; a browser (Chromium without a window) draws the whole page in
software, on the same cores: *behind* the set, or as it comes. The cases come in turn, so that other work on
the machine hits all of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from urllib.request import urlopen

import click
import numpy as np

from gesture2midi import paths
from gesture2midi.capture.pacing import Paced
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Frame
from gesture2midi.io.osc import output
from gesture2midi.session import live, sources
from gesture2midi.session.latency import machine
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.server import page_keys
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.server import Server
from gesture2midi.studio.server.serving import listen
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices

FPS = 30
_SETTLE = 4.0
"""Seconds after the browsers have come, before a block counts."""
_NOBODY = 65534  # Debian's user of that name
_READER = "import sys, urllib.request as u\nr = u.urlopen(sys.argv[1])\nwhile r.read(65536): pass"


class Drawn:
    """Pictures of the virtual performer that are in memory already, over and over."""

    name, total = "drawn before", None

    def __init__(self, frames: list[Frame], fps: float) -> None:
        self._frames = frames
        self.fps = fps

    def frames(self) -> Iterator[Frame]:
        for i, frame in enumerate(cycle(self._frames)):
            now = time.perf_counter()
            yield Frame(i / self.fps, i, frame.image, frame.mirror, now)

    def close(self) -> None:
        pass


class Arriving(Paced[Frame]):
    """As a camera's: a picture has arrived when it is handed on."""

    def frames(self) -> Iterator[Frame | None]:
        for item in super().frames():
            yield item and Frame(
                item.t, item.index, item.image, item.mirror, time.perf_counter(), item.dropped
            )


def readers(url: str, folder: Path) -> list[subprocess.Popen[bytes]]:
    token = page_keys.derived(page_keys.secret(paths.studio_key()), "page")
    command = [sys.executable, "-c", _READER, f"{url}/picture?token={token}"]
    return [subprocess.Popen(command) for _ in range(2)]


def browsers(url: str, folder: Path, *before: str) -> list[subprocess.Popen[bytes]]:
    """before: a command that starts them. Root's would give themselves a higher priority than the set has."""
    program = shutil.which("chromium") or "chromium"
    if os.geteuid() == 0:
        before += ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
        os.chown(folder, _NOBODY, _NOBODY)
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    return [
        subprocess.Popen(
            [*before, program, *options, f"--user-data-dir={folder / str(i)}", url],
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
        )
        for i in range(2)
    ]


def browsers_behind(url: str, folder: Path) -> list[subprocess.Popen[bytes]]:
    """They draw when nobody else wants the cores, as if a graphics card did it."""
    return browsers(url, folder, "chrt", "--idle", "0")


def nobody(url: str, folder: Path) -> list[subprocess.Popen[bytes]]:
    return []


CASES: dict[str, Callable[[str, Path], list[subprocess.Popen[bytes]]]] = {
    "nobody": nobody,
    "two readers": readers,
    "two browsers behind": browsers_behind,
    "two browsers": browsers,
}


def measure(seconds: float, rounds: int) -> dict[str, dict[str, float]]:
    """Percentiles of the whole way of a picture, and of this process' cores, by case."""
    performer = sources.open_source(
        "performer:demo", size=(640, 480), fps=FPS, mirror=None, realtime=False, on_problem=say
    )
    looping = LoopingSource(lambda: Arriving(Drawn(list(islice(performer.frames(), 240)), FPS)), say)
    make = tracker(None, "auto", in_step=False)
    stage = live.Stage(looping, make, (paths.mapping_file("theremin"),), (output.OscTarget("127.0.0.1", 9),))
    blocks: dict[str, list[tuple[int, int, float, float]]] = {name: [] for name in CASES}
    address = Address(port=0)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        listener = stack.enter_context(listen(address))
        devices = DeviceSettings(Store(folder / "settings.json", say), {}, say)
        commands = stack.enter_context(live.prepared(stage, say))
        server = stack.enter_context(
            Server(Hub(commands, stage, looping, devices, Notices(say)), address, listener)
        )
        sys.setswitchinterval(live.SWITCH)
        meter = commands.session.meter

        def conduct() -> None:
            time.sleep(_SETTLE)
            for _ in range(rounds):
                for name, come in CASES.items():
                    there = come(server.url, folder)
                    time.sleep(_SETTLE)
                    begin = meter.frames, time.process_time(), time.perf_counter()
                    time.sleep(seconds)
                    spent, took = time.process_time() - begin[1], time.perf_counter() - begin[2]
                    blocks[name].append((begin[0], meter.frames, spent, took))
                    for one in there:
                        one.terminate()
                        one.wait()
            commands.stop()

        conductor = threading.Thread(target=conduct)
        conductor.start()
        commands.session.run()
        conductor.join()
    return {name: figures(meter.instants, found) for name, found in blocks.items()}


def figures(instants: np.ndarray, blocks: list[tuple[int, int, float, float]]) -> dict[str, float]:
    whole = np.concatenate([instants[a:b, -1] - instants[a:b, 0] for a, b, _, _ in blocks]) * 1000
    p50, p95, p99 = map(float, np.percentile(whole, (50, 95, 99)))
    took = sum(block[3] for block in blocks)
    cores, rate = sum(block[2] for block in blocks) / took, len(whole) / took
    return {"rate": rate, "p50": p50, "p95": p95, "p99": p99, "cores": cores}


def start_up() -> tuple[float, float]:
    """Seconds from the command to its address, and from there to the first picture."""
    begin = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "gesture2midi",
        "studio",
        "--no-browser",
        "--http-port",
        "0",
        "--no-midi",
    ]
    command += ["--no-synth", "--source", "performer"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert process.stderr is not None
        found = next(filter(None, (re.search(r"open at (\S+)", line) for line in process.stderr)))
        open_at = time.perf_counter()
        token = page_keys.derived(page_keys.secret(paths.studio_key()), "page")
        with urlopen(f"{found[1]}/picture?token={token}") as answer:
            answer.read(2000)
        return open_at - begin, time.perf_counter() - open_at
    finally:
        process.terminate()
        process.communicate()


@click.command()
@click.option("--seconds", default=10.0, show_default=True, help="Of each block.")
@click.option("--rounds", default=3, show_default=True, help="How often each case comes.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(seconds: float, rounds: int, out: Path | None) -> None:
    """Print what the pages cost."""
    starts = [start_up() for _ in range(rounds)]
    opened, seen = (sorted(values)[len(values) // 2] for values in zip(*starts, strict=True))
    click.echo(f"Open after {opened:.1f} s, the first picture {seen:.1f} s later (median of {rounds}).")
    found = measure(seconds, rounds)
    rows = [
        (name, *(f"{row[key]:.1f}" for key in ("rate", "p50", "p95", "p99")), f"{row['cores']:.2f}")
        for name, row in found.items()
    ]
    print_table(("who looks", "frames/s", "p50 ms", "p95 ms", "p99 ms", "cores"), rows, right=(1, 2, 3, 4, 5))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    click.echo(f"Machine: {machine()}{load}")
    if out is not None:
        result = {"open": opened, "first picture": seen, "cases": found, "machine": machine()}
        out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Plays a long set through everything that happens in one, and tells what grew meanwhile.

    python -m benchmarks long_set                       # an hour
    python -m benchmarks long_set --minutes 10 --clip hands.mp4

The virtual performer and a film take turns, at 2 to 60 frames per second. The mapping is saved 300 times,
every third time broken; pages are loaded 200 times; an output comes and goes every half minute; the camera is
lost for two seconds every two minutes. Memory, handles, threads and tasks are counted all the while. Told are
their slopes per hour with standard errors, notes that hang, and latency in the first and the last sixth.
Needs /proc (Linux).
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.request import urlopen

import click
import numpy as np
from nicegui import core

from gesture2midi import paths
from gesture2midi.capture.video import Video
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.messages import line
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Messages, NoteOff, NoteOn
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session import live
from gesture2midi.session.commands import Commands
from gesture2midi.session.latency import machine
from gesture2midi.session.session import Moment
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.components import page_frame
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.server import Server
from gesture2midi.studio.server.serving import listen
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices

SAVES, LOADS = 300, 200
TURN, LOSS, LOST, PORT = 20.0, 120.0, 2.0, 30.0
"""Seconds that a source plays, from one loss of the camera to the next, that it lasts, and of an output."""
RATES = (30, 60, 15, 2, 30)
COUNTED = ("resident MB", "handles", "threads", "tasks", "blocks")


class Turns:
    """A camera that shows the performer and a film in turn, as they are due, and is lost at times."""

    name, fps, total = "turns", 30.0, None

    def __init__(self, clip: Path | None) -> None:
        self._clip = clip
        self._closed = threading.Event()

    def _pictures(self, turn: int) -> Iterator[Frame]:
        if self._clip is not None and turn % 2:
            return Video(self._clip, mirror=True).frames()
        return Performer(load_score("demo"), (640, 480), RATES[turn % len(RATES)]).frames()

    def frames(self) -> Iterator[Frame | None]:
        begin, index = time.monotonic(), 0
        for turn in itertools.count():
            start, wait = time.monotonic(), 1 / RATES[turn % len(RATES)]
            for picture in itertools.chain.from_iterable(self._pictures(turn) for _ in itertools.count()):
                now = time.monotonic()
                if self._closed.is_set() or now - start > TURN:
                    break
                if (now - begin) % LOSS > LOSS - LOST:
                    self._closed.wait(0.25)
                    yield None
                    continue
                yield replace(picture, t=now - begin, index=index, arrived=time.perf_counter())
                index += 1
                self._closed.wait(max(0.0, wait - (time.monotonic() - now)))
            if self._closed.is_set():
                return

    def close(self) -> None:
        self._closed.set()


class Receiver:
    """An output that keeps an account of what sounds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.on: set[tuple[int, int]] = set()
        self.notes = 0

    def send(self, messages: Messages) -> None:
        for message in messages.items:
            line(message)
            if isinstance(message, NoteOn):
                self.on.add((message.channel, message.note))
                self.notes += 1
            elif isinstance(message, NoteOff):
                self.on.discard((message.channel, message.note))

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Seen:
    """What was counted: rows of seconds and `COUNTED`, latencies of frames, and notes that hung."""

    rows: list[tuple[float, ...]] = field(default_factory=list)
    late: np.ndarray = field(default_factory=lambda: np.zeros((300_000, 2)))
    frames: int = 0
    hanging: int = 0
    notes: int = 0
    saves: int = 0
    loads: int = 0
    ports: int = 0
    said: list[str] = field(default_factory=list)
    last: Receiver = field(default_factory=lambda: Receiver("none"))

    def look(self, moment: Moment) -> None:
        now = time.perf_counter()
        if moment.frame is not None and self.frames < len(self.late):
            self.late[self.frames] = now, now - moment.frame.arrived
            self.frames += 1


def count(begin: float) -> tuple[float, ...]:
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as statm:
        resident = int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    threads = sum(thread.name != "AnyIO worker thread" for thread in threading.enumerate())
    tasks = len(asyncio.all_tasks(core.loop)) if core.loop is not None else 0
    blocks = sys.getallocatedblocks()
    return time.monotonic() - begin, resident, len(os.listdir("/proc/self/fd")), threads, tasks, blocks


def conduct(commands: Commands, mapping: Path, first: Receiver, seen: Seen, seconds: float) -> None:
    """Do beside the set what happens in one, and end it."""
    begin, text, receiver = time.monotonic(), mapping.read_text(encoding="utf-8"), first
    try:
        while (now := time.monotonic() - begin) < seconds:
            if now >= seconds * seen.saves / SAVES:
                broken = seen.saves % 3 == 2
                mapping.write_text("controls: [" if broken else f"{text}# {seen.saves}\n", encoding="utf-8")
                seen.saves += 1
            if now >= PORT * (seen.ports + 1):
                other = Receiver(f"receiver {seen.ports}")
                commands.exchange(receiver, other)
                seen.hanging, seen.notes = seen.hanging + len(receiver.on), seen.notes + receiver.notes
                receiver, seen.ports = other, seen.ports + 1
            if not seen.rows or now >= seen.rows[-1][0] + 5:
                seen.rows.append(count(begin))
            time.sleep(0.05)
    except PlayerError as error:
        seen.said.append(str(error))
    finally:
        commands.stop()
        seen.last = receiver


def load_pages(url: str, seen: Seen, seconds: float) -> None:
    """Load the pages in turn, in a thread of its own: a busy machine takes its time for one."""
    begin, pages = time.monotonic(), [*page_frame.PAGES.values()]
    while (now := time.monotonic() - begin) < seconds:
        if now >= seconds * seen.loads / LOADS:
            with suppress(OSError), urlopen(url + pages[seen.loads % len(pages)], timeout=60) as answer:
                answer.read()
            seen.loads += 1
        time.sleep(0.05)


def slope(rows: np.ndarray, column: int) -> tuple[float, float]:
    """Returns the least-squares slope per hour, and its standard error, without the first fifth."""
    kept = rows[len(rows) // 5 :]
    t, y = kept[:, 0] / 3600, kept[:, column]
    t = t - t.mean()
    steep = float((t * y).sum() / (t * t).sum())
    rest = y - y.mean() - steep * t
    return steep, float(np.sqrt((rest * rest).sum() / max(len(t) - 2, 1) / (t * t).sum()))


def soak(seconds: float, clip: Path | None) -> Seen:
    seen, receiver = Seen(), Receiver("receiver")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        mapping = folder / "theremin.yaml"
        mapping.write_bytes(paths.mapping_file("theremin").read_bytes())
        looping = LoopingSource(lambda: Turns(clip), seen.said.append)
        stage = live.Stage(looping, tracker(None, "auto", in_step=False), (mapping,), (receiver,))
        commands = stack.enter_context(live.prepared(stage, seen.said.append))
        commands.session.watchers.append(seen.look)
        notices = Notices(seen.said.append)
        devices = DeviceSettings(Store(folder / "settings.json", seen.said.append), {}, seen.said.append)
        address = Address(port=0)
        listener = stack.enter_context(listen(address))
        hub = Hub(commands, stage, looping, devices, notices)
        server = stack.enter_context(Server(hub, address, listener))
        beside = (
            threading.Thread(target=conduct, args=(commands, mapping, receiver, seen, seconds)),
            threading.Thread(target=load_pages, args=(server.url, seen, seconds)),
        )
        for thread in beside:
            thread.start()
        commands.session.run()
        for thread in beside:
            thread.join()
    return seen


@click.command()
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--clip", type=click.Path(exists=True, path_type=Path), help="A film of hands.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(minutes: float, clip: Path | None, out: Path | None) -> None:
    """Print what grew, what hung and how late it was."""
    seen = soak(60 * minutes, clip)
    rows, late = np.array(seen.rows), seen.late[: seen.frames]
    found = {name: (rows[0, i], rows[-1, i], *slope(rows, i)) for i, name in enumerate(COUNTED, 1)}
    print_table(
        ("counted", "first", "last", "per hour", "error"),
        [(name, *(f"{value:.6g}" for value in values)) for name, values in found.items()],
        right=(1, 2, 3, 4),
    )
    span = late[-1, 0] - late[0, 0]
    ends = [late[late[:, 0] < late[0, 0] + span / 6], late[late[:, 0] > late[-1, 0] - span / 6]]
    p99 = [1000 * float(np.percentile(part[:, 1], 99)) for part in ends]
    hanging = seen.hanging + len(seen.last.on)
    click.echo(
        f"{seen.frames} frames, {seen.notes + seen.last.notes} notes, {hanging} hanging, {seen.saves} saves, "
        f"{seen.loads} pages, {seen.ports} outputs"
    )
    click.echo(f"p99 {p99[0]:.1f} ms in the first sixth, {p99[1]:.1f} ms in the last")
    click.echo(f"Machine: {machine()}, load {os.getloadavg()[0]:.1f}")
    if out is not None:
        figures = {"slopes": found, "p99": p99, "hanging": hanging, "rows": seen.rows}
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if hanging:
        say("Notes hang.")
        raise SystemExit(1)


if __name__ == "__main__":
    main()

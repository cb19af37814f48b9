"""Whether an evening with the studio grows: 60 pictures a second, and a browser that opens page after page.

    python -m benchmarks soak                     # a minute, three times
    python -m benchmarks soak --seconds 600 --rounds 1 --json soak.json

Counted before and after each round, when the browser has gone and its pages are forgotten: NiceGUI's clients,
our pages that are still in memory, asyncio's tasks, threads, open files, and memory. One of all pages comes
before, for what is made once. The browser and what steers it are in processes of their own.

Memory is counted three times. What Python and the native libraries have in use grows with what is kept; what
the system has given grows with the most pages that were there at once, for Python's allocator gives hardly
any of it back. So only a growth from round to round is one.
Needs Linux with glibc, Chromium and playwright (the extra `test`).
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar
from weakref import WeakSet

import click
from nicegui import Client, core
from playwright.sync_api import sync_playwright

from benchmarks.studio.pages import Arriving, Drawn
from gesture2midi import paths
from gesture2midi.cli.common import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.io.osc import output
from gesture2midi.session import live, sources
from gesture2midi.session.latency import machine
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.components import page_frame
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.server import Server
from gesture2midi.studio.server.serving import listen
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.looping_source import LoopingSource
from gesture2midi.studio.services.notices import Notices
from gesture2midi.studio.words import Words

FPS = 60
_PATIENCE = 90.0
"""Seconds after which what was left behind stays: NiceGUI forgets a page after 60, at its next look."""
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of everything that could grow.

    blocks: of memory that Python has in use, of any size.
    native: megabytes that native libraries, and Python for what is larger than half a kilobyte, have in use.
    resident: megabytes that the system has given.
    """

    clients: int
    pages: int
    tasks: int
    threads: int
    files: int
    blocks: int
    native: float
    resident: float


class _Mallinfo(ctypes.Structure):
    """`struct mallinfo2` of glibc: ten numbers."""

    _fields_ = (("numbers", ctypes.c_size_t * 10),)


_MAPPED, _USED = 4, 7
"""Which of them are the bytes in use: in mappings of their own, and in the heaps."""


class Remembered(page_frame.Shell):
    """A page that is counted for as long as anything holds it."""

    alive: ClassVar[WeakSet[Remembered]] = WeakSet()

    def __init__(self, hub: Hub, words: Words, page: str) -> None:
        super().__init__(hub, words, page)
        self.alive.add(self)


def count() -> Count:
    gc.collect()
    with open("/proc/self/statm") as statm:
        resident = int(statm.read().split()[1])
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = _Mallinfo
    numbers = mallinfo().numbers
    return Count(
        clients=len(Client.instances),
        pages=len(Remembered.alive),
        tasks=len(asyncio.all_tasks(core.loop)),
        # Starlette's own for reading files come and go, 40 at the most.
        threads=sum(thread.name != "AnyIO worker thread" for thread in threading.enumerate()),
        files=len(os.listdir("/dev/fd")),
        blocks=sys.getallocatedblocks(),
        native=(numbers[_MAPPED] + numbers[_USED]) / 1e6,
        resident=resident * os.sysconf("SC_PAGE_SIZE") / 1e6,
    )


def visit(url: str, seconds: float) -> int:
    """Open pages in a browser for so long, all of them at least, and close it; gives how many."""
    end, opened, paths = time.monotonic() + seconds, 0, list(page_frame.PAGES.values())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(_ARGUMENTS))
        page = browser.new_page()
        while opened < len(paths) or time.monotonic() < end:
            page.goto(url + paths[opened % len(paths)], timeout=1000 * _PATIENCE)
            page.wait_for_function("window.did_handshake", timeout=1000 * _PATIENCE)
            opened += 1
        browser.close()
    return opened


def settled(before: Count | None = None) -> Count:
    """What there is once the pages are forgotten and no more is left than before, or will be."""
    end = time.monotonic() + _PATIENCE
    while True:
        now = count()
        left = now.clients + now.pages
        if before is not None:
            left += now.tasks > before.tasks or now.threads > before.threads or now.files > before.files
        if not left or time.monotonic() > end:
            return now
        time.sleep(0.5)


@dataclass(frozen=True, slots=True)
class Round:
    """How many frames there were and pages were opened.

    there: what there was when the browser had just gone, with the pages that were not forgotten yet.
    left: what there was when they were.
    """

    frames: int
    opened: int
    there: Count
    left: Count


def soak(seconds: float, rounds: int) -> list[Round]:
    """Gives those, after the one for what is made once."""
    performer = sources.open_source(
        "performer:demo", size=(640, 480), fps=FPS, mirror=None, realtime=False, on_problem=say
    )
    frames = list(islice(performer.frames(), FPS))
    looping = LoopingSource(lambda: Arriving(Drawn(frames, FPS)), say)
    make = tracker(None, "auto", in_step=False)
    stage = live.Stage(looping, make, (paths.mapping_file("theremin"),), (output.OscTarget("127.0.0.1", 9),))
    address = Address(port=0)
    page_frame.Shell = Remembered
    found: list[Round] = []
    with ExitStack() as stack:
        elsewhere = stack.enter_context(ProcessPoolExecutor(1, get_context("spawn")))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        devices = DeviceSettings(Store(folder / "settings.json", say), {}, say)
        listener = stack.enter_context(listen(address))
        commands = stack.enter_context(live.prepared(stage, say))
        server = stack.enter_context(
            Server(Hub(commands, stage, looping, devices, Notices(say)), address, listener)
        )
        sys.setswitchinterval(live.SWITCH)

        def conduct() -> None:
            left = None
            try:
                for duration in (0.0, *[seconds] * rounds):
                    begin = commands.session.meter.frames
                    opened = elsewhere.submit(visit, server.url, duration).result()
                    frames, there = commands.session.meter.frames - begin, count()
                    left = settled(left)
                    found.append(Round(frames, opened, there, left))
            finally:
                commands.stop()

        conductor = threading.Thread(target=conduct)
        conductor.start()
        commands.session.run()
        conductor.join()
    return found


@click.command()
@click.option("--seconds", default=60.0, show_default=True, help="How long pages are opened in a round.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(seconds: float, rounds: int, out: Path | None) -> None:
    """Print what there was when each round ended, and when its pages were forgotten."""
    found = soak(seconds, rounds)
    counted = [field.name for field in fields(Count)]

    def row(first: str, second: str, what: Count) -> list[str]:
        return [first, second, *(f"{getattr(what, name):.6g}" for name in counted)]

    rows = [
        cells
        for one in found
        for cells in (row(f"{one.frames}", f"{one.opened}", one.there), row("", "forgotten", one.left))
    ]
    print_table(("frames", "opened", *counted), rows, right=range(2 + len(counted)))
    click.echo(f"Machine: {machine()}, load {os.getloadavg()[0]:.1f}")
    if out is not None:
        out.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

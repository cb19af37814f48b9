"""Whether an evening with the studio grows: 60 pictures a second, and a browser that opens page after page.

    python benchmarks/soak.py                     # a minute
    python benchmarks/soak.py --seconds 600 --json soak.json

Counted before and after, each time when the browser has gone and its pages are forgotten: NiceGUI's clients,
our pages that are still in memory, asyncio's tasks, threads, open files, and memory. A round of all pages
comes before, for what is made once.
Needs Linux, Chromium and playwright (the extra `test`).
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar
from weakref import WeakSet

import click
from nicegui import Client, core
from playwright.sync_api import sync_playwright
from studio import Arriving, Drawn

from gesture2midi import live, paths, sources
from gesture2midi.cli.group import say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.meter import machine
from gesture2midi.out import osc
from gesture2midi.settings import Store
from gesture2midi.studio import shell
from gesture2midi.studio.address import Address
from gesture2midi.studio.deck import Deck
from gesture2midi.studio.gear import Gear
from gesture2midi.studio.hub import Hub
from gesture2midi.studio.notices import Notices
from gesture2midi.studio.server import Server, listen
from gesture2midi.studio.words import Words

FPS = 60
_PATIENCE = 90.0
"""Seconds after which what was left behind stays: NiceGUI forgets a page after 60, at its next look."""
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of everything that could grow; memory in megabytes."""

    clients: int
    pages: int
    tasks: int
    threads: int
    files: int
    memory: float


class Remembered(shell.Shell):
    """A page that is counted for as long as anything holds it."""

    alive: ClassVar[WeakSet[Remembered]] = WeakSet()

    def __init__(self, hub: Hub, words: Words, page: str) -> None:
        super().__init__(hub, words, page)
        self.alive.add(self)


def count() -> Count:
    gc.collect()
    with open("/proc/self/statm") as statm:
        resident = int(statm.read().split()[1])
    return Count(
        clients=len(Client.instances),
        pages=len(Remembered.alive),
        tasks=len(asyncio.all_tasks(core.loop)),
        # Starlette's own for reading files come and go, 40 at the most.
        threads=sum(thread.name != "AnyIO worker thread" for thread in threading.enumerate()),
        files=len(os.listdir("/dev/fd")),
        memory=resident * os.sysconf("SC_PAGE_SIZE") / 1e6,
    )


def visit(url: str, seconds: float) -> int:
    """Open pages in a browser for so long, all of them at least, and close it; gives how many."""
    end, opened, paths = time.monotonic() + seconds, 0, list(shell.PAGES.values())
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


def soak(seconds: float) -> tuple[Count, Count, int, int]:
    """Gives what was counted before and after, and how many frames and pages there were between."""
    performer = sources.open_source(
        "performer:demo", size=(640, 480), fps=FPS, mirror=None, realtime=False, on_problem=say
    )
    frames = list(islice(performer.frames(), FPS))
    deck = Deck(lambda: Arriving(Drawn(frames, FPS)), say)
    make = tracker(None, "auto", in_step=False)
    stage = live.Stage(deck, make, (paths.mapping_file("theremin"),), (osc.OscTarget("127.0.0.1", 9),))
    address = Address(port=0)
    shell.Shell = Remembered
    found: list[tuple[Count, Count, int, int]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        gear = Gear(Store(folder / "settings.json", say), {}, say)
        listener = stack.enter_context(listen(address))
        desk = stack.enter_context(live.prepared(stage, say))
        server = stack.enter_context(Server(Hub(desk, stage, deck, gear, Notices(say)), address, listener))
        sys.setswitchinterval(live.SWITCH)

        def conduct() -> None:
            try:
                visit(server.url, 0.0)
                before, begin = settled(), desk.session.meter.frames
                opened = visit(server.url, seconds)
                found.append((before, settled(before), desk.session.meter.frames - begin, opened))
            finally:
                desk.stop()

        conductor = threading.Thread(target=conduct)
        conductor.start()
        desk.session.run()
        conductor.join()
    return found[0]


@click.command()
@click.option("--seconds", default=60.0, show_default=True, help="How long pages are opened.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(seconds: float, out: Path | None) -> None:
    """Print what grew."""
    before, after, frames, opened = soak(seconds)
    rows = [
        (name, f"{was:g}", f"{asdict(after)[name]:g}", f"{asdict(after)[name] - was:+g}")
        for name, was in asdict(before).items()
    ]
    print_table(("what", "before", "after", "grew by"), rows, right=(1, 2, 3))
    click.echo(f"{frames} frames and {opened} pages. Machine: {machine()}, load {os.getloadavg()[0]:.1f}")
    if out is not None:
        result = {"before": asdict(before), "after": asdict(after), "frames": frames, "opened": opened}
        out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

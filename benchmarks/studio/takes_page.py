"""How long the Takes page needs for a shelf full of takes.

    python -m benchmarks takes_page                     # none, 20, 500 and 2000 takes of a minute

The list is read in this process, for the first time and again, in processor time. The page is asked of a
studio in a process of its own, over HTTP, as a browser does it first; the smallest of several times counts,
since other work on the machine only adds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import click
import numpy as np

from gesture2midi import paths
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hand, Hands
from gesture2midi.studio.services import take_library

FPS = 30


def write(path: Path, seconds: int, hand: tuple[Hand, ...]) -> None:
    with TakeWriter(path, fps=FPS, mapping="Theremin", file="theremin.yaml") as take:
        for i in range(seconds * FPS):
            take.write(Hands(i / FPS, i, 4 / 3, hand))


def fill(folder: Path, first: Path, count: int) -> None:
    """Takes of a minute; all are links to the first, as many files as anybody's."""
    folder.mkdir(parents=True)
    points = np.full((21, 3), 0.5, np.float32)
    write(first, 60, (Hand("right", 1.0, points, points),))
    for i in range(count):
        day, minute = divmod(i, 1440)
        os.link(first, folder / f"2026-{1 + day:02d}-01 {minute // 60:02d}.{minute % 60:02d}.00.jsonl")


def reading() -> float:
    """Milliseconds of the processor to read the list."""
    begun = time.process_time()
    take_library.kept()
    return 1000 * (time.process_time() - begun)


def page(source: Path, repeats: int) -> float:
    """Milliseconds until the page is there, at best."""
    command = [sys.executable, "-m", "gesture2midi", "studio", "--no-browser", "--http-port", "0"]
    command += ["--no-midi", "--no-synth", "--source", str(source)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as studio:
        try:
            assert studio.stderr is not None
            found = next(m for m in (re.search(r"open at (\S+)", line) for line in studio.stderr) if m)
            times = []
            for _ in range(repeats):
                begun = time.perf_counter()
                with urlopen(f"{found[1]}/takes") as answer:
                    answer.read()
                times.append(1000 * (time.perf_counter() - begun))
        finally:
            studio.terminate()
    return min(times)


@click.command()
@click.option("--repeats", default=5, show_default=True)
def main(repeats: int) -> None:
    rows = []
    for count in (0, 20, 500, 2000):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_DATA_HOME"] = folder
            source = Path(folder) / "source.jsonl"
            fill(paths.takes(), source, count)
            first, again = reading(), min(reading() for _ in range(repeats))
            built = page(source, repeats)
            rows.append((str(count), f"{first:.1f} ms", f"{again:.1f} ms", f"{built:.0f} ms"))
    print_table(("takes", "read first", "each look", "page"), rows, right=(0, 1, 2, 3))


if __name__ == "__main__":
    main()

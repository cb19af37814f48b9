"""Feeds what anyone can send or hand over to whatever reads it, made wrong in every way.

    python -m benchmarks fuzz                              # every target for 10 seconds
    python -m benchmarks fuzz take osc --seconds 300

Each target runs in a process of its own. Told are exceptions that are not made for players, inputs that take
more than `SLOW` seconds of the processor, and those that end the process. An input follows from its number
and the seed; those that were told are kept as files.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
import traceback
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import click

from benchmarks.faults.mutations import mutated
from benchmarks.faults.targets import TARGETS
from gesture2midi.cli.tables import print_table

SLOW = 2.0
"""Seconds of the processor that one input may take."""
HANGS = 120.0
"""Seconds after which a process that is at one input is ended."""
_MOST = 10
"""Finds of a target after which it ends."""


@dataclass(slots=True)
class Found:
    """What became of a target: how many inputs, and for each find its number and what happened."""

    inputs: int = 0
    seconds: float = 0.0
    finds: dict[int, str] = field(default_factory=dict)


def work(name: str, seed: int, numbers: range, seconds: float, news: Connection, quiet: bool) -> None:
    """In the process of a target: tell each number before its input is fed, and what it did."""
    if quiet:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    target, known = TARGETS[name], set[str]()
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, closing(target.opened(Path(folder))) as opened:
        seeds = target.seeds(Path(folder))
        feed = next(opened)
        for right in seeds:  # what is made once is made now, and counts for no input
            feed(right)
        for number in numbers:
            if time.monotonic() > end:
                break
            news.send(number)
            begun = time.process_time()
            try:
                feed(mutated(seeds, number, seed))
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{type(error).__name__}: {str(error)[:200]} ({last.filename}:{last.lineno})"
                if (where := f"{type(error)} {last.filename} {last.lineno}") not in known:
                    known.add(where)
                    news.send((number, what))
            else:
                taken = time.process_time() - begun
                if taken > SLOW:
                    news.send((number, f"it took {taken:.1f} s"))
    news.send("done")


def fuzz(name: str, seed: int, seconds: float, inputs: int, *, quiet: bool = True) -> Found:
    """Feeds a target for so long, or so much; a process that ends or hangs is begun anew after that input."""
    found, begun = Found(), time.monotonic()
    context = multiprocessing.get_context("spawn")
    number, done = -1, False
    while not done and len(found.finds) < _MOST and (left := begun + seconds - time.monotonic()) > 0:
        ours, theirs = context.Pipe(duplex=False)
        numbers = range(number + 1, inputs)
        child = context.Process(target=work, args=(name, seed, numbers, left, theirs, quiet))
        child.start()
        theirs.close()
        begin = number
        try:
            while not done:
                if not ours.poll(HANGS):
                    found.finds[number] = f"it was not done after {HANGS:.0f} s"
                    break
                told = ours.recv()
                if isinstance(told, int):
                    number = told
                elif isinstance(told, tuple):
                    found.finds.setdefault(*told)
                else:
                    done = True
        except EOFError:
            child.join()
            found.finds[number] = f"its process ended with {child.exitcode}"
        child.kill()
        child.join()
        ours.close()
        if number == begin and not done:
            break  # it does not come as far as its first input
    found.inputs, found.seconds = number + 1, time.monotonic() - begun
    return found


def keep(name: str, seed: int, found: Found, folder: Path) -> None:
    """Write the inputs that were found, as files."""
    with tempfile.TemporaryDirectory() as place:
        seeds = TARGETS[name].seeds(Path(place))
    for number in found.finds:
        path = folder / name / f"{seed}-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mutated(seeds, number, seed))


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice([*TARGETS]))
@click.option("--seconds", default=10.0, show_default=True, help="For each target.")
@click.option("--inputs", default=1_000_000, show_default=True, help="For each target at the most.")
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--keep", "folder", type=click.Path(path_type=Path), default=Path("build/fuzz"), show_default=True
)
@click.option("--loud", is_flag=True, help="Show what libraries write.")
def main(targets: tuple[str, ...], seconds: float, inputs: int, seed: int, folder: Path, loud: bool) -> None:
    """Fuzz each of TARGETS, or all; the status is 1 where anything was found."""
    rows, wrong = [], False
    for name in targets or TARGETS:
        found = fuzz(name, seed, seconds, inputs, quiet=not loud)
        rows.append((name, f"{found.inputs}", f"{found.seconds:.0f}", f"{len(found.finds)}"))
        keep(name, seed, found, folder)
        for number, what in sorted(found.finds.items()):
            click.echo(f"{name} {number}: {what}")
        wrong = wrong or bool(found.finds)
    print_table(("target", "inputs", "seconds", "found"), rows, right=(1, 2, 3))
    raise SystemExit(int(wrong))


if __name__ == "__main__":
    main()

"""Films on all cores: a process a core, and one that dies costs the film that it had."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from gesture2midi.io.process import leave_to_the_set
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, failed, make
from gesture2midi.session.batch.record import Row

News: TypeAlias = "tuple[Film, int | Row]"
"""A film, and how many of its frames were played, or what became of it."""
Work: TypeAlias = Callable[[Recipe, Connection], None]
STUCK = 600.0
"""Seconds without news after which a film is given up."""
_LOOK = 1.0
_TELL = 0.3
"""Seconds between two counts of frames."""


def cores() -> int:
    """Returns how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Worker:
    """A process, the film that it has, and when it was last heard of, by the monotonic clock."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    film: Film | None = None
    heard: float = field(default_factory=time.monotonic)


def play(films: Sequence[Film], recipe: Recipe, workers: int, work: Work | None = None) -> Iterator[News]:
    """Yield what becomes of each film, in the order in which they are done, and how far each is.

    The processes end with the generator, however it ends.

    workers: how many processes share the films. work: what each does; None is to play them.
    """
    waiting = deque(films)
    running = [_start(work or _work, recipe) for _ in range(max(1, min(workers, len(films))))]
    try:
        while running:
            for worker in list(running):
                if worker.film is None and not _give(worker, waiting):
                    running.remove(worker)
            for worker in _with_news(running):
                film = worker.film
                assert film is not None
                news = _news_of(worker)
                if news is None:
                    news = failed(film, _why(worker, film))
                    running.remove(worker)
                    if waiting:
                        running.append(_start(work or _work, recipe))
                elif isinstance(news, Row):
                    worker.film = None
                yield film, news
    finally:
        for worker in running:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()


def _start(work: Work, recipe: Recipe) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(recipe, theirs), name="batch", daemon=True)
    process.start()
    theirs.close()  # so that its death is seen as the end of the pipe
    return _Worker(process, ours)


def _give(worker: _Worker, waiting: deque[Film]) -> bool:
    """Hand a worker its next film; one for which there is none is let go."""
    worker.heard = time.monotonic()
    if waiting:
        worker.film = waiting.popleft()
        with suppress(OSError):  # it has died meanwhile, which is seen when it is asked for news
            worker.pipe.send(worker.film)
        return True
    worker.pipe.close()
    worker.process.join()
    return False


def _with_news(running: Sequence[_Worker]) -> list[_Worker]:
    if not running:
        return []
    ready = wait([worker.pipe for worker in running], _LOOK)
    now = time.monotonic()
    found = []
    for worker in running:
        if worker.pipe in ready:
            worker.heard = now
            found.append(worker)
        elif now - worker.heard > STUCK:
            worker.process.kill()
            found.append(worker)
    return found


def _news_of(worker: _Worker) -> int | Row | None:
    """None where the process has gone."""
    try:
        news: int | Row = worker.pipe.recv()
        return news
    except (EOFError, OSError):
        worker.process.join()
        worker.pipe.close()
        return None


def _why(worker: _Worker, film: Film) -> str:
    status = worker.process.exitcode or 0
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"The film {film.path} cannot be played: its process {how}."


def _work(recipe: Recipe, pipe: Connection) -> None:
    """The process: play films until the pipe ends."""
    leave_to_the_set()
    one_thread_each()
    kit = Kit(recipe)
    told = 0.0

    def on_frames(count: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told > _TELL:
            told = now
            pipe.send(count)

    try:
        with suppress(EOFError, OSError):  # the command has gone, and nobody waits for this
            while True:
                film: Film = pipe.recv()
                pipe.send(make(film, recipe, kit, on_frames))
    finally:
        kit.close()


def one_thread_each() -> None:
    """Have OpenCV draw on one thread: the films share the cores already."""
    import cv2

    cv2.setNumThreads(1)

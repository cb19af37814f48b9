"""Films on a Dask cluster: each is played by one of its workers, and its files are put in place here.

A worker that dies has written nothing: its film is given to another one. What is sent to the workers, and how
much of it at a time, is bounded.
"""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gesture2midi.errors import PlayerError, printable
from gesture2midi.files import read_bytes
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, Task, failed, guarded, keep, prepare, work_folder
from gesture2midi.session.batch.on_worker import Answer, Order, Sent
from gesture2midi.session.batch.processes import News
from gesture2midi.session.batch.record import Row, digest
from gesture2midi.session.batch.scheduler import ANSWER, Cluster, connected
from gesture2midi.session.sources import is_take

if TYPE_CHECKING:
    from distributed import Future

MOST_SENT = 256 << 20
"""Bytes of films and models that are under way to the workers at a time, and of one of them."""


def play(
    films: Sequence[Film], recipe: Recipe, scheduler: str, workers: int, answer: float = ANSWER
) -> Iterator[News]:
    """Yield what becomes of each film, in the order in which they are done.

    Args:
        scheduler, workers, answer: see `connected`.

    Raises:
        UsageError: see `connected`.
        PlayerError: the scheduler does not answer, or has gone; there are no workers; they lack this package.
    """
    with connected(scheduler, max(1, min(workers, len(films))), answer) as cluster:
        cluster.check()
        yield from Batch(cluster, recipe).rows(films)


@dataclass(slots=True)
class _Flight:
    """A film, and what a worker is told of it. size: bytes of the files that are sent with it."""

    film: Film
    warnings: list[str] = field(default_factory=list)
    task: Task | None = None
    order: Order | None = None
    size: int = 0


class Batch:
    """The films of a batch on their way to the workers and back."""

    def __init__(self, cluster: Cluster, recipe: Recipe) -> None:
        self._cluster, self._recipe, self._kit = cluster, recipe, Kit(recipe)
        self._flying: dict[Future[bytes], _Flight] = {}

    def rows(self, films: Sequence[Film]) -> Iterator[News]:
        waiting = deque(map(_Flight, films))
        while waiting or self._flying:
            while waiting and self._has_room(waiting[0]):
                flight = waiting.popleft()
                if (row := self._start(flight)) is not None:
                    yield flight.film, row
            for future in self._cluster.wait(list(self._flying)):
                flight = self._flying.pop(future)
                row = self._landed(flight, self._cluster.result(future))
                if row is None:
                    waiting.appendleft(flight)
                else:
                    yield flight.film, row

    def _has_room(self, flight: _Flight) -> bool:
        sent = sum(other.size for other in self._flying.values())
        return len(self._flying) < self._cluster.places() and sent + flight.size <= MOST_SENT

    def _start(self, flight: _Flight) -> Row | None:
        """Send a film on its way; the row of one that needs none."""
        if flight.order is None:
            row = guarded(flight.film, flight.warnings, lambda: self._prepare(flight))
            if row is not None:
                return row
        self._flying[self._cluster.submit(pickle.dumps(flight.order))] = flight
        return None

    def _prepare(self, flight: _Flight) -> Row | None:
        film, recipe = flight.film, self._recipe
        task = prepare(film, recipe, self._kit, flight.warnings.append)
        if isinstance(task, Row):
            return task
        flight.task = task
        model = None if is_take(str(film.path)) else recipe.model
        font = recipe.soundfont if "wav" in recipe.kinds else None
        flight.order = Order(
            film=Sent(_absolute(film.path), task.content),
            shown=str(film.path),
            name=film.name,
            recipe=recipe,
            model=None if model is None else Sent(_absolute(model), digest(model)),
            soundfont=None if font is None else Sent(_absolute(font), digest(font)),
            mapping=_absolute(task.mapping.path),
            texts={_absolute(path): read_bytes(path, "a mapping") for path in task.mapping.files},
        )
        return None

    def _landed(self, flight: _Flight, answer: Answer | str) -> Row | None:
        """What became of a film; None where the worker is to be sent what it does not see."""
        if isinstance(answer, str):
            return failed(
                flight.film, f"The film {flight.film.path} cannot be played: {answer}", flight.warnings
            )
        return guarded(flight.film, flight.warnings, lambda: self._kept(flight, answer))

    def _kept(self, flight: _Flight, answer: Answer) -> Row | None:
        assert flight.task is not None and flight.order is not None, "it has been away"
        if answer.row is None:
            flight.order, flight.size = _filled(flight.order, answer.unseen)
            return None
        told = (*map(printable, flight.warnings), *answer.row.warnings)
        row = answer.row.model_copy(update={"warnings": told})
        if row.result == "made":
            with work_folder(self._recipe.out) as folder:
                for name, data in answer.files.items():
                    (folder / name).write_bytes(data)
                keep(self._recipe.out, flight.task, row, folder)
        return row


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _filled(order: Order, unseen: frozenset[str]) -> tuple[Order, int]:
    """The order with the bytes of the files that a worker does not see, and how many those are.

    Raises:
        PlayerError: they are too many. OSError: a file cannot be read.
    """
    size = sum(one.path.stat().st_size for one in order.files if one.digest in unseen)
    if size > MOST_SENT:
        raise PlayerError(
            f"The workers do not see the film {order.shown}, and it is too large to be sent: at most "
            f"{MOST_SENT >> 20} MB. Put it where they see it by the same name."
        )
    film, model, soundfont = (
        replace(one, data=one.path.read_bytes()) if one and one.digest in unseen else one
        for one in (order.film, order.model, order.soundfont)
    )
    assert film is not None
    return replace(order, film=film, model=model, soundfont=soundfont), size

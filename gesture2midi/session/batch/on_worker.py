"""What a worker of a cluster does: it plays a film, and what it has made goes back to the one who asked.

Orders and answers are bytes to the cluster, so that its scheduler needs nothing of this package.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from gesture2midi.mapping.load import load
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, failed, guarded, play
from gesture2midi.session.batch.processes import one_thread_each
from gesture2midi.session.batch.record import Row, digest

MOST_MADE = 1 << 30
"""Bytes of the files of one film that go back."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file by its place and SHA-256. data: its bytes; None where the worker is to see it."""

    path: Path
    digest: str
    data: bytes | None = None

    def at(self, folder: Path) -> Path | None:
        """Where it is: in its place or, if it was sent, in a folder; None where it is not to be seen."""
        sent = folder / self.digest / self.path.name
        for path in (self.path, sent):
            with suppress(OSError):
                if digest(path) == self.digest:
                    return path
        if self.data is None:
            return None
        sent.parent.mkdir(exist_ok=True)
        sent.write_bytes(self.data)
        return sent


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A film to play.

    shown, name: how it is called to the player, and its files, see `films.Film`.
    model, soundfont: None where the film needs none.
    mapping: its path, among the `texts` of all files that it is made of, by their absolute paths.
    """

    film: Sent
    shown: str
    name: str
    recipe: Recipe
    model: Sent | None
    soundfont: Sent | None
    mapping: Path
    texts: dict[Path, bytes]

    @property
    def files(self) -> tuple[Sent, ...]:
        """All that the worker has to see or to be sent."""
        return tuple(one for one in (self.film, self.model, self.soundfont) if one is not None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a film, and its files by their names; or the digests of what the worker does not see."""

    row: Row | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()


class _PerThread(threading.local):
    """What a thread of a worker keeps from film to film: the trackers, and the files it was sent for them."""

    def __init__(self) -> None:
        one_thread_each()
        self._sent = tempfile.TemporaryDirectory(prefix="gesture2midi-")
        self._kit: Kit | None = None
        self._kit_of: object = None

    def answer(self, order: Order) -> Answer:
        with tempfile.TemporaryDirectory(prefix="gesture2midi-") as name:
            folder = Path(name)
            sent = {one: folder if one is order.film else Path(self._sent.name) for one in order.files}
            places = {one.digest: one.at(place) for one, place in sent.items()}
            unseen = frozenset(digest for digest, place in places.items() if place is None)
            if unseen:
                return Answer(unseen=unseen)
            return self._played(order, {digest: place for digest, place in places.items() if place}, folder)

    def _played(self, order: Order, places: dict[str, Path], folder: Path) -> Answer:
        recipe = order.recipe
        if order.model is not None:
            recipe = replace(recipe, model=places[order.model.digest])
        if order.soundfont is not None:
            recipe = replace(recipe, soundfont=places[order.soundfont.digest])
        made = folder / "made"
        made.mkdir()
        film, warnings = Film(places[order.film.digest], order.name), list[str]()

        def whole() -> Row:
            mapping = load(_written(order, folder), recipe.taught.signals)
            return play(
                film, recipe, self._kit_for(order, recipe), mapping, made, warnings, lambda count: None
            )

        row = guarded(film, warnings, whole)
        if sum(file.stat().st_size for file in made.iterdir()) > MOST_MADE:
            row = failed(film, f"The files of {film.path} are larger than {MOST_MADE >> 20} MB.")
        told = tuple(sentence.replace(str(film.path), order.shown) for sentence in row.warnings)
        row = row.model_copy(update={"film": order.shown, "warnings": told})
        if row.result == "failed":
            return Answer(row)
        return Answer(row, {file.name: file.read_bytes() for file in made.iterdir()})

    def _kit_for(self, order: Order, recipe: Recipe) -> Kit:
        """That of the film before, where it has the trackers that this one needs."""
        needed = order.model and order.model.digest, recipe.tracker, recipe.threads
        if self._kit is None or self._kit_of != needed:
            if self._kit is not None:
                self._kit.close()
            self._kit, self._kit_of = Kit(recipe), needed
        return self._kit


def _written(order: Order, folder: Path) -> Path:
    """The mapping, in a folder in which its files stand to each other as where they come from."""

    def here(path: Path) -> Path:
        return folder.joinpath("mapping", *path.parts[1:])

    for path, text in order.texts.items():
        here(path).parent.mkdir(parents=True, exist_ok=True)
        here(path).write_bytes(text)
    return here(order.mapping)


_per_thread = _PerThread()


def answer(order: bytes) -> bytes:
    """Returns an `Answer` to an `Order`, both pickled."""
    told: Order = pickle.loads(order)
    return pickle.dumps(_per_thread.answer(told))

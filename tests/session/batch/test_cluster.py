"""Films on a cluster, without one: what is sent to its workers, what comes back, and what is said."""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.errors import UsageError
from gesture2midi.session.batch import cluster, on_worker
from gesture2midi.session.batch.cluster import Batch
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, make
from gesture2midi.session.batch.on_worker import Answer, Order
from gesture2midi.session.batch.record import FOLDER, Row
from gesture2midi.session.batch.scheduler import check_address
from gesture2midi.session.measurements import Measured

MakeTake = Callable[[float, float], Path]


class Elsewhere:
    """A cluster of two workers on a computer that has none of our files; each of `dies` kills all."""

    def __init__(self, dies: Sequence[str] = ()) -> None:
        self.dies = dies
        self.orders: list[Order] = []

    def places(self) -> int:
        return 2

    def submit(self, told: bytes) -> Order:
        order: Order = pickle.loads(told)
        self.orders.append(order)
        return order

    def wait(self, orders: Sequence[Order]) -> list[Order]:
        assert len(orders) <= self.places()
        return list(orders[-1:])

    def result(self, order: Order) -> Answer | str:
        if order.name in self.dies:
            return "each worker that had it died."
        theirs = replace(order, film=replace(order.film, path=Path("/elsewhere", order.film.path.name)))
        answer: Answer = pickle.loads(on_worker.answer(pickle.dumps(theirs)))
        return answer


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    font = paths.soundfonts() / "gesture2midi.sf2"
    return Recipe(tmp_path / "out", None, ("midi", "json"), font, Measured(csv=True))


def played(films: Sequence[Film], recipe: Recipe, at: Elsewhere) -> dict[str, Row]:
    rows = [(film.name, row) for film, row in Batch(at, recipe).rows(films) if isinstance(row, Row)]
    assert len(dict(rows)) == len(rows) == len(films), "a row for each film, once"
    return dict(rows)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and FOLDER not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_a_worker_does_not_see_is_sent_and_its_files_are_those_made_here(
    tmp_path: Path, recipe: Recipe, make_take: MakeTake, drone: Path
) -> None:
    (tmp_path / "own").mkdir()
    shutil.copy(drone, tmp_path / "own" / "taken.yaml")
    own = tmp_path / "own" / "own.yaml"
    own.write_text("name: Own\nsynth: {}\ncontrols: []\ninclude: [taken.yaml]\n", encoding="utf-8")
    recipe = replace(recipe, mapping=str(own))
    film = Film(make_take(0, 1), "sub/solo")
    at = Elsewhere()
    row = played([film], recipe, at)["sub/solo"]
    assert [order.film.data is None for order in at.orders] == [True, False]
    here = replace(recipe, out=tmp_path / "here")
    assert row == make(film, here, Kit(here))
    assert row.notes == 1 and files(recipe.out) == files(here.out)
    assert played([film], recipe, Elsewhere())["sub/solo"].result == "kept"


def test_films_that_cannot_be_played_stop_no_other(
    tmp_path: Path, recipe: Recipe, make_take: MakeTake, drone: Path
) -> None:
    films = []
    for name in ("a", "deadly", "bad", "b", "gone", "c"):
        films.append(Film(Path(shutil.copy(make_take(0, 1), tmp_path / f"{name}.jsonl")), name))
    films[2].path.write_text("no take\n")
    films[4].path.unlink()
    rows = played(
        films,
        replace(recipe, mapping=str(drone), kinds=("midi",), measured=Measured()),
        Elsewhere(["deadly"]),
    )
    assert {name for name, row in rows.items() if row.result == "made"} == {"a", "b", "c"}
    assert (
        rows["deadly"].warnings[-1].endswith("deadly.jsonl cannot be played: each worker that had it died.")
    )
    assert str(films[2].path) in rows["bad"].warnings[-1]
    assert set(files(recipe.out)) == {"a.mid", "b.mid", "c.mid"}


def test_what_is_sent_is_bounded(
    recipe: Recipe, make_take: MakeTake, drone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "MOST_SENT", 100)
    at = Elsewhere()
    row = played([Film(make_take(0, 1), "solo")], replace(recipe, mapping=str(drone)), at)["solo"]
    assert row.result == "failed" and "too large to be sent" in row.warnings[-1]
    assert len(at.orders) == 1


@pytest.mark.parametrize(
    "address", ["local", "tcp://127.0.0.1:8786", "tls://host.example:1", "tcp://[::1]:8786"]
)
def test_addresses_of_schedulers(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "8786",
        "127.0.0.1:8786",
        "tcp://",
        "tcp://host",
        "tcp://host:70000",
        "tcp://host:0",
        "http://host:80",
        "tcp://a b:1",
    ],
)
def test_what_is_no_scheduler_is_one_sentence(address: str, tmp_path: Path) -> None:
    typed = ("batch", str(tmp_path), "--out", str(tmp_path / "out"), "--scheduler", address)
    done = CliRunner().invoke(main, typed)
    assert done.exit_code == 2 and "is no scheduler: give `local`" in done.output
    assert not (tmp_path / "out").exists()


def test_jobs_are_for_this_computer(tmp_path: Path) -> None:
    typed = (
        "batch",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
        "--scheduler",
        "tcp://a:1",
        "--jobs",
        "2",
    )
    done = CliRunner().invoke(main, typed)
    assert done.exit_code == 2 and "With --scheduler leave --jobs out" in done.output


def test_without_the_extra_a_sentence_names_it(
    recipe: Recipe, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'gesture2midi\[cluster\]'"):
        list(cluster.play([Film(make_take(0, 1), "solo")], recipe, "tcp://127.0.0.1:1", 1))

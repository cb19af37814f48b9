"""Films on a real Dask scheduler and its workers, each a process, one of which is killed in mid-film."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.session.batch import cluster
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, make
from gesture2midi.session.batch.record import Row
from gesture2midi.session.measurements import Measured

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

COMMON = Path(__file__).parents[1] / "common"
PATIENCE = 120.0


class Dask:
    """A scheduler on this computer, and the workers that it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        deadline = time.monotonic() + PATIENCE
        while not told.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        self.address = str(json.loads(told.read_text())["address"])

    def add_workers(self, count: int, preload: str) -> None:
        own = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--preload", str(COMMON / preload))
        for _ in range(count):
            self._start("worker", self.address, *own)
        with distributed.Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def _start(self, *typed: str) -> None:
        environment = os.environ | {"DIED": str(self.folder / "died")}
        command = (sys.executable, "-m", "dask", *typed, "--no-dashboard")
        quiet = subprocess.DEVNULL
        self.processes.append(
            subprocess.Popen(command, cwd=self.folder, env=environment, stdout=quiet, stderr=quiet)
        )

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    (tmp_path / "dask").mkdir()
    found = Dask(tmp_path / "dask")
    yield found
    found.close()


@pytest.fixture
def recipe(tmp_path: Path, drone: Path) -> Recipe:
    font = paths.soundfonts() / "gesture2midi.sf2"
    return Recipe(tmp_path / "out", str(drone), ("midi",), font, Measured(csv=True))


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows is not killed by a signal")
def test_every_film_is_made_once_and_whole_though_a_worker_is_killed_in_mid_film(
    dask: Dask, tmp_path: Path, recipe: Recipe, make_take: Callable[[float, float], Path]
) -> None:
    dask.add_workers(2, "dying_worker.py")
    take = make_take(0, 1)
    names = ("a", "b", "deadly", "c", "d", "e")
    films = [Film(Path(shutil.copy(take, tmp_path / f"{name}.jsonl")), name) for name in names]
    news = list(cluster.play(films, recipe, dask.address, 1, PATIENCE))
    assert (dask.folder / "died").exists()
    assert sorted(film.name for film, _ in news) == sorted(names)
    assert all(isinstance(row, Row) and row.result == "made" for _, row in news)

    here = Recipe(tmp_path / "here", recipe.mapping, recipe.kinds, recipe.soundfont)
    for film in films:
        make(film, here, Kit(here))
    assert {path.name: path.read_bytes() for path in recipe.out.iterdir() if path.is_file()} == {
        path.name: path.read_bytes() for path in here.out.iterdir() if path.is_file()
    }


def test_a_scheduler_without_workers_is_a_sentence(dask: Dask, recipe: Recipe) -> None:
    with pytest.raises(PlayerError, match="has no worker: start some with `dask worker tcp://"):
        list(cluster.play([Film(Path("a.mp4"), "a")], recipe, dask.address, 1, PATIENCE))


def test_workers_without_the_package_are_a_sentence(dask: Dask, recipe: Recipe) -> None:
    dask.add_workers(2, "worker_without.py")
    with pytest.raises(PlayerError, match=r"^2 of 2 workers lack Gesture2MIDI .*: install it there\.$"):
        list(cluster.play([Film(Path("a.mp4"), "a")], recipe, dask.address, 1, PATIENCE))


def test_who_listens_and_says_nothing_is_no_scheduler(recipe: Recipe) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(PlayerError, match=f"^No scheduler answers at {address}: "):
            list(cluster.play([Film(Path("a.mp4"), "a")], recipe, address, 1, 0.5))

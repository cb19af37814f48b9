"""Films shared by processes: all are played, and one that kills its process costs itself alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import batch_worker

from gesture2midi import paths
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Recipe
from gesture2midi.session.batch.processes import play
from gesture2midi.session.batch.record import Row


def test_every_film_has_its_row_also_where_processes_die(
    tmp_path: Path, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    take, films = make_take(0, 1), []
    for name in ("a", "deadly-1", "b", "deadly-2", "deadly-3", "c"):
        films.append(Film(Path(shutil.copy(take, tmp_path / f"{name}.jsonl")), name))
    recipe = Recipe(tmp_path / "out", str(drone), ("midi",), paths.soundfonts() / "gesture2midi.sf2")
    news = play(films, recipe, 2, batch_worker.work)
    rows = {film.name: row for film, row in news if isinstance(row, Row)}
    assert {name: row.result for name, row in rows.items()} == {
        film.name: "failed" if film.name.startswith("deadly") else "made" for film in films
    }
    assert rows["deadly-2"].warnings == (
        f"The film {films[3].path} cannot be played: its process ended with status 3.",
    )
    assert sorted(path.name for path in (tmp_path / "out").glob("*.mid")) == ["a.mid", "b.mid", "c.mid"]

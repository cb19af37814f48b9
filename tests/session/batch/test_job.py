"""One film to its files: whole, once, and again only where something has changed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gestures.body_angles import figure
from gesture2midi import paths
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.events import BODY_POINTS, SIDES, Body, Hand, Hands
from gesture2midi.session.batch import job
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import ENDINGS, Kit, Recipe, make
from gesture2midi.session.batch.record import FOLDER, Row
from gesture2midi.session.measurements import Measured

MakeTake = Callable[[float, float], Path]


@pytest.fixture
def recipe(tmp_path: Path, drone: Path) -> Recipe:
    font = paths.soundfonts() / "gesture2midi.sf2"
    return Recipe(tmp_path / "out", str(drone), ("midi", "json", "transcript"), font)


def played(path: Path, recipe: Recipe, name: str = "sub/solo") -> Row:
    return make(Film(path, name), recipe, Kit(recipe))


def files(recipe: Recipe) -> set[str]:
    return {p.relative_to(recipe.out).as_posix() for p in recipe.out.rglob("*") if p.is_file()}


def test_a_take_becomes_its_files_and_a_row(recipe: Recipe, make_take: MakeTake) -> None:
    row = played(make_take(1, 2), recipe)
    assert (row.result, row.notes, row.frames) == ("made", 1, 90)
    assert (row.left, row.right, row.longest_loss) == (0, pytest.approx(2 / 3, abs=1e-4), 0)
    made = {f"sub/solo{ENDINGS[kind]}" for kind in recipe.kinds}
    assert files(recipe) == made | {f"{FOLDER}/done/sub/solo.json"}


def test_what_is_done_is_kept_until_something_changes(
    recipe: Recipe, make_take: MakeTake, drone: Path
) -> None:
    take = make_take(0, 1)
    first = played(take, recipe)
    assert played(take, recipe) == first.model_copy(update={"result": "kept"})

    midi = recipe.out / "sub" / "solo.mid"
    whole = midi.read_bytes()
    midi.write_bytes(whole[:-1])
    assert played(take, recipe).result == "made"
    assert midi.read_bytes() == whole
    (recipe.out / "sub" / "solo.json").unlink()
    assert played(take, recipe).result == "made"

    assert played(take, replace(recipe, kinds=("midi",))).result == "made"
    assert played(take, recipe).result == "made"
    drone.write_text(drone.read_text().replace("C4", "D4"))
    assert played(take, recipe).result == "made"
    assert midi.read_bytes() != whole
    assert played(take, recipe).result == "kept"
    take.write_text(take.read_text().replace('"i":3,', '"i":3, '))
    assert played(take, recipe).result == "made"


def test_a_broken_record_is_no_record(recipe: Recipe, make_take: MakeTake) -> None:
    take = make_take(0, 1)
    played(take, recipe)
    (recipe.out / FOLDER / "done" / "sub" / "solo.json").write_text("{")
    assert played(take, recipe).result == "made"


@pytest.mark.parametrize("content", [None, b"", b"no take\n", b"{}\n"])
def test_a_bad_film_is_a_row_with_one_sentence_and_leaves_nothing(
    recipe: Recipe, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_bytes(content)
    row = played(path, recipe)
    assert row.result == "failed"
    assert "bad.jsonl" in row.warnings[-1] and row.warnings[-1].endswith(".")
    assert files(recipe) == set()


def test_a_fault_of_ours_is_told_and_stops_nobody_else(
    recipe: Recipe, make_take: MakeTake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(job, "digest", broken)
    row = played(make_take(0, 1), recipe)
    assert row.result == "failed" and "RuntimeError: odd" in row.warnings[-1]


def test_a_folder_that_cannot_be_written_is_told(recipe: Recipe, make_take: MakeTake) -> None:
    recipe.out.write_text("this is a file")
    assert "Nothing can be written to" in played(make_take(0, 1), recipe).warnings[-1]


def test_measurements_have_a_line_a_frame_and_units(recipe: Recipe, make_take: MakeTake) -> None:
    assert played(make_take(1, 1), replace(recipe, kinds=(), measured=Measured(csv=True))).result == "made"

    landmarks, bent, signals = (
        rows(recipe.out / "sub" / f"solo.{what}.csv") for what in ("landmarks", "angles", "signals")
    )
    assert (len(landmarks), len(bent), len(signals)) == (30, 30, 60)
    first = landmarks[0]
    assert (first["t_s"], first["frame"], first["hand"]) == ("1", "30", "right")
    assert float(first["wrist_y_picture"]) == pytest.approx(0.7, abs=1e-3)
    assert float(bent[0]["index_pip_deg"]) == pytest.approx(0, abs=0.5)
    assert (signals[0]["right.present"], signals[-1]["right.present"]) == ("0", "1")
    assert (signals[0]["right.x"], signals[-1]["left.x"]) == ("", "")


@pytest.fixture
def body_take(tmp_path: Path, hand: Hand) -> Path:
    """Two seconds of a hand; in the second one a body is seen, which raises its right arm."""
    path = tmp_path / "walk.jsonl"
    points = np.full((BODY_POINTS, 3), 0.5, np.float32)
    with TakeWriter(path, fps=30) as take:
        for i in range(60):
            upright = dict.fromkeys(
                (f"{s}_{w}" for s in SIDES for w in ("raise", "elbow", "hip", "knee")), 0.0
            )
            world = figure({**upright, "lean": 0.0, "right_raise": 3.0 * (i - 30)}, 0).astype(np.float32)
            seen = Body(i / 30, points, world, np.ones(BODY_POINTS, np.float32)) if i >= 30 else None
            take.write(Hands(i / 30, i, 4 / 3, (hand,), body=seen))
    return path


def test_a_body_is_measured_where_there_is_one(recipe: Recipe, body_take: Path) -> None:
    wanted = replace(recipe, kinds=("plot",), measured=Measured(csv=True, pictures=True, body=True))
    row = played(body_take, wanted)
    assert row.warnings == ()
    made = {"solo.png", *(f"solo.{what}.csv" for what in ("landmarks", "angles", "signals", "body"))}
    made |= {"solo.body_angles.csv", "solo.angles.png", "solo.body_angles.png"}
    assert files(recipe) >= {f"sub/{name}" for name in made}
    bent = rows(recipe.out / "sub" / "solo.body_angles.csv")
    assert (len(bent), bent[0]["frame"], len(rows(recipe.out / "sub" / "solo.body.csv"))) == (30, "30", 30)
    raised = [float(row["right_shoulder_deg"]) for row in bent]
    assert raised[-1] - raised[0] == pytest.approx(87, abs=8)


def test_a_film_without_a_body_says_so(recipe: Recipe, make_take: MakeTake) -> None:
    row = played(make_take(0, 1), replace(recipe, kinds=(), measured=Measured(csv=True, body=True)))
    assert row.warnings == (
        "The take has no body in it: only one that is recorded with a mapping that reads it has.",
    )
    assert rows(recipe.out / "sub" / "solo.body.csv") == []


def test_parquet_holds_what_the_tables_hold(recipe: Recipe, body_take: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    played(body_take, replace(recipe, kinds=(), measured=Measured(csv=True, parquet=True, body=True)))
    for what in ("landmarks", "angles", "signals", "body", "body_angles"):
        table = parquet.read_table(recipe.out / "sub" / f"solo.{what}.parquet").to_pylist()
        told = rows(recipe.out / "sub" / f"solo.{what}.csv")
        assert len(table) == len(told)
        for one, other in zip(table, told, strict=True):
            for name, cell in other.items():
                value = one[name]
                read = cell if name == "hand" else float(cell) if cell else None
                assert value == (pytest.approx(read, rel=1e-6, abs=1e-9) if isinstance(read, float) else read)
    other = replace(recipe, out=recipe.out / "alone", kinds=(), measured=Measured(parquet=True))
    assert played(body_take, other).result == "made" and not list(other.out.rglob("*.csv"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_a_killed_process_left_is_cleared(recipe: Recipe) -> None:
    left = recipe.out / FOLDER / f"{job.WORK}abc"
    left.mkdir(parents=True)
    (left / "solo.mid.part").touch()
    job.clear(recipe.out)
    assert files(recipe) == set()

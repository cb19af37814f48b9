"""`gesture2midi batch` as it is typed: what it writes, says and leaves with."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gesture2midi.cli import main


def batch(folder: Path, *more: str) -> Result:
    typed = ("batch", str(folder / "in"), "--out", str(folder / "out"), "--jobs", "1", *more)
    return CliRunner().invoke(main, typed)


def summary(folder: Path) -> dict[str, list[str]]:
    with (folder / "out" / "summary.csv").open(encoding="utf-8", newline="") as file:
        return {Path(row["film"]).name: [row["result"], row["notes"]] for row in csv.DictReader(file)}


def test_a_folder_is_played_and_again_only_what_is_new(
    tmp_path: Path, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(make_take(0, 1), tmp_path / "in" / "a.jsonl")
    (tmp_path / "in" / "bad.jsonl").write_text("no take\n")
    done = batch(tmp_path, "--mapping", str(drone), "--midi")
    assert done.exit_code == 1, done.output
    assert "1 of 2 could not be played" in done.output
    assert summary(tmp_path) == {"a.jsonl": ["made", "1"], "bad.jsonl": ["failed", "0"]}

    (tmp_path / "in" / "bad.jsonl").unlink()
    shutil.copy(tmp_path / "in" / "a.jsonl", tmp_path / "in" / "b.jsonl")
    done = batch(tmp_path, "--mapping", str(drone), "--midi")
    assert done.exit_code == 0, done.output
    assert summary(tmp_path) == {"a.jsonl": ["kept", "1"], "b.jsonl": ["made", "1"]}
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {".batch", "a.mid", "b.mid", "summary.csv"}


def test_what_cannot_begin_is_one_sentence_and_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    nothing = batch(tmp_path)
    assert nothing.exit_code == 2 and "There is nothing to play" in nothing.output
    (tmp_path / "in" / "a.jsonl").touch()
    unknown = batch(tmp_path, "--mapping", "theramin")
    assert unknown.exit_code == 2 and "theremin" in unknown.output
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_measured_is_said_before_it_begins(
    tmp_path: Path, make_take: Callable[[float, float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(make_take(0, 1), tmp_path / "in" / "a.jsonl")
    alone = batch(tmp_path, "--body", "--midi")
    assert alone.exit_code == 2 and "give --csv, --parquet or --record, too" in alone.output
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    lacking = batch(tmp_path, "--parquet")
    assert lacking.exit_code == 2 and "--parquet needs more than is installed (pyarrow)" in lacking.output
    assert "gesture2midi[parquet]" in lacking.output
    assert not (tmp_path / "out").exists()

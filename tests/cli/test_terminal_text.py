"""Nothing that somebody else wrote can have anything done to the terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.cli import main
from gesture2midi.cli.common import echo, extra_missing
from gesture2midi.cli.monitor import _shown
from gesture2midi.cli.tables import print_table
from gesture2midi.display.plot import plot
from gesture2midi.errors import printable
from gesture2midi.session.monitor import Line

ODD = "a\x1b[31m\x07\x9b2J\u202eb"
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def said(*arguments: str) -> str:
    done = CliRunner().invoke(main, arguments, env={"COLUMNS": "400"})
    assert done.exit_code in (0, 1, 2)
    return done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", f"{ODD}.yaml"),
        ("explain", f"{ODD}.yaml"),
        ("explain", ODD),
        ("render", f"{ODD}.jsonl", "--midi", "a.mid"),
        ("render", ODD, "--midi", "a.mid"),
        ("run", f"--{ODD}"),
        ("run", "--fps", ODD),
        ("run", "--source", ODD, "--no-midi"),
        (ODD,),
        (f"--{ODD}",),
        ("run", "--player", ODD),
        ("doctor", "--source", f"{ODD}.jsonl", "--seconds", "0.5"),
        ("teach", ODD, "--pose"),
        ("monitor", "--only", ODD),
    ],
    ids=lambda arguments: arguments[0] if arguments[0].isascii() and arguments[0].isprintable() else "odd",
)
def test_what_a_player_types_is_told_as_text(arguments: tuple[str, ...], tmp_path: Path) -> None:
    text = re.sub(r"\x1b\[\d*m", "", said(*arguments)) if arguments[0] == "doctor" else said(*arguments)
    assert text
    assert not HARMFUL.search(text), ascii(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "x" * 5000),
        ("explain", "ü" * 5000),
        ("run", "--osc", "x" * 5000),
        ("run", "--player", "x" * 5000),
        ("run", f"--{'x' * 5000}"),
        ("render", "performer", "--record", "x" * 5000),
        ("kit", "x" * 5000, "drums"),
        ("x" * 5000,),
    ],
    ids=lambda arguments: f"{arguments[0]:.7}-{arguments[-1]:.7}",
)
def test_a_name_without_end_is_told_by_its_ends(arguments: tuple[str, ...]) -> None:
    assert len(said(*arguments)) < 1500


def test_a_path_is_told_whole() -> None:
    path = "/" + "/".join(["a" * 40] * 10)
    assert path in said("check", f"{path}.yaml")


def test_a_value_is_refused_in_words_that_follow_its_name() -> None:
    assert "--player should have at most 4096 characters." in said("run", "--player", "x" * 5000)


def test_only_what_others_lack_is_told_to_be_installed() -> None:
    told = extra_missing("The studio", "studio", ModuleNotFoundError(name="nicegui"))
    assert "gesture2midi[studio]" in str(told)
    with pytest.raises(ImportError):
        extra_missing("The studio", "studio", ImportError(name="gesture2midi.studio.app"))


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
def test_the_names_of_files_are_told_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"{ODD}.yaml"
    Path(name).write_text(
        "name: A\ncontrols:\n  - {send: note, pitch: C4, gate: right.fist}\n", encoding="utf-8"
    )
    for text in (said("check", name), said("new", name), said("explain", name, "--picture", f"{ODD}.png")):
        assert text
        assert not HARMFUL.search(text), ascii(text)


@pytest.mark.filterwarnings("error")
def test_a_letter_that_the_font_lacks_is_drawn_without_a_word(tmp_path: Path) -> None:
    plot(tmp_path / "a.png", title="音楽 \x1b", messages=(), gestures=(), seconds=1.0)
    assert (tmp_path / "a.png").stat().st_size


def test_tables_and_the_monitor_show_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_table((ODD,), [(ODD,)], title=ODD)
    click.echo(_shown(0.0, ODD, Line("osc", None, f"/{ODD}\n", f"{ODD}\n9.000 forged")).plain)
    text = capsys.readouterr().out
    assert not HARMFUL.search(text), ascii(text)
    assert "\n9.000" not in text


@given(st.text())
def test_a_text_keeps_its_letters_and_loses_its_powers(text: str) -> None:
    cleaned = printable(text)
    assert not HARMFUL.search(cleaned)
    cleaned.encode()
    if not HARMFUL.search(text):
        assert cleaned == text
    assert printable(cleaned) == cleaned


def test_what_is_echoed_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    echo(Path(ODD))
    assert not HARMFUL.search(capsys.readouterr().out)

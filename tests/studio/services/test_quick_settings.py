"""What is laid over each mapping is remembered, and a broken file takes nothing down."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.mapping.editing.quick import Quick
from gesture2midi.studio.services.quick_settings import LONGEST, MOST, QuickSettings

TEXT = "name: M\ncontrols: [{send: note, pitch: right.y, scale: C major, gate: right.fist}]\n"
MINE = Path("/mappings/mine.yaml")


def test_it_is_remembered_and_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "data" / "quick.json"
    settings = QuickSettings(file, pytest.fail)
    assert settings.of(MINE) == Quick()
    settings.keep(MINE, Quick(root="D", swapped=True))
    assert QuickSettings(file, pytest.fail).of(MINE) == Quick(root="D", swapped=True)
    assert "D major" in settings.lay(TEXT, MINE)
    assert "left.fist" in settings.lay(TEXT, MINE)
    assert settings.lay(TEXT, Path("/other.yaml")) == TEXT
    settings.keep(MINE, Quick())
    assert QuickSettings(file, pytest.fail).of(MINE) == Quick()


@pytest.mark.parametrize(
    "held", [b"{", b"[]", b'{"a": 1}', b'{"a": {"octave": "x"}}', b"\xff", b" " * (LONGEST + 1)]
)
def test_a_broken_file_is_told_and_nothing_is_laid_over(tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "quick.json"
    file.write_bytes(held)
    told: list[str] = []
    settings = QuickSettings(file, told.append)
    assert settings.of(MINE) == Quick()
    assert len(told) == 1
    settings.keep(MINE, Quick(octave=1))
    assert QuickSettings(file, pytest.fail).of(MINE) == Quick(octave=1)


def test_no_more_than_so_many_are_remembered(tmp_path: Path) -> None:
    settings = QuickSettings(tmp_path / "quick.json", pytest.fail)
    settings._kept = {f"/{i}.yaml": Quick(octave=1) for i in range(MOST)}
    settings.keep(MINE, Quick(octave=2))
    assert settings.of(MINE) == Quick(octave=2)
    assert settings.of(Path("/0.yaml")) == Quick()
    assert settings.of(Path("/1.yaml")) == Quick(octave=1)

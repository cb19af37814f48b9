"""A first mapping from a few wishes: every one of them plays, without a warning."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from command import run

from gesture2midi.errors import Mistake
from gesture2midi.mapping.load import load, warnings
from gesture2midi.mapping.template import HANDS, PLAYS, Wish, write
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.scales import SCALES

CHANNELS = (None, 1, 2, 10, 16)
RANGES = ("C3..C5", "C-1..G9", "C4..B4")


def scales(plays: str) -> list[str]:
    if plays not in ("notes", "chords"):
        return ["C major"]
    return [
        f"{('C', 'F#', 'Bb')[i % 3]} {name}" if name != "chromatic" else name for i, name in enumerate(SCALES)
    ]


@pytest.mark.parametrize(("plays", "hand"), [*product(PLAYS, HANDS)])
def test_every_wish_passes_check_strict(plays: str, hand: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    for scale in scales(plays):
        for number, channel in enumerate(CHANNELS):
            if channel == DRUM_CHANNEL and plays in ("notes", "chords"):
                continue
            wish = Wish("mine", plays, hand, scale, RANGES[number % len(RANGES)], channel)
            file.write_text(write(wish), encoding="utf-8")
            assert [str(warning) for warning in warnings(file)] == []
            hands = {name.split(".")[0] for name in load(file).signals}
            assert hands == ({"left", "right"} if hand == "both" else {hand})


@pytest.mark.parametrize("name", ["mine", "a b", "12", "true", "it's: #1", '\u00e4 "x"', "-"])
def test_any_name_is_text(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(write(Wish(name)), encoding="utf-8")
    assert load(file).name == name


@pytest.mark.parametrize(
    "wish",
    [
        Wish("a", scale="H minor"),
        Wish("a", range="C5..C3"),
        Wish("a", scale="C minor pentatonic", range="C#3..D3"),
        Wish("a", channel=10),
        Wish("a", "chords", channel=10),
    ],
)
def test_what_cannot_be_played_is_told(wish: Wish) -> None:
    with pytest.raises(Mistake):
        write(wish)


def test_it_writes_a_file_and_never_over_another(tmp_path: Path) -> None:
    done = run(tmp_path, "new", "mine", "--plays", "chords", "--scale", "A minor")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "mine.yaml").read_text()
    assert "chords: [Am, F, C, G]" in text
    again = run(tmp_path, "new", "mine.yaml")
    assert again.returncode == 2 and "is there already" in again.stderr
    assert (tmp_path / "mine.yaml").read_text() == text


def test_a_wrong_scale_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    done = run(tmp_path, "new", "mine", "--scale", "C minr")
    assert done.returncode == 2
    assert done.stderr == "Error: No scale is called `minr`; did you mean `minor`?\n"
    assert list(tmp_path.iterdir()) == []

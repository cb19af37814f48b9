from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.display.palette import SIDES, bgr, channel, pose
from gesture2midi.display.plot import plot
from gesture2midi.display.poster.sheet import Sheet
from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Gestures,
    Hit,
    Image,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    PitchBend,
    SceneChange,
    Side,
)
from gesture2midi.gestures.signals import full_names


def melody(seconds: float) -> list[Message]:
    """Two notes a second, two controllers and a bend."""
    messages: list[Message] = []
    for i in range(int(2 * seconds)):
        note = 60 + (0, 3, 5, 7, 10)[i % 5]
        messages += [NoteOn(i / 2, "melody", 1, note, 127), NoteOff(i / 2 + 0.4, "melody", 1, note)]
    for i in range(int(30 * seconds)):
        t = i / 30
        messages.append(ControlChange(t, 1, 74, int(63 + 60 * math.sin(t))))
        messages.append(PitchBend(t, 1, int(8000 * math.cos(t))))
    return sorted(messages, key=lambda message: message.t)


def beats(seconds: float) -> list[Message]:
    messages: list[Message] = []
    for i in range(int(2 * seconds)):
        note = (36, 42, 38, 42)[i % 4]
        messages += [NoteOn(i / 2, "drums", 10, note, 127), NoteOff(i / 2 + 0.08, "drums", 10, note)]
    return messages


def levels(seconds: float) -> list[Message]:
    return [Osc(i / 30, "/g2m/right/y", (0.5 + 0.4 * math.sin(i / 30),)) for i in range(int(30 * seconds))]


def played(seconds: float) -> list[Gestures]:
    """The right hand waves; the left one is away in the middle third."""
    found = []
    for i in range(int(30 * seconds)):
        t = i / 30
        away = seconds / 3 < t < 2 * seconds / 3
        signals = dict.fromkeys(full_names(), 0.0)
        signals |= {"right.x": 0.7, "right.y": 0.5 + 0.4 * math.sin(t)}
        signals |= {"left.x": math.nan, "left.y": math.nan} if away else {"left.x": 0.3, "left.y": 0.2}
        poses: dict[Side, str] = {"right": "fist" if t % 4 < 2 else "my own pose"}
        if not away:
            poses["left"] = "none"
        hits = (Hit(t, "right", "strike", 0.7),) if i % 40 == 20 else ()
        found.append(Gestures(t, i, signals, poses, hits))
    return found


def drawn(
    path: Path, messages: Sequence[Message], gestures: Sequence[Gestures] = (), seconds: float = 12.0
) -> Image:
    plot(path, title="Theremin · performer", messages=messages, gestures=gestures, seconds=seconds)
    assert path.read_bytes().startswith(b"\x89PNG")
    image = cv2.imread(str(path))
    assert image is not None
    assert image.shape == (1000, 1600, 3)
    return np.asarray(image, np.uint8)


def area(image: Image, colour: str) -> int:
    return int((np.abs(image.astype(int) - bgr(colour)).max(axis=2) < 10).sum())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "picture.png"


def test_everything_that_was_played_is_in_the_picture(path: Path) -> None:
    image = drawn(path, [*melody(12), *beats(12), SceneChange(6.0, "chorus")], played(12))
    for colour in (channel(1), channel(10), *SIDES.values(), pose("fist"), pose("my own pose")):
        assert area(image, colour) > 300, colour
    assert not list(path.parent.glob(".*")), "nothing is left behind"


def test_parts_that_were_not_played_are_left_out(path: Path) -> None:
    empty = drawn(path, (), (), 0.0)
    assert area(drawn(path, beats(12)), channel(10)) > 300 > area(empty, channel(10))
    assert area(drawn(path, levels(12)), channel(1)) > 300 > area(empty, channel(1))
    assert area(drawn(path, (), played(12)), SIDES["right"]) > 300 > area(empty, SIDES["right"])
    assert len(np.unique(empty.reshape(-1, 3), axis=0)) > 5, "it still has its title"


def test_a_hand_that_is_away_leaves_a_gap(path: Path) -> None:
    image = drawn(path, (), played(12))
    third = (1600 - 150 - 130) // 3
    inner = [image[:, 150 + place * third + 12 : 150 + (place + 1) * third - 12] for place in range(3)]
    seen = [area(part, SIDES["left"]) for part in inner]
    assert seen[0] > 300
    assert seen[1] == 0
    assert seen[2] > 300


@pytest.mark.parametrize("seconds", [0.05, 1.0, 59.9, 600.0])
def test_notes_are_seen_in_sets_of_any_length(path: Path, seconds: float) -> None:
    notes = [NoteOn(0.0, "a", 1, 60, 127), NoteOff(min(0.3, seconds), "a", 1, 60)]
    assert area(drawn(path, notes, (), seconds), channel(1)) >= 8


def test_many_drums_and_controllers_stay_on_the_sheet(path: Path) -> None:
    messages: list[Message] = [NoteOn(i / 10, "d", 10, 35 + i, 100) for i in range(47)]
    messages += [ControlChange(i / 10, 1 + i % 16, 20 + i % 30, i) for i in range(100)]
    messages += [NoteOn(i / 10, "n", 1 + i % 9, i, 100) for i in range(127)]
    image = drawn(path, messages, played(12))
    margin = image[-10:].reshape(-1, 3)
    assert (margin == margin[0]).all()


def test_strange_performances(path: Path) -> None:
    drawn(path, [Panic(0.0), SceneChange(0.0, "$a_{1}$"), NoteOff(0.0, "a", 1, 60)], (), 1.0)
    drawn(path, [NoteOn(3.0, "a", 1, 127, 1), ControlChange(9.0, 1, 7, 0)], (), 2.0)
    drawn(path, [Osc(0.0, "/an/address/" * 9, (1e9, -1e9, "word")), Osc(0.1, "/inf", (math.inf,))], (), 2.0)
    drawn(path, [NoteOn(0.0, "a", 1, 0, 127)], played(0.1), 0.1)


def test_same_performance_same_bytes(path: Path, tmp_path: Path) -> None:
    drawn(path, melody(5), played(5), 5.0)
    other = tmp_path / "other.png"
    drawn(other, melody(5), played(5), 5.0)
    assert path.read_bytes() == other.read_bytes()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere/a\.png cannot be written: No such file"):
        plot(tmp_path / "nowhere" / "a.png", title="t", messages=(), gestures=(), seconds=1.0)


def test_a_picture_without_notes_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    written = Sheet.text

    def text(self: Sheet, x: float, y: float, words: str, *more: object, **named: object) -> object:
        said.append(words)
        return written(self, x, y, words, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Sheet, "text", text)
    levels = [ControlChange(0.0, 1, 74, 3), ControlChange(1.0, 1, 74, 90)]
    plot(tmp_path / "a.png", title="T", messages=levels, gestures=(), seconds=2.0)
    assert any("No notes were played" in words for words in said)
    said.clear()
    plot(tmp_path / "b.png", title="T", messages=melody(2.0), gestures=(), seconds=2.0)
    assert not any("No notes" in words for words in said)

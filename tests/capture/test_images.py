"""Folders of pictures that cv2 writes, whole and broken."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.capture.images import Pictures, natural
from gesture2midi.errors import SourceError


def picture(path: Path, value: int, size: tuple[int, int] = (8, 6)) -> None:
    path.write_bytes(cv2.imencode(path.suffix, np.full((size[1], size[0], 3), value, np.uint8))[1].tobytes())


def test_pictures_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "händ"
    folder.mkdir()
    for number in (1, 2, 10, 9):
        picture(folder / f"hand{number}.png", number, (8 + number, 6))
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".hidden.png").write_bytes(b"")
    pictures = Pictures(folder, fps=10, mirror=True)
    assert (pictures.name, pictures.fps, pictures.total) == ("händ", 10.0, 4)
    frames = list(pictures.frames())
    assert [frame.image[0, 0, 0] for frame in frames] == [1, 2, 9, 10]
    assert [frame.image.shape for frame in frames] == [(6, 8 + n, 3) for n in (1, 2, 9, 10)]
    assert [(frame.t, frame.index, frame.mirror) for frame in frames] == [(i / 10, i, True) for i in range(4)]


def test_natural_order() -> None:
    names = ["b1.png", "a10.png", "A2.png", "a2b10.png", "a2b9.png", "3.png", "20.png"]
    assert sorted(names, key=natural) == [
        "3.png",
        "20.png",
        "A2.png",
        "a2b9.png",
        "a2b10.png",
        "a10.png",
        "b1.png",
    ]


def test_a_broken_picture_is_named_when_its_turn_comes(tmp_path: Path) -> None:
    picture(tmp_path / "1.png", 1)
    (tmp_path / "2.png").write_bytes(b"no picture")
    frames = Pictures(tmp_path).frames()
    next(frames)
    with pytest.raises(SourceError, match=r"2\.png cannot be read"):
        next(frames)


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No pictures"):
        Pictures(tmp_path)
    with pytest.raises(SourceError, match="no folder"):
        Pictures(tmp_path / "none")


def test_what_is_left_out_is_told_with_the_reason(tmp_path: Path) -> None:
    for name in ("1.jpg", "2.JFIF", "3.avif"):
        encoded = cv2.imencode(".avif" if name == "3.avif" else ".jpg", np.full((64, 64, 3), 9, np.uint8))[1]
        (tmp_path / name).write_bytes(encoded.tobytes())
    (tmp_path / "4.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / ".hidden").write_text("no picture")
    (tmp_path / "more").mkdir()
    told: list[str] = []
    pictures = Pictures(tmp_path, on_problem=told.append)
    assert len([frame.image for frame in pictures.frames()]) == pictures.total == 3
    assert told == [
        f"Left out of {tmp_path}: 4.heic (HEIC cannot be read here: convert it to JPEG); more (no file); "
        "notes.txt (no picture)."
    ]


def test_a_folder_of_nothing_but_what_is_left_out_says_why(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.heic").write_bytes(b"")
    with pytest.raises(SourceError, match=r"No pictures.*Left out.*4\.heic and 2 more \(HEIC cannot be read"):
        Pictures(tmp_path)

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.errors import OutputError
from gesture2midi.show import video
from gesture2midi.show.video import VideoFile, mux


def film(path: Path, count: int = 12, size: tuple[int, int] = (160, 120)) -> None:
    """A picture that grows brighter from frame to frame."""
    with VideoFile(path, 30.0, size) as file:
        for i in range(count):
            file.write(np.full((size[1], size[0], 3), 20 * i, np.uint8))


def frames(path: Path) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(path))
    found = []
    while (read := capture.read())[0]:
        found.append(read[1])
    capture.release()
    return found


def silence(path: Path, seconds: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(bytes(4 * int(44100 * seconds)))


def test_every_frame_is_there_in_order_and_nothing_else(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4")
    found = frames(tmp_path / "a.mp4")
    assert [round(float(frame.mean()), -1) for frame in found] == [20 * i for i in range(12)]
    assert found[0].shape == (120, 160, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_pictures_of_another_size_are_scaled(tmp_path: Path) -> None:
    with VideoFile(tmp_path / "a.mp4", 25.0, (160, 120)) as file:
        file.write(np.full((480, 640, 3), 100, np.uint8))
    assert frames(tmp_path / "a.mp4")[0].shape == (120, 160, 3)


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    film(path, 3)
    file = VideoFile(path, 30.0, (160, 120))
    for _ in range(5):
        file.write(np.zeros((120, 160, 3), np.uint8))
    assert len(frames(path)) == 3
    file.close()
    file.close()
    assert len(frames(path)) == 5


def test_a_video_that_a_mistake_broke_off_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), VideoFile(tmp_path / "a.mp4", 30.0, (160, 120)) as file:
        file.write(np.zeros((120, 160, 3), np.uint8))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_no_pictures_no_file(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", 0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "why"), [("no/a.mp4", "there is no folder"), ("a.avi", "end in .mp4")])
def test_a_bad_path_is_one_sentence(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(OutputError, match=why):
        VideoFile(tmp_path / name, 30.0, (160, 120))
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be made \(0x0 at 30 pictures"):
        VideoFile(tmp_path / "a.mp4", 30.0, (0, 0))
    assert not list(tmp_path.iterdir())


def test_without_ffmpeg_the_video_stays_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film(tmp_path / "a.mp4")
    before = (tmp_path / "a.mp4").read_bytes()
    monkeypatch.setattr(video.shutil, "which", lambda name: None)
    assert mux(tmp_path / "a.mp4", tmp_path / "a.wav") is False
    assert (tmp_path / "a.mp4").read_bytes() == before


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_sound_is_put_in(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", size=(161, 121))
    silence(tmp_path / "a.wav", 0.4)
    assert mux(tmp_path / "a.mp4", tmp_path / "a.wav") is True
    assert len(frames(tmp_path / "a.mp4")) == 12
    told = subprocess.run(["ffmpeg", "-i", tmp_path / "a.mp4"], capture_output=True, text=True).stderr
    assert "Video: h264" in told
    assert "Audio: aac" in told


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_sound_that_is_none_is_one_sentence_and_the_video_stays(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4")
    (tmp_path / "a.wav").write_bytes(b"this is no sound")
    with pytest.raises(OutputError, match="ffmpeg cannot add"):
        mux(tmp_path / "a.mp4", tmp_path / "a.wav")
    assert len(frames(tmp_path / "a.mp4")) == 12

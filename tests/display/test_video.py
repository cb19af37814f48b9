from __future__ import annotations

import subprocess
import sys
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.display.video import VideoFile, mux
from gesture2midi.errors import OutputError


def grey(value: int, size: tuple[int, int] = (160, 120)) -> np.ndarray:
    return np.full((size[1], size[0], 3), value, np.uint8)


def film(path: Path, count: int = 12, size: tuple[int, int] = (160, 120)) -> None:
    """A picture that grows brighter from frame to frame."""
    with VideoFile(path, 30.0, size) as file:
        for i in range(count):
            file.write(grey(20 * i, size), i / 30)


def frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        found = list(file.decode(video=0))
        np.testing.assert_allclose(np.diff([frame.time for frame in found]), 1 / 30, atol=1e-4)
        return [frame.to_ndarray(format="bgr24") for frame in found]


def lengths(path: Path) -> list[float]:
    """Seconds of each stream as its own frames have it: film, then sound."""
    found = []
    with av.open(str(path)) as file:
        count = len(file.streams)
    for index in range(count):
        with av.open(str(path)) as file:
            decoded = list(file.decode(file.streams[index]))
            last = decoded[-1]
            length = last.samples / last.sample_rate if isinstance(last, av.AudioFrame) else 1 / 30
            found.append(last.time + length)
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


@given(st.lists(st.floats(0, 0.15), min_size=1, max_size=12), st.floats(0, 3))
def test_each_picture_is_shown_from_its_own_time_on(
    tmp_path_factory: pytest.TempPathFactory, steps: list[float], until: float
) -> None:
    path = tmp_path_factory.mktemp("films") / "a.mp4"
    times = np.cumsum([0.0, *steps])
    file = VideoFile(path, 30.0, (32, 32))
    for i, t in enumerate(times.tolist()):
        file.write(grey(20 * i, (32, 32)), t)
    file.close(until)
    shown = [round(float(frame.mean()) / 20) for frame in frames(path)]
    assert file.seconds == pytest.approx(len(shown) / 30)
    assert file.seconds == pytest.approx(max(times[-1] + 1 / 30, until), abs=1 / 30)
    for slot, number in enumerate(shown):
        assert times[number] <= (slot + 0.51) / 30
        assert number + 1 == len(times) or times[number + 1] >= (slot + 0.49) / 30


def test_the_first_picture_stands_at_the_beginning(tmp_path: Path) -> None:
    with VideoFile(tmp_path / "a.mp4", 30.0, (32, 32)) as file:
        file.write(grey(100, (32, 32)), 0.5)
    assert len(frames(tmp_path / "a.mp4")) == 1


def test_pictures_of_another_size_are_scaled(tmp_path: Path) -> None:
    with VideoFile(tmp_path / "a.mp4", 30.0, (160, 120)) as file:
        file.write(np.full((480, 640, 3), 100, np.uint8), 0.0)
    assert frames(tmp_path / "a.mp4")[0].shape == (120, 160, 3)


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    film(path, 3)
    file = VideoFile(path, 30.0, (160, 120))
    for i in range(5):
        file.write(grey(0), i / 30)
    assert len(frames(path)) == 3
    file.close()
    file.close()
    assert len(frames(path)) == 5


def test_a_video_that_a_mistake_broke_off_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), VideoFile(tmp_path / "a.mp4", 30.0, (160, 120)) as file:
        file.write(grey(0), 0.0)
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
    with pytest.raises(OutputError, match=r"cannot be made \(0x0 at 30 frames"):
        VideoFile(tmp_path / "a.mp4", 30.0, (0, 0))
    assert not list(tmp_path.iterdir())


FULL = """
import resource, sys
import numpy as np
from pathlib import Path
from gesture2midi.errors import OutputError
from gesture2midi.display.video import VideoFile
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
chance = np.random.default_rng(1)
try:
    with VideoFile(Path(sys.argv[1]), 30.0, (160, 120)) as file:
        for i in range(90):
            file.write(chance.integers(0, 255, (120, 160, 3), np.uint8), i / 30)
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit of a file's size to stand for a disk"
)
def test_a_disk_that_is_full_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "a.mp4"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"Cannot finish the video {tmp_path / 'a.mp4'}: ")
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0.1, 0.4, 2.0])
def test_sound_is_put_in_and_as_long_as_the_film(tmp_path: Path, seconds: float) -> None:
    path, sound = tmp_path / "a.mp4", tmp_path / "a.wav"
    silence(sound, seconds)
    file = VideoFile(path, 30.0, (161, 121))
    for i in range(12):
        file.write(grey(20 * i, (161, 121)), i / 30)
    file.close(seconds)
    before = frames(path)
    mux(path, sound)
    np.testing.assert_array_equal(frames(path), before)
    shown, heard = lengths(path)
    assert shown == pytest.approx(heard, abs=1 / 30)
    assert shown == pytest.approx(max(0.4, seconds), abs=1 / 30)
    with av.open(str(path)) as file:
        assert [stream.codec_context.name for stream in file.streams] == ["h264", "aac"]


def test_sound_that_is_none_is_one_sentence_and_the_video_stays(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4")
    (tmp_path / "a.wav").write_bytes(b"this is no sound")
    with pytest.raises(OutputError, match="Cannot add the sound"):
        mux(tmp_path / "a.mp4", tmp_path / "a.wav")
    assert len(frames(tmp_path / "a.mp4")) == 12
    assert len(list(tmp_path.iterdir())) == 2

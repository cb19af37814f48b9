"""Videos and pictures that cv2 writes, whole and broken, and the real ones."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.capture.pictures import Pictures, natural
from gesture2midi.capture.video import Video
from gesture2midi.errors import SourceError

VIDEOS = Path(__file__).parents[2].parent / "shared" / "data" / "videos"


def write(
    path: Path, codec: str = "MJPG", count: int = 30, fps: float = 30.0, size: tuple[int, int] = (64, 48)
) -> Path:
    """Each frame is as bright as its number times 8."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, size)
    assert writer.isOpened()
    for i in range(count):
        writer.write(np.full((size[1], size[0], 3), i * 8, np.uint8))
    writer.release()
    return path


@pytest.mark.parametrize(("name", "codec"), [("a.avi", "MJPG"), ("a.mp4", "mp4v")])
@pytest.mark.parametrize("fps", [12.5, 30.0])
def test_every_frame_comes_at_its_own_time(tmp_path: Path, name: str, codec: str, fps: float) -> None:
    video = Video(write(tmp_path / name, codec, fps=fps))
    assert (video.name, video.fps, video.total) == (name, fps, 30)
    for _ in range(2):
        frames = list(video.frames())
        np.testing.assert_allclose([frame.t for frame in frames], np.arange(30) / fps, atol=0.001)
        assert [frame.index for frame in frames] == list(range(30))
        np.testing.assert_allclose([frame.image.mean() for frame in frames], np.arange(30) * 8, atol=4)
        assert all(frame.image.shape == (48, 64, 3) and not frame.mirror for frame in frames)


def test_only_the_view_is_mirrored(tmp_path: Path) -> None:
    path = write(tmp_path / "a.avi", count=2)
    plain, mirrored = list(Video(path).frames()), list(Video(path, mirror=True).frames())
    for one, other in zip(plain, mirrored, strict=True):
        assert other.mirror
        np.testing.assert_array_equal(one.image, other.image)


class Liar:
    """A capture whose own times are those of a list."""

    def __init__(self, times: list[float]) -> None:
        self.times, self.i = times, -1

    def read(self) -> tuple[bool, np.ndarray | None]:
        self.i += 1
        return (True, np.zeros((2, 2, 3), np.uint8)) if self.i < len(self.times) else (False, None)

    def get(self, prop: int) -> float:
        return self.times[self.i]

    def release(self) -> None:
        pass


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([0, 100, 250, 300], [0, 0.1, 0.25, 0.3]),
        ([500, 600, 700], [0, 0.1, 0.2]),
        ([0, 0, 0, 0], [0, 0.04, 0.08, 0.12]),
        ([0, 100, 50, 200], [0, 0.1, 0.14, 0.2]),
        ([-1, float("nan"), 80], [0, 0.04, 0.081]),
    ],
)
def test_times_grow_whatever_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[float], expected: list[float]
) -> None:
    video = Video(write(tmp_path / "a.avi", count=len(told), fps=25))
    monkeypatch.setattr(video, "_open", lambda: Liar(told))
    times = [frame.t for frame in video.frames()]
    np.testing.assert_allclose(times, expected, atol=1e-9)
    assert all(np.diff(times) > 0)


def test_a_video_that_breaks_off_plays_up_to_there_and_says_so(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.avi", count=30, size=(320, 240)).read_bytes()
    problems: list[str] = []
    video = Video(write(tmp_path / "torn.avi", count=30, size=(320, 240)), on_problem=problems.append)
    (tmp_path / "torn.avi").write_bytes(whole[: len(whole) // 2])
    frames = list(video.frames())
    assert 5 < len(frames) < 25
    assert problems == [f"torn.avi breaks off after frame {len(frames)} of 30."]


def test_a_closed_video_ends(tmp_path: Path) -> None:
    video = Video(write(tmp_path / "a.avi"))
    frames = video.frames()
    next(frames)
    video.close()
    assert list(frames) == []


@pytest.mark.parametrize(
    "data", [b"", b"words\n" * 500, bytes(1000), b"\x00\x00\x00\x18ftypmp42" + bytes(50)]
)
@pytest.mark.parametrize("name", ["a.mp4", "a.avi", "a.txt", "a.gif"])
def test_what_is_no_video_is_named(
    tmp_path: Path, name: str, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match="cannot be read as a video"):
        Video(tmp_path / name)
    assert capfd.readouterr().err == ""


def test_half_an_mp4_is_named(tmp_path: Path) -> None:
    data = write(tmp_path / "a.mp4", "mp4v").read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceError, match=r"half\.mp4 cannot be read as a video"):
        Video(tmp_path / "half.mp4")


def test_a_missing_video_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(SourceError, match="no video file"):
            Video(path)


@pytest.mark.parametrize(
    ("name", "count", "fps"),
    [("dibia_two_hands_table.gif", 41, 10.0), ("mediapipe_samples_hand_open.mp4", 202, 25.0)],
)
def test_real_files(name: str, count: int, fps: float) -> None:
    if not (VIDEOS / name).is_file():
        pytest.skip(f"{VIDEOS / name} is not here")
    video = Video(VIDEOS / name)
    assert (video.total, video.fps) == (count, fps)
    np.testing.assert_allclose([frame.t for frame in video.frames()], np.arange(count) / fps, atol=0.002)


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

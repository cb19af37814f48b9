"""What `--source` means."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.capture import camera
from gesture2midi.capture.images import Pictures
from gesture2midi.capture.open_source import open_source
from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.video import Video
from gesture2midi.errors import SourceError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cv2.imwrite(str(tmp_path / "1.png"), np.zeros((6, 8, 3), np.uint8))
    writer = cv2.VideoWriter(str(tmp_path / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 30, (64, 48))
    writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_number_is_a_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(camera, "Camera", lambda *args: asked.append(args))
    open_source("2", size=(320, 240), fps=60, on_problem=print)
    open_source("0", size=(320, 240), fps=60, mirror=False, realtime=False, on_problem=print)
    assert asked == [(2, (320, 240), 60, True, print), (0, (320, 240), 60, False, print)]


@pytest.mark.parametrize(("text", "kind", "total"), [("a.avi", Video, 1), (".", Pictures, 1)])
def test_a_file_and_a_folder(folder: Path, text: str, kind: type, total: int) -> None:
    source = open_source(text)
    assert isinstance(source, kind)
    assert source.total == total
    assert [frame.mirror for frame in source.frames() if frame] == [False]
    live = open_source(text, mirror=True, realtime=True)
    assert isinstance(live, Paced)
    assert [frame.mirror for frame in live.frames() if frame] == [True]


def test_the_performer_plays_live_and_is_mirrored_unless_told_not_to() -> None:
    pytest.importorskip("gesture2midi.performer.source")
    live = open_source("performer:poses", size=(64, 48), fps=10)
    assert isinstance(live, Paced)
    source = open_source("performer:poses", size=(64, 48), fps=10, realtime=False)
    assert not isinstance(source, Paced)
    frame = next(frame for frame in source.frames() if frame is not None)
    assert (frame.mirror, frame.image.shape, source.fps) == (True, (48, 64, 3), 10)
    live.close()


@pytest.mark.parametrize("text", ["", "  "])
def test_no_source_at_all(text: str) -> None:
    with pytest.raises(SourceError, match="source is empty"):
        open_source(text)


@pytest.mark.parametrize(
    "text", ["none.mp4", "99999999999999999999", "-1", "²", "http://127.0.0.1:9/x.mp4", "performers"]
)
def test_what_is_nothing_says_what_could_be(text: str) -> None:
    with pytest.raises(SourceError, match=r"There is no source .*`performer`"):
        open_source(text)

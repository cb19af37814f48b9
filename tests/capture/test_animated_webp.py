"""Animated WebP files, which FFmpeg does not decode."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.capture.open_source import open_source
from gesture2midi.errors import SourceError


def animation(path: Path, *milliseconds: int) -> bytes:
    """Writes a picture for each time, of another grey than the one before; gives the file."""
    made = cv2.Animation()
    made.frames = [np.full((31, 43, 3), i % 5 * 60, np.uint8) for i in range(len(milliseconds))]
    made.durations = np.array(milliseconds, np.int32)
    done, data = cv2.imencodeanimation(".webp", made)
    assert done
    path.write_bytes(data.tobytes())
    return path.read_bytes()


@pytest.mark.parametrize(
    ("lengths", "times"),
    [
        ([40, 40, 40], [0.0, 0.04, 0.08]),
        ([100, 250, 30], [0.0, 0.1, 0.35]),
        ([0, 10, 50], [0.0, 0.1, 0.2]),
        ([20] * 40, [i / 50 for i in range(40)]),
    ],
)
def test_each_picture_has_its_own_time(tmp_path: Path, lengths: list[int], times: list[float]) -> None:
    animation(tmp_path / "hände.webp", *lengths)
    source = open_source(str(tmp_path / "hände.webp"))
    frames = list(source.frames())
    assert [round(frame.t, 6) for frame in frames] == [round(t, 6) for t in times]
    assert source.total == len(frames)
    assert all(frame.image.shape == (31, 43, 3) for frame in frames)
    levels = [float(frame.image.mean()) for frame in frames]
    assert levels == pytest.approx([i % 5 * 60 for i in range(len(times))], abs=5)
    source.close()


def test_a_still_picture_is_read_as_any_film(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "still.webp"), np.full((32, 48, 3), 90, np.uint8))
    assert len(list(open_source(str(tmp_path / "still.webp")).frames())) == 1


@pytest.mark.parametrize("keep", [21, 25, 60])
def test_one_that_is_cut_off_is_told(tmp_path: Path, keep: int) -> None:
    data = animation(tmp_path / "a.webp", 40, 40)
    (tmp_path / "a.webp").write_bytes(data[:keep])
    with pytest.raises(SourceError, match=r"a\.webp is broken: give one that a browser can show"):
        list(open_source(str(tmp_path / "a.webp")).frames())

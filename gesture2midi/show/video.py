"""Writes what the player saw as a video file; ffmpeg, where there is one, adds the sound."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from gesture2midi.errors import OutputError
from gesture2midi.events import Image
from gesture2midi.whole import whole_file


class VideoFile:
    """A silent MPEG-4 video (.mp4), under a temporary name until it is whole.

    Args:
        path: ends in `.mp4`; a file that is there already is replaced at the end.
        fps: pictures a second, above 0.
        size: (width, height) in pixels; pictures of another size are scaled to it.

    Raises:
        OutputError: the file cannot be written there.
    """

    def __init__(self, path: Path, fps: float, size: tuple[int, int]) -> None:
        if path.suffix.lower() != ".mp4":
            raise OutputError(f"Cannot write the video {path}: its name must end in .mp4.")
        if not path.parent.is_dir():
            raise OutputError(f"Cannot write the video {path}: there is no folder {path.parent}.")
        self._path = path
        self._part = _part(path)
        self._size = size
        self._frames = 0
        self._writer = cv2.VideoWriter(str(self._part), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
        if not self._writer.isOpened():
            self._part.unlink(missing_ok=True)
            width, height = size
            raise OutputError(
                f"Cannot write the video {path}: the file cannot be made"
                f" ({width}x{height} at {fps:g} pictures a second)."
            )

    def write(self, image: Image) -> None:
        """Add one (height, width, 3) BGR picture."""
        if (image.shape[1], image.shape[0]) != self._size:
            image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        self._writer.write(image)
        self._frames += 1

    def close(self) -> None:
        """Finish the file and give it its name; with no pictures there is no file. Twice is once."""
        if not self._writer.isOpened():
            return
        self._writer.release()
        if self._frames == 0:
            self._part.unlink(missing_ok=True)
            return
        # OpenCV says nothing when the disk is full; the index at the end of the file is then missing.
        check = cv2.VideoCapture(str(self._part))
        whole = check.isOpened()
        check.release()
        if not whole:
            self._part.unlink(missing_ok=True)
            raise OutputError(f"Cannot finish the video {self._path}: is the disk full?")
        self._part.replace(self._path)

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; a video that an error broke off is thrown away."""
        if error is None:
            self.close()
        else:
            self._writer.release()
            self._part.unlink(missing_ok=True)


def mux(video: Path, sound: Path) -> bool:
    """Put the WAV file `sound` into `video`, as H.264 and AAC, which every player and browser shows.

    Returns False, and leaves the silent video as it is, where ffmpeg is not installed.

    Raises:
        OutputError: ffmpeg failed; its last words are in the sentence.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return False
    with whole_file(video) as part:
        done = subprocess.run(
            [
                *(ffmpeg, "-loglevel", "error", "-nostdin", "-y", "-i", str(video), "-i", str(sound)),
                *(
                    "-map",
                    "0:v",
                    "-map",
                    "1:a",
                    "-c:v",
                    "libx264",
                    "-crf",
                    "20",
                    "-c:a",
                    "aac",
                    "-b:a",
                    "192k",
                ),
                # H.264 in 4:2:0, the kind that browsers show, has even sides only.
                *("-pix_fmt", "yuv420p", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-movflags", "+faststart"),
                str(part),
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            words = done.stderr.strip().splitlines()
            raise OutputError(
                f"The program ffmpeg cannot add {sound} to {video}: "
                f"{words[-1] if words else 'no reason given'}."
            )
    return True


def _part(path: Path) -> Path:
    """Beside the file, so that renaming is one step; it keeps the ending, from which the format is told."""
    return path.with_name(f".{path.stem}.part{path.suffix}")

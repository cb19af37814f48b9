"""Writes what the player saw as a video file at a constant rate, and puts the sound in."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import cv2
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from gesture2midi.errors import OutputError
from gesture2midi.events import Image
from gesture2midi.files import whole_file

_FASTEST = 240.0
"""Frames per second of a film at the most; no player shows more."""
_FAILED = (OSError, ValueError, av.FFmpegError)


class VideoFile:
    """A silent H.264 video (.mp4) at a constant rate, under a temporary name until it is whole.

    Args:
        path: ends in `.mp4`; a file that is there already is replaced at the end.
        fps: frames per second, above 0.
        size: (width, height) in pixels; pictures of another size are scaled to it.

    `seconds` is how long the film is once it is closed.

    Raises:
        OutputError: the file cannot be written, here or in any method.
    """

    def __init__(self, path: Path, fps: float, size: tuple[int, int]) -> None:
        if path.suffix.lower() != ".mp4":
            raise OutputError(f"Cannot write the video {path}: its name must end in .mp4.")
        if not os.path.isdir(path.parent):
            raise OutputError(f"Cannot write the video {path}: there is no folder {path.parent}.")
        self.seconds = 0.0
        self._path = path
        self._part = _part(path)
        self._size = size
        self._rate = Fraction(min(fps, _FASTEST)).limit_denominator(10_000)
        self._written = 0
        self._shown: Image | None = None
        self._file: OutputContainer | None = None
        try:
            self._file = _open(self._part)
            self._stream = self._file.add_stream("libx264", rate=self._rate, options={"crf": "20"})
            # H.264 in 4:2:0, the kind that browsers show, has even sides only.
            self._stream.width, self._stream.height = (side + side % 2 for side in size)
            self._stream.pix_fmt = "yuv420p"
            self._file.start_encoding()
        except _FAILED as error:
            self._discard()
            width, height = size
            raise OutputError(
                f"Cannot write the video {path}: the file cannot be made"
                f" ({width}x{height} at {fps:g} frames per second; {_why(error)})."
            ) from error

    def write(self, image: Image, t: float) -> None:
        """Shows one (height, width, 3) BGR picture from t on, in seconds; the first one from 0 on."""
        self._show_until(t)
        if (image.shape[1], image.shape[0]) != self._size:
            image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        self._shown = image
        self.seconds = max(self.seconds, t)

    def close(self, until: float = 0.0) -> None:
        """Finishes the file, whose last picture stays until then, and gives it its name. Twice is once.

        With no pictures there is no file.
        """
        if self._file is None:
            return
        if self._shown is None:
            self._discard()
            return
        self._show_until(max(until, float((self._written + 1) / self._rate)))
        try:
            for packet in self._stream.encode(None):
                self._file.mux(packet)
            self._file.close()
            self._part.replace(self._path)
        except _FAILED as error:
            raise self._unfinished(error) from error
        self._file = None
        self.seconds = float(self._written / self._rate)

    def _show_until(self, t: float) -> None:
        """Write the picture that is shown as often as it takes; one that comes too soon replaces it."""
        if self._shown is None or self._file is None:
            return
        until = round(t * self._rate)
        height, width = self._shown.shape[:2]
        image = np.pad(self._shown, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
        try:
            while self._written < until:
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                frame.pts, frame.time_base = self._written, 1 / self._rate
                self._written += 1
                for packet in self._stream.encode(frame):
                    self._file.mux(packet)
        except _FAILED as error:
            raise self._unfinished(error) from error

    def _unfinished(self, error: Exception) -> OutputError:
        self._discard()
        return OutputError(f"Cannot finish the video {self._path}: {_why(error)}.")

    def _discard(self) -> None:
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except _FAILED:
            return  # what cannot be finished is deleted all the same
        finally:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; a video that an error broke off is deleted."""
        if error is None:
            self.close()
        else:
            self._discard()


def mux(video: Path, sound: Path) -> None:
    """Puts the WAV file `sound` into `video`, as AAC; where it ends before the film, silence follows.

    Raises:
        OutputError: the sound cannot be read, or the film not be written.
    """
    with whole_file(video) as part:
        try:
            with av.open(f"file:{video}") as film, av.open(f"file:{sound}") as heard, _open(part) as out:
                shown = film.streams.video[0]
                copied = out.add_stream_from_template(shown)
                coded = out.add_stream("aac", rate=heard.streams.audio[0].rate, options={"b": "192k"})
                length = float(shown.duration * shown.time_base) if shown.duration and shown.time_base else 0
                packets = _coded(heard, coded, length)
                waiting = next(packets, None)
                for packet in film.demux(shown):
                    if packet.dts is None or packet.time_base is None:
                        continue
                    while waiting is not None and _seconds(waiting) <= _seconds(packet):
                        out.mux(waiting)
                        waiting = next(packets, None)
                    packet.stream = copied
                    out.mux(packet)
                while waiting is not None:
                    out.mux(waiting)
                    waiting = next(packets, None)
        except _FAILED as error:
            raise OutputError(f"Cannot add the sound {sound} to {video}: {_why(error)}.") from error


def _coded(heard: InputContainer, stream: AudioStream, length: float) -> Iterator[Packet[AudioStream]]:
    """The sound coded for a stream, with silence from its end to `length` seconds."""
    rate, samples = heard.streams.audio[0].rate, 0
    stereo = av.AudioResampler("fltp", "stereo", rate)
    for decoded in heard.decode(audio=0):
        samples += decoded.samples
        for frame in stereo.resample(decoded):
            yield from stream.encode(frame)
    while samples < length * rate:
        missing = min(rate, math.ceil(length * rate) - samples)
        silence = av.AudioFrame.from_ndarray(np.zeros((2, missing), np.float32), "fltp", "stereo")
        silence.sample_rate, silence.time_base, silence.pts = rate, Fraction(1, rate), samples
        samples += missing
        yield from stream.encode(silence)
    yield from stream.encode(None)


def _seconds(packet: Packet[Any]) -> Fraction:
    assert packet.dts is not None, "the streams here are coded or copied with their times"
    return packet.dts * packet.time_base


def _open(path: Path) -> OutputContainer:
    # As a URL, for in a name FFmpeg would look for protocols; and with the index first, for browsers.
    return av.open(f"file:{path}", "w", format="mp4", options={"movflags": "faststart"})


def _why(error: Exception) -> str:
    """Returns the reason in a few words."""
    text = error.strerror if isinstance(error, (OSError, av.FFmpegError)) else str(error)
    return (text or "no reason given").rstrip(".")


def _part(path: Path) -> Path:
    """Beside the file, so that renaming is one step; it keeps the ending, from which the format is told."""
    return path.with_name(f".{path.stem}.part{path.suffix}")

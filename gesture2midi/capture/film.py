"""Opens a film and says what its container knows: its stream, its frames, its end and its codec."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from gesture2midi.errors import SourceError
from gesture2midi.files import reason

_NO_FILM = (
    Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image | Disposition.dependent
)
"""Covers, pictures of chapters, and the tiles of a photo."""
_SURVEYED = 2000
"""Packets that are read for the frame rate: a minute, read in a few hundredths of a second."""
_LONGEST_STEP = 1.75
"""Times the usual step; a longer one is a frame left out, and says nothing of the rate."""
_SAYS_HOW_LONG = re.compile(r"\b(mp4|matroska|avi|flv|asf)\b")
"""Containers that have their length in the header, so that a film which breaks off can be told."""
_RESETS = re.compile(r"^mpeg")
"""Transport and program streams: their clock may jump, forwards and back."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the beginning of a film tells of all of it.

    fps: frames per second where none is left out.
    total: how many frames there are; None where the container does not say.
    """

    fps: float
    total: int | None


class Film:
    """An open film file.

    Raises:
        SourceError: it cannot be opened, or there is no film in it that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container: InputContainer | None = None
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise SourceError(f"The file {path} cannot be opened: {reason(error, path)}.") from error
        try:
            self._open()
        except BaseException:
            self._close()
            raise
        self.reset_allowed = bool(_RESETS.match(self._opened.format.name))
        self._is_avi = self._opened.format.name == "avi"
        self.end: float | None = None
        """When the film ends as the container says, in its own seconds; None where it does not say."""
        self.reached = 0.0
        """Where the frames that were read end, on the same clock."""
        self.damaged = 0
        """How many frames could not be decoded."""
        self._others_reached = 0.0

    def _open(self) -> None:
        if _is_text(self._file):
            raise self._refusal()
        try:
            # By the file and not by its name: in a name FFmpeg would look for protocols and patterns.
            self._opened: InputContainer = av.open(self._file, "r")
        except (av.FFmpegError, ValueError) as error:
            raise self._refusal() from error
        self._container = self._opened
        films = [one for one in self._opened.streams.video if not one.disposition & _NO_FILM]
        if not films:
            raise self._without_film()
        self._stream: VideoStream = max(films, key=lambda one: bool(one.disposition & Disposition.default))
        if self._stream.codec_context is None:
            raise self._undecodable(_codec(self._opened))
        self._stream.thread_type = "AUTO"

    def survey(self) -> Survey:
        """Reads the first packets for their times. The film has to be opened anew for its frames."""
        times: list[float] = []
        ended = False
        for packet in self._packets():
            if packet.stream is not self._stream:
                continue
            if packet.size == 0:
                if packet.dts is None:  # no more comes
                    ended = True
                    break
                continue  # Theora's and VP8's for a frame that is the one before
            if len(times) == _SURVEYED:
                break
            at = packet.dts if self._is_avi or packet.pts is None else packet.pts
            if not packet.is_discard:
                times.append(float(at * packet.time_base) if at is not None else np.nan)
        stream = self._stream
        fps = frame_rate(times, (stream.average_rate, stream.guessed_rate))
        length = self._length()
        if ended:
            total: int | None = len(times)
        elif stream.frames:
            total = stream.frames
        else:
            total = round(length * fps) if length else None
        return Survey(fps, total)

    def frames(self) -> Iterator[tuple[float | None, VideoFrame]]:
        """The frames in the order in which they are shown, each with its time by the file's clock, if any.

        What an edit list cuts away at the beginning is left out, and a damaged frame is passed over.
        """
        length, seconds = self._length(), self._stream.time_base or Fraction(1)
        start = float((self._stream.start_time or 0) * seconds)
        if length is not None and _SAYS_HOW_LONG.search(self._opened.format.name):
            # What is not told of the stream itself counts from 0 in most files: a late beginning is in it.
            self.end = length + (start if self._stream.duration is not None else min(start, 0.0))
        trimmed = "mp4" in self._opened.format.name
        ordered = self._is_avi  # which knows only the order in which frames are decoded
        for packet in self._packets():
            if packet.stream is not self._stream:
                self._note_other(packet)
                continue
            try:
                decoded = self._stream.decode(packet)
            except av.FFmpegError:
                self.damaged += 1
                continue
            for frame in decoded:
                at = frame.dts if ordered or frame.pts is None else frame.pts
                if trimmed and at is not None and at < 0:
                    continue
                if at is not None:
                    self.reached = max(self.reached, float((at + (frame.duration or 0)) * seconds))
                yield None if at is None else float(at * seconds), frame

    def missing(self) -> float:
        """How many seconds are missing at the end, once all frames are read; 0 where that is not known."""
        if self.end is None:
            return 0.0
        if self._stream.duration is None and "DURATION" not in self._stream.metadata:
            # The length is that of the longest stream; a film may end before its sound.
            return max(0.0, self.end - max(self.reached, self._others_reached))
        return max(0.0, self.end - self.reached)

    @property
    def pixel_aspect(self) -> float:
        """Width of a pixel by its height."""
        told = float(self._stream.sample_aspect_ratio or 1)
        return told if 1 / 8 <= told <= 8 else 1.0

    def _packets(self) -> Iterator[av.Packet[Stream]]:
        packets = self._opened.demux()
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError):  # a broken file ends here
                return
            if packet is None:
                return
            yield packet

    def _note_other(self, packet: av.Packet[Stream]) -> None:
        if packet.pts is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self._others_reached = max(self._others_reached, end)

    def _length(self) -> float | None:
        """Seconds that the film lasts, as the container says."""
        if self._is_avi and self._stream.frames and self._stream.time_base:
            return float(self._stream.frames * self._stream.time_base)  # its duration is cut with the file
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        told = re.fullmatch(r"(\d+):(\d+):([\d.]+)", self._stream.metadata.get("DURATION", ""))
        if told:
            return int(told[1]) * 3600 + int(told[2]) * 60 + float(told[3])
        whole = self._opened.duration
        return whole / av.time_base if whole else None

    def _refusal(self) -> SourceError:
        return SourceError(
            f"The file {self._path} cannot be read as a video (it is empty, broken or something else): "
            "give a file that a video player can play."
        )

    def _without_film(self) -> SourceError:
        cover = " and a picture" if self._opened.streams.video else ""
        if not self._opened.streams.audio:
            return self._refusal()
        return SourceError(f"The file {self._path} holds sound{cover}, but no film: give a video.")

    def undecoded(self) -> SourceError:
        """What to raise where not one frame could be decoded."""
        return self._undecodable(self._stream.codec_context.codec.name)

    def _undecodable(self, codec: str) -> SourceError:
        return SourceError(
            f"The film {self._path} cannot be decoded (codec {codec}): convert it with "
            f'`ffmpeg -i "{self._path}" -c:v libx264 -pix_fmt yuv420p "{self._path.stem}-h264.mp4"` '
            "and give that file."
        )

    def __enter__(self) -> Film:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._container is not None:
            self._container.close()
        self._file.close()


def frame_rate(times: Sequence[float], told: Sequence[Fraction | None] = ()) -> float:
    """Returns the frames per second that these times (seconds) have where none is left out.

    told: rates that the file states; one of them is taken where it is within 3 % of what the times say.
    """
    known = np.array(times, float)
    known = known[np.isfinite(known)]
    back = np.flatnonzero(np.diff(known) < -1)  # a clock that was reset
    steps = np.diff(np.unique(known[: back[0] + 1] if len(back) else known))
    sane = [float(rate) for rate in told if rate and 0 < rate <= 1000]
    if not len(steps):
        return sane[0] if sane else 30.0
    found = 1 / float(steps[steps < _LONGEST_STEP * np.median(steps)].mean())
    return min([*(rate for rate in sane if abs(rate / found - 1) < 0.03), min(found, 1000.0)][:1])


def _codec(container: InputContainer) -> str:
    """Returns the codec of a film for which there is no decoder, as FFmpeg calls it, or its four letters."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        told: str = container.dumps_format()  # type: ignore[attr-defined]  # its stub leaves this out
    finally:
        av.logging.set_level(before)
    name = re.search(r"Video: (\w+)(?: \(([^ )]+))?", told)
    if name is None:
        return "unknown"
    return name[2] or "unknown" if name[1] in ("none", "unknown") else name[1]


def _is_text(file: BinaryIO) -> bool:
    """FFmpeg plays a text file as a video of its letters. But for raw pictures no video lacks a zero byte."""
    begin = file.read(4096)
    file.seek(0, os.SEEK_SET)
    return b"\0" not in begin and not begin.startswith(b"YUV4MPEG2 ")

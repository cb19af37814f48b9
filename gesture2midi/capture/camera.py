"""A camera, read on its own thread: the newest frame wins, and a lost camera is looked for again."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2

from gesture2midi.capture.camera_rates import FAST, near, offered
from gesture2midi.capture.pacing import SILENCE, Newest
from gesture2midi.capture.source import USUAL, Rate
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame, Image

_BACKEND = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
# MSMF, the other backend on Windows, can take minutes to open (opencv issue 17687).

_HIGHEST_INDEX = 9


class Device(Protocol):
    """The part of `cv2.VideoCapture` that a camera needs."""

    def isOpened(self) -> bool: ...
    def read(self) -> tuple[bool, Any]: ...
    def get(self, prop: int, /) -> float: ...
    def set(self, prop: int, value: float, /) -> bool: ...
    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """What a camera says of itself; `size` is width and height in pixels, `rates` what it offers at that."""

    index: int
    name: str
    size: tuple[int, int]
    fps: float
    rates: tuple[float, ...] = ()


def open_device(index: int) -> Device:
    """Camera `index` of the platform's own camera system."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    # V4L2 waits 10 s for a picture of a camera that was pulled out; a stage cannot.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
    device: Device = cv2.VideoCapture(index, _BACKEND.get(sys.platform, cv2.CAP_ANY))
    return device


class Camera:
    """A live source. Opens the device at once, in the caller's thread (macOS insists on the main one).

    Args:
        index: which camera, as the system counts them.
        size: width and height asked for; the camera may answer with another.
        fps: frames a second asked for; "auto" begins with 30 and waits for `take_rate`.
        mirror: whether the player is to see the picture as in a mirror.
        on_problem: told, from the reading thread, when the camera is lost and when it is back.
        open_device, clock, retry_after: what opens a device, seconds that grow, and how many of them
            lie between two looks for a lost camera.

    Raises:
        SourceError: there is no such camera, or it gives no picture.
    """

    total: int | None = None

    def __init__(
        self,
        index: int,
        size: tuple[int, int] = (640, 480),
        fps: Rate = USUAL,
        mirror: bool = True,
        on_problem: Callable[[str], None] = lambda _: None,
        *,
        open_device: Callable[[int], Device] = open_device,
        clock: Callable[[], float] = time.perf_counter,
        retry_after: float = 1.0,
    ) -> None:
        self.name = f"camera {index}"
        self._index = index
        self.size = size
        self.automatic = fps == "auto"
        """Whether the rate is to be chosen while it plays."""
        self._asked_fps = USUAL if fps == "auto" else float(fps)
        self._wanted_fps = self._asked_fps
        self._mirror = mirror
        self._on_problem = on_problem
        self._open_device = open_device
        self._clock = clock
        self._retry_after = retry_after
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.rates: tuple[float, ...] = ()
        """Frames a second that it offers at its size, from low to high; empty where nobody knows."""
        device = self._open()
        if device is None:
            raise SourceError(
                f"There is no camera {index}, or another program uses it: `gesture2midi cameras` lists "
                "what there is, and `--source performer` plays without one."
            )
        self.rates = offered(index, size, device if self.automatic else None)
        if self._read(device) is None:
            device.release()
            raise SourceError(
                f"Camera {index} opens but gives no picture: close other programs that use it, allow "
                "this one to use the camera, or play without it: `--source performer`."
            )
        self._device = device
        self.fps = self._told(device)

    @property
    def described(self) -> str:
        """Returns what to call it at the beginning of a sentence."""
        return self.name.capitalize()

    @property
    def offers_fast(self) -> bool:
        """Whether it says that it has 60 frames a second at its size."""
        return any(near(rate, FAST) for rate in self.rates)

    def take_rate(self, fps: float) -> None:
        """Have so many frames a second from the next one on; from any thread."""
        self._wanted_fps = fps

    def frames(self) -> Iterator[Frame | None]:
        slot: Newest[tuple[Image, float]] = Newest()
        self._thread = threading.Thread(target=self._fill, args=(slot,), name=self.name, daemon=True)
        self._thread.start()
        index = 0
        first: float | None = None
        while not self._stop.is_set():
            taken = slot.get(SILENCE)
            if taken is None:
                yield None
                continue
            image, arrived = taken
            if first is None:
                first = arrived
            yield Frame(arrived - first, index, image, self._mirror, arrived, slot.dropped)
            index += 1

    def close(self) -> None:
        self._stop.set()
        if self._thread is None:
            self._device.release()
        else:
            self._thread.join(timeout=3)

    def _fill(self, slot: Newest[tuple[Image, float]]) -> None:
        """Reads until closed; the device belongs to this thread, which lets go of it at the end."""
        device: Device | None = self._device
        try:
            while not self._stop.is_set():
                if device is not None and self._wanted_fps != self._asked_fps:
                    self._asked_fps = self._wanted_fps
                    device.set(cv2.CAP_PROP_FPS, self._asked_fps)
                    self.fps = self._told(device)
                image = None if device is None else self._read(device)
                if image is not None:
                    slot.put((image, self._clock()))
                    continue
                if device is not None:
                    device.release()
                    self._on_problem(f"{self.described} is gone; looking for it.")
                self._stop.wait(self._retry_after)
                device = None if self._stop.is_set() else self._reopen()
        except Exception as error:  # a fault of ours: it belongs before whoever reads the frames
            slot.close(error)
        finally:
            if device is not None:
                device.release()

    def _reopen(self) -> Device | None:
        # Asking macOS for permission again would need the main thread; it was given at the start.
        os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")
        device = self._open()
        if device is not None and self._read(device) is None:
            device.release()
            device = None
        if device is not None:
            self._on_problem(f"{self.described} is back.")
        return device

    def _open(self) -> Device | None:
        device = self._open_device(self._index)
        if not device.isOpened():
            device.release()
            return None
        _ask_size(device, self.size)
        device.set(cv2.CAP_PROP_FPS, self._asked_fps)
        # V4L2 queues four pictures otherwise: up to 133 ms of delay at 30 frames a second.
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return device

    def _told(self, device: Device) -> float:
        """The rate that the device says; the one asked for where that cannot be."""
        told = device.get(cv2.CAP_PROP_FPS)
        return told if 1 <= told <= 1000 else self._asked_fps

    @staticmethod
    def _read(device: Device) -> Image | None:
        try:
            ok, image = device.read()
        except cv2.error:
            return None
        return image if ok and image is not None and image.size else None


def _ask_size(device: Device, size: tuple[int, int]) -> None:
    # MJPG first: raw pictures at 640x480 do not fit through USB 2 at 60 a second.
    device.set(cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc(*"MJPG")))
    device.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])


def list_cameras(
    *,
    besides: int | None = None,
    size: tuple[int, int] | None = None,
    open_device: Callable[[int], Device] = open_device,
    sys_class: Path = Path("/sys/class/video4linux"),
) -> list[CameraInfo]:
    """The cameras that open now, by index; each is opened for a moment to ask its size and rate.

    besides: one that is left out, as it plays. size: at which the rates are asked for, not the camera's own.
    """
    names = _linux_names(sys_class) if sys.platform == "linux" else _other_names()
    found = []
    for index in sorted(names) if sys.platform == "linux" else range(_HIGHEST_INDEX + 1):
        if index == besides:
            continue
        device = open_device(index)
        if device.isOpened():
            own = (int(device.get(cv2.CAP_PROP_FRAME_WIDTH)), int(device.get(cv2.CAP_PROP_FRAME_HEIGHT)))
            name = names.get(index, f"camera {index}")
            fps = device.get(cv2.CAP_PROP_FPS)
            if size is not None:
                _ask_size(device, size)
            found.append(CameraInfo(index, name, own, fps, offered(index, size or own, device)))
        device.release()
    return found


def _other_names() -> dict[int, str]:
    """Index -> name of cameras on Windows (Media Foundation) and macOS (AVFoundation), as OpenCV counts them.

    Where the library that knows them is missing or fails, they have none: a name is no reason not to play.
    """
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        backend = cv2.CAP_MSMF if sys.platform == "win32" else cv2.CAP_AVFOUNDATION
        return {int(camera.index): str(camera.name).strip() for camera in enumerate_cameras(backend)}
    except (ImportError, NotImplementedError, OSError, RuntimeError):
        return {}


def _linux_names(sys_class: Path) -> dict[int, str]:
    """Index -> name of the video nodes; a webcam's second node carries no pictures and will not open."""
    names = {}
    for node in sys_class.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdigit() and (node / "name").is_file():
            names[int(number)] = (node / "name").read_text(encoding="utf-8", errors="replace").strip()
    return names

"""A camera that is made up: it delivers, dies and comes back when the test says so."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import sleep
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from gesture2midi.capture import camera as module
from gesture2midi.capture.camera import Camera, CameraInfo, list_cameras
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame

PICTURE = np.full((4, 6, 3), 7, np.uint8)


class Rig:
    """Devices that share one cable: `pictures` left to deliver, `there` while it is plugged in."""

    def __init__(self, pictures: int = 0, there: bool = True, fps: float = 30.0) -> None:
        self.there, self.fps = there, fps
        self.pictures = threading.Semaphore(pictures)
        self.devices: list[Device] = []
        self.now = 50.0
        self.reads = 0

    def open(self, index: int) -> "Device":
        device = Device(self)
        self.devices.append(device)
        return device

    def clock(self) -> float:
        self.now += 0.125
        return self.now

    def close(self, camera: Camera) -> None:
        """A real device gives up waiting by itself."""
        self.there = False
        camera.close()

    def camera(self, on_problem: Callable[[str], None] = lambda _: None) -> Camera:
        return Camera(
            0, (640, 480), 60, True, on_problem, open_device=self.open, clock=self.clock, retry_after=0.01
        )


class Device:
    def __init__(self, rig: Rig) -> None:
        self.rig, self.settings, self.released = rig, {}, False

    def isOpened(self) -> bool:
        return self.rig.there

    def read(self) -> tuple[bool, Any]:
        assert not self.released
        self.rig.reads += 1
        while self.rig.there:
            if self.rig.pictures.acquire(timeout=0.005):
                return True, PICTURE
        return False, None

    def get(self, prop: int) -> float:
        return {
            cv2.CAP_PROP_FPS: self.rig.fps,
            cv2.CAP_PROP_FRAME_WIDTH: 640,
            cv2.CAP_PROP_FRAME_HEIGHT: 480,
        }[prop]

    def set(self, prop: int, value: float) -> bool:
        self.settings[prop] = value
        return True

    def release(self) -> None:
        self.released = True


def next_frame(frames: Any) -> Frame:
    return next(frame for frame in frames if frame is not None)


def test_it_asks_for_small_delay_and_the_rate() -> None:
    rig = Rig(pictures=1)
    camera = rig.camera()
    settings = rig.devices[0].settings
    assert next(iter(settings)) == cv2.CAP_PROP_FOURCC
    assert settings[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert settings[cv2.CAP_PROP_BUFFERSIZE] == 1
    assert (settings[cv2.CAP_PROP_FRAME_WIDTH], settings[cv2.CAP_PROP_FRAME_HEIGHT]) == (640, 480)
    assert settings[cv2.CAP_PROP_FPS] == 60
    assert (camera.name, camera.fps, camera.total) == ("camera 0", 30.0, None)
    camera.close()
    assert rig.devices[0].released


@pytest.mark.parametrize("told", [0.0, -1.0, float("nan"), 1e9])
def test_a_rate_that_cannot_be_is_not_believed(told: float) -> None:
    assert Rig(pictures=1, fps=told).camera().fps == 60


def test_its_frames() -> None:
    rig = Rig(pictures=1)
    camera = rig.camera()
    got = []
    frames = camera.frames()
    for _ in range(3):
        rig.pictures.release()
        got.append(next_frame(frames))
    rig.close(camera)
    assert [frame.index for frame in got] == [0, 1, 2]
    assert [frame.t for frame in got] == [0.0, 0.125, 0.25]
    assert [frame.arrived for frame in got] == [50.125, 50.25, 50.375]
    assert all(frame.mirror and frame.image is PICTURE and frame.dropped == 0 for frame in got)
    assert [frame for frame in frames if frame is not None] == []
    assert rig.devices[0].released


def test_a_slow_reader_gets_the_newest() -> None:
    rig = Rig(pictures=1)
    camera = rig.camera()
    frames = camera.frames()
    rig.pictures.release()
    assert next_frame(frames).dropped == 0
    for _ in range(4):
        rig.pictures.release()
    while rig.reads < 7:  # one when it opened, five pictures, and it waits for the next
        sleep(0.001)
    last = next_frame(frames)
    rig.close(camera)
    assert (last.index, last.t, last.dropped) == (1, 0.5, 3)


def test_a_silent_camera_lets_the_reader_go_on() -> None:
    rig = Rig(pictures=1)
    camera = rig.camera()
    frames = camera.frames()
    assert [next(frames), next(frames)] == [None, None]
    rig.close(camera)


def test_a_lost_camera_is_said_once_looked_for_and_found() -> None:
    rig = Rig(pictures=1)
    told: list[str] = []
    heard = threading.Semaphore(0)

    def on_problem(text: str) -> None:
        told.append(text)
        heard.release()

    camera = rig.camera(on_problem)
    frames = camera.frames()
    rig.pictures.release()
    before = next_frame(frames)
    rig.there = False
    assert next(frames) is None
    assert heard.acquire(timeout=10)
    while len(rig.devices) < 4:  # it is looked for again and again
        sleep(0.001)
    assert told == ["Camera 0 is gone; looking for it."]
    rig.pictures.release()
    rig.there = True
    assert heard.acquire(timeout=10)
    assert told[1:] == ["Camera 0 is back."]
    rig.pictures.release()
    after = next_frame(frames)
    assert (before.index, after.index) == (0, 1)
    assert after.t > before.t
    rig.close(camera)
    assert all(device.released for device in rig.devices)


def test_a_lost_camera_can_be_closed() -> None:
    rig = Rig(pictures=1)
    camera = rig.camera()
    frames = camera.frames()
    assert next(frames) is None
    rig.there = False
    assert next(frames) is None
    camera.close()
    assert list(frames) == []
    camera.close()


def test_a_camera_that_is_not_there_names_the_way_out() -> None:
    rig = Rig(there=False)
    with pytest.raises(SourceError, match=r"no camera 0.*--source performer"):
        rig.camera()
    assert rig.devices[0].released


def test_a_camera_without_a_picture_names_the_way_out() -> None:
    class Black(Device):
        def read(self) -> tuple[bool, Any]:
            raise cv2.error("no")

    devices = []

    def open_black(index: int) -> Device:
        devices.append(Black(Rig()))
        return devices[-1]

    with pytest.raises(SourceError, match=r"gives no picture.*--source performer"):
        Camera(0, open_device=open_black)
    assert devices[0].released


def test_this_computer_has_no_camera_900(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError, match="no camera 900"):
        Camera(900)
    assert capfd.readouterr().err == ""


def test_the_cameras_of_a_linux_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module, "offered", lambda index, size, device: (15.0, float(size[1])))
    for node, name in (
        ("video10", "Capture card\n"),
        ("video2", "Webcam\n"),
        ("video3", "Webcam\n"),
        ("vbi0", "x"),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(name)
    opened = []

    def open_device(index: int) -> Device:
        opened.append(index)
        return Device(Rig(there=index != 3))

    found = list_cameras(open_device=open_device, sys_class=tmp_path)
    assert opened == [2, 3, 10]
    assert found == [
        CameraInfo(2, "Webcam", (640, 480), 30.0, (15.0, 480.0)),
        CameraInfo(10, "Capture card", (640, 480), 30.0, (15.0, 480.0)),
    ]


@pytest.mark.parametrize(("platform", "backend"), [("darwin", cv2.CAP_AVFOUNDATION), ("win32", cv2.CAP_MSMF)])
def test_the_cameras_of_another_computer(
    monkeypatch: pytest.MonkeyPatch, platform: str, backend: int
) -> None:
    known = SimpleNamespace(index=2, name="Webcam \u266a ")
    library = SimpleNamespace(enumerate_cameras=lambda asked: [known] if asked == backend else [])
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", library)
    monkeypatch.setattr(module.sys, "platform", platform)
    found = list_cameras(open_device=lambda index: Device(Rig(there=index in (0, 2))))
    assert [(camera.index, camera.name) for camera in found] == [(0, "camera 0"), (2, "Webcam \u266a")]


def test_cameras_without_names_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(backend: int) -> list[object]:
        raise OSError("no such interface")

    monkeypatch.setattr(module.sys, "platform", "darwin")
    for library in (None, SimpleNamespace(enumerate_cameras=fails)):  # not installed, and out of order
        monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", library)
        found = list_cameras(open_device=lambda index: Device(Rig(there=index == 0)))
        assert [(camera.index, camera.name) for camera in found] == [(0, "camera 0")]


def test_another_rate_is_taken_between_two_pictures() -> None:
    rig = Rig(pictures=1)
    camera = Camera(0, fps="auto", open_device=rig.open, clock=rig.clock)
    assert camera.automatic
    assert rig.devices[0].settings[cv2.CAP_PROP_FPS] == 30
    frames = camera.frames()
    rig.pictures.release()
    next_frame(frames)
    camera.take_rate(60)
    rig.fps = 60.0
    for _ in range(2):
        rig.pictures.release()
        next_frame(frames)
    assert rig.devices[0].settings[cv2.CAP_PROP_FPS] == 60
    assert camera.fps == 60
    rig.close(camera)


def test_a_camera_that_comes_back_has_the_rate_that_was_taken() -> None:
    rig = Rig(pictures=1)
    camera = Camera(0, fps="auto", open_device=rig.open, clock=rig.clock, retry_after=0.01)
    frames = camera.frames()
    camera.take_rate(60)
    rig.pictures.release()
    next_frame(frames)
    rig.there = False
    while len(rig.devices) < 2:
        sleep(0.001)
    rig.pictures.release()
    rig.there = True
    rig.pictures.release()
    next_frame(frames)
    assert rig.devices[-1].settings[cv2.CAP_PROP_FPS] == 60
    rig.close(camera)

"""The rates that a camera offers: as a driver lists them, or as a device answers; both are made up."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import pytest

from gesture2midi.capture import camera_rates
from gesture2midi.capture.camera_rates import listed, near, offered

SIZE = (640, 480)


class Driver:
    """Answers `VIDIOC_ENUM_FRAMEINTERVALS` by pixel format: (1 / rate) intervals, or one range."""

    def __init__(self, kind: int = 1, **rates: list[tuple[int, ...]]) -> None:
        self.kind, self.rates = kind, rates

    def __call__(self, handle: int, request: int, data: bytearray) -> int:
        assert request >> 16 & 0x3FFF == len(data) == 52
        index, pixels, width, height = struct.unpack_from("=4I", data)
        found = self.rates.get(pixels.to_bytes(4, "little").decode(), [])
        if (width, height) != SIZE or index >= len(found):
            raise OSError(22, "Invalid argument")
        struct.pack_into("=5I6I", data, 0, index, pixels, width, height, self.kind, *found[index])
        return 0


def steps(*rates: int) -> list[tuple[int, ...]]:
    return [(1, rate, 0, 0, 0, 0) for rate in rates]


@pytest.fixture
def node(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


def test_the_rates_of_a_driver_are_listed_from_low_to_high(node: Path) -> None:
    driver = Driver(MJPG=steps(60, 30, 15), YUYV=steps(10))
    assert listed(node, SIZE, driver) == (15.0, 30.0, 60.0)
    assert listed(node, (1280, 720), driver) == ()
    assert listed(node, SIZE, Driver(YUYV=steps(30))) == (30.0,)


def test_of_a_range_the_ends_are_listed(node: Path) -> None:
    driver = Driver(kind=3, MJPG=[(1, 90, 1, 5, 1, 1)])
    assert listed(node, SIZE, driver) == (5.0, 90.0)


def test_an_odd_driver_is_no_error(node: Path) -> None:
    assert listed(node, SIZE, Driver(MJPG=[(0, 0, 0, 0, 0, 0), (1001, 60000, 0, 0, 0, 0)])) == (59.94,)
    endless = Driver(MJPG=steps(*[30] * 1000))
    assert listed(node, SIZE, endless) == (30.0,)
    assert listed(node.with_name("video9"), SIZE, endless) == ()


class Device:
    """Has some rates, and answers anything else with its first."""

    def __init__(self, *rates: float) -> None:
        self.rates, self.rate = rates, rates[0]

    def set(self, prop: int, value: float) -> bool:
        assert prop == cv2.CAP_PROP_FPS
        self.rate = value if value in self.rates else self.rates[0]
        return True

    def get(self, prop: int) -> float:
        assert prop == cv2.CAP_PROP_FPS
        return self.rate


def test_a_device_without_a_list_is_asked_and_left_at_30(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_rates, "listed", lambda *_: ())
    device = Device(15.0, 30.0, 60.0)
    assert offered(0, SIZE, device) == (30.0, 60.0)
    assert device.rate == 30.0
    assert offered(0, SIZE, Device(30.0)) == (30.0,)
    assert offered(0, SIZE, Device(15.0)) == ()
    assert offered(0, SIZE) == ()


def test_ntsc_is_called_by_the_round_number() -> None:
    assert near(59.94, 60) and near(29.97, 30)
    assert not near(50, 60)

"""The connection to a sensor, by bleak's own way to BlueZ, and all that can be missing: one sentence each."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest
from heart_rate import encoded

from gesture2midi.errors import UsageError
from gesture2midi.io.heart.measurement import Measurement
from gesture2midi.io.heart.sensor import HeartSensor, sensors_in_reach

PATIENCE = 60.0

if sys.platform != "linux" or shutil.which("dbus-daemon") is None:
    pytest.skip("BlueZ is Linux's, and is reached by a dbus-daemon", allow_module_level=True)

from bluez import ADDRESS, BlueZ, MessageBusDaemon  # noqa: E402  (imports what only Linux has)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    daemon = MessageBusDaemon(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)
    yield daemon.address
    daemon.close()


class Listening:
    """A sensor that is listened to; its clock is `t`, and each message is waited for."""

    def __init__(self, wanted: str, search: float) -> None:
        self.t = 0.0
        self.told: Queue[str] = Queue()
        self._heard: Queue[float] = Queue()
        self.sensor = HeartSensor(wanted, self.told.put, self._clock, search=search, pause=0.01)

    def _clock(self) -> float:
        self._heard.put(self.t)
        return self.t

    def wait(self) -> None:
        """Until a message has come."""
        self._heard.get(timeout=PATIENCE)

    def says(self) -> str:
        return self.told.get(timeout=PATIENCE)


@pytest.fixture
def listen() -> Iterator[Callable[..., Listening]]:
    opened: list[Listening] = []

    def listen(wanted: str, search: float = PATIENCE) -> Listening:
        opened.append(Listening(wanted, search))
        return opened[-1]

    yield listen
    for one in opened:
        one.sensor.close()


@pytest.fixture
def bluez(bus: str) -> Iterator[BlueZ]:
    one = BlueZ(bus)
    yield one
    one.close()


@pytest.mark.parametrize("wanted", ["polar", "any", ADDRESS.lower()])
def test_its_beats_are_heard(bluez: BlueZ, listen: Callable[..., Listening], wanted: str) -> None:
    heart = listen(wanted)
    assert heart.says() == "Listening to the heart rate sensor Polar H10 1234."
    for i in range(4):
        heart.t = float(i)
        bluez.send(encoded(Measurement(60, True, None, (1.0,))))
        heart.wait()
    # What came is taken in by the time that the one after it, which is broken, is read.
    bluez.send(b"\x10")
    heart.wait()
    signals = heart.sensor.hear(3.25)
    assert (signals["heart.rate"], signals["heart.contact"]) == (60.0, 1.0)
    assert signals["heart.phase"] == pytest.approx(0.25)
    assert [hit.t for hit in heart.sensor.hits(3.95)] == pytest.approx([4.0])


def test_a_sensor_that_leaves_is_told_once_and_heard_again(
    bluez: BlueZ, listen: Callable[..., Listening]
) -> None:
    heart = listen("Polar H10")
    assert heart.says().startswith("Listening to")
    bluez.leave()
    assert "is gone; it is looked for while the set plays" in heart.says()
    bluez.in_reach = True
    assert heart.says().startswith("Listening to")


def test_a_sensor_of_another_name_is_not_taken(bluez: BlueZ, listen: Callable[..., Listening]) -> None:
    heart = listen("Garmin", search=0.2)
    assert (
        heart.says() == "The heart rate sensor Garmin is not in reach; it is looked for while the set plays."
    )
    assert heart.sensor.hear(0.0)["heart.contact"] == 0
    assert not list(heart.sensor.hits(0.0))


def test_bluetooth_that_is_switched_off_is_one_sentence(bus: str, listen: Callable[..., Listening]) -> None:
    off = BlueZ(bus, powered=False)
    told = listen("any").says()
    assert told.startswith("The heart rate sensor cannot be used (")
    assert told.endswith("; the set goes on without it.") and "\n" not in told
    off.close()


def test_a_machine_without_bluetooth_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listen: Callable[..., Listening]
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert listen("any").says().startswith("The heart rate sensor cannot be used (")
    with pytest.raises(UsageError, match=r"Bluetooth cannot be used \(.*\): switch it on\."):
        sensors_in_reach(0.1)


def test_those_in_reach_are_listed(bluez: BlueZ) -> None:
    looks = (sensors_in_reach(0.3) for _ in range(50))  # a busy machine may hear nothing in one
    found = next(look for look in looks if look)
    assert [(one.name, one.address, one.strength) for one in found] == [("Polar H10 1234", ADDRESS, -50)]


def test_without_the_extra_one_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bleak", None)
    with pytest.raises(UsageError, match=r"pip install 'gesture2midi\[heart\]'"):
        HeartSensor("any", print)

"""The connection to a heart rate sensor, on a thread of its own: it is looked for until it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from gesture2midi.errors import UsageError
from gesture2midi.events import Hit
from gesture2midi.io.heart.measurement import MEASUREMENT, SERVICE, parse
from gesture2midi.io.heart.rhythm import Rhythm
from gesture2midi.paths import to_add

if TYPE_CHECKING:
    from bleak import BleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData

ANY = "any"
"""The name that means whichever sensor is found first."""
SEARCH = 10.0
"""Seconds that one search takes, and that a connection may."""
_PAUSE = 2.0
"""Seconds from one try to the next."""
_ENDING = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """A sensor in reach. strength: of its signal, in dBm."""

    name: str
    address: str
    strength: int


class HeartSensor:
    """Listens to a sensor. Where it cannot be had that is told in a sentence, once, and it is tried again.

    Args:
        wanted: its name, part of that, or its address; `any` is the first that is found.
        say: told what the player should know, from another thread.
        clock: seconds, growing; that by which `hear` and `hits` are asked.
        search, pause: seconds that one search takes, and until the next.

    Raises:
        UsageError: the extra is not installed.
    """

    def __init__(
        self,
        wanted: str,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.perf_counter,
        search: float = SEARCH,
        pause: float = _PAUSE,
    ) -> None:
        _bleak()
        self._wanted, self._say, self._now = wanted, say, clock
        self._search, self._pause = search, pause
        self.rhythm = Rhythm()
        self._last = ""
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._thread = Thread(target=self._run, name="heart", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        return "the heart rate sensor" if self._wanted == ANY else f"the heart rate sensor {self._wanted}"

    def hear(self, at: float) -> dict[str, float]:
        """The signals as they are at this time."""
        return self.rhythm.signals(at)

    def hits(self, at: float) -> Iterable[Hit]:
        """The beat that is to come next, if it comes soon; each once."""
        return self.rhythm.hits(at)

    def close(self) -> None:
        """Let go of the sensor."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(_ENDING)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._stay())
        finally:
            left = asyncio.all_tasks(self._loop)  # what bleak leaves behind
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.close()

    async def _stay(self) -> None:
        while not self._stopped.is_set():
            listening = asyncio.create_task(self._listen())
            stopped = asyncio.create_task(self._stopped.wait())
            await asyncio.wait((listening, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                listening.cancel()
            try:
                await asyncio.wait_for(listening, _ENDING)
            except asyncio.CancelledError:
                pass
            except Exception as error:  # each system's Bluetooth has faults of its own
                self._tell(
                    f"The heart rate sensor cannot be used ({_why(error)}); the set goes on without it."
                )
            self.rhythm.lose()
            stopped.cancel()
            await self._wait(self._pause)

    async def _wait(self, seconds: float) -> None:
        """As long as that, unless all ends."""
        waiting = asyncio.create_task(self._stopped.wait())
        await asyncio.wait((waiting,), timeout=seconds)
        waiting.cancel()

    async def _listen(self) -> None:
        """Find the sensor, and listen until it is gone."""
        bleak = _bleak()
        device = await bleak.BleakScanner.find_device_by_filter(
            lambda device, shown: _is_meant(self._wanted, device, shown), timeout=self._search
        )
        if device is None:
            name = self.name.capitalize() if self._wanted == ANY else f"T{self.name[1:]}"
            self._tell(f"{name} is not in reach; it is looked for while the set plays.")
            return
        gone = asyncio.Event()
        loop = asyncio.get_running_loop()

        def lost(client: BleakClient) -> None:
            loop.call_soon_threadsafe(gone.set)

        def came(sender: Any, data: bytearray) -> None:
            t = self._now()
            try:
                measured = parse(bytes(data))
            except ValueError:  # the next one comes within a second
                return
            self.rhythm.hear(t, measured)

        async with bleak.BleakClient(device, lost, timeout=SEARCH) as client:
            await client.start_notify(MEASUREMENT, came)
            called = device.name or device.address
            self._tell(f"Listening to the heart rate sensor {called}.")
            await gone.wait()
        self._tell(f"The heart rate sensor {called} is gone; it is looked for while the set plays.")

    def _tell(self, text: str) -> None:
        """Say a sentence that is not the last one again."""
        if text != self._last:
            self._last = text
            self._say(text)


class Worn:
    """Where the sensor that is worn is heard; another one may take its place. For the session's thread."""

    def __init__(self) -> None:
        self._sensor: HeartSensor | None = None

    def plug(self, sensor: HeartSensor | None) -> HeartSensor | None:
        """Hear this one, or none; gives the one before, which is still to be closed."""
        before, self._sensor = self._sensor, sensor
        return before

    def hear(self, at: float) -> dict[str, float]:
        """The signals at this time; none where no sensor is worn."""
        return self._sensor.hear(at) if self._sensor is not None else {}

    def hits(self, at: float) -> Iterable[Hit]:
        """The beat that comes soon, once."""
        return self._sensor.hits(at) if self._sensor is not None else ()

    def close(self) -> None:
        sensor = self.plug(None)
        if sensor is not None:
            sensor.close()


def sensors_in_reach(seconds: float = 5.0) -> list[Found]:
    """Returns the heart rate sensors that are heard within so many seconds, the nearest first.

    Raises:
        UsageError: the extra is not installed, or there is no Bluetooth; says which.
    """
    bleak = _bleak()

    async def look() -> list[Found]:
        seen = await bleak.BleakScanner.discover(seconds, return_adv=True)
        return [
            Found(shown.local_name or device.name or device.address, device.address, shown.rssi)
            for device, shown in seen.values()
            if SERVICE in shown.service_uuids
        ]

    try:
        found = asyncio.run(look())
    except Exception as error:  # each system's Bluetooth has faults of its own
        raise UsageError(f"Bluetooth cannot be used ({_why(error)}): switch it on.") from error
    return sorted(found, key=lambda one: -one.strength)


def is_meant(wanted: str, name: str, address: str) -> bool:
    """Whether the sensor of this name and address is wanted: by its address, or by a part of its name."""
    asked = wanted.casefold()
    return wanted == ANY or asked == address.casefold() or asked in name.casefold()


def _is_meant(wanted: str, device: BLEDevice, shown: AdvertisementData) -> bool:
    if wanted == ANY:
        return SERVICE in shown.service_uuids
    return is_meant(wanted, shown.local_name or device.name or "", device.address)


def _why(error: Exception) -> str:
    return str(error).strip().rstrip(".").partition("\n")[0] or type(error).__name__


def _bleak() -> Any:
    try:
        import bleak
    except ImportError as error:
        raise UsageError(
            "A heart rate sensor needs more than is installed: "
            + to_add("gesture2midi[heart]", "let a watch or a phone send the heart rate by OSC")
        ) from error
    return bleak

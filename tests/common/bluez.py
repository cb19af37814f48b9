"""A BlueZ of our own on a message bus of its own: what bleak speaks to on Linux, with one heart rate sensor.

The names, properties and methods are those of BlueZ's D-Bus API (org.bluez.Adapter, Device, GattService and
GattCharacteristic); it has those of them that a central asks for. It runs on a thread until it is closed.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from gesture2midi.io.heart.measurement import MEASUREMENT, SERVICE

ADAPTER = "/org/bluez/hci0"
DEVICE = f"{ADAPTER}/dev_C0_FF_EE_00_00_01"
HEART = f"{DEVICE}/service0001"
VALUES = f"{HEART}/char0002"
ADDRESS = "C0:FF:EE:00:00:01"
_PATIENCE = 20.0


class MessageBusDaemon:
    """A dbus-daemon that nobody else knows; `address` is where it listens."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        config = folder / "bus.conf"
        config.write_text(
            f"<busconfig><type>custom</type><listen>{self.address}</listen><auth>EXTERNAL</auth>"
            '<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>'
            '<allow own="*"/></policy></busconfig>'
        )
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline()  # it listens once it has said where

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()


class BlueZ:
    """An adapter, and a heart rate sensor that may be in reach of it.

    powered: the adapter is switched on. name: of the sensor. in_reach: it is heard when it is looked for.
    """

    def __init__(self, address: str, *, powered: bool = True, name: str = "Polar H10 1234") -> None:
        self.powered, self.name, self.in_reach = powered, name, True
        self._connected = self._looked_for = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._bus: MessageBus = self._do(self._open())

    def send(self, data: bytes) -> None:
        """The sensor sends a measurement."""
        self._do(self._change(VALUES, "org.bluez.GattCharacteristic1", {"Value": Variant("ay", data)}))

    def leave(self) -> None:
        """The sensor goes out of reach."""
        self.in_reach = False
        self._do(self._lose())

    def close(self) -> None:
        self._do(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    async def _open(self) -> MessageBus:
        bus = await MessageBus(bus_address=self._address).connect()
        bus.add_message_handler(self._answer)
        await bus.request_name("org.bluez")
        return bus

    async def _shut(self) -> None:
        self._looked_for = False
        await asyncio.gather(*self._tasks)
        self._bus.disconnect()

    async def _lose(self) -> None:
        self._connected = False
        await self._change(DEVICE, "org.bluez.Device1", {"Connected": Variant("b", False)})

    async def _change(self, path: str, interface: str, values: dict[str, Variant]) -> None:
        properties = "org.freedesktop.DBus.Properties"
        await self._bus.send(
            Message.new_signal(path, properties, "PropertiesChanged", "sa{sv}as", [interface, values, []])
        )

    def _objects(self) -> dict[str, dict[str, dict[str, Variant]]]:
        adapter = {
            "Address": Variant("s", "00:00:00:00:00:01"),
            "Powered": Variant("b", self.powered),
            "Roles": Variant("as", ["central", "peripheral"]),
        }
        device = {
            "Adapter": Variant("o", ADAPTER),
            "Address": Variant("s", ADDRESS),
            "AddressType": Variant("s", "random"),
            "Name": Variant("s", self.name),
            "Alias": Variant("s", self.name),
            "UUIDs": Variant("as", [SERVICE]),
            "Paired": Variant("b", False),
            "Bonded": Variant("b", False),
            "Trusted": Variant("b", False),
            "Connected": Variant("b", self._connected),
            "ServicesResolved": Variant("b", self._connected),
        }
        service = {
            "UUID": Variant("s", SERVICE),
            "Device": Variant("o", DEVICE),
            "Primary": Variant("b", True),
        }
        values = {
            "UUID": Variant("s", MEASUREMENT),
            "Service": Variant("o", HEART),
            "Flags": Variant("as", ["notify"]),
            "Notifying": Variant("b", False),
            "MTU": Variant("q", 23),
        }
        return {
            ADAPTER: {"org.bluez.Adapter1": adapter},
            DEVICE: {"org.bluez.Device1": device},
            HEART: {"org.bluez.GattService1": service},
            VALUES: {"org.bluez.GattCharacteristic1": values},
        }

    def _answer(self, message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        match message.member:
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects()])
            case "SetDiscoveryFilter" | "StartNotify" | "StopNotify":
                return Message.new_method_return(message)
            case "StopDiscovery":
                self._looked_for = False
                return Message.new_method_return(message)
            case "StartDiscovery":
                self._looked_for = True
                self._start(self._advertise())
                return Message.new_method_return(message)
            case "Connect":
                self._start(self._connect(message, True))
                return True
            case "Disconnect":
                self._start(self._connect(message, False))
                return True
        return False

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(self._loop.create_task(work))

    async def _advertise(self) -> None:
        while self._looked_for:
            if self.in_reach:
                await self._change(DEVICE, "org.bluez.Device1", {"RSSI": Variant("n", -50)})
            await asyncio.sleep(0.02)

    async def _connect(self, message: Message, on: bool) -> None:
        """Answer when it is done, as BlueZ does."""
        self._connected = on and self.in_reach
        told = {"Connected": Variant("b", self._connected), "ServicesResolved": Variant("b", self._connected)}
        await self._change(DEVICE, "org.bluez.Device1", told)
        await self._bus.send(Message.new_method_return(message))

"""Outputs that are lacking: tried again ever less often, and told once."""

from __future__ import annotations

from typing import Any

from gesture2midi.errors import OutputError
from gesture2midi.io.outputs import Output, ToOsc, ToPort
from gesture2midi.studio.services.returning_outputs import FIRST, LONGEST, ReturningOutputs

PORT, OSC = ToPort("", None), ToOsc("far:9000")


class Devices:
    """Outputs that are wanted; those in `missing` cannot be opened."""

    def __init__(self, *wanted: Output) -> None:
        self.wanted = list(wanted)
        self.missing: dict[Output, str] = {}
        self.tried: list[Output] = []

    def lacked(self, commands: object) -> tuple[Output, ...]:
        return tuple(self.wanted)

    def add(self, commands: object, output: Output) -> str:
        self.tried.append(output)
        if output in self.missing:
            raise OutputError(self.missing[output])
        self.wanted.remove(output)
        return type(output).__name__


def looked(devices: Any, seconds: float, said: list[str]) -> ReturningOutputs:
    returning = ReturningOutputs(devices, None, said.append)  # type: ignore[arg-type]
    for tenths in range(round(10 * seconds)):
        returning.look(tenths / 10)
    return returning


def test_what_is_there_again_is_opened_once_and_told() -> None:
    said: list[str] = []
    devices = Devices(PORT, OSC)
    looked(devices, FIRST + 1, said)
    assert devices.tried == [PORT, OSC]
    assert said == ["The output ToPort is back.", "The output ToOsc is back."]


def test_what_stays_away_is_told_once_and_tried_ever_less_often() -> None:
    said: list[str] = []
    devices = Devices(PORT, OSC)
    devices.missing = {PORT: "No port."}
    looked(devices, 3600, said)
    assert said == ["The output ToOsc is back.", "No port."] or said == [
        "No port.",
        "The output ToOsc is back.",
    ]
    assert 3600 / LONGEST <= devices.tried.count(PORT) <= 3600 / LONGEST + 6


def test_another_reason_is_told_and_a_second_loss_is_tried_at_once() -> None:
    said: list[str] = []
    devices = Devices(PORT)
    devices.missing = {PORT: "No port."}
    returning = looked(devices, 5, said)
    devices.missing = {PORT: "No server."}
    returning.look(100)
    devices.missing = {}
    returning.look(200)
    devices.wanted.append(PORT)
    returning.look(201)
    returning.look(201 + FIRST)
    assert said == ["No port.", "No server.", *["The output ToPort is back."] * 2]

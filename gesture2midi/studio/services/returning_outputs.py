"""Outputs that come back: what is wanted and does not play is looked for again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gesture2midi.errors import PlayerError
from gesture2midi.io.outputs import Output
from gesture2midi.session.commands import Commands
from gesture2midi.studio.services.device_settings import DeviceSettings

FIRST, LONGEST = 1.0, 15.0
"""Seconds between two tries to open an output: at first, and at the most; each is twice the one before."""


@dataclass(slots=True)
class _Try:
    """When an output is tried next, how long after that again, and what was told of it last."""

    due: float
    wait: float = FIRST
    told: str = ""


class ReturningOutputs:
    """Opens what `devices` lacks, whenever `look` is called; from one thread, which is not the set's.

    say: told in a sentence, once, why an output is not there; and when it is back.
    """

    def __init__(self, devices: DeviceSettings, commands: Commands, say: Callable[[str], None]) -> None:
        self._devices, self._commands, self._say = devices, commands, say
        self._tries: dict[Output, _Try] = {}

    def look(self, now: float) -> None:
        """Try what is due; now: seconds that grow."""
        lacked = self._devices.lacked(self._commands)
        self._tries = {output: self._tries.get(output, _Try(now + FIRST)) for output in lacked}
        for output, one in self._tries.items():
            if one.due > now:
                continue
            try:
                name = self._devices.add(self._commands, output)
            except PlayerError as error:
                if str(error) != one.told:
                    self._say(str(error))
                one.told, one.due = str(error), now + one.wait
                one.wait = min(2 * one.wait, LONGEST)
            else:
                self._say(f"The output {name} is back.")

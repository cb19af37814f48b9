"""Where the set plays to, and whether anybody hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from gesture2midi.events import NoteOn, Osc
from gesture2midi.io.midi.routing import OfPort
from gesture2midi.io.synth.output import Synth
from gesture2midi.studio.services.hearing import GLOW, Hearing


@dataclass
class Listening:
    """So many listen to our own port."""

    count: int | None

    def close(self) -> None:
        """There is no thread."""


class Named:
    """An output that is only there."""

    def __init__(self, name: str) -> None:
        self.name = name

    def send(self, messages: Any) -> None:
        raise AssertionError("nothing is sent here")

    def close(self) -> None:
        """There is no device."""


class Quiet(Synth):
    """The synth without FluidSynth."""

    def __init__(self, *, muted: bool = False, volume: float = 1.0) -> None:
        self._fluid, self._volume, self.muted = object(), volume, muted  # type: ignore[assignment]


OWN, DEVICE, OSC = OfPort(Named("Gesture2MIDI")), OfPort(Named("USB Synth"), "lights"), Named("OSC a:1")


def hearing(*sinks: Any, listening: int | None = 0, at: list[float] | None = None) -> Hearing:
    now = at or [0.0]
    return Hearing(lambda: sinks, Listening(listening), lambda: now[0])


@pytest.mark.parametrize(
    ("sinks", "listening", "nobody"),
    [
        ((), 0, True),
        ((OWN,), 0, True),
        ((OWN,), 1, False),
        ((OWN,), None, False),
        ((DEVICE,), 0, False),
        ((OWN, OSC), 0, False),
        ((OWN, OfPort(Quiet())), 0, False),
        ((OWN, OfPort(Quiet(muted=True))), 0, True),
        ((OWN, OfPort(Quiet(volume=0))), 0, True),
    ],
)
def test_nobody_hears_where_nothing_sounds_and_nobody_is_connected(
    sinks: tuple[Any, ...], listening: int | None, nobody: bool
) -> None:
    assert hearing(*sinks, listening=listening).nobody is nobody


def test_a_light_is_on_for_a_while_after_a_message_of_its_port() -> None:
    at = [10.0]
    ears = hearing(OWN, DEVICE, OSC, at=at)
    assert [route.active for route in ears.routes] == [False, False, False]
    ears.look([NoteOn(0, "a", 1, 60, 100, "lights")])
    assert [(route.kind, route.active) for route in ears.routes] == [
        ("midi", False),
        ("midi", True),
        ("osc", True),
    ]
    at[0] += GLOW
    assert not any(route.active for route in ears.routes)
    ears.look([Osc(0, "/x", (1.0,))])
    assert [route.active for route in ears.routes] == [False, False, True]
    ears.look([])
    assert [route.active for route in ears.routes] == [False, False, True]

"""What comes by MIDI, byte by byte: signals, scenes, and a counter for all that means nothing."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.gestures.signals import OUTSIDE, of_no_hand
from gesture2midi.io.midi.clock import Clock
from gesture2midi.io.midi.input import Ear, MidiIn
from gesture2midi.io.midi.ports import Opened


@pytest.fixture
def ear() -> Ear:
    return Ear(Clock())


def hear(ear: Ear, *messages: str, t: float = 0.0) -> dict[str, float]:
    for message in messages:
        ear.hear(t, bytes.fromhex(message))
    return ear.signals(t)


def test_nothing_heard_is_told_of_the_clock_alone(ear: Ear) -> None:
    told = ear.signals(0.0)
    assert list(told) == [signal.name for signal in OUTSIDE if signal.name.startswith("clock.")]
    assert told["clock.running"] == 0.0
    assert all(isnan(value) for name, value in told.items() if name != "clock.running")


def test_a_controller_of_any_channel_is_a_level(ear: Ear) -> None:
    assert hear(ear, "B0 15 7F", "BF 01 00")["midi.cc.21"] == 1.0
    told = hear(ear, "B7 15 20")
    assert (told["midi.cc.21"], told["midi.cc.1"]) == (32 / 127, 0.0)
    assert all(of_no_hand(name) for name in told)


def test_a_key_is_its_velocity_while_it_is_held(ear: Ear) -> None:
    assert hear(ear, "90 3C 40")["midi.note.60"] == 64 / 127
    assert hear(ear, "80 3C 00")["midi.note.60"] == 0.0
    assert hear(ear, "90 3C 7F")["midi.note.60"] == 1.0
    assert hear(ear, "90 3C 00")["midi.note.60"] == 0.0


def test_the_key_that_was_struck_last_is_a_number(ear: Ear) -> None:
    assert "midi.note" not in hear(ear, "80 3C 40")
    assert hear(ear, "90 3C 40", "91 40 40")["midi.note"] == 64
    assert hear(ear, "80 3C 00", "81 40 00")["midi.note"] == 64


def test_a_key_that_was_down_between_two_frames_only_is_seen_once(ear: Ear) -> None:
    assert hear(ear, "90 3C 7F", "80 3C 40")["midi.note.60"] == 1.0
    assert hear(ear)["midi.note.60"] == 0.0
    assert hear(ear, "90 3C 7F", "80 3C 40", "90 3C 10")["midi.note.60"] == 16 / 127
    assert hear(ear)["midi.note.60"] == 16 / 127


def test_a_key_that_is_held_on_two_channels_is_up_when_both_are(ear: Ear) -> None:
    assert hear(ear, "90 3C 7F", "91 3C 7F")["midi.note.60"] == 1.0
    assert hear(ear, "80 3C 00")["midi.note.60"] == 1.0
    assert hear(ear, "81 3C 00")["midi.note.60"] == 0.0


@pytest.mark.parametrize("silence", ["B0 7B 00", "B0 78 00"])
def test_all_notes_off_lets_go_of_the_keys_of_its_channel(ear: Ear, silence: str) -> None:
    hear(ear, "90 3C 7F", "90 3E 7F", "91 40 7F")
    told = hear(ear, silence)
    assert [told[f"midi.note.{note}"] for note in (60, 62, 64)] == [0.0, 0.0, 1.0]


def test_a_program_change_is_handed_on(ear: Ear) -> None:
    programs: list[int] = []
    ear.on_program = programs.append
    hear(ear, "C0 02", "CF 7F")
    assert programs == [2, 127]


def test_start_position_and_pulses_reach_the_clock(ear: Ear) -> None:
    hear(ear, "F2 10 00", "FB")
    for i in range(48):
        ear.hear(i / 48, [0xF8])
    told = ear.signals(47 / 48)
    assert told["clock.running"] == 1.0
    assert told["clock.tempo"] == pytest.approx(120)
    assert told["clock.beat"] == pytest.approx(4 + 47 / 24)
    assert told["clock.phase"] == pytest.approx(23 / 24)
    assert told["clock.bar"] == pytest.approx((1 + 23 / 24) / 4)
    assert hear(ear, "FC", t=1.0)["clock.running"] == 0.0


BROKEN = ("", "3C 7F", "90", "90 3C", "90 3C 7F 00", "90 3C 80", "B0 15 FF", "F2 00", "F8 00", "7F F7", "F7")
SYSEX = ("F0 7E 7F", "F0 7E 7F F7")
OTHER = ("E0 00 40", "A0 3C 7F", "D0 7F", "F1 00", "F3 01", "F4", "F9", "FE", "FF")


@pytest.mark.parametrize("message", [*BROKEN, *SYSEX, *OTHER])
def test_what_is_broken_or_means_nothing_changes_nothing_but_a_counter(ear: Ear, message: str) -> None:
    before = hear(ear, "90 3C 40", "B0 15 20")
    after = hear(ear, message)
    assert str(after) == str(before)
    assert ear.ignored == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.lists(st.integers(0, 255), max_size=4)), max_size=60))
def test_no_bytes_do_harm(messages: list[tuple[float, list[int]]]) -> None:
    ear, t = Ear(Clock()), 0.0
    for wait, message in messages:
        t += wait
        ear.hear(t, message)
        for name, value in ear.signals(t).items():
            signal = of_no_hand(name)
            assert signal is not None
            assert isnan(value) or signal.low <= value <= signal.high


class Wire:
    """A device as RtMidi has them: messages with the seconds since the one before, read some time later."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waiting: list[tuple[list[int], float]] = []
        self.closed: list[str] = []
        self._last: float | None = None

    def send(self, t: float, message: Iterable[int]) -> None:
        self.waiting.append((list(message), 0.0 if self._last is None else t - self._last))
        self._last = t

    def get_message(self) -> tuple[list[int], float] | None:
        return self.waiting.pop(0) if self.waiting else None

    def close_port(self) -> None:
        self.closed.append("port")

    def delete(self) -> None:
        self.closed.append("device")


def test_pulses_keep_their_time_though_they_are_read_once_a_frame() -> None:
    wire = Wire()
    heard = MidiIn(Opened("in", wire), clock=lambda: wire.now)
    pulse = 0
    for frame in range(1, 300):
        picture = frame / 30 + 0.001
        while pulse / 48 <= picture + 0.004:  # some come while the picture is looked at
            wire.send(pulse / 48, [0xF8])
            pulse += 1
        wire.now = 1000 + picture + 0.008
        told = heard.hear(1000 + picture)
        if frame > 60:
            assert told["clock.tempo"] == pytest.approx(120, rel=1e-6)
            # A message is read at once at the earliest: here 4 ms late at the best.
            assert told["clock.beat"] == pytest.approx(2 * (picture - 0.004), abs=0.01)


def test_a_port_that_is_closed_is_not_read_any_more() -> None:
    wire = Wire()
    heard = MidiIn(Opened("in", wire), clock=lambda: wire.now)
    wire.send(0.0, b"\xb0\x15\x7f")
    assert heard.hear(1000.0)["midi.cc.21"] == 1.0
    heard.close()
    heard.close()
    wire.send(0.0, b"\xb0\x15\x00")
    assert heard.hear(1000.0)["midi.cc.21"] == 1.0
    assert wire.closed == ["port", "device"]


def test_on_jack_no_clock_is_taken_to_be_steadier_than_its_period() -> None:
    watch = SimpleNamespace(period=1024 / 48_000)
    wire = Wire()
    heard = MidiIn(Opened("in", wire, watch), clock=lambda: wire.now)  # type: ignore[arg-type]
    for pulse in range(2400):
        wire.send((pulse / 48 // watch.period + 1) * watch.period, [0xF8])
        wire.now = 1000 + pulse / 48 + watch.period
        told = heard.hear(wire.now)
        if pulse > 100:
            assert told["clock.tempo"] == pytest.approx(120, rel=0.01)

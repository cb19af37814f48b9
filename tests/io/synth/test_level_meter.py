"""The level meter reads what the synth puts out, and says when that is too much."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import pytest

from gesture2midi.events import Message, Messages, NoteOff, NoteOn
from gesture2midi.io.synth.fluidsynth import RATE, Fluid
from gesture2midi.io.synth.level_meter import LONGEST, LevelMeter
from gesture2midi.io.synth.output import Synth

ORGAN = 16


def set_up(fluid: Fluid, volume: float = 0.8) -> None:
    fluid.configure({1: ORGAN}, volume, 0.0)


def played(message: Message):
    return partial(Fluid.play, message=message)


def note(key: int) -> NoteOn:
    return NoteOn(0.0, "a", 1, key, 127)


@pytest.fixture
def meter():
    made = LevelMeter(None, 10.0)
    yield made
    made.close()


def test_the_level_is_that_of_what_is_heard(meter: LevelMeter) -> None:
    heard = Fluid()
    set_up(heard)
    heard.play(note(60))
    meter.follow(10.0, set_up)
    meter.follow(10.0, played(note(60)))
    for k in range(1, 5):
        assert meter.peak(10.0 + k / 10) == float(np.abs(heard.sound(RATE // 10)).max()) > 0.01
    heard.delete()


def test_a_note_between_two_looks_is_seen(meter: LevelMeter) -> None:
    meter.follow(10.0, set_up)
    meter.follow(10.2, played(note(60)))
    meter.follow(10.3, played(NoteOff(0.0, "a", 1, 60)))
    assert meter.peak(10.5) > 0.05
    assert meter.peak(11.5) < meter.peak(11.0) + 0.05
    assert meter.peak(12.5) < 1e-3


def test_what_is_clipped_is_above_full_scale(meter: LevelMeter) -> None:
    meter.follow(10.0, partial(set_up, volume=1.0))
    for key in range(36, 96):
        meter.follow(10.0, played(note(key)))
    assert meter.peak(10.5) > 1


def test_a_late_look_makes_up_for_a_second_only(meter: LevelMeter, monkeypatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(Fluid, "sound", lambda self, n: asked.append(n) or np.zeros((n, 2), np.float32))
    meter.peak(3000.0)
    meter.peak(3000.0)
    assert asked == [round(LONGEST * RATE)]


def test_a_synth_tells_its_meter_what_it_is_told(monkeypatch) -> None:
    monkeypatch.setattr(Fluid, "start", lambda *_: True)
    synth = Synth(driver="file")
    synth.configure({1: ORGAN}, 0.8, 0.0)
    meter = LevelMeter(None, time.perf_counter())
    synth.measure(meter)
    synth.send(Messages(0.0, (note(60),)))
    later = time.perf_counter() + 0.3
    loud = meter.peak(later)
    assert loud > 0.05
    synth.duck(True)
    assert 0 < meter.peak(later + 0.5) < loud
    assert meter.peak(later + 1.0) < loud / 4
    synth.mute(True)
    meter.peak(later + 1.5)
    assert meter.peak(later + 2.0) < 1e-4
    meter.close()
    synth.close()

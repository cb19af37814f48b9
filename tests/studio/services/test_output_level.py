"""The output's level follows the synth that plays, falls so that an eye can follow, and keeps a clip."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from gesture2midi.errors import SoundfontError
from gesture2midi.studio.services import output_level
from gesture2midi.studio.services.output_level import FALL, IDLE, OutputLevel


class Measured:
    """A meter that reads what it is given."""

    made: list[Measured]

    def __init__(self, soundfont: Path | None, now: float) -> None:
        if soundfont is not None:
            raise SoundfontError("It has gone.")
        self.reads, self.closed = 0.0, False
        self.made.append(self)

    def peak(self, now: float) -> float:
        return self.reads

    def close(self) -> None:
        self.closed = True


class Sounding:
    """The synth, as far as it is asked."""

    def __init__(self, soundfont: Path | None = None) -> None:
        self.soundfont, self.meter = soundfont, None

    def measure(self, meter: Any) -> None:
        self.meter = meter


@pytest.fixture(autouse=True)
def meters(monkeypatch) -> list[Measured]:
    Measured.made = []
    monkeypatch.setattr(output_level, "LevelMeter", Measured)
    return Measured.made


def level_of(*synth: Any) -> tuple[OutputLevel, list[Any]]:
    playing = list(synth)
    level = OutputLevel(lambda: playing[0] if playing else None, lambda action: action())
    level._watched = 1.0
    return level, playing


def test_it_rises_at_once_and_falls_slowly(meters: list[Measured]) -> None:
    level, _ = level_of(Sounding())
    level.look(1.0)
    meters[0].reads = 0.5
    level.look(1.1)
    assert level.peak == 0.5
    meters[0].reads = 0.0
    level.look(2.1)
    assert level.peak == pytest.approx(0.5 * 10 ** (-FALL / 20))


def test_a_clip_stays_until_it_is_taken_note_of(meters: list[Measured]) -> None:
    level, _ = level_of(Sounding())
    for read, clipped in ((0.5, False), (1.01, True), (0.5, True)):
        level.look(1.0)
        meters[0].reads = read
        level.look(1.0)
        assert level.clipped is clipped
    level.clipped = False
    level.look(1.1)
    assert not level.clipped


def test_another_synth_is_followed_and_without_one_there_is_nothing(meters: list[Measured]) -> None:
    first, second = Sounding(), Sounding()
    level, playing = level_of(first)
    level.look(1.0)
    playing[:] = [second]
    level.look(1.1)
    assert (first.meter, second.meter) == (meters[0], meters[1])
    assert [meter.closed for meter in meters] == [True, False]
    playing.clear()
    level.look(100.0)
    assert meters[1].closed
    assert level.peak < 1e-6


def test_a_soundfont_that_has_gone_is_no_level(meters: list[Measured], tmp_path: Path) -> None:
    level, _ = level_of(Sounding(tmp_path / "gone.sf2"))
    level.look(1.0)
    level.look(1.1)
    assert (level.peak, meters) == (0.0, [])


def test_it_measures_only_while_somebody_watches(meters: list[Measured]) -> None:
    level, _ = level_of(Sounding())
    level.look(1.0)
    level.look(0.9 + IDLE)
    assert not meters[0].closed
    level.look(1.1 + IDLE)
    assert meters[0].closed


def test_it_measures_until_it_is_closed(meters: list[Measured]) -> None:
    level, _ = level_of()
    level.watch(time.perf_counter())
    level.watch(time.perf_counter())
    level.close()
    level.close()

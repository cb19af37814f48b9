"""The latency meter against plain arithmetic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gesture2midi.cli.tables import print_latency
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hands
from gesture2midi.mapping.load import load
from gesture2midi.paths import mapping_file
from gesture2midi.session.latency import CAPACITY, STAGES, Meter
from gesture2midi.session.session import Session


def test_stages_and_whole_are_milliseconds_between_instants() -> None:
    meter = Meter()
    for n in range(1, 101):
        start = float(n)
        meter.add((start, start + 0.001, start + 0.001 + n / 1000, start + 0.2, start + 0.3, start + 0.4), n)
    rows = {row.stage: row for row in meter.rows()}
    assert tuple(rows) == (*STAGES, "whole")
    assert rows["waiting"].p50 == pytest.approx(1)
    assert rows["tracking"].p50 == pytest.approx(50.5)
    assert rows["tracking"].worst == pytest.approx(100)
    assert rows["whole"].p99 == pytest.approx(400)
    assert meter.latency == pytest.approx(400)
    assert meter.rate == pytest.approx(1)
    assert (meter.frames, meter.dropped) == (100, 100)


def test_an_evening_costs_no_more_memory_than_its_end() -> None:
    meter = Meter()
    for n in range(CAPACITY + 10):
        meter.add((n, n, n, n, n, n + (0.001 if n >= 10 else 1.0)), 0)
    assert meter.frames == CAPACITY + 10
    assert meter.rows()[-1].worst == pytest.approx(1)


def test_before_the_first_frame_there_is_nothing_to_tell() -> None:
    meter = Meter()
    assert meter.rows() == ()
    assert meter.latency == 0
    assert meter.rate == 0


def test_the_file_is_json_and_whole(tmp_path: Path) -> None:
    meter = Meter()
    meter.add((0, 0, 0.01, 0.01, 0.01, 0.02), 3)
    meter.write(tmp_path / "stats.json")
    read = json.loads((tmp_path / "stats.json").read_text())
    assert read["stages"]["whole"]["p50"] == pytest.approx(20)
    assert read["dropped"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["stats.json"]


def test_the_strike_delay_is_told_where_the_mapping_strikes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, delay in (("drums", 43.3), ("theremin", None)):
        session = Session(Silent(), None, load(mapping_file(name)), NoteLedger([], pytest.fail))
        session.run()
        assert session.meter.as_dict().get("strike_delay") == delay
        print_latency(session.meter)
        assert ("strike delay" in capsys.readouterr().out) is (delay is not None)


class Silent:
    """Three frames without a hand."""

    name, fps, total = "silent", 30.0, 3

    def frames(self) -> Iterator[Hands]:
        return iter([Hands(i / 30, i, 4 / 3, ()) for i in range(3)])

    def close(self) -> None:
        """Nothing is open."""

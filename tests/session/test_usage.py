"""Usage figures: kept only after a yes, added up by days and weeks, and never in the way of a set."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.errors import OutputError
from gesture2midi.events import Gestures, Hand, Hands, Hit, Messages, NoteOn
from gesture2midi.session.session import Moment
from gesture2midi.session.usage import MOST_DAYS, MOST_MAPPINGS, Counter, Day, Usage, against_beat, counting

MONDAY = date(2026, 1, 5)


@pytest.fixture
def usage(tmp_path: Path) -> Usage:
    return Usage(tmp_path / "data" / "usage.json")


def moment(t: float, hands: tuple[Hand, ...], *hits: Hit, notes: int = 0, **signals: float) -> Moment:
    heard = {name.replace("_", "."): value for name, value in signals.items()}
    gestures = Gestures(t, 0, heard, {}, hits, hands)
    items = tuple(NoteOn(t, "a", 1, 60, 100) for _ in range(notes))
    return Moment(None, Hands(t, 0, 4 / 3, hands), gestures, Messages(t, items, gestures))


def test_nothing_is_kept_before_the_player_said_yes(usage: Usage, tmp_path: Path) -> None:
    usage.add(MONDAY, Day(seconds=60.0, notes=3))
    assert not (tmp_path / "data").exists() and usage.weeks() == {}
    assert counting(tmp_path / "data" / "usage.json", MONDAY, pytest.fail) is None
    usage.switch(True)
    usage.add(MONDAY, Day(seconds=60.0, notes=3))
    usage.switch(False)
    usage.add(MONDAY, Day(seconds=60.0, notes=3))
    assert usage.weeks() == {MONDAY: Day(seconds=60.0, notes=3)}
    usage.delete()
    assert (usage.on, usage.weeks()) == (False, {})


def test_the_mappings_played_longest_are_named_first() -> None:
    played = Day(mappings={"grid": 3.0, "drums": 9.0, "theremin": 5.0})
    assert played.often(2) == ["drums", "theremin"] and Day().often(2) == []


def test_a_set_is_counted(usage: Usage, hand: Hand) -> None:
    usage.switch(True)
    counter = Counter(usage, MONDAY, pytest.fail)
    clock = {"clock_running": 1.0, "clock_beat": 2.0, "clock_tempo": 120.0}
    counter.look(moment(0.0, ()), "drums")
    counter.look(moment(0.1, (hand,), notes=2), "drums")
    counter.look(moment(0.2, (hand,), Hit(0.23, "left", "strike", 0.5), **clock), "drums")
    counter.look(moment(0.3, (), Hit(0.3, "left", "swipe_left", 0.5), **clock), "drums")
    counter.look(moment(9.0, (hand,)), "drums")  # the camera was away
    counter.look(moment(9.1, (hand,), Hit(9.1, "right", "finger_strike.index", 0.5)), "theremin")
    counter.keep()
    (played,) = usage.weeks().values()
    assert played.seconds == pytest.approx(0.3)
    assert played.mappings == {"drums": pytest.approx(0.2), "theremin": pytest.approx(0.1)}
    assert (played.notes, played.strikes, played.against_beat[0]) == (2, 2, 1)
    assert played.timing == (pytest.approx(0.03), pytest.approx(0.0, abs=1e-6))


@given(st.floats(-0.12, 0.12), st.integers(0, 500), st.floats(20, 240))
def test_a_blow_is_told_from_the_nearest_eighth(off: float, eighth: int, tempo: float) -> None:
    signals = {"clock.running": 1.0, "clock.beat": eighth / 2, "clock.tempo": tempo}
    told = against_beat(signals, off * 60 / tempo)
    assert told == pytest.approx(off * 60 / tempo, abs=1e-6)
    assert against_beat({**signals, "clock.running": 0.0}, off) is None


def test_days_come_together_in_weeks_and_the_oldest_go(usage: Usage) -> None:
    usage.switch(True)
    for days in (0, 6, 7):
        usage.add(MONDAY + timedelta(days=days), Day(seconds=60.0, mappings={"drums": 60.0}))
    weeks = usage.weeks()
    assert {monday: played.seconds for monday, played in weeks.items()} == {
        MONDAY: 120.0,
        MONDAY + timedelta(days=7): 60.0,
    }


def test_the_file_is_bounded(usage: Usage, tmp_path: Path) -> None:
    path = tmp_path / "data" / "usage.json"
    path.parent.mkdir()
    days = {(MONDAY + timedelta(days=n)).isoformat(): {} for n in range(MOST_DAYS)}
    path.write_text(json.dumps({"version": 1, "on": True, "days": days}), encoding="utf-8")
    usage.add(MONDAY + timedelta(days=MOST_DAYS), Day(notes=1))
    kept = json.loads(path.read_text(encoding="utf-8"))["days"]
    assert len(kept) == MOST_DAYS and MONDAY.isoformat() not in kept
    many = Day(mappings={f"m{n}": float(n) for n in range(MOST_MAPPINGS + 50)})
    assert len((many + Day()).mappings) == MOST_MAPPINGS and "m0" not in (many + Day()).mappings


@given(
    st.binary(max_size=60)
    | st.sampled_from(
        [
            b"[" * 5000,
            b'{"version": 2}',
            b'{"days": {"2026-02-30": {}}}',
            b'{"days": {"x": {}}}',
            b'{"on": 1}',
            b'{"days": {"2026-01-05": {"notes": -1}}}',
        ]
    )
)
def test_a_broken_file_is_one_sentence_and_is_left_as_it_is(tmp_path_factory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("usage") / "usage.json"
    path.write_bytes(data)
    with pytest.raises(OutputError) as told:
        Usage(path).weeks()
    assert "stats --delete" in str(told.value)
    with pytest.raises(OutputError):
        Usage(path).switch(True)
    assert path.read_bytes() == data
    said: list[str] = []
    assert counting(path, MONDAY, said.append) is None and len(said) == 1
    Usage(path).delete()
    assert Usage(path).weeks() == {}


def test_a_set_ends_though_its_figures_cannot_be_kept(tmp_path: Path) -> None:
    usage, said = Usage(tmp_path / "usage.json"), list[str]()
    usage.switch(True)
    counter = Counter(usage, MONDAY, said.append)
    (tmp_path / "usage.json").write_bytes(b"{")
    counter.keep()
    assert len(said) == 1


def test_the_command_shows_weeks_and_switches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "usage", lambda: tmp_path / "usage.json")

    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["stats", *options])
        assert done.exit_code == 0, done.output
        return done.output

    assert "kept not" in run() and not (tmp_path / "usage.json").exists()
    assert str(tmp_path) in run("--on").replace("\n", "")
    late = Day(
        seconds=1260.0, notes=812, mappings={"drums": 1.0}, strikes=9, against_beat=(1, 0.012, 0.000144)
    )
    Usage(tmp_path / "usage.json").add(MONDAY, late)
    shown = run()
    assert all(part in shown for part in ("2026-01-05", "21", "812", "+12 ± 0", "drums"))
    assert "kept no more" in run("--off")
    assert "deleted" in run("--delete") and not (tmp_path / "usage.json").exists()
    assert CliRunner().invoke(main, ["stats", "--delete", "--on"]).exit_code == 2

"""The traffic light, what the player is told, and where takes go."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import OutputError
from gesture2midi.studio.services import take_library
from gesture2midi.studio.services.health import health
from gesture2midi.studio.services.notices import KEPT, Notices


@pytest.mark.parametrize(
    ("rate", "latency", "waiting", "expected"),
    [
        (30.0, 9.0, 0.02, "fine"),
        (24.0, None, 0.02, "fine"),
        (15.0, 9.0, 0.02, "slow"),
        (30.0, 40.0, 0.02, "slow"),
        (30.0, 9.0, 1.2, "stopped"),
        (0.0, None, float("inf"), "stopped"),
    ],
)
def test_the_light_is_green_only_if_all_is_well(
    rate: float, latency: float | None, waiting: float, expected: str
) -> None:
    assert health(rate, 30.0, latency, waiting) == expected


def test_each_page_hears_what_came_since_its_last_look() -> None:
    terminal: list[str] = []
    notices = Notices(terminal.append)
    notices.say("before")
    seen = notices.count
    notices.say("one")
    notices.say("two")
    assert notices.after(seen) == ["one", "two"]
    assert notices.after(notices.count) == []
    assert terminal == ["before", "one", "two"]
    for number in range(2 * KEPT):
        notices.say(str(number))
    assert len(notices.after(0)) == KEPT


def test_takes_lie_among_the_players_own_and_none_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "takes", lambda: tmp_path / "a" / "takes")
    monkeypatch.setattr(take_library.time, "strftime", lambda form: "2026-11-21 20.15.00")
    first = take_library.new_take()
    first.touch()
    second = take_library.new_take()
    assert (first.name, second.name) == ("2026-11-21 20.15.00.jsonl", "2026-11-21 20.15.00 2.jsonl")
    monkeypatch.setattr(paths, "takes", lambda: first / "takes")
    with pytest.raises(OutputError, match="cannot be made"):
        take_library.new_take()

"""Every bundled mapping and every example of the reference plays what it played."""

from __future__ import annotations

from itertools import pairwise

import pytest
from golden import (
    SUMMARY,
    TAKES,
    difference,
    headings,
    kept,
    leftovers,
    summary,
    take,
    transcripts,
)

MAKE = transcripts()
SILENT = "reference/silence"  # it ends what other mappings sound


@pytest.mark.parametrize("name", MAKE)
def test_it_plays_what_it_played(name: str) -> None:
    changed = difference(name, MAKE[name]())
    if changed:
        pytest.fail(changed, pytrace=False)


def test_the_takes_have_one_hand_and_two_and_lost_frames() -> None:
    hands = {name: [len(moment.hands) for moment in take(name).frames()] for name in TAKES}
    assert sum(max(counts) == 2 for counts in hands.values()) >= 6
    assert max(hands["one hand"]) == 1
    lost = "chords with lost frames"
    assert sum(after < before for before, after in pairwise(hands[lost])) >= 3
    times = [moment.t for moment in take(lost).frames()]
    assert max(after - before for before, after in pairwise(times)) > 1.5 / take(lost).fps


def test_every_kind_of_message_is_among_them() -> None:
    lines = [line for name in MAKE for line in (kept(name) or "").split("\n")]
    words = {word for line in lines for word in line.split()[1:3]}
    assert words >= {
        *("note_on", "note_off", "cc", "cc14", "rpn", "nrpn", "bend", "pressure", "poly_pressure", "program"),
        *("transport", "song_position", "sysex", "osc", "scene"),
    }


def test_every_mapping_plays_something_in_one_take_at_least() -> None:
    played = {name: headings((kept(name) or "").split("\n")).values() for name in MAKE}
    silent = [name for name, takes in played.items() if not any(count for count, _ in takes)]
    assert silent == [SILENT]


def test_the_summary_is_that_of_the_files() -> None:
    assert SUMMARY.read_text(encoding="utf-8") == summary({name: kept(name) or "" for name in MAKE})


def test_no_golden_file_is_left_over() -> None:
    assert leftovers() == []

"""Notes that are listed, one step on with each hit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from played import engine, gestures

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import Hit, Message, Messages, NoteOff, NoteOn
from gesture2midi.mapping.load import load
from gesture2midi.paths import mapping_file

TUNE = "controls:\n  - {send: sequence, notes: [C4, [E4, G4], D4], hit: right.strike, back: left.strike%s}\n"


GONE: dict[str, float] = {}
"""The right hand is not seen."""
HIT, BACK, REST = {"right_strike": 0.5}, {"left_strike": 0.5}, {"left_y": 0.4}


class Heard:
    """An output that keeps what it is sent."""

    name = "listener"

    def __init__(self) -> None:
        self.items: list[Message] = []

    def send(self, messages: Messages) -> None:
        self.items += messages.items

    def close(self) -> None:
        pass

    def times(self, kind: type[Message]) -> list[float]:
        return [item.t for item in self.items if isinstance(item, kind)]


def played(more: str, *seen: dict[str, float], stop: bool = False) -> list[str]:
    """What is heard of frames a tenth of a second apart, as `on 60`; the right hand is always there."""
    player = engine(TUNE % more)
    lines = []
    for i, values in enumerate(({}, *seen)):
        here = {"left_y": 0.5} if values is GONE else {"right_y": 0.5, "left_y": 0.5}
        for item in player.update(gestures(i / 10, **here | values)).items:
            lines.append(line(item))
    if stop:
        lines += [line(item) for item in player.stop(9.0).items]
    return [" ".join(text.split()[2:4]).removeprefix("note_") for text in lines]


def test_each_hit_plays_the_next_step_until_the_next_and_the_first_comes_again() -> None:
    heard = played("", HIT, REST, HIT, REST, HIT, REST, HIT, stop=True)
    first, second, third = ["on 60", "off 60"], ["on 64", "on 67", "off 64", "off 67"], ["on 62", "off 62"]
    assert heard == [*first, *second, *third, *first]


def test_back_plays_the_one_before_and_first_begins_anew() -> None:
    heard = played(", first: left.fist, length: 50 ms", HIT, REST, HIT, REST, BACK, REST, BACK, REST)
    assert [text for text in heard if text.startswith("on")] == ["on 60", "on 64", "on 67", "on 60", "on 62"]
    heard = played(", first: left.fist, length: 50 ms", HIT, REST, HIT, {"left_fist": 1}, HIT)
    assert [text for text in heard if text.startswith("on")] == ["on 60", "on 64", "on 67", "on 60"]
    assert [text for text in played("", BACK) if text.startswith("on")] == ["on 62"]


def test_both_ways_at_once_are_one_step_on() -> None:
    both = HIT | BACK
    heard = played("", both, REST, both, REST, BACK, REST, both, stop=True)
    first, second = ["on 60", "off 60"], ["on 64", "on 67", "off 64", "off 67"]
    assert heard == [*first, *second, *first, *second]
    # Only what may play counts.
    heard = played(", when: not left.fist", HIT, REST, both | {"left_fist": 1.0}, REST, both, stop=True)
    assert [text for text in heard if text.startswith("on")] == ["on 60", "on 64", "on 67"]


def test_at_the_end_it_may_stop() -> None:
    heard = played(", at_end: stop", *[HIT, REST] * 5, BACK, stop=True)
    ons = [text for text in heard if text.startswith("on")]
    assert ons == ["on 60", "on 64", "on 67", "on 62", "on 64", "on 67"]
    assert played(", at_end: stop", BACK) == []


def test_a_step_is_as_loud_as_the_hit_or_as_it_is_told() -> None:
    for more, hard in (("", 64), (", velocity: 20", 20), (", velocity: right.y", 64)):
        player = engine(TUNE % more)
        player.update(gestures(0.0, right_y=0.5))
        (item,) = player.update(gestures(0.1, right_y=0.5, right_strike=0.5)).items
        assert item.velocity == hard  # type: ignore[union-attr]


def test_how_long_a_step_sounds() -> None:
    assert played(", length: held", HIT, HIT, REST) == ["on 60", "off 60"]
    # The hand is lost for longer than a frame now and then.
    assert played("", HIT, REST, GONE, REST, GONE, GONE, GONE) == ["on 60", "off 60"]
    assert played(", when: left.y > 0.2", HIT, {"left_y": 0.1}, REST) == ["on 60", "off 60"]
    player = engine(TUNE % ", length: 250 ms")
    player.update(gestures(0.0, right_y=0.5))
    on, off = player.update(gestures(0.1, right_y=0.5, right_strike=0.5)).items
    assert (on.t, off.t) == (0.1, pytest.approx(0.35))


def test_it_sounds_at_the_time_of_the_hit() -> None:
    player = engine(TUNE % "")
    player.update(gestures(0.0, right_y=0.5))
    moment = gestures(0.1, right_y=0.5, right_strike=0.5)
    hit = Hit(0.112, "right", "strike", 0.5)
    (on,) = player.update(type(moment)(moment.t, moment.index, moment.signals, {}, (hit,))).items
    assert on.t == 0.112


@pytest.mark.parametrize("foretold", [0.0, 0.03])
def test_a_note_that_still_sounds_is_struck_again_at_its_time(foretold: float) -> None:
    player = engine("controls: [{send: sequence, notes: [C4, C4], hit: right.strike, length: 1 s}]")
    heard = Heard()
    scheduler = Scheduler(NoteLedger([heard], pytest.fail), live=False)
    for i in range(25):
        struck = i in (1, 5, 8)
        moment = gestures(i / 10, right_y=0.5, right_strike=0.5 * struck)
        hits = (Hit(moment.t + foretold, "right", "strike", 0.5),) if struck else ()
        scheduler.send(player.update(replace(moment, hits=hits)), 0.0)
    assert heard.times(NoteOn) == pytest.approx([0.1 + foretold, 0.5 + foretold, 0.8 + foretold])
    assert heard.times(NoteOff) == pytest.approx([0.5, 0.8, 1.8 + foretold]), (
        "each ends by the frame of the next"
    )


def test_panic_and_a_new_beginning_leave_nothing() -> None:
    player = engine(TUNE % "")
    player.update(gestures(0.0, right_y=0.5))
    player.update(gestures(0.1, right_y=0.5, right_strike=0.5))
    player.silence()
    assert player.stop(0.2).items == ()
    player.update(gestures(0.3, right_y=0.5))
    on, _ = player.update(gestures(0.4, right_y=0.5, right_strike=0.5)).items
    assert line(on).split()[3] == "64", "the place in the tune is kept"


def test_chords_are_steps() -> None:
    player = engine("controls: [{send: sequence, key: C major, chords: [I, V7], hit: right.fist}]")
    player.update(gestures(0.0, right_y=0.5))
    heard = player.update(gestures(0.1, right_fist=1)).items
    assert [item.note for item in heard] == [48, 52, 55]  # type: ignore[union-attr]


def test_the_bundled_tune_is_played_by_tapping_alone() -> None:
    player = Engine(load(mapping_file("tap-melody")))
    heard = []
    for i in range(62):
        tap = 0.6 * (i % 2)
        heard += player.update(gestures(i / 4, right_pinch_tap=tap, left_y=0.5)).items
    notes = [item.note for item in heard if isinstance(item, NoteOn)]
    assert notes[:8] == [64, 64, 65, 67, 67, 65, 64, 62]
    assert notes[-4:] == [60, 64, 67, 64], "the chord at the end, and again from the beginning"

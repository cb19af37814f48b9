"""What the picture shows, told by ear: what sounds and what is said, for moments that are given."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.display.view import Zone
from gesture2midi.engine.metronome import CLICK
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Gestures, Hands, Message, Messages, NoteOff, NoteOn
from gesture2midi.mapping.load import loads
from gesture2midi.session.cues import CLAVES, GUIDE, LOWEST, MARGIN, QUICKEST, SIDE_STICK, SLOWEST, Cues
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot

LADDER = """
name: Two
controls: [{send: note, pitch: right.y, scale: C major, range: C4..D4, gate: right.present}]
"""


class Nothing:
    name, fps, total = "nothing", 30.0, None

    def frames(self):  # type: ignore[no-untyped-def]
        return iter(())

    def close(self) -> None:
        """There is no device to let go of."""


class Sending(Session):
    """A session that is given moments; keeps what it is asked to send."""

    def send(self, items: Iterable[Message]) -> None:
        sent.extend(items)


sessions: list[Session] = []
sent: list[Message] = []
spoken: list[tuple[str, str]] = []
told: list[str] = []


@pytest.fixture
def cues(tmp_path: Path) -> Cues:
    for kept in (sent, spoken, told):
        kept.clear()
    return of(LADDER, tmp_path)


def of(text: str, folder: Path) -> Cues:
    outputs = NoteLedger([], told.append)
    session = Sending(Nothing(), None, loads(text, folder / "a.yaml"), outputs)
    sessions[:] = [session]
    speak = lambda sentence, language: spoken.append((sentence, language))  # noqa: E731
    return Cues(session, Snapshot(outputs).plan, speak, told.append)


def moment(t: float, **signals: float) -> Moment:
    heard = {name.replace("_", "."): value for name, value in signals.items()}
    gestures = Gestures(t, 0, heard, {}, ())
    return Moment(None, Hands(t, 0, 4 / 3, ()), gestures, Messages(t, (), gestures))


def right(t: float, y: float) -> Moment:
    return moment(t, right_present=1.0, right_x=0.5, right_y=y)


def begun() -> list[tuple[float, int]]:
    """When each note begins, and which."""
    assert all(getattr(item, "port", None) == CLICK for item in sent)
    ended = [(item.note, item.channel) for item in sent if isinstance(item, NoteOff)]
    notes = [item for item in sent if isinstance(item, NoteOn)]
    assert ended == [(item.note, item.channel) for item in notes]
    return [(item.t, item.note) for item in notes]


def test_a_hand_that_comes_into_a_zone_ticks_once_and_not_at_its_border(cues: Cues) -> None:
    cues.switch(True)
    way = (0.2, 0.3, 0.49, 0.5 + MARGIN / 2, 0.5 - MARGIN / 2, 0.51, 0.6, 0.2)
    for i, y in enumerate(way):
        cues.look(right(i / 10, y))
    assert begun() == [(0.0, CLAVES), (0.3, CLAVES), (0.7, CLAVES)]


def test_a_hand_that_was_away_ticks_as_it_comes_back_and_the_left_one_otherwise(tmp_path: Path) -> None:
    sent.clear()
    both = LADDER.replace("right", "left").replace("Two", "Left")
    cues = of(both, tmp_path)
    cues.switch(True)
    here = moment(0.0, left_present=1.0, left_x=0.5, left_y=0.2)
    gone = moment(0.1, left_present=0.0, left_x=0.5, left_y=0.2)
    for one in (here, gone, moment(0.2, left_present=1.0, left_x=0.5, left_y=0.2)):
        cues.look(one)
    assert begun() == [(0.0, SIDE_STICK), (0.2, SIDE_STICK)]


def test_nothing_is_told_before_it_is_switched_on_and_after_it_is_switched_off(cues: Cues) -> None:
    cues.look(right(0.0, 0.2))
    cues.speak("Hold your hand up.")
    cues.progress(0.5)
    cues.switch(True)
    cues.switch(False)
    cues.look(right(0.1, 0.8))
    assert (sent, spoken) == ([], [])
    assert told == ["No tick marks the zones, for the built-in sound is off; sentences are read aloud."]


def test_the_mapping_is_named_once_and_a_sentence_not_twice_in_a_row(cues: Cues) -> None:
    cues.switch(True)
    cues.look(right(0.0, 0.2))
    cues.look(right(0.1, 0.2))
    for sentence in ("Hebe die Hand.", "Hebe die Hand.", "Fertig."):
        cues.speak(sentence, "de")
    assert spoken == [("Two", "en"), ("Hebe die Hand.", "de"), ("Fertig.", "de")]


def test_a_tone_rises_with_each_tenth_of_the_way_and_no_zone_ticks_meanwhile(cues: Cues) -> None:
    cues.switch(True)
    sessions[0].train(lambda moment: None)
    for i, part in enumerate((0.0, 0.11, 0.12, 0.5, 1.0, 0.0, 0.1)):
        cues.progress(part)
        cues.look(right(float(i), 0.2))
    tones = [(1.0, 1), (3.0, 5), (4.0, 10), (6.0, 1)]
    assert begun() == [(t, LOWEST + 2 * part) for t, part in tones]


@given(x=st.floats(0, 1), y=st.floats(0, 1), border=st.floats(0.05, 0.95), margin=st.floats(0, 0.05))
def test_of_two_zones_one_holds_each_place_and_both_near_their_border(
    x: float, y: float, border: float, margin: float
) -> None:
    halves = [
        Zone("right", 0, 1, 0, 1, cell=cell) for cell in ((0.0, border, 0.0, 1.0), (border, 1.0, 0.0, 1.0))
    ]
    assert sum(zone.holds(x, y) for zone in halves) == 1
    near = [zone.holds(x, y, margin) for zone in halves]
    assert any(near) and (not all(near) or abs(x - border) <= margin)


DRUM = """
name: Corner
controls: [{send: drum, sound: kick, hit: right.strike and right.x < 0.3 and right.y < 0.3}]
"""


def test_a_tone_rises_and_comes_sooner_as_the_hand_nears_a_zone_and_ends_in_it(tmp_path: Path) -> None:
    sent.clear()
    cues = of(DRUM, tmp_path)
    cues.switch(True)
    for i in range(200):  # from the far corner straight to the near one, in ten seconds
        cues.look(moment(i / 20, right_present=1.0, right_x=1 - i / 200, right_y=1 - i / 200))
    told = begun()
    tones = [(t, note) for t, note in told if note != CLAVES]
    (tick,) = [t for t, note in told if note == CLAVES]
    keys = [note for _, note in tones]
    assert keys == sorted(keys) and keys[0] == GUIDE["right"] and keys[-1] >= GUIDE["right"] + 18
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(tones)]
    assert all(later <= sooner + 0.051 for sooner, later in pairwise(gaps))
    assert gaps[0] == pytest.approx(SLOWEST, abs=0.051) and gaps[-1] < SLOWEST / 2
    assert min(gaps) >= QUICKEST - 1e-6
    assert max(t for t, _ in tones) < tick


def test_no_tone_leads_a_hand_that_is_not_there(tmp_path: Path) -> None:
    sent.clear()
    cues = of(DRUM, tmp_path)
    cues.switch(True)
    cues.look(moment(0.0, right_present=0.0, right_x=0.9, right_y=0.9))
    cues.look(moment(1.0, right_present=1.0, right_x=nan, right_y=nan))
    cues.look(moment(2.0, left_present=1.0, left_x=0.9, left_y=0.9))
    assert begun() == []


@given(x=st.floats(0, 1), y=st.floats(0, 1), left=st.floats(0, 0.5), low=st.floats(0, 0.5))
def test_a_place_is_no_distance_from_the_zone_that_holds_it(
    x: float, y: float, left: float, low: float
) -> None:
    zone = Zone("right", 0, 1, 0, 1, cell=(left, left + 0.4, low, low + 0.3))
    distance = zone.distance(x, y)
    assert distance >= 0
    if zone.holds(x, y):
        assert distance == 0
    if distance > 0:
        assert not zone.holds(x, y)
        assert zone.holds(x, y, 1.01 * distance)

"""The performer makes each mapping sound: by the score that it names, or by one that is made for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hands, Message, NoteOn
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.performer.score import Score, load_score, read_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.made_score import made_score
from gesture2midi.session.mapping_score import MappingScore
from gesture2midi.session.session import Session

FPS = 20.0
LONGEST = 7.0
"""Seconds of a bundled score within which it has made its mapping sound."""


class Truth:
    """The hands of a score as a source."""

    name, fps = "truth", FPS

    def __init__(self, hands: tuple[Hands, ...]) -> None:
        self.total, self._hands = len(hands), hands

    def frames(self) -> Iterator[Hands]:
        yield from self._hands

    def close(self) -> None:
        """There is no device to let go of."""


@dataclass
class Heard:
    messages: list[Message] = field(default_factory=list)
    scenes: set[str] = field(default_factory=set)

    @property
    def owners(self) -> set[str]:
        return {message.owner for message in self.messages if isinstance(message, NoteOn)}


def refuse(problem: str) -> None:
    raise AssertionError(problem)


def played(mapping: Mapping, hands: tuple[Hands, ...]) -> Heard:
    collected, heard = Collected(), Heard()
    session = Session(Truth(hands), None, mapping, NoteLedger([collected], refuse))
    session.watchers.append(lambda moment: heard.scenes.add(session.scene))
    session.run()
    heard.messages = list(collected.messages)
    return heard


def hands_of(score: Score, longest: float = 600) -> tuple[Hands, ...]:
    performer = Performer(score, fps=FPS)
    last = min(performer.total, round(longest * FPS))
    return tuple(replace(performer.truth(i / FPS), index=i) for i in range(last))


@cache
def bundled(name: str) -> tuple[Hands, ...]:
    return hands_of(load_score(name), LONGEST)


WITHOUT_HANDS = ("body-drone", "face-wah", "head-mouse-piano", "heartbeat")
"""The performer has no face, body and heart; `test_face.py`, `test_body.py` and `test_heart.py` play them."""


@pytest.mark.parametrize("name", [name for name in paths.bundled_mappings() if name not in WITHOUT_HANDS])
def test_each_bundled_mapping_names_a_score_that_makes_it_sound(name: str) -> None:
    mapping = load(paths.mapping_file(name))
    heard = played(mapping, bundled(mapping.score))
    owned = any(control.owners for control in mapping.everything)
    assert heard.owners if owned else heard.messages


def made(text: str, seconds: float = 3) -> tuple[Mapping, Heard]:
    mapping = loads(f"name: Mine\n{text}", Path("mine.yaml"))
    return mapping, played(mapping, hands_of(read_score(made_score(mapping, seconds), "made")))


CASES = {
    "a pinch": "{id: a, send: note, pitch: right.y, range: C3..C5, gate: right.pinch > 0.6}",
    "one hand": "{id: a, send: note, pitch: any.x, gate: any.open < 0.4}",
    "a place": "{id: a, send: note, pitch: left.x, gate: 0.2 < left.y < 0.45, when: left.open > 0.3}",
    "a finger": "{id: a, send: note, pitch: C4, gate: right.curl.ring > 0.5 and right.curl.index < 0.3}",
    "both": "{id: a, send: chord, chords: [C, F], pick: left.x, gate: left.open_hand and right.fist}",
    "a place for a strike": "{id: a, send: drum, sound: kick, hit: right.strike and right.x < 0.5}",
    "a shape for a strike": "{id: b, send: drum, sound: snare, hit: left.strike and left.fist}",
    "a swipe": "{id: a, send: drum, sound: kick, hit: left.swipe_left}",
    "a tap": "{id: a, send: drum, sound: kick, hit: right.pinch_tap}",
    "a clap": "{id: a, send: drum, sound: clap, hit: hands.clap}",
    "near": "{id: a, send: drum, sound: clap, hit: hands.distance < 0.15}",
    "turned": "{id: a, send: note, pitch: E4, gate: left.roll > 0.2}",
    "low": "{id: a, send: note, pitch: E4, gate: right.y < 0.3 and right.victory}",
    "fingers": "{id: a, send: mpe_note, voices: right fingers, pitch: finger.x, gate: finger.curl < 0.4}",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_a_score_is_made_that_opens_every_gate(text: str) -> None:
    mapping, heard = made(f"controls: [{text}]")
    assert heard.owners == {owner for control in mapping.everything for owner in control.owners}


def test_a_made_score_sweeps_what_is_followed() -> None:
    _, heard = made(
        "controls: [{id: a, send: note, pitch: right.y, range: C3..C5, gate: right.pinch > 0.6}]", 12
    )
    assert len({message.note for message in heard.messages if isinstance(message, NoteOn)}) >= 4
    _, heard = made(
        "controls: [{send: cc, number: 1, from: left.depth}, {send: cc, number: 2, from: right.roll}]"
    )
    for number in (1, 2):
        values = [m.value for m in heard.messages if getattr(m, "number", None) == number]
        assert max(values) - min(values) > 40


SCENES = """start: one
controls: [{send: panic, when: left.thumb_down and right.thumb_down}]
scenes:
  one:
    controls: [{id: a, send: note, pitch: C4, gate: right.fist}, {send: scene, to: two, when: left.victory}]
  two:
    controls: [{id: b, send: note, pitch: D4, gate: right.fist}, {send: scene, to: three, when: left.rock}]
  three: {controls: [{id: c, send: note, pitch: E4, gate: right.open_hand}]}
"""


def test_a_made_score_visits_the_scenes() -> None:
    _, heard = made(SCENES)
    assert (heard.scenes, heard.owners) == ({"one", "two", "three"}, {"a", "b", "c"})


def test_what_no_hand_can_do_is_no_mistake() -> None:
    for text in (
        "controls: [{id: a, send: note, pitch: C4, gate: midi.note.60}]",
        "controls: [{id: a, send: note, pitch: C4, gate: right.fist and right.open_hand}]",
        "controls: [{send: cc, number: 1, from: clock.phase}]",
    ):
        _, heard = made(text)
        assert heard.owners == set()


def test_the_score_follows_the_mapping_and_stays_the_same_object_for_the_same_one() -> None:
    told: list[str] = []
    score = MappingScore(told.append)
    assert score().name == "Demo"
    drums = load(paths.mapping_file("drums"))
    score.follow(drums)
    first = score()
    assert first.name == "Drums"
    score.follow(replace(drums, name="Drums anew"))
    assert score() is first
    own = loads("name: Mine\ncontrols: [{send: note, pitch: C4, gate: left.fist}]", Path("mine.yaml"))
    score.follow(own)
    assert (score().name, set(score().tracks)) == ("Mine", {"left"})
    assert told == []


def test_a_score_that_is_not_there_is_told_and_one_is_made() -> None:
    told: list[str] = []
    score = MappingScore(told.append)
    text = "name: Mine\nscore: nowhere\ncontrols: [{send: note, pitch: C4, gate: left.fist}]"
    score.follow(loads(text, Path("mine.yaml")))
    assert score().name == "Mine"
    assert score() is score()
    (sentence,) = told
    assert "'nowhere'" in sentence
    assert "plays what it makes of the mapping" in sentence

"""What others than the camera tell: heard with its frame, in time, and kept in takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isnan, nan
from pathlib import Path

import pytest

from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Gestures, Hand, Hands, Hit, Message, NoteOn
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import loads
from gesture2midi.session.session import Moment, Session

FRAME = 1 / 32
"""Seconds; a power of two, so that sums are exact."""
BEATING = """
name: Beating
controls:
  - {send: drum, sound: kick, hit: heart.beat}
  - {send: cc, number: 74, from: heart.hrv, smooth: 0, lost: rest, rest: 7}
  - {send: cc, number: 71, from: osc.dial, smooth: 0}
"""


class Frames:
    """Frames without hands; `clock` is when the one that was given last arrived."""

    name, fps, total = "frames", 1 / FRAME, None

    def __init__(self, count: int, hands: tuple[Hand, ...] = ()) -> None:
        self._all = [Hands(i * FRAME, i, 1.5, hands) for i in range(count)]

    def frames(self) -> Iterator[Hands]:
        yield from self._all

    def close(self) -> None:
        """There is nothing to let go of."""


class Heart:
    """Beats at the frames of these numbers, each told two frames ahead; its HRV grows, and is lost."""

    def __init__(self, *beats: int) -> None:
        self._beats, self._frame = beats, -1

    def signals(self, at: float) -> dict[str, float]:
        self._frame += 1
        return {"heart.hrv": nan if self._frame > 20 else self._frame / 100, "osc.dial": 1 / 3}

    def hits(self, at: float) -> Iterator[Hit]:
        if self._frame + 2 in self._beats:
            yield Hit(at + 2 * FRAME, "heart", "beat", 1.0)


def fail(problem: str) -> None:
    raise AssertionError(problem)


def played(
    source: Frames | Take, text: str, *hearts: Heart, watch: Callable[[Moment], None] = lambda moment: None
) -> list[Message]:
    collected = Collected()
    session = Session(source, None, loads(text, Path("test.yaml")), NoteLedger([collected], fail))
    for heart in hearts:
        session.inputs.signals.append(heart.signals)
        session.inputs.hits.append(heart.hits)
    session.watchers.append(watch)
    session.run()
    return list(collected.messages)


def notes(messages: list[Message]) -> list[float]:
    return [message.t for message in messages if isinstance(message, NoteOn)]


def test_a_foretold_hit_of_no_hand_sounds_at_its_own_time() -> None:
    found = notes(played(Frames(32), BEATING, Heart(8, 19)))
    assert found == pytest.approx([8 * FRAME, 19 * FRAME], abs=1e-5)


def test_a_take_keeps_what_was_told_and_replays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "take.jsonl"
    with TakeWriter(path) as writer:
        live = played(Frames(32), BEATING, Heart(8, 19), watch=lambda moment: writer.write(moment.hands))
    assert len(notes(live)) == 2
    again = played(Take(path), BEATING)
    assert [(type(one), one) for one in again] == [(type(one), one) for one in live]
    assert notes(played(Take(path, start=9 * FRAME), BEATING)) == pytest.approx([19 * FRAME], abs=1e-5)


def test_who_speaks_now_goes_before_what_the_take_has(tmp_path: Path) -> None:
    path = tmp_path / "take.jsonl"
    with TakeWriter(path) as writer:
        played(Frames(32), BEATING, Heart(8, 19), watch=lambda moment: writer.write(moment.hands))
    heard: list[Gestures] = []

    class Live(Heart):
        def signals(self, at: float) -> dict[str, float]:
            return {"heart.hrv": 0.125}

    played(Take(path), BEATING, Live(), watch=lambda moment: heard.append(moment.gestures))
    assert {gestures.signals["heart.hrv"] for gestures in heard} == {0.125}
    assert {gestures.signals["osc.dial"] for gestures in heard} == {1 / 3}
    assert not any(gestures.hits for gestures in heard)


def test_what_nobody_tells_is_no_hit_and_no_level() -> None:
    heard: list[Gestures] = []
    assert not notes(played(Frames(3), BEATING, watch=lambda moment: heard.append(moment.gestures)))
    assert all(gestures.signals["heart.beat"] == 0 for gestures in heard)
    assert all(isnan(gestures.signals["heart.hrv"]) for gestures in heard)

"""Mappings that read the face: played by a recorded face that is posed, as the performer has none to draw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import sin
from pathlib import Path

import numpy as np
import pytest
from faces import Posed, nodding, shown

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.display.overlay import draw, draw_hands
from gesture2midi.engine.choice import GRACE
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import ControlChange, Frame, Hands, NoteOff, NoteOn
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.render import Wanted, render
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

ONLY_FACE = (
    "name: Only a face\ncontrols:\n"
    "  - {id: tone, send: note, pitch: C4, gate: face.present}\n"
    "  - {id: wah, send: cc, number: 74, from: face.mouth, smooth: 0}\n"
)


class Source:
    name, fps = "faces", 30.0

    def __init__(self, items: list[Hands] | list[Frame]) -> None:
        self.total, self._items = len(items), items

    def frames(self) -> Iterator[Hands | Frame]:
        yield from self._items

    def close(self) -> None:
        """There is no device to let go of."""


def refuse(problem: str) -> None:
    raise AssertionError(problem)


def played(mapping: Mapping, hands: list[Hands], watch=None) -> list:
    collected = Collected()
    session = Session(Source(hands), None, mapping, NoteLedger([collected], refuse))
    if watch is not None:
        session.watchers.append(lambda moment: watch(moment, session))
    session.run()
    return list(collected.messages)


def bundled(name: str) -> Mapping:
    return load(paths.mapping_file(name))


def notes(messages: list) -> list[int]:
    return [message.note for message in messages if isinstance(message, NoteOn)]


def test_a_mapping_that_reads_only_the_face_needs_no_hands() -> None:
    assert bundled("face-wah").hands == bundled("head-mouse-piano").hands == 0
    both = ONLY_FACE + "  - {send: cc, number: 1, from: right.x}\n"
    assert loads(both, Path("both.yaml")).hands == 1
    assert loads("name: A\ncontrols: [{send: cc, number: 1, from: clock.phase}]", Path("a.yaml")).hands == 1


def test_a_note_that_hangs_on_the_face_forgives_a_look_that_misses_it_and_ends_after_120_ms() -> None:
    def pose(t: float) -> Posed | None:
        return None if 1.0 <= t < 1.05 or t >= 2.0 else Posed()

    sent = played(loads(ONLY_FACE, Path("face.yaml")), list(shown(pose, 3)))
    assert notes(sent) == [60]
    ends = [message.t for message in sent if isinstance(message, NoteOff)]
    assert len(ends) == 1
    assert 2.0 + GRACE - 1 / 15 <= ends[0] <= 2.0 + GRACE + 2 / 15


def test_the_level_of_a_lost_face_stays() -> None:
    def pose(t: float) -> Posed | None:
        return Posed(mouth=0.4) if t < 2 else None

    sent = [m for m in played(loads(ONLY_FACE, Path("face.yaml")), list(shown(pose, 4)))]
    wah = [message for message in sent if isinstance(message, ControlChange)]
    assert wah[-1].value >= 120
    assert wah[-1].t <= 2.1


def test_the_mouth_opens_the_filter_of_face_wah_and_the_head_picks_its_chord() -> None:
    def pose(t: float) -> Posed:
        if t < 1.5:
            return Posed()
        if t < 3:
            return Posed(mouth=0.35 * (t - 1.5) / 1.5)
        return Posed(mouth=0.02, yaw=-25 if t < 4 else 25)

    sent = played(bundled("face-wah"), list(shown(pose, 5)))
    wah = [message for message in sent if isinstance(message, ControlChange) and message.number == 74]
    opening = [message.value for message in wah if 1.6 < message.t < 3]
    assert opening == sorted(opening)
    assert opening[-1] - opening[0] > 80
    assert wah[-1].value < opening[0] + 10
    chords = {frozenset(m.note % 12 for m in sent if isinstance(m, NoteOn) and m.t == t) for t in {
        m.t for m in sent if isinstance(m, NoteOn)
    }}  # fmt: skip
    assert {
        frozenset({9, 0, 4, 7}),
        frozenset({0, 4, 7, 11}),
    } <= chords  # Am7 at the left, Cmaj7 at the right


def test_a_nod_plays_the_key_that_the_head_had_chosen() -> None:
    def pose(t: float) -> Posed:
        yaw = 0.0 if t < 1.5 else -24.0 if t < 3.5 else 24.0
        return Posed(yaw=yaw, pitch=nodding(t, 2.5) + nodding(t, 4.5))

    low, high = notes(played(bundled("head-mouse-piano"), list(shown(pose, 6))))
    assert 60 <= low < high <= 84


def test_after_a_shake_staying_on_a_key_plays_it_once_and_another_shake_goes_back() -> None:
    def pose(t: float) -> Posed:
        shake = next((16 * sin((t - begin) * 9) for begin in (1.5, 7.5) if begin < t < begin + 1.05), 0.0)
        return Posed(yaw=shake + (20.0 if 4 < t < 7 else 0.0))

    scenes = []
    sent = played(
        bundled("head-mouse-piano"),
        list(shown(pose, 10)),
        lambda moment, session: scenes.append(session.scene),
    )
    assert list(dict.fromkeys(scenes)) == ["nod", "stay"]
    assert scenes[-1] == "nod"
    stayed = [m for m in sent if isinstance(m, NoteOn) and 4 < m.t < 7]
    assert len(stayed) == 1


class Looker:
    """Finds, instead of a model, the face that was meant."""

    def __init__(self) -> None:
        self.opened: list[frozenset[str]] = []
        self.rests = 0

    @contextmanager
    def __call__(self, parts):
        self.opened.append(parts)
        yield self

    def add(self, frame: Frame, hands: Hands) -> Hands:
        (found,) = shown(lambda t: Posed(mouth=0.4), 1 / 30)
        return Hands(hands.t, hands.index, hands.aspect, hands.hands, hands.mirror, found.face)

    def rest(self, frame: Frame) -> None:
        self.rests += 1

    def reset(self) -> None:
        """Nothing to forget."""


def pictures(many: int) -> list[Frame]:
    image = np.zeros((48, 64, 3), np.uint8)
    return [Frame(round(i / 30, 6), i, image, True, 0.0) for i in range(many)]


def no_tracker(hands: int):
    raise AssertionError("no hand is read")


def test_what_looks_for_the_face_is_opened_for_a_mapping_that_reads_it_and_given_the_pauses() -> None:
    looker, collected = Looker(), Collected()
    mapping = loads(ONLY_FACE, Path("face.yaml"))
    session = Session(
        Source(pictures(10)), no_tracker, mapping, NoteLedger([collected], refuse), people=looker
    )
    session.run()
    assert looker.opened == [{"face"}]
    assert looker.rests == 10
    assert notes(list(collected.messages)) == [60]


def test_nothing_looks_for_a_face_that_is_not_read(tmp_path: Path) -> None:
    looker = Looker()
    mapping = loads("name: A\ncontrols: [{send: cc, number: 1, from: right.x}]", Path("a.yaml"))
    Session(
        Source(list(shown(lambda t: None, 0.2))), None, mapping, NoteLedger([], refuse), people=looker
    ).run()
    assert looker.opened == []


def test_a_take_of_a_face_renders_as_it_was_played(tmp_path: Path) -> None:
    looker, take, mapping = Looker(), tmp_path / "face.jsonl", loads(ONLY_FACE, Path("face.yaml"))
    soundfont = paths.soundfonts() / "gesture2midi.sf2"

    def transcript(source, tracker, name: str, **more) -> bytes:
        wanted = Wanted(transcript=tmp_path / name, record=take if more else None)
        render(source, tracker, mapping, wanted, soundfont=soundfont, on_problem=refuse, **more)
        return (tmp_path / name).read_bytes()

    live = transcript(Source(pictures(20)), no_tracker, "live.txt", people=looker)
    again = transcript(Take(take), None, "take.txt")
    assert live == again
    assert b"74" in live


def test_the_face_is_drawn_while_it_is_seen() -> None:
    snapshot, views = Snapshot(NoteLedger([], refuse)), []

    def pose(t: float) -> Posed | None:
        return Posed(size=0.3) if t < 0.5 else None

    played(
        loads(ONLY_FACE, Path("face.yaml")),
        list(shown(pose, 1)),
        lambda moment, session: views.append(snapshot.view(moment, session)),
    )
    between = views[9]  # a frame without a look of its own
    assert between.hands.face is None
    assert between.face is not None
    for drawing in (draw, draw_hands):
        assert np.count_nonzero(drawing(between) != drawing(views[-1])) > 500
    assert views[-1].face is None or views[-1].face.points is None


def test_a_mapping_may_read_a_face_that_nobody_looks_for() -> None:
    sent = played(loads(ONLY_FACE, Path("face.yaml")), [Hands(i / 30, i, 1.5, ()) for i in range(30)])
    assert sent == []


@pytest.mark.parametrize("name", ["face-wah", "head-mouse-piano"])
def test_the_performer_has_no_face_and_that_is_no_mistake(name: str) -> None:
    assert bundled(name).score == "demo"

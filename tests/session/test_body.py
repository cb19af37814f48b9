"""Mappings that read the body, played by a stick figure and by recorded landmarks: the performer has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from bodies import Stand, jumping, shown

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.display.overlay import draw, draw_hands
from gesture2midi.engine.choice import GRACE
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import BODY_POINTS, Body, ControlChange, Hands, NoteOff, NoteOn
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.render import Wanted, render
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

RECORD = json.loads(
    (Path(__file__).parents[1] / "tracking" / "body_reference.json").read_text(encoding="utf-8")
)
ONLY_BODY = "name: Only a body\ncontrols:\n  - {id: tone, send: note, pitch: C4, gate: body.present}\n"
DRUMS = 10


class Source:
    name, fps = "bodies", 30.0

    def __init__(self, items: list[Hands]) -> None:
        self.total, self._items = len(items), items

    def frames(self) -> Iterator[Hands]:
        yield from self._items

    def close(self) -> None:
        """There is no device to let go of."""


def refuse(problem: str) -> None:
    raise AssertionError(problem)


def played(mapping: Mapping, hands: list[Hands], watch: Callable | None = None) -> list:
    collected = Collected()
    session = Session(Source(hands), None, mapping, NoteLedger([collected], refuse))
    if watch is not None:
        session.watchers.append(lambda moment: watch(moment, session))
    session.run()
    return list(collected.messages)


def drone() -> Mapping:
    return load(paths.mapping_file("body-drone"))


def controller(messages: list, number: int) -> list[ControlChange]:
    return [m for m in messages if isinstance(m, ControlChange) and m.number == number]


def test_a_mapping_that_reads_only_the_body_needs_no_hands() -> None:
    assert drone().hands == 0
    both = ONLY_BODY + "  - {send: cc, number: 1, from: right.x}\n"
    assert loads(both, Path("both.yaml")).hands == 1


def test_a_note_that_hangs_on_the_body_forgives_a_look_that_misses_it_and_ends_soon_after() -> None:
    def pose(t: float) -> Stand | None:
        return None if 1.0 <= t < 1.05 or t >= 2.0 else Stand()

    sent = played(loads(ONLY_BODY, Path("body.yaml")), list(shown(pose, 3)))
    assert [m.note for m in sent if isinstance(m, NoteOn)] == [60]
    ends = [m.t for m in sent if isinstance(m, NoteOff)]
    assert len(ends) == 1
    assert 2.0 <= ends[0] <= 2.0 + GRACE + 0.2


def test_leaning_chooses_the_chord_of_the_drone_and_arms_make_it_swell() -> None:
    def pose(t: float) -> Stand:
        if t < 2:
            return Stand(lean=-25)
        return Stand(lean=25, left_arm=max(0.0, min(110.0, 110 * (t - 3))))

    sent = played(drone(), list(shown(pose, 5)))
    onsets = sorted({m.t for m in sent if isinstance(m, NoteOn)})
    chords = [{m.note % 12 for m in sent if isinstance(m, NoteOn) and m.t == t} for t in onsets]
    assert {2, 5, 9, 0, 4} in chords  # Dm9
    assert {0, 5, 7} in chords  # Csus4
    swell = [m.value for m in controller(sent, 11) if m.t > 3]
    assert swell == sorted(swell)
    assert swell[-1] > 115
    assert min(m.value for m in controller(sent, 11)) <= 50


def test_steps_are_kicks_and_a_jump_is_a_crash_where_it_lands() -> None:
    def pose(t: float) -> Stand:
        foot = 0.2 if 1.0 < t < 1.4 else 0.0
        return Stand(right_foot=foot, up=jumping(t, 3.0, 0.25))

    sent = played(drone(), list(shown(pose, 5)))
    drums = [(m.note, m.t) for m in sent if isinstance(m, NoteOn) and m.channel == DRUMS]
    assert [note for note, _ in drums] == [36, 49]
    assert 1.4 <= drums[0][1] <= 1.6
    assert 3.2 <= drums[1][1] <= 3.7


def recorded() -> list[Hands]:
    """The signer of the film as MediaPipe found her, each look 8 frames of the film after the one before."""
    looks = []
    for index, numbers in RECORD["frames"].items():
        rows = np.array(numbers, np.float32).reshape(BODY_POINTS, 7)
        points = rows[:, :3] / np.array((540, 720, 540), np.float32)
        t = round(int(index) / 30, 6)
        looks.append(Hands(t, int(index), 0.75, (), False, body=Body(t, points, rows[:, 4:], rows[:, 3])))
    return looks


def test_a_signer_who_was_recorded_sounds_one_chord_and_makes_no_step() -> None:
    signals = []
    sent = played(drone(), recorded(), lambda moment, session: signals.append(moment.gestures.signals))
    assert len({m.t for m in sent if isinstance(m, NoteOn)}) == 1
    assert not [m for m in sent if isinstance(m, NoteOn) and m.channel == DRUMS]
    assert all(told["body.present"] == 1 and abs(told["body.lean"]) < 0.3 for told in signals)
    assert any(told["body.right_wrist.speed"] > 0.1 for told in signals)


def test_a_take_of_a_body_renders_as_it_was_played(tmp_path: Path) -> None:
    soundfont = paths.soundfonts() / "gesture2midi.sf2"
    moving = list(shown(lambda t: Stand(lean=20 * t, left_arm=40 * t), 2))
    take = tmp_path / "body.jsonl"

    def transcript(source: Source | Take, name: str, record: Path | None = None) -> bytes:
        wanted = Wanted(transcript=tmp_path / name, record=record)
        render(source, None, drone(), wanted, soundfont=soundfont, on_problem=refuse)
        return (tmp_path / name).read_bytes()

    once = transcript(Source(moving), "a.txt", take)
    # A take has 5 decimals: what is played of it stays what it is.
    again = transcript(Take(take), "b.txt", tmp_path / "again.jsonl")
    assert transcript(Take(tmp_path / "again.jsonl"), "c.txt") == again
    assert len(again.splitlines()) == len(once.splitlines())


def test_the_body_is_drawn_while_it_is_seen() -> None:
    snapshot, views = Snapshot(NoteLedger([], refuse)), []

    def pose(t: float) -> Stand | None:
        return Stand(y=0.5, left_arm=60) if t < 0.5 else None

    played(
        loads(ONLY_BODY, Path("body.yaml")),
        list(shown(pose, 1)),
        lambda moment, session: views.append(snapshot.view(moment, session)),
    )
    between = views[10]  # a frame without a look of its own
    assert between.hands.body is None
    assert between.body is not None
    for drawing in (draw, draw_hands):
        assert np.count_nonzero(drawing(between) != drawing(views[-1])) > 500
    assert views[-1].body is None or views[-1].body.points is None

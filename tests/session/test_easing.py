"""A set goes on with another player's ease: at once, in its scene, without what only the file says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from scripted import Lines, Script

from gesture2midi.engine.controls import Bands
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hand
from gesture2midi.gestures.profile import SLOW_STROKE, Profile, Strokes
from gesture2midi.mapping.load import loads
from gesture2midi.session.session import Session

LADDER = """
name: Ladder
tempo: 100
start: a
controls: [{send: note, pitch: right.x, scale: C major, range: C3..C5, gate: right.fist}]
scenes: {a: {controls: [{send: cc, number: 1, from: right.y}]}}
"""


def begun(hand: Hand, profile: Profile, tmp_path: Path) -> tuple[Session, Script, Lines]:
    source, lines = Script(hand), Lines()
    outputs = NoteLedger([lines], lambda text: None)  # type: ignore[list-item]
    mapping = loads(LADDER, tmp_path / "ladder.yaml")
    return Session(source, None, mapping, outputs, profile=profile), source, lines


def keys(session: Session) -> int:
    (area,) = session.mapping.controls[0].areas(None)
    assert isinstance(area, Bands)
    return len(area.names)


def test_a_player_who_stays_plays_and_one_with_a_gate_does_not(hand: Hand, tmp_path: Path) -> None:
    for dwell, plays in ((0.0, False), (0.5, True)):
        session, source, lines = begun(hand, Profile(dwell=dwell), tmp_path)
        source.steps = [lambda: None] * 10
        session.run()
        assert any("note_on" in line for line in lines.lines) is plays


def test_another_ease_counts_at_once_and_keeps_scene_and_what_is_muted(hand: Hand, tmp_path: Path) -> None:
    session, source, _ = begun(hand, Profile(), tmp_path)
    found: list[object] = []
    (control,) = session.mapping.controls
    usual = session.mapping

    def ease() -> None:
        session.mute(control.id, True)
        session.play_as(Profile(large=True, slow=True), session.taught)
        found.extend((keys(session), session.mapping.tempo, session.scene, session.muted))

    def steadier() -> None:
        before = session.mapping
        session.play_as(replace(session.profile, steady=0.5), session.taught)
        found.append(session.mapping is before)

    def usual_again() -> None:
        session.play_as(Profile(), session.taught)
        found.append(session.mapping is usual)

    source.steps = [ease, steadier, usual_again]
    session.run()
    assert found == [6, 50.0, "a", frozenset({control.id}), True, True]


def test_a_mapping_that_is_swapped_in_is_eased_too(hand: Hand, tmp_path: Path) -> None:
    session, _, _ = begun(hand, Profile(large=True), tmp_path)
    session.swap(loads(LADDER.replace("C3..C5", "C2..C6"), tmp_path / "ladder.yaml"))
    assert keys(session) == 6


@pytest.mark.parametrize("strokes", [None, Strokes(8.0, 24.0)])
def test_a_slow_stroke_is_as_loud_at_half_the_speed(strokes: Strokes | None) -> None:
    full, curve = Profile(strokes=strokes, touch="soft").stroke_curve()
    assert Profile(strokes=strokes, touch="soft", slow=True).stroke_curve() == (full * SLOW_STROKE, curve)

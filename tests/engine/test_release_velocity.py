"""How fast a key is let go: 64, or as the mapping says."""

from __future__ import annotations

import pytest
from played import engine, gestures

from gesture2midi.events import NoteOff

KINDS = {
    "note": "send: note, pitch: C4, gate: right.fist",
    "quantised": "send: note, pitch: C4, gate: right.fist, humanise: 0.001",
    "glide": "send: note, pitch: right.y, gate: right.fist, follow: portamento",
    "chord": "send: chord, chords: [C], gate: right.fist",
    "arp": "send: arp, notes: [C4, E4], gate: right.fist",
    "drum": "send: drum, sound: snare, hit: right.fist",
    "sequence": "send: sequence, notes: [C4], hit: right.fist, length: held",
    "timed sequence": "send: sequence, notes: [C4], hit: right.fist, length: 90 ms",
    "voice": "send: mpe_note, pitch: hand.y, gate: hand.fist",
}


def ends(kind: str, more: str, y: float = 0.5) -> set[int]:
    player = engine(f"controls: [{{{KINDS[kind]}{more}}}]")
    sent = [
        item
        for i in range(40)
        for item in player.update(gestures(i / 20, right_y=y, right_fist=float(5 < i < 12))).items
    ]
    found = {item.velocity for item in sent if isinstance(item, NoteOff)}
    assert found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_off_has_the_velocity_that_is_said(kind: str) -> None:
    assert ends(kind, "") == {64}
    assert ends(kind, ", release_velocity: 20") == {20}
    assert ends(kind, ", release_velocity: 0") == {0}
    hand = "hand.y" if kind == "voice" else "right.y"
    assert ends(kind, f", release_velocity: {hand}", y=1.0) == {127}


@pytest.mark.parametrize("kind", KINDS)
def test_the_end_of_a_scene_has_no_hand_to_ask(kind: str) -> None:
    hand = "hand.y" if kind == "voice" else "right.y"
    for said, velocity in ((hand, 64), ("9", 9)):
        player = engine(f"controls: [{{{KINDS[kind]}, release_velocity: {said}}}]")
        for i in range(4):
            player.update(gestures(i / 30, right_y=0.2, right_fist=float(i > 0)))
        offs = [item.velocity for item in player.stop(0.2).items if isinstance(item, NoteOff)]
        assert set(offs) <= {velocity, 25} and (offs or kind in ("arp", "drum", "timed sequence"))

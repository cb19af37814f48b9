"""What sounds is called after its key in the picture, on the page and in the sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.load import loads
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import Scale, scale_steps
from gesture2midi.session.note_zones import zones

MINOR = """
name: C minor
mpe: {members: 3}
controls:
  - {send: note, pitch: right.y, scale: C minor pentatonic, range: C3..C4, gate: right.fist}
  - {send: note, pitch: Eb2, gate: left.fist, channel: 9}
  - {send: chord, chords: [A5, Bb], pick: left.x, gate: left.fist, channel: 8}
  - {send: mpe_note, pitch: hand.x, scale: F# major, range: F#3..B3, gate: hand.open > 2}
  - {send: arp, scale: Db major, range: Db4..Gb4, gate: right.victory, channel: 7}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "minor.yaml"
    path.write_text(MINOR, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("note", "channel", "key", "name"),
    [
        (63, 1, "C minor", "Eb4"),
        (63, 1, None, "D#4"),
        (38, 10, "C minor", "Snare"),
        (34, 10, None, "Drum 34"),
        (59, 2, "Gb major", "Cb4"),
    ],
)
def test_a_note_after_its_key_a_drum_by_its_name(note: int, channel: int, key: str | None, name: str) -> None:
    assert sound_name(note, channel, scale_steps(key) if key else None) == name


def test_each_channel_and_control_has_its_key(path: Path) -> None:
    keys = loads(MINOR, path).keys

    def name(at: int | str) -> str:
        key = keys[at]
        assert isinstance(key, Scale)
        return key.spelt

    assert [name(channel) for channel in (1, 2, 4, 5, 7, 8, 9)] == ["C", "F#", "F#", "C", "Db", "A", "C"]
    assert [name(at) for at in ("note-1", "chord-1", "mpe_note-1", "arp-1")] == ["C", "A", "F#", "Db"]


def test_the_picture_shows_notes_after_their_key(path: Path) -> None:
    labels = [zone.label for zone in zones(loads(MINOR, path), "main", Profile()) if zone.label]
    assert sorted(label for label in labels if label[-1] in "34") == sorted(
        ["C3", "Eb3", "F3", "G3", "Bb3", "C4", "F#3", "G#3", "A#3", "B3"]
    )
    assert {"A power chord (A E)", "Bb"} <= set(labels)


def test_the_sentences_and_the_poster_spell_notes_after_the_key(path: Path) -> None:
    (part,) = explain(path).parts
    told = [control.sentence for control in part.controls]
    assert "a note of C minor pentatonic from C3 to C4" in told[0]
    assert told[1].startswith("Eb2 ")
    assert "picks A power chord (A E) or Bb" in told[2]
    assert "F# major from F#3 to B3" in told[3]
    assert part.controls[4].target.startswith("Db major, Db4 to Gb4")

from __future__ import annotations

import pytest

from gesture2midi.music.general_midi import drum_note
from gesture2midi.music.note_names import DRUM_CHANNEL, sound_name
from gesture2midi.music.notes import note_number


@pytest.mark.parametrize("note", range(128))
def test_a_note_is_called_as_a_mapping_calls_it(note: int) -> None:
    assert note_number(sound_name(note)) == note


@pytest.mark.parametrize("note", range(35, 82))
def test_a_drum_is_called_as_a_mapping_calls_it(note: int) -> None:
    assert drum_note(sound_name(note, DRUM_CHANNEL)) == note


@pytest.mark.parametrize("note", [0, 34, 82, 127])
def test_other_notes_of_the_drum_channel_are_numbered(note: int) -> None:
    assert sound_name(note, DRUM_CHANNEL) == f"Drum {note}"

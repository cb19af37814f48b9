"""The virtual performer's score is the truth: notes expected, notes sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.capture.performer.player import Performer
from gesture2midi.capture.performer.score import load_score
from gesture2midi.errors import ModelError
from gesture2midi.events import Hands, Message, NoteOff, NoteOn
from gesture2midi.mapping.compiled import Mapping
from gesture2midi.mapping.load import load
from gesture2midi.out.outputs import Outputs
from gesture2midi.out.transcript import Collected
from gesture2midi.session import Session
from gesture2midi.track.models import find_model
from gesture2midi.track.steady import open_tracker


class Truth:
    """The performer's hands without any picture: what a tracker without error would see."""

    def __init__(self, score: str) -> None:
        self._performer = Performer(load_score(score))
        self.name, self.fps = score, self._performer.fps
        self.total: int | None = self._performer.total
        self.hits = self._performer.hits

    def frames(self) -> Iterator[Hands]:
        for index in range(self.total or 0):
            yield self._performer.truth(index / self.fps)

    def close(self) -> None:
        """There is no picture to let go of."""


def mapping(name: str) -> Mapping:
    return load(paths.mapping_file(name))


def heard(source: object, tracker: object, played: Mapping) -> list[Message]:
    collected = Collected()
    Session(source, tracker, played, Outputs([collected], pytest.fail)).run()  # type: ignore[arg-type]
    return collected.messages


def notes(messages: list[Message]) -> list[int]:
    return [message.note for message in messages if isinstance(message, NoteOn)]


def sane(messages: list[Message]) -> None:
    """Every note ends, by the one who began it; times never go back; numbers are a receiver's."""
    sounding: set[tuple[int, int]] = set()
    for message in messages:
        if isinstance(message, NoteOn):
            assert (message.channel, message.note) not in sounding
            assert 1 <= message.velocity <= 127
            assert 0 <= message.note <= 127
            sounding.add((message.channel, message.note))
        elif isinstance(message, NoteOff):
            sounding.remove((message.channel, message.note))
    assert sounding == set()
    assert all(a.t <= b.t for a, b in pairwise(messages))


@pytest.fixture(scope="module")
def model() -> Path:
    try:
        return find_model(None, fetch=False)
    except ModelError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("demo", "theremin"),
        ("piano", "air-piano"),
        ("drums", "drums"),
        ("chords", "chords"),
        ("mixer", "mixer"),
        ("mixer", "touchdesigner"),
        ("mixer", "synth-desk"),
        ("mixer", "mpe-strings"),
        ("demo", "fretless"),
        ("drums", "one-man-band"),
        ("poses", "theremin"),
        ("poses", "chords"),
    ],
)
def test_every_bundled_mapping_plays(score: str, name: str) -> None:
    messages = heard(Truth(score), None, mapping(name))
    sane(messages)
    assert len(messages) > 20


def test_the_demo_through_the_real_tracker_is_the_tune_of_the_score(model: Path) -> None:
    """Note for note, and each within 100 ms (three frames) of where a tracker without error hears it."""
    theremin = mapping("theremin")
    expected = heard(Truth("demo"), None, theremin)
    played = heard(Performer(load_score("demo")), lambda hands: open_tracker(model, hands), theremin)
    sane(played)
    assert notes(played) == notes(expected)
    for one, other in zip(
        (m for m in played if isinstance(m, NoteOn | NoteOff)),
        (m for m in expected if isinstance(m, NoteOn | NoteOff)),
        strict=True,
    ):
        assert type(one) is type(other)
        assert one.t == pytest.approx(other.t, abs=0.1)


def test_the_drums_through_the_real_tracker_sound_once_a_stroke(model: Path) -> None:
    """Each stroke is heard, in its time and order; the loud ones louder than the soft ones."""
    source = Performer(load_score("drums"))
    played = heard(source, lambda hands: open_tracker(model, hands), mapping("drums"))
    sane(played)
    struck = [m for m in played if isinstance(m, NoteOn)]
    assert len(struck) == len(source.hits)
    for message, hit in zip(struck, source.hits, strict=True):
        # Heard about where the fall is braked, some 36 ms before the lowest point.
        assert -0.1 <= message.t - hit.t <= 0.04
    loud = [m.velocity for m, h in zip(struck, source.hits, strict=True) if h.velocity >= 0.8]
    soft = [m.velocity for m, h in zip(struck, source.hits, strict=True) if h.velocity <= 0.45]
    assert min(loud) > max(soft)


def test_the_piano_through_the_real_tracker_is_the_tune_with_its_bass(model: Path) -> None:
    """Both hands note for note, nothing as they come and go, and fast dips louder than slow ones."""
    piano = mapping("air-piano")
    expected = heard(Truth("piano"), None, piano)
    played = heard(Performer(load_score("piano")), lambda hands: open_tracker(model, hands), piano)
    sane(played)
    tune, bass = (
        [64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62],
        [36, 40, 43, 43, 41, 43, 36, 43],
    )
    for hand, score in (("right", tune), ("left", bass)):
        struck = [m for m in played if isinstance(m, NoteOn) and m.owner == hand]
        truth = [m for m in expected if isinstance(m, NoteOn) and m.owner == hand]
        assert notes(list(struck)) == notes(list(truth)) == score
        assert [m.t for m in struck] == pytest.approx([m.t for m in truth], abs=0.1)
        # Every bar begins with a fast dip; the slow ones are the second halves of the bars.
        first, soft = ((0, 4, 8, 12), (1, 6, 7, 9)) if hand == "right" else ((0, 2, 4, 6), (1, 3, 5))
        assert min(struck[i].velocity for i in first) > max(struck[i].velocity for i in soft) + 5

"""The virtual performer's score is the truth: notes expected, notes sent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import (
    SIDES,
    ControlChange,
    Hands,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    SceneChange,
    Transport,
)
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.session import Session
from gesture2midi.tracking.pipeline import open_tracker

SNARE = 38


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
    Session(source, tracker, played, NoteLedger([collected], pytest.fail)).run()  # type: ignore[arg-type]
    return collected.messages


def notes(messages: list[Message]) -> list[int]:
    return [message.note for message in messages if isinstance(message, NoteOn)]


def moved(messages: list[Message], number: int) -> list[tuple[float, int]]:
    """When and where to a controller went."""
    return [(m.t, m.value) for m in messages if isinstance(m, ControlChange) and m.number == number]


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
        ("mixer", "gamelan"),
        ("drums", "one-man-band"),
        ("chords", "groove"),
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
    pairs = []
    for side in SIDES:  # both hands strike at once at times, and the left one has the snare
        struck = [m for m in played if isinstance(m, NoteOn) and (m.note == SNARE) == (side == "left")]
        pairs += zip(struck, [hit for hit in source.hits if hit.side == side], strict=True)
    for message, hit in pairs:
        # Heard about where the fall is braked, some 36 ms before the lowest point.
        assert -0.1 <= message.t - hit.t <= 0.04
    loud = [message.velocity for message, hit in pairs if hit.velocity >= 0.8]
    soft = [message.velocity for message, hit in pairs if hit.velocity <= 0.45]
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


def test_the_conductor_beats_in_time_and_shapes_the_dynamics() -> None:
    source = Truth("conductor")
    played = heard(source, None, mapping("conductor"))
    sane(played)
    beats = [m for m in played if isinstance(m, NoteOn)]
    assert {(m.channel, m.note, m.velocity) for m in beats} == {(16, 24, 100)}
    # Twelve beats at 100 a minute; the thirteenth stroke is a fist's, and beats nothing.
    assert len(beats) == len(source.hits) - 1 == 12
    assert all(0.55 < b.t - a.t < 0.7 for a, b in pairwise(beats))
    start, stop = (m for m in played if isinstance(m, Transport))
    assert (start.do, stop.do) == ("start", "stop")
    assert start.t < beats[0].t and beats[-1].t < stop.t
    for number, least in ((11, 20), (1, 0)):
        dynamics = moved(played, number)
        assert min(value for _, value in dynamics) > least + 20 and max(value for _, value in dynamics) > 110
        # The hand closes, falls and leaves, and they stay where they were.
        assert dynamics[-1][0] < stop.t and dynamics[-1][1] > least + 20
        assert len(dynamics) < 15 * source.total / source.fps  # type: ignore[operator]


def test_the_looper_presses_each_button_once_and_asks_before_it_clears() -> None:
    played = heard(Truth("looper"), None, mapping("looper"))
    sane(played)
    told: list[object] = []
    for m in played:
        match m:
            case NoteOn():
                told.append(m.owner)
            case SceneChange():
                told.append(m.scene)
            case ControlChange():
                told.append(m.value)
            case Transport():
                told.append(m.do)
    assert told == [
        *("record", "record", "undo", "stop", "play"),
        # The sign, taken back by opening the hand: the thumb then clears nothing.
        *("really", "looping"),
        *("really", "cleared", 127, 0, "looping"),
        *("start", "stop"),
    ]
    assert {(m.channel, m.velocity) for m in played if isinstance(m, NoteOn)} == {(16, 127)}


def test_the_decks_are_grabbed_moved_and_let_go() -> None:
    played = heard(Truth("mixxx"), None, mapping("mixxx"))
    sane(played)
    held = {m.owner: m.t for m in played if isinstance(m, NoteOn)}
    ended = {m.owner: m.t for m in played if isinstance(m, NoteOff)}
    assert list(held) == ["play-1", "play-2", "cue-2", "sync-2"]
    assert ended["cue-2"] - held["cue-2"] > 1, "as long as the thumb is down"
    volume = [value for _, value in moved(played, 20)]
    assert max(volume) - min(volume) > 90 and volume[-1] == pytest.approx(volume[0], abs=3)
    # Knobs begin in the middle and go nowhere but where the hand takes them.
    for number, low, high in ((21, 24, 104), (27, 27, 64), (28, 64, 90), (29, 27, 64), (30, 64, 127)):
        values = [value for _, value in moved(played, number)]
        assert values[0] == 64
        assert (min(values), max(values)) == (pytest.approx(low, abs=4), pytest.approx(high, abs=4))
        assert all(abs(b - a) <= 8 for a, b in pairwise(values)), "no jump, also where it is grabbed again"
    assert moved(played, 27)[-1][1] == pytest.approx(64, abs=3), "the bass is out, and in again"
    assert {m.number for m in played if isinstance(m, ControlChange)} == {20, 21, 27, 28, 29, 30}


def test_one_slow_hand_plays_amazing_grace() -> None:
    played = heard(Truth("one-hand-piano"), None, mapping("one-hand-piano"))
    sane(played)
    assert notes(played) == [67, 72, 76, 72, 76, 74, 72, 69, 67]
    assert {m.velocity for m in played if isinstance(m, NoteOn)} == {96}


def test_ten_fingers_play_the_ode_to_joy_and_its_bass() -> None:
    """Once a finger, though its neighbours follow; then five notes of the position above."""
    played = heard(Truth("finger-piano"), None, mapping("finger-piano"))
    sane(played)
    struck = [m for m in played if isinstance(m, NoteOn)]
    tune = [m for m in struck if m.owner.startswith("right")]
    bass = [m for m in struck if m.owner.startswith("left")]
    joy = [64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62]
    assert notes(list(tune)) == [*joy, 67, 69, 71, 72, 74]
    assert notes(list(bass)) == [48, 55, 48, 55]
    assert all(0.5 < b.t - a.t < 0.7 for a, b in pairwise(tune[: len(joy)])), "in time"


def test_the_wah_is_rocked_switched_and_picked_up() -> None:
    played = heard(Truth("wah-pedal"), None, mapping("wah-pedal"))
    wah = moved(played, 4)
    assert [value for t, value in wah if value in (0, 127) and t < 4] == [0, 127, 0, 127]
    assert [value for _, value in moved(played, 80)] == [0, 127, 0]
    # It went away past the heel; back at the heel it goes on from there, without a jump.
    assert all(abs(b - a) < 35 for (_, a), (_, b) in pairwise(wah))
    volume = moved(played, 11)
    assert max(value for _, value in volume) == 127
    assert volume[-1][0] < 10.6 and volume[-1][1] > 100, "a closed hand leaves, and it stays"
    filters = [value for _, value in moved(played, 74)]
    assert min(filters) < 30 and max(filters) > 90 and filters[-1] == 64
    assert filters.count(64) <= 2, "upright, it stands still"


def test_wekinator_gets_twelve_numbers_in_one_message() -> None:
    played = heard(Truth("conductor"), None, mapping("wekinator"))
    assert {m.address for m in played if isinstance(m, Osc)} == {"/wek/inputs"} and len(played) > 200
    for m in played:
        assert isinstance(m, Osc) and len(m.args) == 12
        assert all(isinstance(value, float) and 0 <= value <= 1 for value in m.args)


def test_max_gets_notes_to_play_and_a_filter_in_hertz() -> None:
    played = [m for m in heard(Truth("demo"), None, mapping("max-pd")) if isinstance(m, Osc)]
    values = {
        address: [m.args[0] for m in played if m.address == address]
        for address in {m.address for m in played}
    }
    assert values["/play/gate"] == [0.0, *(1.0, 0.0) * 12]
    assert all(float(note).is_integer() and 48 <= note <= 84 for note in values["/play/note"])
    assert min(values["/tone/cutoff"]) >= 150 and 2000 < max(values["/tone/cutoff"]) <= 4800

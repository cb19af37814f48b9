"""However a set goes and ends, every note gets its note-off before the outputs close."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.errors import OutputError, SourceError
from gesture2midi.events import Frame, Hand, Hands, Messages, NoteOff, NoteOn, Side
from gesture2midi.gestures.profile import Playing, Profile
from gesture2midi.mapping.load import loads
from gesture2midi.session.session import Session, Source
from gesture2midi.tracking.tracker import NamingTracker

DRONE = "name: Drone\ncontrols: [{send: note, pitch: C4, gate: right.present}]"
OTHER = "name: Other\ncontrols: [{send: note, pitch: G4, gate: right.present}]"


def mapping(text: str = DRONE) -> Mapping:
    return loads(text, Path("drone.yaml"))


@pytest.fixture
def hands(hand: Hand) -> Callable[[int], list[Hands]]:
    return lambda count: [Hands(i / 30, i, 4 / 3, (hand,)) for i in range(count)]


Show = Callable[[int], list[Hands]]


class Script:
    """A source that gives what it was given; an exception among the items is raised."""

    name, fps, total = "script", 30.0, None

    def __init__(self, *items: Hands | Exception | Callable[[], None] | None) -> None:
        self._items = items
        self.closed = False

    def frames(self) -> Iterator[Hands | None]:
        for item in self._items:
            if isinstance(item, Exception):
                raise item
            if callable(item):
                item()
            else:
                yield item

    def close(self) -> None:
        self.closed = True


class Receiver:
    """A sink that notes down what a DAW would have heard."""

    name = "receiver"

    def __init__(self, fails_after: int | None = None) -> None:
        self.lines: list[str] = []
        self.sounding: set[int] = set()
        self.closed = False
        self._fails_after = fails_after

    def send(self, messages: Messages) -> None:
        assert not self.closed, "a message after the port was closed"
        if self._fails_after is not None and len(self.lines) >= self._fails_after:
            raise OutputError("The cable is out.")
        for item in messages.items:
            self.lines.append(line(item))
            if isinstance(item, NoteOn):
                assert item.note not in self.sounding
                self.sounding.add(item.note)
            elif isinstance(item, NoteOff):
                self.sounding.remove(item.note)

    def close(self) -> None:
        self.closed = True


def play(source: Script, *receivers: Receiver, text: str = DRONE) -> Session:
    session = Session(source, None, mapping(text), NoteLedger(receivers, lambda sentence: None))
    session.run()
    return session


def test_the_end_of_the_source_ends_the_notes(hands: Show) -> None:
    receiver = Receiver()
    source = Script(*hands(3))
    session = play(source, receiver)
    assert receiver.lines == ["0.0000 ch1 note_on 60 100", "0.0667 ch1 note_off 60"]
    assert receiver.closed
    assert source.closed
    assert session.meter.frames == 3


@pytest.mark.parametrize("fault", [SourceError("The film broke."), RuntimeError("a fault of ours")])
def test_an_exception_ends_the_notes_first(fault: Exception, hands: Show) -> None:
    receiver = Receiver()
    with pytest.raises(type(fault)):
        play(Script(*hands(2), fault), receiver)
    assert receiver.sounding == set()
    assert receiver.closed


def test_a_fault_of_a_watcher_ends_the_notes_first(hands: Show) -> None:
    receiver = Receiver()
    session = Session(Script(*hands(3)), None, mapping(), NoteLedger([receiver], lambda sentence: None))
    session.watchers.append(lambda moment: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        session.run()
    assert receiver.sounding == set()
    assert receiver.closed


def test_a_stopped_camera_releases_what_sounds_and_its_return_sounds_again(hands: Show) -> None:
    receiver = Receiver()
    play(Script(*hands(2), None, None, None, *hands(2)), receiver)
    assert [line.split()[2] for line in receiver.lines] == ["note_on", "note_off", "note_on", "note_off"]


def test_one_late_picture_releases_nothing(hands: Show) -> None:
    receiver = Receiver()
    play(Script(*hands(2), None, *hands(2)), receiver)
    assert [line.split()[2] for line in receiver.lines] == ["note_on", "note_off"]


def test_stop_from_another_thread_ends_between_two_frames(hands: Show) -> None:
    receiver = Receiver()
    session: Session

    def ask() -> None:
        thread = threading.Thread(target=lambda: session.ask(session.stop))
        thread.start()
        thread.join()

    session = Session(Script(*hands(2), ask, *hands(50)), None, mapping(), NoteLedger([receiver], print))
    session.run()
    assert session.meter.frames == 2
    assert receiver.sounding == set()


def test_panic_silences_and_a_held_gesture_does_not_sound_again(hands: Show) -> None:
    receiver = Receiver()
    session: Session
    session = Session(
        Script(*hands(2), lambda: session.ask(session.panic), *hands(5)),
        None,
        mapping(),
        NoteLedger([receiver], print),
    )
    session.run()
    assert [line for line in receiver.lines if "note_on" in line] == ["0.0000 ch1 note_on 60 100"]
    assert receiver.sounding == set()
    assert any("cc 120" in line for line in receiver.lines)


def test_another_mapping_ends_the_old_ones_notes_before_its_own(hands: Show) -> None:
    receiver = Receiver()
    told: list[str] = []
    session: Session
    session = Session(
        Script(*hands(2), lambda: session.ask(lambda: session.swap(mapping(OTHER))), *hands(2)),
        None,
        mapping(),
        NoteLedger([receiver], print),
        on_mapping=lambda new: told.append(new.name),
    )
    session.run()
    assert [line.split(" ", 2)[2] for line in receiver.lines] == [
        "note_on 60 100",
        "note_off 60",
        "note_on 67 100",
        "note_off 67",
    ]
    assert told == ["Drone", "Other"]


def test_an_output_that_fails_is_told_and_the_others_play_on(hands: Show) -> None:
    problems: list[str] = []
    broken, good = Receiver(fails_after=0), Receiver()
    session = Session(Script(*hands(3)), None, mapping(), NoteLedger([broken, good], problems.append))
    session.run()
    assert problems == ["The cable is out."]
    assert [line.split()[2] for line in good.lines] == ["note_on", "note_off"]


@pytest.mark.parametrize(("playing", "count"), [("both", 1), ("any", 1), ("left", 2), ("right", 2)])
def test_a_hand_at_rest_is_not_found_in_place_of_the_one_that_plays(playing: Playing, count: int) -> None:
    asked: list[int] = []

    def open_tracker(number: int) -> AbstractContextManager[NamingTracker]:
        asked.append(number)
        return nullcontext(cast(NamingTracker, None))

    profile = Profile(hands=playing)
    Session(Script(), open_tracker, mapping(), NoteLedger([], print), profile=profile).run()
    assert asked == [count]


@pytest.mark.parametrize(("playing", "held"), [("both", "right"), ("swap", "left"), ("left", "left")])
def test_the_tracker_is_told_which_hand_holds_a_note(hand: Hand, playing: Playing, held: Side) -> None:
    """`right.present` holds the drone; who plays the right hand's part depends on the player."""

    class Shown:
        locked: frozenset[Side] = frozenset()
        steady = 0.0

        def __init__(self) -> None:
            self.told: list[frozenset[Side]] = []

        def track(self, frame: Frame) -> Hands:
            self.told.append(self.locked)
            shown = (replace(hand, side=held),) if frame.index in (1, 2) else ()
            return Hands(frame.t, frame.index, 4 / 3, shown)

        def reset(self) -> None: ...

    tracker = Shown()
    frames = [Frame(i / 5, i, np.zeros((4, 4, 3), np.uint8), True, 0.0) for i in range(5)]
    Session(
        cast(Source, Script(*cast(list[Hands], frames))),
        lambda number: nullcontext(tracker),
        mapping(),
        NoteLedger([], print),
        profile=Profile(hands=playing),
    ).run()
    assert tracker.told == [frozenset(), frozenset(), {held}, {held}, frozenset()]


def test_a_foretold_strike_sounds_at_its_own_time(hand: Hand) -> None:
    receiver = Receiver()
    way = [0.0] * 12 + [0.02, 0.09, 0.2, 0.3, 0.34, 0.35, 0.34] + [0.3] * 12
    frames = [
        Hands(i / 60, i, 4 / 3, (replace(hand, points=hand.points - np.float32((0, 0.2 - y, 0))),))
        for i, y in enumerate(way)
    ]
    play(
        Script(*frames),
        receiver,
        text="name: Drum\ncontrols: [{send: drum, sound: snare, hit: right.strike}]",
    )
    times = [float(line.split()[0]) for line in receiver.lines]
    struck = next(line for line in receiver.lines if "note_on" in line)
    assert 12 / 60 < float(struck.split()[0]) < 20 / 60
    assert times == sorted(times)
    assert receiver.sounding == set()

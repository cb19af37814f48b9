"""Messages go out at their own time, and whatever is called off leaves no note hanging."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import (
    ControlChange,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Panic,
    TimingClock,
    Transport,
)

FRAME = 1 / 30


class Receiver:
    """A sink that notes down what arrives, and what sounds by it."""

    name = "receiver"

    def __init__(self) -> None:
        self.items: list[Message] = []
        self.sounding: set[int] = set()
        self.struck = threading.Event()
        self.closed = False

    def send(self, messages: Messages) -> None:
        assert not self.closed
        for item in messages.items:
            self.items.append(item)
            if isinstance(item, NoteOn):
                assert item.note not in self.sounding
                self.sounding.add(item.note)
                self.struck.set()
            elif isinstance(item, NoteOff):
                self.sounding.remove(item.note)

    def close(self) -> None:
        self.closed = True


def schedule(live: bool) -> tuple[Scheduler, Receiver]:
    receiver = Receiver()
    return Scheduler(NoteLedger([receiver], lambda sentence: None), live=live), receiver


def on(t: float, note: int = 60) -> NoteOn:
    return NoteOn(t, "drum", 10, note, 100)


def off(t: float, note: int = 60) -> NoteOff:
    return NoteOff(t, "drum", 10, note)


def test_what_lies_ahead_waits_and_keeps_its_time() -> None:
    scheduler, receiver = schedule(live=False)
    scheduler.send(Messages(0.0, (on(0.02), ControlChange(0.0, 1, 7, 5), off(0.01), on(0.06, 61))), 0.0)
    assert [line(item) for item in receiver.items] == ["0.0000 ch1 cc 7 5"]
    scheduler.send(Messages(FRAME, (ControlChange(FRAME, 1, 7, 6),)), 0.0)
    assert [item.t for item in receiver.items] == [0.0, 0.02, FRAME]
    scheduler.send(Messages(2 * FRAME, ()), 0.0)
    assert receiver.items[-1] == on(0.06, 61)
    scheduler.close(0.07)
    assert receiver.sounding == set() and receiver.closed


def test_what_is_no_note_waits_for_one_frame_alone() -> None:
    scheduler, receiver = schedule(live=False)
    ahead = [ControlChange(0.01 * i, 1, 7, i) for i in range(1, 6)]
    scheduler.send(Messages(0.0, (*ahead, on(0.05))), 0.0)
    scheduler.send(Messages(FRAME, (ControlChange(0.04, 1, 8, 9),)), 0.0)
    scheduler.send(Messages(2 * FRAME, ()), 0.0)
    assert receiver.items == [*ahead[:3], ControlChange(0.04, 1, 8, 9), on(0.05)]


@pytest.mark.parametrize("live", [False, True])
def test_what_belongs_to_no_frame_leaves_what_was_foretold(live: bool) -> None:
    scheduler, receiver = schedule(live=live)
    foretold, learnt = ControlChange(0.02, 1, 7, 5), ControlChange(0.0, 1, 20, 127)
    scheduler.send(Messages(0.0, (foretold, on(0.03))), time.perf_counter())
    scheduler.add([learnt])
    if not live:
        scheduler.send(Messages(FRAME, ()), 0.0)
    assert receiver.struck.wait(60)
    assert receiver.items == [learnt, foretold, on(0.03)]
    scheduler.close(1.0)


def test_its_own_note_off_calls_a_note_off() -> None:
    scheduler, receiver = schedule(live=False)
    scheduler.send(Messages(0.0, (on(0.05), on(0.05, 61))), 0.0)
    scheduler.send(Messages(FRAME, (off(FRAME),)), 0.0)
    scheduler.send(Messages(2 * FRAME, ()), 0.0)
    assert receiver.items == [on(0.05, 61)]


def test_a_panic_on_its_way_calls_everything_off() -> None:
    scheduler, receiver = schedule(live=False)
    scheduler.send(Messages(0.0, (on(0.05),)), 0.0)
    scheduler.send(Messages(FRAME, (Panic(FRAME),)), 0.0)
    scheduler.send(Messages(2 * FRAME, ()), 0.0)
    assert not receiver.struck.is_set()


def test_live_a_note_does_not_wait_for_the_next_frame() -> None:
    scheduler, receiver = schedule(live=True)
    begun = time.perf_counter()
    scheduler.send(Messages(5.0, (on(5.02),)), begun)
    assert receiver.struck.wait(10)
    assert time.perf_counter() - begun >= 0.02
    scheduler.close(5.1)
    assert receiver.sounding == set()


def test_late_frames_do_not_shake_what_waits() -> None:
    sent: list[float] = []

    class Instants(Receiver):
        def send(self, messages: Messages) -> None:
            super().send(messages)
            if messages.instant is not None and any(isinstance(item, NoteOn) for item in messages.items):
                sent.append(messages.instant - messages.t)

    scheduler = Scheduler(NoteLedger([Instants()], pytest.fail), live=True)
    begun = time.perf_counter() - 100  # long ago, so that nothing is waited for
    for i in range(40):
        t = i * FRAME
        late = 0.01 * (i % 3 != 0)
        scheduler.send(Messages(t, (on(t + 0.001), off(t + 0.002))), begun + t + late)
    assert max(sent) - min(sent) < 0.0005
    scheduler.send(Messages(2.0, ()), begun + 2.0 + 5.0)  # the music stood still for five seconds
    scheduler.send(Messages(2.1, (on(2.1),)), begun + 2.1 + 5.0)
    assert sent[-1] - sent[0] == pytest.approx(5.0, abs=0.001)
    scheduler.close(2.2)


def test_a_fault_between_two_frames_is_told_by_the_next() -> None:
    class Broken(Receiver):
        def send(self, messages: Messages) -> None:
            super().send(messages)
            if self.sounding:
                raise ZeroDivisionError

    receiver = Broken()
    scheduler = Scheduler(NoteLedger([receiver], print), live=True)
    scheduler.send(Messages(0.0, (on(0.001),)), time.perf_counter())
    assert receiver.struck.wait(10)
    with pytest.raises(ZeroDivisionError):
        for _ in range(1000):
            scheduler.send(Messages(0.0, ()), time.perf_counter())
            time.sleep(0.01)
    scheduler.close(0.1)
    assert receiver.sounding == set()


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["on", "off"]), st.integers(60, 62), st.integers(0, 4)),
        st.sampled_from(["panic", "release", "pressed"]),
    ),
    max_size=12,
)


@pytest.mark.parametrize("live", [False, True])
@settings(max_examples=40, deadline=None)
@given(frames=st.lists(ACTIONS, max_size=8))
def test_nothing_hangs_however_it_is_called_off(live: bool, frames: list[list[object]]) -> None:
    scheduler, receiver = schedule(live)
    step = 0.002
    for index, actions in enumerate(frames):
        t = index * step
        items: list[Message] = []
        for action in actions:
            match action:
                case ("on", int(note), int(ahead)):
                    items.append(on(t + ahead * step / 2, note))
                case ("off", int(note), int(ahead)):
                    items.append(off(t + ahead * step / 2, note))
                case "pressed":
                    items.append(Panic(t))
                case "panic":
                    scheduler.panic(t)
                    assert receiver.sounding == set()
                case "release":
                    scheduler.release_all(t)
                    assert receiver.sounding == set()
        scheduler.send(Messages(t, tuple(items)), time.perf_counter())
    scheduler.release_all(1.0)
    heard = len(receiver.items)
    scheduler.send(Messages(2.0, ()), time.perf_counter())
    assert len(receiver.items) == heard, "nothing waits after a release"
    scheduler.close(2.0)
    assert receiver.sounding == set() and receiver.closed


def test_played_again_it_sends_the_same() -> None:
    def once() -> list[str]:
        scheduler, receiver = schedule(live=False)
        for i in range(20):
            t = i * FRAME
            scheduler.send(Messages(t, (off(t), on(t + 0.8 * FRAME), ControlChange(t, 1, 7, i))), 0.0)
        scheduler.close(20 * FRAME)
        return [line(item) for item in receiver.items]

    assert once() == once()


@pytest.mark.parametrize("live", [True, False])
def test_sinks_of_a_live_set_are_told_the_instant_by_the_clock(live: bool) -> None:
    class Clock(Receiver):
        def send(self, messages: Messages) -> None:
            super().send(messages)
            instants.append(messages.instant)

    instants: list[float | None] = []
    receiver = Clock()
    scheduler = Scheduler(NoteLedger([receiver], lambda sentence: None), live=live)
    begun = time.perf_counter()
    scheduler.send(Messages(3.0, (on(3.0), on(3.001, 61))), begun)
    scheduler.send(Messages(3.0 + FRAME, ()), begun + FRAME)
    scheduler.close(4.0)
    told = [begun, begun + 0.001, begun + FRAME]
    assert instants[:3] == ([pytest.approx(t) for t in told] if live else [None, None, None])


@pytest.mark.parametrize("panic", ["by a gesture", "from outside"])
def test_the_pulses_of_a_clock_keep_their_times_through_frames_and_a_panic(panic: str) -> None:
    scheduler, receiver = schedule(live=False)
    ahead = (Transport(0.04, "start"), TimingClock(0.05), TimingClock(0.15), TimingClock(0.25))
    scheduler.send(Messages(0.0, ahead), 0.0)
    silenced = (Panic(0.1),) if panic == "by a gesture" else ()
    scheduler.send(Messages(0.1, silenced), 0.1)
    if not silenced:
        scheduler.panic(0.1)
    scheduler.send(Messages(0.2, ()), 0.2)
    heard = [item for item in receiver.items if isinstance(item, TimingClock | Transport)]
    assert heard == list(ahead[:3])
    scheduler.release_all(0.2)
    scheduler.send(Messages(0.3, ()), 0.3)
    assert [item for item in receiver.items if isinstance(item, TimingClock | Transport)] == heard

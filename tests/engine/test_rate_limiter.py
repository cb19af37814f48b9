"""No controller is faster than it may be, its last value always arrives, and nothing else ever waits."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.rate_limiter import GAP, Flow
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Gestures,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
)
from gesture2midi.io.files.transcript import Collected


def cc(t: float, value: int, number: int = 20) -> ControlChange:
    return ControlChange(t, 1, number, value)


def test_the_newest_value_goes_when_its_time_has_come() -> None:
    flow = Flow()
    assert flow.limit([cc(0.0, 1)], 0.0) == [cc(0.0, 1)]
    assert flow.limit([cc(0.001, 2), cc(0.001, 3, 21)], 0.001) == [cc(0.001, 3, 21)]
    assert flow.limit([cc(0.002, 3)], 0.002) == []
    assert flow.limit([], 0.004) == []
    assert flow.limit([], 0.006) == [cc(0.006, 3)]
    assert flow.limit([], 1.0) == flow.free(1.0) == []


def test_two_values_of_one_frame_both_arrive() -> None:
    """A button of a scene's `enter`, pressed and released."""
    flow = Flow()
    assert flow.limit([cc(0.0, 127), cc(0.0, 0)], 0.0) == [cc(0.0, 127)]
    assert flow.limit([], 1 / 30) == [cc(1 / 30, 0)]


def test_a_note_takes_along_what_its_channel_holds() -> None:
    flow = Flow()
    flow.limit([PitchBend(0.0, 2, 100), PitchBend(0.0, 3, 100)], 0.0)
    flow.limit([PitchBend(0.001, 2, 200), PitchBend(0.001, 3, 200)], 0.001)
    note = NoteOn(0.002, "a", 2, 60, 90)
    assert flow.limit([note], 0.002) == [PitchBend(0.002, 2, 200), note]
    assert flow.free(0.003) == [PitchBend(0.003, 3, 200)]


def test_a_note_begins_with_its_newest_bend_whenever_the_last_one_went() -> None:
    flow = Flow()
    flow.limit([PitchBend(0.0, 2, 1)], 0.0)
    bends = [PitchBend(0.001, 2, value) for value in (2, 3)]
    note = NoteOn(0.001, "a", 2, 60, 90)
    assert flow.limit([*bends, note], 0.001) == [bends[-1], note]
    assert flow.free(0.001) == []


def test_pedals_and_parts_of_something_larger_each_count() -> None:
    each = [cc(0.0, value, number) for number in (0, 6, 38, 64, 69, 98, 101, 120, 127) for value in (1, 2, 3)]
    assert Flow().limit(each, 0.0) == each


def test_a_panic_leaves_nothing_to_come() -> None:
    flow = Flow()
    flow.limit([cc(0.0, 1), cc(0.0, 2)], 0.0)
    assert flow.limit([Panic(0.001)], 0.001) == [Panic(0.001)]
    assert flow.free(1.0) == []


def test_a_clock_that_goes_back_holds_nothing_for_ever() -> None:
    flow = Flow()
    flow.limit([cc(100.0, 1)], 100.0)
    assert flow.limit([cc(0.0, 2)], 0.0) == [cc(0.0, 2)]


LEVELS = st.one_of(
    st.builds(cc, st.just(0.0), st.integers(0, 127), st.sampled_from((20, 21, 64))),
    st.builds(PitchBend, st.just(0.0), st.integers(1, 2), st.integers(-9, 9)),
    st.builds(Pressure, st.just(0.0), st.integers(1, 2), st.integers(0, 9)),
    st.builds(PolyPressure, st.just(0.0), st.just(1), st.integers(60, 61), st.integers(0, 9)),
    st.builds(ControlChange14, st.just(0.0), st.just(1), st.integers(1, 2), st.integers(0, 9)),
    st.builds(
        Parameter, st.just(0.0), st.just(1), st.booleans(), st.just(5), st.integers(0, 9), st.just(True)
    ),
)
OTHERS = st.one_of(
    st.builds(NoteOn, st.just(0.0), st.just("a"), st.integers(1, 2), st.just(60), st.just(90)),
    st.builds(NoteOff, st.just(0.0), st.just("a"), st.integers(1, 2), st.just(60)),
    st.just(Osc(0.0, "/a", (1.0,))),
)
FRAMES = st.lists(st.tuples(st.integers(0, 9), st.lists(LEVELS | OTHERS, max_size=6)), max_size=20)


def controller(item: Message) -> tuple[object, ...]:
    where = ("channel", "number", "registered", "note")
    return (type(item), *(getattr(item, name) for name in where if hasattr(item, name)))


@given(FRAMES)
def test_no_message_is_lost_but_by_a_newer_one(frames: list[tuple[int, list[Message]]]) -> None:
    flow, now = Flow(), 0.0
    sent: list[tuple[float, Message]] = []
    for milliseconds, items in frames:
        now += milliseconds / 1000
        sent += [(now, item) for item in flow.limit(items, now)]
    given_items = [item for _, items in frames for item in items]
    notes = [item for _, item in sent if isinstance(item, NoteOn)]

    def others(items: list[Message]) -> list[Message]:
        return [item for item in items if isinstance(item, NoteOn | NoteOff | Osc)]

    assert others([item for _, item in sent]) == others(given_items)
    sent += [(now, item) for item in flow.free(now)]
    arrived: dict[object, list[tuple[float, int]]] = defaultdict(list)
    wanted: dict[object, list[int]] = defaultdict(list)
    for t, item in sent:
        if hasattr(item, "value"):
            arrived[controller(item)].append((t, item.value))
    for item in given_items:
        if hasattr(item, "value"):
            wanted[controller(item)].append(item.value)
    for key, values in wanted.items():
        assert arrived[key][-1][1] == values[-1]
        left = iter(values)
        assert all(value in left for _, value in arrived[key])  # in their order, some left out
        if not notes and key != (ControlChange, 1, 64):
            times = [t for t, _ in arrived[key][:-1]]  # the last may have been freed at the end
            assert all(b - a > GAP - 1e-5 for a, b in pairwise(times))


def test_outputs_hold_a_burst_back_and_its_end_arrives() -> None:
    sink = Collected()
    outputs = NoteLedger([sink], print)

    def frame(t: float, *items: Message) -> Messages:
        return Messages(t, items, Gestures(t, 0, {}, {}, ()))

    for i in range(100):
        outputs.send(frame(i / 1000, cc(i / 1000, i), PitchBend(i / 1000, 1, i)))
    values = [item.value for item in sink.messages if isinstance(item, ControlChange)]
    assert values == list(range(0, 100, 5))
    outputs.close(0.1)
    values = [item.value for item in sink.messages if isinstance(item, ControlChange)]
    bends = [item.value for item in sink.messages if isinstance(item, PitchBend)]
    assert values[-1] == 99 and bends[-2:] == [99, 0]


def test_what_is_no_frames_goes_at_once_and_takes_along_what_is_held() -> None:
    sink = Collected()
    outputs = NoteLedger([sink], print)
    frame = (cc(0.0, 1), cc(0.0, 2), cc(0.0, 1, 21), cc(0.0, 2, 21))
    outputs.send(Messages(0.0, frame, Gestures(0.0, 0, {}, {}, ())))
    outputs.send(Messages(0.001, (cc(0.001, 3), cc(0.001, 4))))
    outputs.send(Messages(0.002, (cc(0.002, 5),), Gestures(0.002, 0, {}, {}, ())))
    sent = [(item.number, item.value) for item in sink.messages if isinstance(item, ControlChange)]
    assert sent == [(20, 1), (21, 1), (21, 2), (20, 3), (20, 4)]


def test_among_thousands_of_values_a_note_goes_first() -> None:
    class Batches(Collected):
        def send(self, messages: Messages) -> None:
            super().send(messages)
            batches.append((len(messages.items), messages.gestures is gestures))

    batches: list[tuple[int, bool]] = []
    gestures = Gestures(0.0, 0, {}, {}, ())
    sink = Batches()
    outputs = NoteLedger([sink], print)
    note, bend = NoteOn(0.0, "a", 1, 60, 90), PitchBend(0.0, 1, 5)
    values = [cc(0.0, i % 128) for i in range(10_000)]
    outputs.send(Messages(0.0, (*values, bend, note), gestures))
    assert batches == [(2, False), (1, True)]
    assert sink.messages == [bend, note, values[0]]
    outputs.close(0.1)
    assert sink.messages[3] == cc(0.1, values[-1].value)

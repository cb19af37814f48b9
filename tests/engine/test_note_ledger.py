"""Nothing that happens to the outputs may leave a note on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.engine.messages import line
from gesture2midi.engine.metronome import CLICK
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.errors import OutputError
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
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    Transport,
)
from gesture2midi.io.files.transcript import Collected
from gesture2midi.io.midi.encode import wire
from gesture2midi.io.midi.routing import OfPort


class Receiver:
    """A synthesizer as it hears the bytes. It can refuse a batch, or be interrupted within one."""

    name = "receiver"

    def __init__(self) -> None:
        self.sounding: set[tuple[int, int]] = set()
        self.away: set[tuple[int, ...]] = set()
        self.closed = 0
        self.refuse = 0
        self.interrupt_after: int | None = None

    def send(self, messages: Messages) -> None:
        if self.refuse:
            self.refuse -= 1
            raise OutputError("the cable is out")
        for message in messages.items:
            if self.interrupt_after is not None:
                if self.interrupt_after == 0:
                    self.interrupt_after = None
                    raise KeyboardInterrupt
                self.interrupt_after -= 1
            if not isinstance(message, Osc | SceneChange):
                assert not isinstance(message, Panic)
                for data in wire(message):
                    self.hear(data)

    def hear(self, data: bytes) -> None:
        assert data[0] >= 0x80 and all(byte < 0x80 for byte in data[1:] if data[0] != 0xF0)
        kind, channel = data[0] & 0xF0, data[0] & 0x0F
        if kind == 0x90 and data[2]:
            assert (channel, data[1]) not in self.sounding, "struck again without its note-off"
            self.sounding.add((channel, data[1]))
        elif kind in (0x80, 0x90):
            self.sounding.discard((channel, data[1]))
        elif kind == 0xE0:
            self._put((kind, channel), data[1] | data[2] << 7 != 8192)
        elif kind == 0xD0:
            self._put((kind, channel), data[1] != 0)
        elif kind == 0xA0 or (kind == 0xB0 and data[1] in (64, 65, 66)):
            self._put((kind, channel, data[1]), data[2] != 0)
        elif kind == 0xB0 and data[1] == 121:
            self.away = {place for place in self.away if place[1] != channel}

    def _put(self, place: tuple[int, ...], away: bool) -> None:
        (self.away.add if away else self.away.discard)(place)

    def close(self) -> None:
        self.closed += 1


OWNERS = st.sampled_from(["melody", "chords", "drum"])
CHANNELS = st.sampled_from([1, 2, 10, 16])
NOTES = st.sampled_from([0, 60, 61, 127])
PORTS = st.sampled_from(["", "", "lights"])
NUMBERS = st.sampled_from([1, 20, 64, 65, 66, 119])
SEVEN = st.integers(0, 127)
FOURTEEN = st.integers(0, 16383)
MESSAGES = st.one_of(
    st.builds(NoteOn, st.just(0.0), OWNERS, CHANNELS, NOTES, st.integers(1, 127), PORTS),
    st.builds(NoteOff, st.just(0.0), OWNERS, CHANNELS, NOTES, PORTS),
    st.builds(ControlChange, st.just(0.0), CHANNELS, NUMBERS, SEVEN, port=PORTS),
    st.builds(PitchBend, st.just(0.0), CHANNELS, st.integers(-8192, 8191), port=PORTS),
    st.builds(Pressure, st.just(0.0), CHANNELS, SEVEN, port=PORTS),
    st.builds(PolyPressure, st.just(0.0), CHANNELS, NOTES, SEVEN, PORTS),
    st.builds(ProgramChange, st.just(0.0), CHANNELS, SEVEN),
    st.builds(ControlChange14, st.just(0.0), CHANNELS, st.integers(0, 31), FOURTEEN),
    st.builds(Parameter, st.just(0.0), CHANNELS, st.booleans(), st.integers(0, 16382), SEVEN, st.booleans()),
    st.builds(Transport, st.just(0.0), st.sampled_from(["start", "stop", "continue"])),
    st.builds(SongPosition, st.just(0.0), FOURTEEN),
    st.builds(SysEx, st.just(0.0), st.just(b"\x7e\x7f\x09\x01")),
    st.builds(Osc, st.just(0.0), st.just("/a"), st.tuples(st.floats())),
    st.builds(SceneChange, st.just(0.0), st.just("chorus")),
    st.builds(Panic, st.just(0.0)),
)
STEPS = st.one_of(
    st.tuples(st.just("send"), st.lists(MESSAGES, max_size=8)),
    st.tuples(st.just("release"), OWNERS),
    st.tuples(st.just("release_all"), st.none()),
    st.tuples(st.just("panic"), st.none()),
    st.tuples(st.just("refuse"), st.tuples(st.integers(0, 2), st.integers(1, 3))),
)


@settings(max_examples=400, deadline=None)
@given(
    steps=st.lists(STEPS, max_size=12),
    last=st.lists(MESSAGES, max_size=8),
    interrupt=st.none() | st.tuples(st.integers(0, 2), st.integers(0, 12)),
)
def test_nothing_sounds_after_close(steps, last, interrupt) -> None:
    receivers = [Receiver(), Receiver(), Receiver()]
    broken: set[Receiver] = set()
    problems: list[str] = []
    # The main port twice, and one that the mapping names.
    outputs = NoteLedger(map(OfPort, receivers, ["", "lights", ""]), problems.append)
    for action, argument in steps:
        if action == "send":
            outputs.send(Messages(0.0, tuple(argument)))
        elif action == "release":
            outputs.release(argument, 0.0)
        elif action == "refuse":
            which, times = argument
            receivers[which].refuse = times
            if times > 1:
                broken.add(receivers[which])
        else:
            getattr(outputs, action)(0.0)
    if interrupt is not None:
        receivers[interrupt[0]].interrupt_after = interrupt[1]
    try:
        outputs.send(Messages(0.0, tuple(last)))
    except KeyboardInterrupt:
        pass
    finally:
        for receiver in receivers:
            receiver.interrupt_after = None
        outputs.close(0.0)
    for receiver in receivers:
        assert receiver.closed == 1
        if receiver not in broken:
            assert not receiver.sounding and not receiver.away
    assert outputs.sounding == ()
    assert all(problem == "the cable is out" for problem in problems)
    before = [set(receiver.sounding) for receiver in receivers]
    outputs.close(0.0)
    assert [receiver.closed for receiver in receivers] == [1, 1, 1]
    assert [receiver.sounding for receiver in receivers] == before


@given(steps=st.lists(st.lists(MESSAGES, max_size=8), max_size=8))
def test_sounding_is_what_a_receiver_hears(steps) -> None:
    main, lights = Receiver(), Receiver()
    outputs = NoteLedger([OfPort(main), OfPort(lights, "lights")], pytest.fail)
    for items in steps:
        outputs.send(Messages(0.0, tuple(items)))
        heard = main.sounding | lights.sounding
        assert {(channel - 1, note) for channel, note in outputs.sounding} == heard


def test_a_note_ends_on_the_port_where_it_began_and_no_port_hears_another() -> None:
    main, lights, everything = Collected(), Collected(), Collected()
    outputs = NoteLedger([OfPort(main), OfPort(lights, "lights"), everything], pytest.fail)
    ons = (NoteOn(0.0, "a", 1, 60, 90), NoteOn(0.0, "b", 1, 60, 80, "lights"))
    outputs.send(Messages(0.0, (*ons, Osc(0.0, "/a", (1.0,)), PitchBend(0.0, 2, 5, port="lights"))))
    outputs.send(Messages(1.0, (NoteOff(1.0, "b", 1, 60), NoteOff(1.0, "a", 1, 60))))
    assert outputs.sounding == ((1, 60),)
    outputs.panic(2.0)
    outputs.close(3.0)
    reset = ["cc 64 0", "cc 123 0", "cc 120 0", "cc 121 0", "bend 0"]
    assert lines(main) == [
        "0.0000 ch1 note_on 60 90",
        "0.0000 osc /a 1.0000",
        "1.0000 ch1 note_off 60",
        *(f"2.0000 ch1 {said}" for said in reset),
    ]
    assert lines(lights) == [
        "0.0000 lights:ch1 note_on 60 80",
        "0.0000 lights:ch2 bend 5",
        "0.0000 osc /a 1.0000",
        "2.0000 lights:ch1 note_off 60",
        *(f"2.0000 lights:ch{channel} {said}" for channel in (1, 2) for said in reset),
    ]
    assert len(everything.messages) == len(main.messages) + len(lights.messages) - 1


@pytest.mark.parametrize(
    ("on", "off"),
    [
        (NoteOn(0.0, "a", 1, 60, 90), NoteOff(1.0, "a", 1, 60)),
        (PitchBend(0.0, 1, 99), PitchBend(1.0, 1, 0)),
        (ControlChange(0.0, 1, 64, 127), ControlChange(1.0, 1, 64, 0)),
    ],
)
def test_an_end_that_is_interrupted_is_said_again(on: Message, off: Message) -> None:
    receivers = [Receiver(), Receiver()]
    outputs = NoteLedger(receivers, pytest.fail)
    outputs.send(Messages(0.0, (on,)))
    receivers[0].interrupt_after = 0
    with pytest.raises(KeyboardInterrupt):
        outputs.send(Messages(1.0, (off,)))
    assert all(receiver.sounding or receiver.away for receiver in receivers)
    outputs.close(2.0)
    assert not any(receiver.sounding or receiver.away for receiver in receivers)


def test_what_has_ended_is_not_ended_again() -> None:
    outputs, sink = played((NoteOn(0.0, "a", 1, 60, 90),), (NoteOff(1.0, "a", 1, 60),))
    outputs.close(2.0)
    assert lines(sink) == ["0.0000 ch1 note_on 60 90", "1.0000 ch1 note_off 60"]


def played(*batches: tuple[Message, ...]) -> tuple[NoteLedger, Collected]:
    sink = Collected()
    outputs = NoteLedger([sink], pytest.fail)
    for items in batches:
        outputs.send(Messages(items[0].t if items else 0.0, items))
    return outputs, sink


def lines(sink: Collected) -> list[str]:
    return [line(message) for message in sink.messages]


def test_a_shared_note_ends_with_its_last_owner() -> None:
    outputs, sink = played(
        (NoteOn(0.0, "a", 1, 60, 90),),
        (NoteOn(1.0, "b", 1, 60, 50),),
        (NoteOff(2.0, "a", 1, 60),),
    )
    assert lines(sink) == [
        "0.0000 ch1 note_on 60 90",
        "1.0000 ch1 note_off 60",
        "1.0000 ch1 note_on 60 50",
    ]
    assert outputs.sounding == ((1, 60),)
    outputs.send(Messages(3.0, (NoteOff(3.0, "b", 1, 60),)))
    assert lines(sink)[-1] == "3.0000 ch1 note_off 60"
    assert outputs.sounding == ()


def test_it_knows_whose_notes_sound() -> None:
    outputs = NoteLedger([], print)
    ons = (NoteOn(0, "a", 1, 60, 100), NoteOn(0, "b", 1, 60, 100), NoteOn(0, "c", 1, 62, 100))
    outputs.send(Messages(0, ons))
    outputs.send(Messages(1, (NoteOff(1, "a", 1, 60),)))
    assert outputs.owners == {"b", "c"}
    outputs.release_all(2)
    assert outputs.owners == set()


def test_only_the_owner_ends_a_note() -> None:
    outputs, sink = played(
        (NoteOff(0.0, "a", 1, 60),),
        (NoteOn(1.0, "a", 1, 60, 90),),
        (NoteOff(2.0, "b", 1, 60), NoteOff(2.0, "a", 2, 60)),
    )
    assert lines(sink) == ["1.0000 ch1 note_on 60 90"]
    assert outputs.sounding == ((1, 60),)


def test_release_ends_the_notes_of_one_owner() -> None:
    outputs, sink = played((NoteOn(0.0, "a", 1, 60, 90), NoteOn(0.0, "b", 1, 64, 90)))
    outputs.release("a", 1.0)
    assert lines(sink)[2:] == ["1.0000 ch1 note_off 60"]
    assert outputs.sounding == ((1, 64),)


def test_a_frame_is_sent_in_order() -> None:
    items = (
        ControlChange(0.0, 1, 20, 1),
        SceneChange(0.0, "b"),
        NoteOn(0.0, "a", 1, 60, 90),
        Pressure(0.0, 1, 3),
        ControlChange(0.0, 1, 52, 2),
        PitchBend(0.0, 1, 5),
        NoteOff(0.0, "a", 1, 60),
        NoteOn(0.0, "a", 1, 62, 90),
        ProgramChange(0.0, 1, 7),
    )
    _, sink = played(items)
    assert sink.messages == [items[i] for i in (8, 5, 3, 2, 6, 7, 0, 4, 1)]


def test_no_note_waits_for_the_bend_of_another_channel() -> None:
    items = (
        NoteOff(0.0, "a", 2, 60),
        PitchBend(0.0, 3, 100),
        ControlChange(0.0, 3, 74, 9),
        Pressure(0.0, 3, 7),
        NoteOn(0.0, "a", 3, 62, 90),
        ProgramChange(0.0, 1, 7),
    )
    _, sink = played((NoteOn(0.0, "a", 2, 60, 90),), (PitchBend(0.0, 1, 5), *items))
    assert sink.messages[1:] == [items[5], *items[:5], PitchBend(0.0, 1, 5)]


def test_release_all_puts_everything_to_rest() -> None:
    outputs, sink = played(
        (
            NoteOn(0.0, "a", 2, 60, 90),
            PitchBend(0.0, 2, -300),
            Pressure(0.0, 2, 9),
            ControlChange(0.0, 2, 64, 127),
            ControlChange(0.0, 2, 20, 99),
        )
    )
    sent = len(sink.messages)
    outputs.release_all(1.0)
    assert lines(sink)[sent:] == [
        "1.0000 ch2 note_off 60",
        "1.0000 ch2 bend 0",
        "1.0000 ch2 pressure 0",
        "1.0000 ch2 cc 64 0",
    ]
    outputs.release_all(2.0)
    assert len(sink.messages) == sent + 4


def test_panic_silences_every_channel_used_and_wins_its_frame() -> None:
    outputs, sink = played(
        (NoteOn(0.0, "a", 1, 60, 90), ControlChange(0.0, 3, 20, 5)),
        (Panic(1.0), NoteOn(1.0, "b", 1, 61, 90)),
    )
    reset = [
        line
        for channel in (1, 3)
        for line in (
            *(f"1.0000 ch{channel} cc {number} 0" for number in (64, 123, 120, 121)),
            f"1.0000 ch{channel} bend 0",
        )
    ]
    assert lines(sink)[2:] == [
        "1.0000 ch1 note_on 61 90",
        "1.0000 ch1 note_off 60",
        "1.0000 ch1 note_off 61",
        *reset,
    ]
    assert outputs.sounding == ()
    before = len(sink.messages)
    outputs.panic(2.0)
    assert len(sink.messages) == before + len(reset)


def test_a_failing_sink_is_dropped_with_its_sentence_and_the_others_play_on() -> None:
    class Unplugged(Collected):
        name = "unplugged"

        def send(self, messages: Messages) -> None:
            raise OSError(19, "No such device")

    problems: list[str] = []
    healthy = Collected()
    outputs = NoteLedger([Unplugged(), healthy], problems.append)
    for t in (0.0, 1.0):
        outputs.send(Messages(t, (NoteOn(t, "a", 1, 60, 90),)))
    assert problems == ["The output unplugged failed and is off: [Errno 19] No such device"]
    assert outputs.names == ("collected",)
    assert len(healthy.messages) == 3


def test_a_fault_of_ours_is_shown_once_every_sink_was_served() -> None:
    class Faulty(Collected):
        def send(self, messages: Messages) -> None:
            raise ZeroDivisionError

    healthy = Collected()
    outputs = NoteLedger([Faulty(), healthy], pytest.fail)
    with pytest.raises(ZeroDivisionError):
        outputs.send(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 90),)))
    with pytest.raises(ZeroDivisionError):
        outputs.close(1.0)
    assert lines(healthy) == ["0.0000 ch1 note_on 60 90", "1.0000 ch1 note_off 60"]


def test_every_frame_reaches_the_sinks_and_is_counted() -> None:
    class Frames(Collected):
        frames = 0

        def send(self, messages: Messages) -> None:
            assert messages.gestures is gestures
            self.frames += 1

    gestures = Gestures(0.0, 0, {}, {}, ())
    sink = Frames()
    outputs = NoteLedger([sink], pytest.fail)
    outputs.send(Messages(0.0, (), gestures))
    outputs.send(Messages(0.1, (NoteOn(0.1, "a", 1, 60, 90), Osc(0.1, "/a", (1.0,))), gestures))
    assert sink.frames == 2
    assert outputs.counts == {
        "notes": 1,
        "controllers": 0,
        "parameters": 0,
        "bends": 0,
        "pressures": 0,
        "programs": 0,
        "transport": 0,
        "sysex": 0,
        "osc": 1,
        "scenes": 0,
    }


@given(st.lists(st.lists(MESSAGES, max_size=8) | st.sampled_from([0, 1, 2]), max_size=12))
def test_an_output_whose_place_another_takes_is_silent_and_closed(steps) -> None:
    outputs = NoteLedger([], pytest.fail)
    playing: list[OfPort | None] = [None, None, None]
    for step in steps:
        if isinstance(step, list):
            outputs.send(Messages(0.0, tuple(step)))
            continue
        old, playing[step] = playing[step], OfPort(Receiver(), "lights" if step == 1 else "")
        outputs.exchange(old, playing[step], 0.0)
        assert outputs.sounding == ()
        assert set(outputs.sinks) == {sink for sink in playing if sink is not None}
        if old is not None:
            receiver = old.sink
            assert (receiver.sounding, receiver.away, receiver.closed) == (set(), set(), 1)
            receiver.refuse = 1  # whatever came now would fail
    outputs.close(0.0)
    for sink in filter(None, playing):
        assert (sink.sink.sounding, sink.sink.away, sink.sink.closed) == (set(), set(), 1)


def test_an_output_that_has_failed_is_closed_once() -> None:
    receiver, other = Receiver(), Receiver()
    outputs = NoteLedger([receiver], lambda text: None)
    receiver.refuse = 2
    outputs.send(Messages(0.0, (NoteOn(0.0, "melody", 1, 60, 100),)))
    outputs.exchange(receiver, other, 1.0)
    assert (receiver.closed, other.closed, outputs.sinks) == (1, 0, (other,))


def test_clicks_go_to_the_synth_alone_and_are_no_notes_that_the_player_plays() -> None:
    synth, port = Collected(), Collected()
    outputs = NoteLedger([OfPort(synth, clicks=True), OfPort(port)], pytest.fail)
    click = NoteOn(0.0, "metronome", 10, 76, 100, CLICK)
    note = NoteOn(0.0, "a", 1, 60, 100)
    outputs.send(Messages(0.0, (click, note)))
    assert [set(one.messages) for one in (synth, port)] == [{click, note}, {note}]
    assert outputs.sounding == ((1, 60),)
    assert outputs.counts["notes"] == 1
    outputs.release_all(1.0)
    assert {item.note for item in synth.messages if isinstance(item, NoteOff)} == {60, 76}

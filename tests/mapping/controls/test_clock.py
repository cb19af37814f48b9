"""MIDI clock: when its pulses fall, what taps make of its tempo, and what a sequencer plays that follows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import engine, gestures

from gesture2midi.errors import MappingError
from gesture2midi.events import Message, SongPosition, TimingClock, Transport
from gesture2midi.mapping.controls.clock import MISSED, Taps
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.load import loads

FPS = 30


def sent(text: str, seconds: float, fps: float = FPS, **values: object) -> list[Message]:
    """What a clock sends, by time; a value is a number, or a function of the time."""
    player = engine(f"tempo: 120\ncontrols: [{{send: clock, {text}}}]")
    found: list[Message] = []
    for i in range(int(seconds * fps)):
        t = i / fps
        now = {name: value(t) if callable(value) else value for name, value in values.items()}
        found += player.update(gestures(t, **now)).items
    return sorted(found, key=lambda message: message.t)


def pulses(messages: list[Message]) -> list[float]:
    return [message.t for message in messages if isinstance(message, TimingClock)]


def steps(times: list[float]) -> list[float]:
    return [b - a for a, b in pairwise(times)]


@pytest.mark.parametrize(
    ("tempo", "bpm"), [("", 120), ("tempo: 30", 30), ("tempo: 97.5", 97.5), ("tempo: 300", 300)]
)
@given(fps=st.floats(12, 120))
def test_the_pulses_of_a_constant_tempo_are_even_and_do_not_drift(tempo: str, bpm: float, fps: float) -> None:
    times = pulses(sent(tempo, 6, fps))
    step = 60 / bpm / 24
    assert steps(times) == pytest.approx([step] * (len(times) - 1), abs=1e-9)
    assert times[-1] - times[0] == pytest.approx(step * (len(times) - 1), abs=1e-9)
    assert times[0] <= 0.05 + step and times[-1] >= 6 - 1 / fps


def test_the_tempo_of_the_mapping_is_in_phase_with_its_beat() -> None:
    times = pulses(sent("", 4))
    assert [t * 48 for t in times] == pytest.approx([round(t * 48) for t in times], abs=1e-6)


@given(late=st.lists(st.floats(0, 0.12), min_size=60, max_size=60))
def test_late_frames_lose_no_pulse(late: list[float]) -> None:
    player = engine("tempo: 140\ncontrols: [{send: clock, tempo: 140}]")
    t, times = 0.0, []
    for wait in late:
        times += [message.t for message in player.update(gestures(t)).items]
        t += 1 / FPS + wait
    assert steps(times) == pytest.approx([60 / 140 / 24] * (len(times) - 1), abs=1e-9)


def test_after_a_long_gap_the_clock_goes_on_and_does_not_make_up_for_it() -> None:
    player = engine("controls: [{send: clock, tempo: 120}]")
    before = [m.t for i in range(30) for m in player.update(gestures(i / FPS)).items]
    after = [m.t for i in range(30) for m in player.update(gestures(5 + i / FPS)).items]
    assert before[-1] < 1.4 and 5 <= after[0] <= 5 + MISSED
    assert steps(after) == pytest.approx([60 / 120 / 24] * (len(after) - 1))


def taps(*times: float) -> float | None:
    counter, tempo = Taps(), None
    for t in times:
        tempo = counter.add(t) or tempo
    return tempo


@pytest.mark.parametrize(
    ("times", "tempo"),
    [
        ((0,), None),
        ((0, 0.5), 120),
        ((0, 0.5, 1.0, 1.5), 120),
        ((0, 1, 1.5, 2.0, 2.5), 120),  # only the last four count
        ((0, 0.5, 1.0, 2.0), 120),  # one was not seen
        ((0, 0.5, 0.55, 1.0), 120),  # one bounced
        ((0, 0.6, 1.2, 1.65), 100),  # one was rushed
        ((0, 0.5, 10, 10.75), 80),  # a pause begins anew
        ((0, 2), 30),
        ((0, 0.2), 300),
    ],
)
def test_taps_make_a_tempo(times: tuple[float, ...], tempo: float | None) -> None:
    assert taps(*times) == (None if tempo is None else pytest.approx(tempo))


@given(st.lists(st.floats(0, 30), max_size=20))
def test_whatever_is_tapped_is_a_tempo_of_30_to_300(steps: list[float]) -> None:
    counter, t = Taps(), 0.0
    for step in steps:
        t += step
        tempo = counter.add(t)
        assert tempo is None or 30 <= tempo <= 300


def test_a_tapped_tempo_begins_at_the_mapping_s_and_then_follows_the_taps() -> None:
    def hit(t: float) -> float:
        return float(t > 2 and (t * FPS + 1e-6) % 20 < 1)  # each two thirds of a second

    every = steps(pulses(sent("tempo: tap right.strike", 6, right_strike=hit)))
    assert every[:60] == pytest.approx([60 / 120 / 24] * 60)
    assert every[-60:] == pytest.approx([60 / 90 / 24] * 60)


def test_a_tempo_follows_a_level_and_keeps_within_its_bounds() -> None:
    times = pulses(sent("tempo: 400 * right.y", 6, right_y=lambda t: t / 6))
    every = steps(times)
    assert every[3] == pytest.approx(60 / 30 / 24) and every[-1] == pytest.approx(60 / 300 / 24)
    assert all(before >= after - 1e-9 for before, after in pairwise(every[2:]))


class Sequencer:
    """Follows a clock as the MIDI specification says; `beats` are the quarter notes that it plays."""

    def __init__(self, messages: list[Message]) -> None:
        self.place, self.plays = 0, False
        self.beats: list[tuple[int, float]] = []
        for message in messages:
            if isinstance(message, SongPosition):
                assert not self.plays
                self.place = message.sixteenths * 6
            elif isinstance(message, Transport):
                self.plays = message.do != "stop"
                self.place = 0 if message.do == "start" else self.place
            elif isinstance(message, TimingClock) and self.plays:
                if self.place % 24 == 0:
                    self.beats.append((self.place // 24, message.t))
                self.place += 1


def opened(t: float) -> float:
    return float(0.5 <= t < 2.2 or t >= 3.4)


@pytest.mark.parametrize("tempo", ["", "tempo: 120"])
def test_a_sequencer_plays_while_the_gate_is_open_and_goes_on_where_it_stood(tempo: str) -> None:
    messages = sent(f"gate: right.fist{', ' * bool(tempo)}{tempo}", 6, right_fist=opened)
    assert [m.do for m in messages if isinstance(m, Transport)] == ["start", "stop", "continue"]
    beats = Sequencer(messages).beats
    first = [t for _, t in beats if t < 2.2]
    assert 0.5 < first[0] < 0.6 and steps(first) == pytest.approx([0.5] * (len(first) - 1))
    assert [number for number, _ in beats] == list(range(len(beats)))
    place = next(m for m in messages if isinstance(m, SongPosition))
    assert place.sixteenths == int((2.2 - first[0]) / 0.125)
    assert 3.4 < place.t < 3.5


def test_a_start_is_a_millisecond_before_its_pulse_at_least() -> None:
    messages = sent("gate: right.fist, tempo: 300", 6, right_fist=opened)
    for message, after in pairwise(messages):
        if isinstance(message, Transport) and message.do != "stop":
            assert isinstance(after, TimingClock) and after.t - message.t >= 0.001


def test_it_stops_with_its_scene_and_while_its_when_is_false() -> None:
    player = engine("controls: [{send: clock, gate: 1, when: right.fist}]")
    messages = [
        m for i in range(90) for m in player.update(gestures(i / FPS, right_fist=float(i < 45))).items
    ]
    assert [m.do for m in messages if isinstance(m, Transport)] == ["start", "stop"]
    assert max(pulses(messages)) < 1.9
    other = engine("controls: [{send: clock, gate: 1}]")
    assert [m for i in range(9) for m in other.update(gestures(i / FPS)).items]
    assert [type(m) for m in other.stop(0.3).items] == [Transport]


def told(text: str, folder: Path) -> str:
    (folder / "a.yaml").write_text(f"name: A\ncontrols: [{{send: clock, {text}}}]\n", encoding="utf-8")
    (part,) = explain(folder / "a.yaml").parts
    return str(part.controls[0])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gate: 1", "By itself: MIDI clock is sent at the tempo of the mapping"),
        ("tempo: 96", "By itself: MIDI clock is sent at 96 quarter notes a minute."),
        (
            "tempo: tap left.strike",
            "Left hand: MIDI clock is sent at the tempo that is tapped each time the hand",
        ),
        ("tempo: right.y * 200", "Right hand: MIDI clock is sent at a tempo that follows `right.y * 200`."),
    ],
)
def test_it_is_told(text: str, sentence: str, tmp_path: Path) -> None:
    assert told(text, tmp_path).startswith(sentence)


@pytest.mark.parametrize(
    ("tempo", "message"),
    [
        ("29", "`tempo` is 30 to 300 quarter notes a minute"),
        ("yes please", "an operator is missing before `please`"),
        ("tap", "no signal is called `tap`"),
        ("tap right.strik", "did you mean `right.strike`"),
        ("true", "`tempo` is 30 to 300 quarter notes a minute"),
        ("[1, 2]", "`tempo` is 30 to 300 quarter notes a minute"),
    ],
)
def test_a_wrong_tempo_is_told(tempo: str, message: str) -> None:
    with pytest.raises(MappingError) as raised:
        loads(f"name: A\ncontrols:\n  - send: clock\n    tempo: {tempo}\n", Path("a.yaml"))
    assert message in str(raised.value)

"""A loop of what other controls play: what it records, when it plays, and that no note hangs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from played import NOBODY

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.loop_player import MOST_LAYERS, MOST_NOTES, LoopPart
from gesture2midi.engine.loop_state import Progress, State
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import Gestures, Message, Messages, NoteOff, NoteOn
from gesture2midi.mapping.load import load, load_text, loads
from gesture2midi.paths import mapping_file

FRAME = 0.05
CONTROLS = """tempo: 120
controls:
  - {id: kick, send: drum, sound: kick, hit: right.strike, velocity: 90}
  - {id: lead, send: note, pitch: C4, gate: right.pinch > 0.5, velocity: 70}
  - {id: layers, send: loop, record: left.fist, stop: left.rock, undo: left.ok, clear: left.call, bars: %s%s}
"""


class Show:
    """A mapping played frame by frame, 20 a second, through the scheduler and the outputs."""

    name = "listener"

    def __init__(self, bars: object = "free", more: str = "", text: str = "") -> None:
        self.engine = Engine(loads("name: x\n" + (text or CONTROLS % (bars, more)), Path("x.yaml")))
        self.outputs = NoteLedger([self], pytest.fail)
        self.scheduler = Scheduler(self.outputs, live=False)
        self.heard: list[tuple[float, int, bool, int]] = []
        self.sounding: set[tuple[int, int]] = set()
        self.t = 0.0

    def send(self, messages: Messages) -> None:
        for item in messages.items:
            if isinstance(item, (NoteOn, NoteOff)):
                on = isinstance(item, NoteOn)
                self.heard.append((round(item.t, 3), item.note, on, item.velocity if on else 0))
                (self.sounding.add if on else self.sounding.discard)((item.channel, item.note))

    def close(self) -> None:
        pass

    def frame(self, **seen: float) -> None:
        values = {name.replace("_", "."): value for name, value in seen.items()}
        here = {"left.present": 1.0, "right.present": 1.0, "right.pinch": 0.0, "right.x": 0.5}
        signals = {**NOBODY, **here, **values}
        self.scheduler.send(self.engine.update(Gestures(self.t, 0, signals, {}, ())), self.t)
        self.t = round(self.t + FRAME, 6)

    def go(self, until: float, **moments: tuple[float, ...]) -> None:
        """Frames until a time; `left_fist=(1.0,)` is true in the frame of 1 s."""
        while self.t < until - 1e-9:
            now = {name: 1.0 for name, times in moments.items() if any(abs(self.t - t) < 1e-6 for t in times)}
            self.frame(**now)

    def ons(self, since: float = 0.0) -> list[tuple[float, int]]:
        return [(t, note) for t, note, on, _ in self.heard if on and t >= since]

    @property
    def loop(self) -> LoopPart:
        (part,) = (part for part in self.engine._parts if isinstance(part, LoopPart))
        return part


def test_a_free_loop_is_as_long_as_it_is_recorded() -> None:
    show = Show()
    show.go(6.5, left_fist=(0.5, 2.5), right_strike=(0.8, 1.2))
    assert show.ons() == [(0.8, 36), (1.2, 36), (2.8, 36), (3.2, 36), (4.8, 36), (5.2, 36)]
    assert {hard for *_, on, hard in show.heard if on} == {90}


def test_a_layer_comes_over_it_and_is_undone_and_all_is_cleared() -> None:
    show = Show()
    show.go(2.6, left_fist=(0.5, 2.5), right_strike=(0.8,))
    show.go(4.6, left_fist=(3.0, 4.4), right_pinch=(3.5, 3.55, 3.6))
    assert show.loop.layers == 2
    show.go(6.6)
    assert show.ons(4.5) == [(4.8, 36), (5.5, 60)]
    offs = [t for t, note, on, _ in show.heard if note == 60 and not on]
    assert offs == [3.65, 5.65], "a note is as long as it was held"
    show.go(8.6, left_ok=(6.6,))
    assert show.ons(6.5) == [(6.8, 36)]
    show.go(11.0, left_call=(8.6,))
    assert show.ons(8.7) == []
    assert show.loop.state is State.EMPTY


def test_a_loop_in_bars_begins_on_a_bar_line_and_closes_by_itself() -> None:
    show = Show(bars=1)
    show.go(10.0, left_fist=(1.5,), right_strike=(2.5, 3.25))
    assert show.ons() == [(t + later, 36) for t in (2.5, 4.5, 6.5, 8.5) for later in (0.0, 0.75)]


def test_a_hit_just_before_its_bar_is_the_loops_end() -> None:
    show = Show(bars=1)
    show.go(6.1, left_fist=(1.5,), right_strike=(1.9, 2.5))
    assert show.ons(4.0) == [(4.5, 36), (5.9, 36)]


def test_it_stops_and_goes_on() -> None:
    show = Show()
    show.go(8.0, left_fist=(0.5, 2.5), right_strike=(0.8,), left_rock=(3.0, 5.0))
    assert show.ons() == [(0.8, 36), (2.8, 36), (5.3, 36), (7.3, 36)], "from its beginning"
    barred = Show(bars=1)
    barred.go(9.0, left_fist=(0.0, 0.5), right_strike=(2.8,), left_rock=(4.0, 6.1))
    assert barred.ons(6.0) == [(6.8, 36), (8.8, 36)], "where the beat is"


def test_it_records_those_it_is_told_to_and_no_other_loop() -> None:
    show = Show(more=", of: lead")
    show.go(4.6, left_fist=(0.5, 2.5), right_strike=(0.8,), right_pinch=(1.0, 1.05))
    assert show.ons(2.5) == [(3.0, 60)]
    two = CONTROLS % ("free", "") + "  - {id: second, send: loop, record: left.victory}\n"
    show = Show(text=two)
    show.go(6.6, left_fist=(0.5, 2.5), left_victory=(2.6, 4.6), right_strike=(0.8,))
    assert show.ons(4.5) == [(4.8, 36)]


def test_a_control_that_is_not_there_is_told() -> None:
    loaded = load_text("name: x\n" + CONTROLS % ("free", ", of: [kick, leed]"), Path("x.yaml"))
    (problem,) = loaded.problems
    assert (problem.line, problem.message, problem.hint) == (
        6, "no control has the id `leed`", "did you mean `lead`?"
    )  # fmt: skip


def test_a_loop_of_what_is_included_records_it(tmp_path: Path) -> None:
    (tmp_path / "kit.yaml").write_text(
        "name: Kit\ncontrols: [{id: kick, send: drum, sound: kick, hit: right.strike}]", encoding="utf-8"
    )
    text = "name: x\ninclude: kit\ncontrols: [{send: loop, of: kit/kick, record: left.fist}]"
    loaded = load_text(text, tmp_path / "x.yaml")
    assert loaded.problems == []
    show = Show()
    show.engine = Engine(loaded.playable())
    show.go(4.6, left_fist=(0.5, 2.5), right_strike=(0.8,))
    assert show.ons() == [(0.8, 36), (2.8, 36)]


def test_panic_stops_it_and_a_mute_keeps_it() -> None:
    show = Show()
    show.go(3.0, left_fist=(0.5, 2.5), right_strike=(0.8,))
    show.engine.silence()
    show.scheduler.panic(show.t)
    show.go(6.0)
    assert show.ons(3.0) == []
    show.go(8.2, left_fist=(6.0,))
    assert show.ons(6.0) == [(6.3, 36)]


def test_a_recording_that_is_broken_off_is_none_and_a_short_one_too() -> None:
    show = Show()
    show.go(1.0, left_fist=(0.5,), right_strike=(0.8,))
    show.engine.silence()
    assert show.loop.state is State.EMPTY
    show.go(2.0, left_fist=(1.5, 1.6))
    assert show.loop.state is State.EMPTY


def test_it_is_bounded() -> None:
    show = Show(bars=64)
    part = show.loop
    show.go(0.2, left_fist=(0.05,))
    for i in range(MOST_NOTES + 100):
        t = show.t + i * 0.01
        part.hear([NoteOn(t, "kick", 10, 36, 90), NoteOff(t + 0.005, "kick", 10, 36)])
    assert part.notes == MOST_NOTES
    free = Show()
    free.go(1.0, left_fist=(0.1, 0.6))
    for _ in range(MOST_LAYERS + 10):
        for _ in range(2):
            free.frame(left_fist=1.0)
            free.frame()
    assert free.loop.layers == MOST_LAYERS
    longest = Show()
    longest.go(0.2, left_fist=(0.05,))
    longest.t = 500.0
    longest.frame()
    assert longest.loop.state is State.PLAYING, "64 bars at 120 are 128 s"


def test_the_bundled_looper_plays_what_it_heard() -> None:
    show = Show()
    show.engine = Engine(load(mapping_file("layers")))
    beat = 60 / 96
    show.go(20 * beat, left_fist=(0.1,), right_strike=(round(5 * beat / FRAME) * FRAME,))
    first, again = [t for t, note in show.ons() if note == 38]
    assert again - first == pytest.approx(8 * beat)


ACTIONS = st.sampled_from(
    ("left_fist", "left_rock", "left_ok", "left_call", "right_strike", "right_pinch", "")
)
STEPS = st.lists(st.tuples(ACTIONS, st.integers(1, 12)), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.sampled_from(("free", 1, 2)), st.sampled_from(("stop", "panic", "scene", "")))
def test_no_note_hangs_and_the_same_hands_give_the_same_loop(
    steps: list[tuple[str, int]], bars: object, end: str
) -> None:
    scenes = "  - {send: scene, to: other, when: left.three}\nscenes:\n  other: {controls: []}\n"
    text = CONTROLS % (bars, "") + scenes
    heard: list[list[Message]] = []
    for _ in range(2):
        show = Show(text=text)
        for name, frames in steps:
            show.frame(**({name: 1.0} if name else {}))
            for _ in range(frames):
                show.frame(**({name: 1.0} if name == "right_pinch" else {}))
        if end == "panic":
            show.engine.silence()
            show.scheduler.panic(show.t)
        elif end == "scene":
            show.frame(left_three=1.0)
        show.scheduler.send(show.engine.stop(show.t), show.t)
        show.scheduler.close(show.t + 1)
        assert not show.sounding
        heard.append(show.heard)  # type: ignore[arg-type]
    assert heard[0] == heard[1]


def test_layers_that_play_the_same_note_strike_it_each_at_its_time() -> None:
    show = Show("free", ", of: lead")
    show.go(0.8, left_fist=(0.5,))
    while show.t < 1.8:
        show.frame(right_pinch=1.0)
    show.go(3.2, left_fist=(2.5, 2.9))
    while show.t < 3.4:
        show.frame(right_pinch=1.0)
    show.go(6.4, left_fist=(4.0,))
    assert show.ons(since=4.1) == [(4.8, 60), (5.2, 60)]
    ends = [t for t, _, on, _ in show.heard if not on and t >= 4.1]
    assert ends == pytest.approx([5.2 - FRAME, 5.4]), (
        "the long one ends in the frame that foretells the other"
    )
    assert not show.sounding


def test_what_a_loop_does_is_told() -> None:
    show = Show(1)
    assert (show.loop.progress(0.0).state, show.loop.progress(0.0).part) == (State.EMPTY, 0.0)
    show.go(0.6, left_fist=(0.5,))
    assert show.loop.progress(0.6) == Progress("layers", State.RECORDING, True, 1, 1, 0.0)
    show.go(3.05, right_strike=(2.5,))
    assert show.loop.progress(3.0) == Progress("layers", State.RECORDING, False, 1, 1, 0.5)
    show.go(4.3)
    assert show.loop.progress(4.25) == Progress("layers", State.PLAYING, False, 1, 1, 0.125)


def test_a_loop_begins_after_the_count_in() -> None:
    show = Show(1)
    show.engine.beat.count_in = 4
    show.go(4.5, left_fist=(0.5,), right_strike=(2.5, 4.2))
    assert show.engine.beat.counted == 8.0
    assert show.loop.notes == 1
    assert show.loop.progress(4.5).part == pytest.approx(0.25)

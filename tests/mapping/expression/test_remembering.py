"""Functions that remember: what they give from frame to frame, and that each run begins anew."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.memories import Memories
from gesture2midi.events import ControlChange, Gestures
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.expression.parser import constant, parse
from gesture2midi.mapping.expression.remembering import MOST_MOMENTS, SHAPES
from gesture2midi.mapping.load import load_text, loads

NAN = math.nan


def run(text: str, *frames: float, hit: tuple[float, ...] = (), step: float = 0.1) -> list[float]:
    """The values of an expression; `right.y` goes through `frames`, `left.fist` through `hit`."""
    expression = parse(text)
    memories = Memories(expression.memories)
    fists = hit or (0.0,) * len(frames)
    return [
        expression.value(memories.update(i * step, {"right.y": y, "left.fist": fist}))
        for i, (y, fist) in enumerate(zip(frames, fists, strict=True))
    ]


def same(values: list[float], *wanted: float) -> None:
    assert values == pytest.approx(list(wanted), nan_ok=True)


def test_smooth_goes_63_percent_in_its_time_and_starts_where_a_hand_is_seen_again() -> None:
    part = -math.expm1(-1)
    same(run("smooth(right.y, 100 ms)", 0, 1, 1), 0, part, 1 - (1 - part) ** 2)
    same(run("smooth(right.y, 100 ms)", 0, 1, NAN, 0.7, 0.7), 0, part, NAN, 0.7, 0.7)


def test_delay_gives_what_was() -> None:
    same(run("delay(right.y, 200 ms)", 0.1, 0.2, 0.3, 0.4, 0.5), 0.1, 0.1, 0.1, 0.2, 0.3)
    same(run("delay(right.y, 100 ms)", 0.1, NAN, 0.3, NAN, NAN), 0.1, 0.1, NAN, 0.3, NAN)


def test_a_hit_that_is_delayed_is_not_passed_over_where_frames_come_late() -> None:
    expression = parse("delay(left.fist, 1 s)")
    memories = Memories(expression.memories)
    times = [0, 0.5, 0.51, 0.52, 1.4, 1.6, 1.7]
    fists = [0, 0, 0.8, 0, 0, 0, 0]
    told = [
        expression.value(memories.update(t, {"left.fist": fist}))
        for t, fist in zip(times, fists, strict=True)
    ]
    assert told == [0, 0, 0, 0, 0, 0.8, 0]
    assert run("count(delay(left.fist, 0.1))", *[0] * 5, hit=(0, 1, 0, 1, 0)) == [0, 0, 1, 1, 2]


def test_hysteresis_is_true_from_one_end_until_the_other() -> None:
    same(run("hysteresis(right.y, 0.4, 0.6)", 0.5, 0.7, 0.5, 0.3, 0.5, 0.7, NAN, 0.5), 0, 1, 1, 0, 0, 1, 0, 0)


def test_count_and_since_begin_with_the_first_rise() -> None:
    fists = (1, 0, 1, 1, 0, NAN, 1, 0)
    nothing = [0.0] * 8
    assert run("count(left.fist)", *nothing, hit=fists) == [0, 0, 1, 1, 1, 1, 2, 2]
    assert run("count(left.fist, 2)", *nothing, hit=fists) == [0, 0, 1, 1, 1, 1, 0, 0]
    same(run("since(left.fist)", *nothing, hit=fists), NAN, NAN, 0, 0.1, 0.2, 0.3, 0, 0.1)


def test_hold_stands_still_and_outlasts_the_hand() -> None:
    same(
        run("hold(right.y, left.fist)", 0.1, 0.2, 0.3, NAN, NAN, hit=(0, 1, 1, 1, 0)), 0.1, 0.1, 0.1, 0.1, NAN
    )
    same(run("hold(right.y, left.fist)", NAN, 0.2, 0.3, hit=(1, 1, 1)), NAN, 0.2, 0.2)


def test_lfo_is_a_wave_from_0() -> None:
    same(run("lfo(2.5 Hz, saw)", 0, 0, 0, 0, 0), 0, 0.25, 0.5, 0.75, 0)
    same(run("lfo(2.5, triangle)", 0, 0, 0, 0, 0), 0, 0.5, 1, 0.5, 0)
    same(run("lfo(2.5, square)", 0, 0, 0, 0, 0), 0, 0, 1, 1, 0)
    same(run("lfo(2.5, sine)", 0, 0, 0, 0, 0), 0, 0.5, 1, 0.5, 0)
    same(run("lfo(right.y, saw)", 1, 1, NAN, 1, 1), 0, 0.1, NAN, 0.1, 0.2)
    assert constant(parse("lfo(1, sine)")) is None


def test_random_changes_with_each_hit_and_is_the_same_in_each_run() -> None:
    fists = (0, 1, 1, 0, 1)
    first = run("random(left.fist)", *[0] * 5, hit=fists)
    assert first == run("random(left.fist)", *[0] * 5, hit=fists)
    assert first[1] == first[2] == first[3]
    assert len({*first}) == 3
    assert all(0 <= value < 1 for value in first)
    assert 0 not in run("random(left.fist) - random(left.fist)", *[0] * 5, hit=fists)


def test_functions_stand_in_each_other() -> None:
    same(run("hold(lfo(2.5, saw), count(left.fist) > 0)", *[0] * 4, hit=(0, 0, 1, 0)), 0, 0.25, 0.25, 0.25)
    same(run(f"smooth(right.y{' * 1e9' * 40}, 1 s)", 0, 1, 0.5e-300), 0, NAN, 5e59)


HANDS = st.sampled_from([NAN, 0.0, 0.2, 0.5, 0.9, 1.0])
EACH = [
    "smooth(right.y, 50 ms)",
    "delay(right.y, 70 ms)",
    "hysteresis(right.y, 0.3, 0.6)",
    "count(left.fist, 3)",
    "since(left.fist)",
    "hold(right.y, left.fist)",
    "lfo(10 * right.y, triangle)",
    "random(left.fist)",
    "smooth(delay(if(left.fist, right.y, lfo(3, sine)), 50 ms), 20 ms)",
]


@settings(deadline=None)
@given(
    st.sampled_from(EACH),
    st.lists(st.tuples(HANDS, HANDS, st.floats(0, 0.5)), min_size=1, max_size=40),
)
def test_any_stream_gives_finite_values_in_range_and_the_same_again(
    text: str, frames: list[tuple[float, float, float]]
) -> None:
    expression = parse(text)

    def told() -> list[float]:
        memories, t, values = Memories(expression.memories), 0.0, []
        for y, fist, later in frames:
            t += later
            values.append(expression.value(memories.update(t, {"right.y": y, "left.fist": fist})))
        return values

    values = told()
    assert all(math.isnan(value) or 0.0 <= value <= max(2.0, 0.5 * len(frames)) for value in values)
    assert repr(values) == repr(told())


@settings(deadline=None)
@given(st.lists(HANDS, min_size=1, max_size=60), st.integers(1, 30))
def test_delay_is_the_list_shifted(frames: list[float], late: int) -> None:
    shifted = [frames[max(0, i - late)] for i in range(len(frames))]
    same(run(f"delay(right.y, {late * 20} ms)", *frames, step=0.02), *shifted)


def test_a_delay_keeps_no_more_than_it_needs() -> None:
    expression = parse("delay(right.y, 10 s)")
    memories = Memories(expression.memories)
    values = [
        expression.value(memories.update(i * 0.001, {"right.y": i % 97 / 97}))
        for i in range(3 * MOST_MOMENTS)
    ]
    assert max(values) <= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_stays_within_0_and_1_and_begins_at_0(shape: str) -> None:
    values = [SHAPES[shape](i / 1000) for i in range(1000)]
    assert values[0] == 0
    assert min(values) >= 0
    assert max(values) <= 1


WAH = """
name: Wah
let: {any_number: random(right.strike)}
controls:
  - {send: cc, number: 74, from: "lfo(1 Hz, saw)"}
  - {send: cc, number: 20, from: any_number}
  - {send: cc, number: 21, from: any_number}
  - {send: cc, number: 22, from: random(right.strike)}
"""


def frames(seconds: float) -> list[Gestures]:
    quiet = dict.fromkeys(signal_table.full_names(), 0.0)
    return [
        Gestures(i / 50, i, quiet | {"right.present": 1.0, "right.strike": float(i % 10 == 5)}, {}, ())
        for i in range(round(50 * seconds))
    ]


def played(engine: Engine, number: int, seconds: float = 0.9) -> list[int]:
    said = [message for gestures in frames(seconds) for message in engine.update(gestures).items]
    return [m.value for m in said if isinstance(m, ControlChange) and m.number == number]


def test_what_is_remembered_belongs_to_one_engine() -> None:
    mapping = loads(WAH, Path("wah.yaml"))
    first = played(Engine(mapping), 74)
    assert all(a < b for a, b in pairwise(first))
    assert played(Engine(mapping), 74) == first


def test_a_name_of_let_is_one_number_wherever_it_is_read() -> None:
    mapping = loads(WAH, Path("wah.yaml"))
    numbers = [played(Engine(mapping), number) for number in (20, 21, 22)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert len(numbers[0]) == 5


def test_voices_remember_each_for_itself_and_share_what_has_a_name() -> None:
    mapping = loads(
        'name: x\nlet: {slow: "lfo(1, sine)"}\ncontrols:\n'
        '  - {send: mpe_note, voices: both hands, pitch: "smooth(hand.y, 1 s)", gate: slow > 0.5}\n',
        Path("x.yaml"),
    )
    assert sorted(memory.name.split()[0] for memory in mapping.memories) == ["lfo", "smooth", "smooth"]


def test_what_is_included_counts_towards_the_most(tmp_path: Path) -> None:
    control = '  - {{send: osc, address: /{0}, from: "smooth(right.y, 1 s)"}}\n'
    many = "".join(control.format(i) for i in range(70))
    (tmp_path / "other.yaml").write_text(f"name: x\ncontrols:\n{many}", encoding="utf-8")
    text = f"name: x\ninclude: other\ncontrols:\n{many}"
    assert not load_text(text.replace("include: other\n", ""), tmp_path / "x.yaml").problems
    (problem,) = load_text(text, tmp_path / "x.yaml").problems
    assert "140 functions that remember" in problem.message

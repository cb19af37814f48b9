"""Between frames: where a rated controller goes, what calls it off, and that it never runs away."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import ControlChange14, Gestures, Message, Messages, Osc
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.paths import mapping_file

FRAME = 1 / 30
FINE = "{send: cc14, number: 1, from: right.y, rate: 120 Hz, lost: hold}"


def seen(t: float, y: float | None, **more: float) -> Gestures:
    signals = NOBODY | ({} if y is None else {"right.y": y, "right.present": 1.0}) | more
    return Gestures(t, round(t * 30), signals, {}, ())


def engine(*controls: str) -> Engine:
    return Engine(loads(f"name: Test\ncontrols: [{', '.join(controls)}]", Path("test.yaml")))


def heard(player: Engine, frames: list[Gestures], end: float | None = None) -> list[Message]:
    """What a receiver gets; `end` is when the set stops."""
    receiver = Collected()
    scheduler = Scheduler(NoteLedger([receiver], print), live=False)
    for frame in frames:
        scheduler.send(player.update(frame), 0.0)
    scheduler.send(player.stop(end) if end else Messages(frames[-1].t + 10, ()), 0.0)
    return receiver.messages


def places(frames: list[Gestures], control: str = FINE) -> list[tuple[float, float]]:
    """(time, 0..1) of each value that a 14-bit controller gets."""
    return [
        (item.t, item.value / 16383)
        for item in heard(engine(control), frames)
        if isinstance(item, ControlChange14)
    ]


def moved(ys: list[float | None], step: float = FRAME) -> list[Gestures]:
    return [seen(i * step, y) for i, y in enumerate(ys)]


def test_an_even_motion_is_an_even_motion() -> None:
    got = places(moved([0.2 + 0.02 * i for i in range(20)]))
    times, values = zip(*got[4:], strict=True)
    assert [b - a for a, b in pairwise(times)] == pytest.approx([FRAME / 4] * (len(times) - 1))
    assert [b - a for a, b in pairwise(values)] == pytest.approx([0.005] * (len(values) - 1), abs=1e-4)
    assert values == pytest.approx([0.2 + 0.02 * t / FRAME for t in times], abs=1e-4)


def test_a_level_that_stands_says_nothing() -> None:
    assert places(moved([0.5] * 10)) == [(0.0, pytest.approx(0.5, abs=1e-4))]


def test_a_slower_camera_gets_more_between_and_a_faster_one_less() -> None:
    for fps, each in ((15, 6), (30, 4), (60, 2), (120, 1)):
        player = engine(FINE)
        for i in range(30):
            items = player.update(seen(i / fps, 0.2 + 0.3 * i / fps)).items
        assert len(items) == each, fps


def test_a_late_frame_lets_it_settle() -> None:
    got = places([*moved([0.2, 0.3, 0.4, 0.5]), seen(2.0, 0.5)])
    late = [value for t, value in got if 3 * FRAME < t <= 2.0]
    assert max(late) <= 0.6 and max(t for t, _ in got if t < 2.0) < 4 * FRAME
    assert places([*moved([0.2, 0.3, 0.4, 0.5]), *[seen(2 + i * FRAME, 0.5) for i in range(3)]])[-1][
        1
    ] == pytest.approx(0.5, abs=1e-4)


def test_a_sudden_stop_is_overshot_by_the_last_step_at_most() -> None:
    got = places(moved([0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5]))
    assert max(value for _, value in got) <= 0.6
    assert got[-1][1] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("lost", ["hold", "rest", "glide"])
def test_on_loss_the_policy_rules(lost: str) -> None:
    control = f"{{send: cc14, number: 1, from: right.y, rate: 120 Hz, lost: {lost}, glide: 300 ms}}"
    got = places(moved([0.4, 0.5, 0.6] + 12 * [None]), control)
    after = [(t, value) for t, value in got if t >= 3 * FRAME]
    if lost == "hold":
        assert all(0.6 <= value <= 0.7 for _, value in after)
        assert after[-1][1] == pytest.approx(0.6, abs=1e-3)
    elif lost == "rest":
        assert after == [(pytest.approx(3 * FRAME + FRAME / 8), 0)]
    else:
        assert max(a - b for (_, a), (_, b) in pairwise(after)) < 0.1
        assert after[-1][1] == 0


def test_a_stop_and_a_control_that_is_off_call_off_what_waits() -> None:
    resting = "{send: cc14, number: 1, from: right.y, rate: 120 Hz, lost: rest}"
    items = heard(engine(resting), moved([0.2, 0.3, 0.4]), end=2 * FRAME + 0.001)
    assert line(items[-1]).endswith("cc14 1 0") and items[-1].t == 2 * FRAME + 0.001
    off = "{send: cc14, number: 1, from: right.y, rate: 120 Hz, when: left.fist < 1}"
    frames = [*moved([0.2, 0.3, 0.4]), seen(3 * FRAME, 0.5, **{"left.fist": 1.0})]
    assert max(t for t, _ in places(frames, off)) < 3 * FRAME


def test_a_panic_calls_it_off_and_makes_it_news_again() -> None:
    player = engine(FINE, "{send: panic, when: left.fist}")
    frames = [*moved([0.2, 0.3]), seen(2 * FRAME, 0.4, **{"left.fist": 1.0})]
    items = heard(player, [*frames, *[seen(i * FRAME, 0.4) for i in range(3, 6)]])
    panicked = [i for i, item in enumerate(items) if line(item).endswith("cc 123 0")][-1]
    later = [item for item in items[panicked:] if isinstance(item, ControlChange14)]
    assert later[0].t > 3 * FRAME - 1e-9 and later[-1].value == round(0.4 * 16383)


def test_osc_goes_between_frames_with_all_its_levels() -> None:
    player = engine("{send: osc, address: /xy, from: [right.x, right.y], rate: 120 Hz}")
    frames = [seen(i * FRAME, 0.2 + 0.02 * i, **{"right.x": 0.9 - 0.02 * i}) for i in range(10)]
    items = [item for item in heard(player, frames) if isinstance(item, Osc)]
    assert len(items) == 1 + 4 * 9
    assert items[-1].t == pytest.approx(9 * FRAME + 7 / 8 * FRAME)
    assert items[-1].args == pytest.approx((0.7025, 0.3975), abs=1e-6)


def test_the_theremin_bends_between_frames() -> None:
    player = Engine(load(mapping_file("theremin")))
    rolls = [seen(i * FRAME, 0.5, **{"right.roll": 0.2 + 0.01 * i}) for i in range(12)]
    bends = [item for item in heard(player, rolls) if " bend " in line(item)]
    assert len(bends) > 3 * 11


def test_the_fretless_glides_between_frames_and_not_past_its_note() -> None:
    held = {"right.pinch": 1.0, "right.x": 0.5}
    frames = [seen(i * FRAME, 0.3 + 0.02 * i, **held) for i in range(12)]
    let_go = [seen(i * FRAME, 0.54, **{"right.pinch": 0.0, "right.x": 0.5}) for i in range(12, 15)]
    path = mapping_file("fretless")
    glide, stairs = [], []
    for text, bends in ((path.read_text(), glide), (path.read_text().replace("rate: 120 Hz", ""), stairs)):
        said = [line(item) for item in heard(Engine(loads(text, path)), [*frames, *let_go])]
        off = next(i for i, line in enumerate(said) if "note_off" in line)
        bends += [int(line.split()[-1]) for line in said[:off] if " ch2 bend " in line]
        assert not any(" bend " in line for line in said[off:])
    assert len(glide) > 2 * len(stairs)
    assert max(abs(b - a) for a, b in pairwise(glide)) < 0.6 * max(b - a for a, b in pairwise(stairs))


STEPS = st.floats(0.004, 0.3)
LEVELS = st.one_of(st.none(), st.floats(0, 1))


@given(
    st.lists(st.tuples(STEPS, LEVELS), min_size=2, max_size=20),
    st.sampled_from(["hold", "rest", "glide"]),
    st.sampled_from(["follow", "pickup", "relative"]),
)
def test_it_is_never_out_of_range_nor_out_of_order(
    frames: list[tuple[float, float | None]], lost: str, mode: str
) -> None:
    control = f"{{send: cc14, number: 1, from: right.y, rate: 120 Hz, lost: {lost}, mode: {mode}}}"
    t, played = 0.0, []
    for step, y in frames:
        t += step
        played.append(seen(t, y))
    got = places(played, control)
    assert all(0 <= value <= 1 for _, value in got)
    assert [at for at, _ in got] == sorted(at for at, _ in got)
    assert places(played, control) == got


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_it_is_never_further_off_than_the_hand_just_went(ys: list[float]) -> None:
    player = engine(FINE)
    steps = [0.0, 0.0, *(abs(b - a) for a, b in pairwise(ys))]
    for i, y in enumerate(ys):
        far = steps[i + 1] + 2 * steps[i]
        for item in player.update(seen(i * FRAME, y)).items:
            assert isinstance(item, ControlChange14)
            assert abs(item.value / 16383 - y) <= far + 1e-4
    for i in range(len(ys), len(ys) + 3):
        items = player.update(seen(i * FRAME, ys[-1])).items
    assert all(abs(item.value / 16383 - ys[-1]) < 1e-4 for item in items if isinstance(item, ControlChange14))

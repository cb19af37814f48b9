"""Takes: what is written is what is read, and what is broken is named."""

import itertools
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.takes.reader import Take, problem_in
from gesture2midi.capture.takes.trim import cut
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import OutputError, SourceError
from gesture2midi.events import BODY_POINTS, FACE_POINTS, Body, Face, Hand, Hands, Hit, Told
from gesture2midi.session.sources import is_take

ROUNDED = arrays(
    np.float32, (21, 3), elements=st.integers(-200_000, 200_000).map(lambda n: float(np.float32(n / 1e5)))
)
HAND = st.builds(
    Hand, st.just("right"), st.integers(0, 100_000).map(lambda n: round(n / 1e5, 5)), ROUNDED, ROUNDED
)
LEFT = HAND.map(lambda hand: Hand("left", hand.score, hand.points, hand.world))
BOTH = st.one_of(st.just(()), HAND.map(lambda h: (h,)), LEFT.map(lambda h: (h,)), st.tuples(LEFT, HAND))
FRAMES = st.lists(st.tuples(st.integers(0, 10**6), BOTH, st.floats(0.2, 5)), max_size=4)

HEADER = '{"format":"gesture2midi take","version":1,"fps":30.0}'


def hand(x: float = 0.5) -> Hand:
    return Hand("right", 0.9, np.full((21, 3), x, np.float32), np.zeros((21, 3), np.float32))


def line(**changes: Any) -> str:
    row = {"t": 0.5, "i": 1, "aspect": 1.5, "mirror": False, "hands": []} | changes
    return json.dumps(row)


def shown(**changes: Any) -> dict[str, Any]:
    return {"side": "left", "score": 0.9, "points": [0.5] * 63, "world": [0.0] * 63} | changes


def take(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "take.jsonl"
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FRAMES, st.floats(1, 240))
def test_what_is_read_is_what_was_written(
    tmp_path: Path, frames: list[tuple[int, tuple[Hand, ...], float]], fps: float
) -> None:
    path = tmp_path / "take.jsonl"
    t = 0
    written = []
    with TakeWriter(path, fps=fps) as writer:
        for i, (step, hands, aspect) in enumerate(frames):
            t += step if i else 0
            written.append(Hands(round(t / 1e6, 6), i, aspect, hands, i % 2 == 0))
            writer.write(written[-1])
    read = Take(path)
    assert (read.name, read.fps, read.total) == ("take.jsonl", fps, len(written))
    for _ in range(2):
        for one, other in zip(written, read.frames(), strict=True):
            assert (one.t, one.index, one.aspect, one.mirror) == (
                other.t,
                other.index,
                other.aspect,
                other.mirror,
            )
            for a, b in zip(one.hands, other.hands, strict=True):
                assert (a.side, a.score) == (b.side, b.score)
                np.testing.assert_array_equal(a.points, b.points)
                np.testing.assert_array_equal(a.world, b.world)
                assert b.points.dtype == b.world.dtype == np.float32


def test_faces_are_read_as_they_were_written_also_in_a_part(tmp_path: Path) -> None:
    path, part = tmp_path / "take.jsonl", tmp_path / "part.jsonl"
    rng = np.random.default_rng(3)
    points = [np.round(rng.random((FACE_POINTS, 3)), 5).astype(np.float32) for _ in range(3)]
    faces = [Face(0.0, points[0]), None, Face(0.05, None), Face(0.1, points[1]), Face(0.1, points[2])]
    with TakeWriter(path) as writer:
        for i, face in enumerate(faces):
            writer.write(Hands(round(i / 20, 6), i, 1.5, (hand(),), True, face))
    assert '"version":3' in path.read_text()
    cut(Take(path, start=0.1), part, lambda done, total: None)
    for file, first, begins in ((path, 0, 0.0), (part, 2, 0.1)):
        read = list(Take(file).frames())
        assert len(read) == len(faces) - first
        for hands, face in zip(read, faces[first:], strict=True):
            if face is None:
                assert hands.face is None
                continue
            assert hands.face is not None
            assert hands.face.t == pytest.approx(face.t - begins, abs=1e-9)
            if face.points is None:
                assert hands.face.points is None
            else:
                np.testing.assert_array_equal(hands.face.points, face.points)


TOLD = st.builds(
    Told,
    st.dictionaries(
        st.sampled_from(("clock.beat", "midi.cc.7", "osc.dial", "heart.rate")),
        st.floats(-1e9, 1e9) | st.just(math.nan),
        max_size=4,
    ),
    st.lists(
        st.builds(
            Hit,
            st.integers(0, 10**7).map(lambda n: n / 1e6),
            st.just("heart"),
            st.just("beat"),
            st.floats(0.001, 1),
        ),
        max_size=3,
    ).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TOLD)
def test_what_others_told_is_read_as_it_was_written_also_in_a_part(tmp_path: Path, told: Told) -> None:
    path, part = tmp_path / "take.jsonl", tmp_path / "part.jsonl"
    with TakeWriter(path) as writer:
        writer.write(Hands(0.0, 0, 1.5, ()))
        writer.write(Hands(0.5, 1, 1.5, (), told=told))
    cut(Take(path, start=0.25), part, lambda done, total: None)
    assert [hands.told is None for hands in Take(path).frames()] == [True, False]
    for file, earlier in ((path, 0.0), (part, 0.5)):
        *_, last = Take(file).frames()
        assert last.told is not None
        assert repr(dict(last.told.signals)) == repr(dict(told.signals))  # NaN is NaN
        for one, other in zip(last.told.hits, told.hits, strict=True):
            assert (one.name, one.velocity) == (other.name, other.velocity)
            assert one.t == pytest.approx(other.t - earlier, abs=1e-6)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ([], "the line is not an object"),
        ({"signals": []}, "the line is not an object"),
        ({"signals": {"right.present": 1}}, "no signal from outside is called 'right.present'"),
        ({"signals": {"any.strike": 1}}, "no signal from outside is called 'any.strike'"),
        ({"signals": {"face.x": 1}}, "no signal from outside is called 'face.x'"),
        ({"signals": {"nothing": 1}}, "no signal from outside is called 'nothing'"),
        ({"signals": {"osc.dial": "1"}}, "osc.NAME must be a finite number"),
        ({"signals": {"osc.dial": 1e12}}, "osc.NAME must lie within 1e"),
        ({"hits": {}}, "hits must be a list"),
        ({"hits": [7]}, "the line is not an object"),
        ({"hits": [{}]}, "t of a hit must be a finite number"),
        ({"hits": [{"t": 99, "name": "heart.beat", "velocity": 1}]}, "t of a hit must lie within 10 s"),
        ({"hits": [{"t": 0.5, "name": "heart.beat", "velocity": 0}]}, "a hit has a name such as heart.beat"),
        ({"hits": [{"t": 0.5, "name": "heart.beat", "velocity": 2}]}, "a hit has a name such as heart.beat"),
        ({"hits": [{"t": 0.5, "name": "heart.rate", "velocity": 1}]}, "a hit has a name such as heart.beat"),
        ({"hits": [{"t": 0.5, "name": "left.strike", "velocity": 1}]}, "no signal from outside is called"),
        ({"hits": [{"t": 0.5, "name": ["a"], "velocity": 1}]}, "no signal from outside is called"),
    ],
)
def test_what_nobody_can_have_told_is_refused(tmp_path: Path, told: Any, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        list(Take(take(tmp_path, line(t=0.0), line(t=0.5, told=told))).frames())


def test_bodies_are_read_as_they_were_written_also_in_a_part(tmp_path: Path) -> None:
    path, rng = tmp_path / "body.jsonl", np.random.default_rng(4)

    def numbers(*shape: int) -> np.ndarray:
        return np.round(rng.random((BODY_POINTS, *shape)), 5).astype(np.float32)

    bodies = [Body(t, numbers(3), numbers(3), numbers()) for t in (0.0, 0.1)]
    shown = [bodies[0], None, Body(0.05, None), bodies[1]]
    with TakeWriter(path, fps=20) as writer:
        for i, body in enumerate(shown):
            writer.write(Hands(round(i / 20, 6), i, 1.5, (hand(),), True, body=body))
    part = Take(path)
    cut(Take(path, start=0.05), tmp_path / "part.jsonl", lambda done, total: None)
    for source, first, begins in ((part, 0, 0.0), (Take(tmp_path / "part.jsonl"), 1, 0.05)):
        read = [hands.body for hands in source.frames()]
        for found, body in zip(read, shown[first:], strict=True):
            if body is None:
                assert found is None
                continue
            assert found.t == pytest.approx(body.t - begins, abs=1e-9)
            for name in ("points", "world", "seen"):
                written = getattr(body, name)
                assert (getattr(found, name) is None) == (written is None)
                if written is not None:
                    np.testing.assert_array_equal(getattr(found, name), written)


ROWS = {"points": [0.5] * 99, "world": [0.5] * 99, "seen": [1] * 33}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (7, "object"),
        ({}, "t of the body must be a finite number"),
        ({"t": 0.9}, "t of the body must lie within the 10 s before that of its frame"),
        ({"t": 0.5, **ROWS, "points": [0.5] * 63}, "points of the body must be 99 numbers"),
        ({"t": 0.5, "points": [0.5] * 99}, "world of the body must be 99 numbers"),
        ({"t": 0.5, **ROWS, "seen": None}, "seen of the body must be 33 numbers"),
        ({"t": 0.5, **ROWS, "seen": ["x"] * 33}, "seen of the body must be a finite number"),
        ({"t": 0.5, **ROWS, "world": [1e9] * 99}, "world of the body must lie within 1000"),
    ],
)
def test_a_body_that_is_none_is_refused(tmp_path: Path, body: Any, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        list(Take(take(tmp_path, line(t=0.0), line(t=0.5, body=body))).frames())


def test_a_take_of_version_1_has_no_faces_and_is_played(tmp_path: Path) -> None:
    assert [hands.face for hands in Take(take(tmp_path, line(), line(t=1))).frames()] == [None, None]


@pytest.mark.parametrize(
    ("face", "says"),
    [
        ([], "the line is not an object"),
        ({}, "t of the face must be a finite number"),
        ({"t": 0.9}, "t of the face must lie within the 10 s before that of its frame"),
        ({"t": -20}, "t of the face must lie within the 10 s before that of its frame"),
        ({"t": 0.5, "points": [0.5] * 63}, f"points of the face must be {3 * FACE_POINTS} numbers"),
        ({"t": 0.5, "points": [0.5] * 374 + ["x"]}, "points of the face must be a finite number"),
        ({"t": 0.5, "points": [1e9] * 375}, "points of the face must lie within 1000"),
    ],
)
def test_a_face_that_is_none_is_refused(tmp_path: Path, face: Any, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        list(Take(take(tmp_path, line(t=0.0), line(t=0.5, face=face))).frames())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 10**9), st.data())
def test_a_part_has_the_frames_of_the_whole_at_their_times(
    tmp_path: Path, steps: list[int], begins: int, data: st.DataObject
) -> None:
    times = list(itertools.accumulate(steps, initial=begins))
    path = tmp_path / "take.jsonl"
    with TakeWriter(path, fps=25.0, mapping="Theremin", file="theremin.yaml") as writer:
        for i, t in enumerate(times):
            writer.write(Hands(t / 1e6, i, 1.5, (hand(i / 100),)))
    ends = st.integers(0, times[-1] - begins + 1)
    start, end = sorted((data.draw(ends), data.draw(ends)))
    inside = [h for h in Take(path).frames() if start <= round(h.t * 1e6) <= end]
    take = Take(path, start=start / 1e6, end=end / 1e6)
    assert (take.total, take.fps) == (len(inside), 25.0)
    assert [(h.t, h.index) for h in take.frames()] == [(h.t, h.index) for h in inside]
    part = tmp_path / "part.jsonl"
    told: list[int] = []
    if not inside:
        with pytest.raises(SourceError, match="has no frame between these times"):
            cut(take, part, lambda done, total: told.append(done))
        assert [entry.name for entry in tmp_path.iterdir()] == ["take.jsonl"]
        return
    cut(take, part, lambda done, total: told.append(done))
    assert told == list(range(1, len(inside) + 1))
    read = Take(part)
    assert (read.mapping, read.file, read.fps) == ("Theremin", "theremin.yaml", 25.0)
    for one, other in zip(inside, read.frames(), strict=True):
        assert round((one.t - other.t) * 1e6) == round(inside[0].t * 1e6)
        assert one.index - other.index == inside[0].index
        np.testing.assert_array_equal(one.hands[0].points, other.hands[0].points)
    part.unlink()


def test_a_part_is_told_also_where_the_time_does_not_stand_first(tmp_path: Path) -> None:
    rows = [json.dumps(dict(reversed(json.loads(line(t=t, i=i)).items()))) for i, t in enumerate((1, 2, 3))]
    path = take(tmp_path, *rows)
    assert [hands.t for hands in Take(path, start=1.0, end=1.5).frames()] == [1.0]


def test_a_take_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "take.jsonl"
    writer = TakeWriter(path)
    writer.write(Hands(0.0, 0, 1.5, (hand(),)))
    assert not path.exists()
    writer.close()
    writer.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["take.jsonl"]


def test_what_a_crash_leaves_can_be_played(tmp_path: Path) -> None:
    writer = TakeWriter(tmp_path / "take.jsonl")
    for i in range(100):
        writer.write(Hands(i / 30, i, 1.5, (hand(),)))
    problems: list[str] = []
    left = Take(tmp_path / "take.jsonl.part", problems.append)
    assert sum(1 for _ in left.frames()) >= 70
    writer.close()


def test_a_broken_last_line_is_named_and_the_rest_is_played(tmp_path: Path) -> None:
    path = take(tmp_path, line(t=0.1), line(t=0.2), line(t=0.3)[:-9])
    problems: list[str] = []
    assert [hands.t for hands in Take(path, problems.append).frames()] == [0.0, 0.1]
    assert problems == ["take.jsonl breaks off in line 4: the line is not JSON."]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("nonsense", "the line is not JSON"),
        ("[" * 20_000, "the line is not JSON"),
        ("[]", "the line is not an object"),
        (line(t=0.05), "t goes back from 0.1 to 0.05"),
        (line(t="1"), "t must be a finite number"),
        (line(t=True), "t must be a finite number"),
        (line(t=float("nan")), "t must be a finite number"),
        (line(t=10**400), "t must be a finite number"),
        (line(t=float("inf")), "t must be a finite number"),
        (line(t=1e9), r"t is more than 24 hours after the first frame \(1e\+09 s\)"),
        (line(t=86_400.2), "t is more than 24 hours"),
        (line(aspect=1e9), "aspect must lie within 1000"),
        (line(hands=[shown(points=[1e9] * 63)]), r"points must lie within 1000, and is 1e\+09"),
        (line(hands=[shown(knuckles=[0.5, -1e9])]), "knuckles must lie within 1000"),
        (line(i=-1), "i must be a whole number"),
        (line(i=1.5), "i must be a whole number"),
        (line(aspect=0), "aspect must lie above 0"),
        (line(mirror=1), "mirror must be true or false"),
        (line(hands={}), "hands must be a list"),
        (line(hands=[1]), "the line is not an object"),
        (line(hands=[shown(), shown()]), "more than one hand of a side"),
        (line(hands=[shown(side="up")]), "side must be left or right"),
        (line(hands=[shown(score=None)]), "score must be a finite number"),
        (line(hands=[shown(points=[0.5] * 62)]), "points must be 63 numbers"),
        (line(hands=[shown(world=[float("inf")] * 63)]), "world must be a finite number"),
        (line(more="x" * 40_000), "the line is longer than 32768 bytes"),
        ("\x00\x00", "the line is not JSON"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, bad: str, says: str) -> None:
    path = take(tmp_path, line(t=0.1), bad, line(t=0.9))
    read = Take(path).frames()
    assert next(read).t == 0.0
    with pytest.raises(SourceError, match=rf"take\.jsonl:3: .*{says}"):
        next(read)


@pytest.mark.parametrize(
    "bad", [line(t=float("nan")), line(t=1e9), line(i=-1), line(hands=[shown(side="up")])]
)
def test_a_last_line_that_is_whole_and_wrong_is_refused_like_any_other(tmp_path: Path, bad: str) -> None:
    with pytest.raises(SourceError, match=r"take\.jsonl:3: "):
        list(Take(take(tmp_path, line(t=0.1), bad)).frames())


@given(st.lists(st.integers(0, 3 * 10**6), min_size=1, max_size=8), st.integers(-(10**10), 10**12))
def test_time_counts_from_the_first_frame(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int], begins: int
) -> None:
    told: list[str] = []
    times = [begins + sum(steps[:i]) for i in range(len(steps) + 1)]
    path = take(tmp_path_factory.mktemp("takes"), *(line(t=t / 1e6) for t in times))
    played = [round(hands.t * 1e6) for hands in Take(path, told.append).frames()]
    assert played == pytest.approx([t - begins for t in times], abs=1)
    assert len(told) == (begins < 0)
    assert not told or "before 0; its times count from there" in told[0]


def test_empty_lines_are_read_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "take.jsonl"
    path.write_text(f"\n{HEADER}\n \n{line(t=0.1)}\r\n\n\t\n{line(t=0.2)}\n\nbad\n\n{line(t=0.3)}\n")
    played = Take(path).frames()
    assert [next(played).t, next(played).t] == [0.0, 0.1]
    with pytest.raises(SourceError, match=r"take\.jsonl:9: "):
        next(played)


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ((0, 10, 20), []),
        ((3600, 3601, 3612), ["take.jsonl has a gap of 11 s before line 4, and is so played."]),
        ((0, 11, 31), ["take.jsonl has 2 gaps, the longest of 20 s before line 4, and is so played."]),
        (
            (-5, 0, 86_395),
            ["take.jsonl begins at -5 s, before 0;", "take.jsonl has a gap of 86395 s before line 4"],
        ),
    ],
)
def test_gaps_and_times_below_0_are_told_and_played(
    tmp_path: Path, times: tuple[float, ...], told: list[str]
) -> None:
    problems: list[str] = []
    path = take(tmp_path, *(line(t=t) for t in times))
    assert [hands.t for hands in Take(path, problems.append).frames()] == [t - times[0] for t in times]
    assert len(problems) == len(told)
    assert all(problem.startswith(begin) for problem, begin in zip(problems, told, strict=True))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the line is not JSON"),
        ("hello", "the line is not JSON"),
        ("{}", "does not begin as one"),
        (HEADER.replace(":1,", ":4,"), "versions 1, 2 and 3 are known here, not 4"),
        (HEADER.replace("30.0", "0"), "fps must lie above 0"),
        (HEADER.replace("30.0", "null"), "fps must be a finite number"),
        ("\udcff", "the line is not JSON"),
    ],
)
def test_what_is_no_take_is_refused_at_once(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SourceError, match=rf"x\.jsonl:1: .*{says}"):
        Take(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(HEADER.encode() + b"\n" + data + b"\n" + line().encode() + b"\n")
    problems: list[str] = []
    try:
        played = list(Take(path, problems.append).frames())
    except SourceError as error:
        assert str(error).startswith(f"{path}:")
    else:
        assert problems or played


def test_a_missing_take_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path, tmp_path / ("a" * 5000), Path("a\0b.jsonl")):
        with pytest.raises(SourceError, match="There is no take"):
            Take(path)


def test_a_take_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none"):
        TakeWriter(tmp_path / "none" / "take.jsonl")


def test_a_closed_take_ends(tmp_path: Path) -> None:
    read = Take(take(tmp_path, line(t=0.1), line(t=0.2)))
    frames = read.frames()
    next(frames)
    read.close()
    assert list(frames) == []


def test_a_take_can_be_played_at_its_own_speed(tmp_path: Path) -> None:
    waits: list[float] = []
    paced = Paced(Take(take(tmp_path, line(t=2.0), line(t=2.5))), clock=lambda: 7.0, sleep=waits.append)
    played = [hands.t for hands in paced.frames() if hands is not None]
    assert played in ([0.0, 0.5], [0.5])  # nobody waits here, so the second may overtake the first
    assert waits == [0.5]


FULL = """
import resource, sys
from pathlib import Path
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import OutputError
from gesture2midi.events import Hands
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with TakeWriter(Path(sys.argv[1])) as writer:
        for i in range(10_000):
            writer.write(Hands(i / 30, i, 1.5, ()))
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit of a file's size to stand for a disk"
)
def test_a_full_disk_leaves_what_was_saved_and_names_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "a.jsonl"], capture_output=True, text=True, check=True
    )
    part = tmp_path / "a.jsonl.part"
    assert done.stdout.startswith(f"The take {tmp_path / 'a.jsonl'} cannot be finished (")
    assert f"what was saved is in {part}" in done.stdout
    assert is_take(str(part))
    assert sum(1 for _ in Take(part).frames()) > 200


def test_a_take_that_goes_while_it_waits_is_named(tmp_path: Path) -> None:
    path = take(tmp_path, line())
    source = Take(path)
    path.unlink()
    with pytest.raises(SourceError, match="can no longer be read: No such file"):
        list(source.frames())


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([line(), line(t=1.0)], ""),
        ([line(), line(t=1.0, aspect=0), line(t=2.0)], "line 3: aspect must lie above 0"),
        ([line(), "{", line(t=2.0)], "line 3: the line is not JSON"),
        ([line(), line(t=1.0), "{"], ""),
    ],
)
def test_what_is_wrong_anywhere_in_a_take_is_found(tmp_path: Path, lines: list[str], why: str) -> None:
    assert problem_in(take(tmp_path, *lines)) == why


def test_what_is_wrong_with_a_file_that_is_no_take_is_found(tmp_path: Path) -> None:
    assert "that can be read" in problem_in(tmp_path / "none.jsonl")

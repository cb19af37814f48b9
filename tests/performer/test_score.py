"""Scores: what is written is what is played, and mistakes are told in sentences."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import SourceError
from gesture2midi.performer import keyframes as frames
from gesture2midi.performer.score import load_score, read_score
from gesture2midi.performer.strokes import FULL_SPEED, Stroke

BUNDLED = sorted(path.stem for path in paths.scores().glob("*.yaml"))


def test_the_bundled_scores_are_there() -> None:
    assert {"demo", "poses", "drums", "chords", "mixer"} <= set(BUNDLED)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_scores_keep_hands_well_inside_the_picture(name: str) -> None:
    score = load_score(name)
    assert score.name and score.about
    for track in score.tracks.values():
        for key in track.keys:
            assert key.until <= score.seconds + 1e-9
            assert 0.12 <= key.pose.x <= 0.88
            assert key.pose.y < -0.1 or 0.2 <= key.pose.y <= 0.85


def test_poses_shows_every_pose_with_both_hands() -> None:
    tracks = load_score("poses").tracks
    for side in ("left", "right"):
        assert {key.name for key in tracks[side].keys} == set(frames.SHAPES)


def test_what_is_not_named_stays_and_a_pose_sets_the_whole_shape() -> None:
    score = read_score(
        "name: x\nright:\n"
        "  - {at: 0, pose: fist, x: 0.6, roll: 10, curls: {index: 0.5}}\n"
        "  - {at: 1, y: 0.7}\n"
        "  - {at: 2, pose: thumb_up}\n"
        "  - {at: 3, pose: open, pinch: 0.3}\n",
        "x.yaml",
    )
    first, second, third, fourth = (key.pose for key in score.tracks["right"].keys)
    assert (first.index, first.middle, second.index) == (0.5, 1.0, 0.5)
    assert (second.x, second.y, second.roll) == (0.6, 0.7, 10)
    assert third.roll == 10 + frames.SHAPES["thumb_up"].roll
    assert third.thumb == 0
    assert (fourth.roll, fourth.pinch, fourth.index) == (10, 0.3, 0)


def test_a_left_hand_tilts_for_a_pose_the_other_way() -> None:
    score = read_score("name: x\nleft: [{at: 0, pose: thumb_up}]", "x.yaml")
    assert score.tracks["left"].keys[0].pose.roll == -frames.SHAPES["thumb_up"].roll


def test_a_keyframe_is_held_then_left_smoothly_and_the_next_reached_in_time() -> None:
    track = read_score("name: x\nright: [{at: 1, x: 0.2, hold: 1}, {at: 3, x: 0.6}]", "x.yaml").tracks[
        "right"
    ]
    times = (0, 1, 1.5, 2, 2.5, 3, 9)
    assert [frames.at(track, t).x for t in times] == pytest.approx([0.2, 0.2, 0.2, 0.2, 0.4, 0.6, 0.6])
    assert frames.at(track, 2.05).x - 0.2 < 0.001


def test_hidden_hands_are_below_the_picture_and_come_back_to_where_they_were() -> None:
    track = read_score(
        "name: x\nright: [{at: 0, y: 0.6}, {at: 1, hide: true}, {at: 2, x: 0.8}]", "x.yaml"
    ).tracks["right"]
    assert frames.at(track, 1).y < -0.2
    assert (frames.at(track, 2).x, frames.at(track, 2).y) == (0.8, 0.6)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: x\nrigt: []", r"s\.yaml:2: `rigt` is not known: did you mean `right`\?"),
        ("name: x\nright:\n  - {at: 0}\n  - {at: 1, sprad: 1}", r"s\.yaml:4: .*2 `sprad`.*`spread`\?"),
        ("name: x\nlook: {zzz: 1}\nright: [{at: 0}]", r"s\.yaml:2: .*the keys here are seed, skin"),
        ("name: x\nright: [{x: 1}]", r"s\.yaml:2: `right` keyframe 1 `at` is missing"),
        ("name: x\nright: [{at: 1, x: 3}]", r"s\.yaml:2: .*`x` should be less than or equal to 1\.5, not 3"),
        ("name: x\nright: [{at: yes}]", r"`at` should be a valid number, not 'yes'"),
        ("name: x\nright: [{at: 1, y: .nan}]", r"`y` should be a finite number"),
        ("name: x\nright: [{at: 1, pose: fits}]", r"`pose` should be 'open'.*not 'fits'"),
        ("name: x\nright: [{at: 1},\n  {at: 1}]", r"s\.yaml:3: right keyframe 2: .*must be later"),
        ("name: x\nright: [{at: 1, strike: 1}, {at: 1.1, strike: 1}]", r"at least 0\.12 s after"),
        ("name: x", r"s\.yaml: the score has no hand"),
        ("right: [{at: 1}]", r"`name` is missing"),
        ("- 1", r"s\.yaml: a score is a list of"),
        ("name: [", r"s\.yaml:1: this is not YAML"),
        ("name: a\nname: b", r"s\.yaml:2: this is not YAML: found duplicate key"),
        ("", r"s\.yaml: a score is a list of"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_file_and_line(text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        read_score(text, "s.yaml")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(SourceError) as told:
        read_score("name: x\nright:\n  - {at: 0, x: 9}\n  - {at: 1, y: 9}", "s.yaml")
    assert [line.split(" ")[0] for line in str(told.value).splitlines()] == ["s.yaml:3:", "s.yaml:4:"]


def test_unknown_names_and_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no score called 'demos': did you mean `demo`\?"):
        load_score("demos")
    with pytest.raises(SourceError, match=r"no score called 'xyz': choose one of .*demo, "):
        load_score("xyz")
    with pytest.raises(SourceError, match=r"cannot be read: there is no such file"):
        load_score(str(tmp_path / "none.yaml"))
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xff\xd8")
    with pytest.raises(SourceError, match=r"not a text file in UTF-8"):
        load_score(str(binary))


def test_a_score_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: Mine\nseconds: 2\nleft: [{at: 0}]\n", encoding="utf-8")
    score = load_score(str(path))
    assert (score.name, score.seconds, list(score.tracks)) == ("Mine", 2, ["left"])


scalars = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 400) | st.text(max_size=5)
keyframes = st.dictionaries(
    st.sampled_from(["at", "hold", "x", "pose", "curls", "strike", "hide", "pinch", "bad"]),
    scalars,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.builds(lambda frames: f"name: x\nright: {frames}", st.lists(keyframes)))
def test_any_text_is_a_score_or_a_mistake_with_a_sentence(text: str) -> None:
    try:
        score = read_score(text, "s.yaml")
    except SourceError as error:
        assert str(error).startswith("s.yaml")
    else:
        assert score.tracks


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.13, 1), st.floats(0.1, 1)), min_size=1, max_size=8))
def test_strokes_are_deepest_at_their_strikes_and_never_jump(plan: list[tuple[float, float]]) -> None:
    times = list(itertools.accumulate((gap for gap, _ in plan), initial=1.0))[1:]
    track = frames.Track((), tuple(Stroke(t, v) for t, (_, v) in zip(times, plan, strict=True)))
    for time, velocity, _ in track.strokes:
        bottom = frames.stroke(track, time)
        assert 0 < bottom <= FULL_SPEED * velocity * 0.17 * 8 / 15 + 1e-9
        assert max(frames.stroke(track, time - 0.01), frames.stroke(track, time + 0.01)) < bottom
    grid = [frames.stroke(track, i / 1000) for i in range(int(1000 * (times[-1] + 0.5)))]
    assert max(abs(b - a) for a, b in itertools.pairwise(grid)) < 0.002
    assert grid[-1] == 0


def test_a_stroke_with_velocity_1_is_as_fast_as_said() -> None:
    track = frames.Track((), (Stroke(1.0, 1.0),))
    grid = [frames.stroke(track, 0.8 + i / 10000) for i in range(2001)]
    assert max(b - a for a, b in itertools.pairwise(grid)) * 10000 == pytest.approx(FULL_SPEED, rel=1e-3)

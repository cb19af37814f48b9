"""Files of taught gestures: what is written is read, and nothing else is."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.errors import GestureError, UsageError
from gesture2midi.gestures.custom import files
from gesture2midi.gestures.custom.motion_classifier import learn
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.training import strangers
from gesture2midi.gestures.recognizer import Recognizer

HANDS = strangers(12)
SIGN = Sign("my_sign", HANDS[:8], HANDS[8:])
TURN = np.exp(1j * np.linspace(0, 6, 16)) * np.ones((3, 2, 1)) * np.array([1, 1.1, 1.2])[:, None, None]
MOTION = learn("my_turn", TURN, np.array([0.5, 0.6, 0.7]))


def pose_file(**changes):
    row = [round(x, 3) for x in HANDS[0].ravel().tolist()]
    plain = {
        "format": files.FORMAT,
        "version": 1,
        "name": "my_sign",
        "kind": "pose",
        "shown": [row] * 5,
        "others": [],
    }
    return plain | changes


def test_what_is_written_is_read(tmp_path):
    files.write(SIGN, tmp_path / "deep" / "my_sign.json")
    files.write(MOTION, tmp_path / "deep" / "my_turn.json")
    taught = files.read_all(tmp_path / "deep", pytest.fail)
    assert taught.names == ("my_sign", "my_turn")
    np.testing.assert_allclose(taught.signs[0].shown, SIGN.shown, atol=6e-4)
    np.testing.assert_allclose(taught.signs[0].others, SIGN.others, atol=6e-4)
    np.testing.assert_allclose(taught.motions[0].ways, MOTION.ways, atol=1e-3)
    assert taught.motions[0].seconds.tolist() == [0.5, 0.6, 0.7]
    assert taught.motions[0].reach == pytest.approx(MOTION.reach, abs=1e-3)
    assert [signal.kind for signal in taught.signals] == ["pose", "hit"]
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"my_sign.json", "my_turn.json"}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\x00\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"format": "gesture2midi take", "version": 1}',
        b"[" * 100_000,
        b'{"name": ' + b"9" * 10_000 + b"}",
        *(
            json.dumps(pose_file(**changes)).encode()
            for changes in (
                {"version": 2},
                {"kind": "dance"},
                {"name": "../../evil"},
                {"name": "fist"},
                {"shown": []},
                {"shown": [[0.0] * 62]},
                {"shown": [["x"] * 63]},
                {"shown": [[1e9] * 63]},
                {"shown": [[float("nan")] * 63]},
                {"others": None},
                {"code": "import os"},
                {"kind": "motion", "ways": [], "seconds": [], "reach": 0.5},
            )
        ),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path, text):
    path = tmp_path / "foreign.json"
    path.write_bytes(text)
    with pytest.raises(GestureError) as refused:
        files.read(path)
    assert str(path) in str(refused.value) and "\n" not in str(refused.value)
    told = []
    assert files.read_all(tmp_path, told.append).names == ()
    assert told == [str(refused.value)]


def test_a_file_too_large_or_missing_is_refused(tmp_path):
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (files.LARGEST + 1))
    with pytest.raises(GestureError, match="larger than"):
        files.read(large)
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(GestureError, match="can be read"):
            files.read(path)


def test_times_and_ways_are_as_many(tmp_path):
    path = tmp_path / "m.json"
    files.write(MOTION, path)
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | {"seconds": [0.5]}))
    with pytest.raises(GestureError, match="not as many"):
        files.read(path)


def test_two_files_of_one_name_and_too_many_of_them(tmp_path):
    for i in range(files.MOST + 2):
        files.write(Sign(f"sign_{i:02}", HANDS[:5], HANDS[:0]), tmp_path / f"sign_{i:02}.json")
    told = []
    assert len(files.read_all(tmp_path, told.append).names) == files.MOST
    assert "Only the first" in told[0]
    for path in tmp_path.iterdir():
        path.unlink()
    files.write(SIGN, tmp_path / "a.json")
    files.write(SIGN, tmp_path / "b.json")
    told.clear()
    assert files.read_all(tmp_path, told.append).names == ("my_sign",)
    assert "b.json is left out" in told[0]
    assert [path.name for path in files.files_of(tmp_path, "my_sign")] == ["a.json", "b.json"]


@pytest.mark.parametrize(
    "name",
    [
        *("", "My_sign", "1st", "a" * 41, "a.b", "../x", "a/b", "a\\b", "con", "fist", "open", "open_hand"),
        *("strike", "x", "index", "left", "hands", "if", "none", "é", "my sign", "present", "a\n"),
    ],
)
def test_names_that_cannot_be(name, tmp_path):
    with pytest.raises(UsageError):
        files.gesture_file(tmp_path, name)


@settings(max_examples=100)
@given(st.text(max_size=12))
def test_no_name_climbs_out_of_its_folder(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()
    try:
        path = files.gesture_file(folder, name)
    except UsageError:
        return
    assert path.parent == folder and path.name == f"{name}.json"


@settings(max_examples=30)
@given(st.lists(st.lists(st.floats(-100, 100), min_size=63, max_size=63), min_size=1, max_size=6))
def test_whatever_a_valid_file_holds_can_be_played_with(tmp_path_factory, frame, make, rows):
    path = tmp_path_factory.mktemp("foreign") / "f.json"
    path.write_text(json.dumps(pose_file(shown=rows, others=rows[:2])))
    recognizer = Recognizer(taught=files.collect([files.read(path)]))
    for i in range(4):
        assert recognizer.update(frame(i / 30, make())).signals["right.my_sign"] in (0.0, 1.0)

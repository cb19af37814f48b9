"""Maps of the synthetic hand: presets are met, hands between them lie between, and nothing jumps."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.errors import GestureError
from gesture2midi.gestures.custom import files
from gesture2midi.gestures.custom.files import collect
from gesture2midi.gestures.custom.pose_classifier import canonical
from gesture2midi.gestures.custom.preset_map import (
    EXAMPLES,
    MapFollower,
    MapModel,
    PresetMap,
    check_presets,
    cross_validate_map,
)
from gesture2midi.gestures.custom.training import preset_map
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import loads

OPEN, FIST, POINT = (0.0,) * 5, (1.0,) * 5, (1.0, 0.0, 1.0, 1.0, 1.0)
PRESETS = [[0.0, 0.5], [1.0, 0.5], [0.5, 1.0]]


def shown(frame, make, curls, *, count=30, seed=1):
    chance = np.random.default_rng(seed)
    frames = []
    for i in range(count):
        fingers = np.clip(np.array(curls) + chance.normal(0, 0.03, 5), 0, 1)
        turn = {axis: chance.normal(0, 0.02) for axis in ("roll", "pitch", "yaw")}
        frames.append(frame(i / 30, make("right", tuple(fingers), **turn)))
    return frames


@pytest.fixture(scope="module")
def learnt(frame, make) -> PresetMap:
    films = [[shown(frame, make, curls)] for curls in (OPEN, FIST, POINT)]
    return preset_map("face", PRESETS, films, "right")


def points(make, curls, **how):
    found = canonical(make("right", tuple(curls), **how), True)
    assert found is not None
    return found


def test_each_preset_is_met_and_its_error_is_small(make, learnt) -> None:
    model = MapModel(learnt)
    for curls, preset in zip((OPEN, FIST, POINT), PRESETS, strict=True):
        values, match = model.at(points(make, curls))
        assert values == pytest.approx(preset, abs=0.06)
        assert match == 1.0
    errors = cross_validate_map(learnt)
    assert len(errors) == 2 and all(0 <= error < 0.08 for error in errors)


def test_between_two_presets_the_values_go_from_one_to_the_other_without_a_step(make, learnt) -> None:
    model = MapModel(learnt)
    way = [model.at(points(make, [part] * 5))[0][0] for part in np.linspace(0, 1, 41)]
    assert way[0] == pytest.approx(0.0, abs=0.06) and way[-1] == pytest.approx(1.0, abs=0.06)
    assert 0.2 < way[20] < 0.8
    assert max(abs(b - a) for a, b in pairwise(way)) < 0.12
    assert all(0 <= value <= 1 for value in way)


def test_a_hand_unlike_all_leaves_the_values_and_says_so(make, learnt) -> None:
    model = MapModel(learnt)
    away = points(make, (1, 0, 1, 0, 1), pitch=1.0, roll=0.5)
    assert model.at(away)[1] == 0.0
    follower = MapFollower(model)
    assert follower.update(0.0, away) is None
    first = follower.update(0.1, points(make, OPEN))
    assert first is not None
    for t in (0.2, 0.3, 5.0):
        assert follower.update(t, away) == [*first[:-1], 0.0]
    # Back, and elsewhere: it goes there, and does not jump.
    values = [first]
    for i in range(60):
        found = follower.update(5.0 + (i + 1) / 60, points(make, FIST))
        assert found is not None
        values.append(found)
    steps = [abs(b[0] - a[0]) for a, b in pairwise(values)]
    assert max(steps) < 0.35 and values[-1][0] == pytest.approx(1.0, abs=0.06)


def test_it_is_a_signal_of_both_hands_and_of_none_that_is_not_seen(frame, make, learnt) -> None:
    recognizer = Recognizer(taught=collect([learnt]))
    for i in range(6):
        signals = recognizer.update(frame(i / 30, make("left", FIST))).signals
    assert signals["left.face.1"] == signals["any.face.1"] == pytest.approx(1.0, abs=0.06)
    assert signals["left.face.match"] == 1.0
    assert math.isnan(signals["right.face.1"]) and math.isnan(signals["right.face.match"])
    text = "name: x\ncontrols: [{send: cc, number: 20, from: right.face.2, when: right.face.match > 0.2}]"
    assert loads(text, Path("x.yaml"), collect([learnt]).signals).signals == {
        "right.face.2", "right.face.match"
    }  # fmt: skip


def test_a_file_keeps_it(tmp_path, learnt) -> None:
    path = tmp_path / "face.json"
    files.write(learnt, path)
    assert path.stat().st_size < files.LARGEST / 4
    (back,) = files.read_all(tmp_path, pytest.fail).maps
    np.testing.assert_allclose(back.presets, learnt.presets)
    for one, other in zip(back.shown, learnt.shown, strict=True):
        assert len(one) <= EXAMPLES
        np.testing.assert_allclose(one, other, atol=6e-4)
    assert cross_validate_map(back) == pytest.approx(cross_validate_map(learnt), abs=0.02)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"presets": [[0.0, 0.5]]}, "2 to 8 presets"),
        ({"presets": [[0.0], [1.0, 0.5], [0.5, 1.0]]}, "as many values"),
        ({"presets": [[0.0, 2.0], [1.0, 0.5], [0.5, 1.0]]}, "0 to 1"),
        ({"presets": [[], [], []]}, "1 to 8 values"),
        ({"presets": [[0.0, 0.5], [1.0, 0.5]]}, "as many shown"),
        ({"shown": [[], [], []]}, "shown"),
        ({"name": "right"}, "means something"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, learnt, change, said) -> None:
    path = tmp_path / "face.json"
    files.write(learnt, path)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(GestureError, match=said):
        files.read(path)


def test_presets_that_make_no_map() -> None:
    assert check_presets([[0.1], [0.2]]) == ""
    assert "presets" in check_presets([[0.1]] * 9)
    assert "values" in check_presets([[0.1] * 9] * 2)
    assert "0 to 1" in check_presets([[math.nan], [0.2]])


def test_too_little_of_a_preset_is_told(frame, make) -> None:
    films = [[shown(frame, make, OPEN)], [shown(frame, make, FIST, count=3)]]
    with pytest.raises(GestureError, match="3 frames of preset 2"):
        preset_map("face", [[0.0], [1.0]], films, "right")

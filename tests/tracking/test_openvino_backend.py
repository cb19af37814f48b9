"""The optional runner of the landmark model: it agrees with LiteRT, repeats itself, and is done without."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.events import Image
from gesture2midi.performer.clips import clip
from gesture2midi.performer.source import Performer
from gesture2midi.tracking import openvino_backend, select_backend
from gesture2midi.tracking.litert_tracker import LiteRTTracker, landmark_network
from gesture2midi.tracking.model_file import bundle
from gesture2midi.tracking.roi import around_hand, matrix


@pytest.fixture(scope="module")
def here(model: Path) -> None:
    """Skips where the extra is not installed or the processor does not calculate in bf16."""
    try:
        select_backend.check(model, "OpenVINO")
    except PlayerError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def crops(model: Path) -> list[Image]:
    """Of 40 pictures of a right hand that goes about, at 640 by 480."""
    performer = Performer(clip("medium", 5, seconds=40 / 30), (640, 480))
    network = landmark_network(model, 1)
    seen = []
    for frame in performer.frames():
        truth = performer.truth(frame.t).hands[0].points * np.array([640, 480, 640], np.float32)
        seen.append(network.crop(frame.image, matrix(around_hand(truth), network.side)).copy())
    return seen


def test_its_landmarks_are_litert_s_to_a_pixel_and_its_answers_the_same(
    model: Path, here: None, crops: list[Image]
) -> None:
    ours, theirs = landmark_network(model, 2, "OpenVINO"), landmark_network(model, 2)
    for crop in crops:
        a, b = ours.run(crop), theirs.run(crop)
        assert [one.shape for one in a] == [one.shape for one in b]
        assert np.hypot(*(a[0] - b[0]).reshape(21, 3)[:, :2].T).mean() <= 1
        assert np.abs(a[3] - b[3]).max() <= 0.02
        assert [one[0] > 0.5 for one in a[1:3]] == [one[0] > 0.5 for one in b[1:3]]


def test_the_same_crops_give_the_same_bytes_on_any_number_of_threads(
    model: Path, here: None, crops: list[Image]
) -> None:
    networks = [landmark_network(model, threads, "OpenVINO") for threads in (1, 2, 2)]
    for crop in crops:
        one, two, again = ([part.tobytes() for part in network.run(crop)] for network in networks)
        assert one == two == again


def test_answers_are_not_overwritten_by_the_next(model: Path, here: None, crops: list[Image]) -> None:
    network = landmark_network(model, 1, "OpenVINO")
    first = network.run(crops[0])
    kept = [part.copy() for part in first]
    network.run(crops[-1])
    for part, before in zip(first, kept, strict=True):
        np.testing.assert_array_equal(part, before)


def test_auto_takes_it_where_it_is_here(model: Path, here: None) -> None:
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "openvino"
    assert said == ["Tracking with OpenVINO."]


def test_a_file_of_something_else_is_refused(here: None, tmp_path: Path) -> None:
    path = tmp_path / "hand_landmarker.task"
    path.write_bytes(bundle(b"TFL3" * 100, b"TFL3" * 100))
    with pytest.raises(ModelError, match="OpenVINO cannot use"):
        landmark_network(path, 1, "OpenVINO")


def test_it_loads_nothing_that_sends_usage_figures(here: None, model: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from gesture2midi.tracking.litert_tracker import landmark_network;"
        "landmark_network(Path(sys.argv[1]), 1, 'OpenVINO');"
        "print([name for name, module in sys.modules.items() if module and 'telemetry' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_without_the_library_auto_says_nothing_of_it_and_openvino_says_what_to_do(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_backend, "installed", lambda: False)
    monkeypatch.setitem(sys.modules, "openvino", None)
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "litert"
    assert select_backend.choose(model, "openvino", said.append) == "openvino"
    assert said == ["Tracking with LiteRT.", "Tracking with OpenVINO."]
    with pytest.raises(PlayerError, match=r"pip install 'gesture2midi\[openvino\]', or leave --tracker out"):
        LiteRTTracker(model, 1, library="OpenVINO")


def test_on_a_processor_without_bf16_auto_plays_with_litert_and_says_why(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = SimpleNamespace(get_property=lambda device, name: ["FP32", "INT8"])
    monkeypatch.setattr(openvino_backend, "installed", lambda: True)
    monkeypatch.setitem(sys.modules, "openvino", SimpleNamespace(Core=lambda: core))
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "litert"
    assert said == [
        "Tracking with LiteRT, for OpenVINO does not work here: OpenVINO gains nothing on this processor, "
        "which does not calculate in bf16: play with `--tracker litert`."
    ]

"""Real hands before the real trackers: each test over both."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from shutil import which

import cv2
import numpy as np
import pytest

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.events import Frame, Hands, Image
from gesture2midi.tracking.model_file import DETECTOR, LANDMARKS, bundle
from gesture2midi.tracking.pipeline import Closable, open_raw, open_tracker
from gesture2midi.tracking.select_backend import Kind, check

PROJECT = Path(__file__).parents[2]
VIDEOS = PROJECT.parent / "shared" / "data" / "videos"


def pictures(name: str, first: int = 0, count: int = 40) -> list[Image]:
    if not (VIDEOS / name).is_file():
        pytest.skip(f"{VIDEOS / name} is not here")
    capture = cv2.VideoCapture(str(VIDEOS / name))

    def images() -> Iterator[Image]:
        while True:
            readable, image = capture.read()
            if not readable:
                return
            yield image

    return list(islice(images(), first, first + count))


@pytest.fixture(params=["openvino", "litert", "mediapipe"])
def kind(request: pytest.FixtureRequest, model: Path) -> Kind:
    if request.param == "openvino":
        try:
            check(model, "OpenVINO")
        except PlayerError as error:
            pytest.skip(str(error))
    return request.param


@pytest.fixture
def one_hand(model: Path, kind: Kind) -> Iterator[Closable]:
    """The raw tracker for one hand."""
    with closing(open_raw(model, 1, kind)) as tracker:
        yield tracker


def track(tracker: object, images: list[Image], mirror: bool = False) -> list[Hands]:
    return [tracker.track(Frame(i / 30, i, image, mirror, 0.0)) for i, image in enumerate(images)]


@pytest.mark.parametrize(
    ("name", "first", "hands", "sides"),
    [
        ("dex_human_hand.mp4", 100, 1, ["right"]),
        ("coderenko_count_fingers.mp4", 375, 2, ["right"]),
        ("mediapipe_samples_hand_open.mp4", 100, 1, ["right"]),
        ("dex_two_hands_mirror_30fps.mp4", 345, 2, ["left", "right"]),
    ],
)
def test_every_frame_has_the_hands_that_are_there(
    model: Path, kind: Kind, name: str, first: int, hands: int, sides: list[str]
) -> None:
    with open_tracker(model, hands, kind) as tracker:
        shown = track(tracker, pictures(name, first))
    for found in shown:
        assert [hand.side for hand in found.hands] == sides
        assert all(hand.points.shape == hand.world.shape == (21, 3) for hand in found.hands)


def test_two_hands_on_a_table(model: Path, kind: Kind) -> None:
    with open_tracker(model, 2, kind) as tracker:
        found = track(tracker, pictures("dibia_two_hands_table.gif", count=41))
    assert sum(len(hands.hands) == 2 for hands in found) >= 0.75 * len(found)


def test_a_mirrored_view_turns_the_points_and_not_the_name(one_hand: Closable) -> None:
    images = pictures("dex_human_hand.mp4", count=5)
    plain = track(one_hand, images, mirror=False)
    one_hand.reset()
    mirrored = track(one_hand, images, mirror=True)
    for one, other in zip(plain, mirrored, strict=True):
        (a,), (b,) = one.hands, other.hands
        assert a.side == b.side == "right"
        np.testing.assert_allclose(b.points, a.points * [-1, 1, 1] + [1, 0, 0], atol=1e-6)
        np.testing.assert_allclose(b.world, a.world * [-1, 1, 1], atol=1e-6)


def test_a_picture_delivered_mirrored_shows_the_other_hand(one_hand: Closable) -> None:
    images = [cv2.flip(image, 1) for image in pictures("dex_human_hand.mp4", count=5)]
    assert [hand.side for hands in track(one_hand, images) for hand in hands.hands] == ["left"] * 5


def test_the_palm_of_the_world_faces_as_in_the_picture(one_hand: Closable) -> None:
    (hands,) = track(one_hand, pictures("dex_human_hand.mp4", count=1), mirror=True)
    (hand,) = hands.hands
    picture = hand.points[5, :2] - hand.points[17, :2]
    world = hand.world[5, :2] - hand.world[17, :2]
    assert np.sign(picture[0]) == np.sign(world[0])


def test_any_picture_will_do(one_hand: Closable) -> None:
    """Grey, with an alpha channel, tiny, and of changing size, and still the hand is found after."""
    image = pictures("dex_human_hand.mp4", count=1)[0]
    odd = [
        cv2.cvtColor(image, cv2.COLOR_BGR2GRAY),
        cv2.cvtColor(image, cv2.COLOR_BGR2BGRA),
        np.zeros((1, 1, 3), np.uint8),
        image[::2, ::2],
        image,
    ]
    found = track(one_hand, odd)
    assert [len(hands.hands) for hands in found] == [1, 1, 0, 1, 1]
    assert [round(hands.aspect, 3) for hands in found] == [1.778, 1.778, 1, 1.778, 1.778]


def test_times_that_stand_still_or_go_back_do_no_harm(one_hand: Closable) -> None:
    image = pictures("dex_human_hand.mp4", count=1)[0]
    for t in (5.0, 5.0, 5.0001, 1.0):
        found = one_hand.track(Frame(t, 0, image, False, 0.0))
        assert (found.t, len(found.hands)) == (t, 1)


def test_after_a_reset_it_tracks_as_at_the_start(one_hand: Closable) -> None:
    images = pictures("dex_human_hand.mp4", first=100, count=5)
    first = track(one_hand, images)
    one_hand.reset()
    for one, other in zip(first, track(one_hand, images), strict=True):
        np.testing.assert_array_equal(one.hands[0].points, other.hands[0].points)


def test_a_file_that_is_no_model_is_named(kind: Kind, tmp_path: Path) -> None:
    wrong = tmp_path / "hand_landmarker.task"
    wrong.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"hand_landmarker\.task"):
        open_raw(wrong, 1, kind)


def test_a_bundle_of_the_two_models_tracks_the_same(model: Path, kind: Kind, tmp_path: Path) -> None:
    with zipfile.ZipFile(model) as task:
        ours = tmp_path / "ours.task"
        ours.write_bytes(bundle(task.read(DETECTOR), task.read(LANDMARKS)))
    images = pictures("dex_human_hand.mp4", count=5)
    with closing(open_raw(model, 1, kind)) as one, closing(open_raw(ours, 1, kind)) as other:
        both = track(one, images), track(other, images)
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one.hands[0].points, other.hands[0].points)


TRACKING = """
import sys, time, cv2
from pathlib import Path
from gesture2midi.events import Frame
from gesture2midi.tracking.pipeline import open_tracker
capture = cv2.VideoCapture(sys.argv[2])
with open_tracker(Path(sys.argv[1]), 2, sys.argv[3], in_step=False) as tracker:
    for i in range(100):
        found = tracker.track(Frame(i / 30, i, capture.read()[1], True, 0.0))
        if found.hands:
            break
        time.sleep(1 / 30)  # a search beside the frames takes its time, and under strace ten times that
    tracker.reset()
print(len(found.hands))
import socket
socket.socket(socket.AF_INET).close()  # so that the test sees that it would be seen
"""


def test_it_writes_nothing_on_the_terminal_and_opens_no_internet_socket(
    model: Path, kind: Kind, tmp_path: Path
) -> None:
    pictures("dex_human_hand.mp4", count=1)
    if which("strace") is None:
        pytest.skip("strace is not here")
    probe = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True)
    if probe.returncode != 0:
        pytest.skip("strace may not watch processes here")
    trace = tmp_path / "calls"
    command = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)]
    video = str(VIDEOS / "dex_human_hand.mp4")
    done = subprocess.run(
        [*command, sys.executable, "-c", TRACKING, str(model), video, kind],
        cwd=PROJECT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert trace.read_text().count("AF_INET") == 1

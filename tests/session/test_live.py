"""A set is there only when all that it needs is."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import ModelError
from gesture2midi.session import live
from gesture2midi.studio.services.looping_source import Nothing


def test_a_set_whose_tracker_does_not_open_is_never_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(hands: int) -> None:
        raise ModelError(f"No tracker for {hands} hands.")

    monkeypatch.setattr(paths, "gestures", lambda: tmp_path)
    source = Nothing("nobody", 30.0)
    stage = live.Stage(source, broken, (paths.mapping_file("theremin"),), ())  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="No tracker for 2 hands"), live.prepared(stage, pytest.fail):
        pytest.fail("the set is there")

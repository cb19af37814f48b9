"""Quick settings in a set: they count at once, the file stays as it is, and they are saved as one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.engine.controls import Bands
from gesture2midi.mapping.editing.quick import Quick
from gesture2midi.session import live
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.services.device_settings import DeviceSettings
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.looping_source import LoopingSource, Nothing
from gesture2midi.studio.services.notices import Notices

PLAYED = paths.mappings() / "theremin.yaml"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Of a set that plays the theremin and is not run: `caught_up` does what it is asked."""
    monkeypatch.setattr(paths, "quick_settings", lambda: tmp_path / "quick.json")
    monkeypatch.setattr(paths, "own_mappings", lambda: tmp_path / "mappings")
    told: list[str] = []
    looping = LoopingSource(lambda: Nothing("nobody", 30.0), told.append)
    stage = live.Stage(source=looping, tracker=None, mappings=(PLAYED,), sinks=())
    devices = DeviceSettings(Store(tmp_path / "settings.json", told.append), {}, told.append)
    with live.prepared(stage, told.append) as commands:
        made = Hub(commands, stage, looping, devices, Notices(told.append))
        yield made
        made.close()


def caught_up(hub: Hub) -> list[str]:
    """Do what the set was asked for; gives the notes of its ladder."""
    asked = hub.commands.session._asked
    while not asked.empty():
        asked.get()()
    areas = (area for control in hub.mapping.everything for area in control.areas(None))
    return next(list(area.names) for area in areas if isinstance(area, Bands))


def test_they_count_at_once_and_are_taken_back(hub: Hub) -> None:
    text = PLAYED.read_text(encoding="utf-8")
    before = caught_up(hub)
    hub.quick.lay(Quick(root="D", octave=1))
    moved = caught_up(hub)
    assert (before[0], moved[0]) == ("C3", "C4")
    assert "D4" in moved
    assert (hub.quick.laid, hub.mapping.path) == (Quick(root="D", octave=1), PLAYED)
    hub.quick.lay(Quick(root="C"))  # as the file has it
    assert (caught_up(hub), hub.quick.laid) == (before, Quick())
    assert PLAYED.read_text(encoding="utf-8") == text


def test_they_are_saved_as_a_mapping_of_ones_own(hub: Hub) -> None:
    hub.quick.lay(Quick(root="D"))
    caught_up(hub)
    hub.quick.save_as_own()
    caught_up(hub)
    own = hub.mapping.path
    assert own.parent == paths.own_mappings()
    assert "scale: D minor pentatonic" in own.read_text(encoding="utf-8")
    assert (hub.quick.laid, hub.quick.offered.root) == (Quick(), "D")


def test_what_sounds_so_already_is_kept_while_it_plays_on(hub: Hub) -> None:
    playing = hub.mapping
    hub.quick.keep(replace(hub.quick.laid, volume=0.25))
    caught_up(hub)
    assert hub.mapping is playing
    hub.quick.lay(replace(hub.quick.laid, root="D"))
    caught_up(hub)
    assert (hub.mapping.synth.volume, hub.quick.laid) == (0.25, Quick(root="D", volume=0.25))

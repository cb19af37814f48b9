"""What is chosen while it is played: at once where that can be, and never two at one device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gesture2midi import paths
from gesture2midi.errors import ModelError, OutputError, UsageError
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.profile import Profile
from gesture2midi.io import outputs as io_outputs
from gesture2midi.io.midi.input import is_wanted
from gesture2midi.io.outputs import ToOsc, ToPort, ToSynth
from gesture2midi.session.settings import Settings
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.services import device_settings
from gesture2midi.studio.services.device_settings import DeviceSettings, Taken


class Set:
    """Stands for commands and looping: notes what is opened and closed, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.playing: list[Any] = []
        self.session = SimpleNamespace(outputs=self)
        self.changed: list[Callable[[], object]] = []
        self.players: list[Profile] = []

    @property
    def sinks(self) -> tuple[Any, ...]:
        return tuple(self.playing)

    def exchange(self, old: Any, new: Any) -> None:
        if old is not None:
            self.done.append(f"close {old.name}")
            self.playing.remove(old)
        if new is not None:
            self.playing.append(new)

    def listen(self, midi: Any) -> None:
        self.done.append("hear nothing" if midi is None else f"hear {midi.name}")

    def wear(self, sensor: Any) -> None:
        self.done.append("wear nothing" if sensor is None else f"wear {sensor}")

    def change(self, begin: Callable[[], object]) -> None:
        self.changed.append(begin)


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> Set:
    played = Set()

    def open_sink(output: io_outputs.Output) -> Any:
        shown = {ToPort: "port", ToOsc: "target", ToSynth: "driver"}[type(output)]
        name = f"{type(output).__name__} {getattr(output, shown)}"
        if name.endswith("missing"):
            raise OutputError(f"There is no {name}.")
        if name.endswith("wrong"):
            raise UsageError(f"That is wrong: {name}.")
        played.done.append(f"open {name}")
        return SimpleNamespace(name=name)

    def open_input(asked: bool | None, port: str | None, otherwise: bool, say: Callable[[str], None]) -> Any:
        if not is_wanted(asked, port, otherwise):
            return None
        if port == "missing":
            raise UsageError("There is no MIDI port 'missing'.")
        played.done.append(f"open {port or 'our own'}")
        return SimpleNamespace(name=port or "our own")

    monkeypatch.setattr(io_outputs, "open_sink", open_sink)
    monkeypatch.setattr("gesture2midi.studio.services.device_settings.open_input", open_input)
    return played


def devices(path: Path, evening: Set, said: list[str], **given: object) -> DeviceSettings:
    made = DeviceSettings(Store(path / "settings.json", said.append), given, said.append)
    evening.playing += made.open_outputs()
    evening.done.clear()
    return made


def choose(made: DeviceSettings, evening: Set, **fields: object) -> Taken:
    return made.choose(evening, evening, evening.players.append, lambda kept: fields)  # type: ignore[arg-type]


def test_what_is_chosen_takes_the_place_of_what_was_closed_before(tmp_path: Path, evening: Set) -> None:
    made = devices(tmp_path, evening, [])
    assert choose(made, evening, osc=("a:1", "b:2")) == "now"
    assert choose(made, evening, osc=("b:2", "c:3")) == "now"
    assert choose(made, evening, audio_driver="jack") == "now"
    assert choose(made, evening, midi=False) == "now"
    assert choose(made, evening, synth=False) == "now"
    assert evening.done == [
        *("open ToOsc a:1", "open ToOsc b:2"),
        *("close ToOsc a:1", "open ToOsc c:3"),
        *("close ToSynth None", "open ToSynth jack"),
        "hear nothing",
        "close ToPort None",
        "close ToSynth jack",
    ]
    assert [sink.name for sink in evening.playing] == ["ToOsc b:2", "ToOsc c:3"]
    kept = Settings(osc=("b:2", "c:3"), audio_driver="jack", midi=False, synth=False)
    assert Store(tmp_path / "settings.json", pytest.fail).read() == kept


def test_what_is_not_there_is_told_and_tried_again(tmp_path: Path, evening: Set) -> None:
    said: list[str] = []
    made = devices(tmp_path, evening, said)
    assert choose(made, evening, audio_driver="missing") == "lacking"
    assert said == ["There is no ToSynth missing."]
    assert [sink.name for sink in evening.playing] == ["ToPort None"]
    failed = evening.playing.pop()  # dropped by the outputs, because its server died
    assert choose(made, evening, audio_driver="jack") == "now"
    assert {sink.name for sink in evening.playing} == {"ToPort None", "ToSynth jack"}
    assert all(sink is not failed for sink in evening.playing)


def test_our_own_port_is_played_to_once_somebody_has_made_it(
    tmp_path: Path, evening: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    made = devices(tmp_path, evening, said)
    unmade = [True]
    monkeypatch.setattr(device_settings, "lacks_loopback", lambda: unmade[0])
    assert not made.lacks_loopback(evening)  # type: ignore[arg-type]  (it plays)
    evening.playing.pop(0)
    assert made.lacks_loopback(evening) and made.lacks_loopback(evening)  # type: ignore[arg-type]
    assert (evening.done, said) == ([], [])
    unmade[0] = False
    for _ in range(2):
        assert not made.lacks_loopback(evening)  # type: ignore[arg-type]
    assert (evening.done, said) == (["open ToPort None"], ["The MIDI port ToPort None is there."])


def test_the_session_begins_with_the_command_line_and_goes_on_with_what_is_chosen(
    tmp_path: Path, evening: Set
) -> None:
    made = devices(tmp_path, evening, [], osc=("given:1",), source="performer", fps=60.0)
    assert (made.playing.osc, made.playing.source) == (("given:1",), "performer")
    assert choose(made, evening, osc=("other:2",)) == "now"
    assert choose(made, evening, source="1") == "now"
    assert evening.done == ["close ToOsc given:1", "open ToOsc other:2"]
    assert len(evening.changed) == 1
    assert (made.playing.osc, made.playing.source, made.playing.fps) == (("other:2",), "1", 60.0)
    assert choose(made, evening, midi_in_port="Keys") == "now"
    after = DeviceSettings(Store(tmp_path / "settings.json", pytest.fail), {}, pytest.fail)
    kept = after.playing
    assert (kept.osc, kept.source, kept.midi_in_port) == (("other:2",), "1", "Keys")
    assert kept.fps == Settings().fps


def test_an_input_takes_the_place_of_the_one_before_and_one_that_is_not_there_is_told(
    tmp_path: Path, evening: Set
) -> None:
    said: list[str] = []
    made = devices(tmp_path, evening, said)
    assert choose(made, evening, midi_in_port="Keys") == "now"
    assert choose(made, evening, midi=True) == "now"  # as before
    assert evening.done == ["hear nothing", "open Keys", "hear Keys"]
    assert choose(made, evening, midi_in_port="missing") == "lacking"
    assert evening.done[3:] == ["hear nothing"]
    assert said == ["There is no MIDI port 'missing'."]
    assert choose(made, evening, midi_in_port=None) == "now"
    assert evening.done[4:] == ["hear nothing", "open our own", "hear our own"]


def test_a_heart_rate_sensor_takes_the_place_of_the_one_before_and_without_the_extra_that_is_told(
    tmp_path: Path, evening: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_sensor(wanted: str, say: Callable[[str], None]) -> str:
        if wanted == "missing":
            raise UsageError("A heart rate sensor needs more than is installed.")
        return wanted

    monkeypatch.setattr(device_settings, "HeartSensor", open_sensor)
    said: list[str] = []
    made = devices(tmp_path, evening, said)
    assert made.open_heart() is None
    assert choose(made, evening, heart="Polar") == "now"
    assert choose(made, evening, heart="any") == "now"
    assert evening.done == ["wear nothing", "wear Polar", "wear nothing", "wear any"]
    assert choose(made, evening, heart="missing") == "lacking"
    assert said == ["A heart rate sensor needs more than is installed."]
    assert choose(made, evening, heart=None) == "now"
    assert evening.done[4:] == ["wear nothing", "wear nothing"]
    with pytest.raises(UsageError):
        devices(tmp_path, evening, said, heart="missing").open_heart()


def test_a_source_is_changed_and_pictures_follow_a_take_where_they_can_be_tracked(
    tmp_path: Path, evening: Set
) -> None:
    made = devices(tmp_path, evening, [])
    assert choose(made, evening, source="1", fps=60.0) == "now"
    assert choose(made, evening, source="1") == "now"
    assert len(evening.changed) == 1
    made = devices(tmp_path, Set(), [], size=(640, 480))
    made.playing = Settings(source="a.jsonl")
    assert choose(made, evening, source="b.jsonl") == "now"
    assert choose(made, evening, source="2") == "now"
    assert len(evening.changed) == 3

    def untracked() -> None:
        raise ModelError("There is no model.")

    store = Store(tmp_path / "settings.json", pytest.fail)
    made = DeviceSettings(store, {"source": "a.jsonl"}, pytest.fail, untracked)
    with pytest.raises(ModelError):
        choose(made, evening, source="1")
    assert (made.playing.source, store.read().source) == ("a.jsonl", "2")
    assert choose(made, evening, source="c.jsonl") == "now"


def test_a_mistake_ends_the_start_where_it_was_typed_and_is_told_where_it_was_chosen(
    tmp_path: Path, evening: Set
) -> None:
    with pytest.raises(UsageError):
        devices(tmp_path, evening, [], osc=("wrong",))
    Store(tmp_path / "settings.json", pytest.fail).change(osc=("wrong", "a:1"))
    said: list[str] = []
    devices(tmp_path, evening, said)
    assert said == ["That is wrong: ToOsc wrong."]
    assert "ToOsc a:1" in [sink.name for sink in evening.playing]


def test_outputs_are_those_chosen_each_once() -> None:
    chosen = Settings(ports=(("lights", "A"), ("", "B"), ("", "C")), osc=("a:1", "a:1"), soundfont="x.sf2")
    assert chosen.outputs() == (
        *(ToPort("lights", "A"), ToPort("", "B"), ToPort("", "C")),
        *(ToOsc("a:1"), ToSynth(Path("x.sf2"))),
    )
    assert Settings(midi=False, synth=False).outputs() == ()
    assert Settings(synth=False).outputs() == (ToPort("", None),)


def test_a_player_is_played_as_at_once_and_none_is_kept_who_is_not_there(
    tmp_path: Path, evening: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "players", lambda: tmp_path)
    profile_files.save("ana", Profile(steady=0.5))
    made = devices(tmp_path, evening, [])
    assert choose(made, evening, player="ana") == "now"
    assert choose(made, evening, fps=60.0) == "now"
    with pytest.raises(UsageError, match="no player 'ben'"):
        choose(made, evening, player="ben")
    assert made.kept.player == "ana"
    profile_files.save("ana", Profile(steady=0.7))  # measured anew
    assert choose(made, evening, player="ana") == "now"
    assert choose(made, evening, player=None) == "now"
    assert evening.players == [Profile(steady=0.5), Profile(steady=0.7), Profile()]

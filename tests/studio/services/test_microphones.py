"""Microphones on the Set-up page: those that are there, and another one while a set plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.errors import UsageError
from gesture2midi.io.voice import microphone
from gesture2midi.mapping import spoken
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.services import device_scan
from gesture2midi.studio.services.device_settings import DeviceSettings


def test_those_that_are_there_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "microphones", lambda: ["Desk", "Headset"])
    assert device_scan._microphones() == ("Desk", "Headset")
    monkeypatch.setattr(spoken, "installed", lambda: False)
    assert device_scan._microphones() == ()


def test_without_the_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking() -> list[str]:
        raise UsageError("A microphone needs the library PortAudio, which is not installed.")

    monkeypatch.setattr(microphone, "microphones", lacking)
    assert device_scan._microphones() == ()


class Voice:
    def __init__(self) -> None:
        self.used: list[tuple[str | None, str | None]] = []

    def use(self, name: str | None, wake_word: str | None) -> bool:
        self.used.append((name, wake_word))
        return name != "gone"


class Commands:
    def __init__(self) -> None:
        self.voice = Voice()


def test_another_one_is_used_at_once_and_kept(tmp_path: Path) -> None:
    store, commands = Store(tmp_path / "settings.json", print), Commands()
    devices = DeviceSettings(store, {}, print)

    def choose(**chosen: str | None) -> str:
        return devices.choose(commands, None, None, lambda now: chosen)

    assert [choose(voice="Desk"), choose(voice="Desk"), choose(wake_word="maestro")] == ["now"] * 3
    assert [choose(voice="gone"), choose(voice=None)] == ["lacking", "now"]
    used = [("Desk", None), ("Desk", "maestro"), ("gone", "maestro"), (None, "maestro")]
    assert commands.voice.used == used
    assert store.read().voice is None

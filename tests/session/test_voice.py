"""Spoken commands in a set: WAV files in, MIDI and what commands do out. The recognizer is the real one."""

from __future__ import annotations

import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from gesture2midi import paths
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.errors import PlayerError
from gesture2midi.events import Hands, NoteOn, ProgramChange, SceneChange
from gesture2midi.io.files.transcript import Collected
from gesture2midi.io.voice import microphone
from gesture2midi.io.voice.utterances import RATE, Samples
from gesture2midi.mapping.load import load
from gesture2midi.session import voice as session_voice
from gesture2midi.session.commands import Commands
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot
from gesture2midi.session.voice import Voice

SPOKEN = Path(__file__).parents[1] / "io" / "voice" / "commands"
ALWAYS = """
name: Spoken
listen: 1
controls:
  - {send: note, pitch: C3, gate: voice.louder}
scenes:
  chorus: {controls: [{send: note, pitch: C4, gate: voice.next}]}
start: chorus
"""
PATIENCE = 60.0
"""Seconds until which what is waited for has come, or the test fails; a frame is given meanwhile."""


class Frames:
    """Frames without hands, until what is waited for has come."""

    name, fps, total = "frames", 30.0, None

    def __init__(self, over: Callable[[], bool], most: int | None = None) -> None:
        self._over, self._most = over, most

    def frames(self) -> Iterator[Hands]:
        begun, count = time.monotonic(), 0
        while not self._over() and count != self._most and time.monotonic() < begun + PATIENCE:
            yield Hands(count / 30, count, 1.5, ())
            count += 1
            if self._most is None:
                time.sleep(0.002)

    def close(self) -> None:
        """There is nothing to let go of."""


def said(name: str) -> Samples:
    with wave.open(str(SPOKEN / f"{name}.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


class Microphone:
    """Hears these files once it is opened, with digital silence around each; `a+b` are two at a stretch."""

    def __init__(self, *names: str) -> None:
        self.names, self.opened, self.closed = names, 0, 0

    def __call__(self, hear: Callable[[Samples], None]) -> Microphone:
        self.opened += 1
        silence = np.zeros(RATE, np.float32)
        for name in self.names:
            pause = silence[: round(0.3 * RATE)]
            parts = [part for one in name.split("+") for part in (said(one), pause)]
            samples = np.concatenate([silence, *parts, silence])
            for at in range(0, len(samples), 800):
                hear(samples[at : at + 800])
        return self

    def close(self) -> None:
        self.closed += 1


class Set:
    """A set that is played until `over`, and what came of it."""

    def __init__(self, folder: Path, text: str, over: Callable[[Set], bool], most: int | None = None) -> None:
        path = folder / "spoken.yaml"
        path.write_text(text, encoding="utf-8")
        self.collected, self.told = Collected(), []
        outputs = NoteLedger([self.collected], self.told.append)
        self.session = Session(Frames(lambda: over(self), most), None, load(path), outputs)
        self.commands = Commands(self.session, Snapshot(outputs), [path], (), 30.0, self.told.append)

    def found(self, kind: type) -> list[object]:
        return [message for message in self.collected.messages if isinstance(message, kind)]

    def play(self, *voices: Voice) -> None:
        try:
            self.session.run()
        finally:
            for voice in voices:
                voice.close()


def played(folder: Path, text: str, over: Callable[[Set], bool], *names: str) -> Set:
    made = Set(folder, text, over)
    made.play(Voice(made.commands, made.told.append, Microphone(*names)))
    return made


def test_a_spoken_command_plays_what_the_mapping_says(tmp_path: Path) -> None:
    made = played(tmp_path, ALWAYS, lambda one: bool(one.found(NoteOn)), "louder")
    assert [note.note for note in made.found(NoteOn)] == [48]


def test_the_bundled_mapping_changes_its_sound_by_a_word(tmp_path: Path) -> None:
    text = paths.mapping_file("spoken-sounds").read_text(encoding="utf-8")
    assert "listen: left.call" in text
    made = played(
        tmp_path,
        text.replace("listen: left.call", "listen: 1"),
        lambda one: bool(one.found(ProgramChange)),
        "piano",
    )
    assert [change.program for change in made.found(ProgramChange)] == [0]


def test_built_in_commands_and_scenes_need_nothing_in_the_mapping(tmp_path: Path) -> None:
    text = ALWAYS.replace("start: chorus", "start: main")
    made = played(tmp_path, text, lambda one: bool(one.found(SceneChange)), "chorus")
    assert [change.scene for change in made.found(SceneChange)] == ["chorus"]
    done: list[str] = []
    for name in ("panic", "record"):
        made = Set(tmp_path, text, lambda one: bool(done))
        made.commands.panic = lambda: done.append("panic")
        made.commands.record = lambda on: done.append(f"record {on}")
        made.play(Voice(made.commands, made.told.append, Microphone(name)))
        assert done == {"panic": ["panic"], "record": ["record True"]}[name]
        done.clear()


def test_what_the_mapping_does_with_a_word_goes_before_what_is_built_in(tmp_path: Path) -> None:
    made = played(tmp_path, ALWAYS, lambda one: bool(one.found(NoteOn)), "next")
    assert [note.note for note in made.found(NoteOn)] == [60]
    assert not made.told


def test_the_microphone_is_closed_while_nothing_listens(tmp_path: Path) -> None:
    made = Set(tmp_path, ALWAYS.replace("listen: 1", "listen: left.victory"), lambda one: False, most=60)
    microphone = Microphone("louder")
    made.play(Voice(made.commands, made.told.append, microphone))
    assert microphone.opened == 0
    assert not made.found(NoteOn)


def test_a_key_listens_and_shows_what_was_heard(tmp_path: Path) -> None:
    seen: list[tuple[bool, str]] = []
    text = ALWAYS.replace("listen: 1\n", "")
    made = Set(tmp_path, text, lambda one: (True, "louder") in seen)
    microphone = Microphone("louder")
    voice = Voice(made.commands, made.told.append, microphone)

    def look(moment: Moment) -> None:
        view = made.commands.snapshot.view(moment, made.session)
        seen.append((view.listening, view.heard))

    made.session.watchers.append(look)
    voice.toggle()
    assert voice.listening
    made.play(voice)
    assert (True, "louder") in seen
    voice._thread.join(PATIENCE)  # longer than the end of a set would wait, on a busy machine
    assert microphone.opened == microphone.closed == 1


def test_with_a_wake_word_nobody_asks_and_only_what_follows_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Microphone("louder", "maestro+next")
    monkeypatch.setattr(session_voice, "opener", lambda name: heard)
    made = Set(tmp_path, ALWAYS.replace("listen: 1\n", ""), lambda one: bool(one.found(NoteOn)))
    voice = Voice(made.commands, made.told.append)
    assert voice.use("default", "Maestro")
    assert made.commands.snapshot.listening
    made.play(voice)
    assert [note.note for note in made.found(NoteOn)] == [60]
    assert not made.told


def test_a_wake_word_that_the_dictionary_lacks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_voice, "opener", lambda name: Microphone())
    made = Set(tmp_path, ALWAYS, lambda one: False, most=1)
    voice = Voice(made.commands, made.told.append)
    assert [voice.use("default", word) for word in ("xqzzy", "hey xqzzy", "!", "computer")] == [False] * 3 + [
        True
    ]
    assert [told.split(":")[0] for told in made.told] == [
        "The dictionary has no wake word 'xqzzy'",
        "The dictionary has no wake word 'xqzzy'",
        "The dictionary has no wake word '!'",
    ]
    made.play(voice)


def test_a_microphone_that_does_not_open_is_told_once_and_hands_play_on(tmp_path: Path) -> None:
    def broken(hear: Callable[[Samples], None]) -> Microphone:
        raise PlayerError("The microphone 'desk' cannot be opened: it is gone.")

    made = Set(tmp_path, ALWAYS, lambda one: bool(one.told) and not one.commands.snapshot.listening)
    made.play(Voice(made.commands, made.told.append, broken))
    (told,) = made.told
    assert told.startswith("The microphone 'desk' cannot be opened: it is gone. ")
    assert told.endswith("Spoken commands are not heard; your hands play on.")


def use(made: Set, name: str) -> bool:
    voice = Voice(made.commands, made.told.append)
    try:
        assert not voice.ready
        return voice.use(name)
    finally:
        voice.close()


@pytest.mark.parametrize("lacks", ["pocketsphinx", "sounddevice"])
def test_an_extra_that_is_not_installed_is_told_in_a_line(
    lacks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, lacks, None)
    monkeypatch.setattr("gesture2midi.mapping.spoken.installed", lambda: lacks != "pocketsphinx")
    made = Set(tmp_path, ALWAYS, lambda one: True)
    assert not use(made, "default")
    (told,) = made.told
    assert "pip install 'gesture2midi[voice]'" in told


def test_a_microphone_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "microphones", lambda: ["Desk", "Headset"])
    made = Set(tmp_path, ALWAYS, lambda one: True)
    assert not use(made, "Hedset")
    assert made.told[0].startswith("There is no microphone 'Hedset'")
    assert "Headset" in made.told[0]
    assert use(made, "head")
    assert microphone.find("head") == "Headset"
    monkeypatch.setattr(microphone, "microphones", list)
    assert not use(made, "default")
    assert made.told[1].startswith("There is no microphone 'default': there is none at all.")


def test_without_a_microphone_the_key_and_the_mapping_say_what_to_do(tmp_path: Path) -> None:
    made = Set(tmp_path, ALWAYS, lambda one: False, most=3)
    made.commands.voice = voice = Voice(made.commands, made.told.append)
    made.commands.listen_for_voice()
    made.play(voice)
    asked, told = made.told
    assert "--voice default" in asked
    assert told == "The mapping Spoken has spoken commands, which need a microphone: `--voice default`."

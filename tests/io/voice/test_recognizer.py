"""What PocketSphinx makes of commands that speech synthesizers spoke (`tools.spoken_commands`)."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.io.voice.recognizer import Recognizer
from gesture2midi.io.voice.utterances import RATE, Samples, Utterances

COMMANDS = ("chorus", "louder", "next", "panic", "piano", "record", "stop", "quiet verse")


def said(name: str) -> Samples:
    """Returns what a file of `commands` says."""
    with wave.open(str(Path(__file__).parent / "commands" / f"{name}.wav")) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def spoken(*names: str, pause: float = 0.0) -> Samples:
    """Returns what files say, with digital silence around them, and of so many seconds between them."""
    silence, between = np.zeros(RATE, np.float32), np.zeros(round(pause * RATE), np.float32)
    return np.concatenate([silence, *(part for name in names for part in (said(name), between)), silence])


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


def heard(recognizer: Recognizer, samples: Samples, after_wake_word: bool = False) -> list[str]:
    utterances = Utterances(after_wake_word)
    return [command for one in utterances.feed(samples) if (command := recognizer.hear(one))]


@pytest.mark.parametrize("name", ["chorus", "louder", "next", "panic", "piano", "record"])
def test_each_command_is_heard_once(recognizer: Recognizer, name: str) -> None:
    recognizer.listen_for(COMMANDS)
    assert heard(recognizer, spoken(name)) == [name]


@pytest.mark.parametrize("name", ["how-are", "good-morning"])
def test_what_is_no_command_is_none(recognizer: Recognizer, name: str) -> None:
    recognizer.listen_for(COMMANDS)
    assert heard(recognizer, spoken(name)) == []


def test_a_command_that_is_no_more_listened_for_is_none(recognizer: Recognizer) -> None:
    recognizer.listen_for(["next"])
    assert heard(recognizer, spoken("louder")) == []
    recognizer.listen_for([])
    assert heard(recognizer, spoken("next")) == []


@pytest.mark.parametrize("pause", [0.0, 0.1, 0.3, 0.6])
def test_a_command_is_heard_after_its_wake_word(recognizer: Recognizer, pause: float) -> None:
    recognizer.listen_for(COMMANDS, "maestro")
    assert heard(recognizer, spoken("maestro", "louder", pause=pause), after_wake_word=True) == ["louder"]


@pytest.mark.parametrize("names", [["next"], ["maestro"], ["piano"], ["good-morning"]])
def test_without_its_wake_word_a_command_is_none(recognizer: Recognizer, names: list[str]) -> None:
    recognizer.listen_for(COMMANDS, "maestro")
    assert heard(recognizer, spoken(*names), after_wake_word=True) == []


def test_of_a_command_of_two_words_one_is_none(recognizer: Recognizer) -> None:
    recognizer.listen_for(["piano solo"])
    assert heard(recognizer, spoken("piano")) == []


def test_silence_is_none(recognizer: Recognizer) -> None:
    recognizer.listen_for(COMMANDS)
    assert recognizer.hear(np.zeros(RATE, np.float32)) == ""
    assert recognizer.hear(np.zeros(0, np.float32)) == ""

"""What PocketSphinx makes of commands that speech synthesizers spoke (`tools.spoken_commands`)."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.io.voice.recognizer import Recognizer
from gesture2midi.io.voice.utterances import RATE, Samples, Utterances

COMMANDS = ("chorus", "louder", "next", "panic", "piano", "record", "stop", "quiet verse")


def spoken(name: str) -> Samples:
    """Returns what a file of `commands` says, with digital silence around it."""
    with wave.open(str(Path(__file__).parent / "commands" / f"{name}.wav")) as file:
        assert file.getframerate() == RATE
        said = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    silence = np.zeros(RATE, np.float32)
    return np.concatenate((silence, said, silence))


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer()


def heard(recognizer: Recognizer, samples: Samples) -> list[str]:
    utterances = Utterances()
    return [said for utterance in utterances.feed(samples) if (said := recognizer.hear(utterance))]


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


def test_silence_is_none(recognizer: Recognizer) -> None:
    recognizer.listen_for(COMMANDS)
    assert recognizer.hear(np.zeros(RATE, np.float32)) == ""
    assert recognizer.hear(np.zeros(0, np.float32)) == ""

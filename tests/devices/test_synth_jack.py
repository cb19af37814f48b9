"""The live synth on a real JACK server, recorded by jack_rec."""

from __future__ import annotations

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.io.synth.fluidsynth import default_soundfont

pytest.importorskip("fluidsynth", reason="libfluidsynth is not installed", exc_type=ImportError)
if not default_soundfont().exists():
    pytest.skip("the bundled soundfont has not been built", allow_module_level=True)

PLAY = """
from gesture2midi.events import *
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.io.synth.output import Synth
synth = Synth()
assert synth.driver == "jack"
synth.configure({1: 16}, 0.8, 0.0)
outputs = NoteLedger([synth], print)
outputs.send(Messages(0.0, (NoteOn(0.0, "a", 1, 69, 100),)))
print("playing")
input()
for i in range(5000):
    outputs.send(Messages(1.0, (NoteOn(1.0, "a", 1, 69, 100),)))
outputs.close(2.0)
print("closed")
"""


def test_what_jack_records_is_the_note(jack_server, play, tmp_path: Path) -> None:
    if shutil.which("jack_rec") is None:
        pytest.skip("jack_rec is not installed")
    player = play(PLAY)
    player.wait_for("playing")
    path = tmp_path / "recorded.wav"
    sides = ("Gesture2MIDI-synth:left", "Gesture2MIDI-synth:right")
    jack_server.ask("jack_rec", "-f", str(path), "-d", "1", "-b", "16", *sides)
    with wave.open(str(path), "rb") as wav:
        assert (wav.getnchannels(), wav.getframerate()) == (2, 48000)
        sound = np.frombuffer(wav.readframes(wav.getnframes()), "<i2").reshape(-1, 2).mean(axis=1)
    assert len(sound) >= 48000
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    hertz = np.fft.rfftfreq(len(sound), 1 / 48000)
    near = (hertz > 430) & (hertz < 450)
    assert hertz[near][spectrum[near].argmax()] == pytest.approx(440, abs=1.1)
    assert spectrum[near].max() > 100 * np.median(spectrum)
    player.go_on()
    assert player.end() == ["playing", "closed"]


def test_a_server_that_dies_takes_the_synth_along_and_leaves_nobody_hanging(jack_server, play) -> None:
    player = play(PLAY)
    player.wait_for("playing")
    jack_server.stop()
    player.go_on()
    gone = "The JACK server has gone, and the synth with it; start JACK again"
    assert player.end() == ["playing", gone, "closed"]

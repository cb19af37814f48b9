"""Speaks the commands that the tests play: 16 kHz WAV files in tests/io/voice/commands.

    python -m tools.spoken_commands

Needs espeak-ng and flite; both are free of conditions on what they speak.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OUT = Path(__file__).parents[1] / "tests" / "io" / "voice" / "commands"
RATE = 16_000
SPOKEN = (
    ("espeak:en-us", "next"),
    ("espeak:en-us", "louder"),
    ("espeak:en-us", "maestro"),
    ("espeak:en-gb+f3", "chorus"),
    ("espeak:en-us", "panic"),
    ("flite:slt", "piano"),
    ("flite:kal16", "record"),
    ("espeak:en-us", "how are you all"),
    ("flite:slt", "good morning everybody"),
)


def speak(voice: str, text: str) -> NDArray[np.float64]:
    """Returns what a voice says, -1..1 at `RATE`, with no silence around it and the same loudness each time.

    voice: `espeak:NAME` or `flite:NAME`.
    """
    kind, _, name = voice.partition(":")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        said = (
            ["espeak-ng", "-v", name, "-s", "150", "-w", str(path), text]
            if kind == "espeak"
            else ["flite", "-voice", name, "-t", text, "-o", str(path)]
        )
        subprocess.run(said, check=True, capture_output=True)
        with wave.open(str(path)) as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    samples = resampled(samples, rate)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    samples = samples[loud[0] : loud[-1] + 1]
    quieter: NDArray[np.float64] = samples / np.sqrt(np.mean(samples**2)) * 0.08
    return quieter


def resampled(samples: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Returns samples of this rate at `RATE`, by their spectrum."""
    many = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)[: many // 2 + 1]
    made: NDArray[np.float64] = np.fft.irfft(spectrum, many) * many / len(samples)
    return made


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for voice, text in SPOKEN:
        samples = speak(voice, text)
        with wave.open(str(OUT / f"{'-'.join(text.split()[:2])}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()

"""Spoken commands: how many are heard, clean and with music behind, and what talk is taken for one.

    python -m benchmarks voice [--tuning] [--every N] [--wake-word maestro]

Speech synthesizers (espeak-ng and flite, by apt) speak commands and sentences that are none; the bundled
soundfont plays the music behind. The constants of `gesture2midi.io.voice` were chosen with what `--tuning`
plays; what is played without it nothing was chosen on.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Message, NoteOff, NoteOn
from gesture2midi.io.synth.wav_file import render_wav
from gesture2midi.io.voice.recognizer import Recognizer
from gesture2midi.io.voice.utterances import RATE, Samples, Utterances
from gesture2midi.mapping.spoken import BUILT_IN
from tools.spoken_commands import resampled, speak

LOUD = 0.08
"""Root mean square of a voice, of full scale."""
BEFORE, AFTER = 2.0, 1.0
"""Seconds of music, or of silence, around what is spoken."""
BLOCK = 800


@dataclass(frozen=True)
class Corpus:
    """programs: of the music's chords, bass and tune, for each piece."""

    voices: tuple[str, ...]
    commands: tuple[str, ...]
    sentences: tuple[str, ...]
    programs: tuple[tuple[int, int, int], ...]
    seed: int


TUNING = Corpus(
    voices=("espeak:en-us", "espeak:en-gb+f3", "flite:kal16", "flite:slt"),
    commands=(
        *("louder", "softer", "chorus", "verse", "strings", "piano", "drums", "tempo", "freeze", "octave"),
        *("reverb", "solo", "bridge", "quiet", "organ", "applause"),
    ),
    sentences=(
        "shall we have lunch after the show",
        "could you turn the monitor up a little",
        "this one is for my mother",
        "the water is cold and deep",
        "is there any coffee left",
        "we have been on the road for weeks",
        "put the box under the table",
        "that microphone sounds strange",
        "he said the master was asleep",
        "please stop talking during the concert",
    ),
    programs=((0, 33, 73), (19, 38, 56), (48, 32, 4), (89, 34, 80)),
    seed=0,
)
HELD_OUT = Corpus(
    voices=("espeak:en-gb-x-rp", "espeak:en-gb-scotland+f2", "espeak:en-us+m3", "flite:awb", "flite:rms"),
    commands=(
        *(
            "guitar",
            "brighter",
            "darker",
            "intro",
            "ending",
            "trumpet",
            "echo",
            "harmony",
            "faster",
            "slower",
        ),
        *("silence", "choir", "minor", "major", "thunder", "garden"),
    ),
    sentences=(
        "good evening and welcome to the show",
        "the weather has been lovely this week",
        "can somebody close the door at the back",
        "our singer has lost her voice",
        "i would like a glass of water",
        "they moved to the city last year",
        "there is a bird in the tree",
        "what time does the bar close",
        "we are going to take a short break",
        "the next song is about the sea",
        "my guitar is out of tune again",
        "he drove all night without stopping",
        "that was a beautiful evening",
        "thank you",
        "are you ready",
        "let me know if it is too loud",
        "a faster car would cost more money",
        "silence is golden they say",
        "the choir sang in the garden",
        "there was no need to panic",
    ),
    programs=((4, 39, 11), (16, 35, 65), (50, 33, 71), (24, 36, 81)),
    seed=100,
)


@dataclass
class Count:
    """What came of commands or sentences at one loudness of the music."""

    spoken: int = 0
    right: int = 0
    wrong: int = 0
    delays: list[float] = field(default_factory=list)

    def row(self) -> str:
        right = f"{100 * self.right / max(1, self.spoken):.0f} %"
        late = f"{1000 * np.percentile(self.delays, 95):.0f} ms" if self.delays else "-"
        counts = f"{self.right:4} of {self.spoken:4} ({right})  wrong {self.wrong:3}"
        return f"{counts}  95 of 100 answers within {late}"


def music(programs: Sequence[int], seed: int, seconds: float = 30.0) -> NDArray[np.float64]:
    """Returns a piece of chords, bass, drums and a tune, as the bundled soundfont plays it."""
    random = np.random.default_rng(seed)
    beat, notes = 60 / random.uniform(80, 130), list[Message]()

    def note(at: float, length: float, channel: int, number: int, velocity: int) -> None:
        notes.append(NoteOn(at, "music", channel, number, velocity))
        notes.append(NoteOff(at + length, "music", channel, number))

    roots = random.choice([48, 50, 52, 53, 55, 57], 4)
    for bar in range(int(seconds / (4 * beat))):
        root = int(roots[bar % 4])
        for above in (0, 3 + bar % 2, 7, 12):
            note(4 * bar * beat, 3.9 * beat, 1, root + above, 70)
        for step in range(8):
            at = (4 * bar + step / 2) * beat
            note(at, 0.1, 10, 42, 60)
            if step % 2 == 0:
                note(at, 0.9 * beat, 2, root - 12, 90)
                note(at, 0.1, 10, 36 if step % 4 == 0 else 38, 100)
            if random.random() < 0.7:
                above = int(random.choice([12, 14, 16, 19, 21, 24]))
                note(at, 0.45 * beat, 3, root + above, int(random.integers(60, 110)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "music.wav")
        ordered = sorted(notes, key=lambda message: message.t)
        render_wav(ordered, path, None, dict(enumerate(programs, 1)), 0.8, 0.3)
        with wave.open(str(path)) as file:
            data = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).mean(1) / 32768
            return resampled(data, file.getframerate())


def over(
    said: NDArray[np.float64], behind: NDArray[np.float64] | None, apart: float, random: np.random.Generator
) -> Samples:
    """Returns what a microphone hears of a voice; apart: decibels by which the music behind is quieter."""
    silence = np.zeros(round(BEFORE * RATE)), np.zeros(round(AFTER * RATE))
    heard = np.concatenate((silence[0], said, silence[1]))
    if behind is not None:
        at = int(random.integers(0, len(behind) - len(heard)))
        piece = behind[at : at + len(heard)]
        heard = heard + piece / np.sqrt(np.mean(piece**2)) * LOUD * 10 ** (-apart / 20)
    return np.clip(heard, -1, 1).astype(np.float32)


def listen(recognizer: Recognizer, samples: Samples, wake_word: str) -> list[tuple[str, float]]:
    """Returns each command that is heard, and when it is known: with the time that recognizing takes."""
    utterances, found = Utterances(after_wake_word=bool(wake_word)), []
    for at in range(0, len(samples), BLOCK):
        for utterance in utterances.feed(samples[at : at + BLOCK]):
            begun = time.perf_counter()
            command = recognizer.hear(utterance)
            if command:
                found.append((command, (at + BLOCK) / RATE + time.perf_counter() - begun))
    return found


def run(corpus: Corpus, every: int, wake_word: str) -> None:
    pieces = [music(programs, corpus.seed + i) for i, programs in enumerate(corpus.programs)]
    commands = (*BUILT_IN, *corpus.commands)
    recognizer = Recognizer()
    recognizer.listen_for(commands, wake_word)
    random = np.random.default_rng(corpus.seed)
    heard, begun = 0.0, time.process_time()
    for said, texts in (("commands", commands), ("sentences", corpus.sentences)):
        print(f"{said}, spoken by {len(corpus.voices)} voices")
        for name, apart in (("clean", None), ("20 dB", 20.0), ("10 dB", 10.0)):
            count = Count()
            for i, voice in enumerate(corpus.voices):
                for text in texts[i % every :: every]:
                    called = wake_word and said == "commands"
                    spoken = speak(voice, f"{wake_word}, {text}" if called else text)
                    samples = over(spoken, None if apart is None else pieces[i % 4], apart or 0.0, random)
                    found = listen(recognizer, samples, wake_word)
                    heard += len(samples) / RATE
                    count.spoken += 1
                    right = [at for command, at in found if command == text]
                    count.right += bool(right) if said == "commands" else not found
                    count.wrong += any(command != text for command, _ in found)
                    count.delays += [at - BEFORE - len(spoken) / RATE for at in right[:1]]
            print(f"  {name:6} {count.row()}", flush=True)
    print(
        f"CPU while it listens: {(time.process_time() - begun) / heard:.3f} of a core, speech synthesis apart"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tuning", action="store_true", help="play what the constants were chosen on")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth text of each voice")
    parser.add_argument("--wake-word", default="", metavar="WORD", help="said before each command")
    options = parser.parse_args()
    run(TUNING if options.tuning else HELD_OUT, options.every, options.wake_word)


if __name__ == "__main__":
    main()

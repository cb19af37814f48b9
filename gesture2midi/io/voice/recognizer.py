"""Tells which command an utterance is, or that it is none: PocketSphinx with the commands as its grammar.

The grammar hears one of the commands in whatever is said. So the same samples are heard again as any row of
phones, and a command that fits them much worse than that row is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from gesture2midi.errors import UsageError
from gesture2midi.io.voice.microphone import EXTRA
from gesture2midi.io.voice.utterances import AROUND, PAUSE, RATE, Samples

# Chosen on the voices, commands and music that `python -m benchmarks voice --tuning` plays.
_WORST = -30.0
"""By how much a command may fit its frames worse than free phones do, in the decoder's logarithm a frame."""
_SHARE = 0.4
"""Of all frames that a command has at the least; in talk it is found in a corner."""
_COVER = 0.75
"""Of what was loud that a command covers at the least."""
_LONGEST = 0.95
"""Seconds of each word of a command at the most; in talk one is stretched over several words."""
_FRAME = 0.01
"""Seconds of a frame of the decoder."""
_NOISE = 1e-3
"""Standard deviation of what is added: the decoder's noise estimate takes no digital silence."""
_SHIFT = 1024
"""By which the decoder multiplies the scores of a grammar, and not those of free phones."""
_COMMANDS, _PHONES = "commands", "phones"


class Recognizer:
    """Is told the commands, and then which utterance is which.

    Raises:
        UsageError: the extra is not installed.
    """

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError as error:
            raise UsageError(EXTRA) from error
        model = Path(pocketsphinx.get_model_path("en-us"))
        common = {
            "hmm": str(model / "en-us"),
            "dict": str(model / "cmudict-en-us.dict"),
            "lm": None,
            "loglevel": "FATAL",
        }
        self._commands: Any = pocketsphinx.Decoder(pocketsphinx.Config(**common))
        self._phones: Any = pocketsphinx.Decoder(pocketsphinx.Config(**common, allphone_ci=True))
        self._phones.add_allphone_file(_PHONES, None)
        self._phones.activate_search(_PHONES)
        self._listening: dict[str, str] = {}

    def listen_for(self, commands: Iterable[str], wake_word: str = "") -> None:
        """Takes these commands in place of those before; each is words of the dictionary, between spaces.

        wake_word: what is said before each, without which it is none.
        """
        before = f"{wake_word} " if wake_word else ""
        wanted = {before + command: command for command in sorted(commands)}
        if wanted and wanted != self._listening:
            # The wake word alone is none, but is heard as itself, and not as the nearest command.
            choice = " | ".join([*wanted, *([wake_word] if wake_word else ())])
            grammar = f"#JSGF V1.0;\ngrammar spoken;\npublic <command> = {choice};\n"
            self._commands.add_jsgf_string(_COMMANDS, grammar)
            self._commands.activate_search(_COMMANDS)
        self._listening = wanted

    def hear(self, utterance: Samples) -> str:
        """Returns the command that an utterance is; "" where it is none."""
        if not self._listening or not len(utterance):
            return ""
        data = _pcm(utterance)
        _decode(self._commands, data)
        found = self._commands.hyp()
        if found is None or found.hypstr not in self._listening:
            return ""
        parts = list(self._commands.seg())
        words = [one for one in parts if one.word[0].isalnum()]
        first, last = words[0].start_frame, words[-1].end_frame
        said = sum(_log(one.ascore) for one in parts if first <= one.start_frame <= last) / _SHIFT
        _decode(self._phones, data)
        free = sum(_within(one, first, last) for one in self._phones.seg())
        many, every = last - first + 1, len(utterance) / RATE / _FRAME
        loud = every - (AROUND + PAUSE) / _FRAME
        good = (
            (said - free) / many >= _WORST
            and many >= max(_SHARE * every, _COVER * loud)
            and many * _FRAME <= _LONGEST * len(words)
        )
        return self._listening[found.hypstr] if good else ""


def _within(phone: Any, first: int, last: int) -> float:
    """The score of the part of a phone that lies within these frames."""
    frames = min(phone.end_frame, last) - max(phone.start_frame, first) + 1
    score: float = _log(phone.ascore) * max(0, frames) / (phone.end_frame - phone.start_frame + 1)
    return score


def _decode(decoder: Any, data: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(data, no_search=False, full_utt=True)
    decoder.end_utt()


def _log(score: float) -> float:
    """A score in the decoder's logarithm, whose base is 1.0001."""
    return math.log(max(score, 1e-300)) / math.log(1.0001)


def _pcm(samples: Samples) -> bytes:
    """As 16 bits, with a little noise, the same for the same samples."""
    noise = np.random.default_rng(0).standard_normal(len(samples)) * _NOISE
    return bytes((np.clip(samples + noise, -1, 1) * 32767).astype("<i2").tobytes())

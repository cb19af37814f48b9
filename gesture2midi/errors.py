"""Errors made for players: one sentence that says what, where and what to do.

The command line prints `str(error)` and exits with `error.status`; nothing else is shown, so the
sentence has to be enough. Anything that is not a `PlayerError` is a fault of ours and may show a
traceback.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates (Unicode Standard Annex 9)."""

_ENDLESS = re.compile(r"(\S{120})\S{280,}(\S{60})")
"""A word of more than 460 letters: no name of a file is as long (255 at most), and few paths."""

# difflib's own 0.6 finds `name` for `camera`.
CUTOFF = 0.65


class PlayerError(Exception):
    """Something the player can mend. `status` is the exit status of the command."""

    status = 1


class UsageError(PlayerError):
    """The command was asked for something that makes no sense (an option, a port name)."""

    status = 2


class SourceError(PlayerError):
    """A camera, video, folder, score or take cannot be read."""


class ModelError(PlayerError):
    """The hand model is missing, or is not the file that it should be."""


class MappingError(PlayerError):
    """A mapping file has problems; the text lists all of them with file:line:column."""


class GestureError(PlayerError):
    """A gesture cannot be taught from what was shown, or its file is none."""


class OutputError(PlayerError):
    """A MIDI port, OSC target, synth or file cannot be opened, or failed while playing."""


class ListenError(PlayerError):
    """A port that the set is to listen to cannot be had."""


class SoundfontError(OutputError):
    """A soundfont cannot be read: unlike a missing sound card, a mistake to mend before playing."""


class Mistake(ValueError):
    """A mistake in something that a player wrote, before it is known in which line of which file.

    `message` says what is wrong, `hint` what to do, `at` is the offset in the text it is about.

    An empty message means: not what this field takes; the reader of the file knows what it does.
    """

    def __init__(self, message: str = "", hint: str = "", at: int = 0) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint
        self.at = at


def printable(text: str) -> str:
    """Returns a text that only says something: a control character of a name or a path is written out.

    Line feeds and tabs stay. What is no character (a lone surrogate) is written out as well, and what turns
    the direction of writing, with which a name can pass for another.
    """
    return "".join(char if _harmless(char) else _written_out(char) for char in text)


def shortened(text: str) -> str:
    """Returns a text in which a very long word, as a name or a value may be, is told by its two ends."""
    return _ENDLESS.sub(r"\1…\2", text)


def refusal(problem: Mapping[str, Any]) -> str:
    """Returns what is wrong with a value, to stand after its name. problem: one of pydantic's `errors()`."""
    if problem["type"] == "missing":
        return "is missing"
    if problem["type"] == "extra_forbidden":
        return "is not known"
    said = str(problem["msg"]).removeprefix("Value error, ")
    subject, should, wanted = said.partition(" should ")
    return f"should {wanted}" if should and subject.isalpha() else f"is not right ({said})"


def _harmless(char: str) -> bool:
    if char in "\n\t":
        return True
    return unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") and char not in _TURNS


def _written_out(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that begins with or is most like `word`, whatever its capitals."""
    by_lower = {name.lower(): name for name in known}
    begun = [name for name in by_lower if name.startswith(word.lower())]
    if len(begun) == 1 and len(word) > 1:
        return by_lower[begun[0]]
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=CUTOFF)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of `known`; `otherwise` where nothing is near."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else otherwise


def one_of(word: str, known: Collection[str]) -> str:
    """Returns what to take instead of a word that is not known: the nearest one, or any of them."""
    return did_you_mean(word, known, f"take one of {', '.join(known)}.")


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end

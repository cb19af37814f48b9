"""A mistake in something that a player wrote, before it is known in which line of which file."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# difflib's own 0.6 finds `name` for `camera`.
CUTOFF = 0.65


class Mistake(ValueError):
    """`message` says what is wrong, `hint` what to do, `at` is the offset in the text it is about.

    An empty message means: not what this field takes; the reader of the file knows what it does.
    """

    def __init__(self, message: str = "", hint: str = "", at: int = 0) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint
        self.at = at


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


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end

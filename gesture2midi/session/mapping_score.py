"""What the virtual performer plays of a mapping: the score that it names, or one made from what it reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import SourceError
from gesture2midi.performer.score import Score, load_score, read_score
from gesture2midi.session.made_score import made_score

WITHOUT_MAPPING = "demo"
"""The score that is played before there is a mapping."""


class MappingScore:
    """Gives the score of the mapping that was told last; any thread may tell, and ask.

    say: told in a sentence why the score that a mapping names cannot be played.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._mapping: Mapping | None = None
        self._score: Score | None = None
        self._lock = Lock()

    def follow(self, mapping: Mapping) -> None:
        """Have this mapping's score from now on. It is read, or made, when it is asked for."""
        with self._lock:
            self._mapping, self._score = mapping, None

    def __call__(self) -> Score:
        """Returns the score; the same object for as long as the score stays what it is.

        Raises:
            SourceError: not even the usual score can be read.
        """
        with self._lock:
            if self._score is None:
                self._score = self._found()
            return self._score

    def _found(self) -> Score:
        mapping = self._mapping
        if mapping is None:
            return _named(WITHOUT_MAPPING)
        if mapping.score:
            try:
                return _named(mapping.score)
            except SourceError as error:
                self._say(f"{error} The performer plays what it makes of the mapping.")
        return _made(made_score(mapping))


_named = lru_cache(maxsize=32)(load_score)


@lru_cache(maxsize=32)
def _made(text: str) -> Score:
    return read_score(text, "the score of the mapping")

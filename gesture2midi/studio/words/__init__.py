"""Every sentence of the pages, a file for each language. To add one, copy `en.yaml` and translate it."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from gesture2midi.gestures.calibration import Note

DEFAULT = "en"
_FOLDER = Path(__file__).parent


def languages() -> tuple[str, ...]:
    """Those there are, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


Sentence: TypeAlias = str | dict[int | Literal["other"], str]
"""As it is, or by the number `count` in it: those that have a form of their own, and all others."""


class Words:
    """The sentences of one language; `words("shell.panic")`, with values for the `{names}` in it."""

    def __init__(self, language: str, sentences: dict[str, Sentence]) -> None:
        self.language = language
        self.sentences = sentences

    def __call__(self, key: str, *, count: int | None = None, **values: object) -> str:
        sentence = self.sentences[key]
        if isinstance(sentence, dict):
            sentence = sentence[count if count is not None and count in sentence else "other"]
        return sentence.format(count=count, **values)

    def named(self, section: str, name: str) -> str:
        """Returns the words for one thing of a section; its own name where there are none yet."""
        key = f"{section}.{name}"
        return self(key) if key in self.sentences else name.replace("_", " ")

    def told(self, text: str) -> str:
        """Returns a notice or an error of the program in this language; as it is where none is known."""
        return "\n".join(self._told(line) for line in text.split("\n"))

    def _told(self, line: str) -> str:
        for key, pattern in _notices():
            if (found := pattern.fullmatch(line)) is not None:
                values: dict[str, Any] = found.groupdict()
                return self(key, **values)
        return line

    def note(self, note: Note) -> str:
        """What a calibration has to say."""
        hands = {"left": "hand_left", "right": "hand_right"}
        hand = self(f"calibrate.{hands[note.side]}")
        return self(f"calibrate.{note.about}", hand=hand, side=note.side)


@cache
def _notices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English notices by their keys, each as a pattern that takes out what stands in it."""
    return tuple(
        (key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text))))
        for key, text in read(DEFAULT).sentences.items()
        if key.startswith("notice.") and isinstance(text, str)
    )


@cache
def read(language: str) -> Words:
    """The words of one of `languages`; in English what it has no sentence for, or not with these values."""
    english = _sentences(DEFAULT)
    own = {key: text for key, text in _sentences(language).items() if key in english}
    return Words(
        language, english | {k: text for k, text in own.items() if _places(text) == _places(english[k])}
    )


def _places(sentence: Sentence) -> set[str]:
    """The names of the values that stand in a sentence."""
    text = sentence if isinstance(sentence, str) else sentence["other"]
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _sentences(language: str) -> dict[str, Sentence]:
    nested = YAML(typ="safe", pure=True).load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return {f"{page}.{name}": text for page, group in nested.items() for name, text in group.items()}


def wanted(accepted: str) -> Words:
    """The words for an `Accept-Language` header, as `de-AT,de;q=0.9,en;q=0.8`: the first that we have."""
    ranked = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), place, tag.partition("-")[0].lower()))
        except ValueError:
            continue
    known = languages()
    return read(next((tag for _, _, tag in sorted(ranked) if tag in known), DEFAULT))

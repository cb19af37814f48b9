"""Every sentence of the pages, a file for each language. To add one, copy `en.yaml` and translate it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

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

    def note(self, note: Note) -> str:
        """What a calibration has to say."""
        hands = {"left": "hand_left", "right": "hand_right"}
        hand = self(f"calibrate.{hands[note.side]}")
        return self(f"calibrate.{note.about}", hand=hand, side=note.side)


@cache
def read(language: str) -> Words:
    """The words of one of `languages`."""
    nested = YAML(typ="safe", pure=True).load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return Words(
        language, {f"{page}.{name}": text for page, group in nested.items() for name, text in group.items()}
    )


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

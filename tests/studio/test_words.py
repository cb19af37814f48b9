"""Every sentence is there, in every language, with the same places for values."""

from __future__ import annotations

import inspect
import re
import string
from pathlib import Path

import pytest

from gesture2midi import studio
from gesture2midi.gestures import calibration
from gesture2midi.gestures.calibration import STEPS, Note
from gesture2midi.session import checks, sound_path
from gesture2midi.studio import words

FOLDER = Path(studio.__file__).parent


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(sentence: words.Sentence) -> list[str]:
    """As it is said of each number that has a form of its own, and of all others."""
    if isinstance(sentence, str):
        return [sentence]
    return [*(text for number, text in sentence.items() if isinstance(number, int)), sentence["other"]]


@pytest.mark.parametrize("language", words.languages())
def test_a_translation_has_all_sentences_and_no_others(language: str) -> None:
    english, other = words.read("en").sentences, words.read(language).sentences
    assert english.keys() == other.keys()
    for key, sentence in english.items():
        *some, others = forms(other[key])
        assert others.strip() and all(text.strip() for text in some), key
        assert places(others) == places(forms(sentence)[-1]), key
        assert all(places(text) <= places(others) for text in some), key


def test_each_sentence_that_a_page_shows_is_there_and_each_one_is_shown() -> None:
    elsewhere = (inspect.getsourcefile(module) for module in (checks, calibration, sound_path))
    files = (*FOLDER.rglob("*.py"), *(Path(str(file)) for file in elsewhere))
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    known = words.read("en").sentences
    steps = {step.name for step in STEPS}
    pages = {key.split(".")[0] for key in known}
    asked = set(re.findall(rf'"((?:{"|".join(pages)})\.[a-z_]+)"', code))
    assert asked <= known.keys()
    for key in known.keys() - asked:
        page, name = key.split(".")
        # Some are put together: f"play.{state}".
        assert f'f"{page}.{{' in code and (f'"{name}"' in code or name in steps), key


def test_the_browsers_wish_is_heard() -> None:
    assert words.wanted("de-AT,de;q=0.9,en;q=0.8").language == "de"
    assert words.wanted("fr-FR,fr;q=0.9,en;q=0.5,de;q=0.7").language == "de"
    assert words.wanted("xx").language == "en"
    assert words.wanted("").language == "en"
    assert words.wanted(";q=,,;;q=x;q=1").language == "en"


def test_a_calibrations_notes_are_said_in_every_language() -> None:
    said = {
        words.read(language).note(Note(about, side))
        for language in words.languages()
        for about in ("note_alone", "note_depth", "note_open", "note_pinch")
        for side in ("left", "right")
    }
    assert len(said) == 8 * len(words.languages())
    assert words.read("de").note(Note("note_alone", "left")) == (
        "Nur deine linke Hand hat sich bewegt, also spielt sie allein (`hands: left`)."
    )


def test_a_sentence_has_as_many_forms_as_its_language_needs() -> None:
    hands = {1: "jedna ręka", 2: "dwie ręce", "other": "{count} rąk"}
    polish = words.Words("pl", {"mapping.hands": hands, "takes.thrown": "{days} dni, {count}"})
    assert [polish("mapping.hands", count=n) for n in (1, 2, 5)] == ["jedna ręka", "dwie ręce", "5 rąk"]
    assert polish("takes.thrown", days=30, count=2) == "30 dni, 2"

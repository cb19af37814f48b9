"""Every sentence is there, in every language, with the same places for values."""

from __future__ import annotations

import ast
import inspect
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import gesture2midi
from gesture2midi import studio
from gesture2midi.gestures import calibration
from gesture2midi.gestures.calibration import STEPS, Note
from gesture2midi.gestures.signals import BOTH, FINGERS, HAND, HITS, POSES
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.editing.schema_fields import kind
from gesture2midi.mapping.editing.sources import HANDS
from gesture2midi.session import checks, sound_path
from gesture2midi.studio import words
from gesture2midi.studio.components.source_picker import signal_words
from gesture2midi.studio.services.mapping_tags import TAGS

FOLDER = Path(studio.__file__).parent
TABLES = {"notice", "field", "kind", "hand", "finger", "signal", "tag"}
"""Sections with a sentence for each of something, and none of anything else."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(sentence: words.Sentence) -> list[str]:
    """As it is said of each number that has a form of its own, and of all others."""
    if isinstance(sentence, str):
        return [sentence]
    return [*(text for number, text in sentence.items() if isinstance(number, int)), sentence["other"]]


COMPLETE = ("en", "de")
"""The languages that say everything; others say in English what is missing."""


@pytest.mark.parametrize("language", words.languages())
def test_a_translation_has_all_sentences_and_no_others(language: str) -> None:
    english, other = words.read("en").sentences, words._sentences(language)
    assert other.keys() <= english.keys()
    assert language not in COMPLETE or other.keys() == english.keys()
    assert len(other) > 0.9 * len(english)
    for key, sentence in other.items():
        *some, others = forms(sentence)
        assert others.strip() and all(text.strip() for text in some), key
        assert places(others) == places(forms(english[key])[-1]), key
        assert all(places(text) <= places(others) for text in some), key
    assert words.read(language).sentences.keys() == english.keys()


@pytest.mark.parametrize("language", words.languages())
def test_what_a_language_does_not_say_is_said_in_english(language: str) -> None:
    english, read = words.read("en").sentences, words.read(language).sentences
    assert read.keys() == english.keys()
    for key, sentence in read.items():
        assert places(forms(sentence)[-1]) == places(forms(english[key])[-1]), key
    own = sum(read[key] != english[key] for key in english)
    assert language == "en" or own > len(english) // 2


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
        if key.split(".")[0] in TABLES:
            continue
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


def literal(code: str) -> str:
    """Code with the parts of each text that is written over several lines put together."""
    return re.sub(r'"\s*\n\s*f?"', "", code)


def test_each_notice_that_is_translated_is_one_that_the_program_gives() -> None:
    package = Path(gesture2midi.__file__).parent
    code = literal("".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py")))
    for key, sentence in words.read("en").sentences.items():
        if key.startswith("notice."):
            assert isinstance(sentence, str)
            for part in re.split(r"\{\w+\}", sentence):
                assert re.sub(r"^\.$", "", part.strip()) in code, (key, part)


def raised(path: Path) -> Iterator[str]:
    """What stands in a file's errors, each place for a value as an `x`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "Mistake")) and node.args:
            first = node.args[0]
            parts = first.values if isinstance(first, ast.JoinedStr) else [first]
            texts = [part.value if isinstance(part, ast.Constant) else "x" for part in parts]
            if " " in "".join(map(str, texts)):
                yield "".join(map(str, texts))


def test_what_goes_wrong_on_a_page_is_said_in_its_language() -> None:
    package = Path(gesture2midi.__file__).parent
    folders = (package / "studio" / name for name in ("pages", "components", "services"))
    said = {
        text
        for folder in (*folders, package / "mapping" / "editing")
        for path in folder.rglob("*.py")
        for text in raised(path)
        if text[0].isupper()  # others are a part of a sentence, or why a file of ours cannot be read
    }
    assert len(said) > 15
    german = words.read("de")
    assert {text for text in said if german.told(text) == text} == set()


def test_a_notice_is_told_in_the_pages_language_with_what_stands_in_it() -> None:
    german = words.read("de")
    assert german.told("Now playing Drums {loud}.") == "Jetzt spielt Drums {loud}."
    text = "drums.yaml:3:1: what is this?\nThe mapping before it goes on playing."
    assert german.told(text) == "drums.yaml:3:1: what is this?\nDie Belegung davor spielt weiter."
    assert words.read("en").told("Now playing Drums.") == "Now playing Drums."
    assert german.told("There is no scene 'x' here: take one of main.") == (
        "Hier gibt es keine Szene 'x': take one of main."
    )


def names(section: str) -> set[str]:
    return {key.partition(".")[2] for key in words.read("en").sentences if key.startswith(f"{section}.")}


def test_each_kind_field_hand_and_tag_of_a_mapping_has_its_words() -> None:
    fields = {field for send in KINDS for field in kind(send)}
    for section, known in (("kind", {*KINDS}), ("field", fields)):
        # A new one is called by its key until it has words.
        assert names(section) <= known and len(known - names(section)) < 4
    assert names("hand") == {*HANDS} and names("finger") == {*FINGERS} and names("tag") == {*TAGS}


@pytest.mark.parametrize("language", words.languages())
def test_each_signal_has_words_of_its_own(language: str) -> None:
    read = words.read(language)
    every = {signal.name for signal in (*HAND, *POSES, *HITS, *BOTH)}
    said = {name: signal_words(read, name) for name in every}
    assert len(set(said.values())) == len(every)
    assert not {name for name, text in said.items() if text == name}
    whole = {name for name in every if "." not in name}
    assert names("signal") == whole | {"pinch_of", "curl", "tip_x", "tip_y", "pinch_tap_of", "finger_strike"}
    assert signal_words(read, "my_own_sign") == "my_own_sign"

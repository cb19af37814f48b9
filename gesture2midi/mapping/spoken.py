"""The spoken commands of a mapping: which they are, how they sound, and which cannot be told apart.

How a word sounds stands in the dictionary that PocketSphinx brings, of which nothing else is loaded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

from gesture2midi.mapping.yaml.document import Document, Keys
from gesture2midi.mapping.yaml.problem import Problem
from gesture2midi.paths import to_add

Phones: TypeAlias = tuple[str, ...]
"""Of one pronunciation, in ARPAbet without stress, as (N, EH, K, S, T)."""

BUILT_IN = {
    "panic": "silence everything",
    "record": "begin a take",
    "stop": "end the take that is being recorded",
    "next": "go on with the next mapping",
}
"""What is always listened for, and what it does where the mapping does nothing with it."""
UNCHECKED = "Spoken commands could not be looked up in the dictionary, which is not installed: " + to_add(
    "gesture2midi[voice]", "let a gesture do what they do"
)
NEAR = 1
"""Phones that two commands differ by at the most, each changed, added or left out, to sound alike."""


_NAMED = re.compile(r"\bvoice\.([a-z][a-z0-9_]*)", re.ASCII)


def installed() -> bool:
    """Whether the extra is installed; nothing of it is loaded."""
    return find_spec("pocketsphinx") is not None


def unchecked(signals: Iterable[str]) -> bool:
    """Whether there are spoken commands among a mapping's signals, and no dictionary to look in."""
    return not installed() and any(name.startswith("voice.") for name in signals)


def words(command: str) -> tuple[str, ...]:
    """Returns the words of a command as they are said: of `next_song` and of the scene `Next song` alike."""
    return tuple(re.findall(r"[a-z0-9']+", command.lower().replace("_", " ")))


def commands(signals: Iterable[str], scenes: Iterable[str]) -> dict[str, str]:
    """Returns what is listened for: each command by what is said; a mapping's own go before the others.

    A command is the name of a signal (`voice.next`), of something built in (`next`), or of a scene after a
    colon (`:chorus`). What the dictionary lacks is left out.

    Raises:
        ImportError: the extra is not installed.
    """
    named = {command: f":{command}" for command in scenes} | {command: command for command in BUILT_IN}
    named |= {name.partition(".")[2]: name for name in sorted(signals) if name.startswith("voice.")}
    said = {" ".join(words(command)): means for command, means in named.items()}
    return {text: means for text, means in said.items() if text and not unknown(text)}


def faults(document: Document, scenes: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the commands that a mapping names; nothing where the extra is not installed."""
    named: dict[str, Keys] = {}
    for keys in document.values:
        text = document.at(keys)
        if isinstance(text, str) and not {"name", "about", "id"} & set(keys[-1:]):
            for command in _NAMED.findall(text):
                named.setdefault(command, keys)
    if not named or not installed():
        return
    for command, keys in named.items():
        for word in unknown(command):
            message = f"the dictionary of spoken words has no `{word}`, so `voice.{command}` is never heard"
            yield document.problem(keys, message, "take an English word in its usual spelling")
    others = [scene for scene in scenes if words(scene) not in map(words, named)]
    for one, other in alike([*named, *BUILT_IN, *others]):
        for this, that in ((other, one), (one, other)):
            if this in named:
                told = f"`voice.{that}`" if that in named else f"the command `{that}`"
                message = f"`voice.{this}` sounds too much like {told} to be told from it"
                yield document.problem(named[this], message, "take another word for one of them")
                break


def unknown(command: str) -> list[str]:
    """Returns the words of a command that the dictionary lacks.

    Raises:
        ImportError: the extra is not installed.
    """
    return [word for word in words(command) if not _pronunciations(word)]


def alike(commands: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yields each two commands that sound alike; those that the dictionary lacks are left out.

    Raises:
        ImportError: the extra is not installed.
    """
    known = [command for command in dict.fromkeys(commands) if words(command) and not unknown(command)]
    sounds = {command: _sounds(command) for command in known}
    for one, other in combinations(known, 2):
        if any(distance(a, b) <= NEAR for a in sounds[one] for b in sounds[other]):
            yield one, other


def distance(one: Phones, other: Phones) -> int:
    """Returns how many phones are changed, added or left out between two (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _sounds(command: str) -> set[Phones]:
    found: set[Phones] = {()}
    for word in words(command):
        found = {(*before, *after) for before in found for after in _pronunciations(word)}
    return found


@lru_cache(maxsize=1000)
def _pronunciations(word: str) -> tuple[Phones, ...]:
    """Each way to say a word; none where the dictionary lacks it."""
    found, text, key = list[Phones](), _dictionary(), word
    while (at := text.find(f"\n{key} ") + 1) > 0:
        found.append(tuple(text[at : text.index("\n", at)].split()[1:]))
        key = f"{word}({len(found) + 1})"  # `read(2)` is another way to say `read`
    return tuple(found)


@lru_cache(maxsize=1)
def _dictionary() -> str:
    """A line for each pronunciation; of its 135,000 few are looked at, so they are not taken apart."""
    spec = find_spec("pocketsphinx")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("pocketsphinx")
    path = Path(spec.submodule_search_locations[0], "model", "en-us", "cmudict-en-us.dict")
    return f"\n{path.read_text(encoding='utf-8')}\n"

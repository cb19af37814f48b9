"""How a note is called in a key."""

from __future__ import annotations

import re

from gesture2midi.music.chord_symbols import quality
from gesture2midi.music.chords import chord
from gesture2midi.music.notes import LETTERS, NATURALS, plain, root, sign
from gesture2midi.music.scales import SCALES, Scale

SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
"""Names of the pitch classes where there is no key."""

_FIFTHS = "FCGDAEB"


def note_name(note: int, key: Scale | None = None) -> str:
    """Returns the name of a MIDI note: `Eb4` for 63 in C minor; black keys are sharps without a key."""
    name = pitch_class_name(note % 12, key)
    return f"{name}{(note - sign(name[1:])) // 12 - 1}"


def pitch_class_name(pitch_class: int, key: Scale | None = None) -> str:
    """Returns the name of a pitch class, 0..11, without an octave.

    A note of a scale of seven has a letter of its own. Any other has the name that lies nearest to the key
    on the line of fifths (David Temperley, The Cognition of Basic Musical Structures, 2001, chapter 5).
    """
    if key is None or not key.spelt:
        return SHARPS[pitch_class]
    spelt = dict(_letters(key))
    if pitch_class in spelt:
        return spelt[pitch_class]
    places = [_place(name) for name in spelt.values()]
    # Without seven notes: the middle of a major key lies two fifths above its root, of a minor one below it.
    middle = sum(places) / 7 if places else _place(key.spelt) + (2 if 4 in key.steps else -1)
    near = [place for place in range(int(middle) - 7, int(middle) + 9) if 7 * place % 12 == pitch_class]
    return _name(min(near, key=lambda place: (abs(place - middle), -place)))


def _letters(key: Scale) -> list[tuple[int, str]]:
    """Pitch classes and names of a scale of seven, each with the next letter; none where that is odd."""
    if len(key.steps) != 7:
        return []
    first = LETTERS.index(key.spelt[0])
    found = []
    for place, step in enumerate(key.steps, first):
        pitch_class = (key.root + step) % 12
        off = (pitch_class - NATURALS[place % 7] + 6) % 12 - 6
        found.append((pitch_class, LETTERS[place % 7] + ("#" * off or "b" * -off)))
    return found if all(len(name) <= 3 for _, name in found) else []


def _place(name: str) -> int:
    """Where a name lies on the line of fifths; C is 0, G is 1."""
    return _FIFTHS.index(name[0]) - 1 + 7 * sign(name[1:])


def _name(place: int) -> str:
    octave, letter = divmod(place + 1, 7)
    return _FIFTHS[letter] + ("#" * octave or "b" * -octave)


def scale_name(scale: Scale) -> str:
    """Returns `C minor pentatonic`, the root as its player wrote it."""
    own = f"with the steps {' '.join(map(str, scale.steps))}"
    name = next((name for name, steps in SCALES.items() if steps == scale.steps), own)
    return "the chromatic scale" if name == "chromatic" else f"{scale.spelt or SHARPS[scale.root]} {name}"


def chord_name(symbol: str | tuple[int, ...], key: Scale | None = None) -> str:
    """Returns how a chord is called: as its player wrote it, but never as if it were a note such as A5."""
    if isinstance(symbol, tuple):
        return " ".join(note_name(note, key) for note in symbol)
    text = plain(symbol)
    found = re.fullmatch("([A-G][#b]{0,2})([25])(/.+)?", text)
    if found is None:
        return text
    own = Scale(root(found[1]) or 0, SCALES["major"], found[1])
    tones = " ".join(pitch_class_name((own.root + step) % 12, own) for step in quality(found[2]) or ())
    over = f" over {found[3][1:]}" if found[3] else ""
    return f"{found[1]} {'power chord' if found[2] == '5' else 'add 2'} ({tones}){over}"


def key_of_chord(symbol: str | tuple[int, ...]) -> Scale | None:
    """Returns the key that a chord stands for by itself, C minor for Cm7; None where it says no root."""
    found = re.match("[A-G][#b]{0,2}", plain(symbol)) if isinstance(symbol, str) else None
    if found is None or not isinstance(symbol, str):
        return None
    steps = chord(symbol, 4).upper
    kind = "minor" if steps[0] + 3 in steps and steps[0] + 4 not in steps else "major"
    return Scale(root(found[0]) or 0, SCALES[kind], found[0])

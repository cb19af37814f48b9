"""Zones split, added, taken out and made unlike in size in a mapping's text; remarks stay where they belong.

Chords that a `pick` chooses by even parts of a way are chosen by an `index` from then on, which counts the
borders that the hand has passed. Each border is two numbers apart, so a hand that rests on it plays one side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import Item, change, change_control, items
from gesture2midi.mapping.editing.edit_list import add_control, delete_control, duplicate_control
from gesture2midi.mapping.yaml.document import Plain

GAP = 0.02
"""Between the two numbers of a border."""
NARROWEST = 0.06
"""Of a way, that each part has at least."""
AT_END = "This zone lies at the end of its way: move an edge of it."
MOST = 12
"""Parts of a way."""
_SOUNDS = (
    *("snare", "closed hat", "kick", "clap", "open hat", "low tom", "high tom", "crash", "ride", "cowbell"),
    *("side stick", "tambourine"),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Zones side by side, one for each of a list of chords.

    controls: the ids of those that have the same borders. signal: on whose way they lie. borders: between
    them, as values of it that rise.
    """

    controls: tuple[str, ...]
    signal: str
    borders: tuple[float, ...]

    def bounds(self, which: int) -> tuple[float, float]:
        """Returns between which values a border can be moved."""
        ends = (0.0, *self.borders, 1.0)
        return round(ends[which] + NARROWEST, 4), round(ends[which + 2] - NARROWEST, 4)


def move_border(text: str, columns: Columns, which: int, to: float) -> str:
    """Returns the text with a border elsewhere, as near as its neighbours let it.

    Raises:
        Mistake: the text is written in a way that only its player can change.
    """
    low, high = columns.bounds(which)
    if low > high:
        raise Mistake("There is no room to move this border.")
    borders = list(columns.borders)
    borders[which] = round(min(max(to, low), high), 2)
    return _with_borders(text, columns, borders)


def move_column(text: str, columns: Columns, which: int, by: float) -> str:
    """Returns the text with a zone elsewhere, as wide as it was; its neighbours become wider and narrower.

    Raises:
        Mistake: it is the first or the last, or the text is written in a way that only its player can change.
    """
    if not 0 < which < len(columns.borders):
        raise Mistake(AT_END)
    borders = list(columns.borders)
    room = columns.bounds(which - 1)[0] - borders[which - 1], columns.bounds(which)[1] - borders[which]
    by = min(max(by, min(room[0], 0.0)), max(room[1], 0.0))
    borders[which - 1 : which + 1] = [round(border + by, 2) for border in borders[which - 1 : which + 1]]
    return _with_borders(text, columns, borders)


def split_column(text: str, columns: Columns, which: int) -> str:
    """Returns the text with a chord twice, side by side in its zone.

    Raises:
        Mistake: the zone is too narrow, or the text is written in a way that only its player can change.
    """
    ends = (0.0, *columns.borders, 1.0)
    low, high = ends[which], ends[which + 1]
    if high - low < 2 * NARROWEST or len(ends) > MOST:
        raise Mistake("This zone is too narrow to be split.")
    text = _with_chords(text, columns, lambda chords: chords.insert(which, chords[which]))
    return _with_borders(text, columns, sorted([*columns.borders, round((low + high) / 2, 2)]))


def drop_column(text: str, columns: Columns, which: int) -> str:
    """Returns the text without a chord; its neighbour has its place.

    Raises:
        Mistake: it is the last but one, or the text is written in a way that only its player can change.
    """
    if len(columns.borders) < 2:
        raise Mistake("Two zones are the fewest.")
    text = _with_chords(text, columns, lambda chords: chords.pop(which))
    borders = [*columns.borders]
    borders.pop(min(which, len(borders) - 1))
    return _with_borders(text, columns, borders)


def split_area(text: str, control: str, signal: str, middle: float) -> str:
    """Returns the text with a drum's area in two: what it has above `middle` goes to another sound.

    Raises:
        Mistake: the text is written in a way that only its player can change.
    """
    item = _item(text, control)
    hit = str(item.fields.get("hit", ""))
    text, other = duplicate_control(text, control)
    text = change_control(text, control, "hit", f"{_bracketed(hit)} and {signal} < {middle:.2g}")
    text = change_control(text, other, "hit", f"{_bracketed(hit)} and {signal} >= {middle:.2g}")
    return change_control(text, other, "sound", _unused(text))


def drop_area(text: str, control: str) -> str:
    """Returns the text without a drum.

    Raises:
        Mistake: it is the last control of its list, or only its player can change it.
    """
    return delete_control(text, control)


def add_area(text: str, hand: str = "right") -> str:
    """Returns the text with another drum, struck in the middle of the play area by this hand.

    Raises:
        Mistake: the list of controls is written in a way that only its player can change.
    """
    inside = f"0.35 < {hand}.x < 0.65 and 0.35 < {hand}.y < 0.65"
    fields: dict[str, Plain] = {
        "send": "drum",
        "sound": _unused(text),
        "hit": f"{hand}.strike and {inside}",
    }
    return add_control(text, fields)


def index_of(signal: str, borders: Sequence[float]) -> str:
    """Returns the expression that counts the borders which a hand has passed; unseen, it keeps its count."""
    count = " + ".join(f"hysteresis({signal}, {max(b - GAP, 0):.4g}, {b:.4g})" for b in borders)
    return f"hold({count}, not {signal.partition('.')[0]}.present)"


def _with_borders(text: str, columns: Columns, borders: Sequence[float]) -> str:
    for control in columns.controls:
        item = _item(text, control)
        text = change(text, item.keys, "index", index_of(columns.signal, borders))
        if "pick" in item.own:
            text = change(text, item.keys, "pick", None)
    return text


def _with_chords(text: str, columns: Columns, edit: Callable[[list[Any]], object]) -> str:
    for control in columns.controls:
        item = _item(text, control)
        chords = item.fields.get("chords")
        if not isinstance(chords, list):
            raise Mistake("The mapping has changed meanwhile: try again.")
        new = list(chords)
        edit(new)
        text = change(text, item.keys, "chords", new)
    return text


def _item(text: str, control: str) -> Item:
    found = next((item for item in items(text)[1] if item.id == control), None)
    if found is None:
        raise Mistake("The mapping has changed meanwhile: try again.")
    return found


def _bracketed(condition: str) -> str:
    return f"({condition})" if " or " in f" {condition.lower()} " else condition


def _unused(text: str) -> str:
    """A drum that no control plays yet."""
    played = {str(item.fields.get("sound", "")).lower() for item in items(text)[1]}
    return next((sound for sound in _SOUNDS if sound not in played), _SOUNDS[0])

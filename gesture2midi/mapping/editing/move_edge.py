"""An edge moved in a mapping's text: the number at which a zone, a range or a threshold begins or ends."""

from __future__ import annotations

from collections.abc import Sequence

from gesture2midi.engine.controls import Edge
from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import change, items, plain
from gesture2midi.mapping.yaml.document import Keys

DIGITS = 2
"""Decimals of a place, for a hand is no steadier than that."""


def bounded(moved: Sequence[tuple[str, Edge]], to: float) -> float:
    """Returns the place nearest to `to` at which none of these edges passes a neighbour."""
    low, high = max(edge.low for _, edge in moved), min(edge.high for _, edge in moved)
    if low > high:  # each of them has room, but not for all
        return moved[0][1].at
    return round(min(max(to, low), high), DIGITS)


def move_edges(text: str, moved: Sequence[tuple[str, Edge]], to: float) -> str:
    """Returns the text with these edges at `to`, or as near as their neighbours let them; remarks stay.

    moved: the id of the control that has it, and the edge, as they were when the text was read.

    Raises:
        Mistake: the text is no longer what was read, or is written in a way that only its player can change.
    """
    at = bounded(moved, to)
    fields: dict[tuple[Keys, str], list[Edge]] = {}
    document, found = items(text)
    by_id = {item.id: item for item in found}
    for control, edge in moved:
        if edge.shared:
            keys: Keys = ("let",)
        elif control in by_id:
            keys = by_id[control].keys
        else:
            raise _gone()
        fields.setdefault((keys, edge.field), []).append(edge)
    shared = document.at(("let",))
    for (keys, field), edges in fields.items():
        there = shared if keys == ("let",) else next(item.fields for item in found if item.keys == keys)
        now = there.get(field) if isinstance(there, dict) else None
        text = change(text, keys, field, _moved(now, edges, at))
    return text


def _moved(now: object, edges: Sequence[Edge], at: float) -> list[float] | object:
    first = edges[0]
    if first.ends is not None:
        pair = list(first.ends) if now is None else now
        if not isinstance(pair, list) or [float(one) for one in pair] != list(first.ends):
            raise _gone()
        ends = [_short(one) for one in pair]
        for edge in edges:
            ends[edge.end] = _short(at)
        return ends
    if str(now) != first.text:
        raise _gone()
    written = {(one.start, one.stop): one for edge in edges for one in edge.written}
    new = first.text
    for (start, stop), one in sorted(written.items(), reverse=True):
        new = new[:start] + one.form.format(f"{round(at + one.shift, DIGITS):g}") + new[stop:]
    return plain(new) if isinstance(now, int | float) else new


def _short(number: float) -> float | int:
    """A whole number without its point."""
    return int(number) if float(number).is_integer() else number


def _gone() -> Mistake:
    return Mistake("The mapping has changed meanwhile: try again.")

"""The rows of a control's form: each shows one field, and writes what is chosen or typed there."""

from __future__ import annotations

import math
from functools import partial

from nicegui import ui

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.parts import Signals
from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import Item, plain, written
from gesture2midi.mapping.editing.schema_fields import Field
from gesture2midi.mapping.expression.curves import Curve, curve
from gesture2midi.mapping.schema.parsers import read_curve
from gesture2midi.studio.components.followed import FollowedList, typed
from gesture2midi.studio.components.form_row import Change, asked, put
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.services.live_values import LiveValues, ends, now

_POINTS = 32
_UNKNOWN = "--"
_LONG = ("about", "chords", "notes", "scale", "range", "address", "bytes", "from")
"""Fields that hold more than a number or a word."""


class Text:
    """A value to be written; beside an expression, what it is worth now."""

    def __init__(self, shell: Shell, field: Field, change: Change) -> None:
        self._field, self._change = field, change
        self._shown = ""
        self._known: tuple[str, ...] = ()
        self._read: Expression | None = None
        said = shell.words.named("field", field.name)
        with ui.element("div").classes("asked wide" if field.formula or field.name in _LONG else "asked"):
            self._key = asked(said, field.name)
            self._input = ui.input(label=f"{said} ({field.name})")
            self._input.props("outlined dense stack-label hide-bottom-space")
            if field.default is not None:
                self._input.props["placeholder"] = written(field.default)
            self._input.props["aria-description"] = field.said
            self._input.tooltip(field.said)
            typed(self._input, self._take)
            self._now = ui.label().classes("now") if field.formula else None
            if self._now is not None:
                self._now.props["aria-label"] = shell.words("mapping.now", field=field.name)

    def show(self, item: Item, gauge: LiveValues) -> None:
        self._key.text = _label(item, self._field.name)
        value = item.fields.get(self._field.name)
        shown = "" if value is None else written(value)
        if shown != self._shown:
            self._shown = shown
            self._input.value = shown
        if self._field.formula:
            if gauge.names != self._known:
                self._known = gauge.names
                self._input.set_autocomplete([*gauge.names])
            self._read = gauge.expression(item, self._field.name)

    def look(self, signals: Signals) -> None:
        if self._now is not None:
            self._now.text = _told(now(self._read, signals)) if self._read is not None else ""

    def _take(self, text: str) -> object:
        if text == self._shown:
            return None
        self._shown = text
        return self._change(self._field.name, plain(text) if text else None)


class Choice:
    """A value out of a few, or the one of its own that the text has."""

    def __init__(self, shell: Shell, field: Field, change: Change) -> None:
        self._field, self._change, self._words = field, change, shell.words
        self._shown: str | None = None
        said = shell.words.named("field", field.name)
        with ui.element("div").classes("asked"):
            self._key = asked(said, field.name)
            element = ui.select(self._named(field.choices), label=f"{said} ({field.name})")
        element.props("outlined dense options-dense stack-label hide-bottom-space")
        if field.said:
            element.tooltip(field.said)
        self._list = FollowedList(element, self._take)

    def show(self, item: Item, gauge: LiveValues) -> None:
        self._key.text = _label(item, self._field.name)
        value = item.fields.get(self._field.name, self._field.default)
        shown = None if value is None else written(value)
        if shown != self._shown:
            self._shown = shown
            choices = dict.fromkeys((*self._field.choices, *([shown] if shown else [])))
            self._list.show_among(shown, self._named(tuple(choices)))

    def _named(self, choices: tuple[str, ...]) -> dict[str, str]:
        """The values with what is shown for them: a kind of control has words of its own."""
        if self._field.name != "send":
            return {choice: choice for choice in choices}
        return {send: f"{self._words.named('kind', send)} · {send}" for send in choices}

    def look(self, signals: Signals) -> None:
        """A choice says nothing of the hands."""

    def _take(self, chosen: str) -> object:
        self._shown = chosen
        return self._change(self._field.name, plain(chosen))


class Range:
    """From which value to which something is followed: two numbers, or two places of the hand."""

    def __init__(self, shell: Shell, change: Change, item: Item) -> None:
        self._shell, self._change = shell, change
        words = shell.words
        self._ends = (math.nan, math.nan)
        self._read: Expression | None = None
        self._inputs = []
        with ui.element("div").classes("asked wide"):
            asked(words("field.in"), "in")
            row = ui.element("div").classes("ends")
        with row:
            for end, name in enumerate((words("mapping.low"), words("mapping.high"))):
                label = f"{words('field.in')}, {name} (in)"
                shown = ui.input(label=label).props("outlined dense stack-label hide-bottom-space")
                shown.props["prefix"] = name
                typed(shown, partial(self._typed, end))
                self._inputs.append(shown)
                set_here = words("mapping.set_high" if end else "mapping.set_low")
                button(words("mapping.set_help", control=item.id), partial(self._here, end), text=set_here)

    def show(self, item: Item, gauge: LiveValues) -> None:
        """What is being typed at one end stays while the other one changes."""
        self._read = gauge.expression(item, "from")
        before, self._ends = self._ends, ends(item, self._read)
        for end in (0, 1):
            if self._ends[end] != before[end]:
                self._write(end)

    def look(self, signals: Signals) -> None:
        """The value stands beside what it is read from."""

    def _write(self, end: int) -> None:
        self._inputs[end].value = f"{self._ends[end]:g}"

    def _typed(self, end: int, text: str) -> object:
        given = plain(text)
        if isinstance(given, bool) or not isinstance(given, int | float):
            self._write(end)
        elif f"{given:g}" != f"{self._ends[end]:g}":
            return self._set(end, given)
        return None

    async def _here(self, end: int) -> None:
        value = now(self._read, self._shell.hub.signals) if self._read is not None else math.nan
        if math.isnan(value):
            self._shell.tell(self._shell.words("mapping.unseen"))
            return
        await self._set(end, round(value, 2))

    async def _set(self, end: int, value: float) -> None:
        wanted = [*self._ends]
        wanted[end] = value
        if wanted[0] == wanted[1]:
            self._shell.tell(self._shell.words("mapping.same"))
            self._write(end)
            return
        self._ends = (wanted[0], wanted[1])
        self._write(end)
        await self._change("in", wanted)


class Drawn:
    """The curve, and where on it the hand is."""

    def __init__(self, shell: Shell, item: Item) -> None:
        self._follow: Curve | None = None
        self._read: Expression | None = None
        self._ends = (0.0, 1.0)
        with ui.element("svg").classes("curve").props('viewBox="-4 -4 108 68" role=img') as drawn:
            drawn.props["aria-label"] = shell.words("mapping.curve", control=item.id)
            self._line = ui.element("polyline")
            self._hand = ui.element("circle").props("r=4")

    def show(self, item: Item, gauge: LiveValues) -> None:
        self._read = gauge.expression(item, "from")
        self._ends = ends(item, self._read)
        dead = item.fields.get("dead", 0.0)
        try:
            shape = read_curve(item.fields.get("curve", "linear"))
            follow = curve(shape, dead if type(dead) in (int, float) and 0 <= dead < 1 else 0.0)
        except Mistake:
            self._follow = None
            return
        self._follow = follow
        along = [i / _POINTS for i in range(_POINTS + 1)]
        points = " ".join(f"{100 * x:.1f},{60 * (1 - follow(x)):.1f}" for x in along)
        put(self._line, "points", points)

    def look(self, signals: Signals) -> None:
        value = now(self._read, signals) if self._read is not None else math.nan
        low, high = self._ends
        follow = self._follow
        self._hand.visible = follow is not None and low != high and not math.isnan(value)
        if follow is not None and self._hand.visible:
            x = min(max((value - low) / (high - low), 0.0), 1.0)
            put(self._hand, "cx", f"{100 * x:.1f}")
            put(self._hand, "cy", f"{60 * (1 - follow(x)):.1f}")


def _label(item: Item, name: str) -> str:
    """What a field is called, with the part that brings it."""
    brought = name in item.fields and name not in item.own
    return f"{name} · {item.fields['use']}" if brought else name


def _told(value: float) -> str:
    return _UNKNOWN if math.isnan(value) else f"{value:.2f}"

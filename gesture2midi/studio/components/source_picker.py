"""What a control reads, asked as questions: which hand, and what of it; with drawings and live values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from nicegui import ui

from gesture2midi.engine.parts import Signals
from gesture2midi.gestures.signals import Signal, full_names
from gesture2midi.mapping.editing.edit_field import Item
from gesture2midi.mapping.editing.schema_fields import Field
from gesture2midi.mapping.editing.sources import (
    HANDS,
    ROLES,
    Source,
    chosen,
    of_hand,
    offered,
    read_source,
    write_source,
)
from gesture2midi.studio.components.followed import Followed
from gesture2midi.studio.components.form_row import Change, asked, put
from gesture2midi.studio.components.page_frame import Shell
from gesture2midi.studio.components.signal_drawing import signal_drawing
from gesture2midi.studio.components.tile import press, tile
from gesture2midi.studio.services.live_values import LiveValues
from gesture2midi.studio.words import Words

_TILES = 8
"""Signals that have a tile of their own; the rest stand in a list."""
_FINE = 0.02
"""Of a signal's range: what moves less is not drawn anew."""


def signal_words(words: Words, name: str) -> str:
    """What a signal is called, without its hand; one that the player taught has its own name."""
    stem, _, finger = name.partition(".")
    if finger in ("x", "y"):
        return words(f"signal.{'tip_x' if finger == 'x' else 'tip_y'}", finger=words(f"finger.{stem}"))
    if finger:
        of = f"signal.{({'pinch': 'pinch_of', 'pinch_tap': 'pinch_tap_of'}).get(stem, stem)}"
        return words(of, finger=words(f"finger.{finger}")) if of in words.sentences else name
    return words(f"signal.{name}") if f"signal.{name}" in words.sentences else name


class SourcePicker:
    """One field that reads the hands. It is shown as a question while one signal stands in it."""

    def __init__(self, shell: Shell, field: Field, change: Change) -> None:
        self._shell, self._words, self._change = shell, shell.words, change
        self._name, self._role = field.name, ROLES[field.name]
        self._source: Source | None = None
        self._built: object = None
        self._editable = True
        self._tiles: dict[str, tuple[ui.element, ui.element]] = {}
        self._drawings: dict[str, ui.html] = {}
        self._drawn = ""
        self._levels: dict[str, float] = {}
        words = self._words
        with ui.element("div").classes("asked").props("role=group") as group:
            group.props["aria-label"] = f"{words.named('field', self._name)} ({self._name})"
            asked(words.named("field", self._name), self._name)
            self._own = ui.label(words("mapping.own_formula")).classes("muted small")
            with ui.element("div").classes("tiles").props("role=group") as hands:
                hands.props["aria-label"] = words("mapping.which_hand")
                self._hands = {hand: self._hand_tile(hand) for hand in HANDS}
            self._place = ui.element("div").classes("tiles signals").props("role=group")
            self._place.props["aria-label"] = words("mapping.which_of")

    def enable(self, on: bool) -> None:
        """Whether something else can be chosen."""
        self._editable = on

    def show(self, item: Item, gauge: LiveValues) -> None:
        """Take in what stands in the field now."""
        self._source = read_source(item.fields.get(self._name), self._shell.hub.taught)
        self._own.visible = self._source is None
        for hand, made in self._hands.items():
            self._press(made, self._source is not None and self._source.hand == hand)
        hand = self._source.hand if self._source else "right"
        shape = (hand == "hands", self._editable, self._shell.hub.taught)
        if shape != self._built:
            self._built = shape
            self._build(hand)
        elif hand != self._drawn:  # the same tiles: what is clicked meanwhile is there
            for name, drawing in self._drawings.items():
                drawing.content = signal_drawing(hand, name)
        self._drawn = hand
        for name, (made, _) in self._tiles.items():
            self._press(made, self._source is not None and self._source.signal == name)
        if self._more is not None:
            listed = self._source is not None and self._source.signal in {*self._known} - {*self._tiles}
            value = self._source.signal if self._source is not None and listed else None
            self._more.show(value)

    def look(self, signals: Signals) -> None:
        """Move the bars to where the hands are."""
        hand = self._source.hand if self._source else "right"
        for name, (_, bar) in self._tiles.items():
            signal = self._known[name]
            value = signals.get(f"{hand}.{name}", math.nan)
            part = 0.0 if math.isnan(value) else (value - signal.low) / (signal.high - signal.low)
            part = min(max(part, 0.0), 1.0)
            if abs(part - self._levels.get(name, -1.0)) > _FINE:
                self._levels[name] = part
                bar.style(f"--value: {part:.2f}")

    def _hand_tile(self, hand: str) -> ui.element:
        text = self._words(f"hand.{hand}")
        return tile(signal_drawing(hand, ""), text, partial(self._of_hand, hand))[0]

    def _press(self, made: ui.element, on: bool) -> None:
        press(made, on)
        put(made, "disabled", not self._editable)

    def _build(self, hand: str) -> None:
        """The tiles and the list of a hand."""
        there = offered(self._role, hand, self._shell.hub.taught)
        self._known = {signal.name: signal for signal in there}
        self._tiles, self._levels, self._drawings = {}, {}, {}
        self._place.clear()
        with self._place:
            for signal in there[:_TILES]:
                text = signal_words(self._words, signal.name)
                drawn = signal_drawing(hand, signal.name)
                made, self._drawings[signal.name] = tile(drawn, text, partial(self._take, signal.name))
                with made:
                    bar = ui.element("div").classes("live")
                self._tiles[signal.name] = made, bar
            self._more = self._list(there[_TILES:])

    def _list(self, signals: Sequence[Signal]) -> Followed | None:
        if not signals:
            return None
        options = {signal.name: signal_words(self._words, signal.name) for signal in signals}
        label = self._words("mapping.more_signals")
        made = ui.select(options, label=label)
        made.props("outlined dense options-dense hide-bottom-space")
        made.set_enabled(self._editable)
        return Followed(made, self._take)

    async def _take(self, name: str) -> None:
        hand = self._source.hand if self._source else "right"
        await self._write(chosen(self._role, hand, self._known[name]))

    async def _of_hand(self, hand: str) -> None:
        taught = self._shell.hub.taught
        source = self._source or chosen(self._role, hand, offered(self._role, hand, taught)[0])
        await self._write(of_hand(source, hand, self._role, taught))

    async def _write(self, source: Source) -> None:
        if self._editable and source != self._source and source.name in full_names(self._shell.hub.taught):
            await self._change(self._name, write_source(source))

"""A form for each control of a mapping: what it reads, from where to where, and how it is bent.

A form knows the text only as data. Whatever is changed in it is written into the text by
`mapping.editing`, and comes back from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from gesture2midi.engine.parts import Signals
from gesture2midi.mapping.editing.edit_field import Item
from gesture2midi.mapping.editing.schema_fields import Field, kind, kinds_for
from gesture2midi.mapping.editing.sources import ROLES
from gesture2midi.mapping.yaml.document import Document, Plain
from gesture2midi.studio.components.form_fields import Choice, Drawn, Range, Text
from gesture2midi.studio.components.form_row import Change, Row, put
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.components.source_picker import SourcePicker
from gesture2midi.studio.services.live_values import LiveValues

TICK = 0.1
"""Seconds between two looks at the hands."""
_FIRST = ("from", "pitch", "pick", "hit", "gate", "in", "curve")
"""The fields that matter most to a player; the others follow as the reference has them."""
_HIDDEN = ("send",)
_TOOLS = (
    ("up", "mapping.up_help", "arrow_upward"),
    ("down", "mapping.down_help", "arrow_downward"),
    ("duplicate", "mapping.duplicate_help", "content_copy"),
    ("delete", "mapping.delete_help", "delete_outline"),
)
"""What can be done with a control as a whole, each with its words and its icon."""


class Forms:
    """All controls of the text, one below the other; one of them is open.

    Args:
        change: writes a value into a field of a control: its id, the field, the value.
        edit: moves, duplicates or deletes a control: one of `up`, `down`, `duplicate`, `delete`, and its id.
        opened: told the line of a control that the player looks at.
    """

    def __init__(
        self,
        shell: Shell,
        change: Callable[[str, str, Plain], Awaitable[None]],
        edit: Callable[[str, str], Awaitable[None]],
        opened: Callable[[int], object],
    ) -> None:
        self._shell, self._change, self._edit, self._opened = shell, change, edit, opened
        self._forms: list[_Form] = []
        self._place = ui.element("div").classes("forms").props("role=group")
        self._place.props["aria-label"] = shell.words("mapping.forms")
        ui.timer(TICK, self._tick)

    def show(self, document: Document, items: list[Item], *, editable: bool, playing: bool) -> None:
        """Take in a text. editable: it may be changed; playing: it is the one that is played."""
        if document.data is None:
            return  # it is no YAML for the moment: the forms of before wait for it to be mended
        gauge = LiveValues(document, self._shell.hub.taught)
        self._match(items)
        for form, item in zip(self._forms, items, strict=True):
            form.show(item, gauge, editable=editable, playing=playing)

    def _match(self, items: list[Item]) -> None:
        """A form for each control. It stays that control's, open or not, wherever the control moves to.

        Where one was renamed, or two have one name while somebody types, a form stays in its place.
        """
        ids = [item.id for item in items]
        known = {form.item.id: form for form in self._forms}
        unique = len({*ids}) == len(ids) and len(known) == len(self._forms)
        if len(ids) == len(self._forms) and (not unique or known.keys() != {*ids}):
            return
        if not unique:
            self.forget()
            known = {}
        for name in known.keys() - {*ids}:
            known[name].delete()
        with self._place:
            self._forms = [known.get(item.id) or self._new(item) for item in items]
        for place, form in enumerate(self._forms):
            form.move(self._place, place)

    def _new(self, item: Item) -> _Form:
        return _Form(self._shell, self._change, self._edit, self._opened, item)

    def forget(self) -> None:
        """Another mapping is looked at."""
        self._place.clear()
        self._forms = []

    def _tick(self) -> None:
        signals = self._shell.hub.signals
        for form in self._forms:
            form.look(signals)


class _Form:
    """One control; its rows are built when it is first opened, and anew when it has other fields."""

    def __init__(
        self,
        shell: Shell,
        change: Callable[[str, str, Plain], Awaitable[None]],
        edit: Callable[[str, str], Awaitable[None]],
        opened: Callable[[int], object],
        item: Item,
    ) -> None:
        self._shell, self._edit, self._opened = shell, edit, opened
        self._change: Change = lambda name, value: change(self.item.id, name, value)
        self.item = item
        self._gauge: LiveValues | None = None
        self._editable = self._playing = self._advanced = False
        self._built: object = None
        self._added: set[str] = set()
        self._rows: list[Row] = []
        self._whole = ui.expansion(group="forms", on_value_change=self._turn).classes("form")
        with self._whole:
            self._body = ui.element("div").classes("fields").props("role=group")

    def move(self, forms: ui.element, place: int) -> None:
        """Stand at this place among the forms, from 0."""
        if forms.default_slot.children[place] is not self._whole:
            self._whole.move(target_index=place)

    def delete(self) -> None:
        """Go from the page."""
        self._whole.delete()

    @property
    def open(self) -> bool:
        """Whether its fields are seen."""
        return bool(self._whole.value)

    def show(self, item: Item, gauge: LiveValues, *, editable: bool, playing: bool) -> None:
        self.item, self._gauge = item, gauge
        self._editable, self._playing = editable, playing
        self._whole.text = item.id
        sends = self._shell.words.named("kind", item.kind)
        caption = f"{sends} · {item.scene}" if item.scene else sends
        put(self._whole, "caption", f" {caption}")  # unseen, but between two words for who reads them out
        put(self._whole, "toggle-aria-label", f"{item.id} {caption}")
        put(self._body, "aria-label", item.id)
        self._refresh()

    def look(self, signals: Signals) -> None:
        if self.open:
            for row in self._rows:
                row.look(signals)

    def _turn(self) -> None:
        self._refresh()
        if self.open:
            self._opened(self.item.line)

    def _refresh(self) -> None:
        if not self.open or self._gauge is None:
            return
        names = self._names()
        shape = (self.item.kind, names, self._editable)
        if shape != self._built:
            self._built = shape
            self._build(names)
        self._learn.set_enabled(self._playing)
        for row in self._rows:
            row.show(self.item, self._gauge)

    def _names(self) -> list[str]:
        """The fields that are shown: those that are there, those that have to be, and those just added."""
        known = kind(self.item.kind)
        wanted = {name for name in known if name in self.item.fields or known[name].needed} | self._added
        if "from" in known:
            wanted |= {"in", "curve"}
        ranked = [name for name in (*_FIRST, *known) if name in known and name in wanted - {*_HIDDEN}]
        return list(dict.fromkeys(ranked))

    def _build(self, names: list[str]) -> None:
        words, item, known = self._shell.words, self.item, kind(self.item.kind)
        self._body.clear()
        self._rows = []
        formulas = [name for name in names if known[name].formula]
        with self._body:
            with ui.element("div").classes("field"):
                kinds = {send: send for send in (item.kind, *kinds_for(item.fields))}
                send = Field("send", "", tuple(kinds), False, True, None)
                self._rows.append(Choice(self._shell, send, self._change))
                self._learn = button(
                    words("mapping.learn_help", control=item.id), self._pulse, text=words("mapping.learn")
                )
            if item.kind != "mpe_note":  # whose fields are read of several hands or fingers at once
                for name in (name for name in ROLES if name in formulas):
                    picker = SourcePicker(self._shell, known[name], self._change)
                    picker.enable(self._editable)
                    self._rows.append(picker)
            with ui.element("div").classes("fields"):
                for name in (name for name in names if name not in formulas):
                    self._rows += self._row(known[name])
            if formulas:
                with ui.expansion(words("mapping.advanced"), value=self._advanced).classes(
                    "advanced"
                ) as fold:
                    fold.on_value_change(lambda event: setattr(self, "_advanced", bool(event.value)))
                    with ui.element("div").classes("fields"):
                        for name in formulas:
                            self._rows += self._row(known[name])
            self._build_tools([name for name in known if name not in names and name not in _HIDDEN])
        if not self._editable:
            for element in self._body.descendants():
                if isinstance(element, ui.input | ui.select | ui.button) and element is not self._learn:
                    element.disable()

    def _build_tools(self, others: list[str]) -> None:
        """A list of further fields, and what can be done with the whole control."""
        words, known, name = self._shell.words, kind(self.item.kind), self.item.id
        if not self._editable:
            return
        with ui.element("div").classes("row tools"):
            if others:
                told = {one: f"{words.named('field', one)} ({one}): {known[one].said}" for one in others}
                add = ui.select(told, label=words("mapping.add"), on_change=lambda e: self._add(e.value))
                add.props("outlined dense options-dense hide-bottom-space").classes("grow")
            for what, said, icon in _TOOLS:
                button(words(said, control=name), partial(self._act, what), icon=icon)

    def _row(self, field: Field) -> list[Row]:
        if field.name == "in":
            return [Range(self._shell, self._change, self.item)]
        if field.name == "curve":
            with ui.element("div").classes("field"):
                return [Choice(self._shell, field, self._change), Drawn(self._shell, self.item)]
        if field.choices:
            return [Choice(self._shell, field, self._change)]
        return [Text(self._shell, field, self._change)]

    async def _act(self, what: str) -> None:
        await self._edit(what, self.item.id)

    def _add(self, name: str | None) -> None:
        if name is not None:
            self._added.add(name)
            self._refresh()

    def _pulse(self) -> None:
        words, name = self._shell.words, self.item.id
        if self._shell.attempt(lambda: self._shell.hub.commands.learn(name)):
            self._shell.tell(words("mapping.learnt", control=name))

"""A form for each control of a mapping: what it reads, from where to where, and how it is bent.

A form knows the text only as data. Whatever is changed in it is written into the text by `mapping.edit`, and
comes back from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from gesture2midi.engine.parts import Signals
from gesture2midi.mapping.editing.edit_field import Item
from gesture2midi.mapping.editing.schema_fields import Field, kind, kinds_for
from gesture2midi.mapping.yaml.document import Document, Plain
from gesture2midi.studio.components.form_fields import Change, Choice, Drawn, Range, Row, Text, put
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.services.live_values import LiveValues

TICK = 0.1
"""Seconds between two looks at the hands."""
_FIRST = ("from", "pitch", "pick", "hit", "gate", "in", "curve")
"""The fields that matter most to a player; the others follow as the reference has them."""
_HIDDEN = ("send",)


class Forms:
    """All controls of the text, one below the other; one of them is open.

    Args:
        change: writes a value into a field of a control: its id, the field, the value.
        opened: told the line of a control that the player looks at.
    """

    def __init__(
        self,
        shell: Shell,
        change: Callable[[str, str, Plain], Awaitable[None]],
        opened: Callable[[int], object],
    ) -> None:
        self._shell, self._change, self._opened = shell, change, opened
        self._forms: list[_Form] = []
        self._place = ui.element("div").classes("forms").props("role=group")
        self._place.props["aria-label"] = shell.words("mapping.forms")
        ui.timer(TICK, self._tick)

    def show(self, document: Document, items: list[Item], *, editable: bool, playing: bool) -> None:
        """Take in a text. editable: it may be changed; playing: it is the one that is played."""
        if document.data is None:
            return  # it is no YAML for the moment: the forms of before wait for it to be mended
        gauge = LiveValues(document, self._shell.hub.taught)
        if len(self._forms) != len(items):
            open_before = {form.item.id for form in self._forms if form.open}
            self._place.clear()
            with self._place:
                self._forms = [_Form(self._shell, self._change, self._opened, item) for item in items]
            for form in self._forms:
                form.open = form.item.id in open_before
        for form, item in zip(self._forms, items, strict=True):
            form.show(item, gauge, editable=editable, playing=playing)

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
        opened: Callable[[int], object],
        item: Item,
    ) -> None:
        self._shell, self._opened = shell, opened
        self._change: Change = lambda name, value: change(self.item.id, name, value)
        self.item = item
        self._gauge: LiveValues | None = None
        self._editable = self._playing = self._restoring = False
        self._built: object = None
        self._added: set[str] = set()
        self._rows: list[Row] = []
        self._whole = ui.expansion(group="forms", on_value_change=self._turn).classes("form")
        with self._whole:
            self._body = ui.element("div").classes("fields").props("role=group")

    @property
    def open(self) -> bool:
        """Whether its fields are seen."""
        return bool(self._whole.value)

    @open.setter
    def open(self, on: bool) -> None:
        self._restoring = True  # the player has asked for nothing: the editor stays where it is
        self._whole.value = on
        self._restoring = False

    def show(self, item: Item, gauge: LiveValues, *, editable: bool, playing: bool) -> None:
        self.item, self._gauge = item, gauge
        self._editable, self._playing = editable, playing
        self._whole.text = item.id
        caption = f"{item.kind} · {item.scene}" if item.scene else item.kind
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
        if self.open and not self._restoring:
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
        with self._body:
            with ui.element("div").classes("field"):
                kinds = {send: send for send in (item.kind, *kinds_for(item.fields))}
                send = Field("send", "", tuple(kinds), False, True, None)
                self._rows.append(Choice(send, self._change))
                self._learn = button(
                    words("mapping.learn_help", control=item.id), self._pulse, text=words("mapping.learn")
                )
            for name in names:
                self._rows += self._row(known[name])
            others = [name for name in known if name not in names and name not in _HIDDEN]
            if self._editable and others:
                told = {name: f"{name}: {known[name].said}" for name in others}
                add = ui.select(told, label=words("mapping.add"), on_change=lambda e: self._add(e.value))
                add.props("outlined dense options-dense hide-bottom-space")
        if not self._editable:
            for element in self._body.descendants():
                if isinstance(element, ui.input | ui.select | ui.button) and element is not self._learn:
                    element.disable()

    def _row(self, field: Field) -> list[Row]:
        if field.name == "in":
            return [Range(self._shell, self._change, self.item)]
        if field.name == "curve":
            with ui.element("div").classes("field"):
                return [Choice(field, self._change), Drawn(self._shell, self.item)]
        if field.choices:
            return [Choice(field, self._change)]
        return [Text(self._shell, field, self._change)]

    def _add(self, name: str | None) -> None:
        if name is not None:
            self._added.add(name)
            self._refresh()

    def _pulse(self) -> None:
        words, name = self._shell.words, self.item.id
        if self._shell.attempt(lambda: self._shell.hub.commands.learn(name)):
            self._shell.tell(words("mapping.learnt", control=name))

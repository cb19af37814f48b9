"""What the rows of a form share: a label in plain words with the text's key in small, and quiet changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from nicegui import ui

from gesture2midi.engine.parts import Signals
from gesture2midi.mapping.editing.edit_field import Item
from gesture2midi.mapping.yaml.document import Plain
from gesture2midi.studio.services.live_values import LiveValues

Change: TypeAlias = Callable[[str, Plain], Awaitable[None]]
"""Writes a field's new value into the text; None takes the field out."""


class Row(Protocol):
    """What one field is shown and changed by."""

    def show(self, item: Item, gauge: LiveValues) -> None: ...

    def look(self, signals: Signals) -> None: ...


def asked(text: str, key: str) -> ui.label:
    """The question above a field; gives the small label, which also names the part that brings the field.

    For eyes: the field has the same as its own label, which is for ears.
    """
    with ui.element("div").classes("question").props("aria-hidden=true"):
        ui.label(text)
        return ui.label(key).classes("yaml-key")


def put(element: ui.element, name: str, value: object) -> None:
    """Set a property that is another: each one that is sent takes what the server knows of the element along,
    over what is typed or opened there at this moment."""
    if element.props.get(name) != value:
        element.props[name] = value

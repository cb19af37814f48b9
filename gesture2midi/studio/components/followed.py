"""Fields, lists, switches and boxes that follow what is so, and tell what their player typed or chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement
from nicegui.events import GenericEventArguments, ValueChangeEventArguments


class Followed:
    """What is shown is never taken for a choice, and a choice is never lost to what is shown meanwhile.

    take: called with the value that the player chose, at once; what it returns is awaited, if it can be.
    """

    def __init__(self, element: ValueElement[Any], take: Callable[[Any], object]) -> None:
        self._element, self._take = element, take
        self._showing = False
        element.on_value_change(self._changed)

    def show(self, value: object) -> None:
        """Take in what is so now."""
        self._showing = True
        try:
            self._element.set_value(value)
        finally:
            self._showing = False

    def _changed(self, event: ValueChangeEventArguments[Any]) -> object:
        return None if self._showing or event.value is None else self._chosen(event.value)

    def _chosen(self, value: Any) -> object:
        return self._take(value)


def typed(field: ui.input, take: Callable[[str], object], *, blur: bool = True) -> None:
    """Tell what stands in a field, without the space around it, at Enter and, with `blur`, on leaving it.

    The text comes with the event: what the server knows of the field may be what it showed meanwhile.
    """

    def told(event: GenericEventArguments) -> object:
        return take(event.args.strip()) if isinstance(event.args, str) else None

    for moment in ("keydown.enter", "blur") if blur else ("keydown.enter",):
        field.on(moment, told, js_handler="(event) => emit(event.target.value)")


class FollowedList(Followed):
    """A list to choose from. While it is open its rows stay where they are, so that no click hits another."""

    def __init__(self, element: ui.select, take: Callable[[Any], object]) -> None:
        super().__init__(element, take)
        self._list = element
        self._rows: dict[str, str] = dict(element.options)
        self._later: tuple[str | None, Mapping[str, str]] | None = None
        element.on("popup-hide", self._closed, [])

    def show_among(self, value: str | None, options: Mapping[str, str]) -> None:
        """Take in what is so now, and what can be chosen, by what it is called in the list."""
        wanted = dict(options)
        if self._list.is_showing_popup:
            self._later = value, options
            wanted = {**self._rows, **wanted}
        if (self._list.value, list(self._rows.items())) == (value, list(wanted.items())):
            return
        self._rows = wanted
        self._showing = True
        try:
            self._list.set_options(wanted, value=value)
        finally:
            self._showing = False

    def _chosen(self, value: Any) -> object:
        if self._later is not None:  # it was so before this choice
            self._later = value, {**self._later[1], value: self._rows[value]}
        return super()._chosen(value)

    def _closed(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            self.show_among(*later)

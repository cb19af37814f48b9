"""A list, a switch or a box that follows what is so, and tells what its player chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement
from nicegui.events import ValueChangeEventArguments


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
        return None if self._showing or event.value is None else self._take(event.value)


class FollowedList(Followed):
    """A list to choose from. While it is open its rows stay where they are, so that no click hits another."""

    def __init__(self, element: ui.select, take: Callable[[Any], object]) -> None:
        super().__init__(element, take)
        self._list = element
        self._rows: dict[str, str] = {}
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

    def _closed(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            self.show_among(*later)

"""The browser's own slider: the keys move it, and it tells screen readers its name and where it is.

Quasar's, which `ui.slider` is, has the focus on a part of it that has no name.
"""

from __future__ import annotations

from collections.abc import Callable

from nicegui import events, ui

_PLACE = "(event) => emit(event.target.valueAsNumber)"


class Slider:
    """From `least` to `most`.

    name: for screen readers.
    moved: told each place while it is moved.
    left: told the place where it is let go of; with keys, each.
    """

    def __init__(
        self,
        name: str,
        most: float,
        step: float,
        at: float = 0.0,
        *,
        least: float = 0.0,
        moved: Callable[[float], object] = lambda at: None,
        left: Callable[[float], object] = lambda at: None,
    ) -> None:
        self._element = ui.element("input").props(f"type=range min={least} max={most} step={step}")
        self._element.props["aria-label"] = name
        self._least, self._most = least, most
        self.at = self._element.props["^value"] = at  # the attribute, which only says where it is at first
        for event, told in (("input", moved), ("change", left)):
            self._element.on(event, self._told(told), js_handler=_PLACE)

    def move(self, at: float, most: float | None = None) -> None:
        """Set it to this place, and where it ends."""
        if most is not None and most != self._most:
            self._most = most
            self._element.props["max"] = most
        if at != self.at:
            self.at = at
            # A property would be set again whenever anything on the page is, late, and undo what a hand does.
            ui.run_javascript(f"getHtmlElement({self._element.id}).value = {at}")

    def _told(self, tell: Callable[[float], object]) -> Callable[[events.GenericEventArguments], object]:
        def told(event: events.GenericEventArguments) -> object:
            if not isinstance(event.args, int | float):
                return None
            self.at = min(max(float(event.args), self._least), self._most)
            return tell(self.at)

        return told

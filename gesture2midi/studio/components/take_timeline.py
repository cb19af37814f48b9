"""A take at a glance: what is played in it, where it is now, and which part is chosen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from nicegui import events, ui

from gesture2midi.display.thumbnail import SILENT
from gesture2midi.studio.components.page_frame import mark

# The only one that knows how wide it is shown is the browser.
_WHERE = "(event) => emit(event.offsetX / event.currentTarget.clientWidth)"


class TakeTimeline:
    """Places are 0..1 of its length.

    name: what it shows, for screen readers. silent: what to say where no note sounded.
    go_to: told where it was clicked. That is a short cut: it can be done by keyboard elsewhere.
    """

    def __init__(self, name: str, silent: str, go_to: Callable[[float], object]) -> None:
        self.drawn = False
        with ui.element("div").classes("strip").props("role=img") as self._element:
            self._element.props["aria-label"] = name
            self._picture = ui.element("img").props('alt=""')
            self._silent = ui.label(silent).classes("silent")
            self._silent.visible = False
            self._before, self._after = (ui.element("div").classes("left-out") for _ in range(2))
            self._cursor = ui.element("div").classes("cursor")
        self.chosen(0.0, 1.0)
        self.playing(None)

        def clicked(event: events.GenericEventArguments) -> object:
            if isinstance(event.args, int | float):
                return go_to(min(max(float(event.args), 0.0), 1.0))
            return None

        self._element.on("click", clicked, js_handler=_WHERE)

    def draw(self, svg: str) -> None:
        """Show this picture; "" where there is none."""
        self.drawn = True
        if svg:
            self._picture.props["src"] = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
            mark(self._element, "drawn", on=True)
            self._silent.visible = SILENT in svg

    def playing(self, at: float | None) -> None:
        """Have the cursor here; None takes it away."""
        self._cursor.visible = at is not None
        if at is not None:
            self._cursor.style(f"left: {100 * at:.2f}%")

    def chosen(self, start: float, end: float) -> None:
        """Dim what lies outside this part."""
        self._before.style(f"left: 0; width: {100 * start:.2f}%")
        self._after.style(f"right: 0; width: {100 * (1 - end):.2f}%")

"""A button that is a drawing with its words below, one of several to choose from."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from gesture2midi.studio.components.form_row import put
from gesture2midi.studio.components.page_frame import mark


def tile(drawn: str, text: str, on_click: Callable[[], object]) -> tuple[ui.element, ui.html]:
    """Returns the button, and its drawing. drawn: an SVG."""
    made = ui.element("button").classes("tile").props("type=button aria-pressed=false")
    made.on("click", on_click)
    with made:
        drawing = ui.html(drawn, sanitize=False)
        ui.label(text)
    return made, drawing


def press(made: ui.element, on: bool) -> None:
    """Show whether it is the one that is chosen."""
    mark(made, "on", on)
    put(made, "aria-pressed", "true" if on else "false")

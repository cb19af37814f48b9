"""The row that says which mapping was deleted, with a button that brings it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nicegui import ui

from gesture2midi.errors import PlayerError
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.services.mapping_library import Entry


class DeletedMapping:
    """Shows itself once a mapping is deleted, until it is brought back.

    on_open: told which mapping the player looks at next.
    """

    def __init__(self, shell: Shell, on_open: Callable[[Entry], object]) -> None:
        self._shell, self._library, self._words = shell, shell.hub.library, shell.words
        self._on_open = on_open
        self._aside: tuple[Path, Path] | None = None
        text = self._words("mapping.bring_back")
        with ui.element("div").classes("row undo").props("role=status") as self._row:
            self._said = ui.label().classes("grow")
            button(text, self._bring_back, text=text)
        self._row.visible = False

    def delete(self, gone: Entry) -> None:
        """Delete this mapping, and look at another one."""
        try:
            self._aside = self._library.delete(gone.path), gone.path
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._said.text = self._words("mapping.mapping_deleted", name=gone.name)
        self._row.visible = True
        self._on_open(self._library.entries()[0])

    def _bring_back(self) -> None:
        self._row.visible = False
        if self._aside is None:
            return
        (aside, path), self._aside = self._aside, None
        try:
            restored = self._library.restore(aside, path)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._on_open(self._library.entry(restored))

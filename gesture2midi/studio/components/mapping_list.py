"""The list of mappings to choose from; what is chosen is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nicegui import ui

from gesture2midi.studio.components.followed import FollowedList
from gesture2midi.studio.components.page_frame import Shell


class Choice:
    """Shows what plays; `look` keeps it so.

    on_choice: called when the player has chosen another one.
    """

    def __init__(self, shell: Shell, on_choice: Callable[[], None] = lambda: None) -> None:
        self._shell, self._hub, self._on_choice = shell, shell.hub, on_choice
        self._played: object = None
        self.element = ui.select({}, label=shell.words("shell.choose"))
        self.element.props("outlined dense options-dense hide-bottom-space")
        self._list = FollowedList(self.element, self._choose)

    def look(self) -> None:
        """Take in what plays now."""
        mapping = self._hub.mapping
        if mapping is not self._played:
            self._played = mapping
            playable = [entry for entry in self._hub.library.entries() if not entry.problem]
            names = {str(mapping.path): mapping.name} | {str(entry.path): entry.title for entry in playable}
            self._list.show_among(str(mapping.path), names)

    def _choose(self, chosen: str) -> None:
        self._on_choice()
        self._shell.attempt(lambda: self._hub.commands.mappings.play(Path(chosen)))

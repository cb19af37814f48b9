"""The live picture beside what a page asks the player to do."""

from __future__ import annotations

from nicegui import ui

from gesture2midi.studio.components.page_frame import Shell


class Mirror:
    """Shows the picture, and over it what to do first."""

    def __init__(self, shell: Shell, token: str) -> None:
        with ui.element("div").classes("picture"):
            image = ui.element("img")
            image.props["alt"] = shell.words("play.picture")
            image.props["src"] = f"/picture?token={token}"
            self._said = ui.label().classes("said")
        self.say("")

    def say(self, text: str) -> None:
        """Write this over the picture; nothing where it is empty."""
        self._said.text = text
        self._said.visible = bool(text)

"""The stage on a screen of its own: what plays, to be read only."""

from __future__ import annotations

from nicegui import events, ui

from gesture2midi.studio.components.stage_view import StageView
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.words import Words

_LOOK = 1 / 12
"""Seconds between two looks."""


class StagePage:
    """One browser's stage; the key P takes the picture away and brings it back."""

    def __init__(self, hub: Hub, words: Words, token: str) -> None:
        ui.page_title(f"{words('play.stage')} · Gesture2MIDI")
        ui.query("html").props(f"lang={words.language}")
        ui.dark_mode(True)
        ui.query("body").classes("stage")
        with ui.element("main"):
            title = ui.label(words("play.stage")).classes("heading level1")
            title.props("role=heading aria-level=1")
            self._view = StageView(hub, words, token, None)
        ui.keyboard(self._pressed, repeating=False)
        self._view.look()
        ui.timer(_LOOK, self._view.look)

    def _pressed(self, event: events.KeyEventArguments) -> None:
        if event.action.keydown and event.key.name == "p":
            self._view.watch(not self._view.watched)

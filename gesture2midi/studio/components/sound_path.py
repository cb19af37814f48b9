"""Stroke to sound on a page: one number, and a bar of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from gesture2midi.session.sound_path import Part, whole
from gesture2midi.studio.words import Words

_TITLES = {
    (True, True): "stroke_about",
    (True, False): "stroke",
    (False, True): "gesture_about",
    (False, False): "gesture",
}
"""By whether the mapping strikes, and whether a part is only about."""


class SoundPath:
    """Shows the parts that it is given last."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._shown: Sequence[tuple[str, int, bool]] = ()
        with ui.element("div").classes("meters") as self._all:
            self._title = ui.label().classes("title")
            self._bar = ui.element("div").classes("sound-path").props("role=img")
            self._rows = ui.element("div")
            ui.label(words("sound_path.help")).classes("muted small")
        self._all.visible = False

    def show(self, parts: Sequence[Part]) -> None:
        """Show them; nothing is done while each is the same millisecond as before."""
        shown = [(part.stage, round(part.milliseconds), part.measured) for part in parts]
        if shown == self._shown:
            return
        self._shown = shown
        self._all.visible = bool(parts)
        words = self._words
        struck = any(part.stage == "strike_delay" for part in parts)
        about = not all(part.measured for part in parts)
        said = _TITLES[struck, about]
        self._title.text = words(f"sound_path.{said}", ms=f"{whole(parts):.0f}")
        self._bar.props["aria-label"] = self._title.text
        self._bar.clear()
        with self._bar:
            for part in parts:
                ui.element("div").classes(part.stage).style(f"flex-grow: {part.milliseconds:.1f}")
        self._rows.clear()
        with self._rows:
            for part in parts:
                with ui.element("div").classes("fact"):
                    ui.label(words(f"sound_path.{part.stage}")).classes(f"key {part.stage}")
                    said = "ms" if part.measured else "ms_about"
                    ui.label(words(f"sound_path.{said}", ms=f"{part.milliseconds:.0f}"))

"""The set to be read from three metres: the picture or none, what sounds, the scenes; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import ui

from gesture2midi.engine import mapping as engine_mapping
from gesture2midi.music.note_names import sound_name
from gesture2midi.studio.components.page_frame import mark
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.words import Words

NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""An empty picture."""
_WIDE = 5
"""Letters of a note or chord that stand at a fifth of the screen's height."""


class StageView:
    """Shows it where it is made; `look` keeps it so.

    token: of the picture's address. go: told a scene that is asked for; None: it can only be read.
    """

    def __init__(self, hub: Hub, words: Words, token: str, go: Callable[[str], None] | None) -> None:
        self._hub, self._words, self._go = hub, words, go
        self._address = f"/picture?token={token}"
        self._mapping: engine_mapping.Mapping | None = None
        self._fields: dict[str, ui.element] = {}
        self._scene = ""
        self._watched = True
        with ui.element("div").classes("on-stage") as self.element:
            with ui.element("div").classes("seen"):
                self._image = ui.element("img")
                self._image.props["alt"] = words("play.picture")
                self._image.props["src"] = NOTHING
            with ui.element("div").classes("heard"):
                self._title = ui.label().classes("title-now")
                self._notes = ui.label().classes("notes-now")
            self._scenes = ui.element("div").classes("fields").props("role=group")
            self._scenes.props["aria-label"] = words("play.scenes")

    def watch(self, on: bool) -> None:
        """Show the picture, or what sounds alone and larger."""
        self._watched = on
        mark(self.element, "blind", not on)
        self._point()

    @property
    def watched(self) -> bool:
        """Whether the picture is shown."""
        return self._watched

    def look(self) -> None:
        """Take in what plays."""
        hub, view = self._hub, self._hub.view
        self._point()
        if hub.mapping is not self._mapping:
            self._mapping = hub.mapping
            self._build(hub.mapping)
        if view is None:
            return
        mark(self.element, "recording", view.recording)
        sounding = hub.sounding()
        keys = hub.mapping.keys
        names = tuple(
            dict.fromkeys(sound_name(note, channel, keys.get(channel)) for channel, note in sounding)
        )
        title = hub.chord_name() or " ".join(names)
        if title != self._title.text:
            self._title.text = title
            mark(self._title, "long", len(title) > _WIDE)
        notes = " · ".join(names) if title and title != " ".join(names) else ""
        if notes != self._notes.text:
            self._notes.text = notes
        if view.scene != self._scene:
            self._scene = view.scene
            for name, field in self._fields.items():
                mark(field, "on", name == view.scene)
                field.props["aria-current"] = "true" if name == view.scene else "false"

    def _point(self) -> None:
        shown = self._address if self._watched and self._hub.waiting() < GONE else NOTHING
        if self._image.props["src"] != shown:
            self._image.props["src"] = shown

    def _build(self, mapping: engine_mapping.Mapping) -> None:
        self._scenes.clear()
        self._fields, self._scene = {}, ""
        names = mapping.scene_names if mapping.scenes else ()
        with self._scenes:
            for number, name in enumerate(names, start=1):
                field = ui.element("div" if self._go is None else "button").classes("field-now")
                with field:
                    ui.label(str(number)).classes("key-now")
                    ui.label(self._words("play.main") if name == engine_mapping.MAIN else name)
                if self._go is not None:
                    field.on("click", partial(self._go, name))
                self._fields[name] = field

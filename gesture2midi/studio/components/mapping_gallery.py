"""All mappings there are, to be looked for by words, tags and favourites."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from nicegui import ui

from gesture2midi.studio.components.page_frame import Shell, button, heading, mark
from gesture2midi.studio.services.mapping_library import Entry, namesakes
from gesture2midi.studio.services.mapping_tags import TAGS

_SOUNDS = frozenset({"no_program"})
"""The tags of mappings that the built-in synth plays, so that they can be listened to."""


class Gallery:
    """One browser's view of the mappings.

    on_open: told which one the player wants to look at.
    """

    def __init__(self, shell: Shell, token: str, on_open: Callable[[Entry], object]) -> None:
        self._shell, self._hub, self._words, self._token = shell, shell.hub, shell.words, token
        self._on_open = on_open
        self._shown: Path | None = None
        self._listed: object = None
        words = self._words
        heading(words("mapping.gallery"))
        self._search = ui.input(label=words("mapping.search"), on_change=self._look)
        self._search.props("outlined dense clearable hide-bottom-space type=search")
        self._build_tags()
        self._list = ui.element("div").classes("entries").props("role=group")
        self._list.props["aria-label"] = words("mapping.gallery")

    def show(self, shown: Path) -> None:
        """List them anew; the one that is looked at is marked."""
        self._shown = shown
        self._look()

    def _build_tags(self) -> None:
        """A button for each tag; those that are pressed have all to be said of a mapping."""
        self._tags: set[str] = set()
        with ui.element("div").classes("pills").props("role=group") as group:
            group.props["aria-label"] = self._words("mapping.filters")
            for tag in TAGS:
                made = ui.element("button").classes("pill").props("type=button aria-pressed=false")
                made.on("click", partial(self._turn_tag, tag, made))
                with made:
                    ui.label(self._words(f"tag.{tag}"))

    def _turn_tag(self, tag: str, made: ui.element) -> None:
        self._tags ^= {tag}
        mark(made, "on", tag in self._tags)
        made.props["aria-pressed"] = "true" if tag in self._tags else "false"
        self._look()

    def _look(self) -> None:
        words, wanted = self._words, str(self._search.value or "")
        every, playing = self._hub.library.entries(), self._hub.mapping.path
        self._namesakes = namesakes(every)
        entries = [entry for entry in every if entry.found(wanted) and self._tags <= self._tags_of(entry)]
        listed = [
            (entry, entry.path in self._hub.favourites, entry.path in self._namesakes, entry.path == playing)
            for entry in entries
        ]
        if (listed, self._shown) == self._listed:
            return  # a click that is under way would miss a button that is built anew
        self._listed = listed, self._shown
        self._list.clear()
        with self._list:
            if not entries:
                ui.label(words("mapping.no_match")).classes("muted small")
            for own, title in ((True, words("mapping.own")), (False, words("mapping.bundled"))):
                group = [entry for entry in entries if entry.own == own]
                if group:
                    ui.label(title).classes("muted small")
                for entry in group:
                    self._show_entry(entry)

    def _tags_of(self, entry: Entry) -> set[str]:
        liked = {"favourite"} if entry.path in self._hub.favourites else set()
        return {*entry.tags, *liked, *({"own"} if entry.own else ())}

    def _show_entry(self, entry: Entry) -> None:
        with ui.element("div").classes("entry-row"):
            self._show_name(entry)
            if not entry.problem and entry.tags & _SOUNDS:
                said = self._words("start.listen_help", name=entry.title)
                button(said, partial(self._listen, entry), icon="volume_up")
            liked = entry.path in self._hub.favourites
            text = self._words("mapping.favourite_off" if liked else "mapping.favourite_on", name=entry.title)
            star = button(text, partial(self._like, entry), icon="star" if liked else "star_border")
            star.props["aria-pressed"] = "true" if liked else "false"
            mark(star, "liked", liked)

    def _listen(self, entry: Entry) -> None:
        """Have the performer play it for some seconds."""
        self._shell.attempt(lambda: self._hub.preview(entry.path))

    def _like(self, entry: Entry) -> None:
        self._shell.attempt(lambda: self._hub.favourites.turn(entry.path))
        self._look()

    def _show_name(self, entry: Entry) -> None:
        words = self._words
        made = ui.element("button").classes("entry").props("type=button")
        made.on("click", partial(self._on_open, entry))
        mark(made, "on", entry.path == self._shown)
        made.props["aria-current"] = "true" if entry.path == self._shown else "false"
        with made:
            with ui.element("div").classes("head"):
                if not entry.problem:
                    drawn = ui.element("img").props("loading=lazy")
                    drawn.props["alt"] = ""  # the sentence below says it
                    drawn.props["src"] = f"/drawing?of={entry.key}&token={self._token}"
                with ui.element("div"):
                    ui.label(entry.title).classes("name grow")
                    if entry.path in self._namesakes:
                        day = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.changed))
                        ui.label(
                            words("mapping.told_apart", folder=entry.path.parent.name, date=day)
                        ).classes("muted small")
                    if entry.path == self._hub.mapping.path:
                        ui.label(words("mapping.playing")).classes("badge")
                    elif entry.hands:
                        ui.label(words("mapping.hands", count=entry.hands)).classes("muted small")
            ui.label(entry.problem or entry.about).classes("wrong small" if entry.problem else "muted small")

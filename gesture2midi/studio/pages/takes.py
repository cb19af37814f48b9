"""The page of the takes: play them back, hear them through another mapping, trim them, keep them as files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from nicegui import ui

from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.takes.reader import Take
from gesture2midi.errors import PlayerError, printable
from gesture2midi.session.instrument import own_mapping
from gesture2midi.studio.components.export_rows import Making
from gesture2midi.studio.components.mapping_list import Choice
from gesture2midi.studio.components.page_frame import Shell, button, heading
from gesture2midi.studio.components.slider import Slider
from gesture2midi.studio.components.take_timeline import TakeTimeline
from gesture2midi.studio.components.take_trim import Trim
from gesture2midi.studio.services import take_library
from gesture2midi.studio.services.exports import KINDS, Kind
from gesture2midi.studio.services.take_library import SavedTake
from gesture2midi.studio.services.thumbnails import played_with

_LOOK = 0.25
"""Seconds between two looks at what plays and what is being made."""
_LOOK_AT_SHELF = 1.0
"""Seconds between two looks at which takes there are."""
_ROOM = 20
"""Takes that are shown at first, and how many more each time."""
_SEEK = 0.5
"""Seconds that a key moves what plays."""
_NAMES = {"mid": "MIDI", "wav": "WAV", "mp4": "MP4", "json": "JSON"}


class TakesPage:
    """One browser's Takes page."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._kept: list[SavedTake] = []
        self._room = _ROOM
        self._strips: dict[str, TakeTimeline] = {}
        self._playing: SavedTake | None = None
        self._held = False
        self._thrown: Path | None = None
        self._begins = asyncio.Lock()
        words = self._words
        with ui.element("div").classes("takes"):
            with ui.element("section").classes("card"):
                heading(words("takes.through"))
                self._own = ui.checkbox(words("takes.own"), value=True)
                self._choice = Choice(shell, self._untick)
                ui.label(words("takes.through_said")).classes("muted small")
                self._player = ui.element("div").classes("meters")
                with self._player:
                    self._title = ui.label().classes("title")
                    self._position = Slider(
                        words("takes.position"), 1.0, _SEEK, moved=self._hold, left=self._seek
                    )
                    self._clock = ui.label().classes("muted small")
                    button(words("takes.stop"), self._hub.looping.stop, text=words("takes.stop"))
                self._making = Making(shell)
            with ui.element("section").classes("card"):
                heading(words("takes.list"))
                with ui.element("div").classes("row undo").props("role=status") as self._undo:
                    ui.label(words("takes.deleted", days=take_library.KEPT_DAYS)).classes("grow")
                    button(words("takes.undo"), self._restore, text=words("takes.undo"))
                self._undo.visible = False
                self._none = ui.label(words("takes.none")).classes("muted")
                self._list = ui.element("div").classes("list").props("role=list")
                self._more = button(words("takes.more"), self._show_more, text=words("takes.more"))
        self._show(self._kept)
        self._none.visible = False  # which is not known yet
        self._look()
        ui.timer(_LOOK, self._look)
        ui.timer(_LOOK, self._look_at_pictures)
        ui.timer(_LOOK_AT_SHELF, self._look_at_shelf)

    async def _look_at_shelf(self) -> None:
        kept = await asyncio.to_thread(take_library.kept)
        kept = [replace(take, problem=self._hub.thumbnails.problem(take)) for take in kept]
        if kept != self._kept:
            self._kept = kept
            self._show(kept)

    def _look(self) -> None:
        self._choice.look()
        self._look_at_player(self._kept)
        self._making.look()

    def _look_at_player(self, kept: list[SavedTake]) -> None:
        looping = self._hub.looping
        playing = looping.playing
        now = next((take for take in kept if playing is not None and take.path.name == playing.name), None)
        if now is not self._playing:
            if self._playing is not None and self._playing.path.name in self._strips:
                self._strips[self._playing.path.name].playing(None)
            self._playing = now
            if now is not None:
                self._title.text = _title(now)
        self._player.visible = now is not None
        if now is None or looping.at is None:
            return
        at = min(max(0.0, looping.at), now.seconds)
        if not self._held:
            self._position.move(at, now.seconds)
        self._clock.text = f"{_clock(at)} / {_clock(now.seconds)}"
        if now.path.name in self._strips:
            self._strips[now.path.name].playing(at / max(now.seconds, 1e-3))

    async def _look_at_pictures(self) -> None:
        missing = [
            take
            for take in self._kept[: self._room]
            if take.path.name in self._strips and not self._strips[take.path.name].drawn
        ]
        for take, drawn in await asyncio.to_thread(self._pictures_of, missing):
            if take in self._kept and take.path.name in self._strips:
                self._strips[take.path.name].draw(drawn)

    def _pictures_of(self, missing: Sequence[SavedTake]) -> list[tuple[SavedTake, str]]:
        """Those of the pictures that are there by now; on a thread of its own, for it opens files."""
        pictures = self._hub.thumbnails
        entries = self._hub.library.entries() if missing else []
        found = [(take, pictures.of(take, played_with(take, entries))) for take in missing]
        pictures.look()
        return [(take, drawn) for take, drawn in found if drawn is not None]

    def _show(self, kept: list[SavedTake]) -> None:
        self._list.clear()
        self._strips.clear()
        self._none.visible, self._list.visible = not kept, bool(kept)
        with self._list:
            for take in kept[: self._room]:
                self._row(take)
        self._more.visible = len(kept) > self._room

    def _show_more(self) -> None:
        shown, self._room = self._room, self._room + _ROOM
        with self._list:
            for take in self._kept[shown : self._room]:
                self._row(take)
        self._more.visible = len(self._kept) > self._room

    def _row(self, take: SavedTake) -> None:
        words, when = self._words, _title(take)
        if take.problem:
            with ui.element("div").classes("take row").props("role=listitem"):
                with ui.element("div").classes("grow"):
                    ui.label(when).classes("name")
                    ui.label(take.problem).classes("small")
                self._file_buttons(take)
            return
        with ui.element("div").classes("take").props("role=listitem"):
            name = words("takes.picture", take=when)
            strip = TakeTimeline(name, words("takes.silent"), lambda at: self._play(take, at * take.seconds))
            self._strips[take.path.name] = strip
            trim = ui.element("div").classes("trim")
            trim.visible = False
            with ui.element("div").classes("row"):
                with ui.element("div").classes("grow"):
                    ui.label(when).classes("name")
                    ui.label(" · ".join(filter(None, (_clock(take.seconds), take.mapping)))).classes(
                        "muted small"
                    )
                self._buttons(take, strip, trim)

    def _buttons(self, take: SavedTake, strip: TakeTimeline, trim: ui.element) -> None:
        words, when = self._words, _title(take)
        button(
            words("takes.play_help", take=when),
            partial(self._play, take),
            text=words("takes.play"),
            kind="main",
        )
        button(
            words("takes.trim_help", take=when),
            partial(self._trim, take, strip, trim),
            text=words("takes.trim"),
        )
        for kind in KINDS:
            name, make = _NAMES[kind], partial(self._export, take, kind)
            button(words("takes.export", take=when, kind=name), make, text=name)
        self._file_buttons(take)

    def _file_buttons(self, take: SavedTake) -> None:
        words, when = self._words, _title(take)
        button(words("takes.download", take=when), partial(self._download, take), icon="download")
        button(words("takes.delete", take=when), partial(self._delete, take), icon="delete_outline")

    async def _play(self, take: SavedTake, start: float = 0.0, end: float = float("inf")) -> None:
        own = bool(self._own.value)

        def play() -> None:
            source = Take(take.path, self._hub.notices.say, start=start, end=end)
            mapping = self._mapping_for(take, own)
            if mapping != self._hub.mapping.path:
                self._hub.commands.mappings.play(mapping)
            self._hub.looping.play(Paced(source))

        async with self._begins:  # of two that are asked for the second is to play
            await self._shell.attempt_beside(play)

    def _untick(self) -> None:
        self._own.value = False

    async def _export(self, take: SavedTake, kind: Kind) -> None:
        mapping = await asyncio.to_thread(self._mapping_for, take, bool(self._own.value))
        self._making.begin(take, mapping, kind)

    def _mapping_for(self, take: SavedTake, own: bool) -> Path:
        """Its own, where that is asked for and there; else the one that is chosen."""
        found: Path | None = None
        if own:
            hub = self._hub
            found = own_mapping(take.file, take.fingerprint, hub.taught, hub.notices.say, hub.mapping.name)
        return found or self._hub.mapping.path

    def _hold(self, at: float) -> None:
        """While it is dragged it stays where the hand has it."""
        self._held = True

    async def _seek(self, at: float) -> None:
        self._held = False
        if self._playing is not None:
            await self._play(self._playing, at)

    def _trim(self, take: SavedTake, strip: TakeTimeline, place: ui.element) -> None:
        """Open it; or close it, and choose the whole take again."""
        place.clear()
        place.visible = not place.visible
        strip.chosen(0.0, 1.0)
        if place.visible:
            with place:
                hear, keep = partial(self._play, take), partial(self._making.cut, take)
                Trim(self._shell, take, strip, hear=hear, keep=keep)

    def _download(self, take: SavedTake) -> None:
        ui.download.file(take.path, printable(take.path.name))

    async def _delete(self, take: SavedTake) -> None:
        try:
            self._thrown = await asyncio.to_thread(take_library.delete_take, take.path)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._undo.visible = True
        await self._look_at_shelf()

    async def _restore(self) -> None:
        thrown, self._thrown = self._thrown, None
        self._undo.visible = False
        if thrown is not None:
            await self._shell.attempt_beside(lambda: take_library.restore_take(thrown))
        await self._look_at_shelf()


def _title(take: SavedTake) -> str:
    return f"{take.when:%Y-%m-%d %H:%M} {take.part}".strip()


def _clock(seconds: float) -> str:
    minutes, tenths = divmod(round(10 * seconds), 600)
    return f"{minutes}:{tenths / 10:04.1f}"

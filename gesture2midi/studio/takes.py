"""The page of the takes: play them back, hear them through another mapping, keep them as files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from nicegui import ui

from gesture2midi.capture.live import Paced
from gesture2midi.errors import PlayerError
from gesture2midi.studio import shelf
from gesture2midi.studio.choice import Choice
from gesture2midi.studio.exports import KINDS, Export, Kind
from gesture2midi.studio.shelf import Kept
from gesture2midi.studio.shell import Shell, button, heading
from gesture2midi.takes import Take

_LOOK = 0.25
"""Seconds between two looks at what plays and what is exported."""
_NAMES = {"mid": "MIDI", "wav": "WAV"}
_TYPES = {".mid": "audio/midi", ".wav": "audio/wav"}


class TakesPage:
    """One browser's Takes page."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._shown: list[Kept] | None = None
        self._playing: object = None
        self._exports: dict[Export, tuple[ui.element, ui.element]] = {}
        self._thrown: Path | None = None
        words = self._words
        with ui.element("div").classes("takes"):
            with ui.element("section").classes("card"):
                heading(words("takes.through"))
                self._choice = Choice(shell)
                ui.label(words("takes.through_said")).classes("muted small")
                self._player = ui.element("div").classes("meters")
                with self._player:
                    self._title = ui.label().classes("title")
                    bar = ui.element("div").classes("track").props("role=progressbar")
                    bar.props["aria-label"] = words("takes.position")
                    with bar:
                        self._position = ui.element("div").style("--middle: 0; --value: 0")
                    button(words("takes.stop"), self._hub.deck.stop, text=words("takes.stop"))
                self._running = ui.element("div").classes("meters").props("role=status")
            with ui.element("section").classes("card"):
                heading(words("takes.kept"))
                with ui.element("div").classes("row undo").props("role=status") as self._undo:
                    ui.label(words("takes.thrown", days=shelf.KEPT_DAYS)).classes("grow")
                    button(words("takes.undo"), self._take_back, text=words("takes.undo"))
                self._undo.visible = False
                self._none = ui.label(words("takes.none")).classes("muted")
                self._list = ui.element("div").classes("list").props("role=list")
        self._look()
        ui.timer(_LOOK, self._look)

    def _look(self) -> None:
        hub = self._hub
        self._choice.look()
        playing = hub.deck.playing
        self._player.visible = playing is not None
        if playing is not None:
            self._title.text = Path(playing.name).stem
            self._position.style(f"--value: {min(1.0, hub.deck.played / max(playing.total or 1, 1)):.3f}")
        kept = shelf.kept()
        if kept != self._shown or playing is not self._playing:
            self._shown, self._playing = kept, playing
            self._show(kept)
        for export, (row, fill) in tuple(self._exports.items()):
            ended = export.look()
            fill.style(f"--value: {export.share:.2f}")
            if ended:
                del self._exports[export]
                row.delete()
                self._deliver(export)

    def _show(self, kept: list[Kept]) -> None:
        self._list.clear()
        self._none.visible, self._list.visible = not kept, bool(kept)
        with self._list:
            for take in kept:
                with ui.element("div").classes("take").props("role=listitem"):
                    with ui.element("div").classes("grow"):
                        ui.label(f"{take.when:%Y-%m-%d  %H:%M}").classes("name")
                        length = f"{int(take.seconds // 60)}:{take.seconds % 60:04.1f}"
                        ui.label(" · ".join(filter(None, (length, take.mapping)))).classes("muted small")
                    self._buttons(take)

    def _buttons(self, take: Kept) -> None:
        words, when = self._words, f"{take.when:%Y-%m-%d %H:%M}"
        button(
            words("takes.play_help", take=when),
            partial(self._play, take),
            text=words("takes.play"),
            kind="main",
        )
        for kind in KINDS:
            name = _NAMES[kind]
            button(words("takes.export", take=when, kind=name), partial(self._export, take, kind), text=name)
        button(words("takes.download", take=when), partial(self._download, take), icon="download")
        button(words("takes.delete", take=when), partial(self._delete, take), icon="delete_outline")

    def _play(self, take: Kept) -> None:
        self._shell.attempt(lambda: self._hub.deck.play(Paced(Take(take.path, self._hub.notices.say))))

    def _export(self, take: Kept, kind: Kind) -> None:
        export = self._hub.exports.begin(take.path, self._hub.mapping.path, kind)
        words = self._words
        with self._running:
            row = ui.element("div").classes("meter")
            with row:
                with ui.element("div").classes("row"):
                    ui.label(words("takes.exporting", name=export.job.file.name)).classes("grow")
                    button(words("takes.cancel"), partial(self._cancel, export), icon="close")
                with ui.element("div").classes("track"):
                    fill = ui.element("div").style("--middle: 0; --value: 0")
        self._exports[export] = row, fill

    def _cancel(self, export: Export) -> None:
        export.stop()
        self._exports.pop(export)[0].delete()

    def _deliver(self, export: Export) -> None:
        if export.failed:
            self._shell.tell(export.failed)
        else:
            file = export.job.file
            ui.download.file(file, file.name, _TYPES[file.suffix])

    def _download(self, take: Kept) -> None:
        ui.download.file(take.path, take.path.name)

    def _delete(self, take: Kept) -> None:
        try:
            self._thrown = shelf.throw_away(take.path)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._undo.visible = True
        self._look()

    def _take_back(self) -> None:
        thrown, self._thrown = self._thrown, None
        self._undo.visible = False
        if thrown is not None:
            self._shell.attempt(lambda: shelf.take_back(thrown))
        self._look()

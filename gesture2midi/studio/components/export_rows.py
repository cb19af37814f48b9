"""What is being made of takes, on every page that shows them; the file goes to the tab that asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nicegui import Client, ui

from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.services import take_library
from gesture2midi.studio.services.exports import Export, Kind
from gesture2midi.studio.services.take_library import SavedTake

_TYPES = {".mid": "audio/midi", ".wav": "audio/wav", ".mp4": "video/mp4", ".json": "application/json"}


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    whole: ui.element
    bar: ui.element
    fill: ui.element


class Making:
    """A row for each export of the session that runs, whichever page began it; `look` follows them."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._words, self._exports = shell, shell.words, shell.hub.exports
        self._client = ui.context.client
        self._rows: dict[Export, _Row] = {}
        self._place = ui.element("div").classes("meters").props("role=status")

    def begin(self, take: SavedTake, mapping: Path, kind: Kind) -> None:
        """Make a take into a file, through a mapping."""
        self._exports.begin(take.path, mapping, kind, self._tab)
        self.look()

    def cut(self, take: SavedTake, start: float, end: float) -> None:
        """Make the part of a take one of its own."""
        self._shell.attempt(lambda: self._exports.cut(take.path, start, end, self._tab))
        self.look()

    def look(self) -> None:
        """Show how far each is; hand over what is done."""
        running = self._exports.running
        for export in self._rows.keys() - set(running):
            self._rows.pop(export).whole.delete()
        for export in running:
            row = self._rows.get(export) or self._show(export)
            ended = export.look()
            row.bar.props["aria-valuenow"] = round(100 * export.share)
            row.fill.style(f"--value: {export.share:.2f}")
            if ended and self._ours(export) and self._exports.take(export):
                self._rows.pop(export).whole.delete()
                self._deliver(export)

    @property
    def _tab(self) -> str:
        """That of the browser: it keeps its id when it is loaded anew. Empty while it is away."""
        return self._client.tab_id or ""

    def _ours(self, export: Export) -> bool:
        """Whether this tab asked for it, its page loaded anew or not; or the one that did is closed."""
        if not self._tab:
            return False
        open_tabs = {client.tab_id for client in Client.instances.values()}
        return export.asked_by == self._tab or export.asked_by not in open_tabs

    def _show(self, export: Export) -> _Row:
        words, name = self._words, export.job.file.name
        with self._place, ui.element("div").classes("meter") as whole:
            with ui.element("div").classes("row"):
                ui.label(words("takes.exporting", name=name)).classes("grow")
                help_text = words("takes.cancel_help", name=name)
                button(help_text, partial(self._exports.stop, export), text=words("takes.cancel"))
            with ui.element("div").classes("track").props("role=progressbar aria-valuenow=0") as bar:
                bar.props["aria-label"] = name
                fill = ui.element("div").style("--middle: 0; --value: 0")
        self._rows[export] = _Row(whole, bar, fill)
        return self._rows[export]

    def _deliver(self, export: Export) -> None:
        file = export.job.file
        if export.failed:
            self._shell.tell(export.failed)
        elif export.job.mapping is not None:
            ui.download.file(file, file.name, _TYPES[file.suffix])
        elif self._shell.attempt(lambda: take_library.take_in(file)):
            self._shell.tell(self._words("takes.trimmed"))
            export.stop()  # its folder is empty now

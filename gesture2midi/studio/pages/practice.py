"""The page of what was played, week by week: kept on this machine, after the player said yes."""

from __future__ import annotations

import asyncio
from datetime import date

from nicegui import ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.session.usage import Day, Usage
from gesture2midi.studio.components.followed import Followed
from gesture2midi.studio.components.page_frame import Shell, button, heading

_WEEKS = 53
"""Weeks that are shown, the newest ones."""
_NAMED = 3
"""Mappings that are named in a week."""
_FAR = 0.1
"""Seconds from the beat at which the drawing of the timing ends."""
_COLUMNS = ("week", "minutes", "notes", "strikes", "timing", "mappings")


class PracticePage:
    """One browser's Practice page."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._words = shell, shell.words
        self._usage = Usage(paths.usage())
        words = self._words
        with ui.element("div").classes("practice"):
            with ui.element("section").classes("card"):
                heading(words("shell.practice"))
                ui.label(words("practice.about")).classes("muted small")
                self._on = Followed(ui.checkbox(words("practice.count")), self._switch)
                ui.label(words("practice.added")).classes("muted small")
                with ui.element("div").classes("row"):
                    self._delete = button(words("practice.delete"), self._ask, text=words("practice.delete"))
                with ui.element("div").classes("row").props("role=alert") as self._sure:
                    ui.label(words("practice.sure")).classes("grow")
                    button(words("practice.yes"), self._deleted, text=words("practice.yes"), kind="danger")
                    button(words("practice.no"), self._show, text=words("practice.no"))
            with ui.element("section").classes("card"):
                heading(words("practice.weeks"))
                self._none = ui.label(words("practice.none")).classes("muted")
                with ui.element("div").classes("wide-table").props("tabindex=0 role=region") as self._region:
                    self._region.props["aria-label"] = words("practice.weeks")
                ui.label(words("practice.timing_help")).classes("muted small")
        self._sure.visible = self._delete.visible = self._region.visible = False
        self._none.visible = False  # which is not known yet
        ui.timer(0, self._show, once=True)

    async def _show(self) -> None:
        """Show what the file says; a broken one is told."""
        self._sure.visible = False
        try:
            on, weeks = await asyncio.to_thread(lambda: (self._usage.on, self._usage.weeks()))
        except PlayerError as error:
            self._shell.tell(str(error))
            on, weeks = False, {}
            self._delete.visible = True  # which mends a broken file
        else:
            self._delete.visible = on or bool(weeks)
        self._on.show(on)
        self._none.visible, self._region.visible = not weeks, bool(weeks)
        self._region.clear()
        if weeks:
            with self._region:
                self._table(sorted(weeks.items(), reverse=True)[:_WEEKS])

    def _table(self, weeks: list[tuple[date, Day]]) -> None:
        words = self._words
        most = max(played.seconds for _, played in weeks) or 1.0
        with ui.element("table"):
            with ui.element("thead"), ui.element("tr"):
                for column in _COLUMNS:
                    with ui.element("th").props("scope=col"):
                        ui.label(words(f"practice.{column}"))
            with ui.element("tbody"):
                for monday, played in weeks:
                    with ui.element("tr"):
                        self._row(monday, played, most)

    def _row(self, monday: date, played: Day, most: float) -> None:
        with ui.element("th").props("scope=row"):
            ui.label(monday.isoformat())
        with ui.element("td"):
            ui.label(f"{played.seconds / 60:.0f}")
            ui.element("div").classes("minutes").style(f"width: {100 * played.seconds / most:.0f}%")
        for count in (played.notes, played.strikes):
            with ui.element("td"):
                ui.label(str(count))
        with ui.element("td"):
            if played.timing is not None:
                mean, spread = played.timing
                ui.label(f"{played.timing_ms} ms")
                with ui.element("div").classes("timing"):
                    left, right = _place(mean - spread), _place(mean + spread)
                    ui.element("div").style(f"left: {left:.0f}%; width: {max(2.0, right - left):.0f}%")
        with ui.element("td"):
            ui.label(", ".join(played.often(_NAMED)))

    async def _switch(self, wanted: bool) -> None:
        await self._shell.attempt_beside(lambda: self._usage.switch(wanted))
        await self._show()

    def _ask(self) -> None:
        self._sure.visible = True

    async def _deleted(self) -> None:
        if await self._shell.attempt_beside(self._usage.delete):
            self._shell.tell(self._words("practice.gone"))
        await self._show()


def _place(seconds: float) -> float:
    """Per cent from the left of the drawing of the timing, whose middle is the beat."""
    return 50 + 50 * min(max(seconds / _FAR, -1.0), 1.0)

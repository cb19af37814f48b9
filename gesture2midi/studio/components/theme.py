"""Dark or light: as the browser wishes, until somebody chooses; the choice is kept in that browser alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from nicegui import ui
from starlette.requests import Request

COOKIE = "g2m-theme"
DARK, LIGHT = "dark", "light"
_PATIENCE = 30.0
"""Seconds that a busy browser may take to answer."""
_YEAR = 365 * 24 * 3600
_IS_DARK = "document.body.classList.contains('body--dark')"


class Theme:
    """One page's theme.

    Args:
        request: that of the page; its cookie says what was chosen in this browser.
    """

    def __init__(self, request: Request | None) -> None:
        chosen = request.cookies.get(COOKIE) if request is not None else None
        self._mode = ui.dark_mode({DARK: True, LIGHT: False}.get(chosen or ""))
        self._watchers: list[Callable[[bool], object]] = []

    def watch(self, watcher: Callable[[bool], object]) -> None:
        """Call it with whether the page is dark: once that is known, and after each change."""
        self._watchers.append(watcher)
        ui.timer(0, self._ask, once=True)

    async def turn(self) -> None:
        """Make a dark page light and a light one dark, and keep that in this browser."""
        dark = not await ui.run_javascript(_IS_DARK, timeout=_PATIENCE)
        chosen = DARK if dark else LIGHT
        keep = f"document.cookie = '{COOKIE}={chosen}; path=/; max-age={_YEAR}; samesite=strict'"
        # Before the page is seen to turn: whoever then goes to another page finds it so.
        await ui.run_javascript(keep, timeout=_PATIENCE)
        self._mode.value = dark
        self._tell(dark)

    async def _ask(self) -> None:
        with suppress(TimeoutError):  # the page was left meanwhile
            self._tell(bool(await ui.run_javascript(_IS_DARK, timeout=_PATIENCE)))

    def _tell(self, dark: bool) -> None:
        for watcher in self._watchers:
            watcher(dark)

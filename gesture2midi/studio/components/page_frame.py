"""What all pages share: the head with its tabs, how the set is doing, panic, notices, and dark or light."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nicegui import events, ui

from gesture2midi.errors import PlayerError
from gesture2midi.studio.components.theme import Theme
from gesture2midi.studio.services.health import health
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.words import Words

CSS = "".join(
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("language.css", "studio.css")
)
PAGES = {
    "start": "/start",
    "play": "/",
    "mapping": "/mapping",
    "takes": "/takes",
    "player": "/player",
    "setup": "/setup",
}
ICONS = {
    "start": "home",
    "play": "play_arrow",
    "mapping": "tune",
    "takes": "graphic_eq",
    "player": "back_hand",
    "setup": "settings",
}
"""What stands for a page in a narrow header."""
PARTS = {"calibrate": "/calibrate", "teach": "/teach", "latency": "/latency", "practice": "/practice"}
"""Those that the Set-up page leads to."""
_LOOK = 0.4
"""Seconds between two looks at how the set is doing."""


class Shell:
    """One browser's page. `body` gives the place for what the page is about.

    locked: whether a password was asked for, so that one can sign out.
    """

    def __init__(self, hub: Hub, words: Words, page: str, *, locked: bool = False) -> None:
        self.hub, self.words, self._page, self.locked = hub, words, page, locked
        self._told = hub.notices.count
        self.keys: dict[str, Callable[[], object]] = {}
        """What a key does, by its name in the browser, while nothing is being written."""

    @contextmanager
    def body(self) -> Iterator[None]:
        words = self.words
        ui.page_title(f"{words(f'shell.{self._page}')} · Gesture2MIDI")
        ui.query("html").props(f"lang={words.language}")
        self.theme = Theme(ui.context.client.request)
        with ui.element("header").classes("top"):
            ui.label("Gesture2MIDI").classes("brand")
            with ui.element("nav").classes("tabs") as nav:
                nav.props["aria-label"] = words("shell.pages")
                for page, path in PAGES.items():
                    with ui.link(target=path) as link:
                        ui.icon(ICONS[page]).props("aria-hidden=true")
                        ui.label(words(f"shell.{page}")).classes("word")
                    if page == self._page:
                        link.props("aria-current=page")
                    elif page == "setup" and self._page in PARTS:
                        link.props("aria-current=true")
            self._show_health()
            button(words("shell.light"), self.theme.turn, icon="contrast").classes("off-stage wide")
            if self.locked:
                button(words("shell.sign_out"), sign_out, icon="logout").classes("off-stage wide")
            button(words("shell.panic_help"), self._panic, text=words("shell.panic"), kind="danger")
        with ui.element("div").classes("page"):
            heading(words(f"shell.{self._page}"), level=1)
            yield
        ui.keyboard(self._pressed, ignore=["input", "select", "textarea"], repeating=False)
        ui.keyboard(self._escaped, ignore=[], repeating=False)
        ui.timer(_LOOK, self._look)

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do it, or tell why it cannot be done; gives whether it was."""
        try:
            action()
        except PlayerError as error:
            self.tell(str(error))
            return False
        return True

    async def attempt_beside(self, action: Callable[[], object]) -> bool:
        """Like `attempt`, on a thread of its own: what opens files must not hold up the pages."""
        try:
            await asyncio.to_thread(action)
        except PlayerError as error:
            self.tell(str(error))
            return False
        return True

    def tell(self, text: str) -> None:
        """Show a sentence in a corner of this browser, in its language where that is known."""
        text = self.words.told(text)
        ui.notify(text, position="bottom", multi_line="\n" in text, color="dark", timeout=6000)

    def _show_health(self) -> None:
        with ui.element("div").classes("health").props("role=status aria-live=off"):
            self._lamp = ui.element("div").classes("lamp").props("role=img")
            self._rate, self._latency = ui.label(), ui.label()
        self._look()

    def _look(self) -> None:
        hub, words = self.hub, self.words
        view, waiting = hub.view, hub.waiting()
        state = health(view.fps if view else 0.0, hub.asked, view.latency_ms if view else None, waiting)
        self._lamp.classes(replace=f"lamp {state}")
        self._lamp.props["aria-label"] = words(f"play.{state}")
        running = view is not None and state != "stopped"
        self._rate.text = (
            words("play.rate", rate=f"{view.fps:.0f}") if view and running else words("play.stopped")
        )
        latency = view.latency_ms if view and running else None
        self._latency.text = words("play.latency", ms=f"{latency:.0f}") if latency else ""
        for text in hub.notices.after(self._told):
            self.tell(text)
        self._told = hub.notices.count

    def _panic(self) -> None:
        self.hub.commands.panic()
        self.tell(self.words("shell.silenced"))

    def _pressed(self, event: events.KeyEventArguments) -> None:
        with_others = event.modifiers.ctrl or event.modifiers.meta or event.modifiers.alt
        if event.action.keydown and not with_others and event.key.name in self.keys:
            self.keys[event.key.name]()

    def _escaped(self, event: events.KeyEventArguments) -> None:
        if event.action.keydown and event.key.escape:
            self._panic()


def sign_out() -> None:
    """By a form, as a browser without our JavaScript would: the answer takes the cookie away."""
    ui.run_javascript(
        "const form = document.createElement('form'); form.method = 'post'; form.action = '/logout';"
        "document.body.append(form); form.submit();"
    )


def parts(words: Words, *pages: str) -> None:
    """Links to pages that Set-up leads to, each with what it is for."""
    said = {
        "calibrate": words("calibrate.purpose"),
        "teach": words("teach.purpose"),
        "latency": words("latency.purpose"),
        "practice": words("practice.purpose"),
    }
    with ui.element("div").classes("list"):
        for page in pages:
            with ui.link(target=PARTS[page]).classes("part"):
                ui.label(words(f"shell.{page}")).classes("name")
                ui.label(said[page]).classes("muted small")


def button(
    help_text: str,
    on_click: Callable[[], object],
    *,
    text: str = "",
    icon: str | None = None,
    kind: str = "plain",
) -> ui.button:
    """A button that says what it does to eyes and ears alike."""
    made = ui.button(text, icon=icon, on_click=on_click, color=None).props("flat no-caps").classes(kind)
    # Whoever speaks to the browser says what is written on it.
    named = text.lower() in help_text.lower()
    made.props["aria-label"] = help_text if named else f"{text}: {help_text}"
    if not text:
        made.classes("icon")
    made.tooltip(help_text)
    return made


def heading(text: str, level: int = 2) -> ui.label:
    """The title of a page (1), for screen readers alone as eyes have the tabs, or of a part of it."""
    made = ui.label(text).classes(f"heading level{level}")
    made.props(f"role=heading aria-level={level}")
    return made


def mark(element: ui.element, name: str, on: bool) -> None:
    """Give an element a CSS class, or take it away."""
    element.classes(add=name if on else "", remove="" if on else name)

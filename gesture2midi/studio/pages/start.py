"""The page that opens the first time: can I play, and what would I like to play?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from nicegui import run, ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.io.midi.ports import NAMES
from gesture2midi.studio.components.output_card import sound_on
from gesture2midi.studio.components.page_frame import PAGES, Shell, button, heading, mark
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.mapping_library import Entry

_LOOK = 0.25
"""Seconds between two looks at what is ready."""
_CHORD, _CHORD_SECONDS = (60, 64, 67), 0.9
"""MIDI notes of the sound test."""
CARDS = ("theremin", "chords", "drums", "one-hand-piano", "air-piano", "groove")
"""The mappings that are offered first."""


@dataclass(slots=True)
class _Check:
    """The elements of one check."""

    tick: ui.icon
    said: ui.label
    mend: ui.button


class StartPage:
    """One browser's Start page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._token = token
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        words = self._words
        with ui.element("div").classes("start"):
            with ui.element("div").classes("row"):
                ui.label(words("start.ready")).classes("large grow")
                self._count = ui.label().classes("muted").props("role=status")
            with ui.element("div").classes("checks").props("role=list"):
                self._camera = self._check("camera", self._mend_camera)
                self._sound = self._check("sound", self._mend_sound)
                self._program = self._check("program", None)
                self._hand = self._check("hand", None)
            ui.label(words("start.what")).classes("large").props("role=heading aria-level=2")
            with ui.element("div").classes("offers").props("role=list"):
                for name in CARDS:
                    self._offer(self._hub.library.entry(paths.mapping_file(name)))
            ui.link(words("start.all"), PAGES["mapping"]).classes("strong")
        self._look()
        ui.timer(_LOOK, self._look)

    def _check(self, what: str, mend: Callable[[], object] | None) -> _Check:
        words = self._words
        with ui.element("section").classes("card check").props("role=listitem"):
            with ui.element("div").classes("row"):
                tick = ui.icon("radio_button_unchecked").classes("tick")
                heading(words(f"start.{what}"))
            said = ui.label().classes("muted")
            if what == "hand":
                with ui.element("div").classes("track pinched"):
                    self._pinch = ui.element("div").style("--middle: 0; --value: 0")
            made = button(words(f"start.{what}"), mend or (lambda: None), text=words(f"start.{what}"))
            made.visible = mend is not None
        return _Check(tick, said, made)

    def _offer(self, entry: Entry) -> None:
        words = self._words
        with ui.element("section").classes("card offer").props("role=listitem"):
            picture = ui.element("img").props("alt=''")
            picture.props["src"] = f"/drawing?of={entry.key}&token={self._token}"
            with ui.element("div").classes("grow"):
                ui.label(entry.name).classes("strong")
                ui.label(entry.about).classes("muted small")
                ui.label(words("mapping.hands", count=entry.hands)).classes("muted small")
            with ui.element("div").classes("row"):
                play = words("start.play_help", name=entry.name)
                button(play, partial(self._play, entry), text=words("start.play"), kind="main")
                listen = words("start.listen_help", name=entry.name)
                button(listen, partial(self._listen, entry), text=words("start.listen"))

    def _play(self, entry: Entry) -> None:
        if self._shell.attempt(lambda: self._hub.commands.mappings.play(entry.path)):
            self._shell.attempt(self._hub.devices.keep)
            ui.navigate.to(PAGES["play"])

    def _listen(self, entry: Entry) -> None:
        self._shell.attempt(lambda: self._hub.preview(entry.path))

    def _look(self) -> None:
        ready = [self._look_camera(), self._look_sound(), self._look_program(), self._look_hand()]
        text = self._words("start.count", count=sum(ready))
        if self._count.text != text:
            self._count.text = text

    def _show(self, check: _Check, ready: bool, said: str, mend: str = "") -> bool:
        icon = "check_circle" if ready else "radio_button_unchecked"
        if check.tick.name != icon or "aria-label" not in check.tick.props:
            check.tick.set_name(icon)
            check.tick.props("role=img")
            check.tick.props["aria-label"] = self._words("setup.good" if ready else "setup.bad")
            mark(check.tick, "done", ready)
        if check.said.text != said:
            check.said.text = said
        if mend and check.mend.text != mend:
            check.mend.text = mend
            check.mend.props["aria-label"] = mend
        if mend:
            mark(check.mend, "on", not ready)
        return ready

    def _look_camera(self) -> bool:
        words, view = self._words, self._hub.view
        drawn = words("start.perform")
        if view is None or self._hub.waiting() > GONE:
            return self._show(self._camera, False, words("start.camera_none"), drawn)
        if self._performs:
            return self._show(self._camera, True, words("start.camera_performer"), words("start.use_camera"))
        return self._show(self._camera, True, words("start.camera_sees", rate=f"{view.fps:.0f}"), drawn)

    @property
    def _performs(self) -> bool:
        return self._hub.devices.playing.source.partition(":")[0] == "performer"

    def _look_sound(self) -> bool:
        words, synth = self._words, self._hub.synth
        if synth is not None and synth.audible:
            return self._show(self._sound, True, words("start.sound_fine"), words("start.test_sound"))
        why = self._hub.devices.why_silent
        if synth is not None:
            said = words("start.sound_muted")
        else:
            said = words("start.sound_failed", why=why) if why else words("start.sound_off")
        return self._show(self._sound, False, said, words("start.sound_on"))

    def _look_program(self) -> bool:
        words = self._words
        ports = [route for route in self._hub.hearing.routes if route.kind == "midi"]
        heard = [route for route in ports if route.heard]
        if heard:
            return self._show(self._program, True, words("start.program_heard", name=heard[0].name))
        waits = words("start.program_waits", name=NAMES["out"])
        return self._show(self._program, False, waits if ports else words("start.program_none"))

    def _look_hand(self) -> bool:
        signals: Mapping[str, float] = self._hub.signals
        pinch = signals.get("any.pinch", math.nan)
        seen = not math.isnan(pinch)
        self._pinch.style(f"--value: {pinch if seen else 0.0:.2f}")
        said = self._words("start.hand_seen") if seen else self._words("start.hand_unseen")
        return self._show(self._hand, seen, said)

    async def _mend_camera(self) -> None:
        source = "performer" if not self._performs else "0"
        try:
            await run.io_bound(self._hub.choose, lambda playing: {"source": source})
        except PlayerError as error:
            self._shell.tell(str(error))

    async def _mend_sound(self) -> None:
        synth = self._hub.synth
        if (synth is None or not synth.audible) and not await sound_on(self._shell):
            return
        for note in _CHORD:
            self._hub.press(note, True)
        ui.timer(_CHORD_SECONDS, self._end_chord, once=True)

    def _end_chord(self) -> None:
        for note in _CHORD:
            self._hub.press(note, False)

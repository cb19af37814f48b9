"""The metronome on Play: its switch, that of the count-in, and four lights that flash on the beat."""

from __future__ import annotations

import time

from nicegui import ui

from gesture2midi.studio.components.page_frame import Shell, button, mark

_APART = 0.04
"""Quarter notes by which the lights may differ from the set before they are set right."""


class BeatRow:
    """Made within a row; `look` keeps it so. The browser counts by itself, and is told where the beat is."""

    def __init__(self, shell: Shell) -> None:
        self._hub, self._words = shell.hub, shell.words
        words = self._words
        self._click = button(words("play.click_help"), self.turn, text=words("play.click"))
        self._count_in = button(words("play.count_in_help"), self._turn_count_in, icon="timer")
        self._lights = ui.element("div").classes("beats").props("aria-hidden=true")
        with self._lights:
            for _ in range(4):
                ui.element("div").classes("lamp hollow")
        self._run: tuple[float, float] | None = None

    def look(self) -> None:
        """Take in the beat, and what is switched on."""
        session = self._hub.commands.session
        metronome = session.metronome
        text = self._words("play.click_at", tempo=f"{session.tempo:.0f}")
        if self._click.text != text:
            self._click.text = text
            self._click.props["aria-label"] = f"{text}: {self._words('play.click_help')}"
        for made, on in ((self._click, metronome.on), (self._count_in, metronome.counts_in)):
            if made.props.get("aria-pressed") != str(on).lower():
                made.props["aria-pressed"] = str(on).lower()
                mark(made, "on", on)
        flashes = (metronome.on or metronome.counting) and self._hub.waiting() < 1
        if flashes:
            self._follow(time.perf_counter(), session.beat, session.tempo / 60)
        elif self._run is not None:
            self._run = None
            ui.run_javascript(f"getHtmlElement({self._lights.id}).stopBeats?.()")

    def turn(self) -> None:
        """Switch the metronome on or off."""
        metronome = self._hub.commands.session.metronome
        metronome.on = not metronome.on

    def _turn_count_in(self) -> None:
        metronome = self._hub.commands.session.metronome
        metronome.counts_in = not metronome.counts_in

    def _follow(self, now: float, beat: float, pace: float) -> None:
        """beat: at the last frame. pace: quarter notes a second."""
        begun = self._hub.seen - beat / pace
        if self._run is not None and self._run[1] == pace and abs(self._run[0] - begun) * pace < _APART:
            return
        self._run = begun, pace
        ui.run_javascript(_RUN % (self._lights.id, now - begun, pace))


_RUN = """
    const all = getHtmlElement(%d), begun = performance.now() - 1000 * %f, pace = %f / 1000;
    const lights = [...all.children];
    all.stopBeats?.();
    const step = () => {
        const beat = (performance.now() - begun) * pace, at = ((Math.floor(beat) %% 4) + 4) %% 4;
        lights.forEach((light, k) => light.classList.toggle('beat', k === at && beat %% 1 < 0.5));
        all.frame = requestAnimationFrame(step);
    };
    all.stopBeats = () => {
        cancelAnimationFrame(all.frame);
        lights.forEach((light) => light.classList.remove('beat'));
    };
    step();
"""

"""Chooses the part of a take, to be heard and to be kept as a take of its own."""

from __future__ import annotations

import math
from collections.abc import Callable

from nicegui import ui

from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.components.slider import Slider
from gesture2midi.studio.components.take_timeline import TakeTimeline
from gesture2midi.studio.services.take_library import SavedTake

_STEP = 0.1
"""Seconds between two places that can be chosen."""


class Trim:
    """Two sliders on one line, and their numbers; made where the page is being built.

    hear, keep: told a start and an end, in seconds from the take's first frame.
    """

    def __init__(
        self,
        shell: Shell,
        take: SavedTake,
        strip: TakeTimeline,
        *,
        hear: Callable[[float, float], object],
        keep: Callable[[float, float], object],
    ) -> None:
        words = shell.words
        self._strip = strip
        self._whole = round(math.ceil(take.seconds / _STEP) * _STEP, 1)
        names = words("takes.trim_start"), words("takes.trim_end")
        with ui.element("div").classes("range"):
            self._sliders = [
                Slider(name, self._whole, _STEP, at, moved=self._moved)
                for name, at in zip(names, (0.0, self._whole), strict=True)
            ]
        with ui.element("div").classes("row"):
            self._numbers = [self._number(name) for name in names]
            self._buttons = (
                button(words("takes.hear_help"), lambda: hear(*self._part), text=words("takes.hear")),
                button(
                    words("takes.keep_help"), lambda: keep(*self._part), text=words("takes.keep"), kind="main"
                ),
            )
        self._part = (0.0, self._whole)
        self._moved(self._whole)

    def _number(self, name: str) -> ui.number:
        made = ui.number(name, min=0, max=self._whole, step=_STEP, format="%.1f", on_change=self._typed)
        made.props("outlined dense hide-bottom-space")
        return made

    def _moved(self, _: float) -> None:
        """A slider was: one may pass the other, and is then the other end."""
        start, end = sorted(round(slider.at, 1) for slider in self._sliders)
        self._choose(start, end)
        for number, at in zip(self._numbers, (start, end), strict=True):
            number.value = at

    def _typed(self) -> None:
        """A number was; one that is half written may mean nothing yet."""
        start, end = (number.value for number in self._numbers)
        good = start is not None and end is not None and 0 <= start < end <= self._whole
        if good and (start, end) != self._part:
            self._choose(start, end)
            for slider, at in zip(self._sliders, (start, end), strict=True):
                slider.move(at)
        for made in self._buttons:
            made.set_enabled(good)

    def _choose(self, start: float, end: float) -> None:
        self._part = start, end
        self._strip.chosen(start / self._whole, end / self._whole)

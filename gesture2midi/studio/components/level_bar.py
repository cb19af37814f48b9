"""How loud the built-in synth is: a bar in decibels, and a light that stays on after it was too loud."""

from __future__ import annotations

import math
import time

from nicegui import ui

from gesture2midi.studio.components.page_frame import button, mark
from gesture2midi.studio.services.output_level import OutputLevel
from gesture2midi.studio.words import Words

LOWEST = -48
"""Decibels below full scale at the left end."""


class LevelBar:
    """Shows it where it is made; `look` keeps it so."""

    def __init__(self, level: OutputLevel, words: Words) -> None:
        self._level, self._words = level, words
        self._shown: tuple[int, bool] | None = None
        self._bar = ui.element("div").classes("level-bar")
        self._bar.props(f"role=meter aria-valuemin={LOWEST} aria-valuemax=0")
        self._bar.props["aria-label"] = words("play.level")
        self._clip = button(words("play.clip_help"), self._clear, icon="circle").classes("clip")
        self.look()

    def look(self) -> None:
        """Take in how loud it is now."""
        self._level.watch(time.perf_counter())
        decibels = 20 * math.log10(max(self._level.peak, 1e-6))
        shown = round(max(LOWEST, min(0.0, decibels))), self._level.clipped
        if shown == self._shown:
            return
        self._shown = shown
        self._bar.props["aria-valuenow"] = shown[0]
        self._bar.style(f"--value: {1 - shown[0] / LOWEST:.3f}")
        mark(self._clip, "clipped", shown[1])
        said = self._words("play.clipped" if shown[1] else "play.clip_help")
        self._clip.props["aria-label"] = said

    def _clear(self) -> None:
        self._level.clipped = False
        self.look()

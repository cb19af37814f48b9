"""How steady a hand is: its trace as the camera sees it and as it is played, and the slider between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from nicegui import ui
from numpy.typing import NDArray

from gesture2midi.studio.components.form_row import put
from gesture2midi.studio.components.page_frame import Shell, heading
from gesture2midi.studio.components.slider import Slider
from gesture2midi.studio.services.steadiness import SECONDS, Trace, price, wobble

_WIDTH, _HEIGHT = 600, 100
_LEAST = 0.05
"""Of the play area's height: a hand that moves less is not drawn larger."""


class SteadinessCard:
    """`look` draws what came since; `show` follows the profile."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        words = self._words
        self._hub.steadiness.attend(ui.context.client.on_delete)
        with ui.element("section").classes("card"):
            with ui.element("div").classes("row"):
                heading(words("player.steadiness")).classes("grow")
                self._of_hand = ui.label().classes("muted small")
                self._of_played = ui.label().classes("small strong sent")
            with ui.element("svg").classes("trace").props("role=img preserveAspectRatio=none") as drawn:
                drawn.props["viewBox"] = f"0 0 {_WIDTH} {_HEIGHT}"
                drawn.props["aria-label"] = words("player.trace")
                self._lines = [ui.element("polyline").classes(name) for name in ("hand", "played")]
            with ui.element("div").classes("between"):
                ui.label(words("player.quick")).classes("muted")
                self._slider = Slider(
                    words("player.steadiness"), 1, 0.05, moved=self._say_price, left=self._steady
                )
                ui.label(words("player.calm")).classes("muted")
                self._price = ui.label().classes("now")
            ui.label(words("player.steadiness_help")).classes("muted small")

    def show(self) -> None:
        """Have the slider where the profile has it."""
        steady = self._hub.player.now.steady
        self._slider.move(steady)
        self._say_price(steady)

    def look(self) -> None:
        """Draw the last seconds."""
        trace = self._hub.steadiness.trace()
        for line, points in zip(self._lines, lines(trace), strict=True):
            put(line, "points", points)
        told = (self._of_hand, "your_hand", trace.hand), (self._of_played, "played", trace.played)
        for label, name, values in told:
            label.text = self._words(f"player.{name}", percent=f"{100 * wobble(trace.t, values):.1f}")

    def _say_price(self, steady: float) -> None:
        self._price.text = self._words("player.later", ms=f"{1000 * price(round(steady, 2)):.0f}")

    def _steady(self, steady: float) -> None:
        steady = round(steady, 2)
        self._shell.attempt(lambda: self._hub.player.change(lambda profile: replace(profile, steady=steady)))


def lines(trace: Trace) -> tuple[str, str]:
    """The points of both lines of an SVG of 600 x 100, the newest at its right end."""
    if not len(trace.t):
        return "", ""
    middle = trace.played.mean()
    most = max(_LEAST, *(float(np.abs(values - middle).max()) for values in (trace.hand, trace.played)))
    x = _WIDTH * (1 - (trace.t[-1] - trace.t) / SECONDS)

    def points(values: NDArray[np.float64]) -> str:
        y = _HEIGHT * (0.5 - 0.48 * (values - middle) / most)
        return " ".join(f"{across:.0f},{down:.1f}" for across, down in zip(x, y, strict=True))

    return points(trace.hand), points(trace.played)

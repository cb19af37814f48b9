"""What is wrong with a mapping's text, below it: a line each, and a click shows where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from gesture2midi.mapping.yaml.problem import Problem
from gesture2midi.studio.services.draft import said
from gesture2midi.studio.words import Words

_MOST = 5


class ProblemList:
    """The first problems of a text. on_click: told the line of one, from 1."""

    def __init__(self, words: Words, on_click: Callable[[int], object]) -> None:
        self._words, self._on_click = words, on_click
        self._shown: list[tuple[int, str]] = []
        self._list = ui.element("ul").classes("problems")

    def show(self, problems: Sequence[Problem]) -> None:
        """List these in place of those before."""
        wanted = [(max(problem.line, 1), said(problem)) for problem in problems[:_MOST]]
        if wanted == self._shown:
            return  # a click that is under way would miss a button that is built anew
        self._shown = wanted
        self._list.clear()
        with self._list:
            for line, what in wanted:
                with ui.element("li"):
                    shown = ui.element("button").classes("wrong").props("type=button")
                    shown.on("click", partial(self._on_click, line))
                    with shown:
                        ui.label(self._words("mapping.wrong", line=line, said=what))

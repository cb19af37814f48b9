"""What the pages that have the player's hands share: begin and stop, how far it is, and what it gave."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Generic

from nicegui import ui

from gesture2midi.studio.components.live_picture import Mirror
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.services.lessons import Lessons, Pupil

LOOK = 0.1
"""Seconds between two looks at how far it is."""


class LessonPage(Generic[Pupil]):
    """One browser's view of the lesson, which is the same on every page. Heirs build its elements."""

    def __init__(self, shell: Shell, token: str, lessons: Lessons[Pupil]) -> None:
        self._shell, self._hub, self._words, self._lessons = shell, shell.hub, shell.words, lessons
        self._seen: tuple[Pupil | None, bool, object] = None, False, None
        with ui.element("div").classes("lesson"):
            self._mirror = Mirror(shell, token)
            self._read = ui.label().classes("unseen").props("role=status")
            with ui.element("div").classes("side"):
                self._build()
        self._stop_button.visible = self._back_button.visible = False
        lessons.attend(ui.context.client.on_delete)
        ui.timer(LOOK, self._look)

    def _build(self) -> None:
        raise NotImplementedError

    def _fill_in(self, learner: Pupil) -> None:
        """Have the form say what it was begun with."""
        raise NotImplementedError

    def _follow(self, learner: Pupil) -> None:
        """Show how far the one that runs is."""
        raise NotImplementedError

    def _rest(self, learner: Pupil | None) -> None:
        """Show that none runs."""
        self._progress(0.0)

    def _show_outcome(self, learner: Pupil) -> None:
        raise NotImplementedError

    def _build_buttons(self, begin: str, begin_help: str, stop: str, on_begin: Callable[[], object]) -> None:
        with ui.element("div").classes("row"):
            self._begin_button = button(begin_help, on_begin, text=begin, kind="main")
            self._back_button = button(
                self._words("lesson.back_help"), self._lessons.back, text=self._words("lesson.back")
            )
            self._stop_button = button(stop, self._lessons.stop, text=stop)

    def _needs(self, field: ui.input) -> None:
        """Begin only once something stands in this field."""

        def look() -> None:
            self._begin_button.set_enabled(bool(str(field.value or "").strip()))

        field.on_value_change(look)
        look()

    def _left(self, seconds: float) -> str:
        """How long the step still takes, in words."""
        return self._words("lesson.left", count=max(1, math.ceil(seconds)))

    def _build_bar(self, label: str) -> None:
        with ui.element("div").classes("track").props("role=progressbar") as self._bar:
            self._bar.props["aria-label"] = label
            self._fill = ui.element("div").style("--middle: 0; --value: 0")

    def _build_result(self) -> None:
        self._result = ui.element("section").classes("card").props("role=status")
        self._result.visible = False

    def _ask_for(self, task: str, left: str) -> None:
        """Say what to do, and how long that takes: over the picture, to screen readers, and by ear."""
        self._mirror.say(f"{task} {left}")
        if task != self._read.text:
            self._read.text = task
            self._tell_by_ear(task)

    def _tell_by_ear(self, text: str) -> None:
        cues = self._hub.commands.cues
        if cues is not None:
            cues.speak(text, self._words.language)

    def _progress(self, part: float) -> None:
        cues = self._hub.commands.cues
        if cues is not None:
            cues.progress(part)
        self._fill.style(f"--value: {part:.2f}")
        self._bar.props["aria-valuenow"] = round(100 * part)

    def _look(self) -> None:
        if self._lessons.learner is not None and self._lessons.running:
            self._follow(self._lessons.learner)
        learner, running = self._lessons.learner, self._lessons.running
        seen = learner, running, learner.outcome if learner is not None else None
        if seen != self._seen:
            if learner is not None and learner is not self._seen[0]:
                self._fill_in(learner)
            self._seen = seen
            self._turn(learner, running)

    def _turn(self, learner: Pupil | None, running: bool) -> None:
        """It has begun, or ended, or it is known what it gave."""
        self._begin_button.visible, self._stop_button.visible = not running, running
        self._back_button.visible = running
        if not running:
            self._mirror.say("")
            self._read.text = ""
            self._rest(learner)
        self._result.visible = learner is not None and learner.outcome is not None
        self._result.clear()
        if learner is not None and learner.outcome is not None:
            with self._result:
                self._show_outcome(learner)

"""The page that measures a player in half a minute, and goes on as that player."""

from __future__ import annotations

from typing import cast

from nicegui import ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.calibration import STEPS, Progress
from gesture2midi.gestures.profile import Playing
from gesture2midi.studio.components.lesson_page import LessonPage
from gesture2midi.studio.components.page_frame import Shell, heading, mark
from gesture2midi.studio.services.lessons import Measuring

_AS_BEFORE = "as_before"
_HANDS = (_AS_BEFORE, "both", "swap", "left", "right", "any")


class CalibratePage(LessonPage[Measuring]):
    """One browser's Calibrate page."""

    def __init__(self, shell: Shell, token: str) -> None:
        super().__init__(shell, token, shell.hub.measuring)

    def _build(self) -> None:
        words = self._words
        with ui.element("section").classes("card"):
            heading(words("shell.calibrate"))
            ui.label(words("calibrate.about")).classes("muted small")
            names = list(paths.player_names())
            here = self._hub.devices.playing.player or (names[0] if names else "me")
            self._name = ui.input(words("calibrate.name"), value=here, autocomplete=names)
            self._name.props("outlined dense maxlength=64")
            choices = {hands: words(f"calibrate.{hands}") for hands in _HANDS}
            self._hands = ui.select(choices, value=_AS_BEFORE, label=words("calibrate.hands"))
            self._hands.props("outlined dense options-dense")
            self._build_buttons(
                words("calibrate.begin"), words("calibrate.begin_help"), words("calibrate.stop"), self._begin
            )
            self._needs(self._name)
        with ui.element("section").classes("card"):
            heading(words("calibrate.steps"))
            with ui.element("ol").classes("steps"):
                self._steps = [self._step(step.name) for step in STEPS]
            self._build_bar(words("calibrate.progress"))
        self._build_result()

    def _step(self, name: str) -> ui.element:
        with ui.element("li") as made:
            ui.label(self._words(f"calibrate.{name}"))
        return made

    def _begin(self) -> None:
        name = str(self._name.value).strip()

        def begin() -> None:
            profile_files.check_writable(name)
            if paths.player_file(name).exists():
                profile_files.load(name)
            self._lessons.begin(Measuring(name, str(self._hands.value)))

        self._shell.attempt(begin)

    def _fill_in(self, learner: Measuring) -> None:
        self._name.value, self._hands.value = learner.player, learner.hands

    def _follow(self, learner: Measuring) -> None:
        progress = learner.progress
        if progress.step is None:
            self._end(learner)
            return
        self._show(progress)
        step = self._words(f"calibrate.{progress.step.name}")
        told = step if learner.seen else self._words("calibrate.show_hands")
        self._ask_for(told, self._left(progress.left))

    def _rest(self, learner: Measuring | None) -> None:
        self._show(Progress(None, 0, 0.0))

    def _show(self, progress: Progress) -> None:
        for number, step in enumerate(self._steps):
            here = progress.step is not None and number == progress.number
            mark(step, "on", here)
            mark(step, "done", number < progress.number)
            step.props("aria-current=step" if here else "", remove="" if here else "aria-current")
        self._progress(progress.part)

    def _end(self, learner: Measuring) -> None:
        """Keep what was measured; done by the page that sees the end first."""
        self._lessons.stop()
        hands = None if learner.hands == _AS_BEFORE else cast("Playing", learner.hands)
        try:
            measured, path = profile_files.keep(learner.player, learner.calibration, hands)
        except PlayerError as error:
            learner.outcome = error
            return
        self._shell.attempt(lambda: self._hub.become(learner.player, measured.profile))
        learner.outcome = measured, path

    def _show_outcome(self, learner: Measuring) -> None:
        heading(self._words("calibrate.result"))
        if isinstance(learner.outcome, PlayerError):
            ui.label(self._words.told(str(learner.outcome)))
        elif learner.outcome is not None:
            measured, path = learner.outcome
            ui.label(self._words("calibrate.done", name=learner.player, path=path))
            for note in measured.notes:
                ui.label(self._words.note(note))

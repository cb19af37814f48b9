"""The page that measures a player in half a minute, and goes on as that player."""

from __future__ import annotations

from typing import cast

from nicegui import ui

from gesture2midi import paths, players
from gesture2midi.errors import PlayerError
from gesture2midi.gesture.calibrate import STEPS, Calibration, Progress
from gesture2midi.gesture.profile import Playing
from gesture2midi.session import Moment
from gesture2midi.studio.mirror import Mirror
from gesture2midi.studio.shell import Shell, button, heading, mark

_LOOK = 0.1
"""Seconds between two looks at how far it is."""
_AS_BEFORE = "as_before"
_HANDS = (_AS_BEFORE, "both", "swap", "left", "right", "any")


class CalibratePage:
    """One browser's Calibrate page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._calibration: Calibration | None = None
        self._progress: Progress | None = None
        self._seen = False
        self._player = ""
        words = self._words
        with ui.element("div").classes("lesson"):
            self._mirror = Mirror(shell, token)
            with ui.element("div").classes("side"):
                self._build_form()
                with ui.element("section").classes("card"):
                    heading(words("calibrate.steps"))
                    with ui.element("ol").classes("steps"):
                        self._steps = [self._step(step.name) for step in STEPS]
                    with ui.element("div").classes("track").props("role=progressbar") as self._bar:
                        self._bar.props["aria-label"] = words("calibrate.progress")
                        self._fill = ui.element("div").style("--middle: 0; --value: 0")
                self._result = ui.element("section").classes("card").props("role=status")
                self._result.visible = False
        ui.timer(_LOOK, self._look)
        ui.context.client.on_delete(self._leave)

    def _build_form(self) -> None:
        words = self._words
        with ui.element("section").classes("card"):
            heading(words("shell.calibrate"))
            ui.label(words("calibrate.about")).classes("muted small")
            names = list(paths.player_names())
            here = self._hub.gear.playing.player or (names[0] if names else "me")
            self._name = ui.input(words("calibrate.name"), value=here, autocomplete=names)
            self._name.props("outlined dense maxlength=64")
            choices = {hands: words(f"calibrate.{hands}") for hands in _HANDS}
            self._hands = ui.select(choices, value=_AS_BEFORE, label=words("calibrate.hands"))
            self._hands.props("outlined dense options-dense")
            with ui.element("div").classes("row"):
                self._begin_button = button(
                    words("calibrate.begin_help"), self._begin, text=words("calibrate.begin"), kind="main"
                )
                self._stop_button = button(words("calibrate.stop"), self._stop, text=words("calibrate.stop"))
        self._stop_button.visible = False

    def _step(self, name: str) -> ui.element:
        with ui.element("li") as made:
            ui.label(self._words(f"calibrate.{name}"))
        return made

    def _begin(self) -> None:
        name = str(self._name.value).strip()

        def ready() -> None:
            players.check_writable(name)
            if paths.player_file(name).exists():
                players.load(name)
            self._hub.desk.lend(self._learn)

        self._stop()
        self._calibration, self._progress, self._player = Calibration(), None, name
        if not self._shell.attempt(ready):
            self._calibration = None
            return
        self._result.visible = False
        self._running(True)

    def _learn(self, moment: Moment) -> None:
        """Take in a frame, on the set's thread."""
        if self._calibration is not None:
            self._seen = bool(moment.hands.hands)
            self._progress = self._calibration.update(moment.hands)

    def _stop(self) -> None:
        self._leave()
        self._running(False)

    def _leave(self) -> None:
        self._hub.desk.take_back(self._learn)
        self._calibration = None

    def _running(self, on: bool) -> None:
        self._begin_button.visible, self._stop_button.visible = not on, on
        self._mirror.say("")
        if not on:
            self._show(Progress(None, 0, 0.0))

    def _look(self) -> None:
        progress, calibration = self._progress, self._calibration
        if calibration is None or progress is None:
            return
        if progress.step is None:
            self._end(calibration)
            return
        self._show(progress)
        step = self._words(f"calibrate.{progress.step.name}")
        self._mirror.say(step if self._seen else self._words("calibrate.show_hands"))

    def _show(self, progress: Progress) -> None:
        for number, step in enumerate(self._steps):
            here = progress.step is not None and number == progress.number
            mark(step, "on", here)
            mark(step, "done", number < progress.number)
            step.props("aria-current=step" if here else "", remove="" if here else "aria-current")
        self._fill.style(f"--value: {progress.part:.2f}")
        self._bar.props["aria-valuenow"] = round(100 * progress.part)

    def _end(self, calibration: Calibration) -> None:
        self._stop()
        words, chosen = self._words, self._hands.value
        hands = None if chosen == _AS_BEFORE else cast("Playing", chosen)
        try:
            measured, path = players.keep(self._player, calibration, hands)
        except PlayerError as error:
            self._tell([str(error)])
            return
        hub = self._hub
        hub.play_as(measured.profile)
        kept = {"player": self._player}
        self._shell.attempt(lambda: hub.choose(lambda _: kept))
        self._tell([words("calibrate.done", name=self._player, path=path), *measured.notes])

    def _tell(self, said: list[str]) -> None:
        self._result.clear()
        self._result.visible = True
        with self._result:
            heading(self._words("calibrate.result"))
            for text in said:
                ui.label(text)

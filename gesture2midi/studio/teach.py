"""The page that teaches gestures: what the player shows is learnt, judged, kept, and known at once."""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path
from typing import Literal, cast

from nicegui import run, ui

from gesture2midi import lesson, paths
from gesture2midi.errors import PlayerError
from gesture2midi.gesture import custom
from gesture2midi.gesture.custom import Gesture
from gesture2midi.gesture.signs import Sign
from gesture2midi.lesson import COUNTDOWN, SECONDS, Showing
from gesture2midi.session import Moment
from gesture2midi.studio.mirror import Mirror
from gesture2midi.studio.shell import Shell, button, heading

_LOOK = 0.1
"""Seconds between two looks at how far it is."""


class TeachPage:
    """One browser's Teach page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._showings: tuple[Showing, ...] = ()
        self._name, self._again = "", ""
        self._forgotten: Gesture | None = None
        words = self._words
        with ui.element("div").classes("lesson"):
            self._mirror = Mirror(shell, token)
            with ui.element("div").classes("side"):
                self._build_form()
                self._result = ui.element("section").classes("card").props("role=status")
                self._result.visible = False
                with ui.element("section").classes("card"):
                    heading(words("teach.known"))
                    with ui.element("div").classes("row undo").props("role=status") as self._undo:
                        self._forgot = ui.label().classes("grow")
                        button(words("teach.undo"), self._take_back, text=words("teach.undo"))
                    self._undo.visible = False
                    self._list = ui.element("div").classes("list").props("role=list")
        self._show_known()
        ui.timer(_LOOK, self._look)
        ui.context.client.on_delete(self._leave)

    def _build_form(self) -> None:
        words = self._words
        with ui.element("section").classes("card"):
            heading(words("shell.teach"))
            ui.label(words("teach.about")).classes("muted small")
            self._title = ui.input(words("teach.name")).props("outlined dense maxlength=40")
            kinds = {kind: words(f"teach.{kind}") for kind in SECONDS}
            self._kind = ui.radio(kinds, value="pose", on_change=self._turn_off).props("inline")
            self._kind.props["aria-label"] = words("teach.kind")
            self._turned = ui.checkbox(words("teach.turned"))
            with ui.element("div").classes("row"):
                self._begin_button = button(
                    words("teach.begin_help"), self._begin, text=words("teach.begin"), kind="main"
                )
                self._stop_button = button(words("teach.stop"), self._stop, text=words("teach.stop"))
            with ui.element("div").classes("track").props("role=progressbar") as self._bar:
                self._bar.props["aria-label"] = words("teach.progress")
                self._fill = ui.element("div").style("--middle: 0; --value: 0")
        self._stop_button.visible = False

    @property
    def _pose(self) -> bool:
        return bool(self._kind.value == "pose")

    def _turn_off(self) -> None:
        self._turned.visible = self._pose

    def _begin(self) -> None:
        name = str(self._title.value).strip()

        def ready() -> None:
            lesson.free_file(name, replace=name == self._again)
            self._hub.desk.lend(self._learn)

        self._stop()
        seconds = SECONDS[str(self._kind.value)]
        self._name, self._showings = name, tuple(Showing(seconds, COUNTDOWN) for _ in range(2))
        if not self._shell.attempt(ready):
            self._showings = ()
            return
        self._result.visible = False
        self._running(True)

    def _learn(self, moment: Moment) -> None:
        """Take in a frame, on the set's thread."""
        showing = next((showing for showing in self._showings if not showing.done), None)
        if showing is not None:
            showing.update(moment.hands)

    def _stop(self) -> None:
        self._leave()
        self._running(False)

    def _leave(self) -> None:
        self._hub.desk.take_back(self._learn)
        self._showings = ()

    def _running(self, on: bool) -> None:
        self._begin_button.visible, self._stop_button.visible = not on, on
        self._mirror.say("")
        self._fill.style("--value: 0")

    async def _look(self) -> None:
        showings = self._showings
        if not showings:
            return
        if all(showing.done for showing in showings):
            self._stop()
            await self._train(showings)
            return
        number, showing = next((i, showing) for i, showing in enumerate(showings) if not showing.done)
        soon, now = (("show_soon", "show"), ("not_this_soon", "not_this"))[number]
        if showing.since < 0:
            left = max(1, round(-showing.since))
            self._mirror.say(f"{self._words(f'teach.{soon}', name=self._name)} {left}")
        else:
            self._mirror.say(self._words(f"teach.{now}", name=self._name))
        part = max(0.0, showing.since / showing.seconds)
        self._fill.style(f"--value: {part:.2f}")
        self._bar.props["aria-valuenow"] = round(100 * part)

    async def _train(self, showings: tuple[Showing, ...]) -> None:
        """Learn beside the pages; Python's part of it is short, and waits for the music."""
        shown, others = (showing.film for showing in showings)
        name, kind = self._name, cast("Literal['pose', 'motion']", self._kind.value)
        turned = self._pose and bool(self._turned.value)
        self._mirror.say(self._words("teach.learning"))
        try:
            path = lesson.free_file(name, replace=name == self._again)
            known = custom.read_all(paths.gestures(), self._hub.notices.say)
            learnt = await run.io_bound(
                lesson.learn_from, name, kind, [shown], [others], known, turned=turned
            )
            if learnt is None:  # the program ends just now
                return
            self._hub.know(custom.collect([*_others(known, name), learnt.gesture]))
            learnt.keep(path, path.with_suffix(".png"))
        except PlayerError as error:
            self._tell([str(error)], None)
            return
        finally:
            self._mirror.say("")
        self._again = ""
        words = self._words
        found, mistaken = round(100 * learnt.found), round(100 * learnt.mistaken)
        said = [words("teach.done", name=name), words("teach.judged", found=found, mistaken=mistaken)]
        self._tell(said + [words("teach.poor")] * learnt.poor, path.with_suffix(".png"))
        self._show_known()

    def _tell(self, said: list[str], picture: Path | None) -> None:
        self._result.clear()
        self._result.visible = True
        with self._result:
            heading(self._words("teach.result"))
            for text in said:
                ui.label(text)
            if picture is not None:
                drawn = ui.element("img").classes("drawn")
                drawn.props["alt"] = self._words("teach.picture", said=" ".join(said))
                drawn.props["src"] = (
                    f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}"
                )

    def _show_known(self) -> None:
        words = self._words
        known = custom.read_all(paths.gestures(), self._shell.tell)
        self._list.clear()
        with self._list:
            if not known.gestures:
                ui.label(words("teach.none")).classes("muted").props("role=listitem")
            for gesture in known.gestures:
                self._entry(gesture)

    def _entry(self, gesture: Gesture) -> None:
        words, name = self._words, gesture.name
        if isinstance(gesture, Sign):
            learnt = words("teach.of_pose", count=len(gesture.shown))
        else:
            learnt = words("teach.of_motion", count=len(gesture.ways))
        again, forget = partial(self._teach_again, gesture), partial(self._forget, gesture)
        with ui.element("div").classes("take").props("role=listitem"):
            with ui.element("div").classes("grow"):
                ui.label(name).classes("name")
                ui.label(learnt).classes("muted small")
            button(words("teach.again_help", name=name), again, text=words("teach.again"))
            button(words("teach.forget", name=name), forget, icon="delete_outline")

    def _teach_again(self, gesture: Gesture) -> None:
        self._again = gesture.name
        self._title.value = gesture.name
        self._kind.value = "pose" if isinstance(gesture, Sign) else "motion"
        self._begin()

    def _forget(self, gesture: Gesture) -> None:
        def forget() -> None:
            known = custom.read_all(paths.gestures(), self._hub.notices.say)
            self._hub.know(custom.collect(_others(known, gesture.name)))
            lesson.forget(gesture.name)

        if self._shell.attempt(forget):
            self._forgotten = gesture
            self._forgot.text = self._words("teach.forgotten", name=gesture.name)
            self._undo.visible = True
            self._show_known()

    def _take_back(self) -> None:
        gesture, self._forgotten = self._forgotten, None
        self._undo.visible = False
        if gesture is None:
            return

        def keep() -> None:
            known = custom.read_all(paths.gestures(), self._hub.notices.say)
            custom.write(gesture, lesson.free_file(gesture.name))
            self._hub.know(custom.collect([*_others(known, gesture.name), gesture]))

        self._shell.attempt(keep)
        self._show_known()


def _others(known: custom.Taught, name: str) -> list[Gesture]:
    return [gesture for gesture in known.gestures if gesture.name != name]

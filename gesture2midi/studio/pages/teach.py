"""The page that teaches gestures: what the player shows is learnt, judged, kept, and known at once."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import Literal, cast

from nicegui import ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.gestures.custom import files
from gesture2midi.gestures.custom.examples import count, oddest, without
from gesture2midi.gestures.custom.files import Gesture, Shown, gesture_name
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.preset_map import PresetMap
from gesture2midi.gestures.custom.training import NONE, NOT_THIS, confused
from gesture2midi.gestures.signals import Signal
from gesture2midi.session import gesture_lesson
from gesture2midi.session.gesture_lesson import SECONDS, Lesson
from gesture2midi.studio.components.gesture_drawing import example_drawing
from gesture2midi.studio.components.lesson_page import LessonPage
from gesture2midi.studio.components.page_frame import Shell, button, heading
from gesture2midi.studio.services.lessons import Teaching

_CONFUSED, _ODDEST = 4, 6
"""Lines of what was confused, and examples that can be deleted, at the most."""


class TeachPage(LessonPage[Teaching]):
    """One browser's Teach page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._again = ""
        self._forgotten: Gesture | None = None
        self._known: tuple[Signal, ...] | None = None
        self._listed: files.Taught | None = None
        super().__init__(shell, token, shell.hub.teaching)

    def _build(self) -> None:
        words = self._words
        with ui.element("section").classes("card"):
            heading(words("shell.teach"))
            ui.label(words("teach.about")).classes("muted small")
            self._title = ui.input(words("teach.name")).props("outlined dense maxlength=40")
            kinds = {kind: words(f"teach.{kind}") for kind in SECONDS}
            self._kind = ui.radio(kinds, value="pose", on_change=self._turn_off).props("inline")
            self._kind.props["aria-label"] = words("teach.kind")
            self._turned = ui.checkbox(words("teach.turned"))
            self._build_buttons(
                words("teach.begin"), words("teach.begin_help"), words("teach.stop"), self._begin
            )
            self._needs(self._title)
            self._build_bar(words("teach.progress"))
        self._build_result()
        with ui.element("section").classes("card"):
            heading(words("teach.known"))
            with ui.element("div").classes("row undo").props("role=status") as self._undo:
                self._forgot = ui.label().classes("grow")
                button(words("teach.undo"), self._restore, text=words("teach.undo"))
            self._undo.visible = False
            self._list = ui.element("div").classes("list").props("role=list")
        self._show_known()

    def _turn_off(self) -> None:
        self._turned.visible = self._kind.value == "pose"

    def _begin(self) -> None:
        known = files.read_all(paths.gestures(), self._shell.tell).names
        name = gesture_name(str(self._title.value).strip(), known)
        kind = cast("Literal['pose', 'motion']", self._kind.value)
        turned = kind == "pose" and bool(self._turned.value)
        learner = Teaching(name, kind, turned=turned, replace=name == self._again)

        def begin() -> None:
            learner.file()
            self._lessons.begin(learner)

        self._shell.attempt(begin)

    def _fill_in(self, learner: Teaching) -> None:
        self._title.value, self._kind.value, self._turned.value = learner.name, learner.kind, learner.turned

    def _follow(self, learner: Teaching) -> None:
        if learner.shown:
            self._lessons.stop()
            learn = partial(learner.learn, self._hub.know, self._hub.notices.say)
            Thread(target=learn, name="learning", daemon=True).start()
            return
        showing = learner.showings[learner.number]
        soon, now = (("show_soon", "show"), ("not_this_soon", "not_this"))[learner.number]
        if showing.since < 0:
            soon_left = max(1, round(-showing.since))
            self._ask_for(self._words(f"teach.{soon}", name=learner.name), str(soon_left))
        else:
            left = self._left(showing.seconds - showing.since)
            self._ask_for(self._words(f"teach.{now}", name=learner.name), left)
        self._progress(max(0.0, showing.since / showing.seconds))

    def _rest(self, learner: Teaching | None) -> None:
        super()._rest(learner)
        self._show_known()
        if learner is not None and learner.shown and learner.outcome is None:
            self._mirror.say(self._words("teach.learning"))

    def _look(self) -> None:
        super()._look()
        if self._hub.taught is not self._known:
            self._show_known()

    def _show_outcome(self, learner: Teaching) -> None:
        words = self._words
        heading(words("teach.result"))
        if isinstance(learner.outcome, PlayerError):
            ui.label(words.told(str(learner.outcome)))
        elif learner.outcome is not None:
            learnt, picture = learner.outcome
            found, mistaken = round(100 * learnt.found), round(100 * learnt.mistaken)
            said = [
                words("teach.done", name=learner.name),
                words("teach.judged", found=found, mistaken=mistaken),
                *[words("teach.poor")] * learnt.poor,
            ]
            for text in said:
                ui.label(text)
            self._show_confused(learnt)
            self._show_examples(learnt.gesture)
            drawn = ui.element("img").classes("drawn")
            drawn.props["alt"] = words("teach.picture", said=" ".join(said))
            drawn.props["src"] = f"data:image/png;base64,{base64.b64encode(picture).decode()}"

    def _show_confused(self, learnt: Lesson) -> None:
        """What was most often taken for something else, each with a picture of the hand."""
        words, known = self._words, {one.name: one for one in self._taught().gestures}
        for shown, taken, times in confused(learnt.confusion)[:_CONFUSED]:
            with ui.element("div").classes("row"):
                for name in (shown, taken):
                    pictured = known.get(name)
                    if isinstance(pictured, Shown):
                        ui.html(example_drawing(pictured, 0), sanitize=False)
                of = words("teach.other_hands") if shown == NOT_THIS else shown
                into = words("teach.nothing") if taken == NONE else taken
                ui.label(words("teach.confused", shown=of, taken=into, count=times)).classes("grow")

    def _show_examples(self, gesture: Shown) -> None:
        """The examples that are least like the others, each to be deleted."""
        words = self._words
        if count(gesture) < 2:
            return
        ui.label(words("teach.examples")).classes("muted small")
        with ui.element("div").classes("tiles"):
            for place in oddest(gesture, _ODDEST):
                made = ui.element("button").classes("tile").props("type=button")
                made.props["aria-label"] = words("teach.delete_example_help", number=place + 1)
                made.on("click", partial(self._without, gesture, place))
                with made:
                    ui.html(example_drawing(gesture, place), sanitize=False)
                    ui.label(words("teach.delete_example"))

    def _without(self, gesture: Shown, place: int) -> None:
        """Go on with the gesture as it is without this example."""
        learner = self._lessons.learner

        def keep() -> None:
            fewer = without(gesture, place)
            self._hub.know(files.collect([*_others(self._taught(), gesture.name), fewer]))
            files.write(fewer, gesture_lesson.free_file(gesture.name, replace=True))
            if learner is not None and isinstance(learner.outcome, tuple):
                learnt, picture = learner.outcome
                learner.outcome = replace(learnt, gesture=fewer), picture

        self._shell.attempt(keep)

    def _taught(self) -> files.Taught:
        return files.read_all(paths.gestures(), self._hub.notices.say)

    def _show_known(self) -> None:
        self._known, words = self._hub.taught, self._words
        known = files.read_all(paths.gestures(), self._shell.tell)
        if self._listed is not None and files.same(known, self._listed):
            return  # a click that is under way would miss a button that is built anew
        self._listed = known
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
        elif isinstance(gesture, PresetMap):
            learnt = words("teach.of_map", count=len(gesture.presets), values=len(gesture.presets[0]))
        else:
            learnt = words("teach.of_motion", count=len(gesture.ways))
        again, forget = partial(self._teach_again, gesture), partial(self._forget, gesture)
        with ui.element("div").classes("take").props("role=listitem"):
            with ui.element("div").classes("grow"):
                ui.label(name).classes("name")
                ui.label(learnt).classes("muted small")
            if not isinstance(gesture, PresetMap):  # its presets are the command's
                button(words("teach.again_help", name=name), again, text=words("teach.again"))
            button(words("teach.forget", name=name), forget, icon="delete_outline")

    def _teach_again(self, gesture: Gesture) -> None:
        self._again = gesture.name
        self._title.value = gesture.name
        self._kind.value = "pose" if isinstance(gesture, Sign) else "motion"
        self._begin()

    def _forget(self, gesture: Gesture) -> None:
        def forget() -> None:
            known = files.read_all(paths.gestures(), self._hub.notices.say)
            self._hub.know(files.collect(_others(known, gesture.name)))
            gesture_lesson.forget(gesture.name)

        if self._shell.attempt(forget):
            self._lessons.forget()
            self._forgotten = gesture
            self._forgot.text = self._words("teach.forgotten", name=gesture.name)
            self._undo.visible = True

    def _restore(self) -> None:
        gesture, self._forgotten = self._forgotten, None
        self._undo.visible = False
        if gesture is None:
            return

        def keep() -> None:
            known = files.read_all(paths.gestures(), self._hub.notices.say)
            files.write(gesture, gesture_lesson.free_file(gesture.name))
            self._hub.know(files.collect([*_others(known, gesture.name), gesture]))

        self._shell.attempt(keep)


def _others(known: files.Taught, name: str) -> list[Gesture]:
    return [gesture for gesture in known.gestures if gesture.name != name]

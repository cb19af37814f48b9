"""The page to play from: the picture, the note, scenes, controls that move, a keyboard, the sound."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from nicegui import events, ui

from gesture2midi.display.view import Meter, View
from gesture2midi.engine import mapping as engine_mapping
from gesture2midi.studio.components.beat_row import BeatRow
from gesture2midi.studio.components.keyboard import Keyboard
from gesture2midi.studio.components.loop_states import LoopStates
from gesture2midi.studio.components.mapping_list import Choice
from gesture2midi.studio.components.output_card import Banner, OutputCard
from gesture2midi.studio.components.page_frame import Shell, button, heading, mark
from gesture2midi.studio.components.quick_card import QuickCard
from gesture2midi.studio.components.stage_view import NOTHING, StageView
from gesture2midi.studio.components.zone_editor import ZoneEditor
from gesture2midi.studio.services.health import GONE

TICK = 1 / 12
"""Seconds between two looks at what moves."""
TWICE = 1.0
"""Seconds between two Escapes that leave the stage."""


class PlayPage:
    """One browser's Play page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._token = token
        self._shown: object = None
        self._scene = ""
        self._meters = _Meters()
        words = self._words
        with ui.element("div").classes("play") as self._all:
            self._banner = Banner(shell)
            with ui.element("div").classes("seen"):
                self._build_picture()
                self._keyboard = Keyboard(
                    words("play.keyboard", notes="{notes}"), words("play.silence"), self._hub.press
                )
            with ui.element("div").classes("side"):
                self._build_mapping()
                self._quick = QuickCard(shell)
                with ui.element("section").classes("card"):
                    heading(words("play.controls"))
                    self._controls = ui.element("div").classes("meters")
                self._outputs = OutputCard(shell)
                ui.label(words("play.keys")).classes("muted small off-stage keys-help")
        self._toast = _Toast(shell)
        self._staged = StageView(self._hub, words, token, self._go_to)
        self._staged.element.visible = False
        # Escape silences; twice, or held down, it leaves the stage.
        self._fullscreen = ui.fullscreen(require_escape_hold=True)
        self._fullscreen.on("update:model-value", lambda event: self._browser_filled(bool(event.args)))
        self._filled = False
        self._escaped = float("-inf")
        self._point_image()
        ui.keyboard(self._escape, ignore=[], repeating=False)
        shell.keys.update(
            {
                "e": self._editor.turn,
                "s": self._stage,
                "p": self._picture_on_off,
                "r": self._record,
                "m": self._next,
                "v": self._listen,
                "c": self._beats.turn,
            }
        )
        shell.keys.update({str(n): partial(self._go, n) for n in range(1, 10)})
        ui.context.client.on_disconnect(self._keyboard.release)
        self._tick()
        ui.timer(TICK, self._tick)

    def _build_picture(self) -> None:
        words = self._words
        self._aspect = ""
        with ui.element("div").classes("picture"):
            self._image = ui.element("img")
            self._image.props["alt"] = words("play.picture")
            self._said = ui.label().classes("said").props("role=status")
            self._editor = ZoneEditor(self._shell)
        self._editor.bar()
        with ui.element("div").classes("row") as self._row:
            self._recorder = button(words("play.record_help"), self._record, text=words("play.record"))
            button(words("zones.edit_help"), self._editor.turn, text=words("zones.edit"))
            self._stage_button = button(words("play.stage_help"), self._stage, text=words("play.stage"))
            self._voice = button(words("play.voice_help"), self._listen, text=words("play.voice"))
            self._voice.visible = False
            button(words("play.picture_toggle"), self._picture_on_off, icon="videocam")
            self._beats = BeatRow(self._shell)
        self._watching = True

    def _build_mapping(self) -> None:
        words = self._words
        with ui.element("section").classes("card mapped"):
            self._choice = Choice(self._shell)
            self._choice.element.classes("off-stage")
            with ui.element("div").classes("sounds"):
                self._keyboard.names()
                self._name = ui.label().classes("title")
            self._loops = LoopStates(self._hub, words)
            self._about = ui.label().classes("muted small off-stage")
            self._scenes = ui.element("div").classes("scenes").props("role=group")
            self._scenes.props["aria-label"] = words("play.scenes")

    def _tick(self) -> None:
        hub, view = self._hub, self._hub.view
        mapping = hub.mapping
        if self._staged.element.visible:
            self._staged.look()
        self._choice.look()
        self._outputs.look()
        mark(self._all, "unheard", self._banner.look())
        self._toast.look()
        self._editor.look()
        self._row.visible = not self._editor.on
        if (mapping, hub.synth) != self._shown:
            self._shown = mapping, hub.synth
            self._show_mapping(mapping)
        gone = hub.waiting() > GONE
        if self._watching and not (gone or self._pointed):
            self._point_image()
        said = "play.no_picture" if gone else "play.picture_off" if not self._watching else ""
        self._said.text = self._words(said, source=hub.source) if said else ""
        self._said.visible = bool(said)
        if view is None:
            return
        self._fit(view.frame.image.shape[1] / view.frame.image.shape[0])
        if view.scene != self._scene:
            self._scene = view.scene
            self._mark_scene()
        self._meters.show(self._controls, view.meters, self._words("play.no_controls"))
        self._keyboard.show(hub.sounding(), mapping.keys, hub.chord_name())
        self._show_recording(view.recording)
        self._beats.look()
        self._loops.look()
        self._show_voice(view)

    def _fit(self, aspect: float) -> None:
        """Give the frame the shape of its picture, so that nothing is black beside it."""
        shape = f"{aspect:.4f}"
        if shape != self._aspect:
            self._aspect = shape
            self._all.style(f"--aspect: {shape}")

    def _show_recording(self, on: bool) -> None:
        counting = self._hub.commands.session.metronome.counting
        state = "recording" if on else "counting" if counting else "record"
        text = self._words(f"play.{state}")
        named = self._words("play.record_help") if state == "record" else text
        if on:
            seconds = int(self._hub.recorded)
            text = f"{text}  {seconds // 60}:{seconds % 60:02}"
        if self._recorder.text != text:
            self._recorder.text = text
            self._recorder.props["aria-label"] = named
            mark(self._recorder, "recording", on)

    def _show_voice(self, view: View) -> None:
        """Whether spoken commands are listened for, and the last one; nothing without a microphone."""
        voice = self._hub.commands.voice
        self._voice.visible = voice is not None and voice.ready
        key = "heard" if view.heard else "listening" if view.listening else "voice"
        text = self._words(f"play.{key}", command=view.heard)
        if self._voice.text != text:
            self._voice.text = text
            mark(self._voice, "on", view.listening)

    def _show_mapping(self, mapping: engine_mapping.Mapping) -> None:
        self._name.text, self._about.text = mapping.name, mapping.about
        self._about.props["title"] = mapping.about
        self._scenes.clear()
        self._scene = ""
        names = mapping.scene_names if mapping.scenes else ()
        self._buttons = {}
        with self._scenes:
            for name in names:
                shown = self._words("play.main") if name == engine_mapping.MAIN else name
                self._buttons[name] = button(shown, partial(self._go_to, name), text=shown)
        self._outputs.show_sound()
        self._quick.show()

    def _mark_scene(self) -> None:
        for name, made in self._buttons.items():
            mark(made, "on", name == self._scene)
            made.props["aria-pressed"] = "true" if name == self._scene else "false"

    def _go(self, number: int) -> None:
        names = self._hub.mapping.scene_names
        if self._hub.mapping.scenes and number <= len(names):
            self._go_to(names[number - 1])

    def _go_to(self, scene: str) -> None:
        self._shell.attempt(lambda: self._hub.commands.scene(scene))

    def _next(self) -> None:
        self._shell.attempt(self._hub.commands.mappings.next)

    def _record(self) -> None:
        self._shell.attempt(self._hub.toggle_record)

    def _listen(self) -> None:
        self._hub.commands.listen_for_voice()

    def _stage(self) -> None:
        self._dress(not self._staged.element.visible)

    def _browser_filled(self, filled: bool) -> None:
        """Follow the browser, which fills the screen, or leaves it, a while after it was told to.

        One that enters late, when it has been told to leave again, is told once more; one that leaves late is
        not taken for a player who leaves.
        """
        on, left = self._staged.element.visible, self._filled and not filled
        self._filled = filled and on
        if filled and not on:
            self._fullscreen.exit()
        elif left and on:
            self._dress(False)

    def _escape(self, event: events.KeyEventArguments) -> None:
        if not (event.action.keydown and event.key.escape):
            return
        now = time.monotonic()
        if now - self._escaped < TWICE and self._staged.element.visible:
            self._dress(False)
        self._escaped = now

    def _dress(self, on: bool) -> None:
        """Go onto the stage, or leave it."""
        ui.query("body").classes(add="stage" if on else "", remove="" if on else "stage")
        self._staged.element.visible = on
        self._staged.watch(on and self._watching)
        self._point_image()
        self._filled = False
        self._fullscreen.value = on

    def _picture_on_off(self) -> None:
        self._watching = not self._watching
        if self._staged.element.visible:
            self._staged.watch(self._watching)
        self._point_image()

    def _point_image(self) -> None:
        # Without a picture a page would never have loaded, for its browser.
        here = self._watching and not self._staged.element.visible
        self._pointed = here and self._hub.waiting() < GONE
        self._image.props["src"] = f"/picture?token={self._token}" if self._pointed else NOTHING
        self._image.visible = self._watching


class _Toast:
    """Tells of a take that has ended, which one click plays."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, words = shell, shell.hub, shell.words
        self._take: Path | None = self._hub.commands.recorder.finished
        with ui.element("div").classes("toast").props("role=status") as self.element:
            ui.label(words("play.taken")).classes("grow")
            button(words("play.listen_help"), self._listen, text=words("play.listen"), kind="main")
            button(words("play.close"), self._close, icon="close")
        self.element.visible = False

    def look(self) -> None:
        """Take in whether another take has ended."""
        finished = self._hub.commands.recorder.finished
        if finished is not self._take:
            self._take = finished
            self.element.visible = finished is not None

    def _listen(self) -> None:
        take = self._take
        if take is not None:
            self._shell.attempt(lambda: self._hub.listen(take))
        self._close()

    def _close(self) -> None:
        self.element.visible = False


class _Meters:
    """A bar for each control; made anew only when there are others."""

    def __init__(self) -> None:
        self._labels: tuple[str, ...] | None = None
        self._bars: list[tuple[ui.element, ui.element, ui.label]] = []
        self._shown: list[Meter] = []

    def show(self, place: ui.element, meters: tuple[Meter, ...], none: str) -> None:
        labels = tuple(meter.label for meter in meters)
        if labels != self._labels:
            self._labels = labels
            self._build(place, meters, none)
        for i, ((bar, fill, text), meter) in enumerate(zip(self._bars, meters, strict=True)):
            if meter != self._shown[i]:
                self._shown[i] = meter
                text.text = meter.text
                fill.style(f"--value: {meter.value:.3f}")
                bar.props["aria-valuenow"] = round(100 * meter.value)

    def _build(self, place: ui.element, meters: tuple[Meter, ...], none: str) -> None:
        place.clear()
        self._bars, self._shown = [], list(meters)
        with place:
            if not meters:
                ui.label(none).classes("muted")
            for meter in meters:
                with (
                    ui.element("div")
                    .classes("meter")
                    .props("role=meter aria-valuemin=0 aria-valuemax=100") as bar
                ):
                    bar.props["aria-label"] = meter.label
                    bar.props["aria-valuenow"] = round(100 * meter.value)
                    with ui.element("div").classes("said"):
                        ui.label(meter.label)
                        text = ui.label(meter.text)
                    with ui.element("div").classes("track"):
                        fill = ui.element("div").style(
                            f"--middle: {meter.middle}; --value: {meter.value:.3f}"
                        )
                self._bars.append((bar, fill, text))

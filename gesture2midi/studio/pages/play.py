"""The page to play from: the picture, scenes, controls that move, notes, the sound."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from functools import partial

from nicegui import ui

from gesture2midi.display.view import Meter
from gesture2midi.engine import controls
from gesture2midi.music import general_midi
from gesture2midi.music.note_names import DRUM_CHANNEL, sound_name
from gesture2midi.music.scales import Scale
from gesture2midi.studio.components.mapping_list import Choice
from gesture2midi.studio.components.page_frame import Shell, button, heading, mark
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.hub import Sound

TICK = 1 / 12
"""Seconds between two looks at what moves."""
_LOWEST, _HIGHEST = 21, 108
_BLACK = {1, 3, 6, 8, 10}


class PlayPage:
    """One browser's Play page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._token = token
        self._mapping: controls.Mapping | None = None
        self._scene = ""
        self._synth = self._hub.synth
        self._meters = _Meters()
        with ui.element("div").classes("play"):
            with ui.element("div").classes("seen"):
                self._build_picture()
                self._keyboard = _Keyboard(
                    self._words("play.keyboard", notes="{notes}"), self._words("play.silence")
                )
            with ui.element("div").classes("side"):
                self._build_mapping()
                with ui.element("section").classes("card"):
                    heading(self._words("play.controls"))
                    self._controls = ui.element("div").classes("meters")
                with ui.element("section").classes("card off-stage"):
                    heading(self._words("play.sound"))
                    self._sound = ui.element("div").classes("meters")
                ui.label(self._words("play.keys")).classes("muted small off-stage")
        # Escape silences; held down, it leaves the stage.
        self._fullscreen = ui.fullscreen(require_escape_hold=True, on_value_change=self._dress)
        shell.keys.update({"s": self._stage, "p": self._picture_on_off, "r": self._record, "m": self._next})
        shell.keys.update({str(n): partial(self._go, n) for n in range(1, 10)})
        self._tick()
        ui.timer(TICK, self._tick)

    def _build_picture(self) -> None:
        words = self._words
        with ui.element("div").classes("picture"):
            self._image = ui.element("img")
            self._image.props["alt"] = words("play.picture")
            self._said = ui.label().classes("said").props("role=status")
        with ui.element("div").classes("row"):
            self._recorder = button(words("play.record_help"), self._record, text=words("play.record"))
            self._stage_button = button(words("play.stage_help"), self._stage, text=words("play.stage"))
            button(words("play.picture_toggle"), self._picture_on_off, icon="videocam")
        self._watching = True
        self._point_image()

    def _build_mapping(self) -> None:
        words = self._words
        with ui.element("section").classes("card"):
            self._name = ui.label().classes("title")
            self._about = ui.label().classes("muted off-stage")
            self._choice = Choice(self._shell)
            self._choice.element.classes("off-stage")
            self._scenes = ui.element("div").classes("scenes").props("role=group")
            self._scenes.props["aria-label"] = words("play.scenes")

    def _tick(self) -> None:
        hub, view = self._hub, self._hub.view
        mapping = hub.mapping
        self._choice.look()
        if mapping is not self._mapping:
            self._mapping = mapping
            self._show_mapping(mapping)
        if self._synth is not hub.synth:
            self._synth = hub.synth
            self._show_sound()
        gone = hub.waiting() > GONE
        if self._watching and not (gone or self._pointed):
            self._point_image()
        said = "play.no_picture" if gone else "play.picture_off" if not self._watching else ""
        self._said.text = self._words(said, source=hub.source) if said else ""
        self._said.visible = bool(said)
        if view is None:
            return
        if view.scene != self._scene:
            self._scene = view.scene
            self._mark_scene()
        self._meters.show(self._controls, view.meters, self._words("play.no_controls"))
        self._keyboard.show(hub.sounding(), mapping.keys)
        self._recorder.text = self._words("play.recording" if view.recording else "play.record")
        mark(self._recorder, "recording", view.recording)

    def _show_mapping(self, mapping: controls.Mapping) -> None:
        self._name.text, self._about.text = mapping.name, mapping.about
        self._scenes.clear()
        self._scene = ""
        names = mapping.scene_names if mapping.scenes else ()
        self._buttons = {}
        with self._scenes:
            for name in names:
                shown = self._words("play.main") if name == controls.MAIN else name
                self._buttons[name] = button(shown, partial(self._go_to, name), text=shown)
        self._show_sound()

    def _mark_scene(self) -> None:
        for name, made in self._buttons.items():
            mark(made, "on", name == self._scene)
            made.props["aria-pressed"] = "true" if name == self._scene else "false"

    def _show_sound(self) -> None:
        self._sound.clear()
        with self._sound:
            sound = self._hub.sound
            if sound is None:
                ui.label(self._words("play.no_synth")).classes("muted")
                return
            self._slider("volume", sound.volume, lambda v: self._set(lambda sound: replace(sound, volume=v)))
            self._slider("reverb", sound.reverb, lambda v: self._set(lambda sound: replace(sound, reverb=v)))
            programs = {number: general_midi.program_name(number) for number in range(128)}
            for channel in self._hub.channels():
                if channel == DRUM_CHANNEL:
                    continue
                ui.select(
                    programs,
                    with_input=True,
                    label=self._words("play.program", channel=channel),
                    value=sound.programs.get(channel, 0),
                    on_change=lambda e, channel=channel: self._set_program(channel, e.value),
                ).props("outlined dense options-dense hide-bottom-space")

    def _slider(self, what: str, value: float, moved: Callable[[float], None]) -> None:
        with ui.element("div").classes("slider"):
            ui.label(self._words(f"play.{what}"))
            slider = ui.slider(min=0, max=1, step=0.01, value=value, on_change=lambda e: moved(e.value))
            slider.props["aria-label"] = self._words(f"play.{what}")

    def _set(self, change: Callable[[Sound], Sound]) -> None:
        sound = self._hub.sound
        if sound is not None:
            self._hub.set_sound(change(sound))

    def _set_program(self, channel: int, program: int | None) -> None:
        if program is not None:  # while another is being looked for
            self._set(lambda sound: replace(sound, programs={**sound.programs, channel: program}))

    def _go(self, number: int) -> None:
        names = self._hub.mapping.scene_names
        if self._hub.mapping.scenes and number <= len(names):
            self._go_to(names[number - 1])

    def _go_to(self, scene: str) -> None:
        self._shell.attempt(lambda: self._hub.commands.scene(scene))

    def _next(self) -> None:
        self._shell.attempt(self._hub.commands.next_mapping)

    def _record(self) -> None:
        self._shell.attempt(self._hub.toggle_record)

    def _stage(self) -> None:
        self._fullscreen.toggle()

    def _dress(self) -> None:
        on = self._fullscreen.value
        ui.query("body").classes(add="stage" if on else "", remove="" if on else "stage")
        self._stage_button.text = self._words("play.stage_end" if on else "play.stage")

    def _picture_on_off(self) -> None:
        self._watching = not self._watching
        self._point_image()

    def _point_image(self) -> None:
        # Without a picture a page would never have loaded, for its browser.
        self._pointed = self._watching and self._hub.waiting() < GONE
        self._image.props["src"] = f"/picture?token={self._token}" if self._pointed else _NOTHING
        self._image.visible = self._watching


_NOTHING = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


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


class _Keyboard:
    """88 keys, and the names of what sounds; drums have names alone."""

    def __init__(self, said: str, silence: str) -> None:
        self._said, self._silence = said, silence
        self._lit: set[int] = set()
        self._keys: dict[int, ui.element] = {}
        with ui.element("div").classes("notes"):
            with ui.element("div").classes("keys").props("role=img") as self._snapshot:
                white = None
                for note in range(_LOWEST, _HIGHEST + 1):
                    if note % 12 not in _BLACK:
                        white = self._keys[note] = ui.element("div").classes("white")
                    elif white is not None:
                        with white:
                            self._keys[note] = ui.element("div").classes("black")
            self._names = ui.label().classes("names")
        self._snapshot.props["aria-label"] = said.format(notes=silence)

    def show(self, sounding: tuple[tuple[int, int], ...], keys: Dictionary[int | str, Scale]) -> None:
        names = "  ".join(
            dict.fromkeys(sound_name(note, channel, keys.get(channel)) for channel, note in sounding)
        )
        if names == self._names.text:
            return
        self._names.text = names
        self._snapshot.props["aria-label"] = self._said.format(notes=names or self._silence)
        lit = {note for channel, note in sounding if channel != DRUM_CHANNEL} & self._keys.keys()
        for note in lit - self._lit:
            self._keys[note].classes(add="lit")
        for note in self._lit - lit:
            self._keys[note].classes(remove="lit")
        self._lit = lit

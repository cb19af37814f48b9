"""Where the set plays to: a light for each output, how loud it is, and a banner where nobody hears it."""

from __future__ import annotations

from dataclasses import replace

from nicegui import run, ui

from gesture2midi.errors import PlayerError
from gesture2midi.music import general_midi
from gesture2midi.music.note_names import DRUM_CHANNEL
from gesture2midi.studio.components.level_bar import LevelBar
from gesture2midi.studio.components.page_frame import PAGES, Shell, button, heading, mark
from gesture2midi.studio.services.hearing import Route


class Banner:
    """Says so while nobody hears the set, with the one click that mends it. `look` keeps it so."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, words = shell, shell.hub, shell.words
        with ui.element("div").classes("banner").props("role=alert") as self.element:
            ui.icon("warning_amber").classes("sign").props("aria-hidden=true")
            with ui.element("div").classes("grow"):
                ui.label(words("play.nobody")).classes("strong")
                self._why = ui.label().classes("muted")
            self._mend = button(words("play.sound_on_help"), self._sound_on, kind="main")
            ui.link(words("play.choose_port"), PAGES["setup"]).classes("q-btn plain link")
        self.element.visible = False

    def look(self) -> bool:
        """Take in whether anybody hears; gives whether it shows."""
        nobody = self._hub.hearing.nobody
        if nobody:
            words, synth = self._shell.words, self._hub.synth
            muted = "play.nobody_muted" if synth is not None and synth.muted else "play.nobody_down"
            self._why.text = words("play.nobody_off" if synth is None else muted)
            self._mend.text = words("play.sound_on" if synth is None else "play.unmute")
            self._mend.props["aria-label"] = self._mend.text
        if nobody != self.element.visible:
            self.element.visible = nobody
        return nobody

    async def _sound_on(self) -> None:
        await sound_on(self._shell)


async def sound_on(shell: Shell) -> bool:
    """Open the synth, or end its mute; what stands in the way is told. Gives whether it sounds."""
    hub = shell.hub
    sound = hub.sound.sound
    if sound is not None:
        hub.sound.mute(False)
        if sound.volume == 0:
            hub.sound.change(replace(sound, volume=hub.mapping.synth.volume or 0.8))
        return True
    try:
        return await run.io_bound(hub.choose, lambda playing: {"synth": True}) == "now"
    except PlayerError as error:
        shell.tell(str(error))
        return False


class OutputCard:
    """Lights, level, mute, and the instruments that no quick setting chooses."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._rows: tuple[tuple[str, str], ...] | None = None
        self._lamps: list[tuple[ui.element, ui.label]] = []
        self._level: LevelBar | None = None
        with ui.element("section").classes("card off-stage outputs"):
            heading(self._words("play.sound"))
            self._lights = ui.element("div").classes("lights").props("role=list")
            self._sound = ui.element("div").classes("meters")

    def look(self) -> None:
        """Take in which outputs there are, and which of them are used."""
        routes = self._hub.hearing.routes
        rows = tuple((route.kind, route.name) for route in routes)
        if rows != self._rows:
            self._rows = rows
            self._build(routes)
        for (lamp, said), route in zip(self._lamps, routes, strict=True):
            state = "active" if route.active else "fine" if route.heard else "hollow"
            mark(lamp, "active", state == "active")
            mark(lamp, "hollow", state == "hollow")
            text = self._words("play.route_unheard" if route.heard is False else "play.route_heard")
            if said.text != text:
                said.text = text
        if self._level is not None:
            self._mark_mute()
            self._level.look()

    def _build(self, routes: tuple[Route, ...]) -> None:
        self._lights.clear()
        self._lamps = []
        with self._lights:
            for route in routes:
                with ui.element("div").classes("light").props("role=listitem"):
                    lamp = ui.element("div").classes("lamp fine").props("aria-hidden=true")
                    ui.label(self._words("play.synth") if route.kind == "synth" else route.name)
                    self._lamps.append((lamp, ui.label().classes("muted small")))
            if not routes:
                ui.label(self._words("play.no_outputs")).classes("muted").props("role=listitem")

    def show_sound(self) -> None:
        """Build what is set of the synth; another mapping brings its own setting along."""
        self._sound.clear()
        self._level = None
        words = self._words
        with self._sound:
            sound = self._hub.sound.sound
            if sound is None:
                ui.label(words("play.no_synth")).classes("muted")
                return
            with ui.element("div").classes("row level"):
                self._level = LevelBar(self._hub.sound.level, words)
                self._mute = button(words("play.mute_help"), self._toggle_mute, icon="volume_up")
            self._mark_mute()
            channels = [channel for channel in self._hub.channels() if channel != DRUM_CHANNEL]
            if len(channels) == 1 and self._hub.quick.offered.program is not None:
                return  # a quick setting chooses it
            programs = {number: general_midi.program_name(number) for number in range(128)}
            for channel in channels:
                ui.select(
                    programs,
                    with_input=True,
                    label=words("play.program", channel=channel),
                    value=sound.programs.get(channel, 0),
                    on_change=lambda e, channel=channel: self._set_program(channel, e.value),
                ).props("outlined dense options-dense hide-bottom-space")

    def _toggle_mute(self) -> None:
        self._hub.sound.mute(not self._hub.sound.muted)

    def _mark_mute(self) -> None:
        muted = self._hub.sound.muted
        pressed = "true" if muted else "false"
        if self._mute.props.get("aria-pressed") != pressed:
            self._mute.props["aria-pressed"] = pressed
            self._mute.set_icon("volume_off" if muted else "volume_up")
            mark(self._mute, "on", muted)

    def _set_program(self, channel: int, program: int | None) -> None:
        if program is not None:  # while another is being looked for
            self._hub.sound.adjust(
                lambda sound: replace(sound, programs={**sound.programs, channel: program})
            )

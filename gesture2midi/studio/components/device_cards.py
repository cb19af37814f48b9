"""The part of the Set-up page where source, outputs, sound and player are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from nicegui import run, ui

from gesture2midi.errors import PlayerError
from gesture2midi.io.osc.target import parse_target
from gesture2midi.session.settings import Settings
from gesture2midi.studio.components.device_lists import OFF, USUAL, DeviceLists
from gesture2midi.studio.components.followed import Followed, FollowedList, typed
from gesture2midi.studio.components.page_frame import Shell, button, heading, parts
from gesture2midi.studio.services.device_scan import find
from gesture2midi.studio.services.device_settings import Change
from gesture2midi.studio.services.health import GONE


class DeviceCards:
    """Shows what is played with, and plays with what is chosen, also on another page: then `look` follows."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._lists = DeviceLists(shell.hub, shell.words)
        self._looks: list[Callable[[], object]] = []
        self._port_looks: list[Callable[[], object]] = []
        self._names: tuple[str, ...] = ()
        self._picture = f"/picture?token={token}"
        for build in (
            self._camera_card,
            self._sound_card,
            self._midi_card,
            self._osc_card,
            self._player_card,
        ):
            with ui.element("section").classes("card"):
                build()
        self._show()
        ui.timer(0, self._find, once=True)

    def _camera_card(self) -> None:
        words = self._words
        heading(words("setup.camera"))
        self._image = ui.element("img").classes("preview")
        self._image.props["alt"] = words("play.picture")
        self._list(
            "source", self._lists.sources, lambda now: now.source, lambda value, now: {"source": value}
        )
        with ui.element("div").classes("pair"):
            self._list(
                "size",
                self._lists.sizes,
                lambda now: "{}x{}".format(*now.size),
                lambda value, now: {"size": tuple(map(int, value.split("x")))},
            )
            self._list(
                "fps",
                self._lists.rates,
                lambda now: "auto" if now.fps == "auto" else f"{now.fps:g}",
                lambda value, now: {"fps": "auto" if value == "auto" else float(value)},
            )
        self._switch("mirror", lambda now: now.mirror is not False)
        ui.label(words("setup.exposure")).classes("muted small")
        with ui.element("div").classes("row"):
            button(words("setup.again_help"), self._find, text=words("setup.again"))
        parts(words, "latency")

    def _sound_card(self) -> None:
        words = self._words
        heading(words("play.sound"))
        self._switch("synth", lambda now: now.synth)
        self._list(
            "audio_driver",
            self._lists.drivers,
            lambda now: now.audio_driver or USUAL,
            lambda value, now: {"audio_driver": value or None},
        )
        self._list(
            "audio_buffer",
            self._lists.buffers,
            lambda now: str(now.audio_buffer or 0),
            lambda value, now: {"audio_buffer": int(value) or None},
        )
        self._list(
            "soundfont",
            self._lists.soundfonts,
            lambda now: now.soundfont or USUAL,
            lambda value, now: {"soundfont": value or None},
        )

    def _midi_card(self) -> None:
        heading(self._words("setup.program"))
        ui.label(self._words("setup.program_said")).classes("muted small")
        self._ports = ui.element("div").classes("meters")
        self._list("midi_in_port", self._lists.inputs, _heard, _hear)
        self._list(
            "heart",
            self._lists.hearts,
            lambda now: now.heart or USUAL,
            lambda value, now: {"heart": value or None},
        )
        self._list(
            "voice",
            self._lists.microphones,
            lambda now: now.voice or USUAL,
            lambda value, now: {"voice": value or None},
        )
        self._list(
            "wake_word",
            self._lists.wake_words,
            lambda now: now.wake_word or USUAL,
            lambda value, now: {"wake_word": value or None},
        )

    def _osc_card(self) -> None:
        words = self._words
        heading(words("setup.osc"))
        self._listed: tuple[str, ...] | None = None
        self._targets = ui.element("div").classes("targets").props("role=list")
        with ui.element("div").classes("row"):
            self._target = ui.input(words("setup.osc_add")).props("outlined dense maxlength=500")
            self._target.classes("grow")
            typed(self._target, self._add_target, blur=False)
            add = words("setup.osc_add")
            button(
                add, lambda: self._add_target(str(self._target.value or "").strip()), text=words("setup.add")
            )

    def _player_card(self) -> None:
        heading(self._words("setup.person"))
        self._list(
            "player",
            self._lists.players,
            lambda now: now.player or USUAL,
            lambda value, now: {"player": value or None},
        )
        self._switch("cues", lambda now: now.cues)
        parts(self._words, "calibrate", "teach", "practice")

    def look(self) -> None:
        """Take in what is played with, which ports the mapping names, and whether there is a picture."""
        # Without one a page would never have loaded, for its browser.
        if not self._image.props.get("src") and self._hub.waiting() < GONE:
            self._image.props["src"] = self._picture
        if self._lists.now is not self._hub.devices.playing or self._names != self._port_names():
            self._lists.now = self._hub.devices.playing
            self._show()

    def _show(self) -> None:
        if self._names != self._port_names():
            self._build_ports()
        for look in (*self._looks, *self._port_looks):
            look()
        self._show_targets()

    async def _find(self) -> None:
        found = await run.io_bound(find, self._lists.camera(), self._lists.now.size)
        if found is not None:  # None where the program ends meanwhile
            self._lists.found = found
            self._show()

    async def _choose(self, change: Change) -> None:
        try:
            taken = await run.io_bound(self._hub.choose, change)
        except PlayerError as error:
            self._shell.tell(str(error))
            self._show()
            return
        self._shell.tell(self._words(f"setup.{taken}"))
        self.look()

    # MIDI ports

    def _port_names(self) -> tuple[str, ...]:
        """The main port, and those that the mapping names or that are bound."""
        kept = (name for name, _ in self._hub.devices.playing.ports)
        return ("", *sorted({*self._hub.mapping.port_names, *kept} - {""}))

    def _build_ports(self) -> None:
        self._names = self._port_names()
        self._ports.clear()
        with self._ports:
            self._port_looks = [
                self._select(
                    self._words("setup.named_port" if name else "setup.main_port", name=name),
                    partial(self._lists.outs, name),
                    partial(_bound, name),
                    partial(_bind, name),
                )
                for name in self._names
            ]

    # OSC

    def _show_targets(self) -> None:
        words = self._words
        if self._listed == self._lists.now.osc:
            return  # a click that is under way would miss a button that is built anew
        self._listed = self._lists.now.osc
        self._targets.clear()
        with self._targets:
            for target in self._lists.now.osc:
                with ui.element("div").classes("row").props("role=listitem"):
                    ui.label(target).classes("grow")
                    button(
                        words("setup.osc_remove", target=target),
                        partial(self._choose, partial(_without_target, target)),
                        icon="close",
                    )

    async def _add_target(self, target: str) -> None:
        if self._shell.attempt(lambda: parse_target(target)):
            self._target.value = ""
            await self._choose(partial(_with_target, target))

    # Elements

    def _list(
        self,
        setting: str,
        options: Callable[[], Mapping[str, str]],
        read: Callable[[Settings], str],
        write: Callable[[str, Settings], dict[str, object]],
    ) -> None:
        self._looks.append(self._select(self._words(f"setup.{setting}"), options, read, write))

    def _select(
        self,
        label: str,
        options: Callable[[], Mapping[str, str]],
        read: Callable[[Settings], str],
        write: Callable[[str, Settings], dict[str, object]],
    ) -> Callable[[], object]:
        """A list to choose from; gives what makes it follow what is kept and what was found."""
        element = ui.select({}, label=label)
        element.props("outlined dense options-dense hide-bottom-space")
        shown = FollowedList(element, lambda value: self._choose(partial(write, str(value))))
        return lambda: shown.show_among(read(self._lists.now), options())

    def _switch(self, setting: str, read: Callable[[Settings], bool]) -> None:
        element = ui.switch(self._words(f"setup.{setting}"))
        shown = Followed(element, lambda on: self._choose(lambda now: {setting: bool(on)}))
        self._looks.append(lambda: shown.show(read(self._lists.now)))


def _bound(name: str, now: Settings) -> str:
    if not name and not now.midi:
        return OFF
    return dict(now.ports).get(name, USUAL)


def _bind(name: str, port: str, now: Settings) -> dict[str, object]:
    """The choice of a port; those of other names stay."""
    others = tuple(pair for pair in now.ports if pair[0] != name)
    ports = others if port in (USUAL, OFF) else (*others, (name, port))
    return {"ports": ports} | ({} if name else {"midi": port != OFF})


def _with_target(target: str, now: Settings) -> dict[str, object]:
    return {"osc": (*(other for other in now.osc if other != target), target)}


def _without_target(target: str, now: Settings) -> dict[str, object]:
    return {"osc": tuple(other for other in now.osc if other != target)}


def _heard(now: Settings) -> str:
    return OFF if now.midi_in is False else now.midi_in_port or USUAL


def _hear(port: str, now: Settings) -> dict[str, object]:
    named = port not in (USUAL, OFF)
    return {"midi_in": False if port == OFF else None, "midi_in_port": port if named else None}

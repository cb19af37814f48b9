"""The part of the Set-up page where source, outputs, sound and player are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from nicegui import run, ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.io.heart.sensor import ANY
from gesture2midi.io.midi.ports import NAMES
from gesture2midi.io.osc.target import parse_target
from gesture2midi.io.voice.microphone import DEFAULT
from gesture2midi.session.settings import Settings
from gesture2midi.studio.components.page_frame import Shell, button, heading, parts
from gesture2midi.studio.services.device_scan import Found, find
from gesture2midi.studio.services.device_settings import Change
from gesture2midi.studio.services.health import GONE

_SIZES = ((320, 240), (640, 480), (800, 600), (1280, 720), (1920, 1080))
_RATES = (15.0, 24.0, 30.0, 60.0, 120.0)
_BUFFERS = (64, 128, 256, 512, 1024, 2048)
_WAKE_WORDS = ("maestro", "computer", "captain")
Value = TypeVar("Value", int, float, tuple[int, int])

_USUAL, _OFF = "", "-"
"""What stands for the usual, and for nothing, in a list of names."""


class DeviceCards:
    """Shows what is played with, and plays with what is chosen, also on another page: then `look` follows."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._playing = self._hub.devices.playing
        self._found = Found()
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
        self._list("source", self._sources, lambda now: now.source, lambda value, now: {"source": value})
        with ui.element("div").classes("pair"):
            self._list(
                "size",
                lambda: {f"{w}x{h}": f"{w}x{h}" for w, h in _with(_SIZES, self._playing.size)},
                lambda now: "{}x{}".format(*now.size),
                lambda value, now: {"size": tuple(map(int, value.split("x")))},
            )
            self._list(
                "fps",
                self._rates,
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
            lambda: self._named(self._found.drivers, "setup.automatic", self._playing.audio_driver),
            lambda now: now.audio_driver or _USUAL,
            lambda value, now: {"audio_driver": value or None},
        )
        self._list(
            "audio_buffer",
            lambda: (
                {"0": words("setup.automatic")}
                | {str(size): str(size) for size in _with(_BUFFERS, self._playing.audio_buffer or 64)}
            ),
            lambda now: str(now.audio_buffer or 0),
            lambda value, now: {"audio_buffer": int(value) or None},
        )
        self._list(
            "soundfont",
            self._soundfonts,
            lambda now: now.soundfont or _USUAL,
            lambda value, now: {"soundfont": value or None},
        )

    def _midi_card(self) -> None:
        heading(self._words("setup.program"))
        ui.label(self._words("setup.program_said")).classes("muted small")
        self._ports = ui.element("div").classes("meters")
        self._list("midi_in_port", self._inputs, _heard, _hear)
        self._list(
            "heart",
            self._hearts,
            lambda now: now.heart or _USUAL,
            lambda value, now: {"heart": value or None},
        )
        self._list(
            "voice",
            self._microphones,
            lambda now: now.voice or _USUAL,
            lambda value, now: {"voice": value or None},
        )
        self._list(
            "wake_word",
            self._wake_words,
            lambda now: now.wake_word or _USUAL,
            lambda value, now: {"wake_word": value or None},
        )

    def _osc_card(self) -> None:
        words = self._words
        heading(words("setup.osc"))
        self._targets = ui.element("div").classes("targets").props("role=list")
        with ui.element("div").classes("row"):
            self._target = ui.input(words("setup.osc_add")).props("outlined dense maxlength=500")
            self._target.classes("grow").on("keydown.enter", self._add_target)
            button(words("setup.osc_add"), self._add_target, text=words("setup.add"))

    def _player_card(self) -> None:
        heading(self._words("setup.person"))
        self._list(
            "player",
            lambda: self._named(paths.player_names(), "setup.nobody", self._playing.player),
            lambda now: now.player or _USUAL,
            lambda value, now: {"player": value or None},
        )
        self._switch("cues", lambda now: now.cues)
        parts(self._words, "calibrate", "teach", "practice")

    def look(self) -> None:
        """Take in what is played with, which ports the mapping names, and whether there is a picture."""
        # Without one a page would never have loaded, for its browser.
        if not self._image.props.get("src") and self._hub.waiting() < GONE:
            self._image.props["src"] = self._picture
        if self._playing is not self._hub.devices.playing or self._names != self._port_names():
            self._playing = self._hub.devices.playing
            self._show()

    def _show(self) -> None:
        if self._names != self._port_names():
            self._build_ports()
        for look in (*self._looks, *self._port_looks):
            look()
        self._show_targets()

    async def _find(self) -> None:
        found = await run.io_bound(find, self._camera(), self._playing.size)
        if found is not None:  # None where the program ends meanwhile
            self._found = found
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

    def _camera(self) -> int | None:
        """The one that plays; it is not to be touched."""
        source = self._hub.devices.playing.source
        return int(source) if source.isdecimal() and self._hub.waiting() < GONE else None

    # The lists

    def _sources(self) -> dict[str, str]:
        words, kept = self._words, self._playing.source
        cameras, playing = self._found.cameras, self._camera()
        if playing is not None:
            cameras = {**cameras, playing: words("setup.in_use")}
        shown = {
            str(number): words("setup.camera_row", number=number, name=name)
            for number, name in sorted(cameras.items())
        }
        shown |= {"performer": words("setup.performer_follows")}
        for path in sorted(paths.scores().glob("*.yaml")):
            shown[f"performer:{path.stem}"] = words("setup.performer", score=path.stem)
        missing = words("setup.camera_row", number=kept, name=words("setup.missing"))
        return {kept: missing if kept.isdecimal() else kept} | shown if kept not in shown else shown

    def _rates(self) -> dict[str, str]:
        """Those that the chosen camera offers; the common ones where it does not say."""
        now = self._playing
        number = int(now.source) if now.source.isdecimal() else None
        playing = number is not None and number == self._camera()
        found = self._hub.looping.rates if playing else self._found.rates.get(number or 0, ())
        rates = _with(found if number is not None and found else _RATES, now.fps)
        return {"auto": self._words("setup.automatic")} | {f"{rate:g}": f"{rate:g}" for rate in rates}

    def _inputs(self) -> dict[str, str]:
        own = {_USUAL: self._words("setup.own_port", name=NAMES["in"]), _OFF: self._words("setup.none")}
        return own | self._there(self._found.ins, self._playing.midi_in_port)

    def _hearts(self) -> dict[str, str]:
        shown = {_USUAL: self._words("setup.none"), ANY: self._words("setup.any_heart")}
        kept = self._playing.heart
        return shown if kept in (None, ANY) else {**shown, kept: kept}

    def _microphones(self) -> dict[str, str]:
        own = {_USUAL: self._words("setup.none"), DEFAULT: self._words("setup.usual_microphone")}
        kept = self._playing.voice
        return own | self._there(self._found.microphones, None if kept == DEFAULT else kept)

    def _wake_words(self) -> dict[str, str]:
        kept = self._playing.wake_word
        words = dict.fromkeys((*_WAKE_WORDS, *([kept] if kept else ())))
        return {_USUAL: self._words("setup.none")} | {word: word for word in words}

    def _soundfonts(self) -> dict[str, str]:
        found = {str(path): path.stem for path in self._found.soundfonts}
        kept = self._playing.soundfont
        return {_USUAL: self._words("setup.bundled")} | found | ({kept: Path(kept).stem} if kept else {})

    def _named(self, names: tuple[str, ...], usual: str, kept: str | None) -> dict[str, str]:
        return {_USUAL: self._words(usual)} | self._there(names, kept)

    def _there(self, names: tuple[str, ...], kept: str | None) -> dict[str, str]:
        """The names, and what is kept though it is not among them."""
        absent = {kept: f"{kept} ({self._words('setup.missing')})"} if kept and kept not in names else {}
        return {name: name for name in names} | absent

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
                    partial(self._outs, name),
                    partial(_bound, name),
                    partial(_bind, name),
                )
                for name in self._names
            ]

    def _outs(self, name: str) -> dict[str, str]:
        usual = self._words("setup.none") if name else self._words("setup.own_port", name=NAMES["out"])
        own = {_USUAL: usual} | ({} if name else {_OFF: self._words("setup.none")})
        kept = dict(self._playing.ports).get(name)
        return own | self._there(self._found.outs, kept)

    # OSC

    def _show_targets(self) -> None:
        words = self._words
        self._targets.clear()
        with self._targets:
            for target in self._playing.osc:
                with ui.element("div").classes("row").props("role=listitem"):
                    ui.label(target).classes("grow")
                    button(
                        words("setup.osc_remove", target=target),
                        partial(self._choose, partial(_without_target, target)),
                        icon="close",
                    )

    async def _add_target(self) -> None:
        target = str(self._target.value or "").strip()
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

        async def chosen() -> None:
            if element.value is not None and element.value != read(self._hub.devices.playing):
                value = str(element.value)
                await self._choose(partial(write, value))

        element.on_value_change(chosen)
        return lambda: element.set_options(dict(options()), value=read(self._playing))

    def _switch(self, setting: str, read: Callable[[Settings], bool]) -> None:
        element = ui.switch(self._words(f"setup.{setting}"))

        async def chosen() -> None:
            if element.value != read(self._hub.devices.playing):
                value = bool(element.value)
                await self._choose(lambda now: {setting: value})

        element.on_value_change(chosen)
        self._looks.append(lambda: element.set_value(read(self._playing)))


def _with(usual: Sequence[Value], kept: Value | Literal["auto"]) -> list[Value]:
    return sorted({*usual, *(() if kept == "auto" else (kept,))})


def _bound(name: str, now: Settings) -> str:
    if not name and not now.midi:
        return _OFF
    return dict(now.ports).get(name, _USUAL)


def _bind(name: str, port: str, now: Settings) -> dict[str, object]:
    """The choice of a port; those of other names stay."""
    others = tuple(pair for pair in now.ports if pair[0] != name)
    ports = others if port in (_USUAL, _OFF) else (*others, (name, port))
    return {"ports": ports} | ({} if name else {"midi": port != _OFF})


def _with_target(target: str, now: Settings) -> dict[str, object]:
    return {"osc": (*(other for other in now.osc if other != target), target)}


def _without_target(target: str, now: Settings) -> dict[str, object]:
    return {"osc": tuple(other for other in now.osc if other != target)}


def _heard(now: Settings) -> str:
    return _OFF if now.midi_in is False else now.midi_in_port or _USUAL


def _hear(port: str, now: Settings) -> dict[str, object]:
    named = port not in (_USUAL, _OFF)
    return {"midi_in": False if port == _OFF else None, "midi_in_port": port if named else None}

"""What the lists of the Set-up page offer, by what each choice is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

from gesture2midi import paths
from gesture2midi.io.heart.sensor import ANY
from gesture2midi.io.midi.ports import NAMES
from gesture2midi.io.voice.microphone import DEFAULT
from gesture2midi.studio.services.device_scan import Found
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.words import Words

_SIZES = ((320, 240), (640, 480), (800, 600), (1280, 720), (1920, 1080))
_RATES = (15.0, 24.0, 30.0, 60.0, 120.0)
_BUFFERS = (64, 128, 256, 512, 1024, 2048)
_WAKE_WORDS = ("maestro", "computer", "captain")
Value = TypeVar("Value", int, float, tuple[int, int])

USUAL, OFF = "", "-"
"""What stands for the usual, and for nothing, in a list of names."""


class DeviceLists:
    """Each list has what this machine has, and what is played with though it is not there.

    now: what is played with, as the page has it.
    found: what the machine has; nothing until it was looked for.
    """

    def __init__(self, hub: Hub, words: Words) -> None:
        self._hub, self._words = hub, words
        self.now = hub.devices.playing
        self.found = Found()

    def camera(self) -> int | None:
        """The one that plays; it is not to be touched."""
        source = self._hub.devices.playing.source
        return int(source) if source.isdecimal() and self._hub.waiting() < GONE else None

    def sources(self) -> dict[str, str]:
        words, kept = self._words, self.now.source
        cameras, playing = self.found.cameras, self.camera()
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

    def rates(self) -> dict[str, str]:
        """Those that the chosen camera offers; the common ones where it does not say."""
        now = self.now
        number = int(now.source) if now.source.isdecimal() else None
        playing = number is not None and number == self.camera()
        found = self._hub.looping.rates if playing else self.found.rates.get(number or 0, ())
        rates = _with(found if number is not None and found else _RATES, now.fps)
        return {"auto": self._words("setup.automatic")} | {f"{rate:g}": f"{rate:g}" for rate in rates}

    def inputs(self) -> dict[str, str]:
        own = {USUAL: self._words("setup.own_port", name=NAMES["in"]), OFF: self._words("setup.none")}
        return own | self._there(self.found.ins, self.now.midi_in_port)

    def hearts(self) -> dict[str, str]:
        shown = {USUAL: self._words("setup.none"), ANY: self._words("setup.any_heart")}
        kept = self.now.heart
        return shown if kept in (None, ANY) else {**shown, kept: kept}

    def microphones(self) -> dict[str, str]:
        own = {USUAL: self._words("setup.none"), DEFAULT: self._words("setup.usual_microphone")}
        kept = self.now.voice
        return own | self._there(self.found.microphones, None if kept == DEFAULT else kept)

    def wake_words(self) -> dict[str, str]:
        kept = self.now.wake_word
        words = dict.fromkeys((*_WAKE_WORDS, *([kept] if kept else ())))
        return {USUAL: self._words("setup.none")} | {word: word for word in words}

    def soundfonts(self) -> dict[str, str]:
        found = {str(path): path.stem for path in self.found.soundfonts}
        kept = self.now.soundfont
        return {USUAL: self._words("setup.bundled")} | found | ({kept: Path(kept).stem} if kept else {})

    def _named(self, names: tuple[str, ...], usual: str, kept: str | None) -> dict[str, str]:
        return {USUAL: self._words(usual)} | self._there(names, kept)

    def _there(self, names: tuple[str, ...], kept: str | None) -> dict[str, str]:
        """The names, and what is kept though it is not among them."""
        absent = {kept: f"{kept} ({self._words('setup.missing')})"} if kept and kept not in names else {}
        return {name: name for name in names} | absent

    def outs(self, name: str) -> dict[str, str]:
        usual = self._words("setup.none") if name else self._words("setup.own_port", name=NAMES["out"])
        own = {USUAL: usual} | ({} if name else {OFF: self._words("setup.none")})
        kept = dict(self.now.ports).get(name)
        return own | self._there(self.found.outs, kept)

    def sizes(self) -> dict[str, str]:
        return {f"{w}x{h}": f"{w}x{h}" for w, h in _with(_SIZES, self.now.size)}

    def drivers(self) -> dict[str, str]:
        return self._named(self.found.drivers, "setup.automatic", self.now.audio_driver)

    def buffers(self) -> dict[str, str]:
        sizes = _with(_BUFFERS, self.now.audio_buffer or 64)
        return {"0": self._words("setup.automatic")} | {str(size): str(size) for size in sizes}

    def players(self) -> dict[str, str]:
        return self._named(paths.player_names(), "setup.nobody", self.now.player)


def _with(usual: Sequence[Value], kept: Value | Literal["auto"]) -> list[Value]:
    return sorted({*usual, *(() if kept == "auto" else (kept,))})

"""How a MIDI port is made where no program can make one: three steps, until it is there."""

from __future__ import annotations

from nicegui import run, ui

from gesture2midi.errors import PlayerError
from gesture2midi.io.midi.ports import LOOPBACKS, NAMES
from gesture2midi.studio.components.page_frame import Shell, heading

_LOOK = 1.0
"""Seconds between two looks for the port."""


class LoopbackSteps:
    """Shows while our own port is wanted and has yet to be made; plays to it as soon as it is there."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, words = shell, shell.hub, shell.words
        with ui.element("section").classes("card") as self._card:
            heading(words("loopback.title"))
            ui.label(words("loopback.why")).classes("muted small")
            with ui.element("ol").classes("steps"):
                with ui.element("li"):
                    ui.label(words("loopback.get"))
                    for name, address in LOOPBACKS.items():
                        with ui.element("div"):
                            ui.link(name, address, new_tab=True)
                for step in ("make", "choose"):
                    with ui.element("li"):
                        ui.label(words(f"loopback.{step}", name=NAMES["out"]))
            ui.label(words("loopback.looks")).classes("muted small")
            self._synth = ui.label(words("loopback.synth")).classes("muted small")
        self._card.visible = False
        ui.timer(_LOOK, self._look)

    async def _look(self) -> None:
        try:
            lacks = await run.io_bound(self._hub.devices.lacks_loopback, self._hub.commands)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._card.visible = bool(lacks)  # None where the program ends meanwhile
        self._synth.visible = self._hub.synth is not None

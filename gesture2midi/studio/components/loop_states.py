"""What the loops of the mapping do: a ring that fills while a round passes, and a line of words."""

from __future__ import annotations

from nicegui import ui

from gesture2midi.engine.loop_state import Progress, State
from gesture2midi.studio.components.page_frame import mark
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.words import Words

_DOES = {
    State.EMPTY: "loop_empty",
    State.RECORDING: "loop_recording",
    State.PLAYING: "loop_playing",
    State.OVERDUBBING: "loop_overdubbing",
    State.STOPPED: "loop_stopped",
}


class LoopStates:
    """Shows them where it is made; `look` keeps it so."""

    def __init__(self, hub: Hub, words: Words) -> None:
        self._hub, self._words = hub, words
        self._shown: tuple[Progress, ...] = ()
        self._rows: list[tuple[ui.element, ui.label]] = []
        self._all = ui.element("div").classes("loops").props("role=status aria-live=off")

    def look(self) -> None:
        """Take in what they do."""
        loops = self._hub.commands.session.loops
        if [loop.owner for loop in loops] != [loop.owner for loop in self._shown]:
            self._build(loops)
        for (ring, said), loop in zip(self._rows, loops, strict=True):
            ring.style(f"--part: {loop.part:.2f}")
            text = self._text(loop)
            if said.text != text:
                said.text = text
                mark(ring, "recording", loop.state in (State.RECORDING, State.OVERDUBBING) and not loop.waits)
        self._shown = loops

    def _build(self, loops: tuple[Progress, ...]) -> None:
        self._all.clear()
        self._rows = []
        with self._all:
            for _ in loops:
                with ui.element("div").classes("row"):
                    ring = ui.element("div").classes("ring").props("aria-hidden=true")
                    self._rows.append((ring, ui.label()))

    def _text(self, loop: Progress) -> str:
        words = self._words
        does = "loop_waits" if loop.waits else _DOES[loop.state]
        parts = [words(f"play.{does}", name=loop.owner)]
        if loop.bars:
            parts.append(words("play.loop_bars", count=loop.bars))
        if loop.layers > 1:
            parts.append(words("play.loop_layers", count=loop.layers))
        return " · ".join(parts)

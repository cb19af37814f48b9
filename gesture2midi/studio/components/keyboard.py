"""A piano of 88 keys that shows what sounds, and that can be played with mouse or finger."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary

from nicegui import events, ui

from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import Scale

_LOWEST, _HIGHEST = 21, 108
_BLACK = {1, 3, 6, 8, 10}
_LARGE = 8
"""Letters of a name that still stands in large type."""


class Keyboard:
    """Its keys where it is made, the names of what sounds where `names` is called.

    said: what a screen reader is told, with {notes} in it. silence: what stands for no note.
    press: told the MIDI note of a key, and whether it goes down.
    """

    def __init__(self, said: str, silence: str, press: Callable[[int, bool], None]) -> None:
        self._said, self._silence, self._press = said, silence, press
        self._lit: set[int] = set()
        self._keys: dict[int, ui.element] = {}
        self._held: int | None = None
        self._names: ui.label | None = None
        self._shown = ""
        with ui.element("div").classes("keys").props("role=img") as self._all:
            white = None
            for note in range(_LOWEST, _HIGHEST + 1):
                if note % 12 not in _BLACK:
                    with ui.element("div").classes("white") as white:
                        if note % 12 == 0:
                            ui.label(sound_name(note)).classes("octave")
                    key = white
                elif white is None:
                    continue
                else:
                    with white:
                        key = ui.element("div").classes("black")
                key.props(f"data-note={note}")
                self._keys[note] = key
        self._all.props["aria-label"] = said.format(notes=silence)
        # One listener for all keys; a finger that slides from key to key plays each.
        self._all.on("pointerdown", self._down, js_handler=_NOTE)
        self._all.on("pointermove", self._slide, js_handler=_NOTE_IF_DOWN, throttle=0.03)
        for leaving in ("pointerup", "pointerleave", "pointercancel"):
            self._all.on(leaving, self.release)

    def names(self) -> ui.label:
        """Makes the label with the names of what sounds."""
        self._names = ui.label().classes("names")
        return self._names

    def show(
        self, sounding: tuple[tuple[int, int], ...], keys: Dictionary[int | str, Scale], chord: str
    ) -> None:
        """Light up what sounds, (channel, MIDI note) each, and name it.

        keys: in which it is spelt. chord: the name of the chord that it is, or "".
        """
        names = "  ".join(
            dict.fromkeys(sound_name(note, channel, keys.get(channel)) for channel, note in sounding)
        )
        shown = chord or names
        if self._names is None or (names, shown) == (self._shown, self._names.text):
            return
        self._shown = names
        self._names.text = shown
        small = len(shown) > _LARGE
        self._names.classes(add="small-type" if small else "", remove="" if small else "small-type")
        self._all.props["aria-label"] = self._said.format(notes=names or self._silence)
        lit = {note for channel, note in sounding if channel != DRUM_CHANNEL} & self._keys.keys()
        for note in lit - self._lit:
            self._keys[note].classes(add="lit")
        for note in self._lit - lit:
            self._keys[note].classes(remove="lit")
        self._lit = lit

    def release(self) -> None:
        """Let go of the key that is held."""
        held, self._held = self._held, None
        if held is not None:
            self._press(held, False)

    def _down(self, event: events.GenericEventArguments) -> None:
        note = event.args
        if isinstance(note, int) and note in self._keys and note != self._held:
            self.release()
            self._held = note
            self._press(note, True)

    def _slide(self, event: events.GenericEventArguments) -> None:
        if self._held is not None:
            self._down(event)


_NOTE = """(event) => {
    event.preventDefault();
    if (event.target.releasePointerCapture) event.target.releasePointerCapture(event.pointerId);
    const key = event.target.closest('[data-note]');
    if (key) emit(Number(key.dataset.note));
}"""
_NOTE_IF_DOWN = """(event) => {
    if (!event.buttons) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const key = under && under.closest('[data-note]');
    if (key) emit(Number(key.dataset.note));
}"""

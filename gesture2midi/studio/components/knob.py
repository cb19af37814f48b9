"""A knob, turned as in a music program: up and down, or with the wheel or the keys.

It is a slider to keys and to screen readers.
"""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from gesture2midi.studio.components.slider import Slider


class Knob:
    """From `least` to `most`; see `Slider` for the rest.

    text: gives what is written on it.
    """

    def __init__(
        self,
        name: str,
        most: float,
        step: float,
        at: float,
        *,
        least: float = 0.0,
        text: Callable[[float], str] = "{:.0f}".format,
        moved: Callable[[float], object] = lambda at: None,
        left: Callable[[float], object] = lambda at: None,
    ) -> None:
        self._text, self._least, self._most, self._tell = text, least, most, moved
        with ui.element("div").classes("knob") as self._all:
            self._all.on("pointerdown", js_handler=_TURN)
            self._all.on("wheel", js_handler=_WHEEL)
            self._slider = Slider(name, most, step, at, least=least, moved=self._moved, left=left)
            self._said = ui.label().classes("at").props("aria-hidden=true")
            ui.label(name).classes("small muted").props("aria-hidden=true")
        self._show(at)

    def _moved(self, at: float) -> None:
        self._show(at)
        self._tell(at)

    def _show(self, at: float) -> None:
        self._said.text = self._text(at)
        self._all.style(f"--part: {(at - self._least) / (self._most - self._least):.3f}")


_SET = """
    const set = (input, value, name) => {
        input.value = value;
        input.dispatchEvent(new Event(name));
    };
"""
_TURN = (
    "(event) => {"
    + _SET
    + """
    const input = event.currentTarget.querySelector('input'), knob = event.currentTarget;
    event.preventDefault();
    input.focus({preventScroll: true});
    const begun = input.valueAsNumber, perPixel = (input.max - input.min) / 160;
    knob.setPointerCapture(event.pointerId);
    knob.onpointermove = (moved) => {
        const way = event.clientY - moved.clientY + moved.clientX - event.clientX;
        set(input, begun + way * perPixel, 'input');
    };
    knob.onpointerup = knob.onpointercancel = () => {
        knob.onpointermove = knob.onpointerup = knob.onpointercancel = null;
        if (input.valueAsNumber !== begun) set(input, input.value, 'change');
    };
}"""
)
_WHEEL = (
    "(event) => {"
    + _SET
    + """
    const input = event.currentTarget.querySelector('input');
    event.preventDefault();
    set(input, input.valueAsNumber - Math.sign(event.deltaY) * (input.max - input.min) / 50, 'input');
    clearTimeout(input.rested);
    input.rested = setTimeout(() => set(input, input.value, 'change'), 300);
}"""
)

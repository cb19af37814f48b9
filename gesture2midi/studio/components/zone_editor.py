"""Handles over the picture: edges of zones, ranges and thresholds, moved by mouse, finger or keys.

What is dragged is drawn by the browser alone; its value is sent when it is let go of.
"""

from __future__ import annotations

from nicegui import events, ui

from gesture2midi.session.zone_handles import Handle
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.components.source_picker import signal_words


class ZoneEditor:
    """Made inside the picture's frame, its buttons where `bar` is called; `turn` shows it."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._edits, self._words = shell, shell.hub.zones, shell.words
        self._asked: object = None
        self._handles: tuple[Handle, ...] = ()
        self._elements: list[tuple[ui.element, ui.label]] = []
        words = self._words
        with ui.element("div").classes("zones-edit") as self.element:
            self._edges = ui.element("div").classes("edges").props("role=group")
            self._edges.props["aria-label"] = words("zones.edges")
            self._edges.on("pointerdown", self._moved, js_handler=_DRAG)
            self._edges.on("keydown", self._moved, js_handler=_KEYS)
        self.element.visible = False

    def bar(self) -> None:
        """Make the row of buttons that stands in place of the others meanwhile."""
        words = self._words
        with ui.element("div").classes("row edit-bar") as self._bar:
            self._undo = button(words("zones.undo_help"), self._go_back, icon="undo")
            button(words("zones.done_help"), self.turn, text=words("zones.done"), kind="main")
            self._hint = ui.label(words("zones.hint")).classes("small muted grow")
        self._bar.visible = False

    @property
    def on(self) -> bool:
        """Whether it is shown."""
        return bool(self.element.visible)

    def turn(self) -> None:
        """Show it, or take it away."""
        self.element.visible = self._bar.visible = not self.element.visible
        self._asked = None
        self.look()

    def look(self) -> None:
        """Take in what plays now."""
        if not self.on:
            return
        session = self._shell.hub.commands.session
        asked = session.mapping, session.scene, session.profile
        if self._asked is not None and self._asked == asked:
            return
        self._asked = asked
        self._undo.set_enabled(self._edits.undoable)
        handles = self._edits.handles()
        kept = [(handle.signal, handle.placed) for handle in self._handles]
        self._handles = handles
        self._hint.text = self._words("zones.hint" if handles else "zones.none")
        if [(handle.signal, handle.placed) for handle in handles] != kept:
            self._build()
        for place in range(len(handles)):
            self._set(place)

    def _build(self) -> None:
        self._edges.clear()
        self._elements = []
        with self._edges:
            for place, handle in enumerate(self._handles):
                way = "across" if handle.lying else "up"
                kind = "placed" if handle.placed else "barred"
                with (
                    ui.element("div")
                    .classes(f"edge {way} {kind} {handle.side}")
                    .props(f"role=slider tabindex=0 data-edge={place}") as edge
                ):
                    edge.props["aria-label"] = self._called(handle)
                    edge.props["aria-orientation"] = "horizontal" if handle.lying else "vertical"
                    value = ui.label().classes("value")
                self._elements.append((edge, value))

    def _set(self, place: int) -> None:
        """Put a handle where its edge is, also one that the browser has moved away."""
        handle, (edge, value) = self._handles[place], self._elements[place]
        x0, y0, x1, y1 = handle.track
        props = edge.props
        props["data-track"] = f"{x0:.5f} {y0:.5f} {x1:.5f} {y1:.5f} {handle.begin:g} {handle.end:g}"
        props["aria-valuemin"], props["aria-valuemax"] = f"{handle.low:g}", f"{handle.high:g}"
        props["aria-valuenow"] = f"{handle.at:g}"
        part = (handle.at - handle.begin) / (handle.end - handle.begin)
        left, top = f"{100 * (x0 + part * (x1 - x0)):.3f}%", f"{100 * (y0 + part * (y1 - y0)):.3f}%"
        edge.style(f"left: {left}; top: {top}")
        value.text = f"{100 * handle.at:.0f} %"
        ui.run_javascript(
            f"const edge = getHtmlElement({edge.id}); if (edge && !edge.classList.contains('held')) {{"
            f" edge.style.left = '{left}'; edge.style.top = '{top}';"
            f" edge.setAttribute('aria-valuenow', '{handle.at:g}');"
            f" edge.querySelector('.value').textContent = '{value.text}'; }}"
        )

    def _called(self, handle: Handle) -> str:
        """What an edge is to a screen reader: whose, of which signal, and of which controls."""
        hand, _, signal = handle.signal.partition(".")
        controls = ", ".join(dict.fromkeys(control for control, _ in handle.edges))
        return self._words(
            "zones.edge",
            hand=self._words.named("hand", hand),
            signal=signal_words(self._words, signal),
            controls=controls,
        )

    def _moved(self, event: events.GenericEventArguments) -> None:
        match event.args:
            case [int(place), int() | float() as to] if 0 <= place < len(self._handles):
                handle = self._handles[place]
                if not self._shell.attempt(lambda: self._edits.move(handle, float(to))):
                    self._set(place)
                self._undo.set_enabled(self._edits.undoable)

    def _go_back(self) -> None:
        self._shell.attempt(self._edits.undo)
        self._undo.set_enabled(self._edits.undoable)


_SHOW = """
    const show = (edge, at) => {
        const [x0, y0, x1, y1, begin, end] = edge.dataset.track.split(' ').map(Number);
        const part = (at - begin) / (end - begin);
        edge.style.left = 100 * (x0 + part * (x1 - x0)) + '%';
        edge.style.top = 100 * (y0 + part * (y1 - y0)) + '%';
        edge.setAttribute('aria-valuenow', at);
        edge.querySelector('.value').textContent = Math.round(100 * at) + ' %';
    };
    const within = (edge, at) => {
        const [low, high] = ['min', 'max'].map((end) => Number(edge.getAttribute('aria-value' + end)));
        return Math.round(100 * Math.min(Math.max(at, low), high)) / 100;
    };
"""
_DRAG = (
    "(event) => {"
    + _SHOW
    + """
    const edge = event.target.closest('[data-edge]');
    if (!edge) return;
    event.preventDefault();
    edge.focus({preventScroll: true});
    const [x0, y0, x1, y1, begin, end] = edge.dataset.track.split(' ').map(Number);
    const all = edge.parentElement.getBoundingClientRect();
    const wide = (x1 - x0) * all.width, high = (y1 - y0) * all.height;
    const before = Number(edge.getAttribute('aria-valuenow'));
    let at = before;
    edge.setPointerCapture(event.pointerId);
    edge.classList.add('held');
    edge.onpointermove = (moved) => {
        const x = moved.clientX - all.left - x0 * all.width, y = moved.clientY - all.top - y0 * all.height;
        at = within(edge, begin + (end - begin) * (x * wide + y * high) / (wide * wide + high * high));
        show(edge, at);
    };
    edge.onpointerup = edge.onpointercancel = (left) => {
        edge.onpointermove = edge.onpointerup = edge.onpointercancel = null;
        edge.classList.remove('held');
        if (left.type !== 'pointerup') show(edge, before);
        else if (at !== before) emit([Number(edge.dataset.edge), at]);
    };
}"""
)
_KEYS = (
    "(event) => {"
    + _SHOW
    + """
    const edge = event.target.closest('[data-edge]');
    const ways = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10};
    const way = ways[event.key];
    if (!edge || !way) return;
    event.preventDefault();
    event.stopPropagation();
    const [, , , , begin, end] = edge.dataset.track.split(' ').map(Number);
    const at = within(edge, Number(edge.getAttribute('aria-valuenow')) + way * (end - begin) / 100);
    show(edge, at);
    clearTimeout(edge.rested);
    edge.rested = setTimeout(() => emit([Number(edge.dataset.edge), at]), 250);
}"""
)

"""Handles over the picture: edges of zones, ranges and thresholds, moved by mouse, finger or keys.

What is dragged is drawn by the browser alone; its value is sent when it is let go of.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nicegui import events, ui

from gesture2midi.display.view import Zone
from gesture2midi.session.zone_handles import Handle
from gesture2midi.studio.components.page_frame import Shell, button, mark
from gesture2midi.studio.components.source_picker import signal_words
from gesture2midi.studio.services.steady import Steady


class ZoneEditor:
    """Made inside the picture's frame, its buttons where `bar` is called; `turn` shows it."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._edits, self._words = shell, shell.hub.zones, shell.words
        self._asked: object = None
        self._handles: tuple[Handle, ...] = ()
        self._elements: list[tuple[ui.element, ui.label]] = []
        self._zones: tuple[Zone, ...] = ()
        self._buttons: list[ui.element] = []
        self._chosen = -1
        self._last = -1
        self._held: int | None = None
        self._steady = Steady()
        words = self._words
        with ui.element("div").classes("zones-edit") as self.element:
            self._areas = ui.element("div").classes("areas")
            self._areas.on("pointerdown", self._shifted, js_handler=_DRAG_ZONE)
            self._edges = ui.element("div").classes("edges").props("role=group")
            self._edges.props["aria-label"] = words("zones.edges")
            self._edges.on("pointerdown", self._moved, js_handler=_DRAG)
            self._edges.on("keydown", self._moved, js_handler=_KEYS)
            self._edges.on("focusin", self._moved, js_handler=_TOUCHED)
            self._hint = ui.label(words("zones.hint")).classes("edit-hint").props("role=status")
        self.element.visible = False

    def bar(self) -> None:
        """Make the row of buttons that stands in place of the others meanwhile."""
        words = self._words
        with ui.element("div").classes("row edit-bar") as self._bar:
            self._split = button(words("zones.split_help"), self._divide, text=words("zones.split"))
            self._drop = button(words("zones.drop_help"), self._take_out, icon="delete_outline")
            button(words("zones.add_help"), self._add, text=words("zones.add"))
            self._by_hand = button(words("zones.hold_help"), self._hold, text=words("zones.hold"))
            self._undo = button(words("zones.undo_help"), self._go_back, icon="undo")
            button(words("zones.done_help"), self.turn, text=words("zones.done"), kind="main")
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
        self._look_at_hand()
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
        self._build_zones()

    def _build_zones(self) -> None:
        """A button over each zone, with which it is chosen."""
        zones = self._edits.zones()
        if zones != self._zones:
            self._zones, self._chosen = zones, -1
            self._areas.clear()
            self._buttons = []
            with self._areas:
                for place, zone in enumerate(zones):
                    made = ui.element("button").classes("area").props("type=button aria-pressed=false")
                    made.props["data-zone"] = place
                    made.props["aria-label"] = self._words("zones.zone", name=zone.label)
                    wide, high = zone.right - zone.left, zone.bottom - zone.top
                    made.style(
                        f"left: {100 * zone.left:.3f}%; top: {100 * zone.top:.3f}%; "
                        f"width: {100 * wide:.3f}%; height: {100 * high:.3f}%"
                    )
                    made.on("click", partial(self._choose, place))
                    self._buttons.append(made)
        self._show_chosen()

    def _choose(self, place: int) -> None:
        self._chosen = -1 if place == self._chosen else place
        self._show_chosen()

    def _shifted(self, event: events.GenericEventArguments) -> None:
        """A zone was dragged by so much of the picture."""
        match event.args:
            case [int(place), int() | float() as x, int() | float() as y] if 0 <= place < len(self._zones):
                zone = self._zones[place]
                left, right, low, high = zone.cell
                across = x * (right - left) / (zone.right - zone.left)
                up = -y * (high - low) / (zone.bottom - zone.top)
                self._try(lambda: self._edits.shift(zone, across, up))

    def _show_chosen(self) -> None:
        for place, made in enumerate(self._buttons):
            mark(made, "on", place == self._chosen)
            made.props["aria-pressed"] = "true" if place == self._chosen else "false"
        for made in (self._split, self._drop):
            made.set_enabled(self._chosen >= 0)
        self._by_hand.set_enabled(bool(self._handles))

    def _divide(self) -> None:
        if 0 <= self._chosen < len(self._zones):
            zone = self._zones[self._chosen]
            self._try(lambda: self._edits.split(zone))

    def _take_out(self) -> None:
        if 0 <= self._chosen < len(self._zones):
            zone = self._zones[self._chosen]
            self._try(lambda: self._edits.drop(zone))

    def _add(self) -> None:
        self._try(self._edits.add)

    def _try(self, action: Callable[[], None]) -> None:
        self._shell.attempt(action)
        self._undo.set_enabled(self._edits.undoable)

    def _hold(self) -> None:
        """Wait until the hand stays, and take the edge that was touched last to where it is; or end that."""
        if self._held is not None:
            self._end_hold()
        elif 0 <= self._last < len(self._handles):
            self._held = self._last
            self._steady = Steady()
            self._hint.text = self._words("zones.hold_still")
            mark(self._by_hand, "on", True)
        else:
            self._shell.tell(self._words("zones.hold_which"))

    def _end_hold(self) -> None:
        self._held = None
        self._hint.text = self._words("zones.hint")
        mark(self._by_hand, "on", False)

    def _look_at_hand(self) -> None:
        if self._held is None or self._held >= len(self._handles):
            return
        handle = self._handles[self._held]
        hub = self._shell.hub
        value = hub.signals.get(handle.signal, float("nan"))
        found = self._steady.take(hub.seen, value, abs(handle.end - handle.begin))
        if found is not None:
            self._end_hold()
            self._try(lambda: self._edits.move(handle, found))
        elif self._steady.over(hub.seen):
            self._end_hold()
            self._shell.tell(self._words("zones.hold_none"))

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
        controls = ", ".join(handle.controls)
        return self._words(
            "zones.edge",
            hand=self._words.named("hand", hand),
            signal=signal_words(self._words, signal),
            controls=controls,
        )

    def _moved(self, event: events.GenericEventArguments) -> None:
        match event.args:
            case [int(place)]:
                self._last = place
            case [int(place), int() | float() as to] if 0 <= place < len(self._handles):
                self._last, handle = place, self._handles[place]
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
_DRAG_ZONE = """(event) => {
    const zone = event.target.closest('[data-zone]');
    if (!zone) return;
    const all = zone.parentElement.getBoundingClientRect();
    let x = 0, y = 0, dragged = false;
    zone.setPointerCapture(event.pointerId);
    zone.onpointermove = (moved) => {
        x = moved.clientX - event.clientX;
        y = moved.clientY - event.clientY;
        dragged ||= Math.hypot(x, y) > 6;
        if (dragged) zone.style.transform = `translate(${x}px, ${y}px)`;
    };
    zone.onpointerup = zone.onpointercancel = (left) => {
        zone.onpointermove = zone.onpointerup = zone.onpointercancel = null;
        zone.style.transform = '';
        if (!dragged || left.type !== 'pointerup') return;
        // What is dragged is not chosen by that.
        const once = {once: true, capture: true};
        zone.addEventListener('click', (click) => click.stopImmediatePropagation(), once);
        emit([Number(zone.dataset.zone), x / all.width, y / all.height]);
    };
}"""
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
    const now = edge.at ?? Number(edge.getAttribute('aria-valuenow'));
    const at = within(edge, now + way * (end - begin) / 100);
    show(edge, at);
    edge.at = at;  // what comes from the set meanwhile is older
    edge.classList.add('held');
    clearTimeout(edge.rested);
    edge.rested = setTimeout(() => {
        edge.classList.remove('held');
        edge.at = undefined;
        emit([Number(edge.dataset.edge), at]);
    }, 250);
}"""
)
_TOUCHED = """(event) => {
    const edge = event.target.closest('[data-edge]');
    if (edge) emit([Number(edge.dataset.edge)]);
}"""

"""The two buttons that undo and redo an edit of a mapping's text; each says what it would do."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from gesture2midi.studio.components.page_frame import button
from gesture2midi.studio.services.draft import Difference, Draft, difference
from gesture2midi.studio.words import Words


class UndoSteps:
    """A row with both buttons.

    undo, redo: called when they are pressed.
    """

    def __init__(self, words: Words, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        self._words = words
        with ui.element("div").classes("row") as self.row:
            self._undo = button(words("mapping.undo_help"), undo, text=words("mapping.undo"))
            self._redo = button(words("mapping.redo"), redo, text=words("mapping.redo"))

    def show(self, draft: Draft) -> None:
        """Show on the two buttons what they would do to this draft."""
        words = self._words
        for made, other, label, what in (
            (self._undo, draft.before, "mapping.undo", "mapping.undo_what"),
            (self._redo, draft.after, "mapping.redo", "mapping.redo_what"),
        ):
            made.set_enabled(other is not None)
            text = words(label)
            if other is not None:
                here, there = (other, draft.now.text) if made is self._undo else (draft.now.text, other)
                text = words(what, what=self._called(difference(here, there)))
            made.text = text
            made.props["aria-label"] = text

    def _called(self, done: Difference) -> str:
        words = self._words
        if done.kind == "changed":
            return words("mapping.changed", control=done.control, field=words.named("field", done.field))
        if done.kind in ("added", "removed"):
            return words("mapping.added" if done.kind == "added" else "mapping.removed", control=done.control)
        return words("mapping.moved" if done.kind == "moved" else "mapping.text_changed")

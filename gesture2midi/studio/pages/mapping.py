"""The page to change a mapping on: a gallery, forms, and an editor; what is good is heard at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from nicegui import events, ui

from gesture2midi.errors import Mistake, PlayerError, printable
from gesture2midi.files import MAX_BYTES
from gesture2midi.mapping.editing.edit_field import change, change_control
from gesture2midi.mapping.editing.edit_list import (
    add_control,
    delete_control,
    duplicate_control,
    move_control,
    rename_control,
)
from gesture2midi.mapping.editing.starters import starter
from gesture2midi.mapping.template import Wish, write
from gesture2midi.mapping.yaml.document import Plain
from gesture2midi.studio.components.control_forms import Forms
from gesture2midi.studio.components.deleted_mapping import DeletedMapping
from gesture2midi.studio.components.editor import reach
from gesture2midi.studio.components.editor_completion import propose
from gesture2midi.studio.components.mapping_dialogs import ask_control, ask_mapping, ask_name
from gesture2midi.studio.components.mapping_gallery import Gallery
from gesture2midi.studio.components.page_frame import Shell, button
from gesture2midi.studio.components.problem_list import ProblemList
from gesture2midi.studio.components.undo_steps import UndoSteps
from gesture2midi.studio.server.upload import uploader
from gesture2midi.studio.services.draft import Draft, Reading, opened_draft
from gesture2midi.studio.services.mapping_library import Entry
from gesture2midi.studio.words import DEFAULT

REST = 0.25
"""Seconds without a key after which what was written is looked at."""


class MappingPage:
    """One browser's Mapping page."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._token = token
        self._entry = self._hub.library.entry(self._hub.mapping.path)
        self._draft = Draft(self._entry.path, "", ())
        self._written = 0
        self._formed = ""
        self._looking = asyncio.Lock()
        self._playing = self._hub.mapping.path
        with ui.element("div").classes("mapping"):
            with ui.element("section").classes("card gallery"):
                self._build_gallery()
            with ui.element("section").classes("card editor"):
                self._build_editor()
        self._open(self._entry)
        shell.theme.watch(self._dress)
        ui.timer(0.4, self._look)

    def _build_gallery(self) -> None:
        words = self._words
        self._gallery = Gallery(self._shell, self._token, self._open)
        self._upload = uploader(self._token, self._uploaded, self._refuse)
        with ui.element("div").classes("row"):
            button(words("mapping.new_help"), self._ask_mapping, text=words("mapping.new"))
            button(
                words("mapping.upload_help"),
                lambda: self._upload.run_method("pickFiles"),
                text=words("mapping.upload"),
            )

    def _build_editor(self) -> None:
        words = self._words
        with ui.element("div").classes("row"):
            self._name = ui.label().classes("title grow")
            self._play = button(words("mapping.play"), self._listen, text=words("mapping.play"), kind="main")
            self._copy = button(words("mapping.copy_help"), self._make_mine, text=words("mapping.copy"))
            self._rename = button(words("mapping.mapping_rename_help"), self._ask_name, icon="edit")
            self._delete = button(
                words("mapping.mapping_delete_help"),
                self._forget,
                icon="delete_outline",
            )
            button(words("mapping.export_help"), self._export, icon="download")
        self._about = ui.label().classes("muted")
        self._steps = UndoSteps(words, self._restore, self._go_forth)
        self._deleted = DeletedMapping(self._shell, self._open)
        self._verdict = ui.label().classes("verdict").props("role=status")
        self._english = ui.label(words("mapping.english")).classes("muted small")
        self._problems = ProblemList(words, self._unfold)
        self._forms = Forms(self._shell, self._change, self._edit, self._reveal)
        self._add = button(
            words("mapping.add_control_help"), self._ask_control, text=words("mapping.add_control")
        )
        with ui.expansion(words("mapping.as_text")).classes("form text") as self._fold:
            self._build_text()

    def _build_text(self) -> None:
        self._editor = ui.codemirror(
            language="YAML",
            indent="  ",
            line_wrapping=True,
            theme="githubDark",
            on_change=self._typed,
            keymap={"F8": self._restore},
        )
        propose(self._editor, self._token)

    def _reveal(self, line: int) -> None:
        """Have the text stand at this line, where it is unfolded."""
        if self._fold.value:
            self._editor.reveal_line(line)

    def _unfold(self, line: int) -> None:
        self._fold.value = True
        self._editor.reveal_line(line)

    def _dress(self, dark: bool) -> None:
        self._editor.theme = "githubDark" if dark else "githubLight"

    def _open(self, entry: Entry) -> None:
        try:
            draft = opened_draft(entry.path, self._hub.taught)
        except Mistake as mistake:
            self._shell.tell(f"{printable(entry.path.name)}: {mistake}.")
            return
        self._finish()
        self._entry, self._draft = entry, draft
        self._editor.value = draft.now.text
        self._forms.forget()
        self._editor.props["disable"] = not entry.own
        reach(self._editor, self._words("mapping.editor"), writable=entry.own)
        for element in (self._rename, self._delete, self._steps.row, self._add):
            element.visible = entry.own
        self._gallery.show(self._entry.path)
        self._judge()

    def _look(self) -> None:
        if self._playing != self._hub.mapping.path:
            self._playing = self._hub.mapping.path
            self._gallery.show(self._entry.path)
            self._judge()

    async def _typed(self) -> None:
        """Look at the text once nothing has been typed for a moment, on a thread of its own."""
        text = str(self._editor.value)
        self._written += 1
        written, draft = self._written, self._draft
        if text == draft.now.text:
            return
        if text != self._formed:
            await asyncio.sleep(REST)
        async with self._looking:
            if written != self._written or draft is not self._draft:
                return
            read = await asyncio.to_thread(draft.read, text)
        # Taken in here, not on that thread: undo, or another mapping, may have come meanwhile.
        if written == self._written and draft is self._draft:
            self._take(read)
            self._judge()

    def _take(self, read: Reading) -> None:
        """Go on with this text; one that is good is saved, and so heard."""
        draft = self._draft
        if draft.take(read) and self._entry.own:
            self._shell.attempt(lambda: self._hub.save(draft.path, read.text))

    def _finish(self) -> None:
        """Take in what was typed last, before another mapping is opened."""
        self._written += 1
        if self._entry.own and (text := str(self._editor.value)) != self._draft.now.text:
            self._take(self._draft.read(text))

    async def _change(self, control: str, name: str, value: Plain) -> None:
        """Write what a form says into the text; a name in any language becomes an id."""
        if name == "id" and value is not None:
            await self._apply(lambda text: rename_control(text, control, str(value))[0])
        else:
            await self._apply(lambda text: change_control(text, control, name, value))

    async def _edit(self, what: str, control: str) -> None:
        """Move, duplicate or delete a control."""
        actions: dict[str, Callable[[str], str]] = {
            "up": lambda text: move_control(text, control, -1),
            "down": lambda text: move_control(text, control, 1),
            "duplicate": lambda text: duplicate_control(text, control)[0],
            "delete": lambda text: delete_control(text, control),
        }
        await self._apply(actions[what])

    async def _apply(self, edit: Callable[[str], str]) -> None:
        """Change the text, wherever what is meant stands by now."""
        new, text = "", None
        while text != (text := str(self._editor.value)):
            try:
                new = await asyncio.to_thread(edit, text)
            except Mistake as mistake:
                self._shell.tell(str(mistake))
                self._show_forms()
                return
        self._formed = new
        self._editor.value = new

    def _ask_control(self) -> None:
        async def add(kind: str, hand: str) -> None:
            await self._apply(lambda text: add_control(text, starter(kind, hand, text)))

        ask_control(self._words, add)

    def _ask_mapping(self) -> None:
        def create(wish: Wish) -> None:
            try:
                path = self._hub.library.create(wish.name, write(wish))
                self._hub.commands.mappings.play(path)
            except (PlayerError, Mistake) as error:
                self._shell.tell(str(error))
                return
            self._open(self._hub.library.entry(path))

        ask_mapping(self._words, create)

    def _ask_name(self) -> None:
        async def rename(name: str) -> None:
            await self._apply(lambda text: change(text, (), "name", name))

        ask_name(self._words, self._entry.name, rename)

    def _judge(self) -> None:
        """Show what is wrong, in its line and below."""
        words, draft = self._words, self._draft
        marks = [
            shown
            for one in draft.marks()
            for shown in (
                {"kind": "line", "line": one.line, "class": "wrong-line"},
                {"kind": "widget", "position": one.end, "text": f"   ← {one.said}", "class": "wrong-said"},
            )
        ]
        # Not as the element's `decorations`: those come with the whole text as it was known here, over
        # letters that were typed meanwhile.
        self._editor.run_method("setDecorations", marks)
        playing = self._entry.path == self._hub.mapping.path
        self._play.visible = not playing
        self._play.set_enabled(not draft.now.problems)
        if draft.now.problems:
            verdict = words("mapping.goes_on") if playing else ""
        elif self._entry.own:
            verdict = words("mapping.good" if playing else "mapping.good_silent")
        else:
            verdict = words("mapping.bundled_said")
        self._verdict.text = verdict
        self._english.visible = bool(draft.now.problems) and words.language != DEFAULT
        self._problems.show(draft.now.problems)
        if not draft.now.problems:
            before, self._entry = self._entry, self._hub.library.entry(self._entry.path)
            self._name.text, self._about.text = self._entry.name, self._entry.about
            if before.title != self._entry.title:
                self._gallery.show(self._entry.path)
        else:
            self._name.text, self._about.text = self._entry.name, self._entry.about
        self._show_forms()

    def _show_forms(self) -> None:
        self._steps.show(self._draft)
        draft, playing = self._draft, self._entry.path == self._hub.mapping.path
        self._forms.show(draft.now.document, draft.now.items, editable=self._entry.own, playing=playing)

    def _listen(self) -> None:
        self._shell.attempt(lambda: self._hub.commands.mappings.play(self._entry.path))

    def _forget(self) -> None:
        self._finish()
        self._deleted.delete(self._entry)

    def _make_mine(self) -> None:
        try:
            copy = self._hub.library.copy(self._entry.path)
            self._hub.commands.mappings.play(copy)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._open(self._hub.library.entry(copy))

    def _restore(self) -> None:
        self._go(self._draft.back())

    def _go_forth(self) -> None:
        self._go(self._draft.forth())

    def _go(self, text: str | None) -> None:
        """Go on with a text that was there before."""
        if text is not None:
            self._written += 1
            self._editor.value = text
            self._take(self._draft.read(text))
            self._judge()

    def _export(self) -> None:
        ui.download.content(self._draft.now.text, self._entry.path.name)

    def _refuse(self) -> None:
        self._shell.tell(self._words("mapping.refused", size=MAX_BYTES // 1024))

    def _uploaded(self, event: events.GenericEventArguments) -> None:
        self._upload.run_method("reset")
        entry = self._hub.library.keyed(event.args.get("key"))
        if entry is None:
            self._shell.tell(str(event.args.get("problem")))
            return
        self._shell.tell(self._words("mapping.uploaded", name=entry.name))
        self._open(entry)

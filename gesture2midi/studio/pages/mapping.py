"""The page to change a mapping on: a gallery, forms, and an editor; what is good is heard at once."""

from __future__ import annotations

import asyncio
from functools import partial

from nicegui import events, ui

from gesture2midi.errors import Mistake, PlayerError, printable
from gesture2midi.files import MAX_BYTES
from gesture2midi.mapping.editing.edit_field import change_control
from gesture2midi.mapping.yaml.document import Plain
from gesture2midi.studio.components.control_forms import Forms
from gesture2midi.studio.components.editor import reach
from gesture2midi.studio.components.editor_completion import propose
from gesture2midi.studio.components.page_frame import Shell, button, heading, mark
from gesture2midi.studio.server.upload import uploader
from gesture2midi.studio.services.draft import Draft, opened_draft, said
from gesture2midi.studio.services.mapping_library import Entry

REST = 0.25
"""Seconds without a key after which what was written is looked at."""
_SHOWN = 5
"""Problems in the list below the editor."""


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
        heading(words("mapping.gallery"))
        self._search = ui.input(label=words("mapping.search"), on_change=self._show_gallery)
        self._search.props("outlined dense clearable hide-bottom-space type=search")
        self._list = ui.element("div").classes("entries").props("role=group")
        self._list.props["aria-label"] = words("mapping.gallery")
        self._upload = uploader(self._token, self._brought, self._refuse)
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
            self._undo = button(words("mapping.undo_help"), self._restore, text=words("mapping.undo"))
            button(words("mapping.export_help"), self._export, text=words("mapping.export"))
        self._about = ui.label().classes("muted")
        with ui.element("div").classes("both"):
            self._forms = Forms(self._shell, self._change, lambda line: self._editor.reveal_line(line))
            with ui.element("div").classes("text"):
                self._build_text()

    def _build_text(self) -> None:
        self._editor = ui.codemirror(
            language="YAML",
            indent="  ",
            line_wrapping=True,
            on_change=self._typed,
            keymap={"F8": self._restore},
        )
        propose(self._editor, self._token)
        self._verdict = ui.label().classes("verdict").props("role=status")
        self._problems = ui.element("ul").classes("problems")

    def _dress(self, dark: bool) -> None:
        self._editor.theme = "githubDark" if dark else "githubLight"

    def _show_gallery(self) -> None:
        words, wanted = self._words, str(self._search.value or "")
        self._list.clear()
        entries = [entry for entry in self._hub.library.entries() if entry.found(wanted)]
        with self._list:
            for own, title in ((True, words("mapping.own")), (False, words("mapping.bundled"))):
                group = [entry for entry in entries if entry.own == own]
                if group:
                    ui.label(title).classes("muted small")
                for entry in group:
                    self._show_entry(entry)

    def _show_entry(self, entry: Entry) -> None:
        words = self._words
        made = ui.element("button").classes("entry").props("type=button")
        made.on("click", partial(self._open, entry))
        mark(made, "on", entry.path == self._entry.path)
        made.props["aria-current"] = "true" if entry.path == self._entry.path else "false"
        with made:
            with ui.element("div").classes("head"):
                if not entry.problem:
                    drawn = ui.element("img").props("loading=lazy")
                    drawn.props["alt"] = ""  # the sentence below says it
                    drawn.props["src"] = f"/drawing?of={entry.key}&token={self._token}"
                with ui.element("div"):
                    ui.label(entry.title).classes("name grow")
                    if entry.path == self._hub.mapping.path:
                        ui.label(words("mapping.playing")).classes("badge")
                    elif entry.hands:
                        ui.label(words("mapping.hands", count=entry.hands)).classes("muted small")
            ui.label(entry.problem or entry.about).classes("wrong small" if entry.problem else "muted small")

    def _open(self, entry: Entry) -> None:
        try:
            draft = opened_draft(entry.path, self._hub.taught)
        except Mistake as mistake:
            self._shell.tell(f"{printable(entry.path.name)}: {mistake}.")
            return
        self._entry, self._draft = entry, draft
        self._editor.value = draft.text
        self._forms.forget()
        self._editor.props["disable"] = not entry.own
        reach(self._editor, self._words("mapping.editor"), writable=entry.own)
        self._copy.visible, self._undo.visible = not entry.own, entry.own
        self._show_gallery()
        self._judge()

    def _look(self) -> None:
        if self._playing != self._hub.mapping.path:
            self._playing = self._hub.mapping.path
            self._show_gallery()
            self._judge()

    async def _typed(self) -> None:
        """Look at the text once nothing has been typed for a moment, on a thread of its own."""
        text = str(self._editor.value)
        self._written += 1
        written, draft = self._written, self._draft
        if text == draft.text:
            return
        if text != self._formed:
            await asyncio.sleep(REST)
        async with self._looking:
            if written != self._written or draft is not self._draft:
                return
            if await asyncio.to_thread(draft.write, text) and self._entry.own:
                self._shell.attempt(lambda: self._hub.save(draft.path, text))
        if draft is self._draft:
            self._judge()

    async def _change(self, control: str, name: str, value: Plain) -> None:
        """Write what a form says into the text, wherever that stands by now."""
        new, text = "", None
        while text != (text := str(self._editor.value)):
            try:
                new = await asyncio.to_thread(change_control, text, control, name, value)
            except Mistake as mistake:
                self._shell.tell(mistake.message)
                self._show_forms()
                return
        self._formed = new
        self._editor.value = new

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
        self._play.set_enabled(not draft.problems)
        if draft.problems:
            verdict = words("mapping.goes_on") if playing else ""
        elif self._entry.own:
            verdict = words("mapping.good" if playing else "mapping.good_silent")
        else:
            verdict = words("mapping.bundled_said")
        self._verdict.text = verdict
        self._problems.clear()
        with self._problems:
            for problem in draft.problems[:_SHOWN]:
                with ui.element("li"):
                    line = max(problem.line, 1)
                    shown = ui.element("button").classes("wrong").props("type=button")
                    shown.on("click", partial(self._editor.reveal_line, line))
                    with shown:
                        ui.label(words("mapping.wrong", line=line, said=said(problem)))
        if not draft.problems:
            mapping = self._hub.library.entry(self._entry.path)
            self._name.text, self._about.text = mapping.name, mapping.about
        else:
            self._name.text, self._about.text = self._entry.name, self._entry.about
        self._show_forms()

    def _show_forms(self) -> None:
        draft, playing = self._draft, self._entry.path == self._hub.mapping.path
        self._forms.show(draft.document, draft.items, editable=self._entry.own, playing=playing)

    def _listen(self) -> None:
        self._shell.attempt(lambda: self._hub.commands.play(self._entry.path))

    def _make_mine(self) -> None:
        try:
            copy = self._hub.library.copy(self._entry.path)
            self._hub.commands.play(copy)
        except PlayerError as error:
            self._shell.tell(str(error))
            return
        self._open(self._hub.library.entry(copy))

    def _restore(self) -> None:
        before = self._draft.back()
        if before is not None:
            self._editor.value = before
            if self._draft.write(before):
                self._shell.attempt(lambda: self._hub.save(self._draft.path, before))
            self._judge()

    def _export(self) -> None:
        ui.download.content(self._draft.text, self._entry.path.name)

    def _refuse(self) -> None:
        self._shell.tell(self._words("mapping.refused", size=MAX_BYTES // 1024))

    def _brought(self, event: events.GenericEventArguments) -> None:
        self._upload.run_method("reset")
        entry = self._hub.library.keyed(event.args.get("key"))
        if entry is None:
            self._shell.tell(str(event.args.get("problem")))
            return
        self._shell.tell(self._words("mapping.uploaded", name=entry.name))
        self._open(entry)

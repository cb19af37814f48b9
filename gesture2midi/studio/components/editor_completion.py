"""Proposals in the editor: CodeMirror asks for them here, `mapping.complete` knows them.

NiceGUI 3.18 has no way to hand completions to its editor. So these lines of JavaScript give the editor one
more source of them; where the cursor is and what may stand there is found in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from nicegui import ui
from pydantic import BaseModel

from gesture2midi.files import MAX_BYTES
from gesture2midi.mapping.editing.completion import complete
from gesture2midi.mapping.load import Taught

_PATH = "/complete"
_SOURCE = """
const { EditorState, StateEffect } = await import("nicegui-codemirror");
const editor = await getElement(%d).editorPromise;
const propose = async (context) => {
  if (!context.explicit && !context.matchBefore(/[\\w.]/)) return null;
  const text = context.state.doc.toString();
  const answer = await fetch("%s?token=%s", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ before: text.slice(0, context.pos), after: text.slice(context.pos) }),
  });
  if (!answer.ok) return null;
  const { replaced, options } = await answer.json();
  return { from: context.pos - replaced, options, validFor: /^[\\w.#-]*$/ };
};
const languageData = EditorState.languageData.of(() => [{ autocomplete: propose }]);
editor.dispatch({ effects: StateEffect.appendConfig.of(languageData) });
"""


class _Asked(BaseModel):
    """A text around the cursor."""

    before: str
    after: str


def answer(application: FastAPI, taught: Callable[[], Taught]) -> None:
    """Have the application answer what an editor asks; on a thread beside the pages'."""

    @application.post(_PATH)
    def proposals(asked: _Asked) -> dict[str, Any]:
        if len(asked.before) + len(asked.after) > MAX_BYTES:  # no mapping is as large
            return {"replaced": 0, "options": []}
        replaced, words = complete(asked.before, asked.after, taught())
        return {"replaced": replaced, "options": [{"label": w.word, "info": w.said or None} for w in words]}


def propose(editor: ui.codemirror, token: str) -> None:
    """Have an editor ask."""
    ui.run_javascript(_SOURCE % (editor.id, _PATH, token))

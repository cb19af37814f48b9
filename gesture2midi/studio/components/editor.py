"""The editor by keyboard and by ear: CodeMirror knows both, and NiceGUI passes neither on."""

from __future__ import annotations

import json

from nicegui import ui


def reach(editor: ui.codemirror, label: str, *, writable: bool) -> None:
    """Give the text its name; where it can only be read, Tab stops at it, and arrows scroll it."""
    name, stop = json.dumps(label), -1 if writable else 0
    ui.run_javascript(
        f"getElement({editor.id}).editorPromise.then((it) => {{"
        f"it.contentDOM.ariaLabel = {name}; it.scrollDOM.tabIndex = {stop}; }});"
    )

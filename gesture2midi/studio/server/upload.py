"""Mapping files from elsewhere, taken in at one address for all pages.

NiceGUI's own upload has a route for each page that it is on, and FastAPI keeps what it found out of the last
four thousand, with all that they call.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, UploadFile
from nicegui import events, ui

from gesture2midi.errors import PlayerError
from gesture2midi.files import MAX_BYTES
from gesture2midi.paths import MAPPING_ENDINGS
from gesture2midi.studio.services.mapping_library import Library

_PATH = "/upload"
_ANSWER = "(sent) => emit(JSON.parse(sent.xhr.responseText))"


def answer(application: FastAPI, library: Library) -> None:
    """Have the application take in what a page sends; on a thread beside the pages'."""

    @application.post(_PATH)
    def brought(file: UploadFile) -> dict[str, str]:
        try:
            path = library.upload(file.filename or "", file.file.read())
        except PlayerError as error:
            return {"problem": str(error)}
        return {"key": library.entry(path).key}


def uploader(
    token: str,
    brought: Callable[[events.GenericEventArguments], object],
    refused: Callable[[], object],
) -> ui.element:
    """What sends a file that is picked; unseen, and picks when its method `pickFiles` is run.

    brought: called with the answer, the `key` of the new mapping or the `problem` that it has.
    refused: called where it is no such file or too large.
    """
    made = ui.element("q-uploader").classes("hidden")
    made.props(
        f'url="{_PATH}?token={token}" field-name=file auto-upload accept="{",".join(MAPPING_ENDINGS)}"'
    )
    made.props(f"max-files=1 max-file-size={MAX_BYTES}")
    made.on("uploaded", brought, js_handler=_ANSWER)
    made.on("rejected", refused, args=[])
    return made

"""Stands in for pywebview where there is no screen: a file that appears is a hand that closes the window.

FAKE_WINDOW is the file. `URL` is written beside it once the window is shown; what the file holds is what the
window dies of, if anything. Without the variable no window can be shown at all.
"""

import os
import threading
import types
from pathlib import Path

settings: dict[str, bool] = {}


class Window:
    def __init__(self, url: str) -> None:
        self.url = url
        self.gone = threading.Event()
        self.events = types.SimpleNamespace(shown=Calls())

    def destroy(self) -> None:
        self.gone.set()


class Calls(list):
    def __iadd__(self, call):
        self.append(call)
        return self


def create_window(title: str, url: str, **size: int) -> Window:
    global window
    window = Window(url)
    return window


def start() -> None:
    if "FAKE_WINDOW" not in os.environ:
        raise RuntimeError("You must have either QT or GTK with Python extensions installed.")
    closing = Path(os.environ["FAKE_WINDOW"])
    for call in window.events.shown:
        call()
    closing.with_name("url").write_text(window.url)
    while not closing.exists() and not window.gone.wait(0.05):
        pass
    if not window.gone.is_set() and closing.read_text():
        raise RuntimeError(closing.read_text())

"""A studio in a process of its own, and what a player does on its pages."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from needed import missing
from playwright.sync_api import Page, expect

from gesture2midi.tracking.model_file import find_model

PORT = "Gesture2MIDI:Gesture2MIDI"
PATIENCE = 60.0
PERFORMER = ("--source", "performer:demo", "--fps", "12", "--no-synth")
QUIET = (*PERFORMER, "--no-midi")
ALL_NOTES_OFF = b"\xb0\x7b\x00"


class Studio:
    """A studio in a process of its own; `url` is where.

    program: what Python runs instead of the package.
    """

    def __init__(
        self,
        env: dict[str, str],
        folder: Path,
        *arguments: str,
        program: tuple[str, ...] = ("-m", "gesture2midi"),
    ) -> None:
        data = {"XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, *program, "studio", "--no-browser", "--http-port", "0", *arguments],
            env=env | data | {"GESTURE2MIDI_MODEL": str(find_model(None, fetch=False))},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"The studio is open at (\S+)", line):
                self.url = found[1]
                return
        pytest.fail("".join(self.said))

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)


def visit(page: Page, studio: Studio, path: str = "/") -> None:
    """Open a page, and wait until it lives."""
    page.goto(studio.url + path)
    _alive(page)


def reload(page: Page) -> None:
    """Load it anew, as a browser's button does, and wait until it lives."""
    page.reload()
    _alive(page)


def _alive(page: Page) -> None:
    page.wait_for_function("window.did_handshake")  # before that NiceGUI drops what is clicked
    expect(page.locator(".health .lamp")).to_have_attribute("aria-label", re.compile("."))


def see_picture(page: Page) -> None:
    page.wait_for_function("document.querySelector('.picture img').naturalWidth === 640")


def unfold(page: Page) -> None:
    """Show a mapping's text, which is folded away at first."""
    page.get_by_role("button", name="As text (YAML)").click()
    expect(page.locator(".cm-content")).to_be_visible()


def pick(page: Page, what: str, value: str) -> None:
    """Take a value out of a list, and wait until it has faded: the next list may hold the same."""
    page.get_by_role("combobox", name=what, exact=True).click()
    page.get_by_role("option", name=value, exact=True).click()
    folded(page)


def folded(page: Page) -> None:
    """No list is open, nor on its way out."""
    expect(page.locator(".q-menu")).to_have_count(0)


def choose(page: Page, name: str) -> None:
    pick(page, "Choose a mapping", name)
    expect(page.locator(".title")).to_have_text(name)


def sounding(events: list[bytes]) -> set[int]:
    """The notes that were begun and not ended."""
    notes: set[int] = set()
    for event in events:
        if event[0] & 0xF0 == 0x90:
            notes.add(event[1])
        elif event[0] & 0xF0 == 0x80:
            notes.discard(event[1])
    return notes


AXE = Path(__file__).parents[1] / "devices" / "node_modules" / "axe-core" / "axe.min.js"


_STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
"""What comes or goes stands at once: a notice that fades out has no contrast."""


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds that keeps somebody out, by all its rules or these, with what it is about."""
    if not AXE.is_file():
        missing("axe-core is not installed (npm install --prefix tests/devices)")
    page.add_style_tag(content=_STILL)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "(only) => axe.run(only).then((it) => it.violations)", {"runOnly": rules} if rules else {}
    )
    return [
        f"{finding['id']}: {node['html'][:200]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]

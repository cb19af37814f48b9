"""A real browser, and studios for it to visit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from needed import missing
from playwright.sync_api import Browser, Page, expect, sync_playwright
from studio_pages import PATIENCE, QUIET, Studio

from gesture2midi.errors import ModelError
from gesture2midi.tracking.model_file import find_model

REHEARSAL = (str(Path(__file__).with_name("rehearsal.py")),)


@pytest.fixture(scope="module", autouse=True)
def model() -> None:
    try:
        find_model(None, fetch=False)
    except ModelError as error:
        missing(str(error))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Starts studios of this test alone."""
    started: list[Studio] = []

    def start(env: dict[str, str], *arguments: str) -> Studio:
        started.append(Studio(env, tmp_path, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Callable[[str], Studio]]:
    """Starts a studio before a player, or a camera, who does what the pages ask for."""
    started: list[Studio] = []

    def start(source: str) -> Studio:
        # Named, for it is not asked of a take that is none.
        arguments = ("--source", source, "--mapping", "theremin", "--no-midi", "--no-synth")
        started.append(Studio(dict(os.environ), tmp_path, *arguments, program=REHEARSAL))
        return started[-1]

    yield start
    for one in started:
        one.end()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One that several tests look at; each begins with `visit`."""
    started = Studio(dict(os.environ), tmp_path_factory.mktemp("evening"), *QUIET)
    yield started
    started.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("No Chromium is installed")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser's page; whatever goes wrong in there fails the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []

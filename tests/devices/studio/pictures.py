"""The pictures in docs/how-to/studio.md, taken anew; it is no test, so pytest runs it by its name only.

pytest tests/devices/studio/pictures.py        # on a machine that has nothing else to do, then look at each
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from studio_pages import Studio, see_picture, visit

DOCS = Path(__file__).parents[3] / "docs" / "images"
ALONE = ("--fps", "10", "--no-midi")
"""The performer draws on the same two cores as the tracker and the browser."""
EVENINGS = (("57", "demo", "mixer"), ("58", "drums", "drums"), ("59", "demo", "theremin"))
"""Minute, score and mapping of the takes."""


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1120, "height": 740})
    page.emulate_media(color_scheme="dark")
    return page


def both(page: Page, name: str) -> None:
    """The page as it is now, dark and light."""
    keep(page, name)
    page.get_by_role("button", name="Dark or light").click()
    expect(page.locator("body")).to_have_class(re.compile("body--light"))
    keep(page, f"{name}-light")
    page.get_by_role("button", name="Dark or light").click()
    expect(page.locator("body")).to_have_class(re.compile("body--dark"))


def keep(page: Page, name: str) -> None:
    """A screenshot in 256 colours, which is a third of its size and looks alike."""
    page.mouse.move(5, 400)  # no tooltip
    page.wait_for_timeout(1500)  # what fades and moves has come to rest
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(DOCS / f"studio-{name}.png", optimize=True)


def playing(page: Page) -> None:
    """A note sounds."""
    expect(page.locator(".names")).not_to_have_text("")


def test_player(studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(
        dict(os.environ), "--source", "performer:one-hand-piano", "--mapping", "one-hand-piano", *ALONE
    )
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, evening, "/player")
    see_picture(page)
    page.wait_for_function("document.querySelector('.trace .played').getAttribute('points').length > 450")
    keep(page, "player")


def test_play(jack_server, studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(jack_server.env, "--source", "performer:demo", *ALONE)
    visit(page, evening)
    see_picture(page)
    playing(page)
    both(page, "play")
    page.get_by_role("button", name="Edit the zones").click()
    playing(page)
    keep(page, "edit")


def test_the_stage(studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(dict(os.environ), "--source", "performer:chords", *ALONE, "--mapping", "chords")
    visit(page, evening)
    see_picture(page)
    page.keyboard.press("s")
    playing(page)
    keep(page, "stage")


def test_mapping(studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(dict(os.environ), "--source", "performer:demo", *ALONE)
    visit(page, evening, "/mapping")
    page.get_by_role("button", name="Copy this mapping into your folder").click()
    expect(page.locator(".verdict")).to_have_text("Good. Changes are heard at once.")
    page.get_by_role("button", name=re.compile(r"^brightness \w+$")).click()
    both(page, "mapping")


def test_takes(studio: Callable[..., Studio], page: Page, tmp_path: Path) -> None:
    takes = tmp_path / "data" / "gesture2midi" / "takes"
    takes.mkdir(parents=True)
    for minute, score, mapping in EVENINGS:
        take = takes / f"2026-11-20 20.{minute}.00.jsonl"
        command = ["render", f"performer:{score}", "--mapping", mapping, "--record", str(take)]
        subprocess.run([sys.executable, "-m", "gesture2midi", *command], check=True)
    evening = studio(dict(os.environ), "--source", "performer:demo", *ALONE)
    visit(page, evening, "/takes")
    expect(page.locator(".strip.drawn")).to_have_count(len(EVENINGS))
    rows = page.get_by_role("listitem")
    rows.nth(1).get_by_role("button", name="Trim").click()
    rows.nth(0).get_by_role("button", name="Play the take").click()
    expect(rows.nth(0).locator(".cursor")).to_be_visible()
    both(page, "takes")


def test_setup_calibrate_and_teach(studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(dict(os.environ), "--source", "performer:reach", *ALONE)
    visit(page, evening, "/calibrate")
    page.get_by_label("Your name").fill("anna")
    page.get_by_role("button", name="Begin").click()
    see_picture(page)
    both(page, "calibrate")
    visit(page, evening, "/teach")
    see_picture(page)
    both(page, "teach")
    page.set_viewport_size({"width": 1120, "height": 1060})
    visit(page, evening, "/setup")
    page.wait_for_function("document.querySelector('.preview').naturalWidth === 640")
    both(page, "setup")

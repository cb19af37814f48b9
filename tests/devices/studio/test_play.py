"""The Play and Start pages: who hears, the keyboard, a take that is listened to, and the first minute."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from studio_pages import PERFORMER, PORT, Studio, see_picture, visit

NOBODY = "Nobody hears you."


def without_camera(studio: Callable[..., Studio], folder: Path) -> Studio:
    """One whose camera is not there, and that has no sound and no port."""
    kept = folder / "data" / "gesture2midi" / "settings.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('{"source": "97", "fps": 12, "midi": false, "synth": false}')
    return studio(dict(os.environ))


def test_whoever_connects_hears_and_a_key_of_the_page_is_heard(
    jack_server, midi_dump, studio: Callable[..., Studio], page: Page
) -> None:
    evening = studio(jack_server.env, "--source", "performer:mixer", "--fps", "12", "--no-synth")
    visit(page, evening)
    expect(page.get_by_text(NOBODY)).to_be_visible()
    expect(page.get_by_text("nobody listens")).to_be_visible()
    jack_server.connect(PORT, midi_dump.port)
    expect(page.get_by_text(NOBODY)).to_be_hidden()
    expect(page.get_by_text("nobody listens")).to_be_hidden()
    key = page.locator('[data-note="103"]')
    key.dispatch_event("pointerdown", {"pointerId": 1, "buttons": 1})
    midi_dump.until(lambda events: b"\x90\x67\x64" in events)
    expect(key).to_have_class(re.compile("lit"))
    page.locator(".keys").dispatch_event("pointerup", {"pointerId": 1})
    midi_dump.until(lambda events: any(event[:2] == b"\x80\x67" for event in events))


def test_a_recording_shows_its_time_and_its_take_is_listened_to(
    studio: Callable[..., Studio], page: Page
) -> None:
    evening = studio(dict(os.environ), *PERFORMER, "--no-midi")
    visit(page, evening)
    see_picture(page)
    page.get_by_role("button", name="Record").click()
    running = page.get_by_role("button", name="Stop recording")
    expect(running).to_contain_text(re.compile(r"Stop recording +\d:\d\d"))
    page.locator("body").press("r")
    expect(page.get_by_text("The take is saved.")).to_be_visible()
    page.get_by_role("button", name="Listen to the take").click()
    expect(page.get_by_text("The take is saved.")).to_be_hidden()
    page.goto(evening.url + "/takes")
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_the_level_is_seen_and_a_knob_turns_the_volume(
    jack_server, studio: Callable[..., Studio], page: Page
) -> None:
    arguments = ("--source", "performer:demo", "--fps", "12", "--no-midi")
    visit(page, studio(jack_server.env, *arguments))
    level = page.get_by_role("meter", name="Output level")
    expect(level).not_to_have_attribute("aria-valuenow", "-48")
    volume = page.get_by_role("slider", name="Volume")
    knob = page.locator(".knob", has=volume)
    box = knob.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 30
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 400, steps=4)
    page.mouse.up()
    expect(knob.locator(".at")).to_have_text("0")
    expect(level).to_have_attribute("aria-valuenow", "-48")
    volume.press("ArrowUp")
    expect(knob.locator(".at")).to_have_text("1")


def test_a_click_flashes_and_a_take_is_counted_in(studio: Callable[..., Studio], page: Page) -> None:
    evening = studio(dict(os.environ), *PERFORMER, "--no-midi", "--mapping", "layers")
    visit(page, evening)
    see_picture(page)
    expect(page.get_by_text("layers: empty")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator(".beats .beat")).to_have_count(1)
    page.get_by_role("button", name="Count a bar").click()
    page.get_by_role("button", name="Record a take").click()
    expect(page.get_by_role("button", name="Counting in")).to_be_visible()
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator(".beats .beat")).to_have_count(0)


def test_the_first_minute_leads_to_play(studio: Callable[..., Studio], page: Page, tmp_path: Path) -> None:
    evening = without_camera(studio, tmp_path)
    visit(page, evening, "/start")
    camera = page.get_by_role("listitem").filter(has_text="Camera")
    page.get_by_role("button", name="Play with drawn hands").click()
    expect(camera).to_contain_text("Drawn hands play in your place.")
    expect(page.get_by_text("It is seen.")).to_be_visible()
    page.get_by_role("button", name="Play Chords").click()
    expect(page.locator(".title")).to_have_text("Chords")
    see_picture(page)


def test_the_stage_is_left_with_two_escapes_and_another_screen_shows_it_alone(
    studio: Callable[..., Studio], page: Page
) -> None:
    arguments = ("--source", "performer:chords", "--fps", "12", "--no-synth", "--no-midi")
    evening = studio(dict(os.environ), *arguments, "--mapping", "chords")
    visit(page, evening)
    stage = page.locator(".on-stage")
    page.keyboard.press("s")
    expect(stage).to_be_visible()
    expect(stage.locator(".title-now")).to_have_text(re.compile(r"^(Am7|Fmaj7|Cadd9|G/B)$"))
    stage.get_by_role("button", name="chorus").click()
    expect(stage.get_by_role("button", name="chorus")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(stage).to_be_hidden()
    page.goto(evening.url + "/stage")
    page.wait_for_function("window.did_handshake")
    expect(page.locator(".field-now.on")).to_contain_text("chorus")
    assert page.get_by_role("button").count() == 0
    high = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.title-now')).fontSize) / innerHeight"
    )
    assert high > 0.1

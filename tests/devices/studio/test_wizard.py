"""A player is measured, gestures are taught and the camera's delay is found, each on its page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from studio_pages import Studio, barriers, choose, pick, reload, visit

# How often the square was lit or went dark.
_COUNT = """() => {
  const square = document.querySelector('.flash');
  window.turned = 0;
  let lit = square.classList.contains('lit');
  new MutationObserver(() => {
    const now = square.classList.contains('lit');
    window.turned += now !== lit;
    lit = now;
  }).observe(square, {attributes: true});
}"""
HORNS = "name: Horns\ncontrols:\n  - {send: note, pitch: C4, gate: right.horns}\n"


def data(evening: Studio) -> Path:
    return evening.folder / "data" / "gesture2midi"


def test_a_player_is_measured_and_plays_on(rehearsal: Callable[[str], Studio], page: Page) -> None:
    evening = rehearsal("calibrating.jsonl")
    visit(page, evening, "/setup")
    expect(page.get_by_role("link", name="Calibrate")).to_have_attribute("href", "/calibrate")
    visit(page, evening, "/calibrate")
    page.get_by_label("Your name").fill("../anna")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("cannot be used: take letters")).to_be_visible()
    page.get_by_label("Your name").fill("anna")
    page.get_by_role("button", name="Begin").click()
    measured = page.get_by_text("You play as anna now.")
    expect(page.get_by_role("button", name="Stop").or_(measured).first).to_be_visible()
    reload(page)
    expect(measured).to_be_visible()
    written = (data(evening) / "players" / "anna.yaml").read_text()
    assert "hands: both" in written and "far:" in written
    assert json.loads((data(evening) / "settings.json").read_text())["player"] == "anna"
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    assert barriers(page) == []


def test_a_gesture_is_taught_played_forgotten_and_taken_back(
    rehearsal: Callable[[str], Studio], page: Page
) -> None:
    evening = rehearsal("teaching.jsonl")
    own = data(evening) / "mappings"
    own.mkdir(parents=True, exist_ok=True)
    visit(page, evening, "/teach")
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert barriers(page) == []
    expect(page.get_by_role("button", name="Show it")).to_be_disabled()
    page.get_by_label("What it is called").fill("fist")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("means something already")).to_be_visible()
    page.get_by_label("What it is called").fill("Horns!")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("horns is known: right.horns")).to_be_visible()
    expect(page.get_by_text("100 % of what you showed is known again; 0 % of what it is not")).to_be_visible()
    page.wait_for_function("document.querySelector('.drawn').naturalWidth > 100")
    assert {path.name for path in (data(evening) / "gestures").iterdir()} == {"horns.json", "horns.png"}
    assert barriers(page) == []
    # It is played at once, and what is played is not forgotten.
    (own / "horns.yaml").write_text(HORNS)
    visit(page, evening)
    pick(page, "Choose a mapping", "Horns · horns")
    expect(page.locator(".names")).to_have_text("C4")
    visit(page, evening, "/teach")
    page.get_by_role("button", name="Forget horns").click()
    expect(page.get_by_text("unknown").or_(page.get_by_text("horns.yaml"))).not_to_have_count(0)
    visit(page, evening)
    choose(page, "Chords")
    visit(page, evening, "/teach")
    page.get_by_role("button", name="Forget horns").click()
    expect(page.get_by_text("horns is forgotten.")).to_be_visible()
    assert list((data(evening) / "gestures").iterdir()) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Show horns again")).to_be_visible()
    assert (data(evening) / "gestures" / "horns.json").is_file()


def test_a_lesson_is_the_same_on_every_page_and_outlives_a_reload(
    rehearsal: Callable[[str], Studio], page: Page
) -> None:
    evening = rehearsal("nobody.jsonl")
    visit(page, evening, "/calibrate")
    page.get_by_label("Your name").fill("anna")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".said")).to_contain_text("Show your hands to the camera.")
    reload(page)
    other = page.context.new_page()
    visit(other, evening, "/calibrate")
    for one in (page, other):
        expect(one.locator(".said")).to_contain_text("Show your hands to the camera.")
        expect(one.get_by_label("Your name")).to_have_value("anna")
        expect(one.get_by_role("button", name="Begin")).to_be_hidden()
    other.get_by_role("button", name="Stop").click()
    for one in (page, other):
        expect(one.get_by_role("button", name="Begin")).to_be_visible()
        expect(one.locator(".said")).to_be_hidden()
        visit(one, evening, "/teach")
    # The hands are free for another page, and what came of it stands on both.
    page.get_by_label("What it is called").fill("horns")
    page.get_by_role("button", name="Show it").click()
    for one in (page, other):
        expect(one.get_by_text("No hand was seen, so nothing was learnt")).to_be_visible()
        expect(one.get_by_label("What it is called")).to_have_value("horns")
    other.close()


def test_the_camera_that_sees_the_page_flash_is_timed(rehearsal: Callable[[str], Studio], page: Page) -> None:
    evening = rehearsal("screen")
    visit(page, evening, "/latency")
    page.get_by_role("button", name="Measure").click()
    page.get_by_role("button", name="Stop").click()
    page.evaluate(_COUNT)
    page.get_by_role("button", name="Measure").click()
    expect(page.locator(".histogram")).to_be_visible()
    assert page.evaluate("window.turned") >= 10
    # The camera is 90 ms late by the times that the page told, however late the page itself was.
    said = page.get_by_text("ms old when it arrives").inner_text()
    found, error = map(float, re.findall(r"[\d.]+", said)[:2])
    assert abs(found - 90) <= error + 1
    assert barriers(page) == []
    visit(page, evening, "/latency")
    expect(page.locator(".histogram")).to_be_visible()


def test_what_to_do_is_told_to_screen_readers_and_read_aloud(
    rehearsal: Callable[[str], Studio], page: Page, until, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    aloud, voice = tmp_path / "aloud", tmp_path / "bin" / "espeak-ng"
    voice.parent.mkdir()
    voice.write_text(f'#!/bin/sh\necho "$2: $(cat)" >> {aloud}\n')
    voice.chmod(0o755)
    monkeypatch.setenv("PATH", str(voice.parent), prepend=os.pathsep)
    evening = rehearsal("nobody.jsonl")
    visit(page, evening, "/setup")
    page.get_by_role("switch", name="Tell by ear what the picture shows").click()
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
    visit(page, evening, "/calibrate")
    page.get_by_label("Your name").fill("anna")
    page.get_by_role("button", name="Begin").click()
    asked = "Show your hands to the camera."
    expect(page.get_by_role("status").filter(has_text=asked)).to_have_text(asked)
    until(lambda: aloud.exists() and f"en: {asked}\n" in aloud.read_text(), lambda: evening.said)

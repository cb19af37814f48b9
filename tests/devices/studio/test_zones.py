"""Zones that are dragged in the picture, by mouse, finger and keys, and heard at a MIDI client."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from studio_pages import PATIENCE, PORT, QUIET, Studio, barriers, see_picture, visit

MAPPING = """\
name: Border
controls:
  - id: low
    send: note
    pitch: C4
    gate: right.y < 0.03       # hardly ever, at first
  - {id: level, send: cc, number: 20, from: left.open, in: [0.2, 0.8]}
"""
ARGUMENTS = ("--source", "performer:mixer", "--fps", "12", "--no-synth", "--mapping", "border.yaml")


def written(folder: Path) -> Path:
    path = folder / "border.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def edge(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(name)).first


def drag(page: Page, handle: Locator, to: Callable[[dict[str, float]], tuple[float, float]]) -> None:
    """From its middle to a place in the picture, in some steps."""
    box, picture = handle.bounding_box(), page.locator(".zones-edit").bounding_box()
    assert box is not None and picture is not None
    x, y = to(dict(picture))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, y, steps=5)
    page.mouse.up()


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for what happens outside of the page."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def test_a_border_is_dragged_and_what_changes_is_heard(
    jack_server, midi_dump, studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    path = written(tmp_path)
    evening = studio(jack_server.env, *ARGUMENTS)
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening)
    see_picture(page)
    page.get_by_role("button", name="Edit the zones").click()
    border = edge(page, "Height, edge of low")
    expect(border).to_have_attribute("aria-valuenow", "0.03")
    drag(page, border, lambda all: (all["x"] + all["width"] / 2, all["y"] + 2))
    midi_dump.until(lambda events: any(event[:2] == b"\x90\x3c" for event in events))
    expect(border).to_have_attribute("aria-valuenow", "1")
    assert path.read_text(encoding="utf-8") == MAPPING.replace("right.y < 0.03", "right.y < 1")
    assert not barriers(page)
    page.get_by_role("button", name="Take the last change back").click()
    expect(border).to_have_attribute("aria-valuenow", "0.03")
    midi_dump.until(lambda events: any(event[:2] == b"\x80\x3c" for event in events))
    until(page, lambda: path.read_text(encoding="utf-8") == MAPPING)
    page.get_by_role("button", name="Done with the zones").click()
    expect(page.locator(".zones-edit")).to_be_hidden()


def test_keys_move_an_edge_and_its_neighbour_stops_it(
    studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    path = written(tmp_path)
    evening = studio(dict(os.environ), *ARGUMENTS, "--no-midi")
    visit(page, evening)
    see_picture(page)
    page.keyboard.press("e")
    low = edge(page, "Open hand, edge of level")
    low.focus()
    low.press("ArrowUp")
    expect(low).to_have_attribute("aria-valuenow", "0.21")

    def pushed() -> bool:
        if low.get_attribute("aria-valuenow") != "0.78":
            low.press("PageUp")
        return "in: [0.78, 0.8]" in path.read_text(encoding="utf-8")

    until(page, pushed)
    expect(page.get_by_role("button", name="Take the last change back")).to_be_enabled()
    expect(low).to_be_focused()


def test_a_chord_is_split_and_an_edge_is_set_by_the_hand(
    studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    evening = studio(dict(os.environ), *QUIET, "--mapping", "chords")
    visit(page, evening)
    see_picture(page)
    page.keyboard.press("e")
    page.get_by_role("button", name="Zone Cadd9").click()
    page.get_by_role("button", name="Split the chosen zone in two").click()
    expect(page.get_by_role("button", name="Zone Cadd9")).to_have_count(2)
    own = tmp_path / "data" / "gesture2midi" / "mappings"
    until(page, lambda: any("Cadd9, Cadd9" in file.read_text() for file in own.glob("*.yaml")))
    edge(page, "Height, edge of swell").focus()
    hold = page.get_by_role("button", name="Set by hand")
    hold.click()
    expect(hold).to_have_class(re.compile(r"\bon\b"))
    hold.click()
    expect(hold).not_to_have_class(re.compile(r"\bon\b"))


PAD = """\
name: Pad
controls:
  - {id: pad, send: drum, sound: kick, hit: right.strike and 0.2 < right.x < 0.6 and 0.2 < right.y < 0.6}
"""


def touched(page: Page, zone: Locator, right: float, down: float) -> None:
    """A finger takes it by its middle, and leaves it so many pixels further on."""
    box = zone.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    steps = [("Start", x, y)] + [("Move", x + right * k / 4, y + down * k / 4) for k in range(1, 5)]
    client = page.context.new_cdp_session(page)
    for what, left, top in steps:
        client.send(
            "Input.dispatchTouchEvent", {"type": f"touch{what}", "touchPoints": [{"x": left, "y": top}]}
        )
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_moves_a_zone_as_a_whole(
    studio: Callable[..., Studio], browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "border.yaml"
    path.write_text(PAD, encoding="utf-8")
    evening = studio(dict(os.environ), *ARGUMENTS, "--no-midi")
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    visit(page, evening)
    see_picture(page)
    page.get_by_role("button", name="Edit the zones").tap()
    zone = page.get_by_role("button", name=re.compile("^Zone"))
    box = zone.bounding_box()
    assert box is not None
    touched(page, zone, box["width"] / 4, -box["height"] / 4)
    until(page, lambda: "0.3 < right.x < 0.7 and 0.3 < right.y < 0.7" in path.read_text(encoding="utf-8"))
    context.close()

"""The forms of the Mapping page: a hand sets a range, a control is learnt, and all of it goes by keyboard."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from studio_pages import PATIENCE, PERFORMER, PORT, QUIET, Studio, folded, visit

from gesture2midi import paths
from gesture2midi.mapping.yaml.document import parse

BRIGHTNESS, LIGHTS = 74, 111
"""Controllers of the theremin, and of a file of our own."""


def make_mine(page: Page, studio: Studio) -> Path:
    """Copy the mapping that is shown, and wait until the copy is played; gives its file."""
    page.get_by_role("button", name="Copy this mapping into your folder").click()
    expect(page.locator(".verdict")).to_have_text("Good. Changes are heard at once.")
    (own,) = (studio.folder / "data" / "gesture2midi" / "mappings").glob("*.yaml")
    return own


def form(page: Page, control: str) -> Locator:
    """The form of a control, opened."""
    page.get_by_role("button", name=re.compile(rf"^{control} \w+$")).click()
    found = page.get_by_role("group", name=control, exact=True)
    expect(found).to_be_visible()
    return found


def until(arrived: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end
        time.sleep(0.05)


def control(own: Path, name: str) -> dict[str, object]:
    """A control of a file, as it is written there now."""
    data = parse(own.read_text(), own).data
    return next(control for control in data["controls"] if control.get("id") == name)


def test_a_range_is_set_by_moving_the_hand_and_heard(jack_server, midi_dump, studio, page: Page) -> None:
    evening = studio(jack_server.env, *PERFORMER)
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening, "/mapping")
    own = make_mine(page, evening)
    opened = form(page, "brightness")
    live = opened.get_by_label("from now")
    expect(live).to_have_text(re.compile(r"0\.\d\d"))
    before = own.read_text()
    opened.get_by_role("button", name="Set low").click()
    until(lambda: control(own, "brightness")["in"] != [0.4, 1])
    low = control(own, "brightness")["in"][0]
    assert control(own, "brightness")["in"] == [low, 1]
    expect(page.locator(".cm-content")).to_contain_text(f"in: [{low:g}, 1]")
    # The high end, once the hand has gone on; the other way round will do.
    expect(live).not_to_have_text(f"{low:.2f}")
    opened.get_by_role("button", name="Set high").click()
    until(lambda: control(own, "brightness")["in"][1] != 1)
    # Nothing else of the file is another.
    old, new = before.splitlines(), own.read_text().splitlines()
    assert len(old) == len(new)
    assert [line for line in new if line not in old] == [
        "    in: [{:g}, {:g}]".format(*control(own, "brightness")["in"])
    ]
    # Between two places that the hand went to, the controller goes from one end to the other.
    before_that = len(midi_dump.received(1))

    def reached(events: list[bytes]) -> bool:
        seen = [event[2] for event in events[before_that:] if event[:2] == bytes((0xB0, BRIGHTNESS))]
        return bool(seen) and min(seen) <= 12 and max(seen) >= 115

    midi_dump.until(reached)
    evening.end()
    assert evening.process.returncode == 0


def test_a_control_is_learnt_from_the_page(
    jack_server, midi_dump, studio, page: Page, tmp_path: Path
) -> None:
    mapping = tmp_path / "lights.yaml"
    mapping.write_text(
        f"name: Lights\ncontrols:\n  - {{id: lights, send: cc, number: {LIGHTS}, from: midi.cc.1}}\n"
    )
    evening = studio(jack_server.env, *PERFORMER, "--mapping", str(mapping))
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening, "/mapping")
    opened = form(page, "lights")
    expect(opened.get_by_label("from now")).to_have_text("--")
    opened.get_by_role("button", name="Let a DAW learn lights").click()
    expect(page.get_by_text("lights was sent alone.")).to_be_visible()
    values = (0, 42, 85, 127, 0)
    sent = [bytes((0xB0, LIGHTS, value)) for value in values]
    # On JACK a last value comes twice.
    midi_dump.until(lambda events: [event for event, _ in groupby(events)][-5:] == sent)
    # What nobody knows sets no end.
    before = mapping.read_text()
    opened.get_by_role("button", name="Set low").click()
    expect(page.get_by_text("That signal has no value now.")).to_be_visible()
    assert mapping.read_text() == before


def test_a_control_is_changed_by_keyboard_alone_and_taken_back(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/mapping")
    own = make_mine(page, evening)
    before = own.read_text()
    header = page.get_by_role("button", name="brightness cc", exact=True)
    header.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("group", name="brightness", exact=True)
    expect(opened).to_be_visible()
    expect(header).to_have_attribute("aria-expanded", "true")
    # Into the form, past its kind and the learn button, to what it reads.
    number = opened.get_by_label("from", exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if number.evaluate("element => element === document.activeElement"):
            break
    else:
        raise AssertionError("the form cannot be reached with the Tab key")
    page.keyboard.press("Control+A")
    page.keyboard.type("right.nonsense")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("right.nonsense")
    assert own.read_text() == before
    page.keyboard.press("Control+A")
    page.keyboard.type("1 - right.y")
    page.keyboard.press("Enter")
    until(lambda: control(own, "brightness")["from"] == "1 - right.y")
    expect(page.locator(".problems li")).to_have_count(0)
    # A curve out of the list, drawn.
    straight = opened.locator("polyline").get_attribute("points")
    opened.get_by_role("combobox", name="curve").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="s-curve")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: "curve" in control(own, "brightness"))
    folded(page)
    assert control(own, "brightness")["curve"] in ("exponential", "logarithmic", "s-curve")
    expect(opened.locator("polyline")).not_to_have_attribute("points", straight or "")
    # A field that was not there, and one taken out.
    opened.get_by_role("combobox", name="Add a field").click()
    page.get_by_role("option", name=re.compile("^dead")).click()
    opened.get_by_label("dead").fill("0.2")
    page.keyboard.press("Enter")
    until(lambda: control(own, "brightness").get("dead") == 0.2)
    opened.get_by_label("smooth").fill("")
    page.keyboard.press("Tab")
    until(lambda: "smooth" not in control(own, "brightness"))
    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".verdict")).to_have_text("Good. Changes are heard at once.")
    until(lambda: own.read_text() == before)
    expect(opened.get_by_label("from", exact=True)).to_have_value("right.x")


def test_a_bundled_mapping_is_drawn_and_shown_and_not_changed(evening: Studio, page: Page) -> None:
    visit(page, evening, "/mapping")
    page.wait_for_function("document.querySelector('.entry img').naturalWidth === 152")
    page.get_by_role("button", name=re.compile("^Chords")).click()
    opened = form(page, "balance")
    expect(opened.get_by_label("from", exact=True)).to_have_value("left.depth")
    expect(opened.get_by_label("from", exact=True)).to_be_disabled()
    expect(opened.get_by_role("button", name="Set low")).to_be_disabled()
    expect(
        page.get_by_text("A bundled mapping cannot be changed. Duplicate it and change the copy.")
    ).to_be_visible()
    original = paths.mapping_file("chords").read_text()
    assert "curve: s-curve" in original


def test_the_editor_proposes_what_may_stand_there(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/mapping")
    own = make_mine(page, evening)
    proposed = page.locator(".cm-tooltip-autocomplete")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("  - send: pres")
    for chosen, then in (("pressure", "\nfro"), ("from: ", "right.pin"), ("right.pinch", "")):
        option = proposed.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(chosen)}$"))
        expect(option).to_have_attribute("aria-selected", "true")
        # For the first 75 ms CodeMirror takes no key, lest one takes what one has not seen.
        page.wait_for_timeout(200)
        page.keyboard.press("Enter")
        expect(proposed).to_be_hidden()
        page.keyboard.type(then)
    until(
        lambda: (
            parse(own.read_text(), own).data["controls"][-1] == {"send": "pressure", "from": "right.pinch"}
        )
    )


def test_no_letter_is_lost_that_is_under_way_while_a_mistake_is_marked(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET)
    held: list[str | bytes] | None = None

    def slow(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if held is None:
                server.send(message)
            else:
                held.append(message)

        route.on_message(pass_on)

    page.route_web_socket(re.compile("_nicegui_ws"), slow)
    visit(page, evening, "/mapping")
    make_mine(page, evening)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("  - send: pres")
    held = []
    page.keyboard.type("sure")
    expect(page.locator(".wrong-said")).to_be_visible()
    # What is said of the mistake may stand in the midst of the word.
    expect(page.locator(".cm-content")).to_have_text(re.compile("- send: .*pres.*sure"))

"""The forms of the Mapping page: a hand sets a range, a control is learnt, and all of it goes by keyboard."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from studio_pages import PATIENCE, PERFORMER, PORT, QUIET, Studio, folded, unfold, visit

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
    page.get_by_role("button", name=re.compile(rf"^{control} \w")).click()
    found = page.get_by_role("group", name=control, exact=True)
    expect(found).to_be_visible()
    return found


def row(opened: Locator, key: str) -> Locator:
    """The field of this key in an open form, by the small word beside its question."""
    return opened.get_by_label(re.compile(rf"\({key}\)$")).and_(opened.locator("input"))


def advanced(opened: Locator) -> None:
    """Show the formulas of an open form."""
    opened.get_by_role("button", name="Advanced: formulas").click()
    expect(row(opened, "from")).to_be_visible()


def until(arrived: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end
        time.sleep(0.05)


def press(button: Locator, arrived: Callable[[], bool]) -> None:
    """Click until it is so: at the instant of a click the hand may be out of sight, or at the very end."""
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end
        button.click()
        soon = time.monotonic() + 5
        while not arrived() and time.monotonic() < soon:
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
    unfold(page)
    opened = form(page, "brightness")
    advanced(opened)
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
    press(opened.get_by_role("button", name="Set high"), lambda: control(own, "brightness")["in"][1] != 1)
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
    advanced(opened)
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
    header = page.get_by_role("button", name="brightness Knob", exact=True)
    header.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("group", name="brightness", exact=True)
    expect(opened).to_be_visible()
    expect(header).to_have_attribute("aria-expanded", "true")
    # Into the form, past its questions, to the formulas and what it reads.
    fold = opened.get_by_role("button", name="Advanced: formulas")
    number = row(opened, "from")
    for _ in range(60):
        page.keyboard.press("Tab")
        if fold.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            expect(number).to_be_visible()
        elif number.is_visible() and number.evaluate("element => element === document.activeElement"):
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
    straight = opened.locator(".curve polyline").get_attribute("points")
    opened.get_by_role("combobox", name="How it answers (curve)").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="s-curve")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: "curve" in control(own, "brightness"))
    folded(page)
    assert control(own, "brightness")["curve"] in ("exponential", "logarithmic", "s-curve")
    expect(opened.locator(".curve polyline")).not_to_have_attribute("points", straight or "")
    # A field that was not there, and one taken out.
    opened.get_by_role("combobox", name="Add a field").click()
    page.get_by_role("option", name=re.compile("^Still zone")).click()
    row(opened, "dead").fill("0.2")
    page.keyboard.press("Enter")
    until(lambda: control(own, "brightness").get("dead") == 0.2)
    row(opened, "smooth").fill("")
    page.keyboard.press("Tab")
    until(lambda: "smooth" not in control(own, "brightness"))
    for _ in range(4):
        page.get_by_role("button", name=re.compile("^Undo: brightness: ")).click()
        expect(page.locator(".verdict")).to_have_text("Good. Changes are heard at once.")
    until(lambda: own.read_text() == before)
    expect(row(opened, "from")).to_have_value("right.x")


def test_a_bundled_mapping_is_drawn_and_shown_and_not_changed(evening: Studio, page: Page) -> None:
    visit(page, evening, "/mapping")
    page.wait_for_function("document.querySelector('.entry img').naturalWidth === 152")
    page.locator(".entry").filter(has_text="Chords").first.click()
    opened = form(page, "balance")
    advanced(opened)
    expect(row(opened, "from")).to_have_value("left.depth")
    expect(row(opened, "from")).to_be_disabled()
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
    unfold(page)
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
    holds = False

    def slow(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            nonlocal holds
            if not holds:
                server.send(message)
                holds = "- send: pres" in str(message)

        route.on_message(pass_on)

    page.route_web_socket(re.compile("_nicegui_ws"), slow)
    visit(page, evening, "/mapping")
    make_mine(page, evening)
    unfold(page)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("  - send: pres")  # in one message, behind which all others wait
    page.keyboard.type("sure")
    expect(page.locator(".wrong-said")).to_be_visible()
    assert holds
    # What is said of the mistake may stand in the midst of the word.
    expect(page.locator(".cm-content")).to_have_text(re.compile("- send: .*pres.*sure"))


def test_a_control_is_made_in_words_moved_copied_and_deleted(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/mapping")
    own = make_mine(page, evening)
    before = own.read_text()
    # Another hand, and something else of it, by pictures.
    opened = form(page, "brightness")
    asked = opened.get_by_role("group", name="What of it? (from)")
    expect(asked.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    asked.get_by_role("button", name="Left").click()
    until(lambda: control(own, "brightness")["from"] == "left.x")
    asked.get_by_role("button", name="Height").click()
    until(lambda: control(own, "brightness")["from"] == "left.y")
    page.get_by_role("button", name="Undo: brightness: What of it?").click()
    until(lambda: control(own, "brightness")["from"] == "left.x")
    page.get_by_role("button", name="Redo: brightness: What of it?").click()
    until(lambda: control(own, "brightness")["from"] == "left.y")

    def ids() -> list[object]:
        return [one.get("id") for one in parse(own.read_text(), own).data["controls"]]

    there = ids()
    opened.get_by_role("button", name="Move brightness up").click()
    until(lambda: ids().index("brightness") == there.index("brightness") - 1)
    opened.get_by_role("button", name="Duplicate brightness").click()
    until(lambda: "brightness-2" in ids())
    page.get_by_role("group", name="brightness", exact=True).get_by_role(
        "button", name="Delete brightness"
    ).click()
    until(lambda: "brightness" not in ids())
    page.get_by_role("button", name="Add a control").click()
    page.get_by_role("button", name="Make it").click()
    until(lambda: "knob" in ids())
    while (text := own.read_text()) != before:
        page.get_by_role("button", name=re.compile("^Undo: ")).click()
        until(lambda: own.read_text() != text)


def test_a_mapping_is_made_from_three_questions_deleted_and_brought_back(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/mapping")
    page.get_by_role("button", name="New mapping").click()
    page.get_by_label("What is it called?").fill("Große Trommel")
    page.get_by_role("radio", name="Drums").click()
    page.get_by_role("button", name="Make it").click()
    own = evening.folder / "data" / "gesture2midi" / "mappings" / "grosse-trommel.yaml"
    expect(page.locator(".title")).to_have_text("Große Trommel")
    until(own.is_file)
    page.get_by_role("button", name="Delete this mapping").click()
    expect(page.get_by_text("Große Trommel is deleted.")).to_be_visible()
    assert not own.exists()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".title")).to_have_text("Große Trommel")
    assert own.is_file()
    # The gallery by tags, favourites, and what is played.
    entries = page.locator(".entry .name")
    page.get_by_role("button", name="Drums", exact=True).click()
    expect(entries.filter(has_text="Theremin")).to_have_count(0)
    expect(entries.filter(has_text="Große Trommel")).to_have_count(1)
    page.get_by_role("button", name="Drums", exact=True).click()
    page.get_by_role("button", name="Make Theremin a favourite").click()
    page.get_by_role("button", name="Favourites", exact=True).click()
    expect(entries).to_have_count(1)

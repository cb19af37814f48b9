"""The studio as a newcomer meets it: a real browser, the virtual performer, and a MIDI client that hears."""

from __future__ import annotations

import os
import re
from http.client import HTTPConnection

import httpx
from playwright.sync_api import Page, expect
from studio_pages import (
    ALL_NOTES_OFF,
    PATIENCE,
    PERFORMER,
    PORT,
    QUIET,
    Studio,
    choose,
    see_picture,
    sounding,
    unfold,
    visit,
)

from gesture2midi.capture.takes.reader import Take
from gesture2midi.files import MAX_BYTES
from gesture2midi.studio.server import page_keys


def test_a_newcomer_sees_hears_changes_and_silences(jack_server, midi_dump, studio, page: Page) -> None:
    evening = studio(jack_server.env, *PERFORMER)
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening)
    # The picture comes, and what is played is seen and heard.
    see_picture(page)
    expect(page.locator(".title")).to_have_text("Theremin")
    expect(page.locator(".names")).to_have_text(re.compile(r"[A-G]#?\d"))
    assert any(event[0] == 0x90 for event in midi_dump.received(20))
    expect(page.get_by_role("meter", name="brightness")).to_be_visible()
    # Another mapping, and its scenes.
    choose(page, "Chords")
    expect(page.get_by_role("button", name="verse")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="chorus").click()
    expect(page.get_by_role("button", name="chorus")).to_have_attribute("aria-pressed", "true")
    choose(page, "Theremin")
    # Panic, by the key.
    page.locator("body").press("Escape")
    expect(page.get_by_text("Everything is silent.")).to_be_visible()
    heard = 1
    while ALL_NOTES_OFF not in midi_dump.received(heard):
        heard += 1
    # A closed browser changes nothing; a closed program leaves no note.
    page.close()
    heard = len(midi_dump.received(heard))
    midi_dump.received(heard + 5)
    evening.end()
    assert evening.process.returncode == 0
    assert sounding(midi_dump.received(heard + 5)) == set()


def type_at_end(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_a_change_is_heard_at_once_a_mistake_never_and_both_are_taken_back(
    jack_server, midi_dump, studio, page: Page
) -> None:
    evening = studio(jack_server.env, *PERFORMER)
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening, "/mapping")
    expect(page.get_by_text("A bundled mapping cannot be changed.")).to_be_visible()
    page.get_by_role("button", name="Copy this mapping into your folder").click()
    expect(page.get_by_text("Good. Changes are heard at once.")).to_be_visible()
    heard = len(midi_dump.received(1))
    unfold(page)
    type_at_end(page, "  - {send: cc, number: 99, from: right.y}")
    while not any(event[:2] == b"\xb0\x63" for event in midi_dump.received(heard)):
        heard += 1
    (own,) = (evening.folder / "data" / "gesture2midi" / "mappings").glob("*.yaml")
    good = own.read_text()
    assert "number: 99" in good
    type_at_end(page, "0")
    expect(page.locator(".problems")).to_contain_text("Line")
    expect(page.locator(".wrong-said")).to_be_visible()
    assert own.read_text() == good
    heard = len(midi_dump.received(heard))
    while sum(event[:2] == b"\xb0\x63" for event in midi_dump.received(heard)[-20:]) == 0:
        heard += 1
    page.keyboard.press("F8")
    expect(page.locator(".problems li")).to_have_count(0)
    page.keyboard.press("F8")
    expect(page.locator(".cm-content")).not_to_contain_text("number: 99")
    expect(page.locator(".verdict")).to_have_text("Good. Changes are heard at once.")
    assert "number: 99" not in own.read_text()
    evening.end()
    assert evening.process.returncode == 0


def test_what_a_mapping_says_is_text_and_no_page(evening: Studio, page: Page) -> None:
    folder = evening.folder / "data" / "gesture2midi" / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    bad = "<img src=x onerror=window.hacked=1>"
    scene = f"scenes:\n  '{bad}':\n    controls:\n      - {{send: cc, number: 8, from: left.y}}\n"
    (folder / "hostile.yaml").write_text(
        f"name: '{bad} N'\nabout: '{bad}\"\n{scene}".replace('"', "'")
        + "controls:\n  - {send: cc, number: 7, from: right.y}\n"
    )
    visit(page, evening, "/mapping")
    page.locator("button.entry", has_text="onerror").click()
    expect(page.locator(".title")).to_have_text(f"{bad} N")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_hidden()
    visit(page, evening)
    expect(page.locator(".title")).to_have_text(f"{bad} N")
    expect(page.get_by_role("button", name=bad)).to_be_visible()
    assert page.evaluate("window.hacked") is None
    (folder / "hostile.yaml").unlink()


def test_two_pages_show_the_same_and_come_back_by_themselves(studio, page: Page) -> None:
    evening = studio(dict(os.environ), *QUIET, "--mapping", "chords")
    other = page.context.new_page()
    for one in (page, other):
        visit(one, evening)
        expect(one.get_by_role("button", name="verse")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="chorus").click()
    expect(other.get_by_role("button", name="chorus")).to_have_attribute("aria-pressed", "true")
    evening.end()
    studio(dict(os.environ), *QUIET, "--http-port", evening.url.rpartition(":")[2])
    expect(page.locator(".title")).to_have_text("Theremin")
    see_picture(page)


def test_the_stage_and_the_keys(evening: Studio, page: Page) -> None:
    visit(page, evening)
    see_picture(page)
    page.keyboard.press("p")
    expect(page.get_by_text("The picture is off, which saves the computer work.")).to_be_visible()
    before = page.locator(".title").inner_text()
    page.keyboard.press("m")
    expect(page.locator(".title")).not_to_have_text(before)
    page.keyboard.press("s")
    expect(page.locator("body")).to_have_class(re.compile("stage"))
    # The browser fills the screen, and leaves it, a while after it was told to.
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("s")
    expect(page.locator("body")).not_to_have_class(re.compile("stage"))
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("The take is saved.")).to_be_visible()


def test_a_take_is_recorded_and_on_the_shelf(evening: Studio, page: Page) -> None:
    visit(page, evening)
    choose(page, "Theremin")
    see_picture(page)
    page.get_by_role("button", name="Record a take").click()
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    expect(page.locator(".names")).to_have_text("")
    expect(page.locator(".names")).to_have_text(re.compile(r"[A-G]#?\d"))
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("The take is saved.")).to_be_visible()
    visit(page, evening, "/takes")
    newest = page.get_by_role("listitem").first
    expect(newest).to_contain_text("Theremin")
    taken = max((evening.folder / "data" / "gesture2midi" / "takes").glob("*.jsonl"))
    assert any(frame.hands for frame in Take(taken).frames())


def test_the_check_up_tells_each_thing_and_what_to_do(evening: Studio, page: Page) -> None:
    visit(page, evening)
    see_picture(page)
    visit(page, evening, "/setup")
    for thing in ("frames", "tracker", "MIDI port", "synth"):
        expect(page.get_by_role("listitem").filter(has_text=thing).first).to_be_visible()
    silent = page.get_by_role("listitem").filter(has_text="It is off, or no sound card could be opened")
    expect(silent.get_by_role("img", name="Needs attention")).to_be_visible()


def test_strangers_are_refused_by_the_running_program(evening: Studio) -> None:
    assert httpx.get(evening.url).status_code == 200
    assert httpx.get(evening.url, headers={"Host": "evil.example"}).status_code == 403
    assert httpx.post(evening.url, headers={"Origin": "http://evil.example"}).status_code == 403
    assert httpx.get(f"{evening.url}/picture").status_code == 403
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    socket = f"{evening.url}/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    assert httpx.get(socket, headers=upgrade).status_code == 403
    assert httpx.get(f"{evening.url}/openapi.json").status_code == 404
    key = (evening.folder / "data" / "gesture2midi" / "studio.key").read_bytes()
    stolen = upgrade | {"Origin": "http://evil.example"}
    assert httpx.get(f"{socket}&token={page_keys.derived(key, 'page')}", headers=stolen).status_code == 403
    sender = HTTPConnection(evening.url.removeprefix("http://"), timeout=PATIENCE)
    sender.putrequest("POST", "/")
    sender.putheader("Content-Length", "10000000")
    sender.endheaders()
    assert sender.getresponse().status == 413
    sender.close()


def test_a_file_that_is_too_large_is_refused_and_a_name_that_climbs_stays_in_its_folder(
    evening: Studio, page: Page
) -> None:
    folder = evening.folder / "data" / "gesture2midi" / "mappings"
    visit(page, evening, "/mapping")
    upload = page.locator("input[type=file]")
    large = b"#" * (MAX_BYTES + 1)
    upload.set_input_files({"name": "large.yaml", "mimeType": "application/yaml", "buffer": large})
    expect(page.get_by_text("A mapping is a .yaml file of")).to_be_visible()
    upload.set_input_files({"name": "noise.yaml", "mimeType": "application/yaml", "buffer": b"\xff\xfe\xfd"})
    expect(page.get_by_text("it is no text")).to_be_visible()
    good = b"name: Climber\ncontrols:\n  - {send: cc, number: 20, from: right.y}\n"
    climbing = {"name": "../../../climber.yaml", "mimeType": "application/yaml", "buffer": good}
    upload.set_input_files(climbing)
    expect(page.locator(".title")).to_have_text("Climber")
    assert [path.name for path in evening.folder.rglob("climber*")] == ["climber.yaml"]
    assert (folder / "climber.yaml").read_bytes() == good
    assert not (folder / "large.yaml").exists()

"""What is chosen on the Set-up page is heard by real receivers at once, and is there the next evening."""

from __future__ import annotations

import json
import os
import socket
import string
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from studio_pages import PATIENCE, PERFORMER, PORT, Studio, pick, sounding, visit

from gesture2midi.studio import words

MAPPING = """
name: Two ports
controls:
  - {send: cc, number: 20, from: right.y}
  - {send: cc, number: 21, from: right.x, port: lights}
  - {send: note, pitch: C4, gate: right.present, port: lights}
"""

MAIN, LIGHT = b"\xb0\x14", b"\xb0\x15"


class Receiver:
    """A program that OSC is sent to."""

    def __init__(self) -> None:
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self._udp.settimeout(PATIENCE)
        self.place = f"127.0.0.1:{self._udp.getsockname()[1]}"

    def hears(self) -> None:
        """Three frames come."""
        for _ in range(3):
            assert self._udp.recv(65536).startswith(b"#bundle\0")

    def all_heard(self) -> int:
        """How many frames lie here."""
        count = 0
        self._udp.setblocking(False)
        try:
            while self._udp.recv(65536):
                count += 1
        except BlockingIOError:
            return count
        finally:
            self._udp.settimeout(PATIENCE)
        return count

    def close(self) -> None:
        self._udp.close()


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    both = Receiver(), Receiver()
    yield both
    for one in both:
        one.close()


def kinds(events: list[bytes]) -> list[bytes]:
    """The controllers that moved, each as often as it did."""
    return [event[:2] for event in events if event[0] == 0xB0]


def test_a_german_check_up_is_german_throughout(browser: Browser, evening: Studio) -> None:
    english, german = words.read("en").sentences, words.read("de").sentences
    context = browser.new_context(locale="de-DE")
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    visit(page, evening, "/setup")
    found = page.locator(".finding")
    expect(found).to_have_count(4)  # of a camera alone the light is judged
    expect(found.filter(has_text=str(german["checkup.no_port"]))).to_have_count(1)
    said = "\n".join(found.all_inner_texts())
    for key in (key for key in english if key.startswith("checkup.")):
        parts = [text for text, *_ in string.Formatter().parse(str(english[key])) if len(text) > 8]
        assert not any(part in said for part in parts), key
    context.close()


def fact(page: Page, name: str) -> Locator:
    return page.locator(".fact").filter(has=page.get_by_text(name, exact=True))


def target(page: Page, place: str) -> None:
    page.get_by_role("textbox", name="Another target").fill(place)
    page.get_by_role("textbox", name="Another target").press("Enter")


def test_a_port_and_a_target_are_changed_while_it_plays_and_kept_for_the_next_evening(
    jack_server, midi_dump, studio: Callable[..., Studio], page: Page, tmp_path: Path, receivers
) -> None:
    mapping = tmp_path / "two-ports.yaml"
    mapping.write_text(MAPPING)
    arguments = (*PERFORMER, "--mapping", str(mapping))
    first, second = receivers
    evening = studio(jack_server.env, *arguments)
    visit(page, evening, "/setup")
    expect(page.get_by_role("combobox", name="Source")).to_have_value("The virtual performer: demo")
    # A port that nobody heard is heard.
    lights = "MIDI port lights of the mapping"
    pick(page, lights, midi_dump.port)
    midi_dump.until(lambda events: LIGHT in kinds(events) and sounding(events))
    # It goes nowhere again, in the middle of a note, and leaves none.
    pick(page, lights, "None")
    expect(fact(page, "Outputs")).not_to_contain_text("lights")
    pick(page, "MIDI port", midi_dump.port)
    before = midi_dump.until(lambda events: MAIN in kinds(events))
    assert sounding(before) == set()
    after = midi_dump.until(lambda events: kinds(events[len(before) :]).count(MAIN) > 2)
    assert set(kinds(after[len(before) :])) == {MAIN}
    # OSC by the keyboard alone: to one, then to another instead.
    target(page, "nonsense")
    expect(page.get_by_text("OSC target 'nonsense' is not HOST:PORT")).to_be_visible()
    target(page, first.place)
    first.hears()
    target(page, second.place)
    expect(page.get_by_role("button", name=f"Send no more OSC to {second.place}")).to_be_visible()
    page.get_by_role("button", name=f"Send no more OSC to {first.place}").press("Enter")
    expect(fact(page, "Outputs")).not_to_contain_text(first.place)
    expect(fact(page, "Outputs")).to_contain_text(second.place)
    second.all_heard()
    second.hears()  # three frames later the first has got its last, too
    first.all_heard()
    second.all_heard()
    second.hears()
    assert first.all_heard() == 0
    pick(page, lights, midi_dump.port)
    midi_dump.until(lambda events: sounding(events))
    evening.end()
    assert evening.process.returncode == 0
    midi_dump.until(lambda events: not sounding(events))
    # The next evening begins so.
    second.all_heard()
    again = studio(jack_server.env, *arguments)
    second.hears()
    visit(page, again, "/setup")
    heard = midi_dump.received(1)
    midi_dump.until(lambda events: {MAIN, LIGHT} <= set(kinds(events[len(heard) :])))
    expect(page.get_by_role("button", name=f"Send no more OSC to {second.place}")).to_be_visible()
    expect(page.get_by_role("combobox", name=lights)).to_have_value(midi_dump.port)
    again.end()
    midi_dump.until(lambda events: not sounding(events))


HEARD = """
name: Heard
controls:
  - {send: note, pitch: C4, gate: midi.note.36}
  - {send: cc, number: 20, from: midi.cc.21}
"""
OWN = "Gesture2MIDI In:Gesture2MIDI In"
KEYS = """
import threading, mido
mido.set_backend("mido.backends.rtmidi/UNIX_JACK")
port = mido.open_output("out", virtual=True, client_name="keys")
print("ready")
input()
port.send(mido.Message("note_on", note=36, velocity=100))
values, ended = [], threading.Event()
def follow():
    for value in (85, 17):
        input()
        values.append(value)
    input()
    ended.set()
threading.Thread(target=follow).start()
while not ended.wait(0.05):
    for value in values[-1:]:
        port.send(mido.Message("control_change", control=21, value=value))
port.close()
"""


def choose_input(page: Page, name: str, arrived: Callable[[], bool]) -> None:
    """Choose it until it shows. On a machine under load an input may stay silent that JACK was to connect:
    RtMidi does not ask what became of it."""
    for _ in range(4):
        pick(page, "MIDI input", name)
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if arrived():
                return
            time.sleep(0.1)
        pick(page, "MIDI input", "None")
    pytest.fail(f"{name} was chosen four times in vain")


def test_another_midi_input_is_heard_at_once_and_a_key_that_is_held_leaves_no_note(
    jack_server, midi_dump, play, studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    mapping = tmp_path / "heard.yaml"
    mapping.write_text(HEARD)
    keys = play(KEYS)
    keys.wait_for("ready")
    evening = studio(jack_server.env, *PERFORMER, "--mapping", str(mapping))
    jack_server.connect(PORT, midi_dump.port)
    jack_server.connect("keys:out", OWN)
    visit(page, evening, "/setup")
    keys.go_on()
    midi_dump.until(lambda events: sounding(events) == {60})
    pick(page, "MIDI input", "None")
    midi_dump.until(lambda events: not sounding(events))
    # A port of another program, by its name.
    keys.go_on()
    choose_input(page, "keys:out", lambda: b"\xb0\x14\x55" in midi_dump.until(lambda _: True))
    # And our own again, which others find under its old name.
    choose_input(page, "Our own, Gesture2MIDI In", lambda: OWN in jack_server.clients())
    jack_server.connect("keys:out", OWN)
    keys.go_on()
    midi_dump.until(lambda events: b"\xb0\x14\x11" in events)
    evening.end()
    assert evening.process.returncode == 0
    keys.go_on()
    keys.end()


def test_another_source_and_another_target_play_at_once(
    studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    kept = tmp_path / "data" / "gesture2midi" / "settings.json"
    kept.parent.mkdir(parents=True)
    kept.write_text('{"source": "97", "fps": 12, "osc": ["127.0.0.1:9"], "midi": false}')
    evening = studio(dict(os.environ), "--no-synth", "--osc", "127.0.0.1:19")
    # Without its camera the evening begins, too.
    visit(page, evening)
    expect(page.get_by_text("No picture comes from camera 97.")).to_be_visible()
    visit(page, evening, "/setup")
    expect(page.get_by_role("listitem").filter(has_text="No frame comes.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Source")).to_have_value("Camera 97: not there")
    pick(page, "Source", "The virtual performer: piano")
    expect(fact(page, "Source")).to_contain_text("Piano")
    page.wait_for_function("document.querySelector('.preview').naturalWidth === 640")
    pick(page, "Size of the picture", "800x600")
    page.wait_for_function("document.querySelector('.preview').naturalWidth === 800")
    expect(fact(page, "Outputs")).to_contain_text("127.0.0.1:19")
    page.get_by_role("button", name="Send no more OSC to 127.0.0.1:19").click()
    expect(fact(page, "Outputs")).not_to_contain_text("127.0.0.1:19")
    evening.end()
    found = json.loads(kept.read_text())
    assert (found["version"], found["source"], found["size"]) == (2, "performer:piano", [800, 600])
    assert (found["osc"], found["midi"]) == ([], False)

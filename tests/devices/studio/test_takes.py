"""The Takes page: the same performance through other mappings, its picture, its parts, and its files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import mido
import pytest
from playwright.sync_api import Locator, Page, expect
from studio_pages import PORT, Studio, barriers, pick, reload, sounding, visit

from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.events import Hand, Hands

FPS = 30
BESIDE = 300_000
"""Milliseconds for what is made behind everything else, on a machine that has much else to do."""
MAPPING = "name: {name}\ncontrols:\n  - {{send: note, pitch: {pitch}, gate: right.present}}\n"


def write(folder: Path, name: str, hand: Hand, seconds: float) -> Path:
    """A take in which nobody is seen for a tenth of its time, and then a hand."""
    folder.mkdir(parents=True, exist_ok=True)
    with TakeWriter(folder / name, fps=FPS, mapping="Low", file="low.yaml") as take:
        for i in range(round(seconds * FPS)):
            seen = (hand,) if i >= seconds * FPS / 10 else ()
            take.write(Hands(i / FPS, i, 4 / 3, seen))
    return folder / name


class Evening:
    """A studio before which nobody stands, with two mappings, whose takes can be written and read."""

    def __init__(self, env: dict[str, str], folder: Path, hand: Hand, *arguments: str) -> None:
        data = folder / "data" / "gesture2midi"
        self.takes, mappings, self.temporary = data / "takes", data / "mappings", folder / "temporary"
        for made in (mappings, self.temporary):
            made.mkdir(parents=True)
        for name, pitch in (("Low", "C2"), ("High", "C6")):
            (mappings / f"{name.lower()}.yaml").write_text(MAPPING.format(name=name, pitch=pitch))
        with TakeWriter(folder / "nobody.jsonl", fps=FPS) as nobody:
            for i in range(10 * FPS):
                nobody.write(Hands(i / FPS, i, 4 / 3, ()))
        self._hand = hand
        self.studio = Studio(
            env | {"TMPDIR": str(self.temporary)},
            folder,
            *("--source", str(folder / "nobody.jsonl"), "--no-synth", *arguments),
        )

    def write(self, name: str, seconds: float) -> Path:
        return write(self.takes, f"{name}.jsonl", self._hand, seconds)


@pytest.fixture
def begin(tmp_path: Path, hand: Hand) -> Iterator[Callable[..., Evening]]:
    begun: list[Evening] = []

    def start(env: dict[str, str], *arguments: str) -> Evening:
        begun.append(Evening(env, tmp_path, hand, *arguments))
        return begun[-1]

    yield start
    for one in begun:
        one.studio.end()


def row(page: Page, day: int) -> Locator:
    return page.get_by_role("listitem").filter(has_text=f"2026-11-{day:02d} 20:15")


def choose(page: Page, name: str) -> None:
    pick(page, "Choose a mapping", f"{name} · {name.lower()}")
    expect(page.get_by_text(f"Now playing {name}.")).to_be_visible()


def download(page: Page, button: Locator, to: Path) -> Path:
    with page.expect_download(timeout=BESIDE) as came:
        button.click()
    came.value.save_as(to / came.value.suggested_filename)
    return to / came.value.suggested_filename


def test_a_performance_is_seen_and_heard_again_through_another_mapping(
    jack_server, midi_dump, begin, page: Page
) -> None:
    evening = begin(jack_server.env)
    evening.write("2026-11-20 20.15.00", 240.0)
    jack_server.connect(PORT, midi_dump.port)
    visit(page, evening.studio, "/takes")
    take = row(page, 20)
    expect(take.get_by_role("img", name="What is played")).to_have_class(re.compile("drawn"), timeout=BESIDE)
    page.wait_for_function("document.querySelector('.strip img').naturalWidth > 0")
    choose(page, "Low")
    take.get_by_role("button", name="Play the take").click()
    place = page.get_by_role("slider", name="How far")
    place.focus()
    page.keyboard.press("End")  # that is over at once: by keys one gets everywhere
    expect(place).to_be_hidden()
    take.get_by_role("button", name="Play the take").click()
    expect(take.locator(".cursor")).to_be_visible()
    take.get_by_role("img", name="What is played").click(position={"x": 400, "y": 20})
    midi_dump.until(lambda events: sounding(events) == {36})
    page.wait_for_function("parseFloat(document.querySelector('.cursor').style.left) > 30")
    choose(page, "High")
    midi_dump.until(lambda events: sounding(events) == {84})
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(place).to_be_hidden()
    expect(take.locator(".cursor")).to_be_hidden()
    heard = midi_dump.until(lambda events: sounding(events) == set())
    assert {event[1] for event in heard if event[0] == 0x90} == {36, 84}


def test_a_take_becomes_files_of_four_kinds_and_is_thrown_away_and_comes_back(
    begin, page: Page, tmp_path: Path
) -> None:
    evening = begin(dict(os.environ), "--no-midi")
    for day in range(1, 26):
        path = evening.write(f"2026-11-{day:02d} 20.15.00", 1.0)
    visit(page, evening.studio, "/takes")
    expect(page.get_by_role("listitem")).to_have_count(20)
    page.get_by_role("button", name="Show more takes").click()
    expect(page.get_by_role("listitem")).to_have_count(25)
    expect(page.get_by_role("button", name="Show more takes")).to_be_hidden()
    expect(page.locator(".strip.drawn")).to_have_count(25, timeout=BESIDE)
    choose(page, "High")
    newest = row(page, 25)
    midi = download(page, newest.get_by_role("button", name="as MIDI"), tmp_path)
    assert [m.note for m in mido.MidiFile(midi) if m.type == "note_on" and m.velocity] == [84]
    performance = json.loads(
        download(page, newest.get_by_role("button", name="as JSON"), tmp_path).read_text()
    )
    assert (performance["mapping"], performance["source"]) == ("High", path.name)
    (note,) = (event for event in performance["events"] if event["kind"] == "note")
    assert (note["note"], note["t"], note["end"]) == (84, 0.1, 0.9667)
    film = cv2.VideoCapture(str(download(page, newest.get_by_role("button", name="as MP4"), tmp_path)))
    pictures = 0
    while film.read()[0]:
        pictures += 1
    film.release()
    assert pictures == 52, "a second of hands, and its sound rings on"
    assert download(page, newest.get_by_role("button", name="itself"), tmp_path).read_bytes() == (
        path.read_bytes()
    )
    newest.get_by_role("button", name="Delete").click()
    expect(newest).to_have_count(0)
    assert not path.exists()
    page.get_by_role("button", name="Undo").click()
    expect(newest).to_have_count(1)
    assert path.exists()


def test_an_export_is_on_every_page_is_stopped_and_leaves_nothing(begin, page: Page) -> None:
    evening = begin(dict(os.environ), "--no-midi")
    evening.write("2026-11-20 20.15.00", 120.0)
    visit(page, evening.studio, "/takes")
    row(page, 20).get_by_role("button", name="as MP4").click()
    made = page.get_by_text("Making 2026-11-20 20.15.00.mp4")
    expect(made).to_be_visible()
    reload(page)
    expect(made).to_be_visible()
    other = page.context.new_page()
    visit(other, evening.studio, "/takes")
    for one in (page, other):
        expect(one.get_by_role("progressbar", name="2026-11-20 20.15.00.mp4")).not_to_have_attribute(
            "aria-valuenow", "0", timeout=BESIDE
        )
    assert list(evening.temporary.rglob("*.mp4"))  # the half of one
    other.get_by_role("button", name="Stop making").click()
    expect(made).to_be_hidden()
    other.close()
    assert not list(evening.temporary.rglob("*.mp4"))
    row(page, 20).get_by_role("button", name="as MP4").click()
    expect(made).to_be_visible()
    evening.studio.end()
    assert list(evening.temporary.iterdir()) == []


def test_a_file_comes_though_its_page_was_loaded_anew(begin, page: Page, tmp_path: Path) -> None:
    evening = begin(dict(os.environ), "--no-midi")
    evening.write("2026-11-20 20.15.00", 2.0)
    visit(page, evening.studio, "/takes")
    choose(page, "High")
    with page.expect_download(timeout=BESIDE) as came:
        row(page, 20).get_by_role("button", name="as JSON").click()
        expect(page.get_by_text("Making 2026-11-20 20.15.00.json")).to_be_visible()
        reload(page)
    came.value.save_as(tmp_path / "played.json")
    assert json.loads((tmp_path / "played.json").read_text())["mapping"] == "High"
    expect(page.get_by_text("Making 2026")).to_have_count(0)


def test_a_part_is_chosen_by_keys_and_numbers_and_kept_as_a_take(begin, page: Page) -> None:
    evening = begin(dict(os.environ), "--no-midi")
    whole = evening.write("2026-11-20 20.15.00", 10.0)
    before = whole.read_bytes()
    visit(page, evening.studio, "/takes")
    take = row(page, 20).first
    take.get_by_role("button", name="Trim").click()
    start, end = (take.get_by_role("spinbutton", name=name) for name in ("From second", "To second"))
    expect(end).to_have_value("10.0")
    take.get_by_role("slider", name="From second").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(start).to_have_value("0.5")
    end.fill("0.2")  # before the start: that is no part
    expect(take.get_by_role("button", name="Keep this part")).to_be_disabled()
    end.fill("1.5")
    expect(take.get_by_role("slider", name="To second")).to_have_value("1.5")
    take.get_by_role("button", name="Keep this part").click()
    expect(row(page, 20)).to_have_count(2, timeout=BESIDE)
    expect(row(page, 20).filter(has_text="part")).to_contain_text("0:01.0 · Low")
    assert whole.read_bytes() == before
    part = Take(evening.takes / "2026-11-20 20.15.00 part.jsonl")
    inside = [hands for hands in Take(whole).frames() if 0.5 <= hands.t <= 1.5]
    read = list(part.frames())
    assert [round(hands.t + inside[0].t, 5) for hands in read] == [round(hands.t, 5) for hands in inside]
    assert [bool(hands.hands) for hands in read] == [bool(hands.hands) for hands in inside]
    assert sorted(path.name for path in evening.takes.iterdir() if path.suffix == ".jsonl") == [
        "2026-11-20 20.15.00 part.jsonl",
        "2026-11-20 20.15.00.jsonl",
    ]
    assert not list(evening.takes.glob(".cut-*"))
    assert barriers(page) == []  # which wants a program that is not everywhere

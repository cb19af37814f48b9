"""The check-up: what is good, what is not, and what to do; and the doctor at the terminal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from command import run

from gesture2midi import paths
from gesture2midi.capture.images import Pictures
from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.takes.reader import Take
from gesture2midi.events import Part
from gesture2midi.io.heart import sensor
from gesture2midi.io.voice import microphone
from gesture2midi.mapping import spoken
from gesture2midi.session import checks, diagnostics
from gesture2midi.session.checks import Finding
from gesture2midi.studio import words
from gesture2midi.tracking.model_file import packed
from gesture2midi.tracking.people import models


def sentences(finding: Finding, language: str) -> list[str]:
    read = words.read(language)
    said = [read(f"checkup.{finding.what}"), read(f"checkup.{finding.said}", **finding.values)]
    return said + ([read(f"checkup.{finding.advice}")] if finding.advice else [])


@pytest.mark.parametrize(
    ("finding", "good", "told"),
    [
        (checks.pictures(29.6, 30), True, "29.6 fps, of 30"),
        (checks.pictures(15.0, 30), False, "More light"),
        (checks.pictures(0.0, 30), False, "Plug the camera in"),
        (checks.pictures(0.0, 30, camera=False), False, "another source"),
        (checks.pictures(15.0, 30, camera=False), False, "Close other programs"),
        (checks.light(0.4), True, "40 % bright"),
        (checks.light(0.1), False, "lamp before you"),
        (checks.light(0.95), False, "window"),
        (checks.tracking([8.0] * 99 + [60.0], 30), True, "8 ms for each frame, 95 of 100 within 8 ms"),
        (checks.tracking([20.0] * 9 + [60.0], 30), False, "smaller picture"),
        (checks.port("Gesture2MIDI"), True, "choose it as an input"),
        (checks.port(None), False, "no other output"),
        (checks.port(None, why="There is none."), False, "There is none."),
        (
            checks.port(None, ["OSC 127.0.0.1:9000"], why="There is none."),
            True,
            "it plays to OSC 127.0.0.1:9000.",
        ),
        (checks.heart("Polar H10"), True, "Polar H10 is in reach"),
        (checks.heart(None), False, "Put it on and come nearer"),
        (checks.heart(None, why="Bluetooth cannot be used."), False, "Bluetooth cannot be used"),
        (checks.voice("Desk"), True, "heard by Desk"),
        (checks.voice(None, wanted=False, why="There is none."), True, "There is none."),
        (checks.voice(None, why="There is none."), False, "There is none."),
        (checks.models("face", 1_472_112, here=True), True, "there and genuine"),
        (checks.models("body", 9_399_558, here=False), True, "(9.4 MB) are fetched when"),
        (checks.models("body", 9, here=False, why="It is spoilt."), False, "gesture2midi model --body"),
        (checks.models("face", 9, here=False, why="It is spoilt."), False, "It is spoilt."),
        (checks.synth("alsa"), True, "by alsa"),
        (checks.synth(None), False, "It is off"),
        (checks.synth(None, sounds=False), False, "no sound"),
        (checks.synth(None, why="No card."), False, "No card."),
    ],
)
def test_each_thing_is_good_or_there_is_something_to_do(finding: Finding, good: bool, told: str) -> None:
    assert finding.good == good
    assert told in " ".join(sentences(finding, "en"))
    assert bool(finding.advice) != good
    # In another language each of its sentences is another one.
    for language in set(words.languages()) - {"en"}:
        said = zip(sentences(finding, "en"), sentences(finding, language), strict=True)
        assert [one for one, other in said if one == other and one not in finding.values.values()] == []


def test_brightness_is_a_share_of_white() -> None:
    assert checks.brightness(np.full((480, 640, 3), 255, np.uint8)) == 1.0
    assert checks.brightness(np.zeros((7, 5, 3), np.uint8)) == 0.0


def test_a_take_has_a_rate_and_no_light(make_take: Callable[[float, float], Path]) -> None:
    source = Paced(Take(make_take(0.0, 2.0)))
    (finding,) = diagnostics.source(source, None, 0.5)
    assert finding.what == "pictures"


class Nothing:
    name, fps, total = "nothing", 30.0, None

    def frames(self) -> Iterator[None]:
        yield from ()

    def close(self) -> None:
        pass


def test_a_source_without_pictures_is_told() -> None:
    (finding,) = diagnostics.source(Nothing(), None, 0.5)
    assert (finding.good, finding.said) == (False, "no_pictures")


def test_the_doctor_goes_through_all_and_fails_where_one_thing_is_not_good(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--source", "nowhere.mp4")
    assert done.returncode == 1, done.stderr
    for thing in ("file:", "MIDI port:", "synth:"):
        assert thing in done.stdout
    assert "fix   file:" in done.stdout and "not   " not in done.stdout
    assert "Traceback" not in done.stderr


def test_of_a_file_nothing_is_said_that_is_of_a_camera(tmp_path: Path) -> None:
    for name, shade in (("dark", 3), ("bright", 250)):
        folder = tmp_path / name
        folder.mkdir()
        for i in range(3):
            cv2.imwrite(str(folder / f"{i}.png"), np.full((64, 64, 3), shade, np.uint8))
        (finding,) = diagnostics.source(Pictures(folder, 10), None, 2.0, file=True)
        assert (finding.what, finding.good, finding.values) == (
            "file",
            True,
            {"seen": "3", "total": "3", "fps": "10"},
        )
        assert checks.light(shade / 255, file=True).advice == f"filmed_{name}"
    assert checks.tracking([90.0], 30.0, file=True).advice == "slower_than_file"
    (finding,) = diagnostics.source(Nothing(), None, 0.5, file=True)
    assert (finding.good, finding.said) == (False, "no_frame")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("any", "heart_here"), ("polar", "heart_here"), ("C0:FF", "no_heart"), ("", "heart_here")],
)
def test_a_heart_rate_sensor_is_looked_for(monkeypatch: pytest.MonkeyPatch, wanted: str, said: str) -> None:
    in_reach = [sensor.Found("Polar H10", "C0:FF:EE:00:00:01", -50)]
    monkeypatch.setattr(sensor, "sensors_in_reach", lambda: in_reach)
    assert diagnostics.heart(wanted).said == said
    assert diagnostics.heart("c0:ff:ee:00:00:01").good
    in_reach.clear()
    assert not diagnostics.heart(wanted).good


def test_a_microphone_is_opened_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_stream(name: str, hear: object) -> ExitStack:
        opened.append(name)
        return ExitStack()

    monkeypatch.setattr(microphone, "open_stream", open_stream)
    monkeypatch.setattr(microphone, "microphones", lambda: ["Desk", "Headset"])
    monkeypatch.setattr(microphone, "usual", lambda: "Desk")
    assert diagnostics.voice(None).values == diagnostics.voice("default").values == {"name": "Desk"}
    assert diagnostics.voice("head").values == {"name": "Headset"}
    assert opened == ["default", "default", "Headset"]
    assert not diagnostics.voice("stage").good


def test_no_microphone_is_a_fault_only_where_one_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "microphones", list)
    assert [diagnostics.voice(wanted).good for wanted in (None, "default")] == [True, False]
    monkeypatch.setattr(spoken, "installed", lambda: False)
    assert "pip install 'gesture2midi[voice]'" in str(diagnostics.voice("default").values["why"])


@pytest.mark.parametrize("part", ["face", "body"])
def test_models_that_are_kept_are_looked_at_and_nothing_is_fetched(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / f"{part}.zip"
    monkeypatch.setattr(paths, "people_models", lambda part: tmp_path / f"{part}.zip")
    monkeypatch.setattr(models, "ROUTES", (lambda *_: pytest.fail("fetched"),))
    assert diagnostics.models(part).said == "models_later"
    kept.write_bytes(b"no archive")
    spoilt = diagnostics.models(part)
    assert not spoilt.good
    assert spoilt.advice == f"fetch_{part}"
    assert str(kept) in spoilt.values["why"]
    content = [b"a", b"b"]
    genuine = tuple(
        replace(model, size=1, sha256=hashlib.sha256(data).hexdigest())
        for model, data in zip(models.MODELS[part], content, strict=True)
    )
    monkeypatch.setitem(models.MODELS, part, genuine)
    kept.write_bytes(packed({model.name: data for model, data in zip(genuine, content, strict=True)}))
    assert diagnostics.models(part).said == "models_here"

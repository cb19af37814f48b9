"""Stroke to sound: each part counts once, and the number is their sum."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.session.latency import Meter
from gesture2midi.session.picture_age import Age, PictureAges, age_of
from gesture2midi.session.sound_path import Part, lines, sound_path, whole

AGE = Age(camera="camera 0", fps=30.0, ms=52.0, error=2.0)


def stages(parts: tuple[Part, ...]) -> dict[str, float]:
    return {part.stage: part.milliseconds for part in parts}


def test_the_tracking_of_a_strike_lies_within_its_delay() -> None:
    parts = sound_path(age=AGE, fps=30, tracking=12.0, message=0.2, strike_delay=43.0, audio=4.0)
    assert stages(parts) == {"camera": 52, "tracking": 12, "strike_delay": 31, "message": 0.2, "audio": 4}
    assert whole(parts) == pytest.approx(52 + 43 + 0.2 + 4)
    slow = sound_path(age=AGE, fps=30, tracking=70.0, message=0.2, strike_delay=43.0, audio=None)
    assert stages(slow) == {"camera": 52, "tracking": 70, "strike_delay": 0, "message": 0.2}


def test_without_strikes_a_gesture_waits_for_half_a_frame() -> None:
    parts = sound_path(age=None, fps=50, tracking=12.0, message=0.5, strike_delay=None, audio=None)
    assert stages(parts) == {"wait": 10, "tracking": 12, "message": 0.5}


def test_it_is_told_with_a_bar_and_what_is_only_about() -> None:
    parts = sound_path(age=AGE, fps=30, tracking=20.0, message=0.0, strike_delay=48.0, audio=20.0)
    title, bar, *rows = lines(parts)
    assert title == "Stroke to sound: about 120 ms"
    assert len(bar.strip()) == pytest.approx(40, abs=2)
    assert [row.split()[1] for row in rows] == ["camera", "tracking", "strike", "message", "audio"]
    assert [row.endswith("about") for row in rows] == [False, False, False, False, True]
    assert lines(()) == []
    measured = sound_path(age=AGE, fps=30, tracking=20.0, message=0.0, strike_delay=None, audio=None)
    title, *_, last = lines(measured)
    assert title == "Gesture to sound: 89 ms"
    assert last.strip() == "your music program's audio buffer comes on top"


def test_the_meter_adds_up_its_medians() -> None:
    meter = Meter()
    assert meter.sound_path() == ()
    for i in range(50):
        t = i / 30
        meter.add((t, t + 0.001, t + 0.011, t + 0.012, t + 0.013, t + 0.015), 0)
    meter.strike_delay = 0.043
    meter.age, meter.audio = lambda: AGE, lambda: 0.004
    expected = {"camera": 52, "tracking": 13, "strike_delay": 30, "message": 2, "audio": 4}
    assert stages(meter.sound_path()) == pytest.approx(expected)
    assert meter.as_dict()["to_sound"] == pytest.approx(expected)


def test_the_age_of_a_camera_is_measured_or_about(tmp_path: Path) -> None:
    path = tmp_path / "new" / "camera-latency.json"
    ages = PictureAges(path)
    assert ages.of("performer", 30.0) is None
    guess = ages.of("camera 0", 30.0)
    assert guess is not None and not guess.measured and 40 <= guess.ms <= 80
    ages.keep(Age(camera="camera 0", fps=29.8, ms=52.4, error=2.0))
    ages.keep(Age(camera="camera 0", fps=59.9, ms=30.0, error=1.0))
    for kept in (ages, PictureAges(path)):
        found = [kept.of("camera 0", fps) for fps in (30.0, 60.0, 26.0)]
        assert [age.ms for age in found if age is not None and age.measured] == [52.4, 30.0, 52.4]
        other = kept.of("camera 1", 30.0)
        assert other is not None and not other.measured
    ages.keep(Age(camera="camera 0", fps=30.0, ms=48.0, error=2.0))
    again = PictureAges(path).of("camera 0", 30.0)
    assert again is not None and again.ms == 48.0


def test_a_measurement_stays_within_what_can_be_kept() -> None:
    assert age_of("screen", 30.0, 0.05, 0.002) is None
    assert age_of("camera 0", 0.0, 0.05, 0.002) is None
    assert age_of("camera 0", 30.0, -0.01, 5.0) == Age(camera="camera 0", fps=30.0, ms=0.0, error=1000.0)
    assert age_of("camera 1", 30.0, 0.0625, 0.25) == Age(camera="camera 1", fps=30.0, ms=62.5, error=250.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        '{"version": 2}',
        '{"version": 1, "ages": [{"camera": "camera 0", "fps": 0}]}',
        "[" * 9999,
    ],
)
def test_a_broken_file_counts_for_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "camera-latency.json"
    path.write_text(text, encoding="utf-8")
    found = PictureAges(path).of("camera 0", 30.0)
    assert found is not None and not found.measured

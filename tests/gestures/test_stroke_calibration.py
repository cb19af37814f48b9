"""Five soft strokes and five hard ones: a curve of the player's own, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import UsageError
from gesture2midi.events import Hands
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.profile import HARD_VELOCITY, SOFT_VELOCITY, Profile, Strokes
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.strike_sound import velocity_of
from gesture2midi.gestures.stroke_calibration import COUNT, STROKES, StrokeCalibration
from gesture2midi.performer.clips import drumming
from gesture2midi.performer.source import Performer
from gesture2midi.performer.strokes import Stroke

FPS = 30


def played(velocities: Sequence[float]) -> Iterator[Hands]:
    """Yields the true hands of a drawn player who strikes so, 0.6 s apart."""
    score = drumming("minimum-jerk", 1.0, 1, count=len(velocities))
    track = score.tracks["right"]
    strokes = tuple(Stroke(1 + 0.6 * i, v, "minimum-jerk") for i, v in enumerate(velocities))
    seconds = 1.8 + 0.6 * len(velocities)
    score = replace(score, seconds=seconds, tracks={"right": replace(track, strokes=strokes)})
    performer = Performer(score, (64, 48), FPS, mirror=False)
    for i in range(round(seconds * FPS)):
        yield replace(performer.truth(i / FPS), index=i)


def measured(velocities: Sequence[float]) -> StrokeCalibration:
    calibration = StrokeCalibration()
    for hands in played(velocities):
        calibration.update(hands)
    return calibration


def test_ten_strokes_give_a_curve_by_which_soft_is_soft_and_hard_is_hard() -> None:
    velocities = [0.4] * COUNT + [0.9] * COUNT
    calibration = measured(velocities)
    assert calibration.done
    strokes = calibration.result()
    assert strokes is not None and 1.5 < strokes.hard / strokes.soft < 3.5
    recognizer = Recognizer(Profile(strokes=strokes))
    hits = [hit for hands in played(velocities) for hit in recognizer.update(hands).hits]
    heard = [hit.velocity for hit in hits if hit.kind == "strike"]
    assert len(heard) == 2 * COUNT
    assert sum(heard[:COUNT]) / COUNT == pytest.approx(SOFT_VELOCITY, abs=0.06)
    assert sum(heard[COUNT:]) / COUNT == pytest.approx(HARD_VELOCITY, abs=0.06)


def test_what_is_to_be_done_is_told_stroke_by_stroke() -> None:
    calibration, parts = StrokeCalibration(), []
    for hands in played([0.4] * COUNT + [0.9] * COUNT):
        progress = calibration.update(hands)
        parts.append((progress.step and progress.step.name, progress.part))
    told = list(dict.fromkeys(parts))
    each = [(name, i / COUNT) for name in ("soft", "hard") for i in range(COUNT)]
    assert told == [*each, (None, 1.0)]


def test_strokes_that_are_alike_too_few_or_skipped_give_nothing() -> None:
    assert measured([0.6] * 2 * COUNT).result() is None
    few = measured([0.4] * COUNT + [0.9] * 2)
    assert not few.done and few.result() is None
    few.skip()
    assert few.done and few.result() is None
    assert few.update(next(played([0.4]))).step is None


def test_it_goes_on_by_itself_where_nobody_strikes() -> None:
    calibration = StrokeCalibration()
    still = next(played([0.4]))
    nobody = round(40 * FPS)
    for i in range(nobody):  # who is not seen has all the time
        calibration.update(replace(still, t=i / FPS, hands=()))
    assert not calibration.done
    for i in range(round((STROKES[0].seconds + 0.5) * FPS)):
        calibration.update(replace(still, t=(nobody + i) / FPS))
    assert calibration.done


def loudness(profile: Profile, speed: float) -> float:
    return velocity_of(speed, *profile.stroke_curve())


@given(st.floats(1, 100), st.floats(1.42, 20))
def test_what_is_called_soft_and_hard_is_so(soft: float, ratio: float) -> None:
    hard = soft * ratio
    profile = Profile(strokes=Strokes(soft, hard))
    assert loudness(profile, hard) == pytest.approx(HARD_VELOCITY)
    assert loudness(profile, soft) <= SOFT_VELOCITY + 0.05
    louder, softer = replace(profile, touch="soft"), replace(profile, touch="hard")
    middle = (soft + hard) / 2
    assert loudness(softer, middle) < loudness(profile, middle) < loudness(louder, middle)


def test_a_profile_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "players", lambda: tmp_path)
    for profile in (Profile(), Profile(strokes=Strokes(8.5, 23.0))):
        profile_files.save("ana", profile)
        assert profile_files.load("ana") == profile
    path = tmp_path / "ana.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("hard: 23.0", "hard: 8.0"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"soft must be at least 0\.5 below hard"):
        profile_files.load("ana")

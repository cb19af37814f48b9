"""The delay from a screen to the program is found as it was made, and never where no screen is seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest

from gesture2midi.capture import camera_latency
from gesture2midi.capture.camera_latency import (
    CameraLatency,
    Experiment,
    RoundTrip,
    gaps,
    measure,
    set_clock,
    small,
)
from gesture2midi.errors import SourceError
from gesture2midi.performer.flashing_screen import ScreenCamera, lit

CAMERA = ScreenCamera(0.08, size=(80, 60))
WITHIN = 0.003


def flips_of(seed: int) -> list[float]:
    return [100 + flip for flip in accumulate(gaps(seed))]


def filmed(camera: ScreenCamera, flips: list[float]) -> tuple[list[float], list[camera_latency.Kept]]:
    film = list(replace(camera, phase=99.4 + camera.phase).film(flips, flips[-1] + 1.2))
    return [arrival for arrival, _ in film], [small(picture) for _, picture in film]


def measured(camera: ScreenCamera, seed: int = 1) -> CameraLatency:
    flips = flips_of(seed)
    return measure(flips, *filmed(camera, flips), clock=0.001)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("delay", [0.035, 0.11, 0.4])
def test_a_known_delay_is_found_within_three_milliseconds(fps: float, delay: float) -> None:
    camera = replace(CAMERA, delay=delay, fps=fps, noise=8.0, automatic=True, phase=0.007, seed=3)
    flips = flips_of(int(1000 * delay) + int(fps))
    arrivals, seen = filmed(camera, flips)
    found = measure(flips, arrivals, seen, clock=0.001)
    assert found.lag == pytest.approx(delay, abs=WITHIN)
    assert abs(found.lag - delay) <= found.error + 0.0005
    # The truth of each flip: the first picture whose middle is not before it.
    truth = [min(at for at in arrivals if at - delay >= flip) - flip for flip in flips]
    assert found.median == pytest.approx(np.median(truth), abs=WITHIN)
    assert found.p95 == pytest.approx(np.percentile(truth, 95), abs=WITHIN)
    assert found.rate == pytest.approx(fps, rel=0.01)
    assert (len(found.delays), found.flips, found.clock) == (60, 60, 0.001)


@pytest.mark.parametrize(
    ("camera", "within"),
    [
        (
            replace(CAMERA, exposure=0.032, automatic=True, noise=12.0),
            WITHIN,
        ),  # exposed all the time
        (replace(CAMERA, unsteady=0.004, dropped=0.1), WITHIN),
        (replace(CAMERA, fps=15.0, exposure=0.05), 0.004),  # asked for 30, and gives half
        (replace(CAMERA, box=(0.85, 0.8, 0.95, 0.92), noise=8.0), WITHIN),  # far away, in a corner
    ],
)
def test_bad_cameras_are_borne_with(camera: ScreenCamera, within: float) -> None:
    found = measured(replace(camera, phase=0.011, seed=5), seed=5)
    assert found.lag == pytest.approx(0.08, abs=within)
    assert abs(found.lag - 0.08) <= found.error


def test_a_camera_in_step_with_the_screen_is_told_by_the_error() -> None:
    """Every flip then falls at one of two places between two pictures: no more can be known."""
    flips = [round(flip * 60) / 60 for flip in flips_of(1)]
    found = measure(flips, *filmed(replace(CAMERA, phase=0.005), flips), clock=0.0)
    assert found.error == pytest.approx(1 / 120, abs=0.001)
    assert abs(found.lag - 0.08) <= found.error


@pytest.mark.parametrize(
    "camera",
    [
        replace(CAMERA, box=None),
        replace(CAMERA, box=None, noise=40.0, automatic=True),
        replace(CAMERA, delay=1.4),  # later than what is looked for: another flash would be taken for it
    ],
)
def test_where_no_flash_is_seen_one_sentence_says_so(camera: ScreenCamera) -> None:
    with pytest.raises(SourceError, match="does not see the flashes: point it at the screen"):
        measured(camera)


def test_something_else_that_blinks_is_not_the_screen() -> None:
    other, flips = flips_of(7), flips_of(1)
    with pytest.raises(SourceError, match="does not see the flashes"):
        measure(flips, *filmed(CAMERA, other), clock=0.0)


def test_a_camera_that_stands_still_is_told() -> None:
    flips = flips_of(1)
    arrivals, seen = filmed(CAMERA, flips)
    with pytest.raises(SourceError, match="Too few pictures came"):
        measure(flips, arrivals[:50], seen[:50], clock=0.0)
    with pytest.raises(SourceError, match="does not see the flashes"):
        measure(flips, arrivals[:200], seen[:200], clock=0.0)


def test_every_seed_has_gaps_of_its_own_that_is_safe_to_look_at() -> None:
    assert gaps(1) == gaps(1) != gaps(2)
    # Two flips are one flash: never more than three in a second.
    assert (
        len(gaps(3)) == camera_latency.FLIPS
        and min(gaps(3)) >= 1 / 6
        and max(gaps(3)) <= camera_latency.LONGEST
    )


def test_the_quickest_round_trip_sets_the_clock() -> None:
    trips = [RoundTrip(1.0, 501.09, 1.1), RoundTrip(2.0, 501.001, 2.002), RoundTrip(3.0, 502.03, 3.04)]
    offset, error = set_clock(trips)
    assert (offset, error) == (pytest.approx(499.0), pytest.approx(0.001))


def test_an_experiment_is_measured_by_our_clock_though_the_page_has_its_own() -> None:
    experiment, flips = Experiment(), flips_of(2)
    experiment.trips += [
        RoundTrip(flips[0] + i - 90.0005, flips[0] + i, flips[0] + i - 89.9995) for i in (0, 1)
    ]
    assert not experiment.seen_out
    for flip in flips:
        experiment.flip(flip - 90)
    for arrival, picture in replace(CAMERA, phase=99.0).film(flips, flips[-1] + 2):
        assert not experiment.seen_out or arrival > flips[-1] + camera_latency.FARTHEST
        experiment.picture(arrival, picture)
    assert experiment.seen_out
    found = experiment.result()
    assert (found.lag, found.clock) == (pytest.approx(0.08, abs=WITHIN), pytest.approx(0.0005))


def test_a_result_may_be_asked_for_while_a_picture_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment, flips = Experiment(), flips_of(2)
    experiment.trips.append(RoundTrip(flips[0], flips[0], flips[0]))
    for flip in flips:
        experiment.flip(flip)
    *most, (arrival, picture) = replace(CAMERA, phase=99.0).film(flips, flips[-1] + 2)
    for arrived, image in most:
        experiment.picture(arrived, image)
    found: list[CameraLatency] = []
    kept = camera_latency.small

    def asked_meanwhile(image: np.ndarray) -> camera_latency.Kept:
        found.append(experiment.result())
        return kept(image)

    monkeypatch.setattr(camera_latency, "small", asked_meanwhile)
    experiment.picture(arrival, picture)
    assert found[0].lag == pytest.approx(0.08, abs=WITHIN)


def test_light_is_what_falls_into_the_exposure() -> None:
    flips = [1.0, 2.0, 4.0]
    seen = [lit(flips, 0.5, 0.9), lit(flips, 0.5, 1.5), lit(flips, 1.2, 1.6), lit(flips, 1.0, 5.0)]
    assert seen == pytest.approx([0, 0.5, 1, 0.5])
    assert (lit(flips, 1.5, 1.5), lit(flips, 2.5, 2.5)) == (1.0, 0.0)

"""`--fps auto` before a camera that is pretended: time is what the frames say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Frame, Hand, Hands, Side
from gesture2midi.mapping.load import loads
from gesture2midi.session.frame_rate import QUIET, AutomaticRate, Choice, Seen, adjustable
from gesture2midi.session.session import Session


@dataclass
class Pretended:
    """A camera that gives the rates it has, and counts what it was asked for."""

    has: float = 60.0
    offers_fast: bool = True
    automatic: bool = True
    fps: float = 30.0
    described: str = "Camera 0"
    asked: list[float] = field(default_factory=list)

    def take_rate(self, fps: float) -> None:
        self.asked.append(fps)
        self.fps = min(fps, self.has)


class Play:
    """Frames as that camera gives them."""

    def __init__(self, camera: Pretended, hands: int = 1) -> None:
        self.camera, self.t = camera, 0.0
        self.told: list[str] = []
        self.choice = Choice(camera, self.told.append)
        self.choice.begin(hands)

    def go_on(
        self, seconds: float, tracking: Callable[[int], float], hands: int = 1, sounds: bool = False
    ) -> None:
        end = self.t + seconds
        number = 0
        while self.t < end:
            before = len(self.camera.asked)
            self.choice.update(Seen(self.t, tracking(number), hands, sounds))
            assert not sounds or len(self.camera.asked) == before
            self.t += 1 / self.camera.fps
            number += 1


def fast(number: int) -> float:
    return 8.0


def slow(number: int) -> float:
    return 14.0


def test_it_takes_60_where_the_tracker_keeps_up_and_says_what_that_means() -> None:
    camera = Pretended()
    play = Play(camera)
    play.go_on(5.0, fast)
    assert camera.asked == [60.0]
    (said,) = play.told
    assert "60 frames per second, one every 16.7 ms and not 33.3" in said
    assert "a strike sounds 17 ms sooner" in said
    assert "half of the light" in said


def test_until_it_is_judged_and_where_the_tracker_is_slow_it_is_30() -> None:
    camera = Pretended()
    play = Play(camera)
    play.go_on(5.0, slow)
    assert camera.asked == []
    assert play.told == [
        "Camera 0 plays at 30 frames per second, one every 33.3 ms: 95 of 100 frames are tracked within "
        "14.0 ms, and 60 a second need it within 11.7."
    ]


def test_it_is_the_slow_frames_that_count_and_not_the_usual_one() -> None:
    camera = Pretended()
    Play(camera).go_on(5.0, lambda number: 20.0 if number % 10 == 9 else 8.0)
    assert camera.asked == []
    camera = Pretended()
    Play(camera).go_on(5.0, lambda number: 90.0 if number < 3 else 8.0)  # the hand is being found
    assert camera.asked == [60.0]


@pytest.mark.parametrize("seen", [0, 1])
def test_it_is_judged_with_as_many_hands_as_the_mapping_needs(seen: int) -> None:
    camera = Pretended()
    play = Play(camera, hands=2)
    play.go_on(20.0, fast, hands=seen)
    assert not camera.asked and not play.told
    play.go_on(5.0, fast, hands=2)
    assert camera.asked == [60.0]


def test_after_the_first_note_it_is_not_judged_any_more() -> None:
    camera = Pretended()
    play = Play(camera)
    play.go_on(0.5, fast)
    play.go_on(0.2, fast, sounds=True)
    play.go_on(20.0, fast)
    assert camera.asked == []
    assert play.told == [
        "Camera 0 plays at 30 frames per second, one every 33.3 ms: the first note came before tracking "
        "could be judged."
    ]


def test_a_camera_without_60_is_told_at_once() -> None:
    camera = Pretended(offers_fast=False)
    play = Play(camera)
    play.go_on(20.0, fast)
    assert camera.asked == []
    assert play.told == [
        "Camera 0 plays at 30 frames per second, one every 33.3 ms: it offers no 60 at this size."
    ]


def test_a_camera_that_promises_60_and_gives_less_goes_back_once_nothing_sounds() -> None:
    camera = Pretended(has=31.0)
    play = Play(camera)
    play.go_on(1.5, fast)
    assert camera.asked == [60.0]
    play.go_on(4.0, fast, sounds=True)
    assert camera.asked == [60.0]
    play.go_on(QUIET + 0.5, fast)
    assert camera.asked == [60.0, 30.0]
    assert "asked for 60, it gives 31" in play.told[-1]
    play.choice.begin(2)
    play.go_on(20.0, fast, hands=2)
    assert camera.asked == [60.0, 30.0]


def test_another_mapping_is_judged_for_its_own_hands() -> None:
    camera = Pretended()
    play = Play(camera)
    play.go_on(5.0, fast)
    play.choice.begin(2)
    play.go_on(0.1, slow, hands=2)
    assert camera.asked == [60.0, 30.0]
    play.go_on(5.0, slow, hands=2)
    play.choice.begin(1)  # known from before
    play.go_on(5.0, fast)
    play.choice.begin(2)
    play.go_on(5.0, fast, hands=2)
    assert camera.asked == [60.0, 30.0, 60.0, 30.0]


HAPPENS = st.tuples(
    *(st.floats(0, 60), st.integers(0, 2), st.booleans(), st.sampled_from([None, 1, 2]), st.floats(0, 0.3))
)
"""Milliseconds of tracking, hands in view, whether a note sounds, hands of a new mapping, seconds gone."""


@given(st.lists(HAPPENS, max_size=200), st.floats(5, 90))
def test_whatever_happens_no_rate_changes_within_a_note_or_half_a_second_of_one(
    frames: list[tuple[float, int, bool, int | None, float]], has: float
) -> None:
    camera = Pretended(has=has)
    choice = Choice(camera, lambda text: None)
    choice.begin(1)
    t, sounded = 0.0, -1.0
    for tracking, hands, sounds, begun, step in frames:
        t += step
        if begun is not None:
            choice.begin(begun)
        sounded = t if sounds else sounded
        before = list(camera.asked)
        choice.update(Seen(t, tracking, hands, sounds))
        assert camera.asked == before or t - sounded >= QUIET
    assert all(rate in (30.0, 60.0) for rate in camera.asked)


class Filmed(Pretended):
    """The same as the source of a whole set."""

    name, total = "camera 0", None

    def frames(self) -> Iterator[Frame]:
        t = 0.0
        for index in range(200):
            yield Frame(t, index, np.zeros((4, 4, 3), np.uint8), False, t)
            t += 1 / self.fps

    def close(self) -> None:
        pass


def test_a_set_has_its_camera_choose(hand: Hand) -> None:
    camera = Filmed()
    mapping = loads("name: A\ncontrols: [{send: cc, number: 1, from: right.y}]", Path("a.yaml"))
    session = Session(camera, lambda hands: nullcontext(Still(hand)), mapping, NoteLedger([], pytest.fail))
    told: list[str] = []
    rates: list[float] = []
    rate = AutomaticRate(session, camera, told.append, rates.append)
    session.watchers.append(rate.look)
    session.run()
    assert camera.asked == [60.0]
    assert (rates[0], rates[-1]) == (30.0, 60.0)
    assert len(told) == 1


class Still:
    """A tracker that sees one hand at once."""

    locked: frozenset[Side] = frozenset()
    steady = 0.0

    def __init__(self, hand: Hand) -> None:
        self._hand = hand

    def track(self, frame: Frame) -> Hands:
        return Hands(frame.t, frame.index, 4 / 3, (self._hand,))

    def reset(self) -> None:
        pass


def test_a_rate_that_was_given_is_left_alone() -> None:
    assert adjustable(Pretended(automatic=False)) is None
    assert adjustable(object()) is None

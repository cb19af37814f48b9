"""Half a minute of hands in, a player's profile out."""

from __future__ import annotations

from dataclasses import replace
from math import cos, nan, pi, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.errors import PlayerError
from gesture2midi.events import Hand, Hands
from gesture2midi.gestures.calibration import STEPS, Calibration, Note
from gesture2midi.gestures.profile import Profile, Reach
from gesture2midi.gestures.recognizer import Recognizer

FPS = 20
CURLS = {"open": (0, 0, 0, 0, 0), "closed": (1, 1, 1, 1, 1)}
SCALE = {"near": 0.25, "far": 0.12}


def shown(make, step, t, side="right", x=0.65, y=0.55, rx=0.06, ry=0.08):
    """A hand that goes round an ellipse about (x, y), and then does what the step says."""
    if step.name == "reach":
        return make(side, x=x + rx * cos(t * 2 * pi / 3), y=y + ry * sin(t * 2 * pi / 3), scale=0.16)
    curls = CURLS.get(step.name, (0.2, 0.2, 0.2, 0.2, 0.2))
    return make(side, curls, x=x, y=y, scale=SCALE.get(step.name, 0.16), pinch=step.name == "pinch")


def perform(frame, *players, fps=FPS, spoil=lambda hands: hands):
    """A calibration fed until it is done; each player gives the hand of a step at a time in it."""
    calibration, number = Calibration(), 0
    while not calibration.done:
        t = number / fps
        step, at = current(t)
        calibration.update(spoil(frame(t, *(player(step, at) for player in players))))
        number += 1
        assert number < 60 * fps
    return calibration


def current(t):
    for step in STEPS:
        if t < step.seconds:
            return step, t
        t -= step.seconds
    return STEPS[-1], t


def ten_centimetres(make, side="right", **how):
    # A palm of 8.7 cm is 0.16 of the picture's height here, so 10 cm are 0.18 of it.
    return lambda step, t: shown(make, step, t, side, ry=0.09, **how)


def test_it_takes_half_a_minute_and_says_what_to_do(frame, make):
    assert sum(step.seconds for step in STEPS) == 30
    calibration = Calibration()
    words = []
    for i in range(31 * FPS):
        step, at = current(i / FPS)
        progress = calibration.update(frame(i / FPS, shown(make, step, at)))
        assert 0 <= progress.part <= 1
        if progress.step is not None and progress.step.words not in words:
            words.append(progress.step.words)
    assert words == [step.words for step in STEPS]
    assert calibration.done


def test_a_reach_of_ten_centimetres_spans_the_whole_range(frame, make):
    player = ten_centimetres(make)
    profile = perform(frame, player).result().profile
    area = profile.right.area
    assert area.bottom - area.top == pytest.approx(0.18, abs=0.01)
    recognizer = Recognizer(profile)
    heights = [
        recognizer.update(frame(i / FPS, player(STEPS[0], i / FPS))).signals["right.y"]
        for i in range(3 * FPS)
    ]
    assert (min(heights), max(heights)) == pytest.approx((0, 1), abs=0.5 / 127)
    assert len({round(height, 2) for height in heights}) > 15, "and everything between"


def test_depth_and_fingers_reach_their_ends_as_well(frame, make):
    player = ten_centimetres(make)
    measured = perform(frame, player).result()
    assert measured.notes == (Note("note_alone", "right"),)
    seen = {
        step.name: Recognizer(measured.profile).update(frame(0.0, player(step, 3.0))).signals
        for step in STEPS
    }
    assert seen["near"]["right.depth"] == pytest.approx(1, abs=0.02)
    assert seen["far"]["right.depth"] == pytest.approx(0, abs=0.02)
    assert (seen["open"]["right.open"], seen["closed"]["right.open"]) == (1, 0)
    assert (seen["pinch"]["right.pinch"], seen["open"]["right.pinch"]) == (1, 0)


def test_each_hand_is_measured_by_itself(frame, make):
    left = ten_centimetres(make, "left", x=0.3, y=0.4)
    profile = perform(frame, left, ten_centimetres(make)).result().profile
    assert profile.hands == "both"
    assert profile.left.area.right < 0.4 < 0.5 < profile.right.area.left


def test_a_hand_that_only_lies_there_does_not_play(frame, make):
    resting = make("left", x=0.2, y=0.9)
    measured = perform(frame, lambda step, t: resting, ten_centimetres(make)).result()
    assert measured.profile.hands == "right"
    assert measured.profile.left == Reach()
    asked = perform(frame, lambda step, t: resting, ten_centimetres(make)).result("swap", 0.5).profile
    assert (asked.hands, asked.steady) == ("swap", 0.5)


def test_what_is_not_done_stays_as_usual_and_is_said(frame, make):
    still = lambda step, t: shown(make, STEPS[0], t)  # noqa: E731
    measured = perform(frame, still).result("both")
    assert replace(measured.profile.right, area=Reach().area) == Reach()
    assert [note.about for note in measured.notes] == ["note_depth", "note_open", "note_pinch"]


def test_back_does_a_step_again_or_the_one_before_it(frame, make):
    calibration, t = Calibration(), 0.0

    def play(seconds):
        nonlocal t
        progress = None
        for _ in range(round(seconds * FPS)):
            t += 1 / FPS
            progress = calibration.update(frame(t, make("right", scale=0.16)))
        return progress

    assert play(12.0).number == 1
    calibration.back()  # two seconds into it: once more
    assert play(0.5).number == 1
    assert calibration.update(frame(t, make("right"))).left == pytest.approx(3.5)
    calibration.back()  # half a second into it: the one before
    assert play(0.1).number == 0
    calibration.back()
    assert play(9.8).number == 0 and play(0.4).number == 1
    while not calibration.done:
        play(1.0)
    calibration.back()
    assert calibration.done


def test_a_picture_that_is_not_mirrored_gives_the_same_area(frame, make):
    def turned(hands):
        return replace(
            hands,
            mirror=False,
            hands=tuple(
                replace(h, points=h.points * (-1, 1, 1) + (1, 0, 0), world=h.world * (-1, 1, 1))
                for h in hands.hands
            ),
        )

    player = ten_centimetres(make)
    plain = perform(frame, player).result().profile.right
    assert perform(frame, player, spoil=turned).result().profile.right == plain


def test_time_stands_still_while_no_hand_is_seen(frame, make):
    calibration = Calibration()
    calibration.update(frame(0.0, make()))
    for i in range(1, 100):
        before = calibration.update(frame(float(i)))
    after = calibration.update(frame(100.0, make()))
    assert before.part < after.part <= 0.05


def test_landmarks_that_are_no_numbers_are_passed_over(frame, make):
    def spoiled(hands):
        if hands.t * FPS % 3 >= 1:
            return hands
        return replace(hands, hands=tuple(replace(h, points=h.points * np.float32(nan)) for h in hands.hands))

    profile = perform(frame, ten_centimetres(make), spoil=spoiled).result().profile
    assert profile.right.area.bottom - profile.right.area.top == pytest.approx(0.18, abs=0.015)


def test_too_little_movement_is_one_sentence(frame, make):
    hand = make()
    with pytest.raises(PlayerError, match=r"^No hand moved farther than 5% .* nothing was saved: .*\.$"):
        perform(frame, lambda step, t: hand).result()


def test_one_that_broke_off_is_one_sentence(frame, make):
    calibration = Calibration()
    for i in range(12 * FPS):
        calibration.update(frame(i / FPS, shown(make, *current(i / FPS))))
    with pytest.raises(
        PlayerError, match=r"^The calibration ended at step 2 of 6, so nothing was saved: .*\.$"
    ):
        calibration.result()


wild = st.one_of(st.floats(-2, 3, width=32), st.sampled_from([nan, float("inf"), 3e38]))
arrays = st.lists(wild, min_size=1, max_size=63).map(lambda xs: np.resize(np.array(xs, np.float32), (21, 3)))
wild_hands = st.builds(Hand, st.sampled_from(["left", "right"]), st.just(1.0), arrays, arrays)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_comes_in_what_comes_out_can_be_played(frame, make, data):
    calibration = Calibration()
    kinds = [make(x=x, y=y, scale=s) for x, y, s in ((0.2, 0.2, 0.1), (0.8, 0.6, 0.3), (0.5, 0.9, 0.2))]
    kinds += [make(curls=(1, 1, 1, 1, 1)), make("left", (0.7, 0.7, 0.7, 0.7, 0.7)), make("left", pinch=True)]
    deck = data.draw(st.lists(st.one_of(st.sampled_from(kinds), wild_hands), min_size=1, max_size=12))
    clock = data.draw(st.sampled_from([0.02, 0.05, 0.5]))
    for i in range(1600):
        t = i * clock if i % 50 else data.draw(st.sampled_from([i * clock, nan, 0.0]))
        calibration.update(Hands(t, i, 4 / 3, (deck[i % len(deck)],), True))
    try:
        profile = calibration.result().profile
    except PlayerError:
        return
    assert isinstance(profile, Profile)
    for reach in (profile.left, profile.right):
        area = reach.area
        assert -0.03 < area.left < area.right < 1.03 and -0.03 < area.top < area.bottom < 1.03
        assert 0 < area.near < area.far <= 10
        assert reach.curled < reach.straight and reach.touching < reach.apart

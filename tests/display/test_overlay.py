from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gesture2midi.display.overlay import BONES, draw
from gesture2midi.display.palette import SENT, SIDES, bgr
from gesture2midi.display.view import Meter, View
from gesture2midi.events import Frame, Hand, Hit, Image

MakeView = Callable[..., View]


def near(image: Image, colour: str) -> np.ndarray:
    """Where the picture has about this colour: bool, of its shape without the last axis."""
    return np.abs(image.astype(int) - bgr(colour)).max(axis=-1) < 12


def on_bones(image: Image, hand: Hand) -> list[bool]:
    """Whether each bone's middle third is painted in the side's colour, all along."""
    height, width = image.shape[:2]
    found = []
    for a, b in BONES:
        steps = np.linspace(0.35, 0.65, 7)[:, None]
        line = (hand.points[a, :2] * (1 - steps) + hand.points[b, :2] * steps) * (width, height)
        columns, rows = np.round(line).astype(int).T
        found.append(bool(near(image[rows, columns], SIDES[hand.side]).all()))
    return found


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 640), (1920, 1080)])
@pytest.mark.parametrize("mirror", [True, False])
def test_every_bone_lies_where_the_player_sees_it(
    make_view: MakeView, size: tuple[int, int], mirror: bool
) -> None:
    view = make_view(*size, mirror)
    image = draw(view)
    assert image.shape == (size[1], size[0], 3)
    assert image.dtype == np.uint8
    for hand in view.hands.hands:
        assert all(on_bones(image, hand)), hand.side


def test_only_a_mirrored_picture_is_flipped_and_the_frame_is_left_alone(make_view: MakeView) -> None:
    image = np.full((480, 640, 3), 90, np.uint8)
    image[200:300, :50] = (0, 0, 255)
    before = image.copy()
    for mirror in (True, False):
        view = make_view(frame=Frame(0.0, 0, image, mirror, 0.0))
        drawn = draw(view)
        red_at_the_left = (drawn[250, 25] == (0, 0, 255)).all()
        red_at_the_right = (drawn[250, 614] == (0, 0, 255)).all()
        assert (red_at_the_left, red_at_the_right) == ((False, True) if mirror else (True, False))
        assert (image == before).all()


def test_a_small_picture_is_enlarged_so_that_text_can_be_read(make_view: MakeView) -> None:
    assert draw(make_view(320, 240)).shape == (480, 640, 3)


def test_a_fuller_meter_has_more_of_the_colour(make_view: MakeView) -> None:
    def painted(value: float) -> int:
        view = make_view(sounding=(), names=(), scene="", meters=(Meter("a", value, "x"),))
        return int(near(draw(view), SENT).sum())

    areas = [painted(value) for value in (0.0, 0.25, 0.5, 1.0, 7.0)]
    assert areas[0] == 0
    assert areas == sorted(areas)
    assert areas[1] < areas[2] < areas[3] == areas[4]


def test_a_bend_grows_from_the_middle(make_view: MakeView) -> None:
    def columns(value: float) -> np.ndarray:
        view = make_view(sounding=(), names=(), scene="", meters=(Meter("bend", value, "x", middle=0.5),))
        return np.flatnonzero(near(draw(view), SENT).any(axis=0))

    assert columns(0.5).size == 0
    assert columns(0.1).max() <= 326
    assert columns(0.9).min() >= 314


def test_what_is_shown_changes_the_picture(make_view: MakeView) -> None:
    view = make_view()
    gestures = view.gestures
    assert gestures is not None
    plain = draw(view)
    pinched = replace(gestures, signals=dict(gestures.signals) | {"right.pinch": 0.9})
    struck = replace(gestures, hits=(Hit(0.0, "right", "strike", 0.8),))
    for changed in (
        {"recording": True},
        {"notice": "The MIDI port is gone."},
        {"latency_ms": None},
        {"mapping": "Drums"},
        {"scene": ""},
        {"sounding": (), "names": ()},
        {"names": ("Eb4", "Snare")},
        {"gestures": None},
        {"gestures": pinched},
        {"gestures": struck},
    ):
        assert (draw(replace(view, **changed)) != plain).any(), changed


def test_same_view_same_picture(make_view: MakeView) -> None:
    assert (draw(make_view()) == draw(make_view())).all()


def test_more_than_fits_is_drawn_without_complaint(make_view: MakeView) -> None:
    meters = tuple(Meter(f"a controller with a long name {i}", i / 40, str(i)) for i in range(40))
    view = make_view(
        sounding=tuple((1 + i % 16, i) for i in range(0, 127, 3)),
        names=tuple(f"note {i}" for i in range(0, 127, 3)),
        meters=meters,
        mapping="A mapping whose name is far too long for the strip at the top " * 3,
        scene="so is this scene's name " * 5,
        notice="and this sentence does not end " * 10,
        recording=True,
    )
    full = draw(view)
    assert full.shape == (480, 640, 3)
    # The edges of the picture stay free: nothing has run out of its panel.
    assert (full[:8] == 90).all()
    assert (full[-8:] == 90).all()
    assert (full[:, -8:] == 90).all()


@pytest.mark.parametrize("far", [-40.0, 60.0])
def test_landmarks_far_outside_do_no_harm(make_view: MakeView, far: float) -> None:
    view = make_view()
    points = view.hands.hands[0].points.copy()
    points[8] = far
    hand = replace(view.hands.hands[0], points=points)
    away = replace(hand, points=points * 0 + far)
    for hands in ((hand,), (away,), ()):
        assert draw(replace(view, hands=replace(view.hands, hands=hands))).shape == (480, 640, 3)


def test_labels_of_crossed_hands_do_not_lie_on_each_other(make_view: MakeView) -> None:
    view = make_view(sounding=(), names=(), meters=())
    left, right = view.hands.hands
    crossed = replace(right, points=left.points)
    alone = draw(replace(view, hands=replace(view.hands, hands=(left,))))
    both = draw(replace(view, hands=replace(view.hands, hands=(left, crossed))))
    label = np.flatnonzero(near(alone, SIDES["left"])[345:].any(axis=1)) + 345
    assert label.size > 15
    assert (both[label] == alone[label]).all()
    assert near(both, SIDES["right"]).sum() > near(alone, SIDES["right"]).sum()


def test_the_ring_of_a_hand_that_stays_fills_around_its_palm(make_view: MakeView) -> None:
    def ring(part: float) -> np.ndarray:
        view = make_view(mirror=False, staying={"right": part})
        return np.any(draw(view) != draw(make_view(mirror=False, staying={"right": 0.0})), axis=2)

    quarter, half, whole = ring(0.25), ring(0.5), ring(1.0)
    middle = int(make_view().hands.hands[1].points[[0, 1, 5, 9, 13, 17], 0].mean() * 640)
    assert 0 < quarter.sum() < half.sum() < whole.sum()
    assert not half[:, : middle - 8].any()  # it begins at the top and goes to the right
    assert whole[:, : middle - 8].any()


def test_a_ring_far_outside_does_no_harm(make_view: MakeView) -> None:
    hands = make_view().hands
    far = replace(hands.hands[1], points=hands.hands[1].points + np.float32(1e6))
    draw(make_view(hands=replace(hands, hands=(far,)), staying={"right": 0.5}))

"""What counts as moved: drawn pictures with noise, and boxes that are hidden."""

import numpy as np

from gesture2midi.events import Image
from gesture2midi.tracking.motion_gate import PATIENCE, Stillness

rng = np.random.default_rng(7)


def room(shade: int = 120) -> Image:
    """A wall before a webcam with noise."""
    return np.clip(rng.normal(shade, 4, (192, 192, 3)), 0, 255).astype(np.uint8)


def with_hand(x: int, y: int) -> Image:
    picture = room()
    picture[y : y + 20, x : x + 20] = 200
    return picture


def test_noise_is_still_but_not_for_ever() -> None:
    stillness = Stillness()
    assert stillness.moved(room(), [])
    assert [stillness.moved(room(), []) for _ in range(PATIENCE + 1)] == [False] * PATIENCE + [True]


def test_a_hand_that_comes_in_moves_in_that_picture() -> None:
    stillness = Stillness()
    stillness.moved(room(), [])
    assert stillness.moved(with_hand(100, 60), [])
    assert not stillness.moved(with_hand(100, 60), [])
    assert stillness.moved(room(), [])


def test_what_creeps_in_is_noticed() -> None:
    stillness = Stillness()
    stillness.moved(room(100), [])
    assert any(stillness.moved(room(100 + 8 * step), []) for step in range(1, PATIENCE))


def test_a_tracked_hand_may_move() -> None:
    stillness = Stillness()
    stillness.moved(with_hand(100, 60), [(90, 50, 130, 90)])
    assert not stillness.moved(with_hand(20, 60), [(10, 50, 50, 90)])
    assert stillness.moved(with_hand(20, 120), [(10, 50, 50, 90)])


def test_a_hidden_box_may_reach_out_of_the_picture() -> None:
    stillness = Stillness()
    stillness.moved(with_hand(0, 0), [(-30, -30, 25, 25)])
    assert not stillness.moved(with_hand(180, 180), [(170, 170, 400, 400)])
    assert stillness.moved(with_hand(90, 90), [(-300, -300, -10, -10)])


def test_after_forgetting_every_picture_is_new() -> None:
    stillness = Stillness()
    picture = room()
    assert stillness.moved(picture, [])
    stillness.forget()
    assert stillness.moved(picture, [])

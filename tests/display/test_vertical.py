"""The film for a phone: upright, with what sounds in large letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gesture2midi.display.overlay import draw
from gesture2midi.display.vertical import HEIGHT, WIDTH, draw_vertical
from gesture2midi.display.view import Meter, Plan, View, Zone

MakeView = Callable[..., View]


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 640), (240, 1920), (1920, 240)])
def test_a_picture_of_any_shape_becomes_an_upright_one(make_view: MakeView, size: tuple[int, int]) -> None:
    view = make_view(*size)
    image = draw_vertical(view)
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert (image == draw_vertical(view)).all()


def test_all_that_is_played_is_seen_in_it(make_view: MakeView) -> None:
    view = make_view()
    plain = draw_vertical(view)
    for changed in (
        {"sounding": ((1, 62),), "names": ("D4",)},
        {"sounding": (), "names": ()},
        {"scene": "verse"},
        {"mapping": "Drums"},
        {"meters": (Meter("volume", 0.9, "115"),)},
        {"plan": Plan((Zone("right", 0.5, 0.9, 0.2, 0.8, "C4"),))},
    ):
        assert (draw_vertical(replace(view, **changed)) != plain).any(), changed
    for same in ({"fps": 12.0}, {"latency_ms": 99.0}):
        assert (draw_vertical(replace(view, **same)) == plain).all(), same


def test_many_notes_and_long_names_fit(make_view: MakeView) -> None:
    names = tuple(f"C{i}" for i in range(10))
    view = make_view(
        sounding=tuple((1, 12 * i) for i in range(10)), names=names, mapping="M" * 90, scene="s" * 90
    )
    assert draw_vertical(view).shape == (HEIGHT, WIDTH, 3)


def test_a_film_has_zones_and_no_rate_of_the_machine_that_made_it(make_view: MakeView) -> None:
    view = make_view(fps=0.0, latency_ms=None)
    zone = Zone("right", 0.5, 0.9, 0.2, 0.8, "C4")
    assert (draw(replace(view, plan=Plan((zone,)))) != draw(view)).any()
    width = view.frame.image.shape[1]
    corner = (slice(12, 42), slice(width - 60, width - 24))
    assert (draw(replace(view, fps=30.0))[corner] != draw(view)[corner]).any()

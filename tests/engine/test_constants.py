"""A constant outside 0..1 is sent as it stands, or refused; it is never cut off in silence."""

from __future__ import annotations

import pytest
from played import NOBODY, engine

from gesture2midi.engine.messages import line
from gesture2midi.errors import MappingError
from gesture2midi.events import Gestures


def said(control: str) -> list[str]:
    """What a control says that always plays, without its time."""
    player = engine(f"controls: [{{send: {control}}}]")
    frames = [Gestures(i / 2, i, NOBODY | {"left.fist": float(i > 0)}, {}, ()) for i in range(3)]
    sent = [line(item) for frame in frames for item in player.update(frame).items]
    return [one.split(" ", 1)[1] for one in sent]


@pytest.mark.parametrize(
    ("control", "sent"),
    [
        ("osc, address: /live/clip/fire, from: [3, 7], when: left.fist", "osc /live/clip/fire 3.0000 7.0000"),
        (
            "osc, address: /a, from: [-2.5, 0.5, 1, 2*50], out: [0, 10]",
            "osc /a -2.5000 5.0000 10.0000 100.0000",
        ),
        ("osc, address: /a, from: 440, rate: 60 Hz", "osc /a 440.0000"),
        ("osc, address: /a, from: 3, in: [0, 6]", "osc /a 0.5000"),
        ("cc, number: 20, from: 100", "ch1 cc 20 100"),
        ("cc, number: 20, from: 2*50", "ch1 cc 20 100"),
        (
            "cc, number: 20, from: 100, curve: exponential, steps: 2, out: [0, 10]",
            "ch1 cc 20 100",
        ),
        ("cc, number: 20, from: 100, rate: 120 Hz", "ch1 cc 20 100"),
        ("cc, number: 20, from: 1", "ch1 cc 20 127"),
        ("cc, number: 20, from: 0.5, out: [0, 100]", "ch1 cc 20 50"),
        ("cc14, number: 1, from: 9000", "ch1 cc14 1 9000"),
        ("nrpn, number: 5, from: 16383", "ch1 nrpn 5 16383/16383"),
        ("rpn, number: 0, bits: 7, from: 12", "ch1 rpn 0 12/127"),
        ("bend, from: -0.5", "ch1 bend -4096"),
        ("bend, from: -1", "ch1 bend -8192"),
        ("pressure, from: 64", "ch1 pressure 64"),
        ("poly_pressure, note: C4, from: 64", "ch1 poly_pressure 60 64"),
    ],
)
def test_a_constant_is_sent_as_it_stands(control: str, sent: str) -> None:
    assert said(control) == [sent]


@pytest.mark.parametrize(
    ("control", "problem"),
    [
        ("cc, number: 20, from: 128", "128 is not 0 to 127"),
        ("cc, number: 20, from: -1", "-1 is not 0 to 127"),
        ("cc, number: 20, from: 100.5", "100.5 is no whole number"),
        ("cc, number: 20, from: 100, in: [0, 50]", "100 lies outside `in`"),
        ("cc14, number: 1, from: 16384", "16384 is not 0 to 16383"),
        ("nrpn, number: 1, bits: 7, from: 200", "200 is not 0 to 127"),
        ("bend, from: 2", "2 is not -1 to 1"),
        ("pressure, from: 200", "200 is not 0 to 127"),
        ("osc, address: /a, from: [0, 7], in: [0, 5]", "7 lies outside `in`"),
        ("chord, chords: [C, F], gate: left.fist, pick: 2", "0 (first) to 1 (last)"),
    ],
)
def test_a_constant_that_cannot_be_sent_is_refused(control: str, problem: str) -> None:
    with pytest.raises(MappingError) as told:
        said(control)
    assert problem in str(told.value)

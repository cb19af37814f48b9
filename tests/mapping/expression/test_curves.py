"""Each curve keeps both ends, and never falls."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.mapping.expression.curves import CURVES, curve

UNIT = st.floats(0, 1)


@pytest.mark.parametrize("name", CURVES)
def test_ends_are_exact(name: str) -> None:
    assert curve(name)(0.0) == 0.0
    assert curve(name)(1.0) == 1.0


@pytest.mark.parametrize("name", CURVES)
@settings(deadline=None)
@given(a=UNIT, b=UNIT)
def test_a_curve_never_falls(name: str, a: float, b: float) -> None:
    low, high = sorted((a, b))
    # One unit in the last place: the formulas are monotone, their rounding need not be.
    assert 0.0 <= curve(name)(low) <= curve(name)(high) + 1e-15 <= 1.0 + 1e-15


@settings(deadline=None)
@given(UNIT)
def test_logarithmic_undoes_exponential(x: float) -> None:
    assert curve("logarithmic")(curve("exponential")(x)) == pytest.approx(x, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "middle"), [("linear", 0.5), ("exponential", 0.1502), ("logarithmic", 0.8089), ("s-curve", 0.5)]
)
def test_the_middle(name: str, middle: float) -> None:
    assert curve(name)(0.5) == pytest.approx(middle, abs=1e-4)


def test_an_unknown_curve() -> None:
    with pytest.raises(KeyError):
        curve("wiggly")

"""Nobody gets more than the rate, over any time, and whoever waits gets it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.io.osc.rate_limit import Budget


def test_what_is_owed_is_made_up_for() -> None:
    budget = Budget(rate=10, most=5)
    assert budget.left(100.0) == 5
    budget.spend(7)
    assert budget.left(100.0) == -2
    assert budget.left(100.2) == pytest.approx(0)
    assert budget.left(100.3) == pytest.approx(1)
    assert budget.left(1000.0) == 5
    assert budget.left(0.0) == 5


@given(st.lists(st.floats(0, 0.1), min_size=1, max_size=200))
def test_never_more_than_the_rate_and_the_purse(waits: list[float]) -> None:
    budget, now, spent = Budget(rate=20, most=5), 0.0, 0
    for wait in waits:
        now += wait
        if budget.left(now) > 0:
            budget.spend(1)
            spent += 1
    assert spent <= 20 * now + 5 + 1

"""What `explain`, `--help` and `check` print is what they printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import difference, said, sentences

MAKE = sentences()
BAD = Path(__file__).parents[1] / "mapping" / "bad"


@pytest.mark.parametrize("name", MAKE)
def test_it_says_what_it_said(name: str) -> None:
    changed = difference(name, MAKE[name]())
    if changed:
        pytest.fail(changed, pytrace=False)


def test_check_prints_the_problems_that_stand_beside_each_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    files = sorted(BAD.glob("*.yaml"))
    expected = [file.with_suffix(".txt").read_text(encoding="utf-8") for file in files]
    assert len(files) >= 150
    assert [said("check", file.name) for file in files] == expected

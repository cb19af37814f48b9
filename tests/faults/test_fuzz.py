"""Wrong bytes at everything that reads what others hand over or send: the same ones each time.

`python -m benchmarks fuzz` goes on from here for as long as one likes. What it has found stays in `corpus`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults.mutations import LONGEST, mutated
from benchmarks.faults.targets import TARGETS

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
INPUTS = {"mapping": 60, "score": 80, "profile": 200, "gesture": 200}
"""How many a target is fed here: those that take longer get fewer."""
SEED = 14


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if not target.apart])
def test_wrong_bytes_are_refused_and_no_more(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    seeds = target.seeds(tmp_path)
    found = sorted(path.read_bytes() for path in (CORPUS / name).glob("*"))
    with closing(target.opened(tmp_path)) as opened:
        feed = next(opened)
        for data in (*seeds, *found):
            feed(data)
        for number in range(INPUTS.get(name, 500)):
            feed(mutated(seeds, number, SEED))


def test_wrong_requests_leave_the_servers_answering(tmp_path: Path) -> None:
    arguments = ("oscquery", "http", "--inputs", "60", "--seconds", "600", "--keep", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "fuzz", *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"(oscquery|http) +60 ", done.stdout) == ["oscquery", "http"]


def test_what_was_found_is_of_a_target_that_is_there() -> None:
    assert {path.name for path in CORPUS.iterdir()} <= set(TARGETS)


def test_an_input_follows_from_its_number_and_the_seed() -> None:
    seeds = [b"name: A\ncontrols: [1, 2.5]\n", b"other"]
    inputs = [mutated(seeds, number) for number in range(200)]
    assert inputs == [mutated(seeds, number) for number in range(200)]
    assert inputs != [mutated(seeds, number, 1) for number in range(200)]
    assert len(set(inputs)) > 150
    assert max(map(len, inputs)) <= LONGEST

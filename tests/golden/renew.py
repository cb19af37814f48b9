"""Write the golden files again: `python tests/golden/renew.py`, then look at what changed and commit it."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    # The code of this checkout, whatever is installed.
    sys.path[:0] = [str(TESTS.parent), str(TESTS / "common")]
    from golden import renew

    renew()

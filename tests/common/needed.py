"""What a device test needs, and what becomes of it where that is not there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skips the test, but where a change is judged nothing may be missing: there it fails."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and this run is to have everything")
    pytest.skip(what)

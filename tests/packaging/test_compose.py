"""The compose file: every image is pinned, and what it lays into containers is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gesture2midi import __version__

FILE = Path(__file__).parents[2] / "packaging" / "compose.yaml"
TOLD = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES = TOLD["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_each_image_is_of_one_release(name: str) -> None:
    assert re.fullmatch(r"[a-z.]+/[a-z0-9/]+:v?\d+\.\d+\.\d+", SERVICES[name]["image"])


def test_our_image_is_of_this_release_and_waits_to_be_asked_for() -> None:
    ours = SERVICES["gesture2midi"]
    assert ours["image"].endswith(f":{__version__}")
    assert ours["profiles"] == ["instrument"]
    assert ours["command"][0] == "serve"


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_laid_into_a_container_is_there(name: str) -> None:
    for volume in SERVICES[name]["volumes"]:
        source = volume.partition(":")[0]
        assert (FILE.parent / source).is_file() if source.startswith("./") else source in TOLD["volumes"]

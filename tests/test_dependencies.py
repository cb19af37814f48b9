"""Every package that is installed: bounded, explained, with its licence, and locked."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
LOCKS = ("studio", "test", "docs")


def project() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return told


def required(*extras: str) -> list[Requirement]:
    """Returns what pyproject.toml asks for, with these extras and what they bring."""
    told = project()
    found = [Requirement(line) for line in told["dependencies"]]
    for extra in extras:
        for line in told["optional-dependencies"][extra]:
            one = Requirement(line)
            found += required(*one.extras) if one.name == told["name"] else [one]
    return list({str(one): one for one in found}.values())


EVERY = required(*project()["optional-dependencies"])


def locked(extra: str) -> list[tuple[Requirement, int]]:
    """Returns the releases of a lock file, each with how many hashes it has."""
    text = (ROOT / "requirements" / f"{extra}.txt").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n(?=[a-zA-Z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        line, *hashes = block.strip().split(" \\\n")
        assert all(re.fullmatch(r" *--hash=sha256:[0-9a-f]{64}", one) for one in hashes), block
        found.append((Requirement(line), len(hashes)))
    return found


@pytest.mark.parametrize("one", EVERY, ids=str)
def test_it_ends_before_its_next_major_version(one: Requirement) -> None:
    ends = [s for s in one.specifier if s.operator in ("<", "==")]
    assert len(ends) == 1, f"{one}: one upper bound, as in <2"
    if ends[0].operator == "<":
        assert re.fullmatch(r"[1-9]\d*", ends[0].version), f"{one} ends within a major version"


@pytest.mark.parametrize("one", EVERY, ids=str)
def test_its_licence_and_why_it_is_there_are_told(one: Requirement) -> None:
    named = re.compile(rf"(?<![\w-]){re.escape(one.name)}(?![\w-])", re.IGNORECASE)
    assert named.search((ROOT / "NOTICE").read_text(encoding="utf-8")), f"NOTICE says nothing of {one.name}"
    rows = [
        line
        for page in (ROOT / "docs").rglob("*.md")
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert any(named.search(row) for row in rows), f"the table of dependencies has no row for {one.name}"


@pytest.mark.parametrize("extra", LOCKS)
def test_what_is_asked_for_is_locked_within_its_bounds_for_each_python(extra: str) -> None:
    releases = locked(extra)
    assert all(count for _, count in releases), "a release without a hash"
    for one in required(extra):
        for python in ("3.10", "3.11", "3.12"):
            here = {
                "python_version": python,
                "python_full_version": f"{python}.1",
                "sys_platform": "linux",
                "platform_system": "Linux",
                "platform_machine": "x86_64",
            }
            if one.marker and not one.marker.evaluate(here):
                continue
            (release,) = [
                r
                for r, _ in releases
                if canonicalize_name(r.name) == canonicalize_name(one.name)
                and (r.marker is None or r.marker.evaluate(here))
            ] or pytest.fail(f"{one} is not in requirements/{extra}.txt: run `make lock`")
            (pin,) = release.specifier
            assert pin.operator == "=="
            assert Version(pin.version) in one.specifier, f"{release} is not {one}: run `make lock`"


@pytest.mark.parametrize("extra", LOCKS)
def test_no_lock_names_a_place_to_fetch_from(extra: str) -> None:
    text = (ROOT / "requirements" / f"{extra}.txt").read_text(encoding="utf-8")
    assert not re.findall(r"://|^-|^ *--(?!hash=)|file:", text, re.MULTILINE)


@pytest.mark.parametrize("extra", ["studio", "docs"])
def test_the_locks_agree(extra: str) -> None:
    whole = {(r.name, str(r.specifier)) for r, _ in locked("test")}
    assert {(r.name, str(r.specifier)) for r, _ in locked(extra)} <= whole

"""The one command of the benchmarks, and that what the project's texts name is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "benchmarks").glob("*/*.py"))
OWN = ("benchmarks", "studies", "tools")


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_without_a_name_each_benchmark_has_a_line() -> None:
    listed = benchmarks().stdout
    for path in FILES:
        if '"__main__"' in path.read_text(encoding="utf-8"):
            assert len(re.findall(rf"^  {path.stem} .*[.]$", listed, re.MULTILINE)) == 1, path
    for folder in ("tracking", "gestures", "engine", "io", "studio"):
        assert f"\n{folder}: " in listed


def test_a_name_runs_one_and_an_unknown_name_says_where_they_are_listed() -> None:
    helped = benchmarks("port_process", "--help")
    assert helped.returncode == 0 and "Usage: " in helped.stdout
    unknown = benchmarks("glass")
    assert unknown.returncode == 2 and "no benchmark 'glass'" in unknown.stderr


def test_names_are_unique() -> None:
    names = [path.stem for path in FILES if path.stem != "__init__"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("folder", OWN)
def test_what_they_import_of_each_other_is_there(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.split(".")[0]
                in (
                    *OWN,
                    "gesture2midi",
                )
            ):
                at = ROOT.joinpath(*node.module.split("."))
                for alias in node.names:
                    known = at.with_suffix(".py") if at.with_suffix(".py").exists() else at / "__init__.py"
                    assert known.exists(), f"{path} imports {node.module}"
                    there = (at / f"{alias.name}.py").exists() or (at / alias.name).is_dir()
                    assert there or re.search(rf"\b{alias.name}\b", known.read_text(encoding="utf-8")), (
                        f"{path} imports {alias.name} from {node.module}"
                    )


def test_the_commands_that_texts_name_are_there() -> None:
    names = {path.stem for path in FILES}
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "gesture2midi").rglob("*.py")]
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"python benchmarks/\w+", text), path
        assert set(re.findall(r"python -m benchmarks (\w+)", text)) - {"NAME"} <= names, path
        for named in re.findall(r"\b((?:benchmarks|studies|tools)/[\w/]+[.]py)\b", text):
            assert (ROOT / named).is_file(), f"{path} names {named}"

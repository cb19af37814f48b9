"""The design, held: who may import whom, and that the quick commands stay quick."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gesture2midi
from gesture2midi import errors

PACKAGE = Path(gesture2midi.__file__).parent
STAGES = ("capture", "track", "gesture", "listen", "mapping", "out", "show")
COMMON = {"errors", "events", "notes", "paths", "ports", "quiet", "whole"}
ALLOWED = {("mapping", "gesture.catalog"), ("show", "gesture.catalog"), ("out", "gesture.catalog")}
HEAVY = {
    *("ai_edge_litert", "cv2", "mediapipe", "matplotlib", "fluidsynth", "rtmidi", "numpy.random", "zeroconf"),
    *("av", "nicegui", "fastapi", "starlette", "uvicorn"),
}


def imports(path: Path) -> set[str]:
    """The modules of this package that a file imports, anywhere in it, without `gesture2midi.`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in {"gesture2midi", *(f"gesture2midi.{stage}" for stage in STAGES)}:
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return {name.removeprefix("gesture2midi.") for name in found if name.startswith("gesture2midi.")}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage: str) -> None:
    for path in (PACKAGE / stage).rglob("*.py"):
        for module in imports(path):
            root = module.split(".")[0]
            assert root == stage or root in COMMON or any((stage, m) in ALLOWED for m in (module, root)), (
                f"{path.relative_to(PACKAGE)} imports {module}"
            )


def test_what_plays_a_mapping_knows_nothing_of_files_and_checks() -> None:
    known = ("mapping.compiled", "mapping.meaning.", "mapping.playing.")
    for path in (PACKAGE / "mapping" / "playing").glob("*.py"):
        for module in imports(path):
            assert not module.startswith("mapping.") or module.startswith(known), f"{path.name}: {module}"


def test_nothing_below_the_commands_imports_them() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name != "cli" and path.name != "__main__.py":
            assert not {m for m in imports(path) if m.startswith("cli")}, path


def test_the_commands_load_nothing_heavy_before_they_need_it() -> None:
    code = (
        "import sys, gesture2midi.cli, gesture2midi.mapping.load, gesture2midi.gesture.catalog;"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_sentence_for_a_player_begins_with_a_capital() -> None:
    """Or with a value: the place of a mistake in a file, the name of an output."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            text = node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
            if node.func.id in kinds and isinstance(text, ast.Constant):
                assert str(text.value)[0].isupper(), f"{path.name}:{node.lineno}: {text.value}"


def test_no_text_of_the_player_is_evaluated_and_no_error_swallowed() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec"}, path
            if isinstance(node, ast.ExceptHandler):
                assert not (node.type is None and all(isinstance(s, ast.Pass) for s in node.body)), path

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
LOOSE = {"__init__", "__main__", "errors", "events", "files", "paths"}
# A folder, and what it may import besides itself and what lies loose. Whoever stands higher is not in here.
LAYERS: dict[str, set[str]] = {
    "music": set(),
    "performer": set(),
    # The hands that a taught gesture is told from; which landmarks a face has.
    "gestures": {"performer.kinematics", "tracking.people.face_mesh"},
    "capture": {"gestures.signals", "performer"},
    "engine": {"gestures.signals", "music"},
    "io": {"engine", "gestures.signals"},
    "tracking": {"io.stderr"},
    "display": {
        *("engine.messages", "gestures.signals", "io.files", "io.process", "io.stderr", "music"),
        "tracking.people.face_mesh",
    },
    "mapping": {"engine", "gestures", "music"},
    "session": {
        "capture",
        "display",
        "engine",
        "gestures",
        "io",
        "mapping",
        "music",
        "performer",
        "tracking",
    },
}
HEAVY = {
    *("ai_edge_litert", "cv2", "mediapipe", "matplotlib", "fluidsynth", "rtmidi", "numpy.random", "zeroconf"),
    *("nicegui", "fastapi", "starlette", "uvicorn", "prometheus_client", "bleak", "dbus_fast"),
}


def imports(path: Path) -> set[str]:
    """Returns the modules of this package that a file imports, anywhere in it, without `gesture2midi.`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            folder = PACKAGE.parent.joinpath(*node.module.split("."))
            found |= {f"{node.module}.{a.name}" if folder.is_dir() else node.module for a in node.names}
    return {name.removeprefix("gesture2midi.") for name in found if name.startswith("gesture2midi.")}


def within(module: str, allowed: set[str]) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in allowed)


def test_nothing_lies_loose_in_the_package() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert folders == {*LAYERS, "studio", "cli"}


@pytest.mark.parametrize("folder", LAYERS)
def test_a_folder_imports_what_lies_below_it(folder: str) -> None:
    for path in (PACKAGE / folder).rglob("*.py"):
        for module in imports(path):
            assert within(module, {folder, *LOOSE, *LAYERS[folder]}), (
                f"{path.relative_to(PACKAGE)} imports {module}"
            )


def test_nothing_below_the_commands_imports_them() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name != "cli" and path.name != "__main__.py":
            assert not {m for m in imports(path) if m.startswith("cli")}, path


def test_the_commands_load_nothing_heavy_before_they_need_it() -> None:
    code = (
        "import sys, gesture2midi.cli, gesture2midi.mapping.load, gesture2midi.gestures.signals;"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_sentence_for_a_player_begins_with_a_capital() -> None:
    """Or with a value: the place of a mistake in a file, the name of an output."""
    kinds = {n for n, k in vars(errors).items() if isinstance(k, type) and issubclass(k, errors.PlayerError)}
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


LONGEST = 60
# What is longer still, but not beyond 80: this list only gets shorter.
LONGER = {
    "studio/components/device_cards.py __init__",
}


def test_no_function_is_longer_than_a_screen() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                named = f"{path.relative_to(PACKAGE).as_posix()} {node.name}"
                assert lines <= (80 if named in LONGER else LONGEST), f"{named} has {lines} lines"

"""Text has one encoding, whatever the system's is: UTF-8, with line feeds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gesture2midi

PACKAGE = Path(gesture2midi.__file__).parent
OTHERS = {"av", "bundle", "dialog", "os", "wave", "webbrowser"}  # their `open` opens no text
MODE = re.compile(r"[rwxabt+]{1,3}")


def missing(code: str) -> Iterator[str]:
    """Yields what each call that opens text leaves to the system, with its line."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            named = {word.arg for word in node.keywords}
            for word in wanted(node, named) - named:
                yield f"{node.lineno}: {word}"


def wanted(call: ast.Call, named: set[str | None]) -> set[str]:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    owner = (
        function.value.id
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
        else ""
    )
    if name in ("Popen", "run", "check_output") and named & {"text", "universal_newlines"}:
        return {"encoding", "errors"}
    if name in ("Popen", "run", "check_output") and "encoding" in named:
        return {"errors"}
    if name == "read_text":
        return {"encoding"}
    if name == "write_text":
        return {"encoding", "newline"}
    if name not in ("open", "fdopen", "open_file", "TextIOWrapper") or (owner in OTHERS and name == "open"):
        return set()
    at = 0 if isinstance(function, ast.Attribute) and name == "open" else 1
    texts = [arg.value for arg in call.args[at : at + 1] if isinstance(arg, ast.Constant)]
    mode = next((text for text in texts if isinstance(text, str) and MODE.fullmatch(text)), None)
    if mode is None and owner == "" and not call.args:
        return set()  # a method of another kind that is called so
    mode = mode or "r"
    if "b" in mode:
        return set()
    return {"encoding", "newline"} if set(mode) & set("wxa") else {"encoding"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("open('a')", {"1: encoding"}),
        ("open('a', 'rb')", set()),
        ("path.open('w', encoding='utf-8')", {"1: newline"}),
        ("path.open('x')", {"1: encoding", "1: newline"}),
        ("path.read_text()", {"1: encoding"}),
        ("path.write_text(text, encoding='utf-8')", {"1: newline"}),
        ("subprocess.run(c, text=True)", {"1: encoding", "1: errors"}),
        ("subprocess.run(c, capture_output=True)", set()),
        ("av.open(file, 'r')", set()),
    ],
)
def test_what_is_left_to_the_system_is_found(code: str, found: set[str]) -> None:
    assert set(missing(code)) == found


def test_nothing_in_the_package_is_left_to_the_system() -> None:
    left = {
        f"{path.relative_to(PACKAGE)}:{word}"
        for path in PACKAGE.rglob("*.py")
        for word in missing(path.read_text(encoding="utf-8"))
    }
    assert not left

"""The structure of an expression, which Python's own parser finds."""

from __future__ import annotations

import ast
import re
from keyword import iskeyword

QUANTITY = r"(?:\d+\.?\d*|\.\d+)\s*(?:ms|s|Hz)\b"
"""A time or a rate: `100 ms`, `0.5 Hz`."""
_QUANTITY = re.compile(rf"(?<![\w.]){QUANTITY}", re.ASCII)
_IF = re.compile(r"(?<![\w.])if(?=\s*\()", re.ASCII)
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.\w+)+", re.ASCII)


def tree(text: str) -> ast.expr:
    """The tree of an expression whose words are known; `midi.cc.21` is an attribute as `right.y` is one.

    Offsets in it are one more than in the text. A quantity such as `100 ms` is a name, and so is `if`.

    Raises:
        SyntaxError, MemoryError, RecursionError: it is nested too deep for Python.
    """
    numbered: dict[str, str] = {}

    def stand_in(found: re.Match[str]) -> str:
        # Python reads no name with a number or a word of its own in it (`osc.pass`), so it gets one of the
        # same length; no other begins so.
        if not re.search(r"\.\d", found[0]) and not any(map(iskeyword, found[0].split("."))):
            return found[0]
        name = "_" + found[0][1:].replace(".", "_")
        numbered[name] = found[0]
        return name

    quantities: dict[int, str] = {}

    def blot_out(found: re.Match[str]) -> str:
        quantities[found.start() + 1] = re.sub(r"\s+", " ", found[0])
        return "_" * len(found[0])

    text = _IF.sub("_f", _QUANTITY.sub(blot_out, text))
    # In brackets, so that Python makes nothing of a blank at the start.
    blank = re.sub(r"\s", " ", _NAME.sub(stand_in, text))
    found = ast.parse(f"({blank})", mode="eval").body
    if not (numbered or quantities or "_f" in text):
        return found

    class Restore(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id not in numbered:
                node.id = quantities.get(node.col_offset, "if" if node.id == "_f" else node.id)
                return node
            family, _, number = numbered[node.id].rpartition(".")
            return ast.copy_location(ast.Attribute(ast.Name(family), number, ast.Load()), node)

    restored: ast.expr = Restore().visit(found)
    return restored

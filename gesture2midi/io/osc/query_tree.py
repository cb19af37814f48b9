"""The tree of addresses as OSCQuery has it: who asks for a path gets its node, as JSON.

https://github.com/Vidvox/OSCQueryProposal
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

Value: TypeAlias = float | int | str | bool | None
Json: TypeAlias = dict[str, Any]

READ, WRITE = 1, 2
_NONE = 0

_ATTRIBUTES = ("FULL_PATH", "CONTENTS", "DESCRIPTION", "ACCESS", "TYPE", "RANGE", "VALUE")


@dataclass(frozen=True, slots=True)
class Node:
    """One address.

    types: OSC's type tags. access: `READ` where it is sent, `WRITE` where it is taken, or both.
    ranges: of each argument, (lowest, highest), the choices there are, or None.
    values: of each argument, now; None where that is unknown, and nothing at all where it has none.
    """

    address: str
    types: str
    meaning: str
    access: int
    ranges: tuple[tuple[float, float] | Sequence[str] | None, ...] = ()
    values: tuple[Value, ...] | None = None


def tree(nodes: Sequence[Node]) -> Json:
    """The node of `/`, all others within."""
    root: Json = {"FULL_PATH": "/", "ACCESS": _NONE, "CONTENTS": {}}
    for node in nodes:
        here, path = root, ""
        for part in node.address.strip("/").split("/"):
            path += "/" + part
            here = here.setdefault("CONTENTS", {}).setdefault(part, {"FULL_PATH": path, "ACCESS": _NONE})
        here |= {"DESCRIPTION": node.meaning, "ACCESS": node.access, "TYPE": node.types}
        if any(node.ranges):
            here["RANGE"] = [_range(one) for one in node.ranges]
        if node.values is not None:
            here["VALUE"] = [None if value != value else value for value in node.values]
    return root


def _range(of: tuple[float, float] | Sequence[str] | None) -> Json | None:
    if of is None:
        return None
    if isinstance(of[0], str):
        return {"VALS": list(of)}
    return {"MIN": of[0], "MAX": of[1]}


def answer(target: str, nodes: Callable[[], Sequence[Node]], host_info: Json) -> tuple[int, Json | None]:
    """(HTTP status, what to send) for what stands after GET, as `/g2m/right/x?VALUE`."""
    path, _, query = target.partition("?")
    if query == "HOST_INFO":
        return 200, host_info
    if query and query not in _ATTRIBUTES:
        return 400, None
    node = tree(nodes())
    for part in filter(None, unquote(path).split("/")):
        node = node.get("CONTENTS", {}).get(part)
        if node is None:
            return 404, None
    if not query:
        return 200, node
    return (200, {query: node[query]}) if query in node else (204, None)

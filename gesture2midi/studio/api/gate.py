"""Which requests are for other programs, and who may send them.

What is below `/api` needs the token, in a header that no page of somebody else can set. `/health`, `/metrics`
and the description of the API are open on this machine, and need the token where others can reach it.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gesture2midi.io.osc.rate_limit import Budget
from gesture2midi.studio.api.problems import problem
from gesture2midi.studio.server.request_limits import Deadlines, LimitedBody, Refused, headers_are_too_large

PREFIX = "/api"
OPEN = ("/health", "/metrics", f"{PREFIX}/docs", f"{PREFIX}/openapi.json")
PER_SECOND = 50.0
BURST = 100.0
BODY = 64 * 1024
"""Bytes of a request's body; the longest names a mapping."""
CLIENTS = 256
"""Addresses whose requests are counted apart."""
_REFUSED = {
    "large": "The request is too large: a body has 64 kB and the headers 16 kB at the most.",
    "slow": "The request did not come in within its time.",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """token: what `Authorization: Bearer TOKEN` has to name.

    open_to_all: whether other machines can reach it, so that nothing is open.
    is_ours: whether a `Host` is one of this page's.
    """

    token: str
    open_to_all: bool
    is_ours: Callable[[str], bool]


class Gate:
    """Hands requests of other programs to `api`, and all others to `pages`."""

    def __init__(
        self,
        pages: ASGIApp,
        api: ASGIApp,
        rules: Rules,
        *,
        deadlines: Deadlines | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pages, self._api, self._rules = pages, api, rules
        self._deadlines = deadlines or Deadlines()
        self._now = now
        self._budgets: dict[str, Budget] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or not _is_for_programs(path):
            await self._pages(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers, path)
        if refusal is not None:
            await _refuse(scope, receive, send, *refusal)
        elif scope["type"] == "websocket":
            await self._api(scope, receive, send)
        else:
            await self._limited(scope, headers, receive, send)

    def _refusal(self, scope: Scope, headers: Headers, path: str) -> tuple[int, str, dict[str, str]] | None:
        """Status, sentence and headers of a refusal; None lets the request in."""
        if headers_are_too_large(headers, scope.get("raw_path", b"") + scope["query_string"]):
            return 431, _REFUSED["large"], {}
        if len(headers.getlist("host")) != 1 or not self._rules.is_ours(headers.get("host", "")):
            return 403, "Ask by the address that the terminal shows.", {}
        wait = self._wait((scope.get("client") or ("", 0))[0])
        if wait > 0:
            return 429, f"That was more than {PER_SECOND:.0f} requests a second.", {"Retry-After": "1"}
        if path in OPEN and not self._rules.open_to_all:
            return None
        kind, _, given = headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), self._rules.token.encode())
        if kind.lower() != "bearer" or not right:
            return 401, "Send the token: `Authorization: Bearer TOKEN`.", {"WWW-Authenticate": "Bearer"}
        return None

    def _wait(self, client: str) -> float:
        """How many requests this client has sent too many; 0 where it may go on."""
        now = self._now()
        if client not in self._budgets and len(self._budgets) >= CLIENTS:
            self._budgets.pop(next(iter(self._budgets)))
        budget = self._budgets.setdefault(client, Budget(PER_SECOND, BURST))
        left = budget.left(now)
        if left < 1:
            return 1 - left
        budget.spend(1)
        return 0.0

    async def _limited(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            if body.failure is None or begun:
                begun = True
                await send(message)

        try:
            body = LimitedBody(receive, headers, BODY, self._deadlines.body)
            await self._api(scope, body, noted)
            failure = body.failure
        except Refused as refused:
            failure = refused
        if failure is not None and not begun:
            await _refuse(
                scope, receive, send, failure.status, _REFUSED[failure.why], {"Connection": "close"}
            )


def _is_for_programs(path: str) -> bool:
    return path in OPEN or path == PREFIX or path.startswith(f"{PREFIX}/")


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, detail: str, headers: dict[str, str]
) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": detail[:120]})
        return
    await problem(status, detail, headers)(scope, receive, send)

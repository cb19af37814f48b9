"""Who may speak to the page: this machine, from this page, and with `--host` whoever knows the password.

A page of somebody else, open in the same browser, can send requests here. It is told apart by

- the `Host` that was asked for: a name that was turned to this machine (DNS rebinding) is not one of ours;
- `Origin` and `Sec-Fetch-Site`, which a browser adds and no page can change;
- the token, which only our page holds: no WebSocket, picture, clock, drawing, proposal or file without it.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gesture2midi.studio.pages.login import form
from gesture2midi.studio.server.page_keys import derived
from gesture2midi.studio.words import wanted

LIMIT = 1_000_000
"""Bytes of a request at the most; a mapping has some thousand."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
COOKIE = "gesture2midi"
LOGIN = "/login"
_WITH_TOKEN = ("/_nicegui_ws", "/picture", "/clock", "/drawing", "/complete", "/bring")
PATIENCE = 1.0
"""Seconds that a wrong password costs; one after the other, so that nobody guesses thousands."""
# NiceGUI's Vue compiles its templates in the browser, hence the `unsafe`; nothing may come from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


class _TooLarge(Exception):
    pass


class Guard:
    """Stands before the whole application.

    Args:
        port: that of the page; part of every `Host`.
        key: the program's secret; the page's token and the cookie of whoever gave the password come from it.
        names: hosts that the page is called by besides the loopback's; any IP address is then one, too, since
            rebinding needs a name.
        password: asked for before anything is shown; None where only this machine can reach the page.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        port: int,
        key: bytes,
        names: Iterable[str] = (),
        password: str | None = None,
    ) -> None:
        self.app = app
        self._port = port
        self._token = derived(key, "page")
        self._names = frozenset(name.lower() for name in names)
        self._password = password
        self._session = derived(key, f"session {password}")
        self._asking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await self._answer(_refused(headers, refusal, 403), scope, receive, send)
        elif self._password is not None and not self._known(headers):
            await self._answer(await self._login(scope, headers, receive), scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._limited(scope, headers, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        """Why this request is not from our page, by its key in the words; None if it is."""
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self._ours(host):
            return "name"
        origin = headers.get("origin")
        secure = scope["scheme"] in ("https", "wss")
        if origin is not None and origin.lower() != f"http{'s' * secure}://{host.lower()}":
            return "site"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not _is_visit(
            scope, headers
        ):
            return "site"
        path = scope["path"]
        if scope["type"] == "websocket" or any(path == p or path.startswith(f"{p}/") for p in _WITH_TOKEN):
            given = QueryParams(scope["query_string"]).get("token", "")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                return "token"
        return None

    def _ours(self, host: str) -> bool:
        name, colon, port = host.lower().rpartition(":")
        if not colon or port.endswith("]"):
            name, port = host.lower(), "443" if self._port == 443 else "80"
        if port != str(self._port):
            return False
        return name in LOOPBACK or name in self._names or (bool(self._names) and _is_address(name))

    def _known(self, headers: Headers) -> bool:
        cookies = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        return any(
            name == COOKIE and hmac.compare_digest(value.encode(), self._session.encode())
            for name, _, value in cookies
        )

    async def _login(self, scope: Scope, headers: Headers, receive: Receive) -> Response:
        if scope["type"] == "websocket" or scope["path"] != LOGIN:
            page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
            return RedirectResponse(LOGIN, 303) if page else _refused(headers, "password", 401)
        words = wanted(headers.get("accept-language", ""))
        if scope["method"] != "POST":
            return HTMLResponse(form(words))
        async with self._asking:
            given = parse_qs((await _body(receive, 1000)).decode("utf-8", "replace")).get("password", [""])[0]
            assert self._password is not None
            if not hmac.compare_digest(given.encode(), self._password.encode()):
                await asyncio.sleep(PATIENCE)
                return HTMLResponse(form(words, words("login.wrong")), 401)
        answer = RedirectResponse("/", 303)
        secure = scope["scheme"] == "https"
        answer.set_cookie(COOKIE, self._session, httponly=True, samesite="strict", secure=secure)
        return answer

    async def _answer(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await response(scope, receive, _hardened(send))

    async def _limited(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Pass the request on, but not more than `LIMIT` of it, whatever length it claims."""
        left = LIMIT
        begun = gone = False

        async def counted() -> Message:
            nonlocal left, gone
            message = await receive()
            gone = gone or message["type"] == "http.disconnect"
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            if left >= 0 or begun:  # an application makes an error page of our refusal
                begun = True
                await _hardened(send)(message)

        length = headers.get("content-length", "0")
        try:
            if not length.isdecimal() or int(length) > LIMIT:
                raise _TooLarge
            await self.app(scope, counted, noted)
        except RuntimeError:
            if not gone:  # Starlette's "No response returned" for a browser that went on to another page
                raise
        except _TooLarge:
            if not begun:
                await self._answer(_refused(headers, "large", 413), scope, receive, send)


def _refused(headers: Headers, why: str, status: int) -> Response:
    """In the browser's language."""
    return PlainTextResponse(wanted(headers.get("accept-language", ""))(f"guard.{why}"), status)


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Somebody followed a link to the page: that shows it in a tab of its own, and does nothing."""
    visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return visit and scope["type"] == "http" and scope["method"] == "GET"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


async def _body(receive: Receive, most: int) -> bytes:
    body = b""
    while len(body) <= most:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:most]


def _hardened(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", ()), *ours]}
        await send(message)

    return with_headers

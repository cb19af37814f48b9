"""Who may speak to the page: this machine, from this page, and with `--host` whoever knows the password.

A page of somebody else, open in the same browser, can send requests here. It is told apart by

- the `Host` that was asked for: a name that was turned to this machine (DNS rebinding) is not one of ours;
- `Origin` and `Sec-Fetch-Site`, which a browser adds and no page can change;
- the token, which only our page holds: no WebSocket, picture, clock, drawing, proposal or file without it.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gesture2midi.studio.pages.login import form
from gesture2midi.studio.server import request_limits
from gesture2midi.studio.server.login import Login, Verdict
from gesture2midi.studio.server.own_hosts import OwnHosts
from gesture2midi.studio.server.page_keys import derived
from gesture2midi.studio.server.request_limits import (
    Deadlines,
    LimitedBody,
    Refused,
    headers_are_too_large,
)
from gesture2midi.studio.server.sessions import COOKIE, Session, Sessions
from gesture2midi.studio.words import wanted

LOGIN, LOGOUT = "/login", "/logout"
_WITH_TOKEN = ("/_nicegui_ws", "/picture", "/clock", "/drawing", "/complete", "/upload")
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


class Guard:
    """Stands before the whole application.

    Args:
        port: that of the page; part of every `Host`.
        key: the program's secret; the page's token and the cookie of whoever gave the password come from it.
        names: hosts that the page is called by besides the loopback's; see `OwnHosts`.
        password: asked for before anything is shown; None where only this machine can reach the page.
        login, sessions: judge the password, and remember who gave it; made from the password unless given.
        most: bytes of a request's body.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        port: int,
        key: bytes,
        names: Iterable[str] = (),
        password: str | None = None,
        login: Login | None = None,
        sessions: Sessions | None = None,
        deadlines: Deadlines | None = None,
        most: int = request_limits.BODY,
    ) -> None:
        self.app = app
        self._token = derived(key, "page")
        self.is_ours = OwnHosts(port, names)
        self._login = login or (None if password is None else Login(password))
        self._sessions = sessions or Sessions(key, password or "")
        self._deadlines = deadlines or Deadlines()
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            await self._let_in(scope, headers, receive, send)
        except Refused as refusal:
            await self._answer(_refusal(headers, refusal.why, refusal.status), scope, receive, send)

    async def _let_in(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Hand a request on.

        Raises:
            Refused: it is not for us, or comes from who has not given the password.
        """
        if headers_are_too_large(headers, scope.get("raw_path", b"") + scope["query_string"]):
            raise Refused("large", 431)
        self._check_sender(scope, headers)
        session = self._sessions.find(headers.get("cookie", "")) if self._login is not None else None
        if scope["type"] == "http" and scope["path"] == LOGOUT and scope["method"] == "POST":
            await self._answer(self._signed_out(session), scope, receive, send)
        elif self._login is not None and session is None:
            answer = await self._ask(self._login, scope, headers, receive)
            if answer is not None:
                await self._answer(answer, scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, self._until_over(session, receive, "websocket", send), send)
        else:
            await self._limited(scope, headers, self._until_over(session, receive, "http", send), send)

    def _check_sender(self, scope: Scope, headers: Headers) -> None:
        """Refuse what is not from our page.

        Raises:
            Refused: it was sent to another name, by another site, or without the token.
        """
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self.is_ours(host):
            raise Refused("name", 403)
        origin = headers.get("origin")
        secure = scope["scheme"] in ("https", "wss")
        if origin is not None and origin.lower() != f"http{'s' * secure}://{host.lower()}":
            raise Refused("site", 403)
        own = headers.get("sec-fetch-site", "none") in ("same-origin", "none")
        if not own and not _is_visit(scope, headers):
            raise Refused("site", 403)
        path = scope["path"]
        if scope["type"] == "websocket" or any(path == p or path.startswith(f"{p}/") for p in _WITH_TOKEN):
            given = QueryParams(scope["query_string"]).get("token", "")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                raise Refused("token", 403)

    async def _ask(self, login: Login, scope: Scope, headers: Headers, receive: Receive) -> Response | None:
        """Ask for the password, or judge the one that was given; None where nobody waits for the answer."""
        if scope["type"] == "websocket" or scope["path"] != LOGIN:
            page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
            if not page:
                raise Refused("password", 401)
            return RedirectResponse(LOGIN, 303)
        words = wanted(headers.get("accept-language", ""))
        if scope["method"] != "POST":
            return HTMLResponse(form(words))
        # Read whole before anything else is asked, so that a slow client keeps nobody waiting.
        body = await LimitedBody(receive, headers, request_limits.LOGIN, self._deadlines.login).read()
        guess = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        host = (scope.get("client") or ("", 0))[0]
        match await login.judge(guess, host, receive):
            case Verdict.RIGHT:
                answer = RedirectResponse("/", 303)
                secure = scope["scheme"] == "https"
                answer.set_cookie(
                    COOKIE, self._sessions.begin(), httponly=True, samesite="strict", secure=secure
                )
                return answer
            case Verdict.WRONG:
                return HTMLResponse(form(words, words("login.wrong")), 401)
            case Verdict.BUSY:
                wait = {"Retry-After": str(int(login.wait(host)) + 1)}
                return HTMLResponse(form(words, words("login.busy")), 429, headers=wait)
            case Verdict.GONE:
                return None

    def _signed_out(self, session: Session | None) -> Response:
        if session is not None:
            self._sessions.end(session)
        answer = RedirectResponse(LOGIN if self._login is not None else "/", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    def _until_over(self, session: Session | None, receive: Receive, kind: str, send: Send) -> Receive:
        """What receives until the session is over, and then says that the client has gone."""
        if session is None:
            return receive

        async def received() -> Message:
            over, told = asyncio.ensure_future(session.over.wait()), asyncio.ensure_future(receive())
            try:
                left = max(0.0, self._sessions.left(session))
                done, _ = await asyncio.wait({over, told}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                over.cancel()
                if not told.done():
                    told.cancel()
            if told in done:
                return told.result()
            if kind == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return {"type": f"{kind}.disconnect", **({"code": 1008} if kind == "websocket" else {})}

        return received

    async def _answer(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await response(scope, receive, _hardened(send))

    async def _limited(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Pass the request on, but no more of its body and no longer than is allowed.

        Raises:
            Refused: a limit was reached before an answer began.
        """
        body = LimitedBody(receive, headers, self._most, self._deadlines.body)
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            if body.failure is None or begun:  # an application makes an error page of our refusal
                begun = True
                await _hardened(send)(message)

        try:
            await self.app(scope, body, noted)
        except RuntimeError:
            # Starlette's "No response returned" for a browser that went on to another page.
            if not body.gone and body.failure is None:
                raise
        except Refused:
            if begun:  # an answer that is half sent can only be broken off, as the server does then
                return
        if body.failure is not None and not begun:
            raise body.failure


def _refusal(headers: Headers, why: str, status: int) -> Response:
    """In the browser's language."""
    text = wanted(headers.get("accept-language", ""))(f"guard.{why}")
    # The rest of a request that was not read whole is not waited for.
    return PlainTextResponse(text, status, headers={"Connection": "close"} if status in (408, 431) else None)


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Somebody followed a link to the page: that shows it in a tab of its own, and does nothing."""
    visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return visit and scope["type"] == "http" and scope["method"] == "GET"


def _hardened(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", ()), *ours]}
        await send(message)

    return with_headers

"""Who is let in: by host, origin, token and password, and how much of a request is read."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from gesture2midi.studio import words
from gesture2midi.studio.server.guard import Guard
from gesture2midi.studio.server.login import Login
from gesture2midi.studio.server.page_keys import derived
from gesture2midi.studio.server.sessions import COOKIE

HOME = "http://127.0.0.1:8642"
KEY = b"a key"
PASSWORD = "späte Schau"
TOKEN = derived(KEY, "page")


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("welcome")
    await socket.close()


async def listen(socket: WebSocket) -> None:
    """Until the browser goes away."""
    await socket.accept()
    await socket.send_text("listening")
    async for _ in socket.iter_text():
        pass


def page(base: str = HOME, **options: object) -> TestClient:
    routes = [
        Route(path, echo, methods=["GET", "POST"])
        for path in ("/", "/picture", "/drawing", "/mapping", "/logout")
    ]
    sockets = [WebSocketRoute("/_nicegui_ws/socket.io", talk), WebSocketRoute("/_nicegui_ws/listen", listen)]
    app = Starlette(routes=[*routes, *sockets])
    return TestClient(Guard(app, port=8642, key=KEY, **options), base_url=base)  # type: ignore[arg-type]


def locked() -> TestClient:
    """One that asks for the password."""
    return page(names=["studio.lan"], password=PASSWORD, login=Login(PASSWORD, held=0.0))


@pytest.mark.parametrize(
    "base", [HOME, "http://localhost:8642", "http://[::1]:8642", "http://LOCALHOST:8642"]
)
def test_this_machine_is_let_in_by_each_of_its_names(base: str) -> None:
    assert page(base).get("/").status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8642", "127.0.0.1", "127.0.0.1:80", "192.168.1.5:8642", ""),
        *("localhost.evil.example:8642", "127.0.0.1:8642.evil.example", "127.0.0.1@evil.example:8642"),
    ],
)
def test_a_name_that_was_turned_to_this_machine_is_refused(host: str) -> None:
    answer = page().get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "the address that the terminal shows" in answer.text


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:8642", "http://127.0.0.1:3000", ""]
)
def test_another_sites_page_can_neither_ask_nor_speak(origin: str) -> None:
    client = page()
    assert client.post("/", headers={"origin": origin}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/_nicegui_ws/socket.io?token={TOKEN}", headers={"origin": origin}),
    ):
        pass


def test_our_own_page_can_do_both() -> None:
    client = page()
    assert client.post("/", headers={"origin": HOME}).status_code == 200
    with client.websocket_connect(
        f"/_nicegui_ws/socket.io?token={TOKEN}", headers={"origin": HOME, "host": "127.0.0.1:8642"}
    ) as socket:
        assert socket.receive_text() == "welcome"


@pytest.mark.parametrize(
    "query", ["", "?token=", f"?token={TOKEN.upper()}", f"?token={TOKEN}2", f"?tok={TOKEN}", "?token=ü"]
)
def test_nothing_of_the_page_without_the_token(query: str) -> None:
    client = page()
    for path in ("/picture", "/clock", "/drawing"):
        assert client.get(f"{path}{query}").status_code == 403
    for path in ("/complete", "/upload"):
        assert client.post(f"{path}{query}").status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/_nicegui_ws/socket.io{query}", headers={"host": "127.0.0.1:8642"}),
    ):
        pass


def test_a_refusal_speaks_the_browsers_language() -> None:
    answer = page().get("/picture", headers={"accept-language": "de-AT,de;q=0.9"})
    assert (answer.status_code, answer.text) == (403, words.read("de")("guard.token"))


def test_the_picture_comes_with_the_token() -> None:
    assert page().get(f"/picture?token={TOKEN}").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_elsewhere_opens_the_page_and_nothing_else_from_there_does_anything(site: str) -> None:
    client = page()
    visit = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=visit).status_code == 200
    assert client.get("/", headers=visit | {"sec-fetch-dest": "iframe"}).status_code == 403
    assert client.get("/", headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}).status_code == 403
    assert client.post("/", headers=visit).status_code == 403


def test_a_request_is_read_up_to_the_limit_whatever_length_it_claims() -> None:
    client = page(most=1000)
    assert client.post("/", content=b"x" * 1000).text == "1000 bytes"
    assert client.post("/", content=b"x" * 1001).status_code == 413
    assert client.post("/", content=(b"x" * 300 for _ in range(4))).status_code == 413
    assert client.post("/", headers={"content-length": "-1"}).status_code == 413


@pytest.mark.parametrize("gone", [True, False])
def test_only_the_fault_of_a_browser_that_went_away_is_kept_quiet(gone: bool) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise RuntimeError("No response returned.")

    async def receive() -> Message:
        return {"type": "http.disconnect"} if gone else {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        pytest.fail(str(message))

    headers = [(b"host", b"127.0.0.1:8642")]
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "query_string": b"",
        "headers": headers,
    }
    asked = Guard(application, port=8642, key=KEY)(scope, receive, send)
    if gone:
        asyncio.run(asked)  # type: ignore[arg-type]
    else:
        with pytest.raises(RuntimeError):
            asyncio.run(asked)  # type: ignore[arg-type]


def test_nothing_is_loaded_from_elsewhere_and_no_other_page_frames_ours() -> None:
    headers = page().get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_network_is_let_in_by_address_and_by_the_name_it_was_given() -> None:
    client = page(names=["studio.lan"], password="late show")
    for host in ("192.168.1.5:8642", "studio.lan:8642", "[fe80::1]:8642"):
        assert client.get("/login", headers={"host": host}).status_code == 200
    assert client.get("/login", headers={"host": "evil.example:8642"}).status_code == 403


def test_nothing_is_shown_before_the_password_and_everything_after_it() -> None:
    client = locked()
    home = client.get("/", follow_redirects=False)
    assert (home.status_code, home.headers["location"]) == (303, "/login")
    assert client.get("/mapping").status_code == 401
    assert client.get(f"/picture?token={TOKEN}").status_code == 401
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/_nicegui_ws/socket.io?token={TOKEN}", headers={"host": "127.0.0.1:8642"}),
    ):
        pass
    wrong = client.post("/login", data={"password": "late show"}, headers={"accept-language": "de"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    assert "Das Passwort stimmt nicht." in wrong.text
    right = client.post("/login", data={"password": PASSWORD}, follow_redirects=False)
    assert right.status_code == 303
    assert "httponly" in right.headers["set-cookie"].lower()
    assert "samesite=strict" in right.headers["set-cookie"].lower()
    assert client.get("/mapping").status_code == 200
    client.cookies.clear()
    assert client.get("/mapping", headers={"cookie": f"{COOKIE}=guessed"}).status_code == 401


def test_signing_out_ends_the_session_and_what_it_has_open() -> None:
    with locked() as client:
        client.post("/login", data={"password": PASSWORD})
        stolen = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
        with client.websocket_connect(
            f"/_nicegui_ws/listen?token={TOKEN}", headers=stolen | {"host": "127.0.0.1:8642"}
        ) as socket:
            assert socket.receive_text() == "listening"
            out = client.post("/logout", headers={"origin": HOME}, follow_redirects=False)
            assert (out.status_code, out.headers["location"]) == (303, "/login")
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()
        assert COOKIE not in client.cookies
        assert client.get("/mapping", headers=stolen).status_code == 401


def test_nobody_else_signs_a_browser_out() -> None:
    client = locked()
    client.post("/login", data={"password": PASSWORD})
    assert client.post("/logout", headers={"origin": "http://evil.example"}).status_code == 403
    assert client.get("/logout").status_code == 200  # the application's, which has no such page of its own
    assert client.get("/mapping").status_code == 200


def test_the_body_of_a_login_is_small() -> None:
    client = locked()
    assert client.post("/login", content=b"password=" + b"x" * 4096).status_code == 413
    assert client.post("/login", content=(b"password" for _ in range(1000))).status_code == 413


def test_headers_have_a_limit() -> None:
    assert page().get("/", headers={"x-much": "y" * 16_000}).status_code == 200
    assert page().get("/", headers={"x-much": "y" * 16_384}).status_code == 431
    assert page().get(f"/?q={'y' * 16_384}").status_code == 431


def test_an_application_that_makes_something_else_of_it_does_not_hide_what_is_too_large() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Exception:
            await PlainTextResponse("There was an error parsing the body", 400)(scope, receive, send)

    client = TestClient(Guard(application, port=8642, key=KEY, most=1000), base_url=HOME)
    assert client.post("/upload", params={"token": TOKEN}, content=b"x" * 1001).status_code == 413
    assert client.post("/upload", params={"token": TOKEN}, content=(b"x" * 500,) * 3).status_code == 413

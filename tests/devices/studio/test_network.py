"""A studio that others can reach: nothing before the password, everything after it, and encrypted."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from needed import missing
from playwright.sync_api import Browser, BrowserContext, expect
from studio_pages import PATIENCE, QUIET, Studio, barriers, see_picture

from gesture2midi.studio.server import guard, page_keys

PASSWORD = "späte Schau"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody but we knows; `key.pem` lies beside it."""
    if shutil.which("openssl") is None:
        missing("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
    whose = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    subprocess.run(["openssl", "req", "-x509", *kind, *whose, *made], check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Studio]:
    """One that listens to the whole network; its `url` is the way by this machine's address."""
    tls = ("--tls-cert", str(certificate), "--tls-key", str(certificate.with_name("key.pem")))
    env = os.environ | {"GESTURE2MIDI_PASSWORD": PASSWORD}
    studio = Studio(env, tmp_path_factory.mktemp("reached"), *QUIET, "--host", "0.0.0.0", *tls)
    assert studio.url.startswith("https://")
    studio.url = f"https://127.0.0.1:{studio.url.rpartition(':')[2]}"
    yield studio
    studio.end()


@pytest.fixture
def visitor(reached: Studio, certificate: Path) -> Iterator[httpx.Client]:
    """Somebody without a browser, who trusts this one certificate."""
    trust = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(base_url=reached.url, verify=trust, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    screen = {"width": 390, "height": 844}
    context = browser.new_context(
        viewport=screen, device_scale_factor=2, is_mobile=True, has_touch=True, ignore_https_errors=True
    )
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


def test_without_the_password_nothing_is_served(reached: Studio, visitor: httpx.Client) -> None:
    token = page_keys.derived((reached.folder / "data" / "gesture2midi" / "studio.key").read_bytes(), "page")
    home = visitor.get("/")
    assert (home.status_code, home.headers["location"], home.content) == (303, "/login", b"")
    for path in ("/mapping", "/takes", "/setup", f"/picture?token={token}", "/_nicegui/nicegui.js"):
        answer = visitor.get(path)
        assert (answer.status_code, answer.text) == (401, "The password first."), path
    socket = f"/_nicegui_ws/socket.io/?EIO=4&transport=websocket&token={token}"
    assert visitor.get(socket, headers=UPGRADE).status_code == 403


def test_a_wrong_password_is_refused(visitor: httpx.Client) -> None:
    def guess(password: str) -> httpx.Response:
        return visitor.post("/login", data={"password": password})

    with ThreadPoolExecutor(2) as guessers:
        answers = list(guessers.map(guess, ("late show", PASSWORD + " ")))
    assert {answer.status_code for answer in answers} == {401}
    assert not visitor.cookies


def test_a_phone_that_knows_it_plays(reached: Studio, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(reached.url)
    expect(page.get_by_label("The studio's password")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("late show")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The password does not match.")
    expect(page.get_by_label("The studio's password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_function("window.did_handshake")
    see_picture(page)
    page.get_by_role("button", name="Silence everything").tap()
    expect(page.get_by_text("Everything is silent.")).to_be_visible()
    (cookie,) = phone.cookies()
    assert cookie["name"] == guard.COOKIE
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert page.evaluate("document.cookie") == ""

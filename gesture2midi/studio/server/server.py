"""Serves the pages on a thread of their own, beside the set."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlunsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from gesture2midi import paths
from gesture2midi.errors import OutputError
from gesture2midi.io.fault_log import faults_told
from gesture2midi.io.sockets import claim
from gesture2midi.studio import words
from gesture2midi.studio.components import editor_completion, page_frame
from gesture2midi.studio.pages.calibrate import CalibratePage
from gesture2midi.studio.pages.camera_latency import LatencyPage
from gesture2midi.studio.pages.login import missing
from gesture2midi.studio.pages.mapping import MappingPage
from gesture2midi.studio.pages.play import PlayPage
from gesture2midi.studio.pages.setup import SetupPage
from gesture2midi.studio.pages.stage import StagePage
from gesture2midi.studio.pages.start import StartPage
from gesture2midi.studio.pages.takes import TakesPage
from gesture2midi.studio.pages.teach import TeachPage
from gesture2midi.studio.server import page_keys, request_limits, upload
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.connections import connections
from gesture2midi.studio.server.guard import Guard
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.picture_stream import MEDIA_TYPE, behind_the_music

_SEND_BUFFER = 128 * 1024
"""Bytes that wait for a slow browser: some four pictures, not seconds of them."""
_AWAY = 10.0
"""Seconds that a browser may be away or too busy to answer; then what was begun on its page is over."""
_PATIENCE = 1
"""Seconds that open streams may take to end."""


def listen(address: Address) -> socket.socket:
    """A socket at that address.

    Raises:
        OutputError: another program has it, or it is none of this machine's.
    """
    try:
        family, kind, number, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, number)
        try:
            claim(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            listener.bind(place)
            listener.listen(64)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise OutputError(
            f"The studio cannot be opened at {address.host} port {address.port} ({error.strerror or error}): "
            "name another with --http-port."
        ) from error
    return listener


class Server:
    """Serves from `with` on to its end; `url` is where.

    api_token: what other programs have to send; None is no API.

    Raises:
        OutputError: the pages cannot be served (a certificate that is none, a thread that does not start).
    """

    def __init__(
        self, hub: Hub, address: Address, listener: socket.socket, api_token: str | None = None
    ) -> None:
        port = listener.getsockname()[1]
        self.url = url(address, port)
        key = page_keys.secret(paths.studio_key())
        own_names = (
            (address.host, socket.gethostname(), f"{socket.gethostname()}.local")
            if address.open_to_all
            else ()
        )
        guarded = Guard(
            _application(hub, page_keys.derived(key, "page"), locked=address.password is not None),
            port=port,
            key=key,
            names=own_names,
            password=address.password,
        )
        config = uvicorn.Config(
            guarded if api_token is None else _with_api(guarded, hub, api_token, address),
            loop="asyncio",
            http=connections(),
            h11_max_incomplete_event_size=request_limits.HEADERS,
            ws="websockets-sansio",
            ws_max_size=request_limits.BODY,
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_PATIENCE,
            ssl_certfile=address.certificate,
            ssl_keyfile=address.key,
        )
        try:
            config.load()
        except (OSError, ValueError) as error:
            raise OutputError(f"The certificate {address.certificate} cannot be used: {error}.") from error
        self._fault = ""
        self._hub = hub
        self._listener = listener
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="studio", daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)
        if not self._server.started:
            self._hub.close()
            raise OutputError(
                f"The studio's pages cannot be served: {self._fault or 'the server did not start'}."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._hub.close()
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        behind_the_music()
        with faults_told(self._hub.notices.say):
            try:
                asyncio.run(self._server.serve(sockets=[self._listener]))
            except (Exception, SystemExit) as error:  # a thread has nobody else to tell
                self._fault = f"{type(error).__name__}: {error}"
                if self._server.started:
                    self._hub.notices.say(f"The studio's pages have ended ({self._fault}); the set goes on.")


def url(address: Address, port: int) -> str:
    """Where a browser finds the pages: of a host that stands for all of this machine's, one that it has."""
    host = address.host
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname() if address.certificate else own_address() or socket.gethostname()
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return urlunsplit(("https" if address.certificate else "http", place, "", "", ""))


def own_address() -> str | None:
    """Returns this machine's address in its network; None without a network. Nothing is sent for that."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route to it is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return None


def _with_api(pages: Guard, hub: Hub, token: str, address: Address) -> ASGIApp:
    """The pages, and beside them what other programs ask."""
    from gesture2midi.studio.api.gate import Gate, Rules
    from gesture2midi.studio.api.routes import application

    return Gate(pages, application(hub), Rules(token, address.open_to_all, pages.is_ours))


def _application(hub: Hub, token: str, *, locked: bool) -> FastAPI:
    """The pages, the picture, and nothing else."""
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @application.get("/picture")
    async def picture() -> StreamingResponse:
        return StreamingResponse(
            hub.pictures.stream(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"}
        )

    @application.get("/clock")
    async def clock() -> PlainTextResponse:
        return PlainTextResponse(repr(time.perf_counter()), headers={"Cache-Control": "no-store"})

    @application.get("/drawing")
    def drawing(of: str) -> Response:
        """Of a mapping; drawn on one of the server's threads, and kept by the browser."""
        drawn = hub.library.drawing(of)
        if drawn is None:
            return Response(status_code=404)
        return Response(
            drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
        )

    editor_completion.answer(application, lambda: hub.taught)
    upload.answer(application, hub.library)

    def page(name: str, build: Callable[[page_frame.Shell], object]) -> None:
        def opened(request: Request) -> None:
            spoken = words.wanted(request.headers.get("accept-language", ""))
            made = page_frame.Shell(hub, spoken, name, locked=locked)
            with made.body():
                build(made)

        ui.page((page_frame.PAGES | page_frame.PARTS)[name])(opened)

    page("start", lambda made: StartPage(made, token))
    page("play", lambda made: PlayPage(made, token))
    page("mapping", lambda made: MappingPage(made, token))
    page("takes", TakesPage)
    page("setup", lambda made: SetupPage(made, token))
    page("calibrate", lambda made: CalibratePage(made, token))
    page("teach", lambda made: TeachPage(made, token))
    page("latency", lambda made: LatencyPage(made, token))

    _stage(hub, token)
    nicegui_app.add_exception_handler(404, _not_found)
    ui.add_css(page_frame.CSS, shared=True)
    nicegui_app.config.socket_io_js_query_params["token"] = token
    nicegui_app.config.socket_io_js_transports = ["websocket"]
    ui.run_with(
        application,
        title="Gesture2MIDI",
        dark=True,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=_AWAY,
        binding_refresh_interval=None,
    )
    return application


def _stage(hub: Hub, token: str) -> None:
    """The page of a second screen, which has no head."""

    @ui.page("/stage")
    def stage(request: Request) -> None:
        StagePage(hub, words.wanted(request.headers.get("accept-language", "")), token)


async def _not_found(request: Request, error: Exception) -> Response:
    """NiceGUI would write the address to the terminal, whatever stands in it, and keep a page for it."""
    of_a_page = request.scope.get("endpoint") in (None, nicegui_app)
    if isinstance(error, HTTPException) and not of_a_page:
        return await http_exception_handler(request, error)
    return HTMLResponse(missing(words.wanted(request.headers.get("accept-language", ""))), 404)

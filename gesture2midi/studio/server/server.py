"""The pages, as they are served beside the set."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from gesture2midi import paths
from gesture2midi.studio import words
from gesture2midi.studio.components import editor_completion, page_frame
from gesture2midi.studio.pages.calibrate import CalibratePage
from gesture2midi.studio.pages.camera_latency import LatencyPage
from gesture2midi.studio.pages.login import missing
from gesture2midi.studio.pages.mapping import MappingPage
from gesture2midi.studio.pages.play import PlayPage
from gesture2midi.studio.pages.player import PlayerPage
from gesture2midi.studio.pages.practice import PracticePage
from gesture2midi.studio.pages.setup import SetupPage
from gesture2midi.studio.pages.stage import StagePage
from gesture2midi.studio.pages.start import StartPage
from gesture2midi.studio.pages.takes import TakesPage
from gesture2midi.studio.pages.teach import TeachPage
from gesture2midi.studio.server import page_keys, upload
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.guard import Guard
from gesture2midi.studio.server.own_hosts import names_of
from gesture2midi.studio.server.serving import Serving
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.picture_stream import MEDIA_TYPE

_AWAY = 10.0
"""Seconds that a browser may be away or too busy to answer; then what was begun on its page is over."""


class Server(Serving):
    """Serves the pages from `with` on to its end; `url` is where.

    api_token: what other programs have to send; None is no API.

    Raises:
        OutputError: the pages cannot be served.
    """

    def __init__(
        self, hub: Hub, address: Address, listener: socket.socket, api_token: str | None = None
    ) -> None:
        key = page_keys.secret(paths.studio_key())
        guarded = Guard(
            _application(hub, page_keys.derived(key, "page"), locked=address.password is not None),
            port=listener.getsockname()[1],
            key=key,
            names=names_of(address),
            password=address.password,
        )
        application = guarded if api_token is None else _with_api(guarded, hub, api_token, address)
        super().__init__(application, address, listener, hub.notices.say, hub.close)


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

    _pages(hub, token, locked=locked)
    _stage(hub, token)
    nicegui_app.add_exception_handler(404, _not_found)
    ui.add_css(page_frame.CSS, shared=True)
    nicegui_app.config.socket_io_js_query_params["token"] = token
    nicegui_app.config.socket_io_js_transports = ["websocket"]
    ui.run_with(
        application,
        title="Gesture2MIDI",
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=_AWAY,
        binding_refresh_interval=None,
    )
    return application


def _pages(hub: Hub, token: str, *, locked: bool) -> None:
    """Those of the header, and those that Set-up leads to."""
    builders: dict[str, Callable[[page_frame.Shell], object]] = {
        "start": lambda made: StartPage(made, token),
        "play": lambda made: PlayPage(made, token),
        "mapping": lambda made: MappingPage(made, token),
        "takes": TakesPage,
        "player": lambda made: PlayerPage(made, token),
        "setup": lambda made: SetupPage(made, token),
        "calibrate": lambda made: CalibratePage(made, token),
        "teach": lambda made: TeachPage(made, token),
        "latency": lambda made: LatencyPage(made, token),
        "practice": PracticePage,
    }

    def page(name: str, path: str) -> None:
        def opened(request: Request) -> None:
            spoken = words.wanted(request.headers.get("accept-language", ""))
            made = page_frame.Shell(hub, spoken, name, locked=locked)
            with made.body():
                builders[name](made)

        ui.page(path)(opened)

    for name, path in (page_frame.PAGES | page_frame.PARTS).items():
        page(name, path)


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

"""The paths of the API, and what each answers. FastAPI describes them in `/api/openapi.json`."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Response, WebSocket
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

import gesture2midi
from gesture2midi import paths
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.session.instrument import own_mapping
from gesture2midi.studio.api import description
from gesture2midi.studio.api.live import FASTEST, Stream
from gesture2midi.studio.api.metrics import MEDIA_TYPE, Metrics
from gesture2midi.studio.api.problems import answer_with_problems
from gesture2midi.studio.api.readiness import reasons_of
from gesture2midi.studio.services import take_library
from gesture2midi.studio.services.exports import Export
from gesture2midi.studio.services.hub import Hub
from gesture2midi.studio.services.take_library import SavedTake

RENDERING = 300.0
"""Seconds that the rendering of a take may last."""
AT_ONCE = 2
"""Takes that are rendered at a time."""
_LOOK = 0.1
Name = Annotated[str, Field(min_length=1, max_length=255)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Scene(_Asked):
    """A scene of the mapping that plays."""

    scene: Name


class NewMapping(_Asked):
    """The name of a mapping, as `/api/mapping` lists them."""

    mapping: Name


class Recording(_Asked):
    """Whether a take is to be recorded."""

    on: bool


class Value(_Asked):
    """A number for a signal that the mapping reads from outside."""

    value: Annotated[float, Field(allow_inf_nan=False, strict=False)]


def application(hub: Hub) -> FastAPI:
    """Makes the application that answers other programs; who may ask is the gate's business."""
    api = FastAPI(
        title="Gesture2MIDI",
        version=gesture2midi.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    answer_with_problems(api)
    session = hub.commands.session
    stream, metrics = Stream(), Metrics(session.meter, lambda: session.mapping, lambda: hub.notices.count)
    session.watchers += [stream.look, metrics.look]
    _add_set(api, hub)
    _add_takes(api, hub)
    _add_signals(api, hub, stream)
    _add_monitoring(api, hub, metrics)

    @api.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(description.page(api.openapi()))

    return api


def _add_set(api: FastAPI, hub: Hub) -> None:
    commands = hub.commands

    @api.get("/api/state")
    def state() -> dict[str, Any]:
        """What plays, and how well."""
        view, session = hub.view, commands.session
        return {
            "mapping": session.mapping.name,
            "scene": session.scene,
            "scenes": list(session.mapping.scene_names),
            "muted": sorted(session.muted),
            "recording": commands.snapshot.recording,
            "source": hub.source,
            "outputs": list(hub.outputs),
            "hands": [hand.side for hand in view.gestures.hands] if view and view.gestures else [],
            "sounding": [{"channel": channel, "note": note} for channel, note in hub.sounding()],
            "frames_per_second": round(session.meter.rate, 2),
            "dropped_frames": session.meter.dropped,
            "latency_ms": round(session.meter.latency, 2),
            "notice": commands.snapshot.notice,
        }

    @api.post("/api/scene", status_code=204)
    def scene(wanted: Scene) -> None:
        """Go to a scene of the mapping that plays."""
        commands.scene(wanted.scene)

    @api.get("/api/mapping")
    def mapping() -> dict[str, Any]:
        """The mapping that plays, and those that can be gone on with."""
        playing = commands.session.mapping
        return {
            "mapping": playing.path.stem,
            "name": playing.name,
            "about": playing.about,
            "mappings": list(commands.mappings.names),
        }

    @api.post("/api/mapping", status_code=204)
    def play(wanted: NewMapping) -> None:
        """Go on with another mapping."""
        commands.mappings.play_named(wanted.mapping)

    @api.post("/api/panic", status_code=204)
    def panic() -> None:
        """Silence everything."""
        commands.panic()

    @api.post("/api/record", status_code=204)
    def record(wanted: Recording) -> None:
        """Begin a take among the player's own, or end the one that runs."""
        if wanted.on != commands.snapshot.recording:
            hub.toggle_record()


def _add_takes(api: FastAPI, hub: Hub) -> None:
    @api.get("/api/takes")
    def takes() -> list[dict[str, Any]]:
        """The takes of the Takes page, the newest first."""
        return [_told(take) for take in take_library.kept()]

    @api.get("/api/takes/{name}", response_class=FileResponse)
    def take(name: str) -> FileResponse:
        """The file of a take, as JSON Lines."""
        found = _take(name)
        return FileResponse(found.path, media_type="application/jsonl", filename=found.path.name)

    @api.get("/api/takes/{name}/render", response_class=FileResponse)
    async def render(
        name: str, kind: Literal["mid", "wav", "json"] = "mid", mapping: str | None = None
    ) -> FileResponse:
        """A take as a MIDI file, as sound or as JSON, through a mapping or the one it was recorded with."""
        found = await asyncio.to_thread(_take, name)
        played = await asyncio.to_thread(_mapping_of, found, mapping, hub)
        if sum(export.asked_by == "api" for export in hub.exports.running) >= AT_ONCE:
            raise OutputError(f"{AT_ONCE} takes are being rendered already: ask again later.")
        export = hub.exports.begin(found.path, played, kind, "api")
        try:
            await asyncio.wait_for(_ended(export), RENDERING)
        except (asyncio.TimeoutError, TimeoutError):
            await asyncio.to_thread(hub.exports.stop, export)
            raise OutputError(f"The take {name} could not be rendered within {RENDERING:.0f} s.") from None
        except asyncio.CancelledError:
            hub.exports.stop(export)
            raise
        hub.exports.take(export)
        if export.failed:
            raise OutputError(export.failed)
        return FileResponse(export.job.file, filename=export.job.file.name)


def _add_signals(api: FastAPI, hub: Hub, stream: Stream) -> None:
    @api.get("/api/signal/{name}")
    def signal(name: str) -> dict[str, Any]:
        """What a signal is worth now; null where it is not known."""
        signals = hub.signals
        if name not in signals:
            raise UsageError(f"There is no signal {name!r} now; the reference of signals lists them.")
        value = float(signals[name])
        return {"name": name, "value": value if math.isfinite(value) else None}

    @api.put("/api/signal/{name}", status_code=204)
    def tell(name: str, told: Value) -> None:
        """Tell a signal that the mapping reads from outside, as `osc.dial`."""
        hub.commands.signal(name, told.value)

    @api.websocket("/api/live")
    async def live(socket: WebSocket, rate: Annotated[float, Query(ge=1, le=FASTEST)] = 30.0) -> None:
        await stream.serve(socket, rate)


def _add_monitoring(api: FastAPI, hub: Hub, metrics: Metrics) -> None:
    @api.get("/health")
    def health() -> JSONResponse:
        """200 where the set can play, else 503 with the reasons."""
        told = [{"part": reason.part, "why": reason.why} for reason in reasons_of(hub)]
        body = {"status": "unhealthy" if told else "healthy", "reasons": told}
        return JSONResponse(body, 503 if told else 200, {"Cache-Control": "no-store"})

    @api.get("/metrics", response_class=Response)
    def counted() -> Response:
        """What the set has done so far, in Prometheus' text form."""
        return Response(metrics.text(), media_type=MEDIA_TYPE)


def _take(name: str) -> SavedTake:
    found = next((take for take in take_library.kept() if take.path.stem == name), None)
    if found is None:
        raise UsageError(f"There is no take {name!r}: `/api/takes` lists them.")
    return found


def _told(take: SavedTake) -> dict[str, Any]:
    return {
        "name": take.path.stem,
        "recorded": take.when.isoformat(timespec="seconds"),
        "seconds": round(take.seconds, 3),
        "mapping": take.mapping,
        "problem": take.problem,
    }


def _mapping_of(take: SavedTake, wanted: str | None, hub: Hub) -> Path:
    """The file of the mapping that plays a take.

    Raises:
        UsageError: there is no mapping of that name.
    """
    if wanted is None:
        own = own_mapping(take.file, take.fingerprint, hub.taught, lambda text: None)
        return own or hub.commands.session.mapping.path
    if wanted not in hub.commands.mappings.names:
        raise UsageError(f"There is no mapping {wanted!r}: `/api/mapping` lists them.")
    return paths.mapping_file(wanted)


async def _ended(export: Export) -> None:
    while not await asyncio.to_thread(export.look):
        await asyncio.sleep(_LOOK)

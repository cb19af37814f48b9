"""The API as other programs use it: what is answered, refused, and never let in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from gesture2midi import paths
from gesture2midi.errors import UsageError
from gesture2midi.events import Gestures, Hands, Hit, Messages, NoteOn
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.load import load
from gesture2midi.session.latency import Meter
from gesture2midi.session.session import Moment
from gesture2midi.studio.api import gate, routes
from gesture2midi.studio.api.gate import Gate, Rules
from gesture2midi.studio.api.routes import application
from gesture2midi.studio.services.exports import Exports

HOME = "http://127.0.0.1:8642"
SOCKET = "ws://127.0.0.1:8642/api/live"
TOKEN = "a-token-of-the-test"
JSON = {"content-type": "application/json"}
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


class Set:
    """A set as the API sees it; `done` is what was asked of it."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.asked = 30.0
        mapping = load(paths.mapping_file("chords"))
        self.session = SimpleNamespace(
            mapping=mapping, scene="verse", muted=frozenset(), meter=Meter(), watchers=[]
        )
        self.commands = self
        self.mappings = SimpleNamespace(names=("chords", "drums"), play_named=self.play_named)
        self.snapshot = SimpleNamespace(recording=False, notice="")
        self.notices = SimpleNamespace(count=3)
        self.exports = Exports(Profile())
        self.view = None
        self.source, self.outputs, self.taught = "performer: demo", ("Gesture2MIDI",), ()
        self.signals = {"right.x": 0.25, "left.x": float("nan")}
        self.seconds_waited = 0.0

    def sounding(self) -> tuple[tuple[int, int], ...]:
        return ((1, 60),)

    def waiting(self) -> float:
        return self.seconds_waited

    def scene(self, name: str) -> None:
        if name not in self.session.mapping.scene_names:
            raise UsageError(f"There is no scene {name!r} here.")
        self.done.append(("scene", name))

    def play_named(self, name: str) -> None:
        self.done.append(("mapping", name))

    def panic(self) -> None:
        self.done.append("panic")

    def toggle_record(self) -> None:
        self.done.append("record")

    def signal(self, name: str, value: float) -> None:
        self.done.append((name, value))

    def play(self, index: int, *items: NoteOn, hits: tuple[Hit, ...] = ()) -> None:
        """Have a frame played, a thirtieth of a second after the one before."""
        t = index / 30
        self.session.meter.add((t, t + 0.001, t + 0.008, t + 0.009, t + 0.010, t + 0.011), 2)
        gestures = Gestures(t, index, dict(self.signals), {}, hits)
        moment = Moment(None, Hands(t, index, 4 / 3, ()), gestures, Messages(t, items))
        for watcher in self.session.watchers:
            watcher(moment)


@pytest.fixture
def playing() -> Iterator[Any]:
    made: Any = Set()
    exports = made.exports
    yield made
    exports.close()


def client(playing: Any, *, open_to_all: bool = False, now: Callable[[], float] = lambda: 0.0) -> TestClient:
    pages = Starlette(routes=[Route("/{path:path}", lambda request: PlainTextResponse("a page"))])
    rules = Rules(TOKEN, open_to_all, lambda host: host == "127.0.0.1:8642")
    return TestClient(Gate(pages, application(playing), rules, now=now), base_url=HOME)


def ready(playing: Any) -> None:
    """A second and more is played."""
    for index in range(40):
        playing.play(index)


def problem(answer: Any, status: int) -> str:
    """Returns the sentence of an answer that has to be a problem."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["type"]) == (status, "about:blank") and told["title"]
    assert str(told["detail"]).endswith(".")
    return str(told["detail"])


def test_the_pages_stay_as_they_are(playing: Any) -> None:
    asks = client(playing)
    assert [asks.get(path).text for path in ("/", "/takes", "/apis", "/healthy")] == ["a page"] * 4


WRONG = [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ä"]


@pytest.mark.parametrize("authorization", WRONG)
def test_without_the_token_nothing_below_api_is_answered(playing: Any, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization.encode()}
    for path in ("/api/state", "/api/nothing", "/api", "/api/docs/"):
        assert "token" in problem(client(playing).get(path, headers=headers), 401)
    assert "token" in problem(client(playing).post("/api/panic", headers=headers), 401)
    with pytest.raises(WebSocketDisconnect), client(playing).websocket_connect(f"{SOCKET}", headers=headers):
        pass
    assert playing.done == []


@pytest.mark.parametrize("path", gate.OPEN)
def test_what_is_open_on_this_machine_needs_the_token_elsewhere(playing: Any, path: str) -> None:
    ready(playing)
    assert client(playing).get(path).status_code == 200
    elsewhere = client(playing, open_to_all=True)
    problem(elsewhere.get(path), 401)
    assert elsewhere.get(path, headers=WITH_TOKEN).status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/health", "/api/state"])
def test_a_name_that_was_turned_to_this_machine_is_refused(playing: Any, path: str) -> None:
    problem(client(playing).get(path, headers={**WITH_TOKEN, "host": "evil.example:8642"}), 403)


def test_the_state_is_told(playing: Any) -> None:
    ready(playing)
    told = client(playing).get("/api/state", headers=WITH_TOKEN).json()
    assert (told["mapping"], told["scene"], told["scenes"]) == (
        "Chords",
        "verse",
        ["main", "verse", "chorus"],
    )
    assert told["sounding"] == [{"channel": 1, "note": 60}]
    assert (told["frames_per_second"], told["latency_ms"], told["dropped_frames"]) == (30.0, 11.0, 2)


def test_what_is_asked_is_done(playing: Any) -> None:
    asks = client(playing)
    for path, body in (
        ("/api/scene", {"scene": "chorus"}),
        ("/api/mapping", {"mapping": "drums"}),
        ("/api/panic", None),
        ("/api/record", {"on": False}),
        ("/api/record", {"on": True}),
    ):
        assert asks.post(path, json=body, headers=WITH_TOKEN).status_code == 204
    assert asks.put("/api/signal/osc.dial", json={"value": 1}, headers=WITH_TOKEN).status_code == 204
    assert playing.done == [("scene", "chorus"), ("mapping", "drums"), "panic", "record", ("osc.dial", 1.0)]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/scene", {"scene": "nowhere"}, 404),
        ("/api/scene", {"scene": 7}, 422),
        ("/api/scene", {}, 422),
        ("/api/scene", {"scene": "verse", "more": 1}, 422),
        ("/api/scene", ["verse"], 422),
        ("/api/record", {"on": "yes"}, 422),
        ("/api/mapping", {"mapping": "x" * 256}, 422),
        ("/api/nothing", {}, 404),
        ("/api/state", {}, 405),
    ],
)
def test_what_cannot_be_done_is_one_sentence(playing: Any, path: str, body: object, status: int) -> None:
    problem(client(playing).post(path, json=body, headers=WITH_TOKEN), status)
    assert playing.done == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 5000, b'{"value": NaN}', b'{"value": 1e999}'])
def test_a_broken_body_is_one_sentence(playing: Any, body: bytes) -> None:
    headers = {**WITH_TOKEN, "content-type": "application/json"}
    answer = client(playing).put("/api/signal/osc.dial", content=body, headers=headers)
    problem(answer, 400 if answer.status_code == 400 else 422)
    assert playing.done == []


def test_what_is_too_large_is_refused(playing: Any) -> None:
    asks = client(playing)
    problem(asks.post("/api/scene", content=b"x" * (gate.BODY + 1), headers=WITH_TOKEN), 413)
    problem(asks.get("/api/state", headers={**WITH_TOKEN, "x": "y" * 20_000}), 431)


def test_more_than_so_many_requests_a_second_have_to_wait(playing: Any) -> None:
    clock = [0.0]
    asks = client(playing, now=lambda: clock[0])
    statuses = [asks.get("/metrics").status_code for _ in range(int(gate.BURST) + 2)]
    assert statuses == [200] * int(gate.BURST) + [429, 429]
    refused = asks.get("/api/state", headers=WITH_TOKEN)
    assert problem(refused, 429) and refused.headers["retry-after"] == "1"
    clock[0] = 1.0
    assert asks.get("/metrics").status_code == 200


def test_signals_are_told_and_unknown_ones_are_null(playing: Any) -> None:
    asks = client(playing)
    assert asks.get("/api/signal/right.x", headers=WITH_TOKEN).json() == {"name": "right.x", "value": 0.25}
    assert asks.get("/api/signal/left.x", headers=WITH_TOKEN).json()["value"] is None
    assert "there.is" in problem(asks.get("/api/signal/there.is", headers=WITH_TOKEN), 404)


def test_takes_are_listed_and_handed_out(
    playing: Any, make_take: Callable[[float, float], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "takes"
    folder.mkdir()
    monkeypatch.setattr(paths, "takes", lambda: folder)
    content = make_take(0, 1).rename(folder / "2026-01-02 03.04.05.jsonl").read_bytes()
    asks = client(playing)
    (told,) = asks.get("/api/takes", headers=WITH_TOKEN).json()
    assert (told["name"], told["recorded"]) == ("2026-01-02 03.04.05", "2026-01-02T03:04:05")
    assert asks.get(f"/api/takes/{told['name']}", headers=WITH_TOKEN).content == content
    for name in ("other", "..%2Fsecret", "%2e%2e", "2026-01-02 03.04.05.jsonl"):
        problem(asks.get(f"/api/takes/{name}", headers=WITH_TOKEN), 404)
    problem(asks.get(f"/api/takes/{told['name']}/render?kind=exe", headers=WITH_TOKEN), 422)
    problem(asks.get(f"/api/takes/{told['name']}/render?mapping=none", headers=WITH_TOKEN), 404)


class Rendering:
    """The exports of a set, made at once: each ends after so many looks, or fails with a sentence."""

    def __init__(self, looks: int = 1, failed: str = "") -> None:
        self.looks, self.failed = looks, failed
        self.begun: list[Path] = []
        self.running: list[Any] = []
        self.stopped = 0

    def begin(self, take: Path, mapping: Path, kind: str, asked_by: str) -> Any:
        file = take.with_suffix(f".{kind}")
        file.write_bytes(b"MThd")
        self.begun.append(mapping)
        export = SimpleNamespace(
            look=self.look, failed=self.failed, job=SimpleNamespace(file=file), asked_by=asked_by
        )
        self.running.append(export)
        return export

    def look(self) -> bool:
        self.looks -= 1
        return self.looks <= 0

    def take(self, export: Any) -> None:
        self.running.remove(export)

    def stop(self, export: Any) -> None:
        self.take(export)
        self.stopped += 1


@pytest.fixture
def take(make_take: Callable[[float, float], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a take's rendering."""
    monkeypatch.setattr(paths, "takes", lambda: tmp_path)
    return f"/api/takes/{make_take(0, 0.5).stem}/render"


def test_a_take_is_rendered_through_the_mapping_that_is_named(playing: Any, take: str) -> None:
    playing.exports = Rendering(looks=3)
    answer = client(playing).get(f"{take}?mapping=drums", headers=WITH_TOKEN)
    assert (answer.status_code, answer.content) == (200, b"MThd")
    assert playing.exports.begun == [paths.mapping_file("drums")]
    assert playing.exports.running == []


def test_a_take_without_a_mapping_of_its_own_is_played_by_the_one_that_plays(playing: Any, take: str) -> None:
    playing.exports = Rendering()
    assert client(playing).get(take, headers=WITH_TOKEN).status_code == 200
    assert playing.exports.begun == [paths.mapping_file("chords")]


def test_what_cannot_be_rendered_is_one_sentence(
    playing: Any, take: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    playing.exports = Rendering(failed="The take is empty.")
    assert problem(client(playing).get(take, headers=WITH_TOKEN), 409) == "The take is empty."
    playing.exports = Rendering()
    playing.exports.running = [SimpleNamespace(asked_by="api")] * routes.AT_ONCE
    assert "already" in problem(client(playing).get(take, headers=WITH_TOKEN), 409)
    monkeypatch.setattr(routes, "RENDERING", 0.0)
    playing.exports = Rendering(looks=10**9)
    assert "within" in problem(client(playing).get(take, headers=WITH_TOKEN), 409)
    assert playing.exports.stopped == 1


def test_a_fault_of_ours_is_one_sentence_too(playing: Any) -> None:
    del playing.signals
    asks = TestClient(client(playing).app, base_url=HOME, raise_server_exceptions=False)
    assert "AttributeError" in problem(asks.get("/api/signal/right.x", headers=WITH_TOKEN), 500)


def test_health_says_why(playing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = client(playing)
    ready(playing)
    assert asks.get("/health").json() == {"status": "healthy", "reasons": []}
    playing.seconds_waited, playing.outputs = 7.0, ()
    told = asks.get("/health")
    assert (told.status_code, told.json()["status"]) == (503, "unhealthy")
    assert told.json()["reasons"] == [
        {"part": "camera", "why": "No picture has come for 7 s."},
        {"part": "outputs", "why": "No output is left."},
    ]


def samples(asks: TestClient) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(asks.get("/metrics").text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_count_what_was_played(playing: Any) -> None:
    asks = client(playing)
    for index in range(3):
        strike = Hit(index / 30, "right", "strike", 0.5)
        playing.play(index, NoteOn(index / 30, "a", 1, 60, 100), hits=(strike,))
    found = samples(asks)
    assert found["gesture2midi_frames_total",] == found["gesture2midi_strikes_total",] == 3
    assert found["gesture2midi_messages_total", "note_on"] == 3
    assert found["gesture2midi_dropped_frames",] == 2
    assert found["gesture2midi_notices",] == 3
    assert found["gesture2midi_mapping_loads_total",] == 1
    assert found["gesture2midi_latency_seconds_count", "whole"] == 3
    assert found["gesture2midi_latency_seconds_sum", "tracking"] == pytest.approx(0.021)
    assert found["gesture2midi_latency_seconds_bucket", "0.015", "whole"] == 3
    assert found["gesture2midi_latency_seconds_bucket", "0.01", "whole"] == 0


def test_a_listener_is_told_what_has_changed(playing: Any) -> None:
    asks = client(playing)
    with asks.websocket_connect(f"{SOCKET}?rate=60", headers=WITH_TOKEN) as socket:
        playing.play(0)
        first = socket.receive_json()
        assert first["signals"] == {"right.x": 0.25, "left.x": None}
        playing.signals["left.x"] = 0.5
        playing.play(1, NoteOn(1 / 30, "a", 1, 60, 100))
        second = socket.receive_json()
    assert second["signals"] == {"left.x": 0.5}
    assert len(second["messages"]) <= 1


def test_a_rate_beyond_the_bounds_is_refused(playing: Any) -> None:
    for rate in ("0", "61", "nan", "fast"):
        with (
            pytest.raises(WebSocketDisconnect),
            client(playing).websocket_connect(f"{SOCKET}?rate={rate}", headers=WITH_TOKEN),
        ):
            pass


EXAMPLE = re.compile(r"^curl (?:-X (\S+) )?(?:--json '(.*?)' )?http://127.0.0.1:8642(\S+)$", re.MULTILINE)


def test_what_the_page_asks_is_answered(playing: Any) -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "api.md"
    examples = EXAMPLE.findall(page.read_text(encoding="utf-8"))
    assert len(examples) == 8
    asks = client(playing)
    for method, body, path in examples:
        answer = asks.request(method or "GET", path, content=body or None, headers=WITH_TOKEN | JSON)
        assert answer.status_code in (200, 204), f"{path}: {answer.text}"


def test_the_description_names_every_path_and_loads_nothing(playing: Any) -> None:
    asks = client(playing)
    described = asks.get("/api/openapi.json").json()["paths"]
    page = asks.get("/api/docs").text
    assert set(described) >= {
        "/api/state",
        "/api/takes/{name}/render",
        "/api/signal/{name}",
        "/health",
        "/metrics",
    }
    for path in described:
        assert f"<code>{path}</code>" in page
    assert not re.search(r"<script|<img|<link|src=|//", page)

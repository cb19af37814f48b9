"""Finding, checking and fetching the hand model, with no network but this computer's own."""

import hashlib
import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import ModelError
from gesture2midi.tracking import download as tracking_download
from gesture2midi.tracking import model_file
from gesture2midi.tracking.download import Unavailable, download, from_wheel
from gesture2midi.tracking.model_file import DETECTOR, LANDMARKS, bundle, check, find_model

GENUINE = b"as good as Google's"
GENUINE_HASH = hashlib.sha256(GENUINE).hexdigest()
WRONG_HASH = hashlib.sha256(b"wrong").hexdigest()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cached = tmp_path / "cache" / "hand_landmarker.task"
    monkeypatch.setattr(paths, "model_cache", lambda: cached)
    monkeypatch.setattr(model_file, "BUNDLE", GENUINE_HASH)
    return cached


def gives(data: bytes) -> model_file.Route:
    return lambda progress: data


def fails(progress: model_file.Progress) -> bytes:
    raise Unavailable("nobody answers")


def never(progress: model_file.Progress) -> bytes:
    raise AssertionError("this way was not to be gone")


def test_a_named_file_is_taken_and_nothing_else(tmp_path: Path, cache: Path) -> None:
    named = tmp_path / "mine.task"
    named.write_bytes(GENUINE)
    assert find_model(named, routes=[never]) == named
    assert not cache.exists()


def test_an_installers_file_is_taken_before_the_caches(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = tmp_path / "brought.task"
    brought.write_bytes(GENUINE)
    monkeypatch.setattr(paths, "bundled_model", lambda: brought)
    assert find_model(None, routes=[never]) == brought
    assert not cache.exists()


def test_an_installers_file_that_is_broken_is_passed_over(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = tmp_path / "brought.task"
    brought.write_bytes(b"half of it")
    monkeypatch.setattr(paths, "bundled_model", lambda: brought)
    assert find_model(None, routes=[gives(GENUINE)]) == cache


def test_a_named_file_that_is_missing_is_an_error_though_the_cache_has_one(
    tmp_path: Path, cache: Path
) -> None:
    cache.parent.mkdir()
    cache.write_bytes(GENUINE)
    with pytest.raises(ModelError, match=r"none\.task cannot be read \(No such file"):
        find_model(tmp_path / "none.task", routes=[never])


def test_a_wrong_named_file_is_refused_with_both_hashes(tmp_path: Path) -> None:
    named = tmp_path / "mine.task"
    named.write_bytes(b"wrong")
    with pytest.raises(ModelError, match=f"{WRONG_HASH}, not {GENUINE_HASH}"):
        find_model(named, routes=[never])


def test_what_is_in_the_cache_is_not_fetched(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_bytes(GENUINE)
    assert find_model(None, routes=[never]) == cache


def test_the_ways_are_gone_in_order_until_one_gives_the_model(cache: Path) -> None:
    assert find_model(None, routes=[fails, gives(b"wrong"), gives(GENUINE), never]) == cache
    assert cache.read_bytes() == GENUINE
    assert list(cache.parent.iterdir()) == [cache]


def test_a_spoilt_cache_is_replaced(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_bytes(b"wrong")
    assert find_model(None, routes=[gives(GENUINE)]) == cache
    assert cache.read_bytes() == GENUINE


def test_offline_one_sentence_says_why_and_what_to_do(cache: Path) -> None:
    with pytest.raises(ModelError) as raised:
        find_model(None, routes=[fails, gives(b"wrong")])
    text = str(raised.value)
    for part in (str(cache), "nobody answers", WRONG_HASH, GENUINE_HASH, model_file.URL, "--model"):
        assert part in text
    assert text.endswith(".") and "\n" not in text
    assert not cache.exists()


def test_a_wrong_file_never_reaches_the_cache_and_spoils_no_good_way(cache: Path) -> None:
    with pytest.raises(ModelError):
        find_model(None, routes=[gives(b"wrong")])
    assert not cache.parent.exists()


def test_nothing_is_fetched_where_that_is_not_wanted() -> None:
    with pytest.raises(ModelError, match="not to be fetched"):
        find_model(None, fetch=False, routes=[never])


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, cache: Path) -> None:
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be kept at"):
        find_model(None, routes=[gives(GENUINE)])


@pytest.fixture
def two_models(monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    parts = (b"detector!", b"landmark model")
    table = {
        hashlib.sha256(part).hexdigest(): name
        for part, name in zip(parts, (DETECTOR, LANDMARKS), strict=True)
    }
    monkeypatch.setattr(model_file, "MODELS", table)
    return parts


def test_a_bundle_of_two_genuine_models_passes(two_models: tuple[bytes, bytes]) -> None:
    data = bundle(*two_models)
    check(data, "it")
    with zipfile.ZipFile(io.BytesIO(data)) as task:
        for entry, part in zip(task.infolist(), two_models, strict=True):
            start = data.index(part)
            assert (entry.compress_type, start % 4) == (zipfile.ZIP_STORED, 0)
        assert task.testzip() is None


def test_models_under_each_others_name_are_refused(two_models: tuple[bytes, bytes]) -> None:
    with pytest.raises(ModelError):
        check(bundle(two_models[1], two_models[0]), "it")


def test_a_bundle_with_anything_else_in_it_is_refused(two_models: tuple[bytes, bytes]) -> None:
    file = io.BytesIO(bundle(*two_models))
    with zipfile.ZipFile(file, "a") as task:
        task.writestr("more", b"")
    with pytest.raises(ModelError):
        check(file.getvalue(), "it")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_bundle_is_refused(two_models: tuple[bytes, bytes], data: st.DataObject) -> None:
    whole = bytearray(bundle(*two_models))
    start = whole.index(two_models[1])
    place = data.draw(st.integers(start, start + len(two_models[1]) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ModelError, match="SHA-256"):
        check(bytes(whole), "it")


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_check(data: bytes) -> None:
    with pytest.raises(ModelError):
        check(data, "it")
    with pytest.raises(ModelError):
        check(b"PK\x03\x04" + data + b"PK\x05\x06" + bytes(18), "it")


class Site(BaseHTTPRequestHandler):
    answer: tuple[int, bytes, int]

    def do_GET(self) -> None:
        status, data, told = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(told))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hand_landmarker.task"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_comes_with_its_progress(site: str) -> None:
    data = bytes(range(256)) * 1000
    Site.answer = 200, data, len(data)
    seen: list[tuple[int, int]] = []
    assert download(site, len(data), lambda done, size: seen.append((done, size))) == data
    assert seen[-1] == (len(data), len(data))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_an_endless_file_is_not_read_to_its_end(site: str) -> None:
    Site.answer = 200, bytes(1_000_000), 1_000_000
    assert 1000 < len(download(site, 1000, lambda *_: None)) <= 1000 + (1 << 16)


def test_a_file_that_breaks_off_or_is_not_there_is_said_to(site: str) -> None:
    Site.answer = 404, b"no", 2
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:\d+: HTTP Error 404"):
        download(site, 100, lambda *_: None)
    Site.answer = 200, bytes(100_000), 200_000
    try:
        assert len(download(site, 200_000, lambda *_: None)) == 100_000  # the check would refuse it
    except Unavailable as error:
        assert "broke off" in str(error)


def test_nobody_at_the_address() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9: "):
        download("http://127.0.0.1:9/x", 100, lambda *_: None)


def test_a_name_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(url: str, timeout: float) -> None:
        released.wait(30)
        raise OSError("at last")

    monkeypatch.setattr(tracking_download, "urlopen", hang)
    with pytest.raises(Unavailable, match=r"example\.org does not answer"):
        download("http://example.org/x", 100, lambda *_: None, patience=0.05)
    released.set()


def pip(
    files: dict[str, bytes] | None, status: int = 0, complaint: str = ""
) -> tuple[tracking_download.Run, list[list[str]]]:
    """A pip that leaves a wheel of these files in the folder that it is told."""
    commands: list[list[str]] = []

    def run(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
        commands.append(list(command))
        if files is not None:
            with zipfile.ZipFile(folder / "some-1.0-py3-none-any.whl", "w") as wheel:
                for name, data in files.items():
                    wheel.writestr(name, data)
        return subprocess.CompletedProcess(command, status, "", complaint)

    return run, commands


def test_files_are_read_out_of_a_wheel_and_nothing_is_installed() -> None:
    run, commands = pip({"a/one": b"1", "a/two": b"2"})
    assert from_wheel("some==1.0", ["a/two", "a/one"], ["--abi=cp311"], run=run) == [b"2", b"1"]
    (command,) = commands
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "--abi=cp311", "some==1.0"} <= set(command)
    assert not Path(command[command.index("--dest") + 1]).exists()


@pytest.mark.parametrize(
    ("files", "status", "complaint", "says"),
    [
        (None, 1, "WARNING: x\nERROR: No matching distribution found", "No matching distribution"),
        (None, 1, "", "no wheel came"),
        (None, 0, "", "no wheel came"),
        ({"b": b""}, 0, "", "not what it was"),
    ],
)
def test_a_pip_that_fails_is_quoted(
    files: dict[str, bytes] | None, status: int, complaint: str, says: str
) -> None:
    with pytest.raises(Unavailable, match=f"some==1.0.*{says}"):
        from_wheel("some==1.0", ["a"], run=pip(files, status, complaint)[0])


def test_a_pip_that_hangs_or_is_not_there_is_given_up() -> None:
    def hang(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
        raise subprocess.TimeoutExpired(list(command), 180)

    def missing(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
        raise FileNotFoundError(2, "No such file or directory")

    for run in (hang, missing):
        with pytest.raises(Unavailable, match=r"pip download some==1\.0"):
            from_wheel("some==1.0", ["a"], run=run)


def test_the_wheel_of_mediapipe_becomes_a_bundle(
    two_models: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    folder = "mediapipe/modules"
    run, commands = pip(
        {
            f"{folder}/palm_detection/palm_detection_full.tflite": two_models[0],
            f"{folder}/hand_landmark/hand_landmark_full.tflite": two_models[1],
        }
    )
    monkeypatch.setattr(tracking_download, "_run", run)
    assert find_model(None, routes=model_file.ROUTES[2:]).read_bytes() == bundle(*two_models)
    assert commands[0][-1] == "mediapipe==0.10.21"

"""Finding, checking and fetching the models of the face and the body, with no network."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import ModelError
from gesture2midi.events import Part
from gesture2midi.tracking.download import Unavailable
from gesture2midi.tracking.model_file import packed
from gesture2midi.tracking.people import models
from gesture2midi.tracking.people.models import ROUTES, find_models

FILES = [b"finds faces", b"finds landmarks"]


@pytest.fixture(params=["face", "body"])
def part(request: pytest.FixtureRequest) -> Part:
    return request.param


@pytest.fixture(autouse=True)
def cache(part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "people_models", lambda part: tmp_path / "cache" / f"{part}_models.zip")
    genuine = [
        replace(model, size=len(data), sha256=hashlib.sha256(data).hexdigest())
        for model, data in zip(models.MODELS[part], FILES, strict=True)
    ]
    monkeypatch.setitem(models.MODELS, part, tuple(genuine))
    return tmp_path / "cache" / f"{part}_models.zip"


def gives(files: list[bytes]):
    return lambda wanted, progress: files


def fails(wanted, progress):
    raise Unavailable("nobody answers")


def never(wanted, progress):
    raise AssertionError("this way was not to be gone")


def names(part: Part) -> list[str]:
    return [model.name for model in models.MODELS[part]]


def test_they_are_fetched_once(part: Part, cache: Path) -> None:
    assert find_models(part, routes=[fails, gives([b"wrong", FILES[1]]), gives(FILES), never]) == cache
    assert cache.read_bytes() == packed(dict(zip(names(part), FILES, strict=True)))
    assert find_models(part, routes=[never]) == cache


@pytest.mark.parametrize("content", [b"", b"no archive", packed({"other": b"x"})])
def test_a_spoilt_cache_is_fetched_anew(part: Part, cache: Path, content: bytes) -> None:
    cache.parent.mkdir()
    cache.write_bytes(content)
    assert find_models(part, routes=[gives(FILES)]) == cache
    assert cache.read_bytes() == packed(dict(zip(names(part), FILES, strict=True)))


def test_a_model_in_the_cache_that_is_another_is_refused(part: Part, cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_bytes(packed(dict(zip(names(part), [FILES[0], b"another model"], strict=True))))
    with pytest.raises(ModelError, match="has the SHA-256") as caught:
        find_models(part, routes=[fails])
    assert f"gesture2midi model --{part}" in str(caught.value)


def test_without_the_network_nothing_is_fetched(part: Part, cache: Path) -> None:
    with pytest.raises(ModelError, match="not to be fetched"):
        find_models(part, fetch=False, routes=[never])
    assert not cache.exists()


def test_a_folder_that_cannot_be_written_is_told(part: Part, cache: Path) -> None:
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be kept at"):
        find_models(part, routes=[gives(FILES)])


def test_google_is_asked_for_each_file_by_its_name(
    part: Part, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    asked = []

    def download(url, size, on_bytes):
        asked.append(url.rpartition("/")[2])
        on_bytes(size, size)
        return FILES[names(part).index(asked[-1])]

    monkeypatch.setattr(models, "download", download)
    told = []
    find_models(part, routes=ROUTES[:1], on_progress=lambda *news: told.append(news))
    assert asked == names(part)
    assert ("storage.googleapis.com", len(FILES[1]), len(FILES[1])) in told


def test_the_wheel_of_mediapipe_holds_them(part: Part, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    asked = []

    def from_wheel(requirement, members, options):
        asked.extend([requirement, *members])
        return FILES

    monkeypatch.setattr(models, "from_wheel", from_wheel)
    find_models(part, routes=ROUTES[1:])
    assert asked == [
        "mediapipe==0.10.21",
        *{
            "face": [
                "mediapipe/modules/face_detection/face_detection_short_range.tflite",
                "mediapipe/modules/face_landmark/face_landmark.tflite",
            ],
            "body": [
                "mediapipe/modules/pose_detection/pose_detection.tflite",
                "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
            ],
        }[part],
    ]

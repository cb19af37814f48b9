"""Gestures that the player taught, and their files: one JSON file each, to be kept, shared and dropped in.

A file holds examples, not a trained model: `signs` and `motions` train all of them together whenever
they are read, which takes milliseconds, so that every new gesture sharpens the ones before it.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gesture2midi.errors import GestureError, UsageError, refusal
from gesture2midi.files import is_device, open_regular, whole_file
from gesture2midi.gestures import signals as signal_table
from gesture2midi.gestures.custom.motion_classifier import LONGEST, MOST_REACH, POINTS, SHORTEST, Motion
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.preset_map import EXAMPLES, PresetMap, check_presets

FORMAT: Literal["gesture2midi gesture"] = "gesture2midi gesture"
LARGEST = 2_000_000
"""Bytes of a file; one of a pose taught for some seconds has about 90,000."""
MOST = 32
"""Gestures that are read; the cost of a frame grows with them."""

Shown: TypeAlias = Sign | Motion
"""What is learnt from single examples."""
Gesture: TypeAlias = Shown | PresetMap

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAKEN = {
    *(
        signal.name.partition(".")[0]
        for signal in (*signal_table.HAND, *signal_table.POSES, *signal_table.HITS)
    ),
    *(
        *signal_table.HAND_NAMES,
        *signal_table.POSE_NAMES,
        *signal_table.FINGERS,
        "hands",
        "none",
        "unseen",
    ),
}

_Joint = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
_HandRow = Annotated[list[_Joint], Field(min_length=63, max_length=63)]
_WayRow = Annotated[list[_Joint], Field(min_length=4 * POINTS, max_length=4 * POINTS)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal["gesture2midi gesture"]
    version: Literal[1]
    name: str


class _PoseFile(_File):
    kind: Literal["pose"]
    shown: Annotated[list[_HandRow], Field(min_length=1, max_length=2000)]
    others: Annotated[list[_HandRow], Field(max_length=2000)]


class _MotionFile(_File):
    kind: Literal["motion"]
    ways: Annotated[list[_WayRow], Field(min_length=1, max_length=100)]
    seconds: Annotated[
        list[Annotated[float, Field(ge=SHORTEST, le=LONGEST, allow_inf_nan=False)]],
        Field(min_length=1, max_length=100),
    ]
    reach: Annotated[float, Field(ge=0.05, le=MOST_REACH, allow_inf_nan=False)]


class _MapFile(_File):
    kind: Literal["map"]
    presets: Annotated[list[list[Annotated[float, Field(allow_inf_nan=False)]]], Field(max_length=8)]
    shown: Annotated[
        list[Annotated[list[_HandRow], Field(min_length=1, max_length=EXAMPLES)]], Field(max_length=8)
    ]


_READER: TypeAdapter[_PoseFile | _MotionFile | _MapFile] = TypeAdapter(
    Annotated[_PoseFile | _MotionFile | _MapFile, Field(discriminator="kind")]
)


@dataclass(frozen=True, slots=True)
class Taught:
    """Poses, motions and maps, each in the order of their names: what a `Recognizer` is made with."""

    signs: tuple[Sign, ...] = ()
    motions: tuple[Motion, ...] = ()
    maps: tuple[PresetMap, ...] = ()

    @property
    def signals(self) -> tuple[signal_table.Signal, ...]:
        """What they are called in a mapping: poses first, then motions, then the values of maps."""
        return (
            *(signal_table.taught_signal(sign.name, "pose") for sign in self.signs),
            *(signal_table.taught_signal(motion.name, "motion") for motion in self.motions),
            *(signal_table.taught_level(name) for one in self.maps for name in one.signals),
        )

    @property
    def gestures(self) -> tuple[Gesture, ...]:
        """All of them, poses first."""
        return (*self.signs, *self.motions, *self.maps)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(signal.name for signal in self.signals)


def collect(gestures: Iterable[Gesture]) -> Taught:
    """The gestures sorted into poses, motions and maps."""
    ordered = sorted(gestures, key=lambda gesture: gesture.name)
    return Taught(
        tuple(gesture for gesture in ordered if isinstance(gesture, Sign)),
        tuple(gesture for gesture in ordered if isinstance(gesture, Motion)),
        tuple(gesture for gesture in ordered if isinstance(gesture, PresetMap)),
    )


def check_name(name: str) -> str:
    """`name`, if a gesture can be called so.

    Raises:
        UsageError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:50]!r} cannot be the name of a gesture: take small letters a-z, digits and _, "
            "a letter first, at most 40."
        )
    if name in _TAKEN or keyword.iskeyword(name) or is_device(name):
        raise UsageError(f"The name `{name}` means something already: give your gesture another name.")
    return name


def gesture_name(title: str, taken: Iterable[str] = ()) -> str:
    """Returns a name for a gesture that is called so in any language: `Große Faust` is `grosse_faust`.

    One without a letter of a to z becomes `gesture_1`, or the first number that is not among `taken`.
    """
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if name[:1].isdecimal():
        name = f"gesture_{name}"
    if name:
        return name[:40].rstrip("_")
    known = set(taken)
    number = 1
    while f"gesture_{number}" in known:
        number += 1
    return f"gesture_{number}"


def gesture_file(folder: Path, name: str) -> Path:
    """Where the gesture of that name lies, or would.

    Raises:
        UsageError: no gesture can be called so.
    """
    return folder / f"{check_name(name)}.json"


def files_of(folder: Path, name: str) -> list[Path]:
    """The files in a folder that teach `name`, or are called so, whatever is in them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            taught = path.stem if path.stem == name else read(path).name
        except GestureError:
            continue  # it teaches nothing
        if taught == name:
            found.append(path)
    return found


def write(gesture: Gesture, path: Path) -> None:
    """Write a gesture, whole or not at all; the folder is made where it is missing.

    Raises:
        OutputError: it cannot be written there.
    """
    with whole_file(path) as part:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(_text(gesture) + "\n", encoding="utf-8", newline="\n")


def same(one: Taught, other: Taught) -> bool:
    """Whether they are the same once written to files, which round their numbers."""
    return list(map(_text, one.gestures)) == list(map(_text, other.gestures))


def _text(gesture: Gesture) -> str:
    record: _PoseFile | _MotionFile | _MapFile
    if isinstance(gesture, Sign):
        shown, others = _rows(gesture.shown), _rows(gesture.others)
        record = _PoseFile(
            format=FORMAT, version=1, name=gesture.name, kind="pose", shown=shown, others=others
        )
    elif isinstance(gesture, PresetMap):
        record = _MapFile(
            format=FORMAT,
            version=1,
            name=gesture.name,
            kind="map",
            presets=np.round(gesture.presets, 4).tolist(),
            shown=[_rows(hands) for hands in gesture.shown],
        )
    else:
        flat = gesture.ways.reshape(len(gesture.ways), -1)
        ways = _rows(np.stack((flat.real, flat.imag), axis=2))
        record = _MotionFile(
            format=FORMAT,
            version=1,
            name=gesture.name,
            kind="motion",
            ways=ways,
            seconds=[round(seconds, 3) for seconds in gesture.seconds.tolist()],
            reach=round(gesture.reach, 3),
        )
    return record.model_dump_json()


def read(path: Path) -> Gesture:
    """The gesture in a file, from wherever it came: nothing in it is trusted.

    Raises:
        GestureError: it cannot be read, or is no such file.
    """
    try:
        with open_regular(path) as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise GestureError(
            f"There is no gesture {path} that can be read ({error.strerror}): name a file that "
            "`gesture2midi teach` wrote."
        ) from error
    if len(data) > LARGEST:
        raise _refused(path, f"it is larger than {LARGEST:,} bytes")
    try:
        record = _READER.validate_json(data)
        check_name(record.name)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"] if step not in ("pose", "motion", "map"))
        raise _refused(path, f"{where or 'it'} {refusal(first):.120}") from None
    except UsageError as error:
        raise _refused(path, str(error).rstrip(".")) from None
    if isinstance(record, _PoseFile):
        return Sign(record.name, _hands(record.shown), _hands(record.others))
    if isinstance(record, _MapFile):
        wrong = check_presets(record.presets)
        if not wrong and len(record.shown) != len(record.presets):
            wrong = "it has not as many shown as presets"
        if wrong:
            raise _refused(path, wrong)
        return PresetMap(record.name, np.array(record.presets), tuple(map(_hands, record.shown)))
    if len(record.seconds) != len(record.ways):
        raise _refused(path, "it has not as many times as ways")
    pairs = np.array(record.ways).reshape(len(record.ways), 2, POINTS, 2)
    return Motion(record.name, pairs[..., 0] + 1j * pairs[..., 1], np.array(record.seconds), record.reach)


def read_all(folder: Path, on_problem: Callable[[str], None]) -> Taught:
    """Every gesture in a folder; one that cannot be read is told to `on_problem`, and left out."""
    found: dict[str, Gesture] = {}
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    for path in paths[:MOST]:
        try:
            gesture = read(path)
        except GestureError as error:
            on_problem(str(error))
            continue
        if gesture.name in found:
            on_problem(f"{path} is left out: another file teaches `{gesture.name}`, too; remove one of them.")
        found.setdefault(gesture.name, gesture)
    if len(paths) > MOST:
        on_problem(f"Only the first {MOST} of the {len(paths)} gestures in {folder} are used: remove some.")
    return collect(found.values())


def _refused(path: Path, why: str) -> GestureError:
    return GestureError(
        f"{path} is not a gesture that can be used: {why}; give a file that `gesture2midi teach` wrote."
    )


def _rows(values: np.ndarray) -> list[list[float]]:
    return [np.round(value.ravel(), 3).tolist() for value in values]


def _hands(rows: Sequence[Sequence[float]]) -> np.ndarray:
    return np.array(rows, np.float64).reshape(len(rows), 21, 3)

"""What the virtual performer plays, and how it is written.

A score is a YAML file:

    name: Two strokes
    about: One sentence for people.
    seconds: 6                  # how long it is; left out: to the last keyframe's end
    look: {seed: 3}             # and, over what the seed draws: skin 0..1 (light..dark), light, warmth -1..1,
                                # noise (grey levels), shutter (seconds)
    right:                      # the player's right hand; `left` likewise; a hand left out is never seen
      - {at: 0, hide: true}
      - {at: 1, pose: open, x: 0.7, y: 0.6, size: 0.35, hold: 0.5}
      - {at: 2.5, strike: 0.8}
      - {at: 4, pose: pinch, curls: {middle: 0.5}, roll: 20}

A keyframe says how the hand is from `at` seconds on, for `hold` seconds (0 if left out); then it goes to the
next one smoothly (minimum jerk) and is there at that one's `at`. What a keyframe does not name stays as it
was. The first starts from a relaxed hand at x 0.7 (left hand 0.3), y 0.5, size 0.35.

    x, y      the palm's centre in the picture as the player sees it, in a mirror: x to the right, y up, 0..1
    size      the stretched hand's length in picture heights: larger is nearer
    roll      degrees, to the player's right; pitch: fingers to the camera; yaw: palm to the player's right
    pose      open relaxed fist point victory three four thumb_up thumb_down ok rock call pinch; sets all of:
    curls     {thumb, index, middle, ring, pinky}: 0 stretched .. 1 as in a fist
    spread    0 fingers together .. 1 apart
    pinch     0 .. 1, where thumb and index finger meet
    strike    velocity 0..1 of a drum stroke whose bottom is exactly at `at`; the hand comes back by itself;
              1 is 1.75 m/s at its fastest and takes a hand of size 0.35 down by 0.31 of the picture,
              less where the next strike is near
    stroke    the shape of strikes from here on: minimum-jerk (at first), half-sine, fast-down-slow-up,
              bounce, stops-short, recorded or lognormal
    hide      true: the hand is below the picture; without it the next keyframe brings it back
"""

from __future__ import annotations

import difflib
import reprlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gesture2midi import paths
from gesture2midi.errors import Mistake, SourceError, did_you_mean, refusal
from gesture2midi.events import SIDES, Side
from gesture2midi.files import read_bytes
from gesture2midi.performer.appearance import Look, look
from gesture2midi.performer.keyframes import SHAPES, Key, Track
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.strokes import LEAST_GAP, Stroke, StrokeShape

Unit = Annotated[float, Field(ge=0, le=1)]
Place = Annotated[float, Field(ge=-0.5, le=1.5)]
PoseName = Literal[
    "open", "relaxed", "fist", "point", "victory", "three", "four",
    "thumb_up", "thumb_down", "ok", "rock", "call", "pinch",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """A score ready to be played. tracks: of those hands that take part. seconds: how long it lasts."""

    name: str
    about: str
    seconds: float
    look: Look
    tracks: dict[Side, Track]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class _Curls(_Strict):
    thumb: Unit | None = None
    index: Unit | None = None
    middle: Unit | None = None
    ring: Unit | None = None
    pinky: Unit | None = None


class _Keyframe(_Strict):
    at: Annotated[float, Field(ge=0, le=3600)]
    hold: Annotated[float, Field(ge=0, le=3600)] = 0
    pose: PoseName | None = None
    x: Place | None = None
    y: Place | None = None
    size: Annotated[float, Field(ge=0.1, le=1)] | None = None
    roll: Annotated[float, Field(ge=-360, le=360)] | None = None
    pitch: Annotated[float, Field(ge=-90, le=90)] | None = None
    yaw: Annotated[float, Field(ge=-360, le=360)] | None = None
    curls: _Curls = _Curls()
    spread: Unit | None = None
    pinch: Unit | None = None
    strike: Annotated[float, Field(gt=0, le=1)] | None = None
    stroke: StrokeShape | None = None
    hide: bool = False


class _Look(_Strict):
    seed: Annotated[int, Field(ge=0, le=2**32)] = 0
    skin: Unit | None = None
    light: Annotated[float, Field(ge=0.1, le=2)] | None = None
    warmth: Annotated[float, Field(ge=-1, le=1)] | None = None
    noise: Annotated[float, Field(ge=0, le=40)] | None = None
    shutter: Annotated[float, Field(ge=0, le=0.1)] | None = None


class _File(_Strict):
    name: Annotated[str, Field(min_length=1)]
    about: str = ""
    seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    look: _Look = _Look()
    left: list[_Keyframe] = []
    right: list[_Keyframe] = []


def load_score(name_or_path: str) -> Score:
    """Read a bundled score by its name, or any by the path of its .yaml file.

    Raises:
        SourceError: there is none, or it has mistakes: one sentence each, with file and line.
    """
    if not name_or_path.endswith((".yaml", ".yml")):
        path = paths.scores() / f"{name_or_path}.yaml"
        bundled = sorted(score.stem for score in paths.scores().glob("*.yaml"))
        if name_or_path not in bundled:
            known = f"choose one of {', '.join(bundled)}, or give the path of a .yaml file."
            hint = did_you_mean(name_or_path, bundled, known)
            raise SourceError(f"There is no score called {name_or_path!r}: {hint}")
    else:
        path = Path(name_or_path).expanduser()
    try:
        text = read_bytes(path, "a score").decode("utf-8")
    except Mistake as mistake:
        raise SourceError(f"The score {path} cannot be read: {mistake}.") from mistake
    except UnicodeDecodeError as error:
        raise SourceError(f"The score {path} is not a text file in UTF-8.") from error
    return read_score(text, str(path))


def read_score(text: str, file: str) -> Score:
    """A score from its text; `file` is only for what is said of mistakes.

    Raises:
        SourceError: as `load_score`.
    """
    try:
        raw = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise SourceError(f"{file}{line}: this is not YAML: {error.problem}.") from error
    except RecursionError as error:
        raise SourceError(f"{file}: this is not a score: it is nested too deeply.") from error
    except (YAMLError, ValueError) as error:
        raise SourceError(f"{file}: this is not YAML: {str(error).splitlines()[0]}.") from error
    if not isinstance(raw, dict):
        raise SourceError(
            f"{file}: a score is a list of `key: value` lines with `name` and `right` or `left`."
        )
    try:
        written = _File.model_validate(raw)
    except ValidationError as error:
        raise SourceError("\n".join(_sentence(file, raw, problem) for problem in error.errors())) from error
    hands = {side: frames for side in SIDES if (frames := getattr(written, side))}
    for side, frames in hands.items():
        _check_times(file, raw, side, frames)
    if not hands:
        raise SourceError(f"{file}: the score has no hand: give `right` or `left` a list of keyframes.")
    last = max(frames[-1].at + frames[-1].hold for frames in hands.values())
    return Score(
        written.name,
        written.about,
        written.seconds or max(last, 0.1),
        look(**written.look.model_dump()),
        {side: _track(side, frames) for side, frames in hands.items()},
    )


def _track(side: Side, frames: list[_Keyframe]) -> Track:
    """Fill in what each keyframe leaves as it was."""
    outwards = 1 if side == "right" else -1
    name, roll = "relaxed", 0.0
    shape: StrokeShape = "minimum-jerk"
    pose = HandPose(0.5 + 0.2 * outwards, 0.5, 0.35, 0, 0, 0, *(0.0,) * 7)
    keys: list[Key] = []
    strokes: list[Stroke] = []
    for frame in frames:
        if frame.pose is not None or not keys:
            name = frame.pose or name
            pose = replace(pose, **{k: v for k, v in asdict(SHAPES[name]).items() if k != "roll"})
        named = {"x", "y", "size", "pitch", "yaw", "spread", "pinch"}
        changes = frame.model_dump(include=named, exclude_none=True)
        roll = roll if frame.roll is None else frame.roll
        changes["roll"] = roll + SHAPES[name].roll * outwards
        pose = replace(pose, **changes, **frame.curls.model_dump(exclude_none=True))
        placed = replace(pose, y=-0.75 * pose.size) if frame.hide else pose
        keys.append(Key(frame.at, frame.at + frame.hold, name, placed))
        shape = frame.stroke or shape
        if frame.strike is not None:
            strokes.append(Stroke(frame.at, frame.strike, shape))
    return Track(tuple(keys), tuple(strokes))


def _check_times(file: str, raw: Any, side: Side, frames: list[_Keyframe]) -> None:
    struck = None
    for i, frame in enumerate(frames):
        where = f"{file}{_line(raw, (side, i, 'at'))}: {side} keyframe {i + 1}"
        before = frames[i - 1].at + frames[i - 1].hold if i else -1.0
        if frame.at <= before:
            raise SourceError(
                f"{where}: `at` is {frame.at:g}, but must be later than the keyframe before ends, {before:g}."
            )
        if frame.strike is not None:
            if struck is not None and frame.at - struck < LEAST_GAP:
                raise SourceError(f"{where}: a strike must be at least {LEAST_GAP:g} s after the one before.")
            struck = frame.at


def _sentence(file: str, raw: Any, problem: ErrorDetails) -> str:
    """One mistake as pydantic tells it, as a sentence with file, line and place."""
    place = problem["loc"]
    steps = [f"keyframe {step + 1}" if isinstance(step, int) else f"`{step}`" for step in place]
    where = f"{file}{_line(raw, place)}: {' '.join(steps)}"
    if problem["type"] == "extra_forbidden":
        models: dict[int | str, type[_Strict]] = {"look": _Look, "curls": _Curls}
        inside = place[-2] if len(place) > 1 else ""
        model = models.get(inside, _Keyframe if isinstance(inside, int) else _File)
        known = list(model.model_fields)
        near = difflib.get_close_matches(str(place[-1]), known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(known)}."
        return f"{where} is not known: {hint}"
    if problem["type"] == "missing":
        return f"{where} is missing."
    message = (
        refusal(problem).replace("a valid dictionary or instance of _", "the keys and values of a ").lower()
    )
    return f"{where} {message.lower()}, not {reprlib.repr(problem['input']):.40}."


def _line(raw: Any, place: tuple[int | str, ...]) -> str:
    """`:12` for the line in which the value at `place` is written, or the nearest thing around it."""
    line = None
    for step in place:
        if not isinstance(raw, CommentedMap | CommentedSeq):
            break
        marks = raw.lc.data or {}
        if step not in marks:
            break
        line = marks[step][0]
        raw = raw[step]
    return "" if line is None else f":{line + 1}"

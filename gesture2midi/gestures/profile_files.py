"""Players' profiles as files: a small YAML each, to be read and changed by hand.

    format: gesture2midi player
    version: 1
    hands: both
    steady: 0.0
    delay: auto
    touch: medium
    strokes: {soft: 8.0, hard: 24.0}
    dwell: 0
    large: false
    slow: false
    left:
      area: {left: 0.2, right: 0.33, top: 0.42, bottom: 0.59, near: 0.4, far: 0.7}
      fingers: {curled: 0.5, straight: 0.92}
      pinch: {touching: 0.3, apart: 0.8}
    right: ...

Whatever is left out is as usual.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gesture2midi import paths
from gesture2midi.errors import Mistake, OutputError, UsageError, nearest, refusal
from gesture2midi.files import make_folder, read_bytes, whole_file
from gesture2midi.gestures.calibration import Calibration, Measured
from gesture2midi.gestures.frame_step import FIRST
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.profile import (
    LONGEST_DWELL,
    SHORTEST_DWELL,
    Playing,
    Profile,
    Reach,
    Strokes,
    Touch,
)
from gesture2midi.gestures.strike_sound import LONGEST_DELAY, SETTLING, StrikeDelay

_HEAD = """\
# A player of Gesture2MIDI, as `gesture2midi calibrate` measured it. Change it as you like.
# hands: both; swap: left and right exchanged; left or right: that hand alone, as the right; any: one as both.
# steady: 0 is quickest, 1 calms a strong tremor. delay: auto, or milliseconds until a strike sounds, 0 to 80.
# touch: soft plays loud with little force, hard needs much. strokes: how fast your soft and hard ones are, in
# palms a second; without it as everybody's. dwell: 0, or seconds for which you stay on a key until it sounds,
# 0.2 to 3. large: a few large keys instead of many. slow: half the tempo, and time to change.
"""

Section = TypeVar("Section", bound="_Strict")
Edge = Annotated[float, Field(ge=-0.5, le=1.5)]
Metres = Annotated[float, Field(gt=0, le=10)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def _apart(section: Section, least: float, *pairs: tuple[str, str]) -> Section:
    for low, high in pairs:
        if getattr(section, high) - getattr(section, low) < least:
            raise ValueError(f"{low} must be at least {least:g} below {high}")
    return section


class _Area(_Strict):
    left: Edge = PlayArea().left
    right: Edge = PlayArea().right
    top: Edge = PlayArea().top
    bottom: Edge = PlayArea().bottom
    near: Metres = PlayArea().near
    far: Metres = PlayArea().far

    @model_validator(mode="after")
    def _has_room(self) -> _Area:
        return _apart(self, 0.01, ("left", "right"), ("top", "bottom"), ("near", "far"))


class _Fingers(_Strict):
    curled: Annotated[float, Field(ge=0, le=1)] = Reach().curled
    straight: Annotated[float, Field(ge=0, le=1)] = Reach().straight

    @model_validator(mode="after")
    def _has_room(self) -> _Fingers:
        return _apart(self, 0.05, ("curled", "straight"))


class _Pinch(_Strict):
    touching: Annotated[float, Field(ge=0, le=3)] = Reach().touching
    apart: Annotated[float, Field(ge=0, le=3)] = Reach().apart

    @model_validator(mode="after")
    def _has_room(self) -> _Pinch:
        return _apart(self, 0.05, ("touching", "apart"))


class _Hand(_Strict):
    area: _Area = _Area()
    fingers: _Fingers = _Fingers()
    pinch: _Pinch = _Pinch()


class _Strokes(_Strict):
    soft: Annotated[float, Field(ge=1, le=200)]
    hard: Annotated[float, Field(ge=1, le=200)]

    @model_validator(mode="after")
    def _has_room(self) -> _Strokes:
        return _apart(self, 0.5, ("soft", "hard"))


class _File(_Strict):
    format: Literal["gesture2midi player"]
    version: Literal[1]
    hands: Playing = "both"
    steady: Annotated[float, Field(ge=0, le=1)] = 0.0
    delay: Literal["auto"] | Annotated[float, Field(ge=0, le=1000 * LONGEST_DELAY)] = "auto"
    touch: Touch = "medium"
    strokes: _Strokes | None = None
    dwell: Literal[0] | Annotated[float, Field(ge=SHORTEST_DWELL, le=LONGEST_DWELL)] = 0
    large: bool = False
    slow: bool = False
    early: Annotated[float, Field(ge=-30, le=30)] | None = Field(default=None, exclude=True)
    left: _Hand = _Hand()
    right: _Hand = _Hand()


def load(name: str, told: Callable[[str], None] = lambda _: None) -> Profile:
    """The profile of this player.

    told: what its file says that is read otherwise by now, in a sentence.

    Raises:
        UsageError: there is none, or its file has a mistake.
    """
    path = paths.player_file(name)
    try:
        text = read_bytes(path, "a profile").decode("utf-8") if os.path.exists(path) else None
    except (Mistake, OSError, UnicodeDecodeError) as error:
        raise _refused(path, f"it cannot be read ({error})") from error
    if text is None:
        names = paths.player_names()
        known = f"choose one of {', '.join(names)}, or" if names else "there is none yet;"
        if (near := nearest(name, names)) is not None:
            known = f"did you mean `{near}`? Or"
        raise UsageError(
            f"There is no player {name!r}: {known} make one with `gesture2midi calibrate --player {name}`."
        )
    try:
        written = _File.model_validate(YAML(typ="safe", pure=True).load(text))
    except ValidationError as error:
        raise _refused(path, _sentence(error)) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise _refused(path, f"it is not YAML ({str(error).splitlines()[0]})") from error
    reaches = _reach(written.left), _reach(written.right)
    strokes = None if written.strokes is None else Strokes(written.strokes.soft, written.strokes.hard)
    return Profile(
        *(written.hands, written.steady, *reaches, _delay(written, path, told), written.touch, strokes),
        *(float(written.dwell), written.large, written.slow),
    )


def _delay(written: _File, path: Path, told: Callable[[str], None]) -> StrikeDelay:
    """Of the strikes, seconds; from the `early` of versions that foretold them, which is told."""
    if written.early is None:
        return written.delay if written.delay == "auto" else written.delay / 1000
    delay: StrikeDelay = "auto"
    if written.early:
        delay = min(max(FIRST + SETTLING - written.early / 1000, 0.0), LONGEST_DELAY)
    now = "auto" if delay == "auto" else f"{1000 * delay:.0f}"
    told(
        f"{path} has `early`, which is gone, for strikes are no longer foretold: it is taken as "
        f"`delay: {now}`; write that instead."
    )
    return delay


def check_writable(name: str) -> None:
    """Try whether `save` can write there, before the player takes the trouble.

    Raises:
        UsageError: the name is none for a player.
        OutputError: it cannot be written.
    """
    path = paths.player_file(name)
    folder = next(folder for folder in path.parents if os.path.exists(folder))
    if not (os.path.isdir(folder) and os.access(folder, os.W_OK)) or os.path.isdir(path):
        raise OutputError(f"The player's file {path} cannot be written: make room for it there.")


def save(name: str, profile: Profile) -> Path:
    """Write the profile; whole, or the one that was there stays as it is.

    Raises:
        UsageError: the name is none for a player.
        OutputError: it cannot be written.
    """
    path = paths.player_file(name)
    text = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = None  # the innermost in one line each
    yaml.width = 200
    unset = {name for name in ("dwell", "large", "slow") if not getattr(profile, name)}
    yaml.dump(_written(profile).model_dump(exclude_none=True, exclude=unset), text)
    make_folder(path.parent)
    with whole_file(path) as part:
        part.write_text(_HEAD + text.getvalue(), encoding="utf-8", newline="\n")
    return path


def keep(
    name: str,
    calibration: Calibration,
    hands: Playing | None = None,
    steady: float | None = None,
    strokes: Strokes | None = None,
) -> tuple[Measured, Path]:
    """Save what a calibration gave; gives it, and the file.

    hands, steady, strokes: None leaves them as they were before, as all is that is not measured.

    Raises:
        PlayerError: it gave nothing, or cannot be saved.
    """
    before = load(name) if os.path.exists(paths.player_file(name)) else None
    kept = before.steady if before else 0.0
    measured = calibration.result(
        hands or (before.hands if before else None), kept if steady is None else steady
    )
    profile = replace(measured.profile, strokes=strokes)
    if before is not None:
        found = measured.profile
        profile = replace(before, hands=found.hands, steady=found.steady, left=found.left, right=found.right)
        profile = replace(profile, strokes=strokes or before.strokes)
    return replace(measured, profile=profile), save(name, profile)


def _written(profile: Profile) -> _File:
    return _File(
        format="gesture2midi player",
        version=1,
        hands=profile.hands,
        steady=profile.steady,
        delay=round(1000 * profile.delay, 1) if isinstance(profile.delay, float) else "auto",
        touch=profile.touch,
        strokes=None if profile.strokes is None else _Strokes(**asdict(profile.strokes)),
        dwell=profile.dwell or 0,
        large=profile.large,
        slow=profile.slow,
        left=_hand(profile.left),
        right=_hand(profile.right),
    )


def _hand(reach: Reach) -> _Hand:
    return _Hand(
        area=_Area(**asdict(reach.area)),
        fingers=_Fingers(curled=reach.curled, straight=reach.straight),
        pinch=_Pinch(touching=reach.touching, apart=reach.apart),
    )


def _reach(hand: _Hand) -> Reach:
    return Reach(PlayArea(**hand.area.model_dump()), **hand.fingers.model_dump(), **hand.pinch.model_dump())


def _refused(path: Path, why: str) -> UsageError:
    return UsageError(f"The player's file {path} cannot be used, for {why}: mend it or delete it.")


def _sentence(error: ValidationError) -> str:
    """What is wrong first."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or "the file"
    return f"`{place}` {refusal(first)}"

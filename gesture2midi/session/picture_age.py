"""How old a camera's picture is when it arrives: as the studio measured it, else about.

    {"version": 1, "ages": [{"camera": "camera 0", "fps": 30.0, "ms": 52.4, "error": 2.1}]}

A file beside the settings; one that is broken or of a newer program counts for nothing, and is written anew
with the next measurement.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gesture2midi.files import make_folder, write_whole

FRAMES = 1.75
"""Frames from the middle of an exposure to the arrival, where nobody has measured: half a frame of exposure,
one of reading out and transfer, a quarter of decoding. Webcams measured 40 to 80 ms at 30 a second."""
NEAR = 0.2
"""The part of a rate by which another is the same camera's: one that dims gives fewer."""
LONGEST = 65_536
"""Bytes of a file that is read at all."""
MOST = 32
"""Measurements that are kept, of a camera at a rate each."""
_CAMERA = re.compile(r"camera \d+")


class Age(BaseModel):
    """One measurement. ms: from the middle of an exposure to the arrival. error: what that may be off."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    camera: Annotated[str, Field(min_length=1, max_length=200)]
    fps: Annotated[float, Field(ge=1, le=1000)]
    ms: Annotated[float, Field(ge=0, le=1000)]
    error: Annotated[float, Field(ge=0, le=1000)] = 0.0
    measured: bool = True


def age_of(source: str, fps: float, lag: float, error: float) -> Age | None:
    """Returns a measurement of a camera, or None of what is none. lag, error: seconds."""
    if not _CAMERA.fullmatch(source) or not 1 <= fps <= 1000:
        return None
    ms, off = (min(max(0.0, 1000 * seconds), 1000.0) for seconds in (lag, error))
    return Age(camera=source, fps=fps, ms=ms, error=off)


class _File(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    version: Literal[1] = 1
    ages: Annotated[list[Age], Field(max_length=MOST)] = Field(default_factory=list)


class PictureAges:
    """The ages of all cameras, as they are kept in a file, which need not be there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ages = _read(path)
        self._known: dict[tuple[str, float], Age | None] = {}

    def of(self, source: str, fps: float) -> Age | None:
        """Returns the age of a source's pictures at a rate; None of what is no camera."""
        if (source, fps) not in self._known:
            self._known = {(source, fps): self._find(source, fps)}
        return self._known[source, fps]

    def _find(self, source: str, fps: float) -> Age | None:
        if not _CAMERA.fullmatch(source):
            return None
        near = [age for age in self._ages if age.camera == source and abs(age.fps - fps) <= NEAR * fps]
        if near:
            return min(near, key=lambda age: abs(age.fps - fps))
        return Age(camera=source, fps=fps, ms=1000 * FRAMES / fps, measured=False)

    def keep(self, age: Age) -> None:
        """Keep a measurement in place of one of the same camera at that rate.

        Raises:
            OutputError: it cannot be written; it counts for this session all the same.
        """
        near = NEAR * age.fps
        others = [old for old in self._ages if old.camera != age.camera or abs(old.fps - age.fps) > near]
        self._ages, self._known = [*others, age][-MOST:], {}
        make_folder(self._path.parent)
        write_whole(self._path, _File(ages=self._ages).model_dump_json(indent=2) + "\n")


def _read(path: Path) -> list[Age]:
    try:
        with path.open("rb") as file:
            return _File.model_validate_json(file.read(LONGEST)).ages
    except (OSError, ValidationError):
        return []

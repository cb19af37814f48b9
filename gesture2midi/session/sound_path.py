"""Stroke to sound: what lies between a hand and what it is heard by, added up.

A stroke is seen in the picture of its brake and sounds a constant time after that, the strike delay; the wait
for the frames that settle it and their tracking lie within that time, and count once. What follows a level,
or a gate, is heard as soon as it is tracked, after half a frame's wait on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.session.picture_age import Age

Stage: TypeAlias = Literal["camera", "wait", "tracking", "strike_delay", "message", "audio"]

NAMES: dict[Stage, str] = {
    "camera": "camera",
    "wait": "wait for a frame",
    "tracking": "tracking",
    "strike_delay": "strike delay",
    "message": "message",
    "audio": "audio buffer",
}
BAR = 40
"""Characters of the bar on a terminal."""
_BLOCKS = "█▓▒░▞▚"


@dataclass(frozen=True, slots=True)
class Part:
    """milliseconds: of one stage. measured: here; else about."""

    stage: Stage
    milliseconds: float
    measured: bool = True


def sound_path(
    *,
    age: Age | None,
    fps: float,
    tracking: float,
    message: float,
    strike_delay: float | None,
    audio: float | None,
) -> tuple[Part, ...]:
    """Returns the parts in their order, those that there are.

    age: of a camera's pictures; None of what is no camera. fps: frames per second. tracking: from a picture's
        arrival to its messages. message: their sending. strike_delay: of a mapping that strikes, else None.
        audio: of the built-in synth's buffer, where that plays. All of them in milliseconds.
    """
    parts = [] if age is None else [Part("camera", age.ms, age.measured)]
    if strike_delay is None:
        parts += [Part("wait", 500 / fps)] if fps > 0 else []
        parts.append(Part("tracking", tracking))
    else:
        parts += [Part("tracking", tracking), Part("strike_delay", max(0.0, strike_delay - tracking))]
    parts.append(Part("message", message))
    return tuple(parts if audio is None else [*parts, Part("audio", audio, measured=False)])


def whole(parts: Sequence[Part]) -> float:
    """Returns the one number, in milliseconds."""
    return sum(part.milliseconds for part in parts)


def title(parts: Sequence[Part]) -> str:
    """Returns what the number is of: a stroke, where the mapping has strikes."""
    struck = any(part.stage == "strike_delay" for part in parts)
    return "Stroke to sound" if struck else "Gesture to sound"


def lines(parts: Sequence[Part]) -> list[str]:
    """Returns the number and its parts as text, with a bar."""
    if not parts:
        return []
    total = whole(parts)
    about = "" if all(part.measured for part in parts) else "about "
    bar = "".join(
        _BLOCKS[number % len(_BLOCKS)] * round(BAR * part.milliseconds / total)
        for number, part in enumerate(parts)
        if total > 0
    )
    rows = [f"{title(parts)}: {about}{total:.0f} ms", f"  {bar}"]
    for number, part in enumerate(parts):
        figure = f"{part.milliseconds:6.1f} ms"
        said = "" if part.measured else "  about"
        rows.append(f"  {_BLOCKS[number % len(_BLOCKS)]} {NAMES[part.stage]:17}{figure}{said}")
    if not any(part.stage == "audio" for part in parts):
        rows.append("    your music program's audio buffer comes on top")
    return rows

"""From what the player wrote after `--source` to a source."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.source import USUAL, Rate, Source
from gesture2midi.errors import SourceError

if TYPE_CHECKING:
    from gesture2midi.performer.score import Score

DEFAULT_SCORE = "demo"
_CAMERA = re.compile(r"[0-9]{1,3}")


def open_source(
    text: str,
    *,
    size: tuple[int, int] = (640, 480),
    fps: Rate = USUAL,
    mirror: bool | None = None,
    realtime: bool | None = None,
    on_problem: Callable[[str], None] = lambda _: None,
    score: Callable[[], Score] | None = None,
) -> Source:
    """Opens a source.

    Args:
        text: a number (a camera), `performer` or `performer:score`, a folder of pictures, a video.
        size: width and height in pixels that a camera is asked for and the performer is drawn at.
        fps: frames a second of a camera, the performer and a folder; "auto" is 30 for these two.
        mirror: show the picture as in a mirror; None: camera and performer yes, files no.
        realtime: play at its own speed, dropping what is too late; None: the performer yes, files no.
            A camera knows no other way.
        on_problem: told in a sentence what went wrong while playing goes on, from any thread.
        score: what the performer plays where the text names no score; may change meanwhile. None: `demo`.

    Raises:
        SourceError: it cannot be opened.
    """
    if not text.strip():
        raise SourceError("The source is empty: give a camera's number, `performer` or a path.")
    if _CAMERA.fullmatch(text):
        from gesture2midi.capture.camera import Camera

        return Camera(int(text), size, fps, mirror is not False, on_problem)
    steady = USUAL if fps == "auto" else fps
    source = (
        _performer(text, size, steady, mirror is not False, score)
        if _performed(text)
        else _file(Path(os.path.expanduser(text)), steady, bool(mirror), on_problem)
    )
    return Paced(source) if is_live(text, realtime) else source


def is_live(text: str, realtime: bool | None) -> bool:
    """Whether this source goes on whether or not anyone keeps up with it; see `open_source`."""
    if _CAMERA.fullmatch(text):
        return True
    return _performed(text) if realtime is None else realtime


def _performed(text: str) -> bool:
    return text.partition(":")[0] == "performer" and not os.path.exists(text)


def _performer(
    text: str, size: tuple[int, int], fps: float, mirror: bool, score: Callable[[], Score] | None
) -> Source:
    from gesture2midi.performer.following import FollowingPerformer
    from gesture2midi.performer.score import load_score
    from gesture2midi.performer.source import Performer

    named = text.partition(":")[2]
    if score is not None and not named:
        return FollowingPerformer(score, lambda played: Performer(played, size, fps, mirror), float(fps))
    return Performer(load_score(named or DEFAULT_SCORE), size, fps, mirror)


def _file(path: Path, fps: float, mirror: bool, on_problem: Callable[[str], None]) -> Source:
    if os.path.isdir(path):
        from gesture2midi.capture.images import Pictures

        return Pictures(path, fps, mirror, on_problem)
    if os.path.isfile(path):  # unlike `Path.is_file`, False also for a name that no file can have
        from gesture2midi.capture.animated_webp import AnimatedWebp, is_animated_webp
        from gesture2midi.capture.video import Video

        if is_animated_webp(path):
            return AnimatedWebp(path, mirror)
        return Video(path, mirror, on_problem)
    raise SourceError(
        f"There is no source {str(path)!r}: give the number of a camera, `performer`, or the path of a "
        "video, a take or a folder of pictures."
    )

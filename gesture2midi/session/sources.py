"""Opens what `--source` names: a take here, everything that has pictures in `capture.open_source`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gesture2midi.capture.source import Rate
from gesture2midi.session.session import Source

if TYPE_CHECKING:
    from gesture2midi.performer.score import Score


def is_take(text: str) -> bool:
    """Whether the source is a recording of hands, which needs no tracker."""
    return text.lower().endswith((".jsonl", ".jsonl.part"))  # also what a crash or a full disk has left


def is_camera(text: str) -> bool:
    """Whether the source is the number of a camera."""
    return text.isdecimal()


def is_live(text: str, realtime: bool | None) -> bool:
    """Whether what is opened with these goes on whether or not anyone keeps up with it."""
    from gesture2midi.capture import open_source as capture

    return not is_take(text) and capture.is_live(text, realtime)


def open_source(
    text: str,
    *,
    size: tuple[int, int],
    fps: Rate,
    mirror: bool | None,
    realtime: bool | None,
    on_problem: Callable[[str], None],
    score: Callable[[], Score] | None = None,
) -> Source:
    """Open a camera number, video, folder of pictures, `performer[:score]` or `take.jsonl`.

    mirror: None takes the source's own default (a camera and the performer are seen as in a mirror).
    score: what `performer` plays where no score is named, see `mapping_score`; None: `demo`.
    realtime: play a file at its own speed; None takes the source's own default (the performer does).

    Raises:
        SourceError: it is not there, or not what its name says.
    """
    if is_take(text):
        from gesture2midi.capture.pacing import Paced
        from gesture2midi.capture.takes.reader import Take

        take = Take(Path(text), on_problem)
        return Paced(take) if realtime else take
    from gesture2midi.capture import open_source as capture

    return capture.open_source(
        text, size=size, fps=fps, mirror=mirror, realtime=realtime, on_problem=on_problem, score=score
    )

"""Takes and parts of them that begin at 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import SourceError
from gesture2midi.events import Hands


def cut(take: Take, path: Path, on_progress: Callable[[int, int | None], None]) -> None:
    """Write a take, or the part of one, to a file of its own, where it begins at 0.

    on_progress: told how many frames are written, and of how many.

    Raises:
        OutputError: it cannot be written.
        SourceError: it cannot be read, or there is no frame in that part.
    """
    played = {"mapping": take.mapping, "file": take.file, "fingerprint": take.fingerprint}
    with TakeWriter(path, fps=take.fps, durable=True, **played) as writer:
        first: Hands | None = None
        for hands in take.frames():
            first = first or hands
            writer.write(since(first, hands))
            on_progress(writer.frames, take.total)
        if first is None:
            raise SourceError(f"The take {take.name} has no frame between these times: choose a longer part.")


def since(first: Hands, hands: Hands) -> Hands:
    """These hands with time and index counted from the first ones, to the microsecond."""

    def counted(t: float) -> float:
        return round(t - first.t, 6)

    face = hands.face and replace(hands.face, t=counted(hands.face.t))
    body = hands.body and replace(hands.body, t=counted(hands.body.t))
    told = hands.told and replace(
        hands.told, hits=tuple(replace(hit, t=counted(hit.t)) for hit in hands.told.hits)
    )
    index = hands.index - first.index
    return replace(hands, t=counted(hands.t), index=index, face=face, body=body, told=told)

"""A take as it is written, frame by frame."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn

from gesture2midi.capture.takes import FORMAT, VERSION
from gesture2midi.errors import OutputError
from gesture2midi.events import Body, Face, Hands, Points, Told
from gesture2midi.files import reason

_FLUSH_EVERY = 30
"""Lines; a crash loses no more."""


class TakeWriter:
    """Writes `path` + `.part` (a take itself, readable after a crash) and renames it when closed.

    Args:
        path: the file; one that is there already is replaced when the writer is closed.
        fps: frames a second of the source, for whoever needs it later.
        mapping: the name of what was played, likewise; and its file's, without the folder; and the SHA-256
            of what is in its files.
        durable: whole on the disk before it has its name; that takes a moment, which a live set has not.

    `frames` counts those written so far.

    Raises:
        OutputError: the file cannot be written, here or in any method.
    """

    def __init__(
        self,
        path: Path,
        *,
        fps: float = 30.0,
        mapping: str = "",
        file: str = "",
        fingerprint: str = "",
        durable: bool = False,
    ) -> None:
        self.path = path
        self._durable, self._full = durable, False
        self.frames = 0
        self._part = path.with_name(path.name + ".part")
        try:
            self._file: IO[str] = self._part.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            self._fail(error)
        told = (("mapping", mapping), ("file", file), ("sha256", fingerprint))
        played = {key: name for key, name in told if name}
        self._write({"format": FORMAT, "version": VERSION, "fps": fps, **played})

    def write(self, hands: Hands) -> None:
        """Adds a frame."""
        shown = [
            {
                "side": hand.side,
                "score": round(hand.score, 5),
                "points": _numbers(hand.points),
                "world": _numbers(hand.world),
            }
            | ({"knuckles": [round(value, 5) for value in hand.knuckles]} if hand.knuckles else {})
            for hand in hands.hands
        ]
        row = {"t": round(hands.t, 6), "i": hands.index, "aspect": hands.aspect, "mirror": hands.mirror}
        face = {} if hands.face is None else {"face": _face(hands.face)}
        body = {} if hands.body is None else {"body": _body(hands.body)}
        told = {} if hands.told is None else {"told": _told(hands.told)}
        self._write(row | {"hands": shown} | face | body | told)
        self.frames += 1

    def close(self) -> None:
        """Gives the take its name; more than once does no harm."""
        if self._file.closed:
            return
        try:
            if self._durable:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self._part, self.path)
        except OSError as error:
            self._fail(error)

    def discard(self) -> None:
        """Ends it and leaves nothing of it; a take that was closed stays, and what a full disk broke off."""
        if not self._file.closed:
            with suppress(OSError):  # of a disk that is full
                self._file.close()
            if not self._full:
                self._part.unlink(missing_ok=True)

    def _write(self, row: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n")
            if self.frames % _FLUSH_EVERY == 0:
                self._file.flush()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> NoReturn:
        if self.frames:
            self._full = True
            raise OutputError(
                f"The take {self.path} cannot be finished ({error.strerror}): what was saved is in "
                f"{self._part}, which can be played."
            ) from error
        raise OutputError(
            f"The take {self.path} cannot be written ({reason(error, self._part)}): "
            "name a file in a folder that can."
        ) from error

    def __enter__(self) -> TakeWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it; of what an error broke off nothing is left."""
        if error is None:
            self.close()
        else:
            self.discard()


def _face(face: Face) -> dict[str, Any]:
    shown = {} if face.points is None else {"points": _numbers(face.points)}
    return {"t": round(face.t, 6)} | shown


def _body(body: Body) -> dict[str, Any]:
    arrays = (("points", body.points), ("world", body.world), ("seen", body.seen))
    return {"t": round(body.t, 6)} | {name: _numbers(array) for name, array in arrays if array is not None}


def _told(told: Told) -> dict[str, Any]:
    signals = {name: value if isfinite(value) else None for name, value in told.signals.items()}
    hits = [{"t": round(hit.t, 6), "name": hit.name, "velocity": hit.velocity} for hit in told.hits]
    return {"signals": signals} | ({"hits": hits} if hits else {})


def _numbers(points: Points) -> list[float]:
    return [round(value, 5) for value in points.ravel().tolist()]

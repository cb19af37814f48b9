"""What every source of pictures looks like to the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias

from gesture2midi.events import Frame

Rate: TypeAlias = float | Literal["auto"]
"""Frames a second; "auto": what a camera and the tracker can do, of all others `USUAL`."""
USUAL = 30.0
"""Frames a second where nothing else is said: what nearly every camera has in nearly every light."""


class Source(Protocol):
    """A camera, video, folder of pictures or performer."""

    @property
    def name(self) -> str:
        """What to call it before the player: `camera 0`, `take.mp4`."""
        ...

    @property
    def fps(self) -> float:
        """Frames a second, as far as the source knows; above 0."""
        ...

    @property
    def total(self) -> int | None:
        """How many frames there will be, None where nobody knows (a camera, some files)."""
        ...

    def frames(self) -> Iterator[Frame | None]:
        """The frames in order. A live source gives None whenever none came for 0.25 s, so that the
        loop over it can look after the sounding notes; a file never does.

        Raises:
            SourceError: the source broke in a way that leaves nothing to play.
        """
        ...

    def close(self) -> None:
        """Let go of the device or file; `frames` ends soon after. More than once does no harm."""
        ...

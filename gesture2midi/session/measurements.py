"""What was measured of each frame, as tables for those who analyse movement."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from gesture2midi.events import SIDES, Hand
from gesture2midi.gestures.joint_angles import JOINTS, angles
from gesture2midi.gestures.signals import FINGERS
from gesture2midi.io.files.csv_file import CsvFile
from gesture2midi.session.session import Moment

_THUMB = ("cmc", "mcp", "ip", "tip")
_FINGER = ("mcp", "pip", "dip", "tip")
_POINTS = (
    "wrist",
    *(f"{finger}_{joint}" for finger in FINGERS for joint in (_THUMB if finger == "thumb" else _FINGER)),
)
FRAME = ("t_s", "frame", "hand")
LANDMARKS = (
    *FRAME,
    *(f"{point}_{axis}_picture" for point in _POINTS for axis in "xyz"),
    *(f"{point}_{axis}_m" for point in _POINTS for axis in "xyz"),
)
ANGLES = (*FRAME, *(f"{joint}_deg" for joint in JOINTS))


class Measurements:
    """A watcher of a session that writes `NAME.landmarks.csv`, `NAME.angles.csv` and `NAME.signals.csv`.

    stem: their path without these endings; None writes nothing.

    Raises:
        OutputError: they cannot be written, here or in any method.
    """

    def __init__(self, stem: Path | None) -> None:
        self._files = ExitStack()
        self._stem = stem
        self._signals: tuple[str, ...] = ()
        if stem is not None:
            self._landmarks, self._angles = self._file("landmarks", LANDMARKS), self._file("angles", ANGLES)
            self._told: CsvFile | None = None

    def add(self, moment: Moment) -> None:
        if self._stem is None:
            return
        t, index = moment.hands.t, moment.hands.index
        for hand in sorted(moment.gestures.hands, key=lambda hand: SIDES.index(hand.side)):
            self._landmarks.write((t, index, hand.side, *_flat(hand)))
            self._angles.write((t, index, hand.side, *map(float, angles(hand.world))))
        if self._told is None:
            self._signals = tuple(name for name in moment.gestures.signals if not name.startswith("any."))
            self._told = self._file("signals", ("t_s", "frame", *self._signals))
        self._told.write((t, index, *(float(moment.gestures.signals[name]) for name in self._signals)))

    def _file(self, what: str, columns: tuple[str, ...]) -> CsvFile:
        assert self._stem is not None
        path = self._stem.with_name(f"{self._stem.name}.{what}.csv")
        return self._files.enter_context(CsvFile(path, columns))

    def __enter__(self) -> Measurements:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()


def _flat(hand: Hand) -> list[float]:
    return [*hand.points.ravel().tolist(), *hand.world.ravel().tolist()]

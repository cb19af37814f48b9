"""What was measured of each frame, as tables and pictures for those who analyse movement."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from gesture2midi.events import SIDES, Body, Hand
from gesture2midi.gestures import body_angles, joint_angles
from gesture2midi.gestures.signals import FINGERS
from gesture2midi.io.files import parquet_file
from gesture2midi.io.files.csv_file import CsvFile
from gesture2midi.session.session import Moment

_THUMB = ("cmc", "mcp", "ip", "tip")
_FINGER = ("mcp", "pip", "dip", "tip")
_POINTS = (
    "wrist",
    *(f"{finger}_{joint}" for finger in FINGERS for joint in (_THUMB if finger == "thumb" else _FINGER)),
)
_PAIRED = ("shoulder", "elbow", "wrist", "pinky", "index", "thumb", "hip", "knee", "ankle", "heel", "foot")
_BODY_POINTS = (
    *("nose", "left_eye_inner", "left_eye", "left_eye_outer"),
    *(
        "right_eye_inner",
        "right_eye",
        "right_eye_outer",
        "left_ear",
        "right_ear",
        "mouth_left",
        "mouth_right",
    ),
    *(f"{side}_{point}" for point in _PAIRED for side in SIDES),
)
"""As MediaPipe's pose has them; its `foot_index` is `foot` here."""
_TIME = ("t_s", "frame")
FRAME = (*_TIME, "hand")


def _places(points: Iterable[str]) -> tuple[str, ...]:
    points = tuple(points)
    return tuple(f"{point}_{axis}_{unit}" for unit in ("picture", "m") for point in points for axis in "xyz")


LANDMARKS = (*FRAME, *_places(_POINTS))
ANGLES = (*FRAME, *(f"{joint}_deg" for joint in joint_angles.JOINTS))
BODY = (*_TIME, *_places(_BODY_POINTS), *(f"{point}_seen" for point in _BODY_POINTS))
BODY_ANGLES = (*_TIME, *(f"{joint}_deg" for joint in body_angles.JOINTS))


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured.

    csv, parquet: the forms of the tables; none measures nothing. pictures: of the angles, too.
    body: it, besides the hands.
    """

    csv: bool = False
    parquet: bool = False
    pictures: bool = False
    body: bool = False


class Measurements:
    """A watcher of a session that writes `NAME.landmarks`, `NAME.angles` and `NAME.signals`, of a body
    `NAME.body` and `NAME.body_angles`, each as `.csv` or `.parquet`, and the angles as `.png`.

    Args:
        stem: the path of the files without these endings.
        title: of the pictures.

    Raises:
        OutputError: they cannot be written, here or in any method.
    """

    def __init__(self, stem: Path, wanted: Measured, title: str = "") -> None:
        self._stem, self._wanted, self._title = stem, wanted, title
        self._files = ExitStack()
        self._paths: dict[str, Path] = {}
        self._tables: dict[str, CsvFile] = {}
        self._bent: dict[str, tuple[list[float], list[Iterable[float]]]] = {}
        self._signals: tuple[str, ...] = ()
        self._seconds = 0.0
        self.bodies = 0
        """Frames in which a body was seen."""

    def add(self, moment: Moment) -> None:
        """Write the lines of a frame."""
        if not (self._wanted.csv or self._wanted.parquet):
            return
        if not self._tables:
            self._signals = tuple(name for name in moment.gestures.signals if not name.startswith("any."))
            self._open()
        hands, at = moment.hands, (moment.hands.t, moment.hands.index)
        self._seconds = hands.t
        for hand in sorted(moment.gestures.hands, key=lambda hand: SIDES.index(hand.side)):
            self._tables["landmarks"].write((*at, hand.side, *_flat(hand)))
            self._angles("angles", hand.side, (*at, hand.side), joint_angles.angles(hand.world).tolist())
        if self._wanted.body and (body := hands.body) is not None and body.points is not None:
            self.bodies += 1
            self._tables["body"].write((*at, *_flat(body)))
            self._angles("body_angles", "body", at, body_angles.angles(body, hands.mirror).tolist())
        told = (float(moment.gestures.signals[name]) for name in self._signals)
        self._tables["signals"].write((*at, *told))

    def _open(self) -> None:
        tables = {"landmarks": LANDMARKS, "angles": ANGLES, "signals": (*_TIME, *self._signals)}
        if self._wanted.body:
            tables |= {"body": BODY, "body_angles": BODY_ANGLES}
        for what, columns in tables.items():
            self._paths[what] = self._stem.with_name(f"{self._stem.name}.{what}.csv")
            self._tables[what] = self._files.enter_context(CsvFile(self._paths[what], columns))

    def _angles(self, table: str, whose: str, at: tuple[str | int | float, ...], found: list[float]) -> None:
        self._tables[table].write((*at, *found))
        if self._wanted.pictures:
            times, values = self._bent.setdefault(whose, ([], []))
            times.append(self._seconds)
            values.append(found)

    def _draw(self) -> None:
        from gesture2midi.session.angle_pictures import plot_body, plot_hands

        hands = {side: self._bent[side] for side in SIDES if side in self._bent}
        if hands:
            plot_hands(self._paths["angles"].with_suffix(".png"), self._title, hands, self._seconds)
        if "body" in self._bent:
            path = self._paths["body_angles"].with_suffix(".png")
            plot_body(path, self._title, self._bent["body"], self._seconds)

    def __enter__(self) -> Measurements:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()
        if error is not None:
            return
        self._draw()
        for path in self._paths.values():
            if self._wanted.parquet:
                parquet_file.from_csv(path, words=("hand",), whole=("frame",))
            if not self._wanted.csv:
                path.unlink()


def _flat(seen: Hand | Body) -> list[float]:
    assert seen.points is not None and seen.world is not None
    places = [*seen.points.ravel().tolist(), *seen.world.ravel().tolist()]
    return places if isinstance(seen, Hand) or seen.seen is None else [*places, *seen.seen.tolist()]

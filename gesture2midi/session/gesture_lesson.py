"""A lesson: what a player shows is gathered, learnt, judged and kept; for the command and for the page."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gesture2midi import paths
from gesture2midi.errors import UsageError
from gesture2midi.events import Hands, Side
from gesture2midi.gestures.custom import files as custom_files
from gesture2midi.gestures.custom.files import Shown, Taught
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.preset_map import PresetMap, check_presets, cross_validate_map
from gesture2midi.gestures.custom.training import (
    NOT_THIS,
    Confusion,
    Film,
    cross_validate,
    motion,
    pose,
    preset_map,
    side_shown,
    taken_of_strangers,
)

COUNTDOWN = 3
"""Seconds before a camera from the first picture to the first that counts."""
SECONDS = {"pose": 4, "motion": 10}
"""How long it is shown to a camera, and then what it is not."""
PRESET_SECONDS = 2
"""How long each preset of a map is shown to a camera."""
LARGEST_ERROR = 0.15
"""Above this error of a value a map should be shown again."""
FOUND, MISTAKEN = 0.9, 0.05
"""Below and above these shares a gesture should be shown again."""


class Showing:
    """Keeps the hands of `seconds` after a countdown of `wait` seconds; fed with every frame."""

    def __init__(self, seconds: float, wait: float = 0.0) -> None:
        self.seconds = seconds
        self._wait = wait
        self._start: float | None = None
        self.film: list[Hands] = []
        self.since = -wait
        """Seconds from the end of the countdown."""

    @property
    def done(self) -> bool:
        return self.since > self.seconds

    def update(self, hands: Hands) -> None:
        if self._start is None:
            self._start = hands.t + self._wait
        self.since = hands.t - self._start
        if 0 <= self.since <= self.seconds:
            self.film.append(hands)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What was learnt: the gesture, how well it is told from others, and the seconds that it took.

    strangers: how many hands of other people are taken for it, and of how many; None of a motion.
    """

    gesture: Shown
    confusion: Confusion
    seconds: float
    strangers: tuple[int, int] | None = None

    @property
    def about(self) -> str:
        """How it was judged, in a line."""
        if isinstance(self.gesture, Sign):
            return f"{len(self.gesture.shown)} examples; each fifth judged by the rest"
        return f"shown {len(self.gesture.ways)} times; each judged by the others"

    @property
    def found(self) -> float:
        """The share of what was shown that is known again."""
        return self.confusion.share(self.gesture.name, self.gesture.name)

    @property
    def mistaken(self) -> float:
        """The share of what is not meant that is taken for it."""
        return self.confusion.share(NOT_THIS, self.gesture.name)

    @property
    def poor(self) -> bool:
        """Whether it should be shown again."""
        taken, of = self.strangers or (0, 0)
        return self.found < FOUND or self.mistaken > MISTAKEN or taken > MISTAKEN * of

    def keep(self, path: Path, picture: Path) -> None:
        """Write the gesture, and the picture of its confusion.

        Raises:
            OutputError: they cannot be written there.
        """
        from gesture2midi.display.confusion_matrix import picture as draw

        custom_files.write(self.gesture, path)
        draw(
            picture,
            title=self.gesture.name,
            about=self.about,
            rows=self.confusion.rows,
            columns=self.confusion.columns,
            counts=self.confusion.counts,
        )


@dataclass(frozen=True, slots=True, eq=False)
class MapLesson:
    """A map that was learnt, the cross-validated error of each value (0..1), and the seconds that it took."""

    gesture: PresetMap
    errors: tuple[float, ...]
    seconds: float

    @property
    def poor(self) -> bool:
        """Whether it should be shown again."""
        return max(self.errors) > LARGEST_ERROR


def learn_map(
    name: str,
    presets: Sequence[Sequence[float]],
    shown: Sequence[Sequence[Film]],
    *,
    side: Side | None = None,
) -> MapLesson:
    """Train and judge a map. shown: the films of each preset. side: the hand that shows them, None: either.

    Raises:
        UsageError: the presets make no map, or not each is shown.
        GestureError: too little was seen.
    """
    start = time.perf_counter()
    if wrong := check_presets(presets):
        raise UsageError(f"This is no map: {wrong}.")
    if len(shown) != len(presets):
        raise UsageError(f"There are {len(presets)} presets and {len(shown)} sources: give one for each.")
    hand = side or side_shown([film for films in shown for film in films])
    found = preset_map(name, presets, shown, hand)
    return MapLesson(found, cross_validate_map(found), time.perf_counter() - start)


def learn_from(
    name: str,
    kind: Literal["pose", "motion"],
    shown: Sequence[Film],
    others: Sequence[Film],
    known: Taught,
    *,
    side: Side | None = None,
    turned: bool = False,
) -> Lesson:
    """Train and judge a gesture.

    others: what is not meant. known: the gestures that there are already.
    side: the hand that shows it; None takes the one that is seen more. turned: see `pose`.

    Raises:
        GestureError: too little was seen.
    """
    start = time.perf_counter()
    hand = side or side_shown(shown)
    gesture = pose(name, shown, others, hand, turned=turned) if kind == "pose" else motion(name, shown, hand)
    judged = cross_validate(known, gesture, others)
    strange = taken_of_strangers(known, gesture) if isinstance(gesture, Sign) else None
    return Lesson(gesture, judged, time.perf_counter() - start, strange)


def free_file(name: str, *, replace: bool = False) -> Path:
    """Where a gesture of that name is kept.

    Raises:
        UsageError: no gesture can be called so, or there is one already and it is not to be replaced.
    """
    path = custom_files.gesture_file(paths.gestures(), name)
    if not replace and custom_files.files_of(paths.gestures(), name):
        raise UsageError(f"There is a gesture `{name}` already: --replace teaches it anew.")
    return path


def forget(name: str) -> None:
    """Remove the files of a gesture.

    Raises:
        UsageError: there is none of that name.
    """
    folder = paths.gestures()
    files = custom_files.files_of(folder, name)
    if not files:
        raise UsageError(f"No gesture called {name[:50]!r} is in {folder}: `--list` shows those that are.")
    for file in files:
        file.unlink()
        file.with_suffix(".png").unlink(missing_ok=True)

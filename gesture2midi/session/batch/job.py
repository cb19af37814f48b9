"""One film to its files: what a process does, here or on a cluster."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import gesture2midi
from gesture2midi import paths
from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import OutputError, PlayerError, printable
from gesture2midi.events import NoteOn, Part
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.load import load
from gesture2midi.session import sources
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.record import FOLDER, Row, digest, known, remember
from gesture2midi.session.batch.sightings import Sightings
from gesture2midi.session.instrument import fingerprint, mapping_for
from gesture2midi.session.measurements import Measured, Measurements
from gesture2midi.session.render import Wanted, render
from gesture2midi.tracking.people.schedule import EVERY, open_people
from gesture2midi.tracking.tracker import NamingTracker

if TYPE_CHECKING:
    from gesture2midi.tracking.pipeline import Closable
    from gesture2midi.tracking.select_backend import Kind

ENDINGS = {
    "midi": ".mid",
    "wav": ".wav",
    "plot": ".png",
    "video": ".mp4",
    "record": ".jsonl",
    "transcript": ".txt",
    "json": ".json",
}
"""What can be made of a film, and how the names of the files end."""
_NO_BODY = "No body was seen: the shoulders have to be in the picture."
_NO_BODY_TAKE = "The take has no body in it: only one that is recorded with a mapping that reads it has."
OnFrames = Callable[[int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How each film of a batch is played, and what is made of it.

    mapping: None is a take's own, else the usual one.
    kinds: of `ENDINGS`.
    measured: as tables; `plot` draws their angles, too.
    tracker, model: None where nothing but takes is played.
    taught: the player's own gestures; taught_by: the fingerprint of their files.
    threads: how many the tracker may use.
    """

    out: Path
    mapping: str | None
    kinds: tuple[str, ...]
    soundfont: Path
    measured: Measured = Measured()  # noqa: RUF009  (frozen)
    tracker: Kind | None = None
    model: Path | None = None
    mirror: bool | None = None
    profile: Profile = Profile()  # noqa: RUF009  (frozen)
    taught: Taught = Taught()  # noqa: RUF009  (frozen)
    taught_by: str = ""
    loudness: bool = True
    threads: int = 1


class Kit:
    """What a process keeps from film to film: the trackers, with their models. One thread may use it."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._trackers: dict[int, Closable] = {}
        self._digests: dict[Path, str] = {}

    @contextmanager
    def tracker(self, hands: int) -> Iterator[NamingTracker]:
        """A tracker for so many hands, that has seen nothing yet."""
        from gesture2midi.tracking.pipeline import SteadyTracker, open_raw

        recipe = self._recipe
        if hands not in self._trackers:
            assert recipe.model is not None and recipe.tracker is not None, "films need a tracker"
            self._trackers[hands] = open_raw(recipe.model, hands, recipe.tracker, threads=recipe.threads)
        tracker = self._trackers[hands]
        tracker.reset()
        yield SteadyTracker(tracker)

    def how(self, mapping: Mapping, film: bool) -> str:
        """Returns the SHA-256 of all that the files of a film, or of a take, depend on besides itself."""
        recipe = self._recipe
        parts: list[object] = [gesture2midi.__version__, fingerprint(mapping.files), mapping.path.name]
        parts += [recipe.kinds, recipe.measured, recipe.profile, recipe.taught_by, recipe.loudness]
        if film:
            parts += [recipe.tracker, recipe.mirror, recipe.model and self._digest(recipe.model)]
        if "wav" in recipe.kinds:
            parts.append(self._digest(recipe.soundfont))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def close(self) -> None:
        for tracker in self._trackers.values():
            tracker.close()
        self._trackers.clear()

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = digest(path)
        return self._digests[path]


def make(film: Film, recipe: Recipe, kit: Kit, on_frames: OnFrames = lambda count: None) -> Row:
    """Play a film and put its files into their place, all or none; one that is done already is kept.

    Whatever is wrong with it is in its row.

    on_frames: told now and then how many frames were played.
    """
    warnings: list[str] = []

    def whole() -> Row:
        task = prepare(film, recipe, kit, warnings.append)
        if isinstance(task, Row):
            return task
        with work_folder(recipe.out) as folder:
            row = play(film, recipe, kit, task.mapping, folder, warnings, on_frames)
            keep(recipe.out, task, row, folder)
        return row

    return guarded(film, warnings, whole)


def guarded(film: Film, warnings: list[str], work: Callable[[], T]) -> T | Row:
    """Returns what the work gives, or a row that says why this film cannot be played."""
    try:
        return work()
    except PlayerError as error:
        why = str(error)
    except OSError as error:
        why = f"The film {film.path} cannot be played: {error.strerror or error}."
    except Exception as error:  # no film is to stop the others, whatever it finds in us
        why = f"The film {film.path} met a fault of ours ({type(error).__name__}: {error})."
    return failed(film, why, warnings)


def failed(film: Film, why: str, warnings: list[str] | None = None) -> Row:
    """Returns the row of a film of which nothing could be made, and why."""
    told = (*(warnings or ()), why)
    return Row(film=str(film.path), name=film.name, result="failed", warnings=tuple(map(printable, told)))


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A film that is to be played, and through which mapping. content, how: see `record.remember`."""

    mapping: Mapping
    content: str
    how: str


def prepare(film: Film, recipe: Recipe, kit: Kit, say: Callable[[str], None]) -> Task | Row:
    """What is to be done for a film; the row of one that is done already.

    say: told in a sentence what is odd.

    Raises:
        PlayerError, OSError: the film or its mapping cannot be read.
    """
    wanted = mapping_for(str(film.path), recipe.mapping, recipe.taught.signals, say)
    mapping = load(paths.mapping_file(wanted), recipe.taught.signals)
    content, how = digest(film.path), kit.how(mapping, not sources.is_take(str(film.path)))
    row = known(recipe.out, film.name, content, how)
    if row is not None:
        return row.model_copy(update={"film": str(film.path)})
    return Task(mapping, content, how)


def keep(out: Path, task: Task, row: Row, folder: Path) -> None:
    """Put the files of a film, whole in a work folder, into their place, and remember them.

    Raises:
        OSError, OutputError: they cannot be written there.
    """
    place = Path(row.name).parent
    files = _put_in_place(folder, out / place)
    remember(out, row, task.content, task.how, [(place / file).as_posix() for file in files])


def play(
    film: Film,
    recipe: Recipe,
    kit: Kit,
    mapping: Mapping,
    folder: Path,
    warnings: list[str],
    on_frames: OnFrames,
) -> Row:
    """Make the files in a folder that is there for them alone.

    Raises:
        PlayerError, OSError: the film cannot be played, or a file cannot be written.
    """
    stem = Path(film.name).name
    wanted = {kind: folder / f"{stem}{ENDINGS[kind]}" for kind in recipe.kinds}
    is_take = sources.is_take(str(film.path))
    source = sources.open_source(
        str(film.path),
        size=(640, 480),
        fps=30,
        mirror=recipe.mirror,
        realtime=False,
        on_problem=warnings.append,
    )
    sightings = Sightings()
    with Measurements(folder / stem, recipe.measured, f"{mapping.name} · {printable(stem)}") as measurements:
        done = render(
            source,
            None if is_take else kit.tracker,
            mapping,
            Wanted(**wanted, film_format="picture"),
            soundfont=recipe.soundfont,
            profile=recipe.profile,
            on_problem=warnings.append,
            on_progress=lambda stage, count, total: on_frames(sightings.frames),
            taught=recipe.taught,
            loudness=recipe.loudness,
            watchers=(sightings, measurements.add),
            people=None if is_take else partial(open_people, in_step=True, every=_every(recipe)),
            parts=frozenset({"body"} if recipe.measured.body else ()),
        )
    if recipe.measured.body and not measurements.bodies:
        warnings.append(_NO_BODY_TAKE if is_take else _NO_BODY)
    if done.silent:
        warnings.append(f"Nothing sounded: {done.silent}.")
    return Row(
        film=str(film.path),
        name=film.name,
        result="made",
        seconds=round(done.seconds, 3),
        frames=sightings.frames,
        left=round(sightings.left, 4),
        right=round(sightings.right, 4),
        notes=sum(isinstance(message, NoteOn) for message in done.messages),
        longest_loss=round(sightings.longest_loss, 3),
        warnings=tuple(map(printable, warnings)),
    )


def _every(recipe: Recipe) -> dict[Part, float]:
    """Seconds between two looks for each part: a body that is measured is looked for in every frame."""
    return {**EVERY, "body": 0.0} if recipe.measured.body else {**EVERY}


@contextmanager
def work_folder(out: Path) -> Iterator[Path]:
    """A folder for one film, on the same disk; a process that is killed leaves it to `clear`."""
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=WORK, dir=out / FOLDER))
    except OSError as error:
        raise OutputError(f"Nothing can be written to {out}: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


WORK = "making-"
"""How the folders begin in which films are made."""


def clear(out: Path) -> None:
    """Remove what processes that were killed have left in the output folder."""
    for folder in (out / FOLDER).glob(f"{WORK}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(folder: Path, place: Path) -> list[str]:
    place.mkdir(parents=True, exist_ok=True)
    files = sorted(os.listdir(folder))
    for file in files:
        os.replace(folder / file, place / file)
    return files

"""Takes as files: each is made in a process of its own, so that the music never waits for it."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

from gesture2midi.errors import OutputError, PlayerError
from gesture2midi.gestures.profile import Profile
from gesture2midi.studio.services.take_library import CUTTING
from gesture2midi.studio.services.worker import Tell, Worker

if TYPE_CHECKING:
    from gesture2midi.capture.takes.reader import Take
    from gesture2midi.session.render import Rendered, Wanted

Kind: TypeAlias = Literal["mid", "wav", "mp4", "json"]
KINDS: tuple[Kind, ...] = ("mid", "wav", "mp4", "json")
# How far an export is when a stage begins and ends, by what is made; a film is put together in the end.
_SHARES = {
    ".wav": {"playing": (0.0, 0.2), "sound": (0.2, 1.0)},
    ".mp4": {"playing": (0.0, 0.6), "sound": (0.6, 0.8)},
}
_WHOLE = {"playing": (0.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Job:
    """What to make: a take, or the part of one, through a mapping into a file.

    mapping: None where what is made is a take again.
    file: what it is to be stands in its ending.
    start, end: the part, in seconds from the first frame.
    """

    take: Path
    mapping: Path | None
    file: Path
    profile: Profile
    start: float = 0.0
    end: float = math.inf


class Export:
    """One that runs, or has ended. Its file has a folder of its own.

    asked_by: the browser's tab that its file is for, by its id.
    """

    def __init__(self, job: Job, asked_by: str = "") -> None:
        self.job = job
        self.asked_by = asked_by
        self.share = 0.0
        """How much is done, 0..1."""
        self.failed = ""
        """Why it cannot be done, in a sentence."""
        self._child = Worker(_work, job)

    def look(self) -> bool:
        """Take in how far it is; gives whether it has ended."""
        for news in self._child.heard():
            if isinstance(news, str):
                self.failed = news
            else:
                self.share = news
        if self._child.ended and not self.failed and not self.job.file.is_file():
            self.failed = f"The export of {self.job.take.name} broke off."
        return self._child.ended

    def stop(self) -> None:
        """End it; nothing of it is left. May be called at any time."""
        self._child.kill()
        shutil.rmtree(self.job.file.parent, ignore_errors=True)


class Exports:
    """Those of a session; their files are there as long. Any thread may ask.

    profile: whose hands the takes show.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._folder = Path(tempfile.mkdtemp(prefix="gesture2midi-"))
        self._lock = Lock()
        self._running: list[Export] = []

    @property
    def running(self) -> tuple[Export, ...]:
        """Those whose file nobody has taken yet, in the order in which they were begun."""
        with self._lock:
            return tuple(self._running)

    def begin(self, take: Path, mapping: Path, kind: Kind, asked_by: str = "") -> Export:
        """Start to make a take into a file. asked_by: see `Export`."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return self._start(Job(take, mapping, folder / f"{take.stem}.{kind}", self.profile), asked_by)

    def cut(self, take: Path, start: float, end: float, asked_by: str = "") -> Export:
        """Start to write the part of a take, as one of its own, beside the others on their disk.

        Raises:
            OutputError: there is no room for it.
        """
        try:
            folder = Path(tempfile.mkdtemp(prefix=CUTTING, dir=take.parent))
        except OSError as error:
            raise OutputError(f"Nothing can be written to {take.parent}: {error.strerror}.") from error
        return self._start(Job(take, None, folder / take.name, self.profile, start, end), asked_by)

    def _start(self, job: Job, asked_by: str) -> Export:
        export = Export(job, asked_by)
        with self._lock:
            self._running.append(export)
        return export

    def take(self, export: Export) -> bool:
        """Whether its file is for who asks this: so it is for one alone. It stays until the session ends."""
        with self._lock:
            found = export in self._running
            if found:
                self._running.remove(export)
            return found

    def stop(self, export: Export) -> None:
        """End one; nothing of it is left."""
        if self.take(export):
            export.stop()

    def close(self) -> None:
        """End those that run, and remove all files."""
        for export in self.running:
            self.stop(export)
        shutil.rmtree(self._folder, ignore_errors=True)


def _work(job: Job, tell: Tell) -> None:
    """In the other process: make the file, and tell how far it is, or why it cannot be done."""
    from gesture2midi.capture.takes.reader import Take
    from gesture2midi.capture.takes.trim import cut

    shares = _progress(tell, _SHARES.get(job.file.suffix, _WHOLE))
    try:
        take = Take(job.take, start=job.start, end=job.end)
        if job.mapping is None:
            cut(take, job.file, lambda done, total: shares("playing", done, total))
        else:
            play(take, job.mapping, _wanted(job.file), job.profile, shares)
    except PlayerError as error:
        tell(str(error))


def play(
    take: Take,
    mapping: Path,
    wanted: Wanted,
    profile: Profile,
    on_progress: Callable[[str, int, int | None], None] = lambda stage, done, total: None,
) -> Rendered:
    """Render a take through the mapping of a file, with the player's own gestures; in the other process.

    Raises:
        PlayerError: it cannot be done.
    """
    from gesture2midi import paths
    from gesture2midi.gestures.custom import files
    from gesture2midi.io.synth.fluidsynth import default_soundfont
    from gesture2midi.mapping.load import load
    from gesture2midi.session.render import render

    taught = files.read_all(paths.gestures(), lambda text: None)
    return render(
        take,
        None,
        load(mapping, taught.signals),
        wanted,
        soundfont=default_soundfont(),
        profile=profile,
        on_problem=lambda text: None,
        on_progress=on_progress,
        taught=taught,
    )


def _wanted(file: Path) -> Wanted:
    """What `render` is asked for; a film has sound where there is a synth."""
    from gesture2midi.io.synth.fluidsynth import Fluid
    from gesture2midi.session.render import Wanted

    match file.suffix:
        case ".mid":
            return Wanted(midi=file)
        case ".wav":
            return Wanted(wav=file)
        case ".json":
            return Wanted(json=file)
    try:
        Fluid().delete()
    except OutputError:
        return Wanted(video=file)
    return Wanted(video=file, wav=file.with_suffix(".wav"))


def _progress(tell: Tell, stages: dict[str, tuple[float, float]]) -> Callable[[str, int, int | None], None]:
    """Tells each further hundredth."""
    told = 0

    def on_progress(stage: str, done: int, total: int | None) -> None:
        nonlocal told
        begin, end = stages[stage]
        share = begin + (end - begin) * (done / total if total else 0.0)
        if int(100 * share) > told:
            told = int(100 * share)
            tell(share)

    return on_progress

"""Takes as files: each is rendered in a process of its own, so that the music never waits for it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal, TypeAlias

from gesture2midi.errors import PlayerError
from gesture2midi.gesture.profile import Profile

Kind: TypeAlias = Literal["mid", "wav"]
KINDS: tuple[Kind, ...] = ("mid", "wav")


@dataclass(frozen=True, slots=True)
class Job:
    """What to render: a take through a mapping into a file."""

    take: Path
    mapping: Path
    file: Path
    profile: Profile


class Export:
    """One that runs, or has ended."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.share = 0.0
        """How much is done, 0..1."""
        self.failed = ""
        """Why it cannot be done, in a sentence."""
        context = multiprocessing.get_context("spawn")
        self._news, theirs = context.Pipe(duplex=False)
        self._child = context.Process(target=_work, args=(job, theirs), name="export", daemon=True)
        self._child.start()
        theirs.close()

    def look(self) -> bool:
        """Take in how far it is; gives whether it has ended."""
        try:
            while self._news.poll():
                news = self._news.recv()
                if isinstance(news, str):
                    self.failed = news
                else:
                    self.share = news
        except EOFError:
            self._child.join()
            if not self.failed and not self.job.file.is_file():
                self.failed = f"The export of {self.job.take.name} broke off."
            return True
        return False

    def stop(self) -> None:
        """End it; nothing of it is left. May be called at any time."""
        self._child.kill()
        self._child.join()
        self._news.close()
        shutil.rmtree(self.job.file.parent, ignore_errors=True)


class Exports:
    """Those of an evening; their files are there as long.

    profile: whose hands the takes show.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._folder = Path(tempfile.mkdtemp(prefix="gesture2midi-"))
        self._begun: list[Export] = []

    def begin(self, take: Path, mapping: Path, kind: Kind) -> Export:
        """Start one."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        export = Export(Job(take, mapping, folder / f"{take.stem}.{kind}", self.profile))
        self._begun.append(export)
        return export

    def close(self) -> None:
        """End those that run, and remove all files."""
        for export in self._begun:
            export.stop()
        self._begun.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def _work(job: Job, news: Connection) -> None:
    """The child: render, and tell how far it is; in the end the pipe closes."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the set, which ends this one
    if hasattr(os, "nice"):
        os.nice(15)
    from gesture2midi import paths
    from gesture2midi.gesture import custom
    from gesture2midi.mapping.load import load
    from gesture2midi.out.fluid import default_soundfont
    from gesture2midi.render import Wanted, render
    from gesture2midi.takes import Take

    try:
        taught = custom.read_all(paths.gestures(), lambda text: None)
        wav = job.file.suffix == ".wav"
        render(
            Take(job.take),
            None,
            load(job.mapping, taught.signals),
            Wanted(wav=job.file) if wav else Wanted(midi=job.file),
            soundfont=default_soundfont(),
            profile=job.profile,
            on_problem=lambda text: None,
            on_progress=_progress(news, wav),
            taught=taught,
        )
    except PlayerError as error:
        news.send(str(error))


def _progress(news: Connection, wav: bool) -> Callable[[str, int, int | None], None]:
    """Sends each further hundredth; playing is a fifth of the work where there is sound to be made."""
    told = 0

    def tell(stage: str, done: int, total: int | None) -> None:
        nonlocal told
        share = done / total if total else 0.0
        if wav:
            share = 0.2 * share if stage == "playing" else 0.2 + 0.8 * share
        if int(100 * share) > told:
            told = int(100 * share)
            news.send(share)

    return tell

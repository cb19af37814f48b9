"""The mappings of a set: which of them plays, and that one anew as its file or the gestures in it change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from gesture2midi import paths
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.step_player import moved
from gesture2midi.errors import Mistake, PlayerError, UsageError, one_of
from gesture2midi.events import MappingChange
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.signals import Signal
from gesture2midi.mapping.load import load, load_file, loads
from gesture2midi.mapping.tunings import KEYBOARD, SCALE
from gesture2midi.mapping.yaml.file import read
from gesture2midi.session.session import Moment, Session


class PlayedMappings:
    """Goes on with another mapping, or with the same one anew. Any thread may ask.

    They are read by the thread that asks, so a long one holds no frame up.

    Args:
        known: those that `next` goes through.
        taught: the signals of the player's own gestures.
        tell: told in a sentence what plays from now on, and what is wrong with a mapping.
    """

    def __init__(
        self, session: Session, known: Sequence[Path], taught: Sequence[Signal], tell: Callable[[str], None]
    ) -> None:
        self._session = session
        self._known = tuple(known)
        self.taught = tuple(taught)
        self._tell = tell
        self._broken: tuple[Path, ...] = ()  # the files of what was saved last, where it cannot be played
        self._coming: list[Mapping] = []  # those that were asked for, until they play
        self._step_thread: threading.Thread | None = None
        self.lay: Callable[[str, Path], str] | None = None
        """Changes the text of a mapping's file before it is played."""
        session.watchers.append(self._step)

    def play_named(self, name: str) -> None:
        """Go on with another mapping: one of those played with, a bundled one or one of the player's own.

        name: that of its file, without `.yaml`.

        Raises:
            PlayerError: there is no such mapping, or it cannot be played; the one before it goes on.
        """
        if name not in self.names:
            raise UsageError(f"There is no mapping {name!r} here: {one_of(name, self.names)}")
        known = {path.stem: path for path in self._known}
        self.play(known.get(name) or paths.mapping_file(name))

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `play_named` takes."""
        played = (path.stem for path in self._known)
        return tuple(dict.fromkeys((*played, *paths.bundled_mappings(), *paths.own_mapping_names())))

    def next(self) -> None:
        """Go on with the mapping after this one; what is wrong with it is told."""
        self.step(1, wraps=True)

    def step(self, way: int, *, wraps: bool) -> None:
        """Go on with the mapping after this one (`way` 1) or before it (-1); what is wrong with it is told.

        wraps: from the last to the first, and back; else the last goes on.
        """
        here, many = self._session.mapping.path, len(self._known)
        place = moved(self._known.index(here) if here in self._known else -1, way, many, wraps)
        if not many or self._known[place] == here:
            more = "no other" if many < 2 else "none after this one" if way > 0 else "none before this one"
            self._tell(f"There is {more} to go on with; `run` takes several, each with `--mapping`.")
            return
        self._try(self._known[place])

    def files(self) -> tuple[Path, ...]:
        """Returns the files of what plays, and those that a broken save of it names, there or not."""
        mapping = self._session.mapping
        files = (*(mapping.files or (mapping.path,)), *self._broken)
        # A scale takes the keyboard mapping that lies beside it as soon as there is one.
        keyboards = (file.with_suffix(KEYBOARD) for file in files if file.suffix == SCALE)
        return tuple(dict.fromkeys((*files, *keyboards)))

    def reload(self, path: Path) -> None:
        """Play the mapping anew after one of its files was saved, if it is right."""
        if path in self.files():
            here = self._session.mapping.path
            self._broken = () if self._try(here) else load_file(here, self.taught).files

    def play(self, path: Path) -> None:
        """Go on with the mapping of this file.

        Raises:
            PlayerError: it cannot be played; the one before it goes on.
        """
        mapping = self._load(path)

        def swap() -> None:
            self._session.swap(mapping)
            self._coming.remove(mapping)
            self._tell(f"Now playing {mapping.name}.")

        self._coming.append(mapping)
        self._session.ask(swap)

    def know(self, taught: Taught) -> None:
        """Go on with these gestures of the player's own; a mapping that names one of them is read anew.

        Raises:
            PlayerError: the mapping that is played names one that it can no longer have; all stays as it was.
        """
        here = self._coming[-1] if self._coming else self._session.mapping
        old = {signal.name for signal in self.taught}
        mapping: Mapping | None = None
        try:
            mapping = self._load(here.path, taught.signals)
        except PlayerError:
            if _names(here) & (old | set(taught.names)):
                raise
        else:
            mapping = mapping if _names(mapping) & set(taught.names) else None
        before, self.taught = self.taught, taught.signals

        def go_on() -> None:
            if mapping is None and _names(self._session.mapping) & (old - set(taught.names)):
                self.taught = before
                self._tell("What plays now names a gesture that was to go, so it stays.")
                return
            self._session.play_as(self._session.profile, taught)
            if mapping is not None:
                self._session.swap(mapping)

        self._session.ask(go_on)

    def _load(self, path: Path, taught: Sequence[Signal] | None = None) -> Mapping:
        known = self.taught if taught is None else taught
        if self.lay is None:
            return load(path, known)
        try:
            text = read(path)
        except Mistake:  # as `load` tells it
            return load(path, known)
        return loads(self.lay(text, path), path, known)

    def _try(self, path: Path) -> bool:
        """Play this mapping; what is wrong with it is told. Returns whether it plays."""
        try:
            self.play(path)
        except PlayerError as error:
            self._tell(f"{error}\nThe mapping before it goes on playing.")
            return False
        return True

    def _step(self, moment: Moment) -> None:
        """Go on with another mapping where the one that plays asks for it; reading it holds no frame up.

        While one is being read, no other is asked for.
        """
        for message in moment.messages.items:
            if isinstance(message, MappingChange) and not (
                self._step_thread and self._step_thread.is_alive()
            ):
                step = partial(self.step, message.way, wraps=message.wraps)
                self._step_thread = threading.Thread(target=step, name="next mapping", daemon=True)
                self._step_thread.start()


def _names(mapping: Mapping) -> set[str]:
    """Returns the signals that it reads, without whose they are: `x`, `my_sign`."""
    return {name.partition(".")[2] for name in mapping.signals}

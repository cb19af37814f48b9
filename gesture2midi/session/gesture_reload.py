"""Hot reload of the player's own gestures: one that is taught anew beside the set is played from then on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gesture2midi.errors import PlayerError
from gesture2midi.gestures.custom import files
from gesture2midi.session.commands import Commands
from gesture2midi.session.hot_reload import State, states


class GestureReload:
    """Reads the gestures of a folder anew where one of its files was saved, came or went.

    Args:
        say: told what is wrong with one of them; all stays as it was where what plays needs it.
    """

    def __init__(self, folder: Path, commands: Commands, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._commands = commands
        self._say = say
        self._read = _states(folder)

    def files(self) -> tuple[Path, ...]:
        """Returns what to watch: the folder, which changes when a file comes or goes, and its files."""
        return (self._folder, *_states(self._folder))

    def changed(self, path: Path) -> None:
        """Something was saved there: go on with the gestures that there are now, if they are others."""
        now = _states(self._folder)
        if now == self._read:
            return
        self._read = now
        taught = files.read_all(self._folder, self._say)
        if files.same(taught, self._commands.session.taught):
            return  # a page that taught it has told the set already
        try:
            self._commands.mappings.know(taught)
        except PlayerError as error:
            self._commands.tell(f"{error}\nThe gestures stay as they were.")
        else:
            self._commands.tell("Your gestures were read anew.")


def _states(folder: Path) -> dict[Path, State]:
    """Returns the files of gestures in a folder, each with how it is now."""
    return states(sorted(folder.glob("*.json")))

"""Changes of zones from the Play page: the text is rewritten, and what was before can be had back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gesture2midi.errors import Mistake, UsageError
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.editing.move_edge import move_edges
from gesture2midi.mapping.load import loads
from gesture2midi.mapping.yaml.file import read
from gesture2midi.session.commands import Commands
from gesture2midi.session.zone_handles import Handle, handles
from gesture2midi.studio.services.mapping_library import Library, save

REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class _Step:
    path: Path
    before: str
    after: str


class ZoneEdits:
    """Edits what plays. A bundled mapping is made the player's own by the first change.

    Args:
        lay: gives the text of a mapping with the quick settings in it.
        swapped: whether those exchange the hands of what plays.
    """

    def __init__(
        self,
        commands: Commands,
        library: Library,
        lay: Callable[[str, Path], str],
        swapped: Callable[[], bool],
    ) -> None:
        self._commands, self._library, self._lay, self._swapped = commands, library, lay, swapped
        self._steps: list[_Step] = []

    def handles(self) -> tuple[Handle, ...]:
        """Returns what can be taken hold of in what plays now."""
        session = self._commands.session
        plan = self._commands.snapshot.plan(session)
        return handles(session.mapping, session.scene, session.profile, plan)

    @property
    def profile(self) -> Profile:
        """Whose play area it is."""
        return self._commands.session.profile

    def move(self, handle: Handle, to: float) -> None:
        """Move a handle's edges to a value of its signal, or as near as their neighbours let them.

        Raises:
            PlayerError: the mapping cannot be changed so, and stays as it is.
        """
        self.change(lambda text: move_edges(text, handle.edges, to))

    def change(self, edit: Callable[[str], str]) -> None:
        """Change the text of what plays, and have it heard.

        Raises:
            PlayerError: the mapping cannot be changed so, and stays as it is.
        """
        session = self._commands.session
        path, scene = session.mapping.path, session.scene
        own = self._library.entry(path).own
        if own and self._swapped():
            raise UsageError("The hands are exchanged: take that back, or save it as yours, before you edit.")
        try:
            text = read(path)
            text = text if own else self._lay(text, path)
            new = edit(text)
        except Mistake as mistake:
            raise UsageError(str(mistake)) from None
        if new == text:
            return
        loads(new, path, self._commands.taught)
        if own:
            save(path, new)  # the watch plays it anew
        else:
            path = self._library.add(path.stem, new)
            self._commands.play(path)
            self._commands.session.ask(lambda: session.go_to(scene))
        self._steps = [*self._steps[-REMEMBERED:], _Step(path, text, new)]

    @property
    def undoable(self) -> bool:
        """Whether there is something to take back in what plays."""
        return bool(self._steps) and self._steps[-1].path == self._commands.session.mapping.path

    def undo(self) -> None:
        """Take the last change back.

        Raises:
            PlayerError: the text was changed elsewhere since, or cannot be written.
        """
        if not self.undoable:
            return
        step = self._steps.pop()
        try:
            now = read(step.path)
        except Mistake as mistake:
            raise UsageError(str(mistake)) from None
        if now != step.after:
            self._steps = []
            raise UsageError("The mapping was changed elsewhere since, and stays as it is.")
        save(step.path, step.before)

"""Changes of zones from the Play page: the text is rewritten, and what was before can be had back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gesture2midi.display.view import Zone
from gesture2midi.engine.controls import Control, Spot
from gesture2midi.errors import MappingError, Mistake, UsageError
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.editing.divide import (
    AT_END,
    Columns,
    add_area,
    drop_area,
    drop_column,
    move_border,
    move_column,
    split_area,
    split_column,
)
from gesture2midi.mapping.editing.move_edge import move_edges
from gesture2midi.mapping.load import loads
from gesture2midi.mapping.yaml.file import read
from gesture2midi.session.commands import Commands
from gesture2midi.session.note_zones import plan
from gesture2midi.session.zone_handles import Handle, columns_of, handles
from gesture2midi.studio.services.mapping_library import Library, save

REMEMBERED = 100


def _is_drum(control: Control) -> bool:
    return any(isinstance(area, Spot) for area in control.areas(None))


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
        self.change(lambda text: self._moved(text, handle, to))

    def shift(self, zone: Zone, across: float, up: float) -> None:
        """Move a zone as a whole by so much of its signals, or as far as its neighbours let it.

        Along a way at whose end it lies it stays.

        Raises:
            PlayerError: it cannot be moved at all, or the mapping not be changed so, and stays as it is.
        """
        row, which = self._column(zone)
        if row is not None:
            self.change(lambda text: move_column(text, row, which, across))
            return
        moves = [*self._moves(zone, "x", across), *self._moves(zone, "y", up)]
        if not moves:
            raise UsageError(AT_END)

        def edit(text: str) -> str:
            for handle, to in moves:
                text = self._moved(text, handle, to)
            return text

        self.change(edit)

    def _moves(self, zone: Zone, axis: str, by: float) -> list[tuple[Handle, float]]:
        """Where the two edges of a zone go along one axis, the foremost first; nothing where one has none."""
        ends = zone.cell[:2] if axis == "x" else zone.cell[2:]
        signal = f"{zone.of}.{axis}"
        its = [one for one in self.handles() if one.signal == signal and one.placed]
        its = [one for one in its if zone.control in one.controls]
        edges = [next((one for one in its if abs(one.at - end) < 1e-6), None) for end in ends]
        low, high = edges
        if low is None or high is None or not by:
            return []
        if by > 0:
            by = max(0.0, min(by, high.high - high.at))
            return [(high, high.at + by), (low, low.at + by)]
        by = min(0.0, max(by, low.low - low.at))
        return [(low, low.at + by), (high, high.at + by)]

    def _moved(self, text: str, handle: Handle, to: float) -> str:
        now = self._as_it_is(handle, text)
        if now.border is not None:
            return move_border(text, *now.border, to)
        return move_edges(text, now.edges, to)

    def _as_it_is(self, handle: Handle, text: str) -> Handle:
        """The same handle in a text that may have been saved since, and is not played yet.

        Raises:
            Mistake: there is none any more.
        """
        session = self._commands.session
        try:
            mapping = loads(text, session.mapping.path, self._commands.mappings.taught)
        except MappingError:
            raise Mistake("The mapping has changed meanwhile: try again.") from None
        scene, profile = session.scene, session.profile
        found = handles(mapping, scene, profile, plan(mapping, scene, profile))
        asked = (handle.signal, handle.placed, handle.rank, handle.controls)
        for one in found:
            if (one.signal, one.placed, one.rank, one.controls) == asked:
                return one
        raise Mistake("The mapping has changed meanwhile: try again.")

    def zones(self) -> tuple[Zone, ...]:
        """Returns the zones of what plays now that can be split or taken out."""
        rows = {control for row in columns_of(self._controls()) for control in row.controls}
        spots = {control.id for control in self._controls() if _is_drum(control)}
        plan = self._commands.snapshot.plan(self._commands.session)
        return tuple(zone for zone in plan.zones if zone.control in rows | spots)

    def _controls(self) -> tuple[Control, ...]:
        """Those that play now."""
        session = self._commands.session
        return (*session.mapping.controls, *session.mapping.scenes.get(session.scene, ()))

    def split(self, zone: Zone) -> None:
        """Make two of a zone: a chord is there twice, of a drum's area the further half has another sound.

        Raises:
            PlayerError: it cannot be, and all stays as it is.
        """
        row, which = self._column(zone)
        if row is not None:
            self.change(lambda text: split_column(text, row, which))
            return
        left, right, low, high = zone.cell
        axis, middle = ("x", (left + right) / 2) if right - left >= high - low else ("y", (low + high) / 2)
        self.change(lambda text: split_area(text, zone.control, f"{zone.of}.{axis}", middle))

    def drop(self, zone: Zone) -> None:
        """Take a zone out.

        Raises:
            PlayerError: it cannot be, and all stays as it is.
        """
        row, which = self._column(zone)
        if row is not None:
            self.change(lambda text: drop_column(text, row, which))
        else:
            self.change(lambda text: drop_area(text, zone.control))

    def add(self) -> None:
        """Put another drum into the middle of the play area.

        Raises:
            PlayerError: it cannot be, and all stays as it is.
        """
        self.change(add_area)

    def _column(self, zone: Zone) -> tuple[Columns | None, int]:
        for row in columns_of(self._controls()):
            if zone.control in row.controls:
                begin = zone.cell[0 if row.signal.endswith(".x") else 2]
                return row, sum(border <= begin + 0.005 for border in row.borders)
        return None, 0

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
        loads(new, path, self._commands.mappings.taught)
        if own:
            save(path, new)  # the watch plays it anew
        else:
            path = self._library.add(path.stem, new)
            self._commands.mappings.play(path)
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

"""The quick settings of the mapping that a set plays: they count at once, and the file stays as it is."""

from __future__ import annotations

from pathlib import Path

from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import Mistake, PlayerError
from gesture2midi.mapping.editing.quick import Offered, Quick, offered, without
from gesture2midi.mapping.yaml.file import read
from gesture2midi.session.commands import Commands
from gesture2midi.studio.services.mapping_library import Library
from gesture2midi.studio.services.quick_settings import QuickSettings


class QuickInSet:
    """Lays over each mapping of a set what is remembered for it, from the one that plays now on.

    Args:
        commands: of the set.
        library: where a mapping of one's own goes.
        settings: what is laid over each.
    """

    def __init__(self, commands: Commands, library: Library, settings: QuickSettings) -> None:
        self._commands, self._library, self._settings = commands, library, settings
        self._offered: tuple[Mapping, Offered] | None = None
        commands.mappings.lay = settings.lay
        if self.laid != Quick():
            commands.mappings.play(commands.session.mapping.path)

    @property
    def laid(self) -> Quick:
        """What is laid over the mapping that is played."""
        return self._settings.of(self._commands.session.mapping.path)

    @property
    def offered(self) -> Offered:
        """What the mapping's file has of what can be laid over it."""
        mapping = self._commands.session.mapping
        if self._offered is None or self._offered[0] is not mapping:
            self._offered = mapping, offered(_text(mapping.path))
        return self._offered[1]

    def lay(self, quick: Quick) -> None:
        """Lay this over the mapping that is played, and remember it.

        Raises:
            PlayerError: the mapping cannot be played so, and nothing is changed; or it cannot be kept.
        """
        path, before = self._commands.session.mapping.path, self.laid
        quick = without(quick, self.offered)
        self._settings.keep(path, quick)
        try:
            self._commands.mappings.play(path)
        except PlayerError:
            self._settings.keep(path, before)
            raise

    def keep(self, quick: Quick) -> None:
        """Remember this for the mapping that is played, which plays on as it is: it sounds so already.

        Raises:
            PlayerError: it cannot be written down.
        """
        self._settings.keep(self._commands.session.mapping.path, without(quick, self.offered))

    def save_as_own(self) -> None:
        """Make the mapping, with what is laid over it, one of the player's own, and play that.

        Raises:
            PlayerError: it cannot be written, or not be played.
        """
        path = self._commands.session.mapping.path
        self._commands.mappings.play(self._library.add(path.stem, self._settings.lay(_text(path), path)))


def _text(path: Path) -> str:
    try:
        return read(path)
    except Mistake:  # it has just gone
        return ""

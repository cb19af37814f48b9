"""The quick settings of each mapping, remembered in one JSON file: its path, and what is laid over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

from gesture2midi.errors import Mistake
from gesture2midi.files import make_folder, write_whole
from gesture2midi.mapping.editing.quick import Quick, laid_over

LONGEST = 262_144
"""Bytes of a file that is read at all."""
MOST = 500
"""Mappings that are remembered, those that were set last."""
_FILE = TypeAdapter(dict[str, Quick])


class QuickSettings:
    """Holds what is laid over each mapping; any thread may ask.

    Args:
        path: of the file; it need not be there yet.
        say: told in a sentence that what it held is lost.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self._path, self._say = path, say
        self._lock = Lock()
        self._kept = self._read()

    def of(self, mapping: Path) -> Quick:
        """Returns what is laid over the mapping of this file."""
        return self._kept.get(str(mapping), Quick())

    def keep(self, mapping: Path, quick: Quick) -> None:
        """Have this laid over the mapping from now on.

        Raises:
            OutputError: it cannot be written down; it counts for this session all the same.
        """
        with self._lock:
            others = {name: one for name, one in self._kept.items() if name != str(mapping)}
            kept = others | ({} if quick == Quick() else {str(mapping): quick})
            self._kept = dict(list(kept.items())[-MOST:])
            make_folder(self._path.parent)
            write_whole(self._path, _FILE.dump_json(self._kept, indent=2).decode() + "\n")

    def lay(self, text: str, mapping: Path) -> str:
        """Returns the text of a mapping with its settings in it, or as it is where they fit no more."""
        try:
            return laid_over(text, self.of(mapping))
        except Mistake as mistake:
            self._say(f"The quick settings of {mapping.stem} are left out: {mistake.message}")
            return text

    def _read(self) -> dict[str, Quick]:
        try:
            with self._path.open("rb") as file:
                data = file.read(LONGEST + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._say(f"The quick settings {self._path} cannot be read: {error.strerror}.")
            return {}
        try:
            if len(data) > LONGEST:
                raise ValueError(f"more than {LONGEST} bytes")
            return _FILE.validate_json(data)
        except (ValidationError, ValueError):
            self._say(
                f"The quick settings {self._path} cannot be read, so each mapping is as its file has it."
            )
            return {}

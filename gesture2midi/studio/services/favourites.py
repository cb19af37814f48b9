"""Which mappings a player likes best; kept beside the settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from gesture2midi.files import make_folder, open_regular, write_whole

_LARGEST = 1_000_000
_MOST = 1000


class Favourites:
    """Paths of mapping files. A file of them that is broken counts as none, and is written anew.

    Args:
        file: where they are kept; it may not be there yet.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._paths = list(dict.fromkeys(_read(file)))[:_MOST]

    def __contains__(self, path: Path) -> bool:
        return str(path) in self._paths

    def turn(self, path: Path) -> bool:
        """Make it one, or one no longer; gives whether it is one now.

        Raises:
            OutputError: that cannot be kept; it counts until the program ends.
        """
        name = str(path)
        if name in self._paths:
            self._paths.remove(name)
        else:
            self._paths = [*self._paths, name][-_MOST:]
        make_folder(self._file.parent)
        write_whole(self._file, json.dumps(self._paths, ensure_ascii=False, indent=1) + "\n")
        return name in self._paths


def _read(file: Path) -> Iterable[str]:
    try:
        with open_regular(file) as opened:
            found = json.loads(opened.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return ()
    return [path for path in found if isinstance(path, str)] if isinstance(found, list) else ()

"""What the player chose on the studio's Set-up page, kept for the next session: one JSON file.

    {"version": 2, "source": "1", "ports": [["lights", "USB Synth"]], "osc": ["127.0.0.1:9000"]}

Whatever is left out is as usual. Each version leads on to the next by a step, so that a file of any age is
read; one of a newer program is left as it is, and one that is broken is set aside: nothing chosen is lost.

1. `port` was a list, each as the option `--port` takes it: `["lights=USB Synth"]`. A file without a version
   is read as one of these.
2. `ports` are pairs, of the name that a mapping gives a port and the port; the main one's name is empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import ValidationError

from gesture2midi.errors import OutputError, PlayerError, UsageError
from gesture2midi.files import free_name, make_folder, open_regular, write_whole
from gesture2midi.session.settings import VERSION, Settings, what_is_wrong

LONGEST = 65_536
"""Bytes of a file that is read at all."""


class Store:
    """The file of the settings.

    Args:
        path: of the file; it and its folder need not be there yet.
        say: told in a sentence what is wrong with it.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self._path = path
        self._say = say
        self._lock = Lock()

    def read(self) -> Settings:
        """Returns what was chosen; the usual where that cannot be read, and the player is told why."""
        try:
            return self._read()
        except PlayerError as error:
            self._say(f"{error} Until then all is as usual.")
            return Settings()

    def change(self, **fields: object) -> Settings:
        """Keep another choice, and return all of them. A crash leaves the old file or the new one.

        Raises:
            UsageError: a value is none that its field takes, or the file is of a newer program.
            OutputError: the file cannot be read or written.
        """
        with self._lock:
            settings = self._read().replaced(**fields)
            make_folder(self._path.parent)
            write_whole(self._path, settings.model_dump_json(indent=2) + "\n")
            return settings

    def _read(self) -> Settings:
        try:
            with open_regular(self._path) as file:
                data = file.read(LONGEST + 1)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            raise OutputError(
                f"The settings {self._path} cannot be read ({error.strerror}): make the file readable."
            ) from error
        try:
            if len(data) > LONGEST:
                raise ValueError(f"it has more than {LONGEST} bytes")
            return _settings(self._path, json.loads(data))
        except ValidationError as error:
            self._set_aside(what_is_wrong(error))
        except (ValueError, RecursionError) as error:  # a JSONDecodeError is a ValueError
            self._set_aside(str(error))
        return Settings()

    def _set_aside(self, why: str) -> None:
        aside = free_name(self._path.with_name(f"{self._path.stem}.broken{self._path.suffix}"))
        try:
            self._path.rename(aside)
        except OSError as error:
            raise OutputError(
                f"The settings {self._path} are broken ({why}) and cannot be moved away: delete the file."
            ) from error
        self._say(f"The settings were broken ({why}), so all is as usual; what they said is in {aside}.")


def _settings(path: Path, written: object) -> Settings:
    """Returns the settings of a file of any age.

    Raises:
        UsageError: it is of a newer program.
        ValueError: it is no file of settings.
    """
    if not isinstance(written, dict):
        raise ValueError("it holds no settings")
    version = written.get("version", 1)
    if type(version) is not int or version < 1:
        raise ValueError("its version is no number")
    if version > VERSION:
        raise UsageError(
            f"The settings {path} are from a newer Gesture2MIDI (version {version}, not {VERSION}) and are "
            "left as they are: update, or move the file away."
        )
    for step in _STEPS[version - 1 :]:
        written = step(written)
    return Settings.model_validate_json(json.dumps(written | {"version": VERSION}))


def _ports_as_pairs(old: dict[str, Any]) -> dict[str, Any]:
    """From version 1 to 2."""
    if "port" not in old:
        return old
    from gesture2midi.io.midi.open_ports import parse_binding

    bound = old["port"]
    if "ports" in old:
        raise ValueError("it has both `port` and `ports`")
    if not isinstance(bound, list) or not all(isinstance(text, str) for text in bound):
        raise ValueError("`port` is no list of ports")
    try:
        ports = [parse_binding(text) for text in bound]
    except UsageError as error:
        raise ValueError(str(error)) from error
    return {key: value for key, value in old.items() if key != "port"} | {"ports": ports}


_STEPS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (_ports_as_pairs,)
"""From each version to the next: the first from 1 to 2."""

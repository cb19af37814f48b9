"""Reads text files of bounded size, and writes files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gesture2midi.errors import Mistake, OutputError, did_you_mean

MAX_BYTES = 256 * 1024
LONGEST_ON_WINDOWS = 259
"""Characters of a path that programs can open there, unless the system was told otherwise."""
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\u00b9\u00b2\u00b3"
}


if sys.platform == "win32":
    _READING = os.O_RDONLY | os.O_BINARY
else:
    _READING = os.O_RDONLY | os.O_NONBLOCK  # a file may become a pipe between two looks at it


def open_regular(path: Path) -> BinaryIO:
    """Open a file to be read; a pipe, a device or a socket is neither opened nor waited for.

    Raises:
        OSError: it cannot be read, or is no file. That holds for a name that no file can have, too.
    """
    try:
        _refuse_others(os.stat(path).st_mode)
        handle = os.open(path, _READING)
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file can have this name") from error
    try:
        _refuse_others(os.fstat(handle).st_mode)
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _refuse_others(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a folder" if stat.S_ISDIR(mode) else "it is a device or a pipe")


def real(path: Path) -> Path:
    """Returns where links lead. Unlike `Path.resolve` it has an answer for a ring of them, too."""
    return Path(os.path.realpath(path))


def is_device(name: str) -> bool:
    """Returns whether Windows takes a file's name for a device, in any folder and with any ending."""
    return name.partition(".")[0].partition(":")[0].rstrip(" ").upper() in _DEVICES


def reason(error: OSError, path: Path, system: str = sys.platform) -> str:
    """Returns why a file cannot be opened, in a few words.

    Of a path that is too long Windows itself says that nothing is there.
    """
    if system == "win32" and len(os.path.abspath(path)) > LONGEST_ON_WINDOWS:
        return f"its path is longer than {LONGEST_ON_WINDOWS} characters, which Windows cannot open"
    return error.strerror or str(error)


def read_bytes(path: Path, what: str) -> bytes:
    """Returns the bytes of a text file that is to be `what`, such as "a mapping".

    Raises:
        Mistake: there is no such file, or it cannot be that.
    """
    try:
        data = _open_and_read(path, what)
    except FileNotFoundError as error:
        if (why := reason(error, path)) != error.strerror:
            raise Mistake(f"this file cannot be read: {why}") from None
        beside = [p.name for p in path.parent.glob(f"*{path.suffix or '.yaml'}")]
        raise Mistake("there is no such file", did_you_mean(path.name, beside)) from None
    except PermissionError:
        raise Mistake("this file may not be read", "change its permissions") from None
    except OSError as error:
        raise Mistake(f"this file cannot be read ({error.strerror})") from None
    if len(data) > MAX_BYTES:
        raise Mistake(f"this file is too large for {what}, which has at most {MAX_BYTES // 1024} kB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Mistake("this file is UTF-16 text", "save it as UTF-8 in your editor")
    if b"\0" in data:
        raise Mistake("this is not a text file")
    return data


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a name beside `path` to write to, with the same ending, which becomes `path` if all went well.

    Raises:
        OutputError: it cannot be written there. Nothing is left behind then.
    """
    part = _part(path)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(f"The file {path} cannot be written: {reason(error, path)}") from error
    finally:
        if os.path.exists(part):  # unlike `Path.exists`, False also for a name that no file can have
            part.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a text, which is on the disk before it takes the old one's place: a crash leaves one of the two.

    Raises:
        OutputError: it cannot be written there.
    """
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where it is not there yet.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def move(path: Path, to: Path, what: str) -> None:
    """Move a file that is `what`, such as "take", within its disk.

    Raises:
        OutputError: it cannot be moved.
    """
    try:
        path.rename(to)
    except OSError as error:
        raise OutputError(f"The {what} {path} cannot be moved: {error.strerror}.") from error


def free_name(path: Path) -> Path:
    """Returns this name, or where something has it, the first free one beside it: `name 2`."""
    number, free = 1, path
    while os.path.exists(free):
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free


def check_writable(path: Path) -> None:
    """Try whether a file can be written there, before a performance of minutes is played for it.

    Raises:
        OutputError: it cannot. Nothing is left behind, and a file that is there is not touched.
    """
    if sys.platform == "win32" and is_device(path.name):
        raise OutputError(
            f"The file {path} cannot be written: Windows takes {path.stem} for a device; take another name."
        )
    if not path.name or (os.path.exists(path) and not os.path.isfile(path)):
        raise OutputError(f"The output {str(path)!r} cannot be written: that is no file; name one.")
    part = _part(path)
    try:
        part.touch()
        part.unlink()
    except OSError as error:
        raise OutputError(
            f"The file {path} cannot be written ({reason(error, path)}): name a file in a folder that can."
        ) from error


def _part(path: Path) -> Path:
    return path.with_name(f".part-{os.getpid()}-{path.name}")


def _open_and_read(path: Path, what: str) -> bytes:
    if os.path.isdir(path):
        raise Mistake(f"this is a folder, not {what}", "name a file in it")
    if os.path.exists(path) and not os.path.isfile(path):
        raise Mistake(f"this is a device or a pipe, not {what}")
    with open_regular(path) as file:
        return file.read(MAX_BYTES + 1)

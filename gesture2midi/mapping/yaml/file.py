"""A mapping file's text, or the reason why it cannot be one."""

from __future__ import annotations

from pathlib import Path

from gesture2midi.errors import Mistake
from gesture2midi.files import read_bytes, real


def read(path: Path) -> str:
    """The text of a mapping file.

    Raises:
        Mistake: there is no such file, or it cannot be a mapping.
    """
    data = read_bytes(path, "a mapping")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Mistake(f"line {line} is not UTF-8 text", "save the file as UTF-8 in your editor") from None


def inside(path: Path, name: str, file_name: str = "") -> Path:
    """The file that `name` means in the mapping `path`; `file_name` is what it is really called.

    Raises:
        Mistake: it lies outside the mapping's folder.
    """
    folder = real(path.parent)
    file = real(folder / (file_name or name).replace("\0", ""))
    if not file.is_relative_to(folder):
        raise Mistake(f"`{name}` lies outside the folder of this mapping", "put it beside this file")
    return file

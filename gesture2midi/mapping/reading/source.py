"""A mapping file's text, or the reason why it cannot be one."""

from __future__ import annotations

from pathlib import Path

from gesture2midi.mapping.mistake import Mistake, did_you_mean

MAX_BYTES = 256 * 1024


def read(path: Path) -> str:
    """The text of a mapping file.

    Raises:
        Mistake: there is no such file, or it cannot be a mapping.
    """
    data = raw(path, "a mapping")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Mistake(f"line {line} is not UTF-8 text", "save the file as UTF-8 in your editor") from None


def raw(path: Path, what: str) -> bytes:
    """The bytes of a text file that is to be `what`, such as "a mapping".

    Raises:
        Mistake: there is no such file, or it cannot be that.
    """
    try:
        data = _bytes(path, what)
    except FileNotFoundError:
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


def inside(path: Path, name: str, file_name: str = "") -> Path:
    """The file that `name` means in the mapping `path`; `file_name` is what it is really called.

    Raises:
        Mistake: it lies outside the mapping's folder.
    """
    folder = path.parent.resolve()
    file = (folder / (file_name or name).replace("\0", "")).resolve()
    if not file.is_relative_to(folder):
        raise Mistake(f"`{name}` lies outside the folder of this mapping", "put it beside this file")
    return file


def _bytes(path: Path, what: str) -> bytes:
    if path.is_dir():
        raise Mistake(f"this is a folder, not {what}", "name a file in it")
    if path.exists() and not path.is_file():
        raise Mistake(f"this is a device or a pipe, not {what}")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)

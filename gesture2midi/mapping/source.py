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
    try:
        raw = _bytes(path)
    except FileNotFoundError:
        beside = [p.name for p in path.parent.glob("*.yaml")]
        raise Mistake("there is no such file", did_you_mean(path.name, beside)) from None
    except PermissionError:
        raise Mistake("this file may not be read", "change its permissions") from None
    except OSError as error:
        raise Mistake(f"this file cannot be read ({error.strerror})") from None
    if len(raw) > MAX_BYTES:
        raise Mistake(f"this file is too large for a mapping, which has at most {MAX_BYTES // 1024} kB")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Mistake("this file is UTF-16 text", "save it as UTF-8 in your editor")
    if b"\0" in raw:
        raise Mistake("this is not a text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Mistake(f"line {line} is not UTF-8 text", "save the file as UTF-8 in your editor") from None


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise Mistake("this is a folder, not a mapping", "name a file in it")
    if path.exists() and not path.is_file():
        raise Mistake("this is a device or a pipe, not a mapping")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)

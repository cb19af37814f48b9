"""Has a Wine of its own run the Windows tree of tools/bundle/windows.py: laid out, started, asked, and ended.

What Wine 8 lacks is laid beside Python for this alone: `bcryptprimitives.dll`, and NumPy 1.26, for newer ones
ask for complex arithmetic of a C library that Wine has only in part.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.bundle.description import PACKAGING, ROOT, read
from tools.bundle.windows import BUILD, Refused, install, tree

WINE = next(
    (path for path in ("/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine") if Path(path).exists()), ""
)
"""The program; of the package `wine64` itself, for the one in /usr/bin asks for 32-bit parts too."""

_PREFIX = BUILD / "prefix"
_HERE = BUILD / "wine"
_SITE = BUILD / "tests"
_SHIM = "bcryptprimitives"
_TESTERS = ("colorama", "hypothesis", "iniconfig", "pluggy", "pytest", "pytest-timeout", "sortedcontainers")
_NEEDED = {"x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64", "osslsigncode": "osslsigncode"}


def lay_out() -> None:
    """Lay the tree, what Wine lacks and what tests need into one folder, by links.

    Raises:
        Refused: a program that this needs is missing, or a part is not what it should be.
    """
    missing = [package for program, package in _NEEDED.items() if shutil.which(program) is None]
    missing += [] if WINE else ["wine64"]
    if missing:
        command = f"apt-get install --no-install-recommends {' '.join(missing)}"
        raise Refused(f"programs are missing, which this installs: {command}")
    app = tree(read())
    _install_testers()
    shutil.rmtree(_HERE, ignore_errors=True)
    _HERE.mkdir()
    for file in app.iterdir():
        if not file.name.endswith("._pth"):
            (_HERE / file.name).symlink_to(file)
    told = (app / "python311._pth").read_text(encoding="ascii")
    (_HERE / "python311._pth").write_text(_tests_first(told), encoding="ascii")
    shim = _HERE / f"{_SHIM}.dll"
    compiler = ("x86_64-w64-mingw32-gcc", "-O2", "-shared")
    subprocess.run([*compiler, "-o", shim, PACKAGING / f"{_SHIM}.c", "-ladvapi32"], check=True)


def _install_testers() -> None:
    """Install what the tests need besides, unless just that is there."""
    lock = (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"^[a-z].*\n(?: .*\n)*", lock, re.MULTILINE)
    wanted = "".join(block for block in blocks if block.partition("==")[0] in _TESTERS)
    own = ROOT / "requirements" / "wine.txt"
    mark = _SITE / "installed"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted + own.read_text(encoding="utf-8"):
        return
    shutil.rmtree(_SITE, ignore_errors=True)
    (BUILD / "testers.txt").write_text(wanted, encoding="utf-8")
    install(_SITE, "--requirement", BUILD / "testers.txt", "--requirement", own)
    mark.write_text(wanted + own.read_text(encoding="utf-8"), encoding="utf-8")


@contextmanager
def started() -> Iterator[None]:
    """Keep Wine's own services up meanwhile; a program that began them would hand them its pipes."""
    server = Path(WINE).with_name("wineserver")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    _PREFIX.mkdir(parents=True, exist_ok=True)
    for option, needed in (("--kill", False), ("--wait", False), ("--persistent", True)):
        subprocess.run([server, option], env=environment(), check=needed, timeout=60, **quiet)
    try:
        subprocess.run([WINE, "wineboot", "--init"], env=environment(), check=True, timeout=300, **quiet)
        yield
    finally:
        subprocess.run([server, "--kill"], env=environment(), check=False, **quiet)


@contextmanager
def with_what_it_lacks(place: Path) -> Iterator[None]:
    """Lay what Wine lacks beside a Windows Python that was installed, meanwhile."""
    path, shim = place / "python311._pth", place / f"{_SHIM}.dll"
    told = path.read_bytes()
    path.write_text(_tests_first(told.decode("ascii")), encoding="ascii", newline="")
    shutil.copyfile(_HERE / shim.name, shim)
    try:
        yield
    finally:
        path.write_bytes(told)
        shim.unlink()


def environment() -> dict[str, str]:
    """Returns the environment of a program under Wine."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "WINEPREFIX": str(_PREFIX),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": f"mscoree,mshtml=;{_SHIM}=n",
        "PYTHONUTF8": "1",
        "CI": "true",
    }


def python(*arguments: str | Path) -> list[str]:
    """Returns the command that has the Windows Python run these arguments."""
    return [WINE, str(_HERE / "python.exe"), *map(str, arguments)]


def _tests_first(told: str) -> str:
    return told.replace("Lib\\", f"Z:{_SITE}\nLib\\".replace("/", "\\"), 1)


def run(
    *arguments: str | Path, cwd: Path, said: str = "", seconds: float = 3600.0
) -> subprocess.CompletedProcess[str]:
    """Returns what the Windows Python said, run in a folder with these arguments; a pipe tells it `said`."""
    return _output(python(*arguments), cwd, said, seconds)


def program(path: str | Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Returns what a Windows program said, run in a folder with these arguments."""
    return _output([WINE, str(path), *arguments], cwd, "", 600.0)


def _output(command: list[str], cwd: Path, said: str, seconds: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=environment(), input=said, capture_output=True,
                          encoding="utf-8", errors="replace", timeout=seconds)  # fmt: skip

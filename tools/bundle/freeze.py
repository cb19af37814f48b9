"""Makes the bundle: a folder that runs on a Linux without Python, and the .tar.xz of it.

    python -m tools.bundle.freeze

What is in it says packaging/bundle.toml. The first run takes some minutes; the environment that it is
made from stays in build/bundle until the locked releases change.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import venv
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from gesture2midi.errors import ModelError
from gesture2midi.tracking.model_file import find_model
from tools.bundle import icon, licences
from tools.bundle.description import BUILD, ROOT, Bundle, read, requirements, stand_in, trim

FROZEN = BUILD / "frozen"
LIB = "lib"
"""The folder of the bundle in which all lies but the program that starts it."""

_ENVIRONMENT = BUILD / "environment"
_WORK = BUILD / "work"
_WORTH_STRIPPING = 200_000
"""Bytes; a library whose symbols take less stays as its wheel has it."""


def folder(bundle: Bundle) -> Path:
    """Returns where the bundle lies when it is made."""
    return FROZEN / bundle.app.name


def archive(bundle: Bundle) -> Path:
    """Returns where the .tar.xz of the bundle lies when it is made."""
    return (
        ROOT
        / "dist"
        / f"{bundle.app.name}-{bundle.app.version}-{platform.system().lower()}-{platform.machine()}.tar.xz"
    )


def environment(bundle: Bundle) -> Path:
    """Returns the Python of an environment with just the locked releases and the package itself."""
    wanted = requirements(bundle)
    mark = _ENVIRONMENT / "installed"
    state = hashlib.sha256(f"{sys.version}{wanted}".encode()).hexdigest()
    python = _ENVIRONMENT / "bin" / "python"
    if not mark.exists() or mark.read_text(encoding="utf-8") != state:
        shutil.rmtree(_ENVIRONMENT, ignore_errors=True)
        venv.create(_ENVIRONMENT, with_pip=True)
        (_ENVIRONMENT / "requirements.txt").write_text(wanted, encoding="utf-8")
        _run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes",
             "--requirement", _ENVIRONMENT / "requirements.txt")  # fmt: skip
        mark.write_text(state, encoding="utf-8")
    _run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", ROOT)
    return python


def freeze(bundle: Bundle, python: Path) -> None:
    """Have PyInstaller collect the program; the folder is what `folder` says."""
    for old in (folder(bundle), _WORK):
        shutil.rmtree(old, ignore_errors=True)
    _WORK.mkdir(parents=True)
    # Away from the checkout: PyInstaller looks for modules beside what it begins with.
    entry = _WORK / "entry.py"
    shutil.copyfile(ROOT / bundle.entry, entry)
    name = bundle.app.name
    options = ["--collect-data", name, "--collect-submodules", name]
    for package in bundle.whole:
        options += ["--collect-all", package]
    for package in bundle.metadata:
        options += ["--copy-metadata", package]
    for module in bundle.modules_left_out:
        options += ["--exclude-module", module]
    places = ["--contents-directory", LIB, "--distpath", FROZEN, "--workpath", _WORK, "--specpath", _WORK]
    quiet = ["--noconfirm", "--log-level", "ERROR"]
    _run(python, "-m", "PyInstaller", *quiet, "--name", name, *places, *options, entry)


def sources(bundle: Bundle) -> list[Path]:
    """Returns the files that PyInstaller took, where they lay."""
    work = _WORK / bundle.app.name
    found = {
        row[1]
        for toc in ("COLLECT", "PYZ")
        for row in _rows(ast.literal_eval((work / f"{toc}-00.toc").read_text("utf-8")))
    }
    return sorted(Path(source) for source in found if Path(source).is_file())


def _rows(toc: object) -> Iterator[tuple[str, str, str]]:
    """Yields each (name in the bundle, file, kind) of a table of contents of PyInstaller's."""
    if isinstance(toc, tuple) and len(toc) == 3 and all(isinstance(part, str) for part in toc):
        yield toc
    elif isinstance(toc, tuple | list):
        for part in toc:
            yield from _rows(part)


def slim(bundle: Bundle) -> None:
    """Delete what is never loaded or is there twice, and the symbols that only a debugger reads.

    Raises:
        FileNotFoundError: there is nothing to trim of some kind, or a library that is to stand in for another
            is not there; bundle.toml is behind then.
    """
    lib = folder(bundle) / LIB
    for library in bundle.brings:
        shutil.copyfile(library, lib / library.name)
    stand_in(bundle, lib)
    trim(bundle, lib, "linux")
    for link in (path for path in lib.rglob("*") if path.is_symlink() and not path.exists()):
        link.unlink()
    for library in [path for path in lib.rglob("*.so*") if path.is_file() and not path.is_symlink()]:
        # Those in a *.libs folder were given other names for what they need, after which strip breaks them.
        if library.parent.suffix != ".libs":
            _strip(library)


def _strip(library: Path) -> None:
    bare = library.with_name(f".{library.name}")
    done = subprocess.run(["strip", "--strip-unneeded", "-o", bare, library], capture_output=True)
    if done.returncode == 0 and library.stat().st_size - bare.stat().st_size > _WORTH_STRIPPING:
        shutil.copymode(library, bare)
        bare.replace(library)
    bare.unlink(missing_ok=True)


def add(bundle: Bundle) -> None:
    """Lay the hand model, the licences and the icons into the bundle."""
    place = folder(bundle)
    models = place / LIB / bundle.app.name / "data" / "models"
    models.mkdir(parents=True)
    shutil.copyfile(find_model(None), models / "hand_landmarker.task")
    site = next(_ENVIRONMENT.glob("lib/python*/site-packages"))
    files = [
        path.relative_to(place / LIB).as_posix()
        for path in (place / LIB).rglob("*")
        if path.is_file() and not path.is_symlink()
    ]
    text = licences.document(
        bundle,
        [*sources(bundle), *bundle.brings],
        files,
        installed=distributions(path=[str(site)]),
        ours=(_WORK,),
    )
    (place / "third-party-licences.txt").write_text(text, encoding="utf-8")
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(ROOT / name, place / name)
    icon.write(place / "icons", bundle.app.name)


def pack(bundle: Bundle) -> Path:
    """Returns the .tar.xz of the bundle."""
    target = archive(bundle)
    target.parent.mkdir(exist_ok=True)
    name = folder(bundle).name
    with tarfile.open(target, "w:xz", preset=6) as packed:
        packed.add(folder(bundle), f"{name}-{bundle.app.version}", filter=_nobodys)
    return target


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode |= 0o444
    return entry


def size(place: Path) -> float:
    """Returns the size of a file, or of all files below a folder, in MB (10^6 bytes)."""
    files = (
        [place] if place.is_file() else [p for p in place.rglob("*") if p.is_file() and not p.is_symlink()]
    )
    return sum(path.stat().st_size for path in files) / 1e6


def _run(*command: str | Path) -> None:
    # Without PYTHONPATH: what is collected is what is installed, and not this checkout.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run([str(part) for part in command], check=True, cwd=BUILD, env=environment)


def main() -> None:
    """Make the bundle and its archive, and say how large they are."""
    bundle = read()
    BUILD.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        freeze(bundle, environment(bundle))
        slim(bundle)
        add(bundle)
    except (licences.Unnamed, FileNotFoundError, ModelError) as error:
        raise SystemExit(f"The bundle cannot be made: {error}.") from error
    print(f"{folder(bundle)}: {size(folder(bundle)):.0f} MB, {time.monotonic() - began:.0f} s")
    if "--folder" not in sys.argv[1:]:
        target = pack(bundle)
        print(f"{target}: {size(target):.0f} MB, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

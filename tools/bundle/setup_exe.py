"""Makes the installer for Windows of the Windows tree, with NSIS.

    python -m tools.bundle.setup_exe

It installs for one user, without an administrator. All of ours lies in one folder, `program`; a player's own
files lie in the player's folders, which taking it out does not touch.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

from tools.bundle import icon, licences, wine
from tools.bundle.description import PACKAGING, ROOT, Bundle, filled, read
from tools.bundle.freeze import size
from tools.bundle.try_windows import OURS, Failed, linux, passed, same, write_take
from tools.bundle.windows import BUILD, Refused, tree

_PROGRAM = BUILD / "program"
_COMPILER = ("x86_64-w64-mingw32-gcc", "-O2", "-s", "-municode", "-Wall", "-Wextra", "-Werror")


def target(bundle: Bundle) -> Path:
    """Returns where setup.exe lies when it is made."""
    return ROOT / "dist" / f"{bundle.app.name}-{bundle.app.version}-setup.exe"


def lay_out(bundle: Bundle) -> Path:
    """Returns a folder with all that is installed: the tree, what starts it, its icon, and the licences."""
    app, name = tree(bundle), bundle.app.name
    shutil.rmtree(_PROGRAM, ignore_errors=True)
    shutil.copytree(app, _PROGRAM, ignore=shutil.ignore_patterns("__pycache__", ".lock"))
    subprocess.run([*_COMPILER, "-o", _PROGRAM / f"{name}.exe", PACKAGING / "launcher.c"], check=True)
    with tempfile.TemporaryDirectory() as drawn:
        icon.write(Path(drawn), name)
        shutil.copyfile(Path(drawn, f"{name}.ico"), _PROGRAM / f"{name}.ico")
    site = _PROGRAM / "Lib" / "site-packages"
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    text = licences.document(
        bundle,
        files,
        [path.relative_to(site).as_posix() for path in files],
        installed=distributions(path=[str(site)]),
        ours=(site / name,),
        beside=[licences.of_windows_python(_PROGRAM)],
    )
    (_PROGRAM / "third-party-licences.txt").write_text(text, encoding="utf-8")
    for told in ("LICENSE", "NOTICE"):
        # In the place of Python's LICENSE.txt, too, which stands in the other file.
        shutil.copyfile(ROOT / told, _PROGRAM / f"{told}.txt")
    return _PROGRAM


def build(bundle: Bundle) -> Path:
    """Returns setup.exe, made of the Windows tree.

    Raises:
        Refused: there is no NSIS, or the tree is not what it should be.
    """
    if shutil.which("makensis") is None:
        raise Refused("a program is missing, which this installs: apt-get install nsis")
    place, made = lay_out(bundle), target(bundle)
    made.parent.mkdir(exist_ok=True)
    script = BUILD / "setup.nsi"
    told = {
        "tree": str(place),
        "out": str(made),
        "icon": str(place / f"{bundle.app.name}.ico"),
        "kilobytes": str(round(size(place) * 1e6 / 1024)),
    }
    script.write_text(filled(bundle, (PACKAGING / "setup.nsi").read_text("utf-8"), **told), encoding="utf-8")
    subprocess.run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", script], check=True)
    return made


def installed(bundle: Bundle) -> None:
    """Pass setup.exe under Wine: installed in silence, run, and taken out again.

    Raises:
        Failed: a step fails, something of ours is left, or something of the player's is gone.
        Refused: a program that this needs is missing.
    """
    wine.lay_out()
    with wine.started(), tempfile.TemporaryDirectory(prefix="setup-", dir=BUILD) as name:
        folder = Path(name)
        place = folder / "chosen" / bundle.app.title
        passed("setup.exe /S", wine.program(target(bundle), "/S", f"/D={_windows(place)}", cwd=folder))
        if _entries(bundle, folder) != [True, True]:
            raise Failed("setup.exe left no entry for its file type, or none to take it out by")
        command = place / "program" / f"{bundle.app.name}.exe"
        with wine.with_what_it_lacks(command.parent):
            _plays(bundle, command, folder)
        (place / "mine.yaml").write_text("name: mine\n", encoding="utf-8")
        # `_?=` has it run where it lies; else it goes on from a copy of itself, and nobody waits for that.
        passed("uninstall.exe /S",
               wine.program(place / "uninstall.exe", "/S", f"_?={_windows(place)}", cwd=folder))  # fmt: skip
        if (place / "program").exists() or any(_entries(bundle, folder)):
            raise Failed("taking it out left something of ours")
        if not (place / "mine.yaml").is_file():
            raise Failed("taking it out took something of the player's")


def _plays(bundle: Bundle, command: Path, folder: Path) -> None:
    """Pass the installed program: its version, two mappings, its status, and a take played as on Linux."""
    began = time.monotonic()
    said = wine.program(command, "--version", cwd=folder)
    passed("--version", said)
    if bundle.app.version not in said.stdout:
        raise Failed(f"--version says {said.stdout!r}")
    print(f"  --version {time.monotonic() - began:.1f} s under Wine", flush=True)
    passed("check", wine.program(command, "check", "theremin", "drums", cwd=folder))
    missing = ("check", "no-such-mapping")
    if (
        wine.program(command, *missing, cwd=folder).returncode
        != linux(*OURS, *missing, cwd=folder).returncode
    ):
        raise Failed("the status of what failed does not come through")
    write_take(folder / "take.jsonl")
    for name, run in (("linux", partial(linux, *OURS)), ("wine", partial(wine.program, command))):
        (folder / name).mkdir()
        files = ("--midi", f"{name}/take.mid", "--json", f"{name}/take.json")
        passed(f"render of a take, {name}",
               run("render", "take.jsonl", "--mapping", "theremin", *files, cwd=folder))  # fmt: skip
    same(folder / "wine", folder / "linux")


def _entries(bundle: Bundle, folder: Path) -> list[bool]:
    """Returns whether Windows knows the file type, and how to take the program out."""
    keys = (
        rf"HKCU\Software\Classes\{bundle.app.opens}",
        rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{bundle.app.title}",
    )
    return [wine.program("reg", "query", key, cwd=folder).returncode == 0 for key in keys]


def _windows(path: Path) -> str:
    return re.sub("/", r"\\", f"Z:{path}")


def main() -> None:
    """Make setup.exe, and say how large it is."""
    bundle = read()
    try:
        made = build(bundle)
    except (Refused, licences.Unnamed, FileNotFoundError) as error:
        raise SystemExit(f"setup.exe cannot be made: {error}.") from error
    print(f"{made}: {size(made):.0f} MB, installed {size(_PROGRAM):.0f} MB")


if __name__ == "__main__":
    main()

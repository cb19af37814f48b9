"""Makes the .deb of the bundle.

    python -m tools.bundle.deb

The bundle has to be there: `make bundle` makes it. What the package installs lies in /usr/lib/gesture2midi; a
player's own files lie in the home folder, which no package touches.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools.bundle import icon
from tools.bundle.description import BUILD, PACKAGING, ROOT, Bundle, filled, read
from tools.bundle.freeze import folder, size

_TREE = BUILD / "deb"
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)\0")


def target(bundle: Bundle) -> Path:
    """Returns where the .deb lies when it is made."""
    return ROOT / "dist" / f"{bundle.app.name}_{bundle.app.version}_amd64.deb"


def oldest_glibc(files: Iterable[Path]) -> str:
    """Returns the oldest version of the C library that has all that these programs and libraries ask for."""
    asked = (int(minor) for file in files for minor in _GLIBC.findall(file.read_bytes()))
    return f"2.{max(asked, default=0)}"


def control(bundle: Bundle, glibc: str, kilobytes: int) -> str:
    """Returns the control file: the package's name, what it needs, and what it says of itself."""
    app, debian = bundle.app, bundle.debian
    described = "\n".join(f" {line or '.'}" for line in app.description.splitlines())
    return (
        f"Package: {app.name}\n"
        f"Version: {app.version}\n"
        "Architecture: amd64\n"
        f"Maintainer: {app.maintainer}\n"
        f"Installed-Size: {kilobytes}\n"
        f"Depends: {', '.join([f'libc6 (>= {glibc})', *debian['depends']])}\n"
        f"Recommends: {', '.join(debian['recommends'])}\n"
        f"Section: {debian['section']}\n"
        "Priority: optional\n"
        f"Description: {app.summary}\n"
        f"{described}\n"
    )


def lay_out(bundle: Bundle, tree: Path) -> None:
    """Lay all that the package installs into a folder, as it is to lie below /."""
    app = bundle.app
    shutil.rmtree(tree, ignore_errors=True)
    home = tree / "usr/lib" / app.name
    shutil.copytree(folder(bundle), home, symlinks=True)
    shutil.rmtree(home / "icons")
    command = tree / "usr/bin" / app.name
    command.parent.mkdir(parents=True)
    command.symlink_to(f"../lib/{app.name}/{app.name}")
    share = tree / "usr/share"
    for side in icon.SIZES:
        _copy(folder(bundle) / "icons" / f"{app.name}-{side}.png",
              share / f"icons/hicolor/{side}x{side}/apps/{app.name}.png")  # fmt: skip
    _copy(folder(bundle) / "icons" / f"{app.name}.svg", share / f"icons/hicolor/scalable/apps/{app.name}.svg")
    for name in (f"{app.name}.desktop", f"{app.name}-mapping.desktop"):
        _write(share / "applications" / name, filled(bundle, (PACKAGING / name).read_text(encoding="utf-8")))
    mime = (PACKAGING / f"{app.name}.xml").read_text(encoding="utf-8")
    _write(share / "mime/packages" / f"{app.name}.xml", filled(bundle, mime))
    for unit in sorted(PACKAGING.glob("*.service")):  # there to be enabled by hand
        _copy(unit, tree / "usr/lib/systemd/system" / unit.name)
    told = (home / "third-party-licences.txt").read_text(encoding="utf-8")
    ours = (home / "LICENSE").read_text(encoding="utf-8")
    _write(share / "doc" / app.name / "copyright", f"{app.title}:\n\n{ours}\n{told}")
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    tree.chmod(0o755)


def build(bundle: Bundle) -> Path:
    """Returns the .deb, made of the bundle.

    Raises:
        FileNotFoundError: there is no bundle.
    """
    if not (folder(bundle) / "third-party-licences.txt").is_file():
        raise FileNotFoundError(f"there is no bundle at {folder(bundle)}: run `make bundle`")
    lay_out(bundle, _TREE)
    binaries = [
        p
        for p in folder(bundle).rglob("*")
        if p.is_file() and not p.is_symlink() and (".so" in p.name or p.parent == folder(bundle))
    ]
    text = control(bundle, oldest_glibc(binaries), round(size(_TREE) * 1e6 / 1024))
    _write(_TREE / "DEBIAN" / "control", text)
    made = target(bundle)
    made.parent.mkdir(exist_ok=True)
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z6", _TREE, made],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return made


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Make the .deb, and say how large it is."""
    bundle = read()
    try:
        made = build(bundle)
    except FileNotFoundError as error:
        raise SystemExit(f"The .deb cannot be made: {error}.") from error
    print(f"{made}: {size(made):.0f} MB, installed {size(_TREE):.0f} MB")


if __name__ == "__main__":
    main()

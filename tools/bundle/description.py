"""Reads packaging/bundle.toml: what is in the bundle, whatever it becomes."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from gesture2midi import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
BUILD = ROOT / "build" / "bundle"


@dataclass(frozen=True)
class Trim:
    """Files of the folder of packages that are never loaded; `why` they can go, and for which systems."""

    files: tuple[str, ...]
    why: str
    on: tuple[str, ...] = ("linux", "windows")


@dataclass(frozen=True)
class Instead:
    """Libraries, by patterns, that give way to others, and `why`.

    by: the folder that has a library of the same name and release for each; or one that serves for all.
    """

    files: tuple[str, ...]
    by: str
    why: str


@dataclass(frozen=True)
class Library:
    """A library that a package's wheel holds without its licence text.

    files: patterns of its paths in the bundle. licence: its SPDX name. source: where its source is.
    text: its file in packaging/licences, or `package:` and the package whose text says it.
    """

    files: tuple[str, ...]
    name: str
    licence: str
    source: str
    text: str


@dataclass(frozen=True)
class ThirdParty:
    """Patterns of files that lie in a package and are not its own; of `told` its own text speaks."""

    files: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class App:
    """What menus, package managers and file managers say of the program."""

    name: str
    title: str
    identifier: str
    summary: str
    description: str
    maintainer: str
    categories: tuple[str, ...]
    opens: str
    mime: str
    mime_title: str
    version: str = __version__


@dataclass(frozen=True)
class Bundle:
    """All that packaging/bundle.toml says."""

    app: App
    entry: str
    locks: tuple[str, ...]
    builds: tuple[str, ...]
    whole: tuple[str, ...]
    metadata: tuple[str, ...]
    left_out: Mapping[str, str]
    modules_left_out: Mapping[str, str]
    trim: tuple[Trim, ...]
    brings: tuple[Path, ...]
    instead: tuple[Instead, ...]
    libraries: tuple[Library, ...]
    third_party: ThirdParty
    licence_texts: Mapping[str, str]
    debian: Mapping[str, Any]


def read(path: Path = PACKAGING / "bundle.toml") -> Bundle:
    """Returns the description of the bundle.

    Raises:
        KeyError, TypeError: a part of it is missing, or is there that nobody reads.
    """
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    python = told["python"]
    return Bundle(
        app=App(**{name: _frozen(value) for name, value in told["app"].items()}),
        **{name: _frozen(value) for name, value in python.items()},
        trim=tuple(Trim(**{name: _frozen(value) for name, value in one.items()}) for one in told["trim"]),
        brings=tuple(Path(file) for file in told["linux"]["brings"]),
        instead=tuple(
            Instead(**{name: _frozen(value) for name, value in one.items()}) for one in told["instead"]
        ),
        libraries=tuple(
            Library(tuple(one.pop("files")), **one) for one in [dict(one) for one in told["library"]]
        ),
        third_party=ThirdParty(**{name: tuple(value) for name, value in told["third_party"].items()}),
        licence_texts=told["licence_texts"],
        debian=told["debian"],
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def requirements(bundle: Bundle, root: Path = ROOT, *, builds: bool = True) -> str:
    """Returns the locked releases, with their hashes, that the bundle is made of, as a requirements file.

    builds: whether with those that only make the bundle's folder.

    Raises:
        ValueError: a package is left out that no lock has.
    """
    blocks: dict[str, str] = {}
    missing = {*bundle.left_out, *(() if builds else bundle.builds)}
    left = set(missing)
    for lock in bundle.locks:
        text = re.sub(r"^#.*\n", "", (root / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
        for block in re.split(r"\n(?=[a-zA-Z])", text.strip()):
            line = block.partition(" \\\n")[0]
            name = line.partition("==")[0]
            if name in missing:
                left.discard(name)
            else:
                blocks[line] = block.strip()
    if left:
        raise ValueError(f"no lock has {', '.join(sorted(left))}: take it out of left_out in bundle.toml")
    return "\n".join(blocks.values()) + "\n"


def trim(bundle: Bundle, packages: Path, system: str) -> None:
    """Delete what is never loaded from the folder in which a system's packages lie.

    Raises:
        FileNotFoundError: there is nothing to trim of some kind; bundle.toml is behind then.
    """
    for one in (one for one in bundle.trim if system in one.on):
        for pattern in one.files:
            found = [path for path in packages.glob(pattern) if path.is_symlink() or path.exists()]
            if not found:
                raise FileNotFoundError(
                    f"bundle.toml trims {pattern}, and there is no such file in {packages}"
                )
            for path in found:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)  # a folder above it may have gone before


def stand_in(bundle: Bundle, packages: Path) -> None:
    """Put links in the place of the libraries that others stand in for.

    Raises:
        FileNotFoundError: one of them, or of the others, is not there, or is of another release.
    """
    for one in bundle.instead:
        for pattern in one.files:
            old = _only(packages, pattern)
            alike = (packages / one.by).is_dir()
            new = _only(packages, f"{one.by}/{old.name.partition('-')[0]}-*" if alike else one.by)
            if alike and _release(new) != _release(old):
                raise FileNotFoundError(f"{new.name} cannot stand in for {old.name}, of another release")
            old.unlink()
            old.symlink_to(os.path.relpath(new, old.parent))


def _only(packages: Path, pattern: str) -> Path:
    found = list(packages.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(f"bundle.toml names {pattern}, of which {packages} has {len(found)}")
    return found[0]


def _release(library: Path) -> list[str]:
    """Returns the first two numbers of a library's version; with the same ones it has the same functions."""
    return library.name.partition(".so.")[2].split(".")[:2]


def filled(bundle: Bundle, template: str, **also: str) -> str:
    """Returns a text in which each @NAME@ is what `also` has under that name, or bundle.toml says of the app.

    Raises:
        AttributeError: neither has that name.
    """

    def value(name: re.Match[str]) -> str:
        told = also[name[1]] if name[1] in also else getattr(bundle.app, name[1])
        return "".join(f"{one};" for one in told) if isinstance(told, tuple) else str(told)

    return re.sub(r"@(\w+)@", value, template)

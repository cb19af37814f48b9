"""Writes third-party-licences.txt: whose each file of the bundle is, and under which licence.

Complete by its making: it begins with the files that PyInstaller took, and one that is nobody's is an error.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution
from pathlib import Path

from tools.bundle.description import PACKAGING, Bundle, Library

_TEXT = re.compile(r"(^|/)(licen[cs]e|copying|notice|copyright)[^/]*$", re.IGNORECASE)
_CODE = (".py", ".pyc", ".pyi")
_RULE = "=" * 100


class Unnamed(Exception):
    """A file or a package of the bundle has no licence that can be named."""


@dataclass(frozen=True)
class Part:
    """Something in the bundle that is not ours: its licence in a few words, and its whole text."""

    name: str
    licence: str
    text: str


def owners(
    sources: Iterable[Path], installed: Iterable[Distribution]
) -> tuple[list[Distribution], list[Path]]:
    """Returns the packages that these files come from, and the files that come from none of them."""
    whose: dict[Path, Distribution] = {}
    for one in installed:
        for file in one.files or ():
            whose[Path(str(file.locate())).resolve()] = one
    found: dict[str, Distribution] = {}
    rest = []
    for source in sources:
        one = whose.get(source.resolve())
        if one is None:
            rest.append(source)
        else:
            found[one.name.lower()] = one
    return [found[name] for name in sorted(found)], rest


def of_package(one: Distribution, fallback: str = "") -> Part:
    """Returns what an installed package says of its licence.

    Raises:
        Unnamed: it has no text of it, and `fallback` is none.
    """
    told = one.metadata
    whole = told.get("License") or ""
    classifiers = [
        line.split(" :: ")[-1] for line in told.get_all("Classifier") or () if "License ::" in line
    ]
    first = whole.strip().splitlines()[0] if len(whole) < 80 and whole.strip() else ""
    licence = told.get("License-Expression") or first or ", ".join(classifiers) or "see below"
    files = [f for f in one.files or () if _TEXT.search(str(f)) and not str(f).endswith(_CODE)]
    texts = [f.read_text(encoding="utf-8") for f in sorted(files, key=str) if Path(str(f.locate())).is_file()]
    texts += [whole] if not texts and len(whole) > 300 else []
    texts += [fallback] if not texts and fallback else []
    if not texts:
        raise Unnamed(f"{one.name} has no licence text: name a file for it in licence_texts of bundle.toml")
    return Part(f"{one.name} {one.version}", licence, "\n\n".join(dict.fromkeys(texts)))


def of_python() -> Part:
    """Returns the licence of the Python that runs this, which the bundle holds."""
    library = Path(sys.base_prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    text = (library / "LICENSE.txt").read_text(encoding="utf-8")
    return Part(f"Python {sys.version.split()[0]}", "PSF-2.0", text)


def of_windows_python(folder: Path) -> Part:
    """Returns the licence of the Python for Windows in a folder, which is that of its libraries, too."""
    return Part("Python for Windows", "PSF-2.0", (folder / "LICENSE.txt").read_text(encoding="utf-8"))


def of_system(source: Path) -> Part:
    """Returns what Debian says of the licence of a library of the system.

    Raises:
        Unnamed: no package has this file.
    """
    asked = {str(source), str(source.resolve()), str(source).removeprefix("/usr"), f"/usr{source}"}
    for path in sorted(asked):
        done = subprocess.run(["dpkg-query", "--search", path], capture_output=True, encoding="utf-8")
        if done.returncode == 0:
            package = done.stdout.partition(": ")[0].partition(",")[0].partition(":")[0]
            text = Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8")
            return Part(f"{package} (Debian)", "see below", text)
    raise Unnamed(f"nobody can say whose {source} is")


def named_libraries(bundle: Bundle, files: Iterable[str]) -> list[Library]:
    """Returns the libraries inside packages that some of these files are, by their paths in the bundle.

    Raises:
        Unnamed: a file is other people's, and no library's of bundle.toml.
    """
    found: dict[str, Library] = {}
    for file in files:
        if not _any(file, bundle.third_party.files) or _any(file, bundle.third_party.told):
            continue
        those = [one for one in bundle.libraries if _any(file, one.files)]
        if not those:
            raise Unnamed(f"{file} is other people's: name it by a [[library]] in bundle.toml")
        found |= {one.name: one for one in those}
    return [found[name] for name in sorted(found, key=str.lower)]


def of_library(one: Library, packages: dict[str, Part]) -> Part:
    """Returns the licence of a library inside a package.

    Raises:
        Unnamed: its text is a package's that is not in the bundle.
    """
    source = one.text.removeprefix("package:")
    if source == one.text:
        text = _text(one.text)
    elif source in packages:
        text = f"Its text is that of {packages[source].name}, above."
    else:
        raise Unnamed(f"{one.name} has the text of {source}, which is not in the bundle")
    return Part(f"{one.name} (source: {one.source})", one.licence, text)


def document(
    bundle: Bundle,
    sources: Iterable[Path],
    files: Iterable[str],
    *,
    installed: Iterable[Distribution],
    ours: Iterable[Path],
    beside: Iterable[Part] = (),
) -> str:
    """Returns third-party-licences.txt.

    Args:
        sources: the files that were taken into the bundle, where they lay.
        files: the files of the bundle, by their paths in it.
        installed: the packages that there were to take from.
        ours: the folders in which what was made for the bundle lay; it needs no other's licence.
        beside: what is in the bundle besides these files.

    Raises:
        Unnamed: of some part the licence is not known.
    """
    packages, rest = owners(sources, installed)
    told: dict[str, Part] = {}
    for one in packages:
        if one.name != bundle.app.name:
            name = one.name.lower()
            told[name] = of_package(
                one, _text(bundle.licence_texts[name]) if name in bundle.licence_texts else ""
            )
    parts = list(told.values())
    system: dict[str, Part] = {}
    for source in rest:
        if source.resolve().is_relative_to(Path(sys.base_prefix).resolve()):
            part = of_python()
        elif any(source.resolve().is_relative_to(folder.resolve()) for folder in ours):
            continue
        else:
            part = of_system(source)
        system[part.name] = part
    parts += [*beside, *(system[name] for name in sorted(system))]
    parts += [of_library(one, told) for one in named_libraries(bundle, files)]
    model = "hand_landmarker.task (Google LLC, MediaPipe Hand Landmarker)"
    parts.append(Part(model, "Apache-2.0", _text("Apache-2.0.txt")))
    for licence in ("GPL-3.0", "LGPL-3.0", "LGPL-2.1"):
        parts.append(Part(f"The text of the {licence}", licence, _text(f"{licence}.txt")))
    return laid_out(bundle, parts)


def laid_out(bundle: Bundle, parts: Iterable[Part]) -> str:
    """Returns a table of the parts, then the text of each licence once, with all whose it is."""
    parts = list(parts)
    width = max(len(part.name) for part in parts)
    lines = [
        f"What {bundle.app.title} {bundle.app.version} is bundled with, and its licences",
        "",
        f"{bundle.app.title} itself is under the MIT licence: see LICENSE. FFmpeg is built with x264 and",
        "x265 here, so the bundle as a whole may be passed on under the GNU GPL, version 3.",
        "The source of each part is at its page of the package index, or at the address below.",
        "",
        *(f"  {part.name:{width}}  {part.licence}" for part in parts),
        "",
    ]
    texts: dict[str, list[str]] = {}
    for part in parts:
        texts.setdefault(part.text.strip(), []).append(part.name)
    for text, names in texts.items():
        lines += [_RULE, *names, _RULE, "", text, ""]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def _text(name: str) -> str:
    return (PACKAGING / "licences" / name).read_text(encoding="utf-8")


def _any(file: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(file, pattern) for pattern in patterns)

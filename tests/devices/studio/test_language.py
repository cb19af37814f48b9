"""A further language is one file beside the others, and no line of code."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx
from ruamel.yaml import YAML
from studio_pages import PATIENCE, QUIET

import gesture2midi
from gesture2midi.studio import words
from gesture2midi.studio.components import page_frame

MARK = "\u00bf"


def marked(node: object) -> object:
    """Every sentence of a file with a mark before it."""
    if isinstance(node, dict):
        return {key: marked(value) for key, value in node.items()}
    return f"{MARK}{node}"


def test_a_third_language_is_one_file_away(studio, tmp_path: Path) -> None:
    package = Path(gesture2midi.__file__).parent
    library = tmp_path / "library"
    shutil.copytree(package, library / "gesture2midi", ignore=shutil.ignore_patterns("__pycache__"))
    for beside in ("mappings", "soundfonts"):
        if (package.parent / beside).is_dir():  # in a checkout; a wheel has them inside
            (library / beside).symlink_to(package.parent / beside)
    folder = library / "gesture2midi" / "studio" / "words"
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(marked(yaml.load(folder / "en.yaml")), folder / "fr.yaml")
    evening = studio(os.environ | {"PYTHONPATH": str(library)}, *QUIET)
    english = [text for text in words.read("en").sentences.values() if isinstance(text, str)]
    long = [text for text in english if "{" not in text and len(text) > 10]
    # One that stands within another cannot be told from a part of that.
    whole = [text for text in long if sum(text in other for other in english) == 1]
    for path in page_frame.PAGES.values():
        page = httpx.get(
            evening.url + path, headers={"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5"}, timeout=PATIENCE
        ).text
        said = [text for text in whole if f"{MARK}{text}" in page]
        assert len(said) > 2
        baked_in = [text for text in said if page.count(text) != page.count(f"{MARK}{text}")]
        assert baked_in == [], path

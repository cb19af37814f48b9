"""The documentation builds without a warning, is whole, and loads nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from pages import DOCS, ROOT, page

from gesture2midi.cli import main
from gesture2midi.session.settings import Settings

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""What a browser loads by itself, and by which attribute."""


class Loaded(HTMLParser):
    """Collects the addresses that a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        value = dict(attrs).get(LOADS.get(tag, ""))
        if value:
            self.addresses.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of the built pages; any warning of the build is an error."""
    build = pytest.importorskip("mkdocs.commands.build", reason="MkDocs is not installed")
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("site")
    build.build(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(folder)))
    return folder


def test_every_page_of_docs_is_in_the_site(site: Path) -> None:
    pages = {file.relative_to(DOCS).with_suffix(".html") for file in DOCS.rglob("*.md")}
    built = {file.relative_to(site) for file in site.rglob("*.html")}
    assert built == pages | {Path("404.html")}


def test_a_browser_loads_nothing_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(file.read_text(encoding="utf-8"))
        assert loaded.addresses
        assert not [address for address in loaded.addresses if "//" in address], file
    for file in site.rglob("*.css"):
        assert "url(http" not in file.read_text(encoding="utf-8"), file


def test_the_page_of_options_has_the_help_of_every_command() -> None:
    text = page("reference/options")
    assert isinstance(main, click.Group)
    names = main.list_commands(click.Context(main))
    assert names
    shown = re.findall(r'^--8<-- "gesture2midi-?(\w*)\.txt"$', text, flags=re.M)
    assert sorted(shown) == sorted(["", *names])


def test_the_page_of_settings_has_every_setting() -> None:
    rows = page("reference/settings").partition("## Variables")[0]
    assert [line.split("`")[1] for line in rows.split("\n") if line.startswith("| `")] == list(
        Settings.model_fields
    )

"""What an index page shows has no link to a file that lies beside the README alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.index_page import address, urls, with_links

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
URL = "https://example.org/hands"


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)]*)\)", text)


def test_each_link_of_the_readme_to_a_file_leads_to_that_file_at_the_address() -> None:
    files = [link for link in links(README) if "://" not in link and not link.startswith("#")]
    assert files and all((ROOT / file.partition("#")[0]).exists() for file in files)
    mended = links(with_links(README, URL))
    assert len(mended) == len(links(README))
    assert {link.partition("/HEAD/")[2] for link in mended if link.startswith(URL)} == set(files)
    assert all("://" in link or link.startswith("#") for link in mended)


def test_where_nobody_says_the_address_no_link_to_a_file_is_left() -> None:
    plain = with_links(README, "")
    assert all("://" in link or link.startswith("#") for link in links(plain))
    assert "teaching" in plain and "![" not in plain


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("see [a page](docs/a.md#part)", f"see [a page]({URL}/blob/HEAD/docs/a.md#part)"),
        ("![a picture](docs/a.png)", f"![a picture]({URL}/raw/HEAD/docs/a.png)"),
        ("[elsewhere](https://a.b/c), [here](#part)", "[elsewhere](https://a.b/c), [here](#part)"),
    ],
)
def test_a_picture_is_loaded_and_a_page_is_read(text: str, mended: str) -> None:
    assert with_links(text, URL) == mended


@given(st.text("[]()!#ab/:. \n", max_size=60))
def test_a_readme_that_was_mended_stays_as_it_is(text: str) -> None:
    once = with_links(text, URL)
    assert with_links(once, URL) == once


def test_the_address_is_told_by_whoever_builds() -> None:
    github = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b"}
    assert address({}) == "" and address({"GITHUB_REPOSITORY": "a/b"}) == ""
    assert address(github) == "https://github.com/a/b"
    assert address({**github, "GESTURE2MIDI_URL": f"{URL}/"}) == URL
    assert urls("") == {} and set(urls(URL)) == {"Source", "Documentation", "Changelog"}

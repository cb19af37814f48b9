"""Says at build time what a package index shows: a README whose links lead somewhere, and the addresses.

A build hook of hatchling (`tool.hatch.metadata.hooks` in pyproject.toml). Beside an index page lies no file,
so a link to one of the checkout is made one to the project's address. That is not written down here: GitHub
tells it a build there, GESTURE2MIDI_URL any other. Where nobody does, such a link becomes its plain text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!https?://|#|mailto:)(?P<file>[^()\[\]\s]+)\)")


def address(environment: Mapping[str, str]) -> str:
    """Returns the project's address as this build was told it, without a slash at its end; else ''."""
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    told = environment.get("GESTURE2MIDI_URL") or (f"{server}/{name}" if server and name else "")
    return told.rstrip("/")


def with_links(readme: str, url: str) -> str:
    """Returns the README for a page with no file beside it: links to files lead to `url`, or are gone."""

    def mended(link: re.Match[str]) -> str:
        picture, text, file = link["picture"], link["text"], link["file"]
        if not url:
            return "" if picture else text
        return f"{picture}[{text}]({url}/{'raw' if picture else 'blob'}/HEAD/{file})"

    return _LINK.sub(mended, readme)


def urls(url: str) -> dict[str, str]:
    """Returns the named addresses of the project; none where nobody said its own."""
    places = {"Documentation": "docs/index.md", "Changelog": "docs/changelog.md"}
    if not url:
        return {}
    return {"Source": url, **{name: f"{url}/blob/HEAD/{file}" for name, file in places.items()}}


class IndexPage(MetadataHookInterface):
    """Adds `readme` and `urls` to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set what the build knows and pyproject.toml does not."""
        url = address(os.environ)
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_links(readme, url)}
        metadata["urls"] = urls(url)

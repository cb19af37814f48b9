"""The process of the studio's own window, which `studio --window` starts."""

from __future__ import annotations

import click


@click.command()
@click.argument("url")
def page_window(url: str) -> None:
    """Show a page in a window of its own, until it is closed or standard input ends."""
    from gesture2midi.studio.server.window import show

    show(url)

"""`gesture2midi explain`: what a mapping does, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import GROUPS, command, say, taught_signals
from gesture2midi.cli.parameters import Output
from gesture2midi.errors import printable

if TYPE_CHECKING:
    from gesture2midi.mapping.describe.explain import Explanation, Part

_NUMBERED = re.compile(r"(.*/)?[a-z0-9_]+-\d+")


class Picture(Output):
    """A file whose kind is told by its name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if Path(str(value)).suffix.lower() not in (".png", ".pdf", ".svg"):
            self.fail(f"{str(value)!r} is no picture: its name ends in .png, .pdf or .svg.", param, ctx)
        return super().convert(value, param, ctx)


@command("explain theremin")
@click.argument("mapping")
@cloup.option(
    "--picture",
    type=Picture(),
    help="Draw it on one page: .png, .pdf or .svg.",
    group=GROUPS["Files"],
)
def explain(mapping: str, picture: Path | None) -> None:
    """Say in plain sentences what each hand does, scene by scene."""
    from gesture2midi.mapping.describe.explain import explain

    path, own = paths.mapping_file(mapping), taught_signals()
    click.echo("\n".join(_lines(explain(path, own))))
    if picture is not None:
        from gesture2midi.display.poster.layout import poster
        from gesture2midi.session.mapping_poster import page

        poster(picture, page(path, own))
        say(f"The picture is in {picture}.")


def _lines(told: Explanation) -> Iterator[str]:
    yield click.style(printable(told.name), bold=True)
    if told.about:
        yield printable(told.about)
    scenes = any(part.scene for part in told.parts)
    for part in told.parts:
        yield ""
        yield click.style(printable(_title(part, told.start, scenes)), bold=True)
        for who in dict.fromkeys(one.who for one in part.controls):
            yield f"  {printable(who)}"
            for one in part.controls:
                if one.who == who:
                    # Players gave an id to what they care about; a number says nothing aloud.
                    name = "" if _NUMBERED.fullmatch(one.id) else f"{one.id}: "
                    yield printable(f"    - {name}{one.sentence}.")
        for note in part.notes:
            yield printable(f"  {note}.")


def _title(part: Part, start: str, scenes: bool) -> str:
    if not part.scene:
        return f"{part.about or ('In every scene' if scenes else 'What it plays')}:"
    first = " (it is on at first)" if part.scene == start else ""
    return f"Scene {part.scene}{first}: {part.about}".rstrip(": ") + ("" if part.about else ":")

"""`gesture2midi kit`: what a DAW needs to know the controls of a mapping."""

from __future__ import annotations

from pathlib import Path

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import command, echo, say, taught_signals

_DAWS = ("ableton", "reaper", "bitwig", "ardour")


@command("kit ardour mixer")
@click.argument("daw", type=click.Choice(_DAWS))
@click.argument("mapping")
@cloup.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write it. [default: here]",
)
@cloup.option("--replace", is_flag=True, help="Write it anew where it is there already.")
def kit(daw: str, mapping: str, folder: Path, replace: bool) -> None:
    """Write what a DAW needs to know each control of MAPPING by its name."""
    from gesture2midi.mapping.load import load
    from gesture2midi.session.daw_kit import daw_kit, write

    made = daw_kit(daw, load(paths.mapping_file(mapping), taught_signals()))
    for path in write(made, folder, replace=replace):
        echo(f"{path} is written.")
    echo(f"Put it into {made.where}.")
    for name, why in made.left_out.items():
        say(f"{name} is not in it: {why}.")

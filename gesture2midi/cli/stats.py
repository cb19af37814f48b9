"""`gesture2midi stats`: what you have played, for you alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import cloup

from gesture2midi import paths
from gesture2midi.cli.common import command, echo
from gesture2midi.cli.tables import print_table
from gesture2midi.errors import UsageError

if TYPE_CHECKING:
    from gesture2midi.session.usage import Counter

_MOST = 3
"""Mappings that are named in a week."""


@command("stats --on")
@cloup.option("--on/--off", "switch", default=None, help="Keep figures from the next set on, or no more.")
@cloup.option("--delete", is_flag=True, help="Delete all figures, and keep none from now on.")
def stats(switch: bool | None, delete: bool) -> None:
    """Show how much and how evenly you have played, week by week. Nothing is kept before --on, nor sent."""
    from gesture2midi.session.usage import Usage

    usage = Usage(paths.usage())
    if delete:
        if switch is not None:
            raise UsageError("The option --delete also ends the keeping: give it without --on and --off.")
        usage.delete()
        echo("All usage figures are deleted, and none are kept.")
        return
    if switch is not None:
        usage.switch(switch)
    kept = f"in {paths.usage()}, on this machine alone; `gesture2midi stats --off` ends that"
    if not usage.on:
        kept = "no more" if switch is False else "not; `gesture2midi stats --on` has each set counted"
    weeks = usage.weeks()
    rows = []
    for monday, played in weeks.items():
        counts = f"{played.seconds / 60:.0f}", str(played.notes), str(played.strikes)
        rows.append((monday.isoformat(), *counts, played.timing_ms, ", ".join(played.often(_MOST))))
    if rows:
        headings = ("week of", "minutes", "notes", "strikes", "ms after the beat", "mappings")
        print_table(headings, rows, right=(1, 2, 3, 4))
    echo(f"Usage figures are kept {kept}.")


def counted(say: Callable[[str], None]) -> Counter | None:
    """What counts the set that begins, for the player who said yes to that; else None."""
    from gesture2midi.session.usage import counting

    return counting(paths.usage(), date.today(), say)

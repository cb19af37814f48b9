"""What MIDI and Link come from and go to, and a heart: as an option, and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cloup

from gesture2midi.cli.common import GROUPS, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from gesture2midi.io.heart.sensor import HeartSensor
    from gesture2midi.io.link import Link

port_option = cloup.option(
    "--port",
    "bound",
    multiple=True,
    metavar="[NAME=]PORT",
    help="An existing MIDI port instead of our own virtual one; with NAME= what the mapping calls so. May be "
    "repeated.",
    group=GROUPS["Outputs"],
)


def heart_sensor(wanted: str | None, say: Callable[[str], None]) -> HeartSensor | None:
    """The heart rate sensor of this name, if one is wanted; it is looked for while the set plays.

    Raises:
        UsageError: the extra is not installed.
    """
    if wanted is None:
        return None
    from gesture2midi.io.heart.sensor import HeartSensor

    return HeartSensor(wanted, say)


def link_session(wanted: bool) -> Link | None:
    """The Link session, if it is wanted."""
    if not wanted:
        return None
    from gesture2midi.io.link import Link

    session = Link()
    say("Listening to Ableton Link: its beat and tempo, as soon as another program is there.")
    return session

"""What MIDI and Link come from and go to: as an option, and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cloup

from gesture2midi.cli.common import GROUPS, say

if TYPE_CHECKING:
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


def link_session(wanted: bool) -> Link | None:
    """The Link session, if it is wanted."""
    if not wanted:
        return None
    from gesture2midi.io.link import Link

    session = Link()
    say("Listening to Ableton Link: its beat and tempo, as soon as another program is there.")
    return session

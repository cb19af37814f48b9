"""What MIDI and Link come from and go to: as an option, and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gesture2midi.cli.group import say
from gesture2midi.errors import OutputError

if TYPE_CHECKING:
    from gesture2midi.listen.link import Link
    from gesture2midi.listen.midi import MidiIn

port_option = click.option(
    "--port",
    "bound",
    multiple=True,
    metavar="[NAME=]PORT",
    help="An existing MIDI port instead of our own virtual one; with NAME= what the mapping calls so. May be "
    "repeated.",
)


def link_session(wanted: bool) -> Link | None:
    """The Link session, if it is wanted."""
    if not wanted:
        return None
    from gesture2midi.listen.link import Link

    session = Link()
    say("Listening to Ableton Link: its beat and tempo, as soon as another program is there.")
    return session


def midi_input(wanted: bool | None, port: str | None, otherwise: bool) -> MidiIn | None:
    """What listens to MIDI, if it is wanted, and is there.

    otherwise: what counts where the player says nothing; then what cannot be had is not told either.
    """
    if not (wanted or (wanted is None and (port or otherwise))):
        return None
    from gesture2midi.listen.midi import MidiIn
    from gesture2midi.ports.midi import open_existing, open_virtual

    try:
        heard = MidiIn(open_virtual("in") if port is None else open_existing("in", port))
    except OutputError as error:
        if wanted or port:
            say(str(error))
        return None
    say(f"Listening to the MIDI port {heard.name}: clock, controllers, keys, and programs for scenes.")
    return heard

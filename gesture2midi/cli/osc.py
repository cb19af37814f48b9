"""The options of OSC, shared by `run` and `studio`."""

from __future__ import annotations

import click

from gesture2midi.cli.group import Command
from gesture2midi.errors import UsageError


def osc_options(command: Command) -> Command:
    """Where OSC goes and where it is listened for: `targets`, `osc_in` and `oscquery`."""
    for option in (
        click.option(
            "--oscquery/--no-oscquery",
            default=False,
            help="Let programs find by name what is sent, and what --osc-in takes.",
        ),
        click.option(
            "--osc-in",
            metavar="[HOST:]PORT",
            help="Listen for OSC there; on this computer alone without HOST.",
        ),
        click.option(
            "--osc",
            "targets",
            multiple=True,
            metavar="HOST:PORT[,WORD]...",
            help="Send OSC there. Words: wekinator, landmarks, timetag, only=PATTERN. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def heard_at(osc_in: str | None, oscquery: bool) -> tuple[str, int] | None:
    """Where OSC is listened for, as (host, port); None for nowhere.

    Raises:
        UsageError: it is no place, or OSCQuery has none to tell of.
    """
    from gesture2midi.out.osctarget import parse_place

    if osc_in is None:
        if oscquery:
            raise UsageError("OSCQuery tells of the port that OSC is listened for at: give --osc-in, too.")
        return None
    return parse_place(osc_in if ":" in osc_in else f"127.0.0.1:{osc_in}", f"OSC in at {osc_in!r}")

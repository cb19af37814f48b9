"""What `gesture2midi` alone does: it opens the studio, or says how to begin."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from gesture2midi.paths import to_add

WELCOME = """Gesture2MIDI plays MIDI, OSC and a synth by the hands before a camera. To begin:

  gesture2midi run --synth                      your hands play; Ctrl-C ends it
  gesture2midi run --synth --source performer   drawn hands play, without a camera
  gesture2midi demo                             into files: MIDI, sound, a picture, a video

All commands: gesture2midi --help"""
INSTALL = f"The studio, pages to play and change it from: {to_add('gesture2midi[studio]')}"
NO_DISPLAY = "The studio's pages are there, too, but no display: gesture2midi studio --no-browser"


@click.command(hidden=True)
def welcome() -> None:
    """Say how to begin."""
    click.echo(WELCOME)
    click.echo(NO_DISPLAY if has_studio() else INSTALL)


def can_open_the_studio() -> bool:
    """Whether the studio is installed, and there is a display for its page."""
    return has_studio() and has_screen()


def has_studio() -> bool:
    """Whether the extra `studio` is installed."""
    return find_spec("nicegui") is not None


def has_screen() -> bool:
    """Whether a browser can be shown; without one, Python would open one in this very terminal."""
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )

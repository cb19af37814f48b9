"""Errors made for players: one sentence that says what, where and what to do.

The command line prints `str(error)` and exits with `error.status`; nothing else is shown, so the
sentence has to be enough. Anything that is not a `PlayerError` is a fault of ours and may show a
traceback.
"""

from __future__ import annotations


class PlayerError(Exception):
    """Something the player can mend. `status` is the exit status of the command."""

    status = 1


class UsageError(PlayerError):
    """The command was asked for something that makes no sense (an option, a port name)."""

    status = 2


class SourceError(PlayerError):
    """A camera, video, folder, score or take cannot be read."""


class ModelError(PlayerError):
    """The hand model is missing, or is not the file that it should be."""


class MappingError(PlayerError):
    """A mapping file has problems; the text lists all of them with file:line:column."""


class GestureError(PlayerError):
    """A gesture cannot be taught from what was shown, or its file is none."""


class OutputError(PlayerError):
    """A MIDI port, OSC target, synth or file cannot be opened, or failed while playing."""


class ListenError(PlayerError):
    """A port that the set is to listen to cannot be had."""


class SoundfontError(OutputError):
    """A soundfont cannot be read: unlike a missing sound card, a mistake to mend before playing."""

"""The commands. Each opens what it needs and leaves the work to the package.

A command's module is imported when the command is asked for, and whatever is slow to import by the
command that needs it, so that `--help`, `check` and `ports` answer at once.
"""

from __future__ import annotations

from gesture2midi.cli.command_group import Commands

__all__ = ["main"]

_MODULES = {
    **{"run": "run", "studio": "studio", "serve": "serve", "render": "render"},
    **{"batch": "batch", "demo": "render"},
    **{"calibrate": "players", "players": "players", "stats": "stats", "teach": "teach"},
    **{"mappings": "listings", "new": "new", "check": "listings", "explain": "explain", "learn": "learn"},
    **{"kit": "kit"},
    **{"monitor": "monitor", "doctor": "doctor", "schema": "schema", "gestures": "listings"},
    **{"ports": "listings", "cameras": "listings", "hearts": "listings", "model": "listings"},
}


def _first() -> str:
    """The command that is meant where none is named: the studio, where it can be opened."""
    from gesture2midi.cli.welcome import can_open_the_studio

    return "studio" if can_open_the_studio() else "welcome"


main = Commands(
    name="gesture2midi",
    help="A hand before the camera plays a DAW, OSC and a synth.",
    modules={name: f"gesture2midi.cli.{module}" for name, module in _MODULES.items()},
    first=_first,
    hidden={"page-window": "gesture2midi.cli.page_window", "welcome": "gesture2midi.cli.welcome"},
)

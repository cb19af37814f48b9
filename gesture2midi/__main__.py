"""Where the program begins: the command, a bundle, and `python -m gesture2midi`."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_BROKEN_OFF = 130  # as `gesture2midi.cli.interrupts` has it, which is not loaded yet


def main() -> None:
    """Runs the command. Ctrl-C leaves at once while that is loaded, and after its end."""
    signal.signal(signal.SIGINT, _leave)
    from gesture2midi.cli import main as command

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        command()
    finally:
        with suppress(OSError, ValueError, AttributeError):  # a pipe that is closed, or no output at all
            sys.stdout.flush()
        signal.signal(signal.SIGINT, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(_BROKEN_OFF)  # nothing is open, and an exception would be shown with its traceback


if __name__ == "__main__":
    import multiprocessing

    multiprocessing.freeze_support()  # a bundle is started anew for each of its processes, and ends here then
    main()

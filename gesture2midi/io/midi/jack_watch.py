"""Watches the JACK server, because writing MIDI to a dead or stalled one never returns.

RtMidi puts each message into a ring of 16 KiB that JACK's process callback empties. When nobody
empties it any more, the next write after some 2,340 three-byte messages spins for ever with the
interpreter lock held, and the whole program stands still. So before each write this looks at a
JACK client of its own: the server says goodbye to it when it goes, and its cycle time stands still
when the server does.
"""

from __future__ import annotations

import ctypes
import threading
import time
from typing import Any

from gesture2midi.errors import OutputError
from gesture2midi.io.midi.jack_log import hush_jack

# RtMidi takes the port away in the very cycle that empties its ring, before a listener on a busy
# machine has read it: the note-offs of the end were lost so in 2 of 30 closings, and in none of 80
# after this many seconds.
_SETTLE = 0.25

# A server that has not begun a cycle for so many seconds has stopped, however busy the machine is.
_LONGEST_CYCLE = 1.0
_LOOK = 0.005

# jackd waits 5 s for a client that leaves in the middle of a cycle; mostly it answers the others after that.
_LONGEST_LEAVE = 8.0

# Less than half of what the ring holds.
_MAX_UNHEARD = 1000


def watch_jack() -> JackWatch:
    """Begin to watch; before the port is opened.

    Raises:
        OutputError: no libjack to watch with, or no server.
    """
    try:
        import jack
    except (ImportError, OSError) as error:
        raise OutputError(
            "JACK cannot be used safely without its own library: "
            "install libjack-jackd2-0 (Debian, Ubuntu) or jack2 (Fedora, Arch)"
        ) from error
    hush_jack()
    try:
        return JackWatch(jack.Client("Gesture2MIDI-watch", no_start_server=True))
    except jack.JackOpenError as error:
        raise OutputError("JACK has no server running") from error


class JackWatch:
    """Looks at the server through a `jack.Client` that does nothing else; close it after the port.

    stalled: the server does not answer, and whoever closes a client of it would wait for ever.
    """

    def __init__(self, client: Any) -> None:
        self.stalled = False
        self._client = client
        self._gone = False
        self._cycle = 0
        self._unheard = 0
        client.set_shutdown_callback(self._on_shutdown)

    @property
    def period(self) -> float:
        """Seconds between two cycles of the server, at which alone anything is sent or heard."""
        return float(self._client.blocksize / self._client.samplerate)

    @property
    def gone(self) -> bool:
        """Whether the server has said goodbye."""
        return self._gone

    def connections(self, port: str) -> int:
        """Returns how many ports are connected to the one of that name; 0 where it is not there."""
        import jack

        try:
            return len(self._client.get_all_connections(port))
        except jack.JackError:
            return 0

    def await_connection(self, port: str, before: int) -> None:
        """Wait until more than `before` ports are connected to this one, which JACK was asked for.

        Raises:
            OutputError: it has not been done. RtMidi does not look.
        """
        end = time.monotonic() + _LONGEST_CYCLE
        while self.connections(port) <= before:
            if self._gone or time.monotonic() > end:
                raise OutputError(
                    f"JACK did not connect Gesture2MIDI with the port {port}; "
                    "see in a patchbay whether it is still there, and start Gesture2MIDI again"
                )
            time.sleep(_LOOK)

    def before_writing(self, count: int) -> None:
        """Call this before writing 3 x `count` bytes; raises `OutputError` if that might never return."""
        if self._gone:
            raise OutputError(
                "The JACK server has gone, so no MIDI leaves Gesture2MIDI; "
                "start JACK again and then Gesture2MIDI"
            )
        cycle = self._client.last_frame_time
        if cycle != self._cycle:
            self._cycle = cycle
            self._unheard = 0
        self._unheard += count
        if self._unheard > _MAX_UNHEARD:
            self.stalled = True
            raise OutputError(
                f"The JACK server took none of the last {_MAX_UNHEARD} MIDI messages, so the port is off; "
                "start JACK again and then Gesture2MIDI"
            )

    def settle(self) -> None:
        """Wait until what was written has been heard, and see whether the port may be closed at all."""
        if self._gone or self.stalled:
            return
        time.sleep(_SETTLE)
        before, waited = self._client.last_frame_time, 0.0
        while waited < _LONGEST_CYCLE and self._client.last_frame_time == before and not self._gone:
            time.sleep(_LOOK)
            waited += _LOOK
        self.stalled = waited >= _LONGEST_CYCLE

    def close(self) -> None:
        """Take leave; of a server that has fallen ill in this very moment, without its answer."""
        if not self.stalled:
            leaving = threading.Thread(target=self._client.close, daemon=True)
            leaving.start()
            leaving.join(_LONGEST_LEAVE)
            self.stalled = leaving.is_alive()
        if self.stalled:
            abandon(self._client)

    def _on_shutdown(self, status: object, reason: str) -> None:
        self._gone = True


def abandon(client: object) -> None:
    """Never close this client of a stalled server, not even when the program ends.

    Closing asks the server and waits for its answer for ever; the system clears up after us.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(client))

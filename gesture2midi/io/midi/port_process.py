"""A MIDI port in a process of its own, which ends what sounds when ours has gone, however it went.

A process that is killed outright, or that a driver takes down with it, sends nothing more, and its ports
vanish. So the port lives in a child that knows no cameras and no libraries but RtMidi: it writes what comes
over a pipe, and where the pipe ends it lets go of what sounds. The parent's end never blocks.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection

from gesture2midi.engine.message_order import within_frame
from gesture2midi.engine.messages import Place, at_rest, place_of
from gesture2midi.errors import OutputError, PlayerError
from gesture2midi.events import ControlChange, ControlChange14, Message, Messages, NoteOff
from gesture2midi.io.midi.encode import decode, packed
from gesture2midi.io.midi.output import MidiPort
from gesture2midi.io.midi.repeats import Repeats
from gesture2midi.io.midi.unblocked import Unblocked
from gesture2midi.io.process import ENDING, leave_the_console, leave_to_the_set

_OPENING = 30.0
"""Seconds that the child may take to open its port."""
_CLOSING = 5.0
"""Seconds that it may take to close it: one to look at JACK's server, and one that RtMidi may wait."""
_LOOK = 1.0
"""Seconds between two looks at whether the port is still there, while nothing is to be written."""
_END = b""


class KeptPort:
    """An open MIDI output in a child.

    open_port: opens it, in the child; a function of a module, or a `partial` of one.

    Raises:
        PlayerError: what `open_port` raised.
        OutputError: the child does not answer.
    """

    def __init__(self, open_port: Callable[[], MidiPort]) -> None:
        # Spawned, not forked: a fork would take the threads of cameras and sound cards half along.
        context = multiprocessing.get_context("spawn")
        with ExitStack() as undo:
            try:
                self._pipe, theirs = context.Pipe()
                undo.callback(self._pipe.close)
                # Once the child alone holds the far end, its death is seen as an end of file.
                undo.callback(theirs.close)
                self._child = context.Process(
                    target=_keep, args=(open_port, theirs), name="MIDI port", daemon=True
                )
                self._child.start()
            except (OSError, MemoryError) as error:
                raise OutputError(_no_process(error)) from error
            undo.pop_all()
            theirs.close()
        self._write: Callable[[bytes], None] = self._pipe.send_bytes
        self._looked = 0.0
        told = self._opened()
        if isinstance(told, PlayerError):
            self.close()
            raise told
        self.name = told
        if sys.platform == "win32":
            self._write = Unblocked(self._pipe).send
        else:
            os.set_blocking(self._pipe.fileno(), False)
        # multiprocessing waits for its children at the end, and this one waits for its pipe's.
        atexit.register(self.close)

    def send(self, messages: Messages) -> None:
        """Hand a batch over. Raises `OutputError` when the port, its server or the child has gone."""
        if self._pipe.closed:
            raise OutputError(f"The MIDI port {self.name} is closed")
        data = packed(messages.items)
        if not data:
            self._look(messages.t)
            return
        again = packed(item for item in messages.items if _is_repeatable(item))
        try:
            self._write(pickle.dumps((data, again)))
        except OSError as error:
            raise self._lost() from error

    def close(self) -> None:
        """Close the port; may be called twice. Raises `OutputError` if what was sent last was not written."""
        if self._pipe.closed:
            return
        atexit.unregister(self.close)
        try:
            told = self._goodbye()
        finally:
            self._pipe.close()
            self._child.join(_CLOSING)
            if self._child.is_alive():
                self._child.kill()
                self._child.join()
        if told is not None:
            raise told

    def _look(self, t: float) -> None:
        """Raises OutputError: the child has ended, though nothing was to be written."""
        if abs(t - self._looked) >= _LOOK:
            self._looked = t
            if not self._child.is_alive():
                raise self._lost()

    def _lost(self) -> OutputError:
        """Why the child has ended."""
        unknown = OutputError(f"The MIDI port {self.name} has stopped and is off; start Gesture2MIDI again")
        return self._told(0.0) or unknown

    def _goodbye(self) -> OutputError | None:
        """Let the child finish; what it says to that."""
        with suppress(OSError):
            self._write(_END)
        return self._told(_CLOSING)

    def _opened(self) -> str | PlayerError:
        """The port's name, or why there is none."""
        with suppress(EOFError, OSError):
            if self._pipe.poll(_OPENING):
                told: str | PlayerError = self._pipe.recv()
                return told
        return OutputError("The MIDI port does not open: its process does not answer")

    def _told(self, patience: float) -> OutputError | None:
        """What the child complains of, within so many seconds."""
        with suppress(EOFError, OSError):
            told = self._pipe.recv() if self._pipe.poll(patience) else None
            return told if isinstance(told, OutputError) else None
        return None


def _keep(open_port: Callable[[], MidiPort], pipe: Connection) -> None:
    """The child: write what comes until the pipe ends."""
    leave_to_the_set(ENDING)  # the pipe tells of its end
    leave_the_console()
    try:
        port = open_port()
    except PlayerError as error:
        pipe.send(error)
        return
    except (OSError, MemoryError) as error:
        pipe.send(OutputError(_no_process(error)))
        return
    sounding = Sounding()
    repeats = Repeats(port.period) if port.period is not None else None
    try:
        pipe.send(port.name)
        while packet := _packet(pipe, port, repeats):
            data: list[bytes]
            data, again = pickle.loads(packet)
            port.write(data)
            sounding.note(data)
            if repeats is not None:
                repeats.note(data, again, time.monotonic())
        _end(port, sounding, repeats)
    except (EOFError, OSError):
        with suppress(OutputError):
            _end(port, sounding, repeats)
    except OutputError as error:
        with suppress(OSError):
            pipe.send(error)
    finally:
        pipe.close()
        port.close()


def _packet(pipe: Connection, port: MidiPort, repeats: Repeats | None) -> bytes:
    """What comes next over the pipe; meanwhile what is to be repeated is written."""
    while True:
        due = None if repeats is None else repeats.next()
        if pipe.poll(_LOOK if due is None else min(max(0.0, due - time.monotonic()), _LOOK)):
            return pipe.recv_bytes()
        port.write(() if repeats is None else repeats.due(time.monotonic()))


def _end(port: MidiPort, sounding: Sounding, repeats: Repeats | None) -> None:
    """Puts to rest what sounds; on JACK, ends are written in two cycles."""
    ends = sounding.endings()
    port.write(ends)
    if repeats is not None:
        repeats.note(ends, (), time.monotonic())
        if again := repeats.ends():
            time.sleep(repeats.later)
            port.write(again)


def _is_repeatable(message: Message) -> bool:
    return isinstance(message, ControlChange | ControlChange14) and message.repeatable


def _no_process(error: Exception) -> str:
    """Why there is no process for the port."""
    why = (error.strerror if isinstance(error, OSError) else "") or "there is no memory left"
    return (
        f"The MIDI port cannot be opened, as its process cannot start: {why}; "
        "close other programs and start Gesture2MIDI again"
    )


class Sounding:
    """What messages have left sounding, held, pressed or bent."""

    def __init__(self) -> None:
        self._undo: dict[Place, Message] = {}

    def note(self, data: Iterable[bytes]) -> None:
        for one in data:
            message = decode(one)
            rest = None if message is None else at_rest(message, message.t)
            if message is None or rest is None or (place := place_of(message)) is None:
                continue
            if isinstance(message, NoteOff) or message == rest:
                self._undo.pop(place, None)
            else:
                self._undo[place] = rest

    def endings(self) -> list[bytes]:
        """What undoes it: note-offs first, in the order in which the keys went down."""
        return packed(within_frame(self._undo.values()))

"""The MIDI port that messages leave by."""

from __future__ import annotations

from collections.abc import Sequence

from gesture2midi.errors import OutputError
from gesture2midi.events import Messages
from gesture2midi.io.midi.encode import packed
from gesture2midi.io.midi.ports import Opened


class MidiPort:
    """An open MIDI output; `ports` opens it."""

    def __init__(self, port: Opened) -> None:
        from rtmidi import RtMidiError

        self.name = port.name
        self._port: Opened | None = port
        self._error: type[Exception] = RtMidiError

    @property
    def period(self) -> float | None:
        """Seconds of a cycle of JACK's server; None on other systems."""
        watch = None if self._port is None else self._port.watch
        return None if watch is None else watch.period

    def send(self, messages: Messages) -> None:
        """Write a batch. Raises `OutputError` when the port or its server has gone."""
        self.write(packed(messages.items))

    def write(self, data: Sequence[bytes]) -> None:
        """Write whole MIDI messages, if any. Raises `OutputError` as `send` does."""
        if self._port is None:
            raise OutputError(f"The MIDI port {self.name} is closed")
        if self._port.watch is not None:
            self._port.watch.before_writing(sum(-(-len(message) // 3) for message in data))
        try:
            for message in data:
                self._port.device.send_message(message)
        except self._error as error:
            raise OutputError(f"The MIDI port {self.name} failed and is off: {error}") from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()

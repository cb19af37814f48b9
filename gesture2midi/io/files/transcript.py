"""What was sent, as text or as a list: for tests, `--transcript` and files made after the take."""

from __future__ import annotations

from typing import TextIO

from gesture2midi.engine.messages import line
from gesture2midi.errors import OutputError
from gesture2midi.events import Message, Messages


class Transcript:
    """Writes each message as its line to a text stream, which stays open for its owner to close.

    A frame's lines are there for whoever reads along as soon as it is sent.

    Raises:
        OutputError: it cannot be written on, by `send`.
    """

    name = "transcript"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, messages: Messages) -> None:
        if not messages.items:
            return
        try:
            self._stream.write("".join(f"{line(message)}\n" for message in messages.items))
            self._stream.flush()
        except OSError as error:
            raise OutputError(
                f"The transcript cannot be written on ({error.strerror}): it ends here, and the set goes on."
            ) from error

    def close(self) -> None:
        """Nothing to let go of: all is written."""


class Collected:
    """Keeps every message of a take in `messages`, for `write_midi` and `render_wav`."""

    name = "collected"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, messages: Messages) -> None:
        self.messages += messages.items

    def close(self) -> None:
        """Nothing to let go of: the messages stay."""

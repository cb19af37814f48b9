"""What bytes of MIDI say to whoever receives them."""

from __future__ import annotations

from collections.abc import Iterable


def changes(messages: Iterable[bytes]) -> list[bytes]:
    """The messages without what a JACK client says twice.

    That is a note-off of a key that is up, and a controller's value that it has.
    """
    changed: list[bytes] = []
    state: dict[tuple[int, int], bytes] = {}
    for message in messages:
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind in (0x80, 0x90):
            about = 0x80 | channel, message[1]
            repeated = kind == 0x80 and state.get(about, message)[0] & 0xF0 == 0x80
        else:
            about = message[0], message[1]
            repeated = kind == 0xB0 and state.get(about) == message
        if not repeated:
            changed.append(message)
        state[about] = message
    return changed

"""Who listens to our own port, as ALSA and a clock tell it."""

from __future__ import annotations

import pytest

from gesture2midi.io.midi.listeners import STALE, Listeners, alsa_listeners

HEAD = """Client info
  cur  clients : 4
Client   0 : "System" [Kernel Legacy]
  Port   0 : "Timer" (Rwe-) [In/Out]
Client  14 : "Midi Through" [Kernel Legacy]
  Port   0 : "Midi Through Port-0" (RWe-) [In/Out]
    Connecting To: 130:0
"""
OURS = 'Client 129 : "Gesture2MIDI" [User Legacy]\n  Port   0 : "Gesture2MIDI" (R-e-) [Out]\n'
IN = 'Client 131 : "Gesture2MIDI In" [User Legacy]\n  Port   0 : "Gesture2MIDI In" (-We-) [In]\n'


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", None),
        (HEAD, None),
        (HEAD + IN, None),
        (HEAD + OURS + IN, 0),
        (HEAD + OURS + "    Connecting To: 130:0\n" + IN, 1),
        (HEAD + IN + OURS + "    Connecting To: 130:0[r:0], 14:0\n", 2),
        (HEAD + OURS + "    Connected From: 130:0\n", 0),
        (HEAD + IN + "    Connecting To: 130:0\n" + OURS, 0),
    ],
)
def test_alsa_lists_who_is_connected(text: str, count: int | None) -> None:
    assert alsa_listeners(text) == count


def test_an_old_count_is_none() -> None:
    now = [0.0]
    listeners = Listeners(lambda: 2, lambda: now[0])
    listeners._thread = object()  # type: ignore[assignment]  # no thread: `look` is called here
    listeners.look()
    assert listeners.count == 2
    now[0] = STALE
    assert listeners.count is None
    listeners.look()
    assert listeners.count == 2

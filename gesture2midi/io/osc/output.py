"""Open Sound Control over UDP: one bundle a frame with every signal and what the mapping sends."""

from __future__ import annotations

import errno
import math
import socket
import struct
import time
from functools import lru_cache

from gesture2midi.errors import OutputError
from gesture2midi.events import SIDES, Gestures, Messages, Osc, SceneChange
from gesture2midi.gestures.signals import PARTS
from gesture2midi.io.osc.encode import (
    address_of,
    encode,
    head,
    landmarks_of,
    pack_float,
    pack_int,
    text_message,
)
from gesture2midi.io.osc.target import ALL, Wanted, matches
from gesture2midi.io.osc.wekinator import ADDRESS, POINTS, Inputs

IMMEDIATELY = 1
"""The time tag of 63 zero bits and a one: receivers disagree on any other."""

_SINCE_1900 = 2_208_988_800
"""Seconds from the beginning of NTP's time to that of Unix (RFC 868)."""

# The network, or the program at its other end, comes and goes: the frame is lost, not the output.
_PASSING = {
    errno.EAGAIN,
    errno.EWOULDBLOCK,
    errno.ENOBUFS,
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EHOSTDOWN,
}

_POINT_TAGS = "," + "f" * POINTS
_SENT = (*SIDES, "hands", *PARTS, "heart")
"""What the names of the signals begin with that are sent."""
_FLAGS = (".present", "heart.contact")


def bundle(messages: Messages, wanted: Wanted = ALL, tag: int = IMMEDIATELY) -> bytes:
    """The whole datagram of one frame: its signals if it has gestures, then the mapping's messages.

    With two hands it is about 4 kB: more than one Ethernet packet, so IP cuts it up and joins it
    again, and less than the 64 KiB (9 kB on macOS) that a datagram may have. Empty if there is
    nothing to say.

    tag: NTP time in units of 2^-32 seconds.
    """
    parts: list[bytes] = []
    if messages.gestures is not None:
        _signals(messages.gestures, wanted, parts)
    for message in messages.items:
        if isinstance(message, Osc) and wanted.takes(message.address):
            encoded = encode(message.address, message.args)
            if encoded is not None:
                parts += (pack_int(len(encoded)), encoded)
        elif isinstance(message, SceneChange) and wanted.takes("/g2m/scene"):
            parts.append(text_message("/g2m/scene", message.scene))
    return b"".join((_bundle_head(tag), *parts)) if parts else b""


class OscTarget:
    """A host and port that every frame is sent to. Nobody needs to listen there.

    `missed` counts the frames that the system would not take (a full buffer, no network).

    Raises:
        OutputError: the host is not known.
        UsageError: what is wanted leaves nothing to send.
    """

    def __init__(self, host: str, port: int, wanted: Wanted = ALL) -> None:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._wanted = wanted
        self._inputs = Inputs(wanted) if wanted.wekinator else None
        many = f" ({len(self._inputs.row)} inputs)" if self._inputs is not None else ""
        self.name = f"OSC {place}{many}"
        self.missed = 0
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
        except (OSError, UnicodeError) as error:
            raise OutputError(f"{self.name}: nobody knows the host {host!r}; check its name") from error
        # "localhost" is often ::1 first, but most programs listen on 127.0.0.1 alone.
        family, kind, protocol, _, address = min(found, key=lambda f: f[0] != socket.AF_INET)
        self._address: tuple[object, ...] = address
        self._socket = socket.socket(family, kind, protocol)
        self._socket.setblocking(False)

    def send(self, messages: Messages) -> None:
        """Send one frame as one datagram, or each of its messages as one."""
        try:
            for data in self._plain(messages) if self._wanted.plain else (self._datagram(messages),):
                if data:
                    self._socket.sendto(data, self._address)
        except OSError as error:
            if error.errno not in _PASSING:
                raise OutputError(f"{self.name} failed and is off: {error.strerror}") from error
            self.missed += 1

    def _plain(self, messages: Messages) -> list[bytes]:
        sent = (m for m in messages.items if isinstance(m, Osc) and self._wanted.takes(m.address))
        return [encode(message.address, message.args) or b"" for message in sent]

    def close(self) -> None:
        self._socket.close()

    def _datagram(self, messages: Messages) -> bytes:
        tag = _ntp(messages.instant) if self._wanted.timetag else IMMEDIATELY
        if self._inputs is None:
            return bundle(messages, self._wanted, tag)
        if messages.gestures is None:
            return b""
        message = encode(ADDRESS, self._inputs.update(messages.gestures)) or b""
        if tag == IMMEDIATELY:
            return message
        return _bundle_head(tag) + pack_int(len(message)) + message


def _ntp(instant: float | None) -> int:
    """The time tag of an instant by `time.perf_counter()`."""
    if instant is None:
        return IMMEDIATELY
    wall = time.time() - (time.perf_counter() - instant)
    return round((wall + _SINCE_1900) * 2**32)


def _bundle_head(tag: int) -> bytes:
    return b"#bundle\0" + struct.pack(">Q", tag)


def _signals(gestures: Gestures, wanted: Wanted, parts: list[bytes]) -> None:
    if wanted.takes("/g2m/frame"):
        parts += (head("/g2m/frame", ",if"), pack_int(gestures.index & 0x7FFFFFFF), pack_float(gestures.t))
    for name, value in gestures.signals.items():
        begin = _signal_head(name, wanted.only)
        if not begin or not math.isfinite(value):
            continue
        if name.endswith(_FLAGS):
            parts += (begin, pack_int(value > 0))
        else:
            parts += (begin, pack_float(value))
    for side in SIDES:
        if gestures.signals.get(f"{side}.present") and wanted.takes(f"/g2m/{side}/pose"):
            parts.append(text_message(f"/g2m/{side}/pose", gestures.poses.get(side, "none")))
    for hit in gestures.hits:
        address = f"/g2m/hit/{hit.side}/{hit.kind.replace('.', '/')}"
        if wanted.takes(address):
            parts += (head(address, ",f"), pack_float(hit.velocity))
    if wanted.landmarks:
        for hand in gestures.hands:
            if wanted.takes(landmarks_of(hand.side)):
                parts += (head(landmarks_of(hand.side), _POINT_TAGS), hand.points.astype(">f4").tobytes())


@lru_cache(maxsize=4096)
def _signal_head(name: str, only: tuple[str, ...]) -> bytes:
    """Empty for a signal that is not sent: `any` is one of the two hands, and others tell `clock`."""
    if name.partition(".")[0] not in _SENT or not matches(address_of(name), only):
        return b""
    return head(address_of(name), ",i" if name.endswith(_FLAGS) else ",f")

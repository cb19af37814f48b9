"""Open Sound Control over UDP: one bundle a frame with every signal and what the mapping sends.

The bytes are made here and not by python-osc, which takes 1.3 ms for the hundred messages of a frame
because it builds each anew. The address and type tags of a signal never change, so here they are
padded once and only the four bytes of the number are packed per frame: 0.05 ms.
OSC 1.0: https://opensoundcontrol.stanford.edu/spec-1_0.html
"""

from __future__ import annotations

import errno
import math
import operator
import socket
import struct
from functools import lru_cache

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.events import SIDES, Gestures, Messages, Osc, SceneChange

# The time tag "immediately" (63 zero bits and a one): receivers disagree on any other.
_BUNDLE = b"#bundle\0" + struct.pack(">Q", 1)

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

_MAX_FLOAT = 3.4028234663852886e38

_float = struct.Struct(">f").pack
_int = struct.Struct(">i").pack


def address_of(signal: str) -> str:
    """The address of a signal: `right.index.x` -> `/g2m/right/index/x`."""
    return "/g2m/" + signal.replace(".", "/")


def parse_target(text: str) -> tuple[str, int]:
    """(host, port) of `HOST:PORT`; an IPv6 address stands in brackets, `[::1]:9000`.

    Raises:
        UsageError: it is not of this form, or the port is not 1..65535.
    """
    if "//" in text:
        raise UsageError(f"OSC target {text!r} is a web address: give HOST:PORT alone, as in 127.0.0.1:9000")
    host, colon, port = text.strip().rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise UsageError(f"OSC target {text!r}: an IPv6 address needs brackets, as in [::1]:9000")
    if not colon or not host or any(c.isspace() for c in host):
        raise UsageError(f"OSC target {text!r} is not HOST:PORT, as in 127.0.0.1:9000")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise UsageError(f"OSC target {text!r}: the port {port!r} is not a number from 1 to 65535")
    return host, int(port)


def encode(address: str, args: tuple[float | int | str, ...]) -> bytes | None:
    """One OSC message; None where a number is NaN or infinite (as a float32), which receivers cannot use.

    Whole numbers go as int32, others as float32, so numbers of numpy are as good as Python's;
    a bool goes as 0 or 1, since Pure Data knows no T and F.
    """
    tags, data = ",", b""
    for arg in args:
        if isinstance(arg, str):
            tags += "s"
            data += _padded(arg)
            continue
        try:
            whole = operator.index(arg)  # type: ignore[arg-type]
            data += _int(whole)
            tags += "i"
        except (TypeError, struct.error):
            number = float(arg)
            if not abs(number) <= _MAX_FLOAT:
                return None
            data += _float(number)
            tags += "f"
    return _padded(address) + _padded(tags) + data


def bundle(messages: Messages) -> bytes:
    """The whole datagram of one frame: its signals if it has gestures, then the mapping's messages.

    With two hands it is about 3 kB: more than one Ethernet packet, so IP cuts it up and joins it
    again, and less than the 64 KiB (9 kB on macOS) that a datagram may have. Empty if there is
    nothing to say.
    """
    parts: list[bytes] = []
    if messages.gestures is not None:
        _signals(messages.gestures, parts)
    for message in messages.items:
        if isinstance(message, Osc):
            encoded = encode(message.address, message.args)
            if encoded is not None:
                parts += (_int(len(encoded)), encoded)
        elif isinstance(message, SceneChange):
            parts.append(_text("/g2m/scene", message.scene))
    return b"".join((_BUNDLE, *parts)) if parts else b""


class OscTarget:
    """A host and port that every frame is sent to. Nobody needs to listen there.

    `missed` counts the frames that the system would not take (a full buffer, no network).

    Raises:
        OutputError: the host is not known.
    """

    def __init__(self, host: str, port: int) -> None:
        self.name = f"OSC [{host}]:{port}" if ":" in host else f"OSC {host}:{port}"
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
        """Send one frame as one datagram."""
        data = bundle(messages)
        if not data:
            return
        try:
            self._socket.sendto(data, self._address)
        except OSError as error:
            if error.errno not in _PASSING:
                raise OutputError(f"{self.name} failed and is off: {error.strerror}") from error
            self.missed += 1

    def close(self) -> None:
        self._socket.close()


def _signals(gestures: Gestures, parts: list[bytes]) -> None:
    parts += (_head("/g2m/frame", ",if"), _int(gestures.index & 0x7FFFFFFF), _float(gestures.t))
    for name, value in gestures.signals.items():
        if not math.isfinite(value) or name.startswith("any."):
            continue
        if name.endswith(".present"):
            parts += (_signal_head(name), _int(value > 0))
        else:
            parts += (_signal_head(name), _float(value))
    for side in SIDES:
        if gestures.signals.get(f"{side}.present"):
            parts.append(_text(f"/g2m/{side}/pose", gestures.poses.get(side, "none")))
    for hit in gestures.hits:
        parts += (_head(f"/g2m/hit/{hit.side}/{hit.kind.replace('.', '/')}", ",f"), _float(hit.velocity))


@lru_cache(maxsize=1024)
def _signal_head(name: str) -> bytes:
    return _head(address_of(name), ",i" if name.endswith(".present") else ",f")


@lru_cache(maxsize=1024)
def _head(address: str, tags: str) -> bytes:
    """Everything of a bundle's element before its numbers: its size, address and type tags."""
    head = _padded(address) + _padded(tags)
    return _int(len(head) + 4 * (len(tags) - 1)) + head


@lru_cache(maxsize=256)
def _text(address: str, text: str) -> bytes:
    message = _padded(address) + _padded(",s") + _padded(text)
    return _int(len(message)) + message


def _padded(text: str) -> bytes:
    """An OSC string: UTF-8, ended by one to four zero bytes up to a multiple of four."""
    data = text.encode(errors="replace")
    return data + bytes(4 - len(data) % 4)

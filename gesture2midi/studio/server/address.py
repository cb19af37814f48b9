"""Where the pages are served, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gesture2midi.errors import UsageError

PORT = 8642
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages are served.

    port: 0 takes a free one.
    password: asked for before anything is shown; None on the loopback only.
    certificate, key: PEM files; both or none.

    Raises:
        UsageError: others could reach it without a password, or TLS is given by half.
    """

    host: str = LOOPBACK
    port: int = PORT
    password: str | None = None
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if self.open_to_all and not self.password:
            raise UsageError(
                "A page that others can reach needs a password: set GESTURE2MIDI_PASSWORD or give --password."
            )
        if (self.certificate is None) != (self.key is None):
            raise UsageError("TLS needs both a certificate and its key: give --tls-cert and --tls-key.")

    @property
    def open_to_all(self) -> bool:
        """Whether other machines can reach it."""
        return self.host != LOOPBACK

"""What only our own pages know. It outlives the program, so that a page comes back after a restart."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

_BYTES = 32


def secret(path: Path) -> bytes:
    """The secret in this file, which is made if need be and readable by its owner alone.

    Where it can be neither read nor made, one that lasts as long as the program.
    """
    fresh = secrets.token_bytes(_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
        return fresh
    except OSError:
        kept = path.read_bytes() if path.is_file() else b""
        return kept if len(kept) == _BYTES else fresh


def derived(key: bytes, purpose: str) -> str:
    """A word for one purpose; from it neither the key nor the word for another can be told."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()

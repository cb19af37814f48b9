"""What only our own pages know. It outlives the program, so that a page comes back after a restart."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from gesture2midi import paths
from gesture2midi.errors import OutputError

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


def api_token() -> str:
    """Returns the token that other programs send, which is kept in a file that its owner alone can read.

    Raises:
        OutputError: it cannot be kept there.
    """
    token = derived(secret(paths.studio_key()), "api")
    path = paths.api_token()
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(token.encode() + b"\n")
    except OSError as error:
        raise OutputError(f"The API's token cannot be kept in {path}: {error.strerror}.") from error
    return token

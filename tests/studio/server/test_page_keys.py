"""The secret of the pages: the same after a restart, and nobody else's."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from gesture2midi.studio.server.page_keys import derived, secret


def test_it_is_the_same_after_a_restart_and_another_elsewhere(tmp_path: Path) -> None:
    first = secret(tmp_path / "new" / "key")
    assert len(first) == 32
    assert secret(tmp_path / "new" / "key") == first
    assert secret(tmp_path / "other") != first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folder from others by itself")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    secret(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_damaged_one_and_no_room_for_one_cost_no_evening(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    assert len(secret(tmp_path / "key")) == 32
    assert len(secret(tmp_path / "key" / "below a file")) == 32


def test_each_purpose_has_its_own_word() -> None:
    words = {
        derived(b"k", "page"),
        derived(b"k", "session a"),
        derived(b"k", "session b"),
        derived(b"l", "page"),
    }
    assert len(words) == 4

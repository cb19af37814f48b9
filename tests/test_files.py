"""Names that Windows takes for devices, and paths that are too long for it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import UsageError
from gesture2midi.files import is_device, real, reason


@pytest.mark.parametrize(
    "name",
    ["con", "CON.mid", "nul.tar.gz", "Aux ", "prn .txt", "com1.mid", "COM¹", "conin$", "nul:x"],
)
def test_windows_takes_these_for_devices(name: str) -> None:
    assert is_device(name)


@pytest.mark.parametrize("name", ["console", "con-1", "my.con", "com10", "nulls.mid", "com", ""])
def test_and_not_these(name: str) -> None:
    assert not is_device(name)


@pytest.mark.parametrize("name", ["con", "Nul", "COM1"])
def test_no_player_is_called_so_on_any_system(name: str) -> None:
    with pytest.raises(UsageError, match="device"):
        paths.player_file(name)


def test_a_path_that_is_too_long_for_windows_is_not_said_to_be_missing() -> None:
    nothing = OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    short, long = Path("a.yaml"), Path("b" * 300 + ".yaml")
    assert "longer than 259" in reason(nothing, long, "win32")
    assert reason(nothing, short, "win32") == reason(nothing, long, "linux") == os.strerror(errno.ENOENT)


def test_a_ring_of_links_leads_to_itself(tmp_path: Path) -> None:
    ring, way = tmp_path / "ring", tmp_path / "way"
    try:
        ring.symlink_to(ring)
        way.symlink_to(tmp_path / "there")
    except OSError:
        pytest.skip("this system lets nobody make links")
    folder = os.path.realpath(tmp_path)
    assert real(ring) == Path(folder, "ring") and real(way) == Path(folder, "there")

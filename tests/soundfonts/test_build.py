"""The soundfont as a file: what its script makes, within the format's rules, each loop joined."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SOUNDFONT = ROOT / "soundfonts" / "gesture2midi.sf2"


def chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, body) of each RIFF chunk, those of lists after their list."""
    at = 0
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        assert len(body) == size, name
        yield name.decode(), body
        if name in (b"RIFF", b"LIST"):
            yield from chunks(body[4:])
        at += 8 + size + size % 2


class Header(NamedTuple):
    """A shdr record (SoundFont 2.04, 7.10), its name decoded."""

    name: str
    start: int
    end: int
    loop_start: int
    loop_end: int
    rate: int
    key: int
    correction: int
    link: int
    kind: int


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return dict(chunks(SOUNDFONT.read_bytes()))


@pytest.fixture(scope="module")
def headers(parts: dict[str, bytes]) -> list[Header]:
    records = struct.iter_unpack("<20sIIIIIBbHH", parts["shdr"])
    return [Header(name.rstrip(b"\0").decode(), *rest) for name, *rest in records][:-1]


def test_it_is_small_and_says_its_licence(parts: dict[str, bytes]) -> None:
    assert SOUNDFONT.stat().st_size <= 6_000_000
    assert parts["INAM"].rstrip(b"\0") == b"Gesture2MIDI"
    assert b"MIT" in parts["ICOP"]
    assert parts["ifil"] == struct.pack("<HH", 2, 4)


def test_the_script_makes_the_very_bytes(tmp_path: Path) -> None:
    out = tmp_path / "again.sf2"
    command = [sys.executable, "-m", "tools.soundfont.build", out]
    subprocess.run(command, check=True, timeout=300, capture_output=True, cwd=ROOT)
    assert [path.name for path in tmp_path.iterdir()] == ["again.sf2"]
    rebuilt, kept = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (out, SOUNDFONT))
    assert rebuilt == kept, "run `make soundfont` and commit the soundfont"


def test_samples_lie_apart_and_do_not_clip(parts: dict[str, bytes], headers: list[Header]) -> None:
    pcm = np.frombuffer(parts["smpl"], dtype="<i2")
    for one, following in zip(headers, [*headers[1:], None], strict=True):
        gap_end = following.start if following else len(pcm)
        assert gap_end - one.end >= 46
        assert not pcm[one.end : gap_end].any(), one.name
        assert np.max(np.abs(pcm[one.start : one.end].astype(int))) < 32767, one.name
        assert (one.kind, one.link, one.correction) == (1, 0, 0)
    assert len({header.name for header in headers}) == len(headers)


def test_every_loop_joins_in_value_and_slope(parts: dict[str, bytes], headers: list[Header]) -> None:
    """What plays after the loop's end is what follows its start, and what leads to each is the same."""
    pcm = np.frombuffer(parts["smpl"], dtype="<i2").astype(np.float64)
    looped = [header for header in headers if header.loop_end > header.loop_start]
    assert len(looped) > 100
    for one in looped:
        assert one.start + 8 <= one.loop_start
        assert one.loop_end + 8 <= one.end
        loop = pcm[one.loop_start : one.loop_end]
        around_start = pcm[one.loop_start - 4 : one.loop_start + 8]
        around_end = pcm[one.loop_end - 4 : one.loop_end + 8]
        step = np.max(np.abs(np.diff(loop)))
        assert np.max(np.abs(around_start - around_end)) <= 2 + 0.02 * step, one.name


def test_every_loop_is_in_tune(headers: list[Header]) -> None:
    for one in headers:
        if one.loop_end > one.loop_start:
            fundamental = 440 * 2 ** ((one.key - 69) / 12)
            turns = (one.loop_end - one.loop_start) * fundamental / one.rate
            # The organ's loop also holds its octave below, so whole turns are enough for all.
            assert abs(1200 * np.log2(turns / round(turns))) < 0.5, one.name


def test_all_programs_have_a_preset(parts: dict[str, bytes]) -> None:
    presets = [record[1:3] for record in struct.iter_unpack("<20sHHHIII", parts["phdr"])][:-1]
    assert presets == [(program, 0) for program in range(128)] + [(0, 128)]

"""What was chosen outlives everything: crashes, older and newer programs, broken files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.session.settings import VERSION, Settings
from gesture2midi.session.settings_file import Store

texts = st.text(min_size=1, max_size=20)
settings = st.builds(
    Settings,
    source=texts,
    size=st.tuples(st.integers(16, 7680), st.integers(16, 7680)),
    fps=st.floats(1, 240),
    mirror=st.none() | st.booleans(),
    ports=st.lists(st.tuples(st.from_regex(r"\A([a-z][a-z0-9_-]{0,9})?\Z"), texts), max_size=3).map(tuple),
    osc=st.lists(texts, max_size=3).map(tuple),
    soundfont=st.none() | texts,
    audio_buffer=st.none() | st.integers(16, 8192),
)


def told(path: Path) -> tuple[Settings, list[str]]:
    """What is read, and what the player is told."""
    said: list[str] = []
    return Store(path, said.append).read(), said


@given(settings)
def test_all_that_was_chosen_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, chosen: Settings
) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.json"
    Store(path, pytest.fail).change(**dict(chosen))
    assert told(path) == (chosen, [])


def test_one_choice_leaves_the_others(tmp_path: Path) -> None:
    store = Store(tmp_path / "new folder" / "settings.json", pytest.fail)
    assert store.read() == Settings()
    store.change(source="performer")
    store.change(osc=("127.0.0.1:9000",))
    assert store.read() == Settings(source="performer", osc=("127.0.0.1:9000",))
    with pytest.raises(UsageError, match="`fps` should be "):
        store.change(fps=0.0)
    assert store.read().source == "performer"


@pytest.mark.parametrize("version", [{}, {"version": 1}])
def test_an_older_file_is_read_and_the_next_choice_makes_it_a_new_one(
    tmp_path: Path, version: dict[str, int]
) -> None:
    path = tmp_path / "settings.json"
    old = json.dumps(version | {"source": "1", "port": ["lights=USB Synth", "IAC"]})
    path.write_text(old)
    migrated = Settings(source="1", ports=(("lights", "USB Synth"), ("", "IAC")))
    assert told(path) == (migrated, [])
    assert path.read_text() == old
    assert Store(path, pytest.fail).change(fps=60.0) == migrated.replaced(fps=60.0)
    assert json.loads(path.read_text())["version"] == VERSION
    assert told(path) == (migrated.replaced(fps=60.0), [])


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 99, "holograms": true}')
    found, said = told(path)
    assert found == Settings()
    assert "newer Gesture2MIDI (version 99" in said[0]
    with pytest.raises(UsageError, match="newer"):
        Store(path, said.append).change(fps=60.0)
    assert path.read_text() == '{"version": 99, "holograms": true}'
    assert os.listdir(tmp_path) == ["settings.json"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"version": true}', '{"version": 0}', '{"version": "2"}', '{"volume": 1}'),
        *('{"fps": 1e400}', '{"version": 2, "port": ["a"]}', '{"port": [1]}', '{"port": ["lights="]}'),
        *('{"version": 2, "ports": [["Bad Name", "x"]]}', "[" * 60_000, '{"source": "' + "x" * 70_000 + '"}'),
    ],
)
def test_a_broken_file_is_set_aside_with_all_that_it_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    for name in ("settings.broken.json", "settings.broken 2.json"):
        path.write_text(text)
        found, said = told(path)
        assert (found, len(said), path.exists()) == (Settings(), 1, False)
        assert said[0].startswith("The settings were broken (") and name in said[0]
        assert (tmp_path / name).read_text() == text


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(st.sampled_from(["version", "port", "ports", "osc", "x"]), x)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_are_lost_whatever_they_are(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.json"
    path.write_bytes(data)
    _, said = told(path)
    (kept,) = path.parent.iterdir()
    assert kept.read_bytes() == data
    assert bool(said) or kept == path


_CRASH = """
import os, sys
from pathlib import Path
from gesture2midi.session.settings_file import Store
Path.replace = lambda self, to: os._exit(9)  # between the written file and its name
Store(Path(sys.argv[1]), print).change(source="performer")
"""


def test_a_crash_between_writing_and_renaming_leaves_the_old_choice(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Store(path, pytest.fail).change(source="1")
    assert subprocess.run([sys.executable, "-c", _CRASH, str(path)]).returncode == 9
    assert len(list(tmp_path.iterdir())) == 2, "it crashed before it had written"
    assert told(path) == (Settings(source="1"), [])
    assert Store(path, pytest.fail).change(fps=60.0) == Settings(source="1", fps=60.0)


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    found, said = told(path)
    assert found == Settings() and "cannot be read" in said[0]
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be"):
        Store(tmp_path / "file" / "settings.json", pytest.fail).change(fps=60.0)

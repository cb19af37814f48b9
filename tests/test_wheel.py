"""`pip install .` gives a working command with mappings and soundfont, outside the checkout."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ELSEWHERE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command of an environment that has the wheel and knows nothing of the checkout.

    The libraries it depends on are lent from the environment of the tests by a path file, so that
    this needs no network; what lies beside the checkout is not on that path.
    """
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT],
        check=True,
        timeout=120,
    )
    (wheel,) = folder.glob("gesture2midi-*.whl")
    venv.create(folder / "env", with_pip=False)
    scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [*pip, "--python", scripts / "python", "install", "--no-deps", "--no-index", wheel],
        check=True,
        timeout=120,
    )
    (library,) = (folder / "env").rglob("site-packages")
    (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / "gesture2midi"


def run(command: Path, *arguments: str) -> str:
    done = subprocess.run(
        [command, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=command.parent,
        env=ELSEWHERE,
        check=True,
    )
    return done.stdout


def test_the_command_and_its_mappings_are_in_the_wheel(command: Path) -> None:
    assert "gesture2midi" in run(command, "--version")
    listed = run(command, "mappings")
    for path in (ROOT / "mappings").glob("*.yaml"):
        assert path.stem in listed
    assert str(ROOT) not in listed
    assert "theremin: good" in run(command, "check", "theremin")


def test_the_soundfont_is_in_the_wheel(command: Path) -> None:
    code = "from gesture2midi import paths; print(paths.soundfonts() / 'gesture2midi.sf2')"
    done = subprocess.run(
        [command.parent / "python", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=command.parent,
        env=ELSEWHERE,
        timeout=60,
    )
    inside = Path(done.stdout.strip())
    assert ROOT not in inside.parents
    assert inside.read_bytes() == (ROOT / "soundfonts" / "gesture2midi.sf2").read_bytes()


def test_an_index_page_of_the_wheel_has_no_link_to_a_file_beside_the_readme(command: Path) -> None:
    (wheel,) = command.parents[2].glob("gesture2midi-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(packed.read(name))
    assert {"Author", "Keywords", "License-Expression", "Summary"} <= set(told.keys())
    assert len(told.get_all("Classifier", [])) > 5
    page = str(told.get_payload())
    links = re.findall(r"\]\(([^)]*)\)", page)
    assert page.startswith("# Gesture2MIDI") and all("://" in link or link[0] == "#" for link in links)

"""The commands as a player types them: results, and one sentence for whatever cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mido
import pytest

from gesture2midi.gesture import catalog

OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}


def run(
    folder: Path, *arguments: str | Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gesture2midi", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | (env or {}),
        timeout=120,
    )


def test_a_take_becomes_files_and_the_same_take_the_same_bytes(
    make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(0.5, 1.5)
    files = ("out.mid", "out.wav", "out.png", "out.txt")
    written = []
    for _ in range(2):
        done = run(
            tmp_path,
            *("render", take, "--mapping", drone, "--midi", "out.mid", "--wav", "out.wav"),
            *("--plot", "out.png", "--transcript", "out.txt", "--video", "out.mp4", "--stats", "stats.json"),
        )
        assert done.returncode == 0, done.stderr
        written.append([(tmp_path / name).read_bytes() for name in files])
    assert written[0] == written[1]
    assert "1 notes" in done.stdout
    assert (tmp_path / "out.txt").read_text().splitlines() == [
        "0.5000 ch1 note_on 60 100",
        "0.5000 ch1 bend 4096",
        "1.9667 ch1 note_off 60",
        "1.9667 ch1 bend 0",
    ]
    notes = [message for message in mido.MidiFile(tmp_path / "out.mid") if message.type.startswith("note")]
    assert [message.type for message in notes] == ["note_on", "note_off"]
    assert json.loads((tmp_path / "stats.json").read_text())["frames"] == 60
    assert {path.name for path in tmp_path.iterdir()} == {
        *files,
        *("out.mp4", "stats.json", "take.jsonl", "drone.yaml"),
    }


def test_a_take_of_a_take_is_the_take(
    make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(0.1, 0.3)
    done = run(
        tmp_path,
        "run",
        "--no-midi",
        "--no-preview",
        "--source",
        take,
        "--mapping",
        drone,
        "--record",
        "b.jsonl",
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.jsonl").read_bytes() == take.read_bytes()


def test_the_transcript_of_run_and_of_render_are_the_same(
    make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    take = make_take(0.1, 0.5)
    live = run(tmp_path, "run", "--no-midi", "--no-preview", "--source", take, "--transcript", "live.txt")
    rendered = run(tmp_path, "render", take, "--transcript", "off.txt")
    assert (live.returncode, rendered.returncode) == (0, 0)
    assert (tmp_path / "live.txt").read_text() == (tmp_path / "off.txt").read_text() != ""


def test_the_catalog_is_printed_whole(tmp_path: Path) -> None:
    printed = run(tmp_path, "gestures").stdout
    for signal in (*catalog.HAND, *catalog.POSES, *catalog.HITS, *catalog.BOTH):
        assert signal.name in printed
        assert signal.meaning in printed


def test_check_says_good_or_shows_every_problem(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("name: Bad\ncontrols:\n  - {send: cc, number: 200, from: rihgt.y}\n")
    done = run(tmp_path, "check", "bad.yaml", "theremin")
    assert done.returncode == 1
    assert "bad.yaml:3:" in done.stdout
    assert "right.y" in done.stdout
    assert "theremin: good" in done.stdout
    assert run(tmp_path, "check", "theremin", "drums").returncode == 0


SENTENCES = [
    # (what is typed, exit status, what the one sentence must name)
    (("run", "--source", "99"), 1, ("99", "--source performer")),
    (("run", "--source", "missing.mp4"), 1, ("missing.mp4",)),
    (("run", "--source", "empty.mp4"), 1, ("empty.mp4",)),
    (("run", "--source", "text.mp4"), 1, ("text.mp4",)),
    (("run", "--source", "."), 1, ("picture",)),
    (("run", "--source", "performer:nobody"), 1, ("nobody", "demo")),
    (("run", "--source", "performer", "--mapping", "theramin"), 2, ("theramin", "theremin")),
    (("run", "--source", "performer", "--mapping", "."), 1, ("folder",)),
    (("run", "--source", "performer", "--mapping", "binary.yaml"), 1, ("binary.yaml",)),
    (("run", "--source", "performer", "--osc", "7000"), 2, ("7000", "host:port")),
    (("run", "--source", "performer", "--osc", "127.0.0.1:99999"), 2, ("99999",)),
    (("run", "--source", "performer", "--size", "big"), 2, ("big", "640x480")),
    (("run", "--source", "performer", "--port", "Nowhere"), 2, ("Nowhere",)),
    (("run", "--source", "performer", "--model", "text.mp4"), 1, ("text.mp4", "fbc2a300")),
    (("run", "--source", "performer", "--model", "nothing.task"), 1, ("nothing.task",)),
    (("run", "--source", "text.jsonl"), 1, ("text.jsonl",)),
    (("render", "performer"), 2, ("--midi",)),
    (("render", "performer", "--midi", "no/such/folder.mid"), 1, ("no/such",)),
    (("render", "performer", "--video", "out.txt"), 1, ("out.txt", ".mp4")),
    (("render", "performer", "--wav", "o.wav", "--soundfont", "text.mp4"), 1, ("text.mp4",)),
    (("render", "performer", "--wav", "o.wav", "--soundfont", "nothing.sf2"), 1, ("nothing.sf2",)),
    (("check", "missing.yaml"), 1, ("missing.yaml",)),
    (("model", "--model", "text.mp4"), 1, ("text.mp4", "fbc2a300")),
    (("demo", "--out", "text.mp4"), 2, ("text.mp4",)),
]


@pytest.mark.parametrize(("typed", "status", "names"), SENTENCES, ids=[" ".join(s[0]) for s in SENTENCES])
def test_what_cannot_be_done_is_one_sentence(
    typed: tuple[str, ...], status: int, names: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    for name in ("text.mp4", "text.jsonl"):
        (tmp_path / name).write_text("This is not what its name says.\n")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    before = sorted(tmp_path.iterdir())
    done = run(tmp_path, *typed)
    said = done.stderr + done.stdout
    assert done.returncode == status, said
    assert "Traceback" not in said
    for name in names:
        assert name in said
    assert len([line for line in done.stderr.splitlines() if line.startswith("Error")]) <= 1
    assert sorted(tmp_path.iterdir()) == before, "something was left behind"


def test_a_take_with_a_broken_last_line_is_played_up_to_the_break(
    make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(0.1, 0.5)
    whole = take.read_text().splitlines(keepends=True)
    take.write_text("".join(whole)[:-20])
    done = run(tmp_path, "render", take, "--mapping", drone, "--transcript", "out.txt")
    assert done.returncode == 0
    assert f"line {len(whole)}" in done.stderr
    assert "note_off" in (tmp_path / "out.txt").read_text()


def test_without_a_model_and_a_network_the_ways_out_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, "model", env=OFFLINE | {"XDG_CACHE_HOME": str(tmp_path)})
    if done.returncode == 0:
        pytest.skip("this machine reaches Google, so the model was found")
    assert done.returncode == 1
    assert "GESTURE2MIDI_MODEL" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_any_midi_the_set_goes_on(
    make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    """A JACK server of that name is nowhere; where ALSA or CoreMIDI are, the port simply opens."""
    take = make_take(0.1, 0.5)
    done = run(
        tmp_path,
        *("run", "--no-preview", "--source", take, "--mapping", drone, "--transcript", "out.txt"),
        env={"JACK_DEFAULT_SERVER": "nowhere", "JACK_NO_START_SERVER": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "note_off" in (tmp_path / "out.txt").read_text()

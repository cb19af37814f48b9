"""The commands as a player types them: results, and one sentence for whatever cannot be done."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from signal import SIGINT

import click
import cv2
import mido
import numpy as np
import pytest
from click.testing import CliRunner
from command import run

import gesture2midi
from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.errors import UsageError
from gesture2midi.gestures import signals
from gesture2midi.io import outputs as io_outputs
from gesture2midi.mapping.schema.file import json_schema

OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}


def test_a_take_becomes_files_and_the_same_take_the_same_bytes(
    make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(0.5, 1.5)
    files = ("out.mid", "out.wav", "out.png", "out.txt", "out.json")
    written = []
    for _ in range(2):
        done = run(
            tmp_path,
            *("render", take, "--mapping", drone, "--midi", "out.mid", "--wav", "out.wav"),
            *("--plot", "out.png", "--transcript", "out.txt", "--video", "out.mp4", "--stats", "stats.json"),
            *("--json", "out.json"),
        )
        assert done.returncode == 0, done.stderr
        written.append([(tmp_path / name).read_bytes() for name in files])
    assert written[0] == written[1]
    assert "1 notes" in done.stdout
    assert (tmp_path / "out.txt").read_text().splitlines() == [
        "0.5000 ch1 bend 4096",
        "0.5000 ch1 note_on 60 100",
        "1.9667 ch1 note_off 60",
        "1.9667 ch1 bend 0",
    ]
    notes = [message for message in mido.MidiFile(tmp_path / "out.mid") if message.type.startswith("note")]
    assert [message.type for message in notes] == ["note_on", "note_off"]
    played = json.loads((tmp_path / "out.json").read_text())
    assert (played["mapping"], played["source"], played["seconds"]) == ("Drone", "take.jsonl", 1.9667)
    assert [(e["kind"], e["t"], e.get("end")) for e in played["events"]] == [
        ("bend", 0.5, None),
        ("note", 0.5, 1.9667),
        ("bend", 1.9667, None),
    ]
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
    header, *frames = (tmp_path / "b.jsonl").read_text().splitlines()
    assert json.loads(header)["file"] == "drone.yaml"
    assert frames == take.read_text().splitlines()[1:]


def test_the_transcript_of_run_and_of_render_are_the_same(
    make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    take = make_take(0.1, 0.5)
    live = run(tmp_path, "run", "--no-midi", "--no-preview", "--source", take, "--transcript", "live.txt")
    rendered = run(tmp_path, "render", take, "--transcript", "off.txt")
    assert (live.returncode, rendered.returncode) == (0, 0)
    assert (tmp_path / "live.txt").read_text() == (tmp_path / "off.txt").read_text() != ""


def test_a_transcript_goes_to_standard_output_with_nothing_between_its_lines(
    make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    take = make_take(0.1, 0.5)
    live = run(tmp_path, "run", "--no-midi", "--no-preview", "--source", take, "--transcript", "-")
    rendered = run(tmp_path, "render", take, "--transcript", "-")
    assert run(tmp_path, "render", take, "--transcript", "off.txt").returncode == 0
    assert rendered.stdout == live.stdout == (tmp_path / "off.txt").read_text() != ""
    assert "controller changes" in rendered.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["off.txt", "take.jsonl"]


def test_a_set_that_never_began_leaves_no_take(model: Path, tmp_path: Path) -> None:
    typed = ("run", "--no-midi", "--no-preview", "--source", "performer", "--record", "solo.jsonl")
    done = run(
        tmp_path, *typed, "--model", model, "--tracker", "mediapipe", env=without("mediapipe", tmp_path)
    )
    assert done.returncode == 1
    assert "pip install" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["hidden"]


def test_a_mapping_is_explained_hand_by_hand_and_scene_by_scene(tmp_path: Path) -> None:
    said = run(tmp_path, "explain", "chords").stdout
    assert said.startswith("Chords\nThe left hand picks")
    titles = [
        said.index(title) for title in ("In every scene:", "Scene verse (it is on at first)", "Scene chorus")
    ]
    assert titles == sorted(titles)
    assert "\n  Left hand\n    - bell: C6 sounds while the hand is pinched" in said
    assert "As it begins it sends controller 91 (reverb)" in said
    done = run(tmp_path, "explain", "nothing-here")
    assert done.returncode != 0 and "Traceback" not in done.stderr


def test_a_mapping_is_drawn_and_only_as_a_picture(tmp_path: Path) -> None:
    done = run(tmp_path, "explain", "mixer", "--picture", "mixer.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mixer.png").read_bytes().startswith(b"\x89PNG")
    refused = run(tmp_path, "explain", "mixer", "--picture", "mixer.txt")
    assert refused.returncode == 2 and ".png, .pdf or .svg" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mixer.png"]


def test_a_terminal_that_lacks_a_letter_is_shown_another_sign(tmp_path: Path) -> None:
    (tmp_path / "größe♪.yaml").write_text(
        "name: Größe ♪\ncontrols: [{send: note, pitch: C4, gate: right.present}]\n", encoding="utf-8"
    )
    for typed, shown in (
        (("check", "größe♪.yaml"), "gr??e?.yaml: good"),
        (("explain", "größe♪.yaml"), "Gr??e ?"),
        (("check", "keine♪.yaml"), "keine?.yaml"),
    ):
        done = run(tmp_path, *typed, env={"PYTHONIOENCODING": "iso8859-5"})
        assert "Traceback" not in done.stderr
        assert shown in done.stdout + done.stderr


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_nothing_that_is_typed_may_be_empty(command: str) -> None:
    told = main.get_command(click.Context(main), command)
    assert told is not None
    typed = [[param.opts[-1], ""] for param in told.params if is_option(param)]
    typed += [[""] for param in told.params if isinstance(param, click.Argument)]
    for words in typed:
        done = CliRunner().invoke(main, [command, *words])
        assert (done.exit_code, "it is empty: write what is meant" in done.output) == (2, True), words


def is_option(param: click.Parameter) -> bool:
    """Whether it is an option that takes one value."""
    return isinstance(param, click.Option) and not (param.is_flag or param.count or param.nargs != 1)


def test_the_catalog_is_printed_whole(tmp_path: Path) -> None:
    printed = run(tmp_path, "gestures").stdout
    for signal in (*signals.HAND, *signals.POSES, *signals.HITS, *signals.BOTH, *signals.NO_HAND):
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


def test_ones_own_mappings_are_listed_checked_and_played_by_name_and_a_bundled_name_stays_its_own(
    tmp_path: Path, drone: Path
) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    folder = tmp_path / "data" / "gesture2midi" / "mappings"
    folder.mkdir(parents=True)
    for name in ("hum.yaml", "theremin.yaml", "no name.yaml"):
        (folder / name).write_text(drone.read_text())
    (folder / "broken.yaml").write_text("name: [")
    listed = run(tmp_path, "mappings", env=env).stdout
    assert "hum" in listed and "check broken" in listed and "no name" not in listed
    assert run(tmp_path, "check", "hum", env=env).stdout == "hum: good\n"
    assert "Drone" in run(tmp_path, "explain", "hum", env=env).stdout
    assert "Drone" not in run(tmp_path, "explain", "theremin", env=env).stdout
    missed = run(tmp_path, "check", "hmu", env=env)
    assert (missed.returncode, "did you mean `hum`?" in missed.stderr) == (2, True)
    away = run(tmp_path, "check", "../mappings/hum", env=env)
    assert away.returncode == 2


def test_check_tells_warnings_and_fails_on_them_only_when_strict(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("name: Odd\ncontrols:\n  - {send: cc, number: 6, from: left.y}\n")
    done = run(tmp_path, "check", "odd.yaml")
    assert done.returncode == 0
    assert "odd.yaml:3:" in done.stdout and "warning" in done.stdout
    assert "odd.yaml: good, with 1 warning\n" in done.stdout
    assert run(tmp_path, "check", "--strict", "odd.yaml").returncode == 1
    assert run(tmp_path, "check", "--strict", *paths.bundled_mappings()).returncode == 0


def test_the_schema_is_printed_for_editors(tmp_path: Path) -> None:
    assert json.loads(run(tmp_path, "schema").stdout) == json_schema()


SENTENCES = [
    # (what is typed, exit status, what the one sentence must name)
    (("run", "--source", "99"), 1, ("99", "--source performer")),
    (("run", "--source", "missing.mp4"), 1, ("missing.mp4",)),
    (("run", "--source", "empty.mp4"), 1, ("empty.mp4",)),
    (("run", "--source", "text.mp4"), 1, ("text.mp4",)),
    (("run", "--source", "."), 1, ("picture",)),
    (("run", "--source", "performer:nobody"), 1, ("nobody", "demo")),
    (("run", "--source", "performer", "--mapping", "theramin"), 2, ("theramin", "did you mean `theremin`?")),
    (("render", "performer", "--midi", "x.mid", "--format", "9:16"), 2, ("--format", "--video")),
    (("rnu",), 2, ("rnu", "did you mean `run`?")),
    (("run", "--source", "performer", "--mapping", "."), 1, ("folder",)),
    (("run", "--source", "performer", "--mapping", "binary.yaml"), 1, ("binary.yaml",)),
    (("run", "--source", "performer", "--osc", "7000"), 2, ("7000", "HOST:PORT")),
    (("run", "--source", "performer", "--osc", "http://x:80"), 2, ("http://x:80", "HOST:PORT alone")),
    (("run", "--source", "performer", "--osc", "127.0.0.1:7000,only=right"), 2, ("only=/g2m/right/*",)),
    (("run", "--source", "performer", "--osc-in", "x:y"), 2, ("OSC in at 'x:y'", "1 to 65535")),
    (("run", "--source", ""), 2, ("--source", "it is empty")),
    (("studio", "--audio-driver", ""), 2, ("--audio-driver", "it is empty")),
    (("run", "--source", "performer", "--osc-in", "0"), 2, ("OSC in at '0'", "1 to 65535")),
    (("run", "--source", "performer", "--oscquery"), 2, ("--osc-in",)),
    (("run", "--source", "performer", "--record", "-"), 2, ("--record", "name a file")),
    (("render", "performer", "--midi", "-"), 2, ("--midi", "name a file")),
    (("demo", "--out", "new/demo", "--mapping", "theramin"), 2, ("theramin", "did you mean `theremin`?")),
    (("rnu",), 2, ("rnu", "did you mean `run`?")),
    (("demo", "--out", "new", "--score", "nobody"), 1, ("nobody",)),
    (("demo", "--out", "new", "--model", "text.mp4"), 1, ("text.mp4", "fbc2a300")),
    (("run", "--source", "performer", "--osc", "127.0.0.1:99999"), 2, ("99999",)),
    (("run", "--source", "performer", "--size", "big"), 2, ("big", "640x480")),
    (("run", "--source", "performer", "--port", "Nowhere"), 2, ("Nowhere",)),
    (("run", "--source", "performer", "--no-midi", "--midi-in-port", "Nowhere"), 2, ("Nowhere",)),
    (("run", "--source", "performer", "--model", "text.mp4"), 1, ("text.mp4", "fbc2a300")),
    (("run", "--source", "performer", "--model", "nothing.task"), 1, ("nothing.task",)),
    (("run", "--source", "text.jsonl"), 1, ("text.jsonl",)),
    (("render", "performer"), 2, ("--midi",)),
    (("render", "performer", "--midi", "no/such/folder.mid"), 1, ("no/such",)),
    (("render", "performer", "--video", "out.txt"), 1, ("out.txt", ".mp4")),
    (("render", "performer", "--wav", "o.wav", "--soundfont", "text.mp4"), 1, ("text.mp4",)),
    (("render", "performer", "--wav", "o.wav", "--soundfont", "nothing.sf2"), 1, ("nothing.sf2",)),
    (("render", "performer", "--wav", "o.wav", "--soundfont", "half.sf2"), 1, ("half.sf2",)),
    (("render", "performer", "--midi", "text.mp4/o.mid"), 1, ("text.mp4", "folder")),
    (("render", "performer", "--midi", ""), 2, ("--midi", "it is empty")),
    (("render", "performer", "--midi", "folder"), 2, ("folder",)),
    (("render", "performer", "--midi", os.devnull), 1, (os.devnull,)),
    (("render", "performer", "--plot", "x" * 300), 1, ("xxx",)),
    (("render", "performer", "--stats", "no/such/stats.json"), 1, ("no/such",)),
    (("render", "performer", "--midi", "o", "--wav", "o"), 2, ("twice",)),
    (("render", "text.jsonl", "--transcript", "text.jsonl"), 2, ("twice",)),
    (("render", "performer", "--midi", "o.mid", "--fps", "nan"), 2, ("nan",)),
    (("render", "performer", "--midi", "o.mid", "--size", "15x16"), 2, ("15x16",)),
    (("render", "broken", "--midi", "o.mid", "--video", "o.mp4", "--record", "o.jsonl"), 1, ("2.png",)),
    (("render", "performer:bad.yaml", "--midi", "o.mid"), 1, ("bad.yaml:3", "did you mean `y`")),
    (("render", "performer:deep.yaml", "--midi", "o.mid"), 1, ("deep.yaml", "nested")),
    (("render", "cut.mp4", "--midi", "o.mid"), 1, ("cut.mp4",)),
    (("run", "--source", "performer", "--record", "no/such/take.jsonl"), 1, ("no/such",)),
    (("run", "--source", "performer", "--stats", "no/such/stats.json"), 1, ("no/such",)),
    (("run", "--source", "performer", "--transcript", "no/such/out.txt"), 1, ("no/such",)),
    (("run", "--source", "99", "--transcript", "o.txt", "--record", "o.jsonl"), 1, ("99",)),
    (("run", "--source", "performer", "--port", ""), 2, ("port",)),
    (("demo", "--out", "text.mp4/demo"), 1, ("text.mp4", "--out")),
    (("check", "deep.yaml"), 1, ("deep.yaml", "nested")),
    (("run", "--no-midi", "--synth", "--soundfont", "text.mp4", "--source", "performer"), 1, ("text.mp4",)),
    (("run", "--no-midi", "--synth", "--audio-buffer", "8"), 2, ("--audio-buffer", "16<=x<=8192")),
    (("run", "--no-midi", "--port", "lights=USB"), 2, ("--port", "--no-midi")),
    (("run", "--no-midi-in", "--midi-in-port", "USB"), 2, ("--midi-in-port", "--no-midi-in")),
    (("studio", "--no-synth", "--audio-buffer", "64"), 2, ("--audio-buffer", "--no-synth")),
    (("calibrate", "--player", "nul", "--source", "performer"), 2, ("nul", "device")),
    (("new", "con"), 2, ("con.yaml", "device")),
    (("check", "missing.yaml"), 1, ("missing.yaml",)),
    (("model", "--model", "text.mp4"), 1, ("text.mp4", "fbc2a300")),
    (("demo", "--out", "text.mp4"), 2, ("text.mp4",)),
]


def broken_pictures(folder: Path) -> None:
    """Two pictures, of which the second breaks off."""
    folder.mkdir()
    cv2.imwrite(str(folder / "1.png"), np.zeros((48, 64, 3), np.uint8))
    (folder / "2.png").write_bytes((folder / "1.png").read_bytes()[:60])


def cut_video(path: Path) -> None:
    """A video that was cut in half before its index."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (64, 48))
    for grey in range(0, 250, 10):
        writer.write(np.full((48, 64, 3), grey, np.uint8))
    writer.release()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("typed", "status", "names"), SENTENCES, ids=[" ".join(s[0])[:80] for s in SENTENCES]
)
def test_what_cannot_be_done_is_one_sentence(
    typed: tuple[str, ...], status: int, names: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    for name in ("text.mp4", "text.jsonl"):
        (tmp_path / name).write_text("This is not what its name says.\n")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "bad.yaml").write_text("name: Bad\nright:\n  - {at: 0, yy: 3}\n")
    (tmp_path / "deep.yaml").write_text("[" * 600)
    (tmp_path / "half.sf2").write_bytes((paths.soundfonts() / "gesture2midi.sf2").read_bytes()[:20_000])
    (tmp_path / "folder").mkdir()
    broken_pictures(tmp_path / "broken")
    cut_video(tmp_path / "cut.mp4")
    before = sorted(tmp_path.rglob("*"))
    done = run(tmp_path, *typed)
    said = done.stderr + done.stdout
    assert done.returncode == status, said
    assert "Traceback" not in said
    for name in names:
        assert name in said
    sentences = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(sentences) <= 1
    for sentence in sentences:
        # One that begins with the place of a mistake in a file keeps the file's own name.
        assert sentence[7].isupper() or re.match(r"Error: [\w/.]+:(\d+:)* ", sentence), sentence
    assert sorted(tmp_path.rglob("*")) == before, "something was left behind"


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


def test_a_take_with_a_broken_line_inside_is_refused_and_nothing_is_left(
    make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    take = make_take(0.1, 0.5)
    lines = take.read_text().splitlines(keepends=True)
    take.write_text("".join([*lines[:5], '{"t":\n', *lines[5:]]))
    done = run(tmp_path, "render", take, "--midi", "o.mid", "--record", "o.jsonl")
    assert done.returncode == 1
    assert f"{take}:6:" in done.stderr
    assert list(tmp_path.iterdir()) == [take]


def without(module: str, folder: Path) -> dict[str, str]:
    """An environment in which `import module` fails."""
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / f"{module}.py").write_text("raise ImportError('it is not here')\n")
    return {"PYTHONPATH": os.pathsep.join([str(hidden), str(Path(gesture2midi.__file__).parents[1])])}


@pytest.mark.parametrize("command", ["run", "studio"])
def test_the_synth_is_opened_with_the_buffer_that_was_asked_for(
    command: str, make_take: Callable[[float, float], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paths, "settings", lambda: tmp_path / "settings.json")
    wanted: list[io_outputs.Output] = []

    def opened(outputs: Iterable[io_outputs.Output], *told: object) -> None:
        wanted.extend(outputs)
        raise UsageError("That is all.")

    monkeypatch.setattr(io_outputs, "open_sinks", opened)
    arguments = ("--no-midi", "--synth", "--audio-buffer", "256", "--source", str(make_take(0.2, 0.2)))
    assert CliRunner().invoke(main, [command, *arguments]).output == "Error: That is all.\n"
    assert wanted == [io_outputs.ToSynth(None, None, 256)]


def test_without_fluidsynth_there_is_all_but_sound(
    make_take: Callable[[float, float], Path], model: Path, tmp_path: Path
) -> None:
    hidden = without("fluidsynth", tmp_path)
    done = run(tmp_path, "render", make_take(0.1, 0.2), "--wav", "o.wav", "--midi", "o.mid", env=hidden)
    assert done.returncode == 1
    assert "libfluidsynth3" in done.stderr
    assert not (tmp_path / "o.mid").exists()
    (tmp_path / "short.yaml").write_text("name: Short\nseconds: 0.2\nright:\n  - {at: 0}\n")
    done = run(tmp_path, "demo", "--score", "short.yaml", "--out", "out", "--model", model, env=hidden)
    assert done.returncode == 0, done.stderr
    assert "libfluidsynth3" in done.stderr
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".mid", ".png", ".mp4"}


@pytest.mark.parametrize(("tracker", "library"), [("mediapipe", "mediapipe"), ("litert", "ai_edge_litert")])
def test_without_its_library_the_way_to_a_tracker_is_named(
    tracker: str, library: str, model: Path, tmp_path: Path
) -> None:
    files = ("--midi", "o.mid", "--record", "o.jsonl", "--video", "o.mp4", "--model", model)
    hidden = without(library, tmp_path)
    done = run(tmp_path, "render", "performer", "--tracker", tracker, *files, env=hidden)
    assert done.returncode == 1
    assert "pip install" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["hidden"]


def test_without_the_fast_tracker_mediapipe_plays_and_says_so(model: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    cv2.imwrite(str(tmp_path / "pictures" / "0.png"), np.full((48, 64, 3), 90, np.uint8))
    hidden = without("ai_edge_litert", tmp_path)
    done = run(tmp_path, "render", "pictures", "--midi", "o.mid", "--model", model, env=hidden)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Tracking with MediaPipe, for the fast tracker does not work here") == 1
    assert (tmp_path / "o.mid").is_file()


@pytest.mark.parametrize(("channels", "size"), [(1, (1, 1)), (3, (48, 64)), (4, (33, 17))])
def test_pictures_of_any_kind_and_size_are_played(
    channels: int, size: tuple[int, int], model: Path, tmp_path: Path
) -> None:
    """One channel, three and four; the second picture is larger than the first."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index, (height, width) in enumerate((size, (120, 160))):
        cv2.imwrite(str(folder / f"{index}.png"), np.full((height, width, channels), 90, np.uint8))
    done = run(tmp_path, "render", folder, "--video", "o.mp4", "--stats", "o.json", "--model", model)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "o.json").read_text())["frames"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_a_render_and_leaves_nothing(model: Path, tmp_path: Path) -> None:
    files = ("--midi", "o.mid", "--video", "o.mp4", "--record", "o.jsonl", "--model", model)
    process = subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", "render", "performer", *map(str, files)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    while process.poll() is None and not (tmp_path / "o.jsonl.part").exists():
        time.sleep(0.05)
    process.send_signal(SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in (1, 130, -SIGINT)
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


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

"""`gesture2midi teach` as a player types it, on takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.cli import main
from gesture2midi.cli.lessons import watch
from gesture2midi.errors import MappingError, SourceError
from gesture2midi.events import Frame, Hand, Hands
from gesture2midi.gestures import signals
from gesture2midi.mapping.load import check, loads
from gesture2midi.performer.keyframes import SHAPES
from gesture2midi.performer.kinematics import HandPose, joints
from gesture2midi.performer.score import read_score
from gesture2midi.performer.source import Performer

Teach = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where gestures are kept; the working folder is the one around it."""
    monkeypatch.setenv("GESTURE2MIDI_GESTURES", str(tmp_path / "gestures"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "gestures"


@pytest.fixture
def teach(folder: Path) -> Teach:
    return lambda *arguments: CliRunner().invoke(main, ["teach", *map(str, arguments)])


def take(path: Path, frames: list[Hands]) -> Path:
    with TakeWriter(path) as file:
        for hands in frames:
            file.write(hands)
    return path


def played(path: Path, score: str) -> Path:
    """A take of the truth about a score."""
    performer = Performer(read_score(f"name: Test\n{score}", "test.yaml"))
    return take(path, [performer.truth(i / performer.fps) for i in range(performer.total)])


def held(path: Path, pose: str, seconds: float = 1.5, sway: float = 0.05) -> Path:
    """A take of the performer's right hand that holds a pose and sways a little."""
    return played(
        path,
        "right:\n"
        f"  - {{at: 0, pose: {pose}, x: 0.6}}\n"
        f"  - {{at: {seconds / 2}, x: {0.6 + sway}, roll: 8, yaw: 8}}\n"
        f"  - {{at: {seconds}, roll: -8, yaw: -8}}\n",
    )


def swipes(path: Path, times: int, seconds: float = 0.4) -> Path:
    """A take of a hand that swipes to the right, goes out of sight, and swipes again."""
    frames, t = [], 0.0
    shape = {k: getattr(SHAPES["open"], k) for k in ("thumb", "index", "middle", "ring", "pinky")}
    hand = HandPose(0.5, 0.5, 0.35, 0, 0, 0, *shape.values(), 0.5, 0.0)
    bones = joints(hand, "right").points
    world = ((bones - bones.mean(axis=0)) * (1, -1, -1)).astype(np.float32)
    for _ in range(times):
        for i in range(round((seconds + 0.6) * 30)):
            part = min(max((i / 30 - 0.3) / seconds, 0), 1)
            x = 0.3 + 0.4 * part**3 * (10 - 15 * part + 6 * part * part)
            points = world * np.float32(2) + np.array((x, 0.5, 0), np.float32)
            frames.append(
                Hands(round(t + i / 30, 6), len(frames), 4 / 3, (Hand("right", 1.0, points, world),))
            )
        t += seconds + 1.2
    return take(path, frames)


def test_a_pose_taught_by_a_take_plays_a_note_in_another(teach: Teach, folder: Path, tmp_path: Path) -> None:
    sign, other = held(tmp_path / "sign.jsonl", "rock"), held(tmp_path / "other.jsonl", "point")
    done = teach("horns", "--pose", "--source", sign, "--not", other)
    assert done.exit_code == 0, done.output
    assert "right.horns" in done.output and "100.0 % found, 0.0 %" in done.output
    picture = cv2.imread(str(folder / "horns.png"))
    assert picture is not None and picture.shape[0] > 400 and picture.std() > 10
    assert {path.name for path in folder.iterdir()} == {"horns.json", "horns.png"}
    (tmp_path / "m.yaml").write_text(
        "name: M\ncontrols:\n  - {send: note, pitch: C4, gate: right.horns}\n"
        "  - {send: note, pitch: D4, gate: left.horns}\n"
    )
    played(
        tmp_path / "play.jsonl",
        "right:\n  - {at: 0, pose: point, hold: 0.5}\n  - {at: 1, pose: rock, hold: 0.5}\n"
        "  - {at: 2, pose: point, hold: 0.5}\n",
    )
    run = CliRunner()
    assert run.invoke(main, ["check", "--strict", "m.yaml"]).output == "m.yaml: good\n"
    (tmp_path / "w.yaml").write_text((tmp_path / "m.yaml").read_text() + "let: {unread: any.horns}\n")
    for options, status in ((("w.yaml",), 0), (("--strict", "w.yaml"), 1)):
        done = run.invoke(main, ["check", *options])
        assert done.exit_code == status and "nothing reads the variable `unread`" in done.output
    assert run.invoke(main, ["gestures"]).output.count("horns") == 1
    done = run.invoke(main, ["render", "play.jsonl", "--mapping", "m.yaml", "--transcript", "t.txt"])
    assert done.exit_code == 0, done.output
    on, off = [line.split() for line in (tmp_path / "t.txt").read_text().splitlines()]
    assert on[2:4] == ["note_on", "60"] and 0.7 <= float(on[0]) <= 1.1
    assert off[2:4] == ["note_off", "60"] and 1.5 <= float(off[0]) <= 1.95


def test_a_motion_taught_by_a_take_strikes_a_drum_in_another(teach: Teach, tmp_path: Path) -> None:
    shown = swipes(tmp_path / "shown.jsonl", 4)
    done = teach("wipe", "--motion", "--source", shown, "--picture", "c.png")
    assert done.exit_code == 0, done.output
    assert "100.0 % found" in done.output and (tmp_path / "c.png").is_file()
    (tmp_path / "m.yaml").write_text("name: M\ncontrols:\n  - {send: drum, sound: kick, hit: right.wipe}\n")
    swipes(tmp_path / "play.jsonl", 2, seconds=0.5)
    done = CliRunner().invoke(main, ["render", "play.jsonl", "--mapping", "m.yaml", "--transcript", "t.txt"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "t.txt").read_text().count("note_on 36") == 2


def test_taught_gestures_are_listed_shared_and_forgotten(teach: Teach, folder: Path, tmp_path: Path) -> None:
    assert "taught nothing yet" in teach("--list").output
    sign = held(tmp_path / "sign.jsonl", "rock")
    assert teach("horns", "--pose", "--source", sign).exit_code == 0
    again = teach("horns", "--pose", "--source", sign)
    assert again.exit_code == 2 and "--replace" in again.output
    assert teach("horns", "--pose", "--source", sign, "--replace", "--turned").exit_code == 0
    assert "horns" in teach("--list").output
    (folder / "horns.json").rename(tmp_path / "friend.json")
    (folder / "horns.png").unlink()
    assert "taught nothing yet" in teach("--list").output
    assert teach("--import", tmp_path / "friend.json").exit_code == 0
    assert teach("--import", tmp_path / "friend.json").exit_code == 2
    (folder / "horns.json").rename(folder / "copied (1).json")
    assert "horns" in teach("--list").output
    (folder / "broken.json").write_text("{")
    listed = teach("--list")
    assert (
        listed.exit_code == 0 and "horns" in listed.output and "broken.json is not a gesture" in listed.output
    )
    assert teach("--remove", "broken").exit_code == 0
    assert teach("--remove", "horns").output == "horns is forgotten.\n"
    gone = teach("--remove", "../horns")
    assert gone.exit_code == 2 and "No gesture called" in gone.output
    assert list(folder.iterdir()) == []


def test_nothing_usable_saves_nothing(teach: Teach, folder: Path, tmp_path: Path, hand: Hand) -> None:
    nobody = take(tmp_path / "nobody.jsonl", [Hands(i / 30, i, 4 / 3, ()) for i in range(60)])
    few = take(tmp_path / "few.jsonl", [Hands(i / 30, i, 4 / 3, (hand,)) for i in range(3)])
    still = take(tmp_path / "still.jsonl", [Hands(i / 30, i, 4 / 3, (hand,)) for i in range(60)])
    flat = replace(hand, world=np.zeros((21, 3), np.float32))
    no_size = take(tmp_path / "flat.jsonl", [Hands(i / 30, i, 4 / 3, (flat,)) for i in range(60)])
    for arguments, sentence in (
        (("--pose", "--source", nobody), "No hand was seen"),
        (("--pose", "--source", few), "seen in 3 frames only"),
        (("--pose", "--source", still, "--hand", "left"), "left hand was seen in 0 frames"),
        (("--pose", "--source", no_size), "seen in 0 frames"),
        (("--motion", "--source", still), "made a motion 0 times"),
        (("--motion", "--source", swipes(tmp_path / "one.jsonl", 1)), "made a motion once"),
    ):
        done = teach("my_sign", *arguments)
        assert done.exit_code == 1, arguments
        assert sentence in done.output and done.output.startswith("Error: ") and done.output.count("\n") == 1
    assert not folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("my_sign",),
        ("--pose",),
        ("my_sign", "--list"),
        ("--list", "--remove", "x"),
        ("fist", "--pose"),
        ("../x", "--pose"),
        ("my_sign", "--pose", "--seconds", "nan"),
    ],
)
def test_what_makes_no_sense_is_told(teach: Teach, folder: Path, arguments: tuple[str, ...]) -> None:
    done = teach(*arguments)
    assert done.exit_code == 2 and "Error: " in done.output
    assert not folder.exists()


def test_an_unknown_name_suggests_a_taught_one(tmp_path: Path) -> None:
    taught = [signals.taught_signal("my_sign", "pose"), signals.taught_signal("my_turn", "motion")]
    text = "name: M\ncontrols:\n  - {send: note, pitch: C4, gate: %s}\n"
    path = tmp_path / "m.yaml"
    for name in ("right.my_sign", "left.my_turn and any.my_sign"):
        mapping = loads(text % name, path, taught)
        assert mapping.signals == {word for word in name.split() if "." in word}
    with pytest.raises(MappingError, match=r"no signal is called `right\.my_sign`"):
        loads(text % "right.my_sign", path)
    for wrong, hint in (("right.my_sing", "did you mean `right.my_sign`"), ("my_turn", "`right.my_turn`, ")):
        path.write_text(text % wrong)
        (problem,) = check(path, taught)
        assert hint in str(problem)
    followed = "name: M\ncontrols:\n  - {send: note, pitch: left.my_sign, gate: 1, velocity: any.my_turn}\n"
    assert loads(followed, path, taught).signals == {"left.my_sign", "any.my_turn"}


def test_files_are_plain_json_of_numbers(teach: Teach, folder: Path, tmp_path: Path) -> None:
    assert teach("horns", "--pose", "--source", held(tmp_path / "s.jsonl", "rock")).exit_code == 0
    data = json.loads((folder / "horns.json").read_text())
    assert data.keys() == {"format", "version", "name", "kind", "shown", "others"}
    assert (folder / "horns.json").stat().st_size < 150_000


class Camera:
    """A camera that shows a hand from its first picture on, or gives no picture at all."""

    name, fps, total = "camera 0", 30.0, None

    def __init__(self, frames: list[Hands | None]) -> None:
        self._frames = frames
        self.closed = False

    def frames(self) -> Iterator[Hands | None]:
        yield from self._frames

    def close(self) -> None:
        self.closed = True


def test_a_camera_is_counted_down_and_watched_for_its_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hand: Hand
) -> None:
    shown = [Hands(5 + i / 30, i, 4 / 3, (hand,)) for i in range(600)]
    camera = Camera([None, *shown[:40], None, None, *shown[40:]])
    monkeypatch.setattr("gesture2midi.session.sources.open_source", lambda *_, **__: camera)
    found = watch("0", "show my_sign", None, None, 4)
    assert found[0].t == pytest.approx(8) and found[-1].t == pytest.approx(12)
    assert camera.closed
    assert capsys.readouterr().err.splitlines() == ["Show my_sign in 3 s, for 4 s.", "Now."]
    aloud: list[str] = []
    assert watch("0", "not my_sign", None, 2, 4, aloud.append)[-1].t == pytest.approx(10)
    assert aloud == ["Not my_sign in 3 s, for 2 s.", "Now."]
    assert capsys.readouterr().err == ""
    blind = Camera([None] * 1000)
    monkeypatch.setattr("gesture2midi.session.sources.open_source", lambda *_, **__: blind)
    with pytest.raises(SourceError, match="camera 0 gives no picture"):
        watch("0", "show my_sign", None, None, 4)
    assert blind.closed


def test_each_picture_of_a_folder_is_a_hand_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hand: Hand
) -> None:
    for i in range(4):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.zeros((48, 64, 3), np.uint8))

    class Tracked:
        resets = 0

        def reset(self) -> None:
            self.resets += 1

        def track(self, frame: Frame) -> Hands:
            return Hands(frame.t, frame.index, 4 / 3, (hand,))

    tracked = Tracked()
    assert len(watch(str(tmp_path), "show my_sign", tracked, None, 4)) == 4
    assert tracked.resets == 4


def test_a_map_is_taught_and_played(teach: Teach, folder: Path, tmp_path: Path) -> None:
    sources = [held(tmp_path / f"{pose}.jsonl", pose) for pose in ("open", "fist", "point")]
    asked = ["face", "--map", *(part for p in ("0,0.2", "1,0.2", "0.5,0.9") for part in ("--preset", p))]
    done = teach(*asked, *(part for source in sources for part in ("--source", source)))
    assert done.exit_code == 0, done.output
    assert "right.face.1, right.face.2" in done.output and "cross-validated error" in done.output
    assert (folder / "face.json").exists()
    assert "3 presets of 2" in teach("--list").output
    again = teach(*asked, *(part for source in sources for part in ("--source", source)))
    assert again.exit_code == 2 and "--replace" in again.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["face", "--map"], "2 to 8 presets"),
        (["face", "--map", "--preset", "0,x", "--preset", "1,1"], "no list of numbers"),
        (["face", "--map", "--preset", "0,1", "--preset", "1"], "as many values"),
        (["face", "--map", "--preset", "0", "--preset", "2"], "0 to 1"),
        (["face", "--map", "--preset", "0", "--preset", "1", "--turned"], "no --not"),
        (["face", "--pose", "--preset", "0,1"], "Only a map"),
        (["face", "--map", "--preset", "0", "--preset", "1", "--source", "a.jsonl"], "one for each"),
    ],
)
def test_a_map_that_is_asked_for_wrongly(teach: Teach, arguments: list[str], said: str) -> None:
    done = teach(*arguments)
    assert done.exit_code == 2 and said in done.output

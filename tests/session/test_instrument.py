"""What a take is played with, and why nothing sounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.errors import SourceError
from gesture2midi.events import Hand, Hands
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.instrument import fingerprint, mapping_for, own_mapping, take_writer, why_silent

RIGHT = "name: Mine\ncontrols: [{send: note, pitch: right.y, range: C3..C5, gate: right.pinch > 0.6}]\n"
BODY = "name: Mine\ncontrols: [{send: note, pitch: C4, gate: body.present}]\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the player's own mappings, with `mine.yaml` in it."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    monkeypatch.setattr(paths, "own_mappings", lambda: folder)
    (folder / "mine.yaml").write_text(RIGHT)
    return folder


def recorded(path: Path, mapping: Path) -> Path:
    with take_writer(path, 30.0, load(mapping)) as writer:
        for i in range(30):
            writer.write(Hands(i / 30, i, 1.5, ()))
    return path


def found(take: Path, wanted: str | None = None) -> tuple[str, list[str]]:
    told: list[str] = []
    return mapping_for(str(take), wanted, (), told.append), told


def test_a_take_is_played_with_what_it_was_recorded_with(tmp_path: Path, own: Path) -> None:
    mine = recorded(tmp_path / "a.jsonl", own / "mine.yaml")
    bundled = recorded(tmp_path / "b.jsonl", paths.mapping_file("drums"))
    assert found(mine) == (str(own / "mine.yaml"), [])
    assert found(bundled) == (str(paths.mapping_file("drums")), [])
    assert found(mine, "drums") == ("drums", [])
    assert found(tmp_path / "film.mp4") == ("theremin", [])


def test_a_mapping_that_has_changed_since_is_told_and_played(tmp_path: Path, own: Path) -> None:
    take = recorded(tmp_path / "a.jsonl", own / "mine.yaml")
    (own / "mine.yaml").write_bytes(RIGHT.replace("\n", "\r\n").encode())
    assert found(take)[1] == []
    (own / "mine.yaml").write_text(RIGHT.replace("C5", "C6"))
    assert found(take) == (
        str(own / "mine.yaml"),
        ["The mapping mine.yaml has changed since the take was recorded."],
    )


def test_what_is_included_counts_too(tmp_path: Path, own: Path) -> None:
    (own / "more.yaml").write_text(RIGHT.replace("Mine", "More"))
    (own / "mine.yaml").write_text("name: Both\ninclude: [more.yaml]\n")
    take = recorded(tmp_path / "a.jsonl", own / "mine.yaml")
    assert found(take)[1] == []
    (own / "more.yaml").write_text(RIGHT.replace("C5", "C6"))
    assert "has changed" in found(take)[1][0]


def test_a_bundled_one_as_it_was_is_taken_before_the_players_own_of_the_same_file_name(
    tmp_path: Path, own: Path
) -> None:
    take = recorded(tmp_path / "a.jsonl", paths.mapping_file("drums"))
    (own / "drums.yaml").write_text(RIGHT)
    assert found(take) == (str(paths.mapping_file("drums")), [])
    old = tmp_path / "old.jsonl"
    old.write_text('{"format":"gesture2midi take","version":1,"fps":30.0,"file":"drums.yaml"}\n')
    assert found(old) == (str(own / "drums.yaml"), [])


@pytest.mark.parametrize("name", ["gone.yaml", "no mapping.txt", "..", "."])
def test_one_that_is_gone_is_told_and_the_theremin_taken(tmp_path: Path, own: Path, name: str) -> None:
    path = tmp_path / "a.jsonl"
    with TakeWriter(path, file=name) as writer:
        writer.write(Hands(0.0, 0, 1.5, ()))
    assert found(path) == (
        "theremin",
        [f"The mapping {name}, with which the take was recorded, is gone; theremin plays it."],
    )


@pytest.mark.parametrize("folder", ["/etc/", "../../", "C:\\music\\", "a/b\\c/"])
def test_a_folders_path_in_a_take_is_not_followed(tmp_path: Path, own: Path, folder: str) -> None:
    (tmp_path / "outside.yaml").write_text(RIGHT)
    assert own_mapping(f"{folder}mine.yaml", "", (), pytest.fail) == own / "mine.yaml"
    told: list[str] = []
    assert own_mapping(str(tmp_path / "outside.yaml"), "", (), told.append) is None
    assert len(told) == 1


def test_a_take_that_says_nothing_is_played_by_the_theremin(tmp_path: Path) -> None:
    with TakeWriter(tmp_path / "a.jsonl") as writer:
        writer.write(Hands(0.0, 0, 1.5, ()))
    assert found(tmp_path / "a.jsonl") == ("theremin", [])
    with pytest.raises(SourceError):
        found(tmp_path / "none.jsonl")


def test_a_fingerprint_of_a_file_that_is_gone_is_none(tmp_path: Path) -> None:
    assert fingerprint([tmp_path / "none.yaml"]) == ""


def test_a_mapping_that_is_broken_now_counts_as_changed(tmp_path: Path, own: Path) -> None:
    take = recorded(tmp_path / "a.jsonl", own / "mine.yaml")
    (own / "mine.yaml").write_text("name: X\n")
    assert "has changed" in found(take)[1][0]


@pytest.mark.parametrize(
    ("text", "seen", "why"),
    [
        (RIGHT, (), "no hand was seen"),
        (RIGHT, ("left",), "the mapping Mine needs the right hand, which was never seen"),
        (RIGHT, ("right",), "no gate of Mine opened"),
        (RIGHT.replace("right", "any"), ("left",), "no gate of Mine opened"),
        (BODY, (), "no body was seen"),
        (BODY, ("left", "face"), "no body was seen"),
        (BODY, ("body",), "no gate of Mine opened"),
        (
            BODY.replace("body.present", "face.present and body.present"),
            (),
            "no face was seen and no body was seen",
        ),
        (BODY.replace("body.present", "heart.contact"), (), "no heart was heard"),
        (BODY.replace("body.present", "body.present and right.fist"), (), "no hand was seen"),
        (
            "name: Mine\ncontrols: [{send: cc, number: 1, from: left.y}]\n",
            ("left",),
            "the mapping Mine plays no notes",
        ),
    ],
)
def test_why_nothing_sounded(text: str, seen: tuple[str, ...], why: str) -> None:
    assert why_silent(loads(text, Path("mine.yaml")), seen).startswith(why)


def test_the_last_line_says_that_nothing_sounded(tmp_path: Path, hand: Hand, drone: Path) -> None:
    take = tmp_path / "a.jsonl"
    with take_writer(take, 30.0, load(paths.mapping_file("drums"))) as writer:
        for i in range(30):
            writer.write(Hands(i / 30, i, 1.5, (hand,)))
    silent = run(tmp_path, "render", take, "--json", "a.json")
    assert silent.stdout.splitlines()[-1].startswith("Nothing sounded: no gate of Drums opened")
    assert '"mapping":"Drums"' in (tmp_path / "a.json").read_text(encoding="utf-8")
    loud = run(tmp_path, "render", take, "--mapping", drone, "--midi", "a.mid")
    assert "Nothing sounded" not in loud.stdout


def test_the_last_line_of_a_set_says_that_nothing_sounded(tmp_path: Path, hand: Hand, drone: Path) -> None:
    take = tmp_path / "a.jsonl"
    with take_writer(take, 30.0, load(paths.mapping_file("drums"))) as writer:
        for i in range(30):
            writer.write(Hands(i / 30, i, 1.5, (hand,)))
    played = ("run", "--source", take, "--no-midi", "--no-preview", "--transcript", "notes.txt")
    silent = run(tmp_path, *played)
    assert silent.returncode == 0
    assert silent.stderr.splitlines()[-1].startswith("Nothing sounded: no gate of Drums opened")
    loud = run(tmp_path, *played, "--mapping", drone)
    assert "Nothing sounded" not in loud.stderr


def test_a_part_of_a_take_remembers_it_too(tmp_path: Path, own: Path) -> None:
    from gesture2midi.capture.takes.trim import cut

    take = Take(recorded(tmp_path / "a.jsonl", own / "mine.yaml"))
    cut(take, tmp_path / "b.jsonl", lambda done, total: None)
    assert Take(tmp_path / "b.jsonl").fingerprint == take.fingerprint != ""

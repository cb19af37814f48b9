"""Mappings that take in others: what is played, and what is refused, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.mapping import load as load_module
from gesture2midi.mapping.include import MOST_FILES
from gesture2midi.mapping.load import check, load, warnings

DRUMS = """name: Drums
synth: {programs: {1: 5, 3: 7}}
controls:
  - {id: kick, send: drum, sound: kick, hit: right.strike}
scenes:
  loud:
    controls:
      - {send: cc, number: 7, channel: 10, from: left.y}
      - {send: scene, to: main, when: left.fist}
"""


def write(folder: Path, **files: str) -> Path:
    """Files by their stems; the path of the first."""
    paths = []
    for stem, text in files.items():
        paths.append(folder / f"{stem}.yaml")
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(text, encoding="utf-8")
    return paths[0]


def said(path: Path) -> list[str]:
    return [f"{p.line}:{p.column}: {p.message}" for p in check(path)]


def test_what_is_included_is_played_as_well(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        band="name: Band\nsynth: {programs: {1: 9}}\ninclude: drums\ncontrols:\n"
        "  - {send: scene, to: loud, when: right.fist}\n",
        drums=DRUMS,
    )
    band = load(path)
    assert check(path) == [] and warnings(path) == []
    assert [control.id for control in band.controls] == ["scene-1", "drums/kick"]
    assert [control.id for control in band.scenes["loud"]] == ["drums/cc-1", "drums/scene-1"]
    assert band.synth.programs == {1: 8, 3: 6}
    assert (band.name, band.start, band.hands) == ("Band", "main", 2)


def test_a_file_may_be_nothing_but_what_it_includes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        a="name: A\ninclude: [b, drums.yaml]\n",
        b="name: B\ninclude: c\n",
        c=DRUMS.replace("loud", "soft"),
        drums=DRUMS,
    )
    assert [control.id for control in load(path).controls] == ["b/c/kick", "drums/kick"]


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "inner/../../outside", "../{folder}/../outside.yaml"]
)
def test_climbing_paths_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mappings"
    name = name.replace("{folder}", folder.name)
    path = write(folder, a=f"name: A\ninclude: {name}\n")
    (tmp_path / "outside.yaml").write_text(DRUMS)
    assert said(path) == [f"2:10: `{name}` lies outside the folder of this mapping"]


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links on this system")
def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "mappings", a="name: A\ninclude: link\n")
    (tmp_path / "outside.yaml").write_text(DRUMS)
    (path.parent / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    assert said(path) == ["2:10: `link` lies outside the folder of this mapping"]


def test_rings_are_refused(tmp_path: Path) -> None:
    one = write(tmp_path, one="name: One\ninclude: one\n")
    assert said(one) == ["2:10: a mapping cannot include itself"]
    path = write(tmp_path, a="name: A\ninclude: [b]\n", b="name: B\ninclude: c\n", c="name: C\ninclude: a\n")
    (ring,) = said(path)
    assert ring.startswith(
        "2:11: `b` has a problem in line 2: `c` has a problem in line 2: `a` includes this file"
    )


def test_too_deep_missing_twice_and_broken(tmp_path: Path) -> None:
    chain = {f"f{i}": f"name: F\ninclude: f{i + 1}\n" for i in range(5)}
    path = write(tmp_path, **chain, f5=DRUMS)
    assert "more than 3 levels deep" in said(path)[0]
    path = write(
        tmp_path,
        a="name: A\ninclude:\n  - drmus\n  - drums\n  - drums.yaml\n  - bad\n",
        drums=DRUMS,
        bad="name: 1",
    )
    assert said(path) == [
        "3:5: there is no such file",
        "5:5: `drums.yaml` stands here for the second time",
        "6:5: `bad` has a problem in line 1: `name` is text, got 1",
    ]
    assert said(write(tmp_path, a="name: A\ninclude: 3\n")) == [
        "2:10: `include` is another mapping file beside this one such as `drums`, or a list of up to 8, got 3"
    ]


def test_scenes_of_one_name(tmp_path: Path) -> None:
    path = write(tmp_path, a="name: A\ninclude: drums\nscenes:\n  loud:\n    about: x\n", drums=DRUMS)
    assert said(path) == ["4:3: there is more than one scene `loud`, here and in what is included"]


def test_what_fights_with_an_included_control_is_told_here(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        a="name: A\ninclude: b\ncontrols:\n  - {send: cc, number: 20, from: left.y}\n",
        b="name: B\ncontrols:\n  - {send: cc, number: 20, from: 0}\n  - {send: cc, number: 6, from: 1}\n",
    )
    (warning,) = warnings(path)
    assert warning.line == 2
    assert warning.message.startswith("controller 20 of channel 1 is moved by the control in line 4 as well")


@pytest.mark.parametrize("name", ["ring", "ring/more", "x" * 200])
def test_a_name_that_leads_nowhere_is_a_sentence(tmp_path: Path, name: str) -> None:
    ring = tmp_path / "ring"
    try:
        ring.symlink_to(ring)
        (tmp_path / "ring.yaml").symlink_to(tmp_path / "ring.yaml")
    except OSError:
        pytest.skip("this system lets nobody make links")
    included = write(tmp_path, a=f"name: A\ninclude: {name}\n")
    assert {problem.line for problem in check(included)} == {2}
    tuned = "controls:\n  - {send: note, pitch: C4, gate: right.fist, tuning: %s.scl}\n"
    assert {problem.line for problem in check(write(tmp_path, b="name: B\n" + tuned % name))} == {3}


def test_no_more_files_are_read_than_a_mapping_may_take_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knob = "controls: [{send: cc, number: 1, from: left.y}]\n"
    for level in "abc":
        below = f"include: [{', '.join(chr(ord(level) + 1) + str(i) for i in range(8))}]\n"
        for i in range(8):
            write(tmp_path, **{f"{level}{i}": "name: X\n" + (below if level < "c" else knob)})
    opened: list[Path] = []
    read = load_module.read
    monkeypatch.setattr(load_module, "read", lambda path: opened.append(path) or read(path))
    problems = said(write(tmp_path, top=f"name: Top\ninclude: [{', '.join(f'a{i}' for i in range(8))}]\n"))
    assert f"more than {MOST_FILES} files" in problems[0]
    assert len(opened) <= MOST_FILES + 1

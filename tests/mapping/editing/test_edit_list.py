"""Controls come, go, move and change their names in the text, and nothing else of it does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.editing.edit_list import (
    add_control,
    delete_control,
    duplicate_control,
    move_control,
    rename_control,
    slug,
)
from gesture2midi.mapping.editing.starters import STARTED, starter
from gesture2midi.mapping.load import check_text

BUNDLED = {name: paths.mapping_file(name).read_text(encoding="utf-8") for name in paths.bundled_mappings()}
EVERY = [(name, item.id) for name, text in BUNDLED.items() for item in items(text)[1]]

MINE = """\
# Mine.
name: Mine
controls:
  # The filter,
  # which is loud.
  - id: sweep   # by height
    send: cc
    number: 74
    from: left.y

  - {send: cc, number: 75, from: right.y}   # short
  - send: osc
    address: /a
    from: left.x
# The end.
"""


def ids(text: str) -> list[str]:
    return [item.id for item in items(text)[1]]


def test_a_control_goes_with_its_remarks_and_others_stay() -> None:
    assert delete_control(MINE, "sweep") == MINE.replace(
        "  # The filter,\n  # which is loud.\n  - id: sweep   # by height\n    send: cc\n    number: 74\n"
        "    from: left.y\n\n",
        "",
    )
    assert delete_control(MINE, "osc-1") == MINE.replace(
        "  - send: osc\n    address: /a\n    from: left.x\n", ""
    )


def test_the_last_control_stays() -> None:
    text = "name: One\ncontrols:\n  - {send: panic, when: left.fist}\n"
    with pytest.raises(Mistake, match="last control"):
        delete_control(text, "panic-1")


def test_a_copy_stands_behind_and_has_a_name_of_its_own() -> None:
    new, name = duplicate_control(MINE, "sweep")
    assert name == "sweep-2" and ids(new) == ["sweep", "sweep-2", "cc-3", "osc-1"]
    assert new.count("# which is loud.") == 2 and not check_text(new, Path("mine.yaml"))
    again, name = duplicate_control(new, "sweep-2")
    assert name == "sweep-3" and ids(again)[:3] == ["sweep", "sweep-2", "sweep-3"]
    unnamed, name = duplicate_control(MINE, "cc-2")
    assert name == "cc-3" and unnamed.count("number: 75") == 2


def test_a_control_moves_up_and_down_and_no_further() -> None:
    down = move_control(MINE, "sweep", 1)
    assert [item.fields.get("number") for item in items(down)[1]] == [75, 74, None]
    assert down.index("75") < down.index("# The filter,") < down.index("- id: sweep")
    assert move_control(down, "sweep", -1) == MINE
    assert move_control(MINE, "sweep", -1) == MINE and move_control(MINE, "osc-1", 5) == MINE


def test_a_name_in_any_language_becomes_an_id() -> None:
    new, name = rename_control(MINE, "sweep", "Große Trommel!")
    assert name == "grosse-trommel" and ids(new)[0] == name
    assert new == MINE.replace("id: sweep ", "id: grosse-trommel ")
    assert slug("  Été  42 ") == "ete-42" and slug("!!") == ""
    for wrong in ("!!", "cc-2"):
        with pytest.raises(Mistake):
            rename_control(MINE, "sweep", wrong)


@pytest.mark.parametrize("hand", ["left", "right"])
@pytest.mark.parametrize("kind", STARTED)
def test_a_control_of_each_kind_is_added_and_plays_at_once(kind: str, hand: str) -> None:
    for text in (MINE, "name: Empty\nscenes:\n  loud:\n    controls: [{send: panic, when: left.fist}]\n"):
        new = add_control(text, starter(kind, hand, text))
        assert len(items(new)[1]) == len(items(text)[1]) + 1
        assert [problem.message for problem in check_text(new, Path("mine.yaml"))] == []
        assert new.replace("\n", "").startswith(text.rstrip("\n").replace("\n", "")[:40])


def test_a_list_in_brackets_is_left_to_the_player() -> None:
    text = "name: Flow\ncontrols: [{send: panic, when: left.fist}, {send: cc, number: 1, from: left.y}]\n"
    for action in (
        lambda: delete_control(text, "cc-1"),
        lambda: move_control(text, "cc-1", -1),
        lambda: duplicate_control(text, "cc-1"),
        lambda: add_control(text, starter("cc", "left", text)),
    ):
        with pytest.raises(Mistake):
            action()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(EVERY), st.sampled_from(["delete", "copy", "up", "down"]), st.booleans())
def test_whatever_is_done_to_a_bundled_mapping_it_plays_or_stays(
    where: tuple[str, str], action: str, windows: bool
) -> None:
    name, control = where
    text = BUNDLED[name].replace("\n", "\r\n") if windows else BUNDLED[name]
    path = paths.mapping_file(name)
    try:
        if action == "delete":
            new = delete_control(text, control)
        elif action == "copy":
            new, _ = duplicate_control(text, control)
        else:
            new = move_control(text, control, -1 if action == "up" else 1)
    except Mistake:
        return
    assert check_text(new, path) == []
    assert ("\r\n" in new) == windows and "\n\n\n" not in new.replace("\r\n", "\n")
    lines = set(text.split("\n"))
    assert sum(line not in lines for line in new.split("\n")) <= 1  # the id of a copy


def test_random_edits_can_all_be_done_one_after_another() -> None:
    draw = random.Random(4)
    text = BUNDLED["theremin"]
    for _ in range(30):
        control = draw.choice(ids(text))
        if draw.random() < 0.5:
            text, _ = duplicate_control(text, control)
        elif len(ids(text)) > 2:
            text = delete_control(text, control)
        text = move_control(text, draw.choice(ids(text)), draw.choice([-2, -1, 1, 2]))
    assert check_text(text, paths.mapping_file("theremin")) == []

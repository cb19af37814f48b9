"""A form changes one field of the text, and nothing else of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import Item, change, items, plain, written
from gesture2midi.mapping.load import check_text
from gesture2midi.mapping.yaml.document import parse

BUNDLED = {name: paths.mapping_file(name).read_text(encoding="utf-8") for name in paths.bundled_mappings()}
EVERY = [(name, item) for name, text in BUNDLED.items() for item in items(text)[1]]
FOLLOWING = [(name, item) for name, item in EVERY if isinstance(item.fields.get("from"), str)]
HUNDREDTHS = st.integers(-100, 100).map(lambda n: n / 100)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "in": st.lists(HUNDREDTHS, min_size=2, max_size=2, unique=True),
    "curve": st.sampled_from(
        ["linear", "exponential", "logarithmic", "s-curve", [[0, 0], [0.5, 0.9], [1, 1]]]
    ),
    "from": st.sampled_from(["left.y", "scale(right.x, 0.2, 0.8)", "right.y", "1 - left.pinch"]),
}
ANYTHING = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=20),
    st.lists(st.one_of(st.integers(0, 127), st.sampled_from(["Am7", "a, b", "[c]", "no", ""])), max_size=4),
)

MINE = """\
# Mine.
name: Mine
parts:
  slow: {smooth: 1 s, in: [0, 0.5]}
controls:
  - id: sweep   # the filter
    send: cc
    number: 74  # brightness

    from: left.y        # its height
    # and a remark
    use: slow

  - {send: cc, number: 75, from: right.y}   # short
  - send: osc
    address: /a
    from:
      - left.x   # one
      - left.y   # two
    out: &both [0, 1]
scenes:
  loud:
    controls: [{send: cc, number: 76, from: right.x, out: [0, 9]}]
"""


def item(text: str, name: str) -> Item:
    return next(item for item in items(text)[1] if item.id == name)


def set_in(name: str, field: str, value: Any, text: str = MINE) -> str:
    return change(text, item(text, name).keys, field, value)


def test_every_control_is_found_with_what_its_part_brings() -> None:
    found = items(MINE)[1]
    assert [(one.id, one.kind, one.scene, one.line) for one in found] == [
        ("sweep", "cc", "", 6),
        ("cc-2", "cc", "", 14),
        ("osc-1", "osc", "", 15),
        ("cc-3", "cc", "loud", 23),
    ]
    assert found[0].fields["in"] == [0, 0.5]
    assert "in" not in found[0].own
    assert items("name: [")[1] == []


def test_a_field_is_written_where_it_stands_or_beside_what_it_belongs_to() -> None:
    assert set_in("sweep", "number", 71) == MINE.replace("number: 74", "number: 71")
    assert set_in("sweep", "in", [0.1, 0.9]) == MINE.replace(
        "# its height\n", "# its height\n    in: [0.1, 0.9]\n"
    )
    assert set_in("cc-2", "in", [0.1, 0.9]) == MINE.replace(
        "from: right.y}", "from: right.y, in: [0.1, 0.9]}"
    )
    assert set_in("cc-2", "from", "clamp(left.x, 0, 1)") == MINE.replace(
        "from: right.y}", "from: 'clamp(left.x, 0, 1)'}"
    )
    assert set_in("cc-3", "out", [0, 127]) == MINE.replace("[0, 9]", "[0, 127]")
    assert set_in("osc-1", "from", "left.z") == MINE.replace(
        "from:\n      - left.x   # one\n      - left.y   ", "from:\n      left.z   "
    )
    assert set_in("osc-1", "rest", 0) == MINE.replace("&both [0, 1]\n", "&both [0, 1]\n    rest: 0\n")


def test_a_field_is_taken_out() -> None:
    assert set_in("sweep", "number", None) == MINE.replace("    number: 74  # brightness\n", "")
    assert set_in("sweep", "id", None) == MINE.replace("- id: sweep   # the filter\n    send", "- send")
    assert set_in("cc-2", "from", None) == MINE.replace(", from: right.y}", "}")
    assert set_in("cc-2", "send", None) == MINE.replace("{send: cc, number: 75", "{number: 75")
    assert set_in("cc-2", "when", None) == MINE


def test_windows_line_ends_are_kept() -> None:
    windows = MINE.replace("\n", "\r\n")
    assert set_in("sweep", "in", [0, 1], windows) == set_in("sweep", "in", [0, 1]).replace("\n", "\r\n")
    assert set_in("sweep", "number", None, windows) == set_in("sweep", "number", None).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("controls: *gone", "in", [0, 1]),
        ("controls:\n  - {send: cc}", "from", float("nan")),
        ("a: &a {send: cc, number: 1}\ncontrols: [*a]", "number", 2),
        ("controls:\n  - {send: cc, number: &n 1}\n  - {send: cc, number: *n}", "number", 2),
        ("controls:\n  - {send: cc}", "send", None),
    ],
)
def test_what_is_not_understood_is_left_to_the_player(text: str, field: str, value: Any) -> None:
    with pytest.raises(Mistake):
        change(text, ("controls", 0), field, value)


@settings(max_examples=20)
@given(st.sampled_from(FOLLOWING), st.sampled_from([*FIELDS]), st.data())
def test_a_change_of_a_bundled_mapping_loads_and_touches_its_own_line_alone(
    chosen: tuple[str, Item], field: str, data: st.DataObject
) -> None:
    name, control = chosen
    text, path = BUNDLED[name], paths.mapping_file(name)
    new = change(text, control.keys, field, value := data.draw(FIELDS[field]))
    assert check_text(new, path) == []
    assert parse(new, path).at((*control.keys, field)) == value
    before, after = text.splitlines(), new.splitlines()
    same = [line for line in before if line in after]
    assert len(same) >= len(before) - 1
    assert 0 <= len(after) - len(before) <= 1
    assert text.count("#") == new.count("#")


@settings(max_examples=20)
@given(st.sampled_from(EVERY), st.data())
def test_whatever_is_written_only_that_field_is_another(
    chosen: tuple[str, Item], data: st.DataObject
) -> None:
    name, control = chosen
    text, path = BUNDLED[name], paths.mapping_file(name)
    field = data.draw(st.sampled_from([*sorted(map(str, control.own)), "in", "when", "new"]))
    value = data.draw(st.none() | ANYTHING)
    new = change(text, control.keys, field, value)
    wanted = parse(text, path).data
    at = wanted
    for key in control.keys:
        at = at[key]
    if value is None:
        at.pop(field, None)
    else:
        at[field] = value
    assert parse(new, path).data == wanted
    assert text.count("#") - str(value).count("#") <= new.count("#") + 1


@settings(max_examples=50)
@given(st.text(max_size=300), st.sampled_from(["in", "send"]), ANYTHING)
def test_no_text_at_all_breaks_it(text: str, field: str, value: Any) -> None:
    for one in (text, f"controls:\n  - {text}", f"controls: [{{send: {text}}}]"):
        for control in items(one)[1]:
            try:
                change(one, control.keys, field, value)
            except Mistake as mistake:
                assert mistake.message


@settings(max_examples=50)
@given(ANYTHING)
def test_what_a_form_shows_is_what_it_reads(value: Any) -> None:
    assert plain(written(value)) == value


def test_a_forms_words_mean_what_they_mean_in_the_file() -> None:
    assert plain("20") == 20
    assert plain("[0.1, 0.9]") == [0.1, 0.9]
    assert plain("right.y > 0.5") == "right.y > 0.5"
    assert plain("a: b") == "a: b"
    assert plain("") is None
    assert written("20") == '"20"'

"""What forms and completion know of the language is the JSON Schema's."""

from __future__ import annotations

import pytest

from gesture2midi import paths
from gesture2midi.engine.controls import Expression
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.editing.schema_fields import kind, kinds_for
from gesture2midi.mapping.expression.curves import CURVES


@pytest.mark.parametrize("send", KINDS)
def test_a_kind_has_the_fields_of_its_model_and_says_what_each_takes(send: str) -> None:
    model = KINDS[send].model_fields
    shape = kind(send)
    assert {field.alias or name for name, field in model.items()} == shape.keys()
    needed = {field.alias or name for name, field in model.items() if field.is_required()}
    assert {name for name, field in shape.items() if field.needed} == needed
    assert all(field.said for name, field in shape.items() if name != "send")
    # What reads an expression is marked so, and nothing else.
    for name, field in model.items():
        taken = f"{field.annotation} {field.metadata}"
        reads = Expression.__name__ in taken or "read_voice_" in taken
        assert shape[field.alias or name].formula == reads, name


def test_what_takes_one_of_a_few_words_has_them() -> None:
    assert kind("cc")["curve"].choices == tuple(CURVES)
    assert kind("chord")["direction"].choices == ("up", "down", "alternate")
    assert kind("nrpn")["bits"].choices == ("7", "14")
    assert kind("note")["lost"].choices == ("release",)
    assert kind("cc")["from"].choices == ()
    assert kind("lightning") == {}


def test_a_control_may_become_what_has_all_its_fields() -> None:
    assert kinds_for({"send", "from", "number"}) == ["cc", "cc14", "nrpn", "rpn"]
    assert kinds_for({"send", "from"}) == ["bend", "pressure"]
    for name in paths.bundled_mappings():
        for item in items(paths.mapping_file(name).read_text(encoding="utf-8"))[1]:
            assert item.kind in kinds_for(item.fields), (name, item.id)

"""libyaml finds in a text what ruamel.yaml finds in it, in the same places, or leaves it to that."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.mapping.yaml.composer import Node, Unreadable, _by_ruamel, _Composer
from gesture2midi.mapping.yaml.libyaml import CParser, Differs, read_events

pytestmark = pytest.mark.skipif(CParser is None, reason="PyYAML was built here without libyaml")

LEFT = ("a: |\n b\n", "a: &b 1", "a: !b 1", "? a", "a:\tb", "a:", "--- a", "a\x85b", "%YAML 1.1\n---\n", "[a")

SIGNS = (*"ab:-[]{}'\"#,? \n\\=~.@%*&!|>", ": ", "\n  ", "\n- ", "é", "😀", "\r\n", "\\n", "\\/", "1.5")
PARTS = ("name: x", "in: [0, 1]", "{send: cc, gate: right.pinch}", "'it''s'", '"\\u00e9 \\\n  b"')
TEXTS = st.lists(st.sampled_from(SIGNS) | st.sampled_from(PARTS), max_size=30).map("".join)


def by_libyaml(text: str) -> Node | None:
    return _Composer(yaml.events, read_events(text)).document()


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_each_bundled_mapping_is_read_by_it(name: str) -> None:
    text = paths.mapping_file(name).read_text(encoding="utf-8")
    assert by_libyaml(text) == _by_ruamel(text, text.splitlines())


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("a: x # é\n'é': \"\\u00e9\"\n😀: [b, {c: d}]")
@example("- a:\n   - b\n   -\n     c\n")
def test_any_text_is_read_alike_or_left(text: str) -> None:
    try:
        read = by_libyaml(text)
    except (Differs, Unreadable):
        return
    assert read == _by_ruamel(text, text.splitlines())


@pytest.mark.parametrize("text", LEFT)
def test_what_only_ruamel_says_is_left_to_it(text: str) -> None:
    with pytest.raises(Differs):
        by_libyaml(text)

"""What the expressions of a text are worth while the hands move."""

from __future__ import annotations

import math

from gesture2midi import paths
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.editing.schema_fields import kind
from gesture2midi.studio.services.live_values import LiveValues, ends, now

TEXT = """\
name: X
let: {height: right.y * 2}
controls:
  - {send: cc, number: 7, from: height, in: [0.1, 0.9]}
  - {send: cc, number: 8, from: left.roll}
  - {send: mpe_note, voices: left fingers, pitch: finger.y, gate: 1}
  - {send: osc, address: /a, from: [left.x, left.y]}
  - {send: cc, number: 9, from: left.nonsense, in: [0, x]}
  - {send: cc, number: 9, from: osc.dial}
"""
DOCUMENT, ITEMS = items(TEXT)
GAUGE = LiveValues(DOCUMENT, ())


def test_an_expression_is_read_with_the_names_of_its_file_and_its_voice() -> None:
    height = GAUGE.expression(ITEMS[0], "from")
    finger = GAUGE.expression(ITEMS[2], "pitch")
    assert height is not None
    assert finger is not None
    assert now(height, {"right.y": 0.25}) == 0.5
    assert now(finger, {"left.thumb.y": 0.75}) == 0.75
    assert {"height", "right.pinch"} <= set(GAUGE.names)


def test_what_nobody_knows_is_not_a_number() -> None:
    dial = GAUGE.expression(ITEMS[5], "from")
    assert dial is not None
    assert math.isnan(now(dial, {}))
    for item in ITEMS[3:5]:
        assert GAUGE.expression(item, "from") is None
    assert GAUGE.expression(ITEMS[0], "when") is None


def test_a_control_follows_its_in_or_else_the_whole_of_its_signal() -> None:
    reads = [GAUGE.expression(item, "from") for item in ITEMS]
    assert ends(ITEMS[0], reads[0]) == (0.1, 0.9)
    assert ends(ITEMS[1], reads[1]) == (-1, 1)
    assert ends(ITEMS[4], reads[4]) == (0, 1)


def test_every_expression_of_the_bundled_mappings_is_read() -> None:
    for name in paths.bundled_mappings():
        document, found = items(paths.mapping_file(name).read_text(encoding="utf-8"))
        gauge = LiveValues(document, ())
        for item in found:
            for field in item.fields:
                if kind(item.kind)[field].formula and isinstance(item.fields[field], str):
                    number = field in ("pitch", "strum", "tempo") and gauge.expression(item, field) is None
                    assert number or gauge.expression(item, field) is not None, (name, item.id, field)

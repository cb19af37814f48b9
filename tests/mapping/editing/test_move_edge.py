"""Edges of zones, ranges and thresholds: where they are written, and what moving one does to the text."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.engine.controls import Edge
from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.move_edge import bounded, move_edges
from gesture2midi.mapping.load import check_text, loads


def edges_of(text: str, path: Path = Path("x.yaml")) -> list[tuple[str, Edge]]:
    return [(control.id, edge) for control in loads(text, path).everything for edge in control.edges]


def bundled(name: str) -> tuple[str, Path]:
    path = paths.mapping_file(name)
    return path.read_text(encoding="utf-8"), path


def moved(text: str, signal: str, at: float, to: float, path: Path = Path("x.yaml")) -> list[str]:
    """The lines that go and come when all edges of a signal at a place are moved."""
    same = [one for one in edges_of(text, path) if (one[1].signal, one[1].at) == (signal, at)]
    assert same, f"{signal} has no edge at {at}"
    new = move_edges(text, same, to)
    lines = difflib.ndiff(text.splitlines(), new.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_a_border_of_two_drums_is_moved_for_both_and_remarks_stay() -> None:
    text, path = bundled("drums")
    assert moved(text, "right.x", 0.75, 0.6, path) == [
        "-     hit: right.strike and right.x < 0.75",
        "+     hit: right.strike and right.x < 0.6",
        "-     hit: right.strike and right.x >= 0.75   # a little further out",
        "+     hit: right.strike and right.x >= 0.6   # a little further out",
    ]


def test_the_end_of_a_ladder_is_written_where_there_was_none() -> None:
    text, path = bundled("theremin")
    assert moved(text, "right.y", 1.0, 0.8, path) == [
        "-     pitch: right.y                          # bottom of the play area to its top",
        "+     pitch: scale(right.y, 0, 0.8)                          # bottom of the play area to its top",
    ]


def test_one_end_of_a_range_and_one_that_was_not_written() -> None:
    text, path = bundled("theremin")
    assert moved(text, "left.y", 0.2, 0.3, path) == ["-     in: [0.2, 0.8]", "+     in: [0.3, 0.8]"]
    assert moved(text, "left.y", 1.0, 0.9, path) == ["+     in: [0, 0.9]"]


def test_a_variable_is_moved_for_all_that_read_it() -> None:
    text, path = bundled("one-hand-piano")
    assert moved(text, "any.y", 0.5, 0.4, path) == [
        "-   upper_row: any.y > 0.5",
        "+   upper_row: any.y > 0.4",
    ]
    assert moved(text, "any.x", 1.0, 0.9, path)[1].startswith(
        "+     pitch: 0.49 * scale(any.x, 0, 0.9) + 0.5"
    )


def test_both_thresholds_of_a_hysteresis_go_together() -> None:
    text, path = bundled("grid")
    assert moved(text, "right.x", 0.36, 0.4, path)[1] == (
        "+   column: hysteresis(right.x, 0.34, 0.4) + hysteresis(right.x, 0.64, 0.7)"
    )


def test_a_threshold_that_is_a_variable_stays_a_number() -> None:
    text = "name: X\nlet: {hard: 0.6}\ncontrols:\n  - {send: note, pitch: C4, gate: right.pinch > hard}\n"
    assert moved(text, "right.pinch", 0.6, 0.7) == ["- let: {hard: 0.6}", "+ let: {hard: 0.7}"]


def test_an_edge_stops_before_its_neighbour() -> None:
    text = "name: X\ncontrols:\n  - {send: note, pitch: C4, gate: 0.2 < right.y < 0.5}\n"
    assert moved(text, "right.y", 0.2, 0.9)[1].endswith("gate: 0.48 < right.y < 0.5}")
    assert moved(text, "right.y", 0.5, -3)[1].endswith("gate: 0.2 < right.y < 0.22}")


def test_what_has_changed_meanwhile_is_left_alone() -> None:
    text, path = bundled("drums")
    old = [one for one in edges_of(text, path) if one[1].signal == "right.x"]
    for other in (text.replace("right.x < 0.75", "right.x < 0.7"), text.replace("id: kick", "id: bass-drum")):
        with pytest.raises(Mistake, match="meanwhile"):
            move_edges(other, old, 0.5)


NAMES = paths.bundled_mappings()


@pytest.mark.parametrize("name", NAMES)
def test_every_edge_of_every_bundled_mapping_can_be_moved_or_is_of_another_file(name: str) -> None:
    text, path = bundled(name)
    ids = {item for item, _ in edges_of(text, path)}
    for control, edge in edges_of(text, path):
        assert edge.low <= edge.at <= edge.high
        if control not in ids or "include:" in text:
            continue
        to = bounded([(control, edge)], (edge.low + edge.high) / 2)
        try:
            new = move_edges(text, [(control, edge)], to)
        except Mistake as mistake:
            # A list of sources, which only its player can change.
            assert "only you can change" in str(mistake) or "meanwhile" in str(mistake)
            continue
        assert check_text(new, path, ()) == []
        assert any(
            other.signal == edge.signal and other.at == pytest.approx(to) for _, other in edges_of(new, path)
        )


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(-1, 2, allow_nan=False)), min_size=1, max_size=6))
def test_no_edge_passes_its_neighbour_and_the_text_stays_good(moves: list[tuple[int, float]]) -> None:
    text = (
        "name: X  # a remark\n"
        "let:\n  row: hysteresis(right.y, 0.3, 0.36) + hysteresis(right.y, 0.64, 0.7)  # rows\n"
        "controls:\n"
        "  - {send: note, index: 3 * row, range: C4..A5, gate: 0.2 < right.x < 0.5}\n"
        "  - {send: chord, chords: [C, F], pick: 'scale(left.x, 0, 0.6)', gate: left.pinch > 0.6}\n"
        "  - {send: cc, number: 20, from: left.roll, in: [0.5, -0.5]}  # turned round\n"
    )
    order = [(control, edge.signal, edge.field) for control, edge in edges_of(text)]
    for which, to in moves:
        found = edges_of(text)
        text = move_edges(text, [found[which % len(found)]], to)
        assert check_text(text, Path("x.yaml"), ()) == []
        after = edges_of(text)
        assert [(control, edge.signal, edge.field) for control, edge in after] == order
        ladder = [edge.at for _, edge in after if edge.signal == "right.y"]
        assert ladder == sorted(ladder) and len(set(ladder)) == 2
        low, high = (edge.at for _, edge in after if edge.signal == "right.x")
        assert low < high
        first, last = (edge.at for _, edge in after if edge.signal == "left.roll")
        assert first > last
    assert text.count("#") == 3

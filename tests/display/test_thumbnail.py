"""A performance at a glance."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.display import palette
from gesture2midi.display.thumbnail import HEIGHT, SILENT, WIDTH, thumbnail
from gesture2midi.events import ControlChange, Message, NoteOff, NoteOn

SVG = "{http://www.w3.org/2000/svg}"


def strokes(svg: str) -> dict[str, list[tuple[float, float, float]]]:
    """Colour -> (x, y, width) of each note."""
    found = {}
    for path in ElementTree.fromstring(svg).findall(f"{SVG}path"):
        notes = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", path.attrib["d"])
        if notes:
            found[path.attrib["stroke"]] = [tuple(map(float, note)) for note in notes]
    return found


def test_notes_lie_where_and_as_high_as_they_sound_and_drums_below_them() -> None:
    played = (
        NoteOn(1.0, "a", 1, 60, 90),
        NoteOff(2.0, "a", 1, 60),
        NoteOn(2.0, "a", 1, 72, 90),
        NoteOff(4.0, "a", 1, 72),
        NoteOn(3.0, "kick", 10, 36, 90),
        NoteOff(3.01, "kick", 10, 36),
        NoteOn(3.5, "snare", 10, 38, 90),
        NoteOff(3.51, "snare", 10, 38),
    )
    found = strokes(thumbnail(played, 4.0))
    (low, high), (kick, snare) = found[palette.channel(1)], found[palette.channel(10)]
    assert (low[0], low[2], high[0], high[2]) == (WIDTH / 4, WIDTH / 4, WIDTH / 2, WIDTH / 2)
    assert high[1] < low[1] < snare[1] < kick[1]
    assert kick[2] == 2  # what is very short is still seen


def test_controllers_are_lines_and_nothing_is_nothing() -> None:
    svg = thumbnail((ControlChange(0.0, 1, 74, 0), ControlChange(1.0, 1, 74, 127)), 2.0)
    (path,) = ElementTree.fromstring(svg).findall(f"{SVG}path")
    assert path.attrib["d"] == f"M0 59H{WIDTH // 2}V5H{WIDTH}"
    assert ElementTree.fromstring(thumbnail((), 0.0)).findall(f"{SVG}path") == []


@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.booleans(), st.integers(1, 16), st.integers(0, 127)), max_size=200
    ),
    st.floats(0, 60),
)
def test_everything_lies_on_the_strip_and_the_file_stays_small(
    played: list[tuple[float, bool, int, int]], seconds: float
) -> None:
    messages: list[Message] = []
    for t, on, channel, note in sorted(played):
        messages.append(NoteOn(t, "a", channel, note, 64) if on else ControlChange(t, channel, note, 64))
    svg = thumbnail(messages, seconds)
    for notes in strokes(svg).values():
        for x, y, width in notes:
            assert x >= 0 and x + width <= WIDTH and 0 <= y <= HEIGHT
    assert len(svg) < 30_000


def test_where_no_note_sounded_the_drawing_says_so_and_has_the_levels() -> None:
    levels = (ControlChange(0.0, 1, 7, 3), ControlChange(1.0, 1, 7, 90))
    assert SILENT in thumbnail(levels, 2.0) and "<path" in thumbnail(levels, 2.0)
    assert SILENT in thumbnail((), 2.0)
    assert SILENT not in thumbnail((NoteOn(0.0, "a", 1, 60, 90),), 2.0)

"""A mapping while it is written: good texts are heard, broken ones marked, and each can be taken back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.studio.services.draft import Difference, Draft, difference

GOOD = "name: X\ncontrols:\n  - {send: cc, number: 7, from: right.y}\n"


def other(number: int) -> str:
    return GOOD.replace("7", str(number))


def draft(text: str = GOOD) -> Draft:
    return Draft(Path("x.yaml"), text, ())


def test_only_a_good_text_that_is_another_is_heard() -> None:
    made = draft()
    assert not made.write(GOOD)
    assert made.write(other(8))
    assert not made.write(other(8).replace("send", "sned"))
    assert made.now.problems
    assert not made.write(other(8))
    assert made.now.problems == []


def test_a_problem_is_marked_at_the_end_of_its_line() -> None:
    made = draft()
    made.write("name: X\ncontrols:\n  - {send: cc, number: 700, from: right.z}\n")
    (mark,) = made.marks()
    assert mark.line == 3
    assert made.now.text[: mark.end].splitlines()[-1] == made.now.text.splitlines()[2]
    assert "0 to 119" in mark.said
    made.write("")
    assert [(mark.line, mark.end) for mark in made.marks()] == [(1, 0)]


def test_taking_back_goes_through_what_was_heard() -> None:
    made = draft()
    for number in (8, 9):
        made.write(other(number))
    made.write("broken")
    assert made.back() == other(9)
    made.write(other(9))
    assert made.back() == other(8)
    made.write(other(8))
    assert made.back() == GOOD
    made.write(GOOD)
    assert made.back() is None


def test_a_draft_that_was_never_good_has_nothing_to_go_back_to() -> None:
    made = draft("broken")
    assert made.back() is None
    assert made.write(GOOD)
    assert made.back() is None


@given(st.text(max_size=200))
def test_whatever_is_typed_is_taken_and_marked_within_the_text(text: str) -> None:
    made = draft()
    made.write(text)
    for mark in made.marks():
        assert 0 <= mark.end <= len(text)
        assert 1 <= mark.line <= text.count("\n") + 1
        assert mark.said


def test_what_was_taken_back_can_be_had_again_until_something_else_is_written() -> None:
    made = draft()
    for number in (8, 9):
        made.write(other(number))
    for expected in (other(8), GOOD):
        assert made.before == expected and made.back() == expected
        made.write(expected)
    assert made.back() is None
    for expected in (other(8), other(9)):
        assert made.after == expected and made.forth() == expected
        made.write(expected)
    assert made.after is None and made.forth() is None
    made.back()
    made.write(other(8))
    made.write(other(10))
    assert made.after is None


TWO = GOOD + "  - {id: top, send: panic, when: left.fist}\n"


def test_what_was_done_has_a_name() -> None:
    assert difference(GOOD, other(8)) == Difference("changed", "cc-1", "number")
    assert difference(GOOD, TWO) == Difference("added", "top")
    assert difference(TWO, GOOD) == Difference("removed", "top")
    lines = TWO.splitlines()
    swapped = "\n".join([*lines[:2], lines[3], lines[2]]) + "\n"
    assert difference(TWO, swapped) == Difference("moved")
    assert difference(GOOD, GOOD.replace("X", "Y")) == Difference("text")
    assert (
        difference(GOOD, "name: X\ncontrols:\n  - {send: bend, from: left.x, smooth: 1 s}\n").kind == "text"
    )


def test_a_text_that_is_read_changes_nothing_until_it_is_taken_in() -> None:
    made = draft()
    read = made.read(other(8))
    assert made.write(other(9))
    assert made.back() == GOOD
    assert (made.now.text, made.heard, made.undone) == (other(9), [], [other(9)])
    assert made.write(GOOD)
    assert made.take(read)
    assert (made.now.text, made.undone) == (other(8), [])

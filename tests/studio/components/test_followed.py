"""What a player chooses is never lost to what a page shows, nor taken from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("nicegui", reason="the extra studio is not installed")

from nicegui import Client, ui
from nicegui.page import page

from gesture2midi.studio.components.followed import Followed, FollowedList, typed

NAMES = {"97": "Camera 97", "performer": "The performer", "film": "A film"}


@pytest.fixture
def list_of_one_page() -> Iterator[tuple[FollowedList, ui.select, list[str]]]:
    chosen: list[str] = []
    with Client(page("/"), request=None):
        element = ui.select({})
        shown = FollowedList(element, chosen.append)
        shown.show_among("97", NAMES)
        yield shown, element, chosen


def test_what_is_shown_is_no_choice(list_of_one_page) -> None:
    shown, element, chosen = list_of_one_page
    shown.show_among("film", NAMES)
    shown.show_among("performer", {"performer": "The performer"})
    assert (element.value, chosen) == ("performer", [])


def test_a_choice_stands_whatever_is_shown_after_it(list_of_one_page) -> None:
    shown, element, chosen = list_of_one_page
    element.value = "performer"
    shown.show_among("97", NAMES)
    assert (element.value, chosen) == ("97", ["performer"])
    element.value = "performer"
    assert chosen == ["performer", "performer"]


def test_new_rows_come_below_while_it_is_open(list_of_one_page, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, element, chosen = list_of_one_page
    monkeypatch.setattr(ui.select, "is_showing_popup", True)
    shown.show_among("97", {"0": "A camera", **NAMES})
    assert list(element.options) == [*NAMES, "0"]
    monkeypatch.setattr(ui.select, "is_showing_popup", False)
    listener = next(one for one in element._event_listeners.values() if one.handler == shown._closed)
    element._handle_event({"listener_id": listener.id, "args": []})
    assert (list(element.options), element.value, chosen) == (["0", *NAMES], "97", [])


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_a_switch_tells_each_change_of_the_player_and_no_other(moves: list[tuple[bool, bool]]) -> None:
    chosen: list[bool] = []
    expected: list[bool] = []
    with Client(page("/"), request=None):
        element = ui.switch("on")
        shown = Followed(element, chosen.append)
        for own, on in moves:
            if not own:
                shown.show(on)
            elif element.value is not on:
                expected.append(on)
                element.value = on
    assert chosen == expected


def test_a_choice_stands_though_another_was_to_be_shown_once_the_list_closes(
    list_of_one_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, element, chosen = list_of_one_page
    monkeypatch.setattr(ui.select, "is_showing_popup", True)
    shown.show_among("film", {"film": "A film", "0": "A camera"})
    element.value = "performer"
    monkeypatch.setattr(ui.select, "is_showing_popup", False)
    listener = next(one for one in element._event_listeners.values() if one.handler == shown._closed)
    element._handle_event({"listener_id": listener.id, "args": []})
    assert (element.value, chosen) == ("performer", ["performer"])
    assert element.options == {"film": "A film", "0": "A camera", "performer": "The performer"}


def test_a_first_choice_may_come_before_anything_was_shown() -> None:
    chosen: list[str] = []
    with Client(page("/"), request=None):
        element = ui.select(NAMES)
        FollowedList(element, chosen.append)
        element.value = "film"
    assert chosen == ["film"]


@pytest.mark.parametrize("sent", [" 0.5 ", "0.5"])
def test_a_field_tells_the_text_of_the_event_and_not_what_it_showed_meanwhile(sent: str) -> None:
    told: list[str] = []
    with Client(page("/"), request=None):
        field = ui.input("low")
        typed(field, told.append)
        field.value = "0.9"
        listener = next(one for one in field._event_listeners.values() if one.type == "keydown.enter")
        field._handle_event({"listener_id": listener.id, "args": sent})
        field._handle_event({"listener_id": listener.id, "args": {"isTrusted": True}})
    assert told == ["0.5"]

"""When the face and the body are looked for, and that nothing waits for them."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from gesture2midi.errors import ModelError
from gesture2midi.events import Body, Face, Frame, Hands
from gesture2midi.tracking.people.schedule import Beside, InStep, open_people, parts_of

IMAGE = np.zeros((4, 4, 3), np.uint8)
SECONDS = 20
"""For which a thread is waited for at the most; it comes at once."""


class Looker:
    def __init__(self, part: str = "face") -> None:
        self.part = part
        self.looked: list[float] = []
        self.resets = 0
        self.go, self.done = Event(), Event()
        self.go.set()

    def look(self, frame: Frame) -> Face | Body:
        assert self.go.wait(SECONDS)
        self.looked.append(frame.t)
        self.done.set()
        return Face(frame.t, None) if self.part == "face" else Body(frame.t, None)

    def reset(self) -> None:
        self.resets += 1


def frame(t: float) -> Frame:
    return Frame(t, round(t * 1000), IMAGE, True, 0.0)


def hands(t: float) -> Hands:
    return Hands(t, round(t * 1000), 1.0, ())


@pytest.mark.parametrize("fps, looks", [(30, 15), (60, 15), (15, 15), (10, 10), (25, 13)])
def test_in_step_it_looks_fifteen_times_a_second_at_the_most(fps: int, looks: int) -> None:
    looker = Looker()
    people = InStep([looker])
    found = [people.add(frame(round(i / fps, 3)), hands(i / fps)).face for i in range(fps)]
    assert len(looker.looked) == looks == sum(face is not None for face in found)


@pytest.mark.parametrize("fps, looks", [(30, 10), (60, 10), (10, 10), (5, 5), (25, 9)])
def test_in_step_the_body_is_looked_for_ten_times_a_second_beside_the_face(fps: int, looks: int) -> None:
    face, body = Looker(), Looker("body")
    people = InStep([body, face])
    found = [people.add(frame(round(i / fps, 3)), hands(i / fps)) for i in range(fps)]
    assert len(body.looked) == looks == sum(hands.body is not None for hands in found)
    assert len(face.looked) == sum(hands.face is not None for hands in found) >= looks


def test_in_step_a_source_that_begins_again_is_looked_at() -> None:
    looker = Looker()
    people = InStep([looker])
    people.add(frame(5.0), hands(5.0))
    assert people.add(frame(0.0), hands(0.0)).face is not None
    people.reset()
    assert looker.resets == 1


def added(people: Beside, t: float) -> Hands:
    """The first hands with a look."""
    pause = Event()
    for _ in range(10_000):
        pause.wait(0.002)
        found = people.add(frame(t), hands(t))
        if found.face is not None:
            return found
    raise AssertionError


def test_beside_a_look_joins_a_later_frame_and_no_frame_waits() -> None:
    looker = Looker()
    looker.go.clear()
    people = Beside(lambda: [looker], pytest.fail)
    people.rest(frame(0.0))
    assert people.add(frame(0.1), hands(0.1)).face is None  # it is still looking
    looker.go.set()
    assert added(people, 0.2).face.t == 0.0
    assert people.add(frame(0.3), hands(0.3)).face is None
    people.close()
    assert looker.looked == [0.0]


def test_beside_face_and_body_take_turns_in_one_thread_and_both_come() -> None:
    face, body = Looker(), Looker("body")
    people, come, pause = Beside(lambda: [body, face], pytest.fail), set(), Event()
    for i in range(10_000):
        t = i / 30
        found = people.add(frame(t), hands(t))
        come |= {part for part in ("face", "body") if getattr(found, part) is not None}
        if come == {"face", "body"}:
            break
        people.rest(frame(t))
        pause.wait(0.002)
    people.close()
    assert come == {"face", "body"}


def test_beside_what_waits_is_the_newest_frame() -> None:
    looker = Looker()
    looker.go.clear()
    people = Beside(lambda: [looker], pytest.fail)
    for t in (0.0, 1.0, 2.0, 3.0):
        people.rest(frame(t))
    looker.go.set()
    while added(people, 9.0).face.t != 3.0:
        pass
    people.close()
    assert looker.looked in ([0.0, 3.0], [3.0], [1.0, 3.0], [2.0, 3.0])


def test_beside_models_that_are_not_to_be_had_are_told_and_nothing_waits() -> None:
    told, said = [], Event()

    def begin() -> list[Looker]:
        raise ModelError("There are none.")

    def say(text: str) -> None:
        told.append(text)
        said.set()

    people = Beside(begin, say)
    people.rest(frame(0.0))
    assert said.wait(SECONDS)
    people.rest(frame(0.1))
    assert people.add(frame(0.2), hands(0.2)).face is None
    people.close()
    assert told == ["There are none."]


def test_beside_nothing_is_opened_before_the_first_picture() -> None:
    people = Beside(lambda: pytest.fail("opened"), pytest.fail)
    assert people.add(frame(0.0), hands(0.0)).face is None
    people.close()


def test_what_is_looked_for_is_what_is_read() -> None:
    assert parts_of({"right.x", "clock.beat", "hands.clap"}) == frozenset()
    assert parts_of({"right.x", "face.blink.left"}) == {"face"}
    assert parts_of({"body.left_wrist.x", "face.x"}) == {"face", "body"}


@pytest.mark.parametrize("part", ["face", "body"])
def test_in_step_models_that_are_missing_end_it(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from gesture2midi.tracking.people import models

    def missing(part: str) -> None:
        raise ModelError("There are none.")

    monkeypatch.setattr(models, "find_models", missing)
    with pytest.raises(ModelError), open_people({part}, in_step=True):
        raise AssertionError

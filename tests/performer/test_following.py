"""The performer goes over to another score in the middle of one, and its time goes on."""

from __future__ import annotations

from gesture2midi.performer.following import FollowingPerformer
from gesture2midi.performer.score import Score, read_score
from gesture2midi.performer.source import Performer

SIZE, FPS = (32, 24), 10.0


def score(name: str, seconds: float) -> Score:
    return read_score(f"{{name: {name}, seconds: {seconds}, right: [{{at: 0, pose: fist}}]}}", name)


class Wanted:
    """What is wanted, and what has been performed."""

    def __init__(self, first: Score) -> None:
        self.score = first
        self.performed: list[str] = []

    def __call__(self) -> Score:
        return self.score

    def perform(self, played: Score) -> Performer:
        self.performed.append(played.name)
        return Performer(played, SIZE, FPS)


def test_one_score_is_played_once() -> None:
    wanted = Wanted(score("A", 1))
    source = FollowingPerformer(wanted, wanted.perform, FPS)
    assert source.total == 10
    assert [round(frame.t, 3) for frame in source.frames()] == [round(i / 10, 3) for i in range(10)]
    assert wanted.performed == ["A"]


def test_another_that_is_wanted_begins_at_once_and_time_and_indices_go_on() -> None:
    wanted = Wanted(score("A", 1))
    frames = []
    for frame in FollowingPerformer(wanted, wanted.perform, FPS).frames():
        frames.append(frame)
        if len(frames) == 4:
            wanted.score = score("B", 0.5)
    assert wanted.performed == ["A", "B"]
    assert [frame.index for frame in frames] == list(range(9))
    assert [round(frame.t, 3) for frame in frames] == [round(i / 10, 3) for i in range(9)]


def test_it_ends_when_it_is_closed() -> None:
    wanted = Wanted(score("A", 1))
    source = FollowingPerformer(wanted, wanted.perform, FPS)
    for count, _ in enumerate(source.frames(), start=1):
        if count == 3:
            source.close()
    assert count == 3

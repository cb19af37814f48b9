"""A Link session, pretended: when its music plays, and which of its beats is our first."""

from __future__ import annotations

import sys
from math import isnan
from types import SimpleNamespace

import pytest

from gesture2midi.errors import UsageError
from gesture2midi.io.link import Link

TEMPO = 90.0


class Session:
    """Link's own clock runs 5 s ahead of ours; its beats began at 20.5 when our time was 0."""

    def __init__(self, tempo: float) -> None:
        self.tempo = tempo
        self.enabled = self.startStopSyncEnabled = False
        self.peers = 0
        self.playing = False
        self.started = 0
        self.now = 0.0

    def numPeers(self) -> int:
        return self.peers

    def clock(self) -> SimpleNamespace:
        return SimpleNamespace(micros=lambda: round((self.now + 5) * 1e6))

    def captureAppSessionState(self) -> SimpleNamespace:
        return SimpleNamespace(
            tempo=lambda: TEMPO,
            isPlaying=lambda: self.playing,
            timeForIsPlaying=lambda: self.started,
            beatAtTime=lambda micros, bar: 20.5 + (micros / 1e6 - 5) * TEMPO / 60,
        )


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    made = Session(0.0)
    monkeypatch.setitem(sys.modules, "link", SimpleNamespace(Link=lambda tempo: made))
    return made


def test_alone_in_a_session_nothing_is_told(session: Session) -> None:
    assert Link(lambda: 0.0).hear(0.0) == {}
    assert session.enabled and session.startStopSyncEnabled


def test_beats_count_from_the_bar_in_which_we_joined(session: Session) -> None:
    link = Link(lambda: session.now)
    session.peers, session.now = 1, 10.0
    told = link.hear(9.0)  # the frame of a second ago: beat 34
    assert (told["clock.running"], told["clock.tempo"]) == (1.0, TEMPO)
    assert told["clock.beat"] == pytest.approx(34 - 32)
    assert (told["clock.phase"], told["clock.bar"]) == pytest.approx((0.0, 0.5), abs=1e-6)
    assert link.hear(11.0)["clock.beat"] == pytest.approx(5)


def test_where_others_start_and_stop_the_music_does(session: Session) -> None:
    link = Link(lambda: session.now)
    session.peers = 1
    link.hear(0.0)
    session.playing, session.started = True, round((1 / 3 + 5) * 1e6)  # at beat 21, and its bar is full at 24
    assert link.hear(2.2)["clock.running"] == 0.0
    assert link.hear(3.0)["clock.beat"] == pytest.approx(1)
    session.started = round((7 / 3 + 5) * 1e6) + 2  # 24, and a little more
    assert link.hear(3.0)["clock.beat"] == pytest.approx(1)
    session.playing = False
    told = link.hear(4.0)
    assert (told["clock.running"], told["clock.tempo"]) == (0.0, TEMPO)
    assert isnan(told["clock.beat"])


def test_a_session_that_is_left_and_closed(session: Session) -> None:
    link = Link(lambda: session.now)
    session.peers = 1
    assert link.hear(0.0)
    session.peers = 0
    assert link.hear(1.0) == {}
    link.close()
    assert not session.enabled


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "link", None)
    with pytest.raises(UsageError, match=r"gesture2midi\[link\]"):
        Link()

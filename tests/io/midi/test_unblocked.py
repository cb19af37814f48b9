"""A pipe that blocks when it is full: what is sent over it never waits."""

from __future__ import annotations

from multiprocessing import Pipe

import pytest

from gesture2midi.io.midi.unblocked import Unblocked

LARGE = b"x" * 1_000_000  # more than any pipe takes, so that the first one blocks its thread


def test_what_is_sent_arrives_in_order() -> None:
    ours, theirs = Pipe()
    with ours, theirs:
        pipe = Unblocked(ours)
        for number in range(100):
            pipe.send(bytes([number]))
        assert [theirs.recv_bytes() for _ in range(100)] == [bytes([number]) for number in range(100)]


def test_where_nobody_reads_it_is_refused_and_nothing_waits() -> None:
    ours, theirs = Pipe()
    with ours, theirs:
        pipe = Unblocked(ours, most=3)
        with pytest.raises(BlockingIOError):
            for _ in range(5):  # one in the pipe, three that wait
                pipe.send(LARGE)
        assert theirs.recv_bytes() == LARGE


def test_an_end_that_has_gone_is_told() -> None:
    ours, theirs = Pipe()
    with ours:
        pipe = Unblocked(ours)
        theirs.close()
        pipe.send(b"a")
        pipe._thread.join(60)
        with pytest.raises(OSError):
            pipe.send(b"b")

"""The password: what a wrong guess costs, and whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from gesture2midi.studio.server.login import FREE, LONGEST, Login, Verdict

PASSWORD = "late show"


class Clock:
    t = 0.0

    def __call__(self) -> float:
        return self.t


async def stays() -> Message:
    """A browser that waits for its answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def leaves() -> Message:
    return {"type": "http.disconnect"}


def run(play: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(play(), 60))  # type: ignore[arg-type]


async def fail(login: Login, times: int, host: str = "192.168.1.5") -> None:
    assert {await login.judge(f"guess {n}", host, leaves) for n in range(times)} <= {Verdict.GONE}


def test_the_right_password_does_not_wait_while_few_guesses_failed() -> None:
    async def play() -> None:
        login = Login(PASSWORD, held=3600)
        wrong = [asyncio.ensure_future(login.judge("guess", "192.168.1.5", stays)) for _ in range(FREE - 1)]
        await asyncio.sleep(0)
        assert await login.judge(PASSWORD, "192.168.1.5", stays) is Verdict.RIGHT
        assert not any(guess.done() for guess in wrong)
        for guess in wrong:
            guess.cancel()

    run(play)


def test_another_address_never_waits() -> None:
    async def play() -> None:
        login = Login(PASSWORD, held=3600)
        await fail(login, FREE)
        waits = asyncio.ensure_future(login.judge(PASSWORD, "192.168.1.5", stays))
        await asyncio.sleep(0)
        for host in ("192.168.1.6", "::1", "fe80::1%eth0", "a unix socket"):
            assert await login.judge(PASSWORD, host, stays) is Verdict.RIGHT
        assert not waits.done()
        waits.cancel()

    run(play)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.168.1.5", "::ffff:192.168.1.5", True),
        ("192.168.1.5", "192.168.1.6", False),
    ],
)
def test_what_one_address_is(one: str, other: str, same: bool) -> None:
    async def play() -> None:
        login = Login(PASSWORD, held=1, now=Clock())
        await fail(login, FREE, one)
        assert (login.wait(other) > 0) == same

    run(play)


def test_penalties_grow_to_a_minute_and_are_forgiven() -> None:
    async def play() -> None:
        clock = Clock()
        login, waits = Login(PASSWORD, held=1, now=clock), []
        await fail(login, FREE - 1)
        for _ in range(9):
            waits.append(login.wait("192.168.1.5"))
            clock.t += waits[-1]
            await login.judge("guess", "192.168.1.5", stays if waits[-1] else leaves)
        assert waits == [0, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]
        clock.t += 3601
        assert login.wait("192.168.1.5") == 0
        assert await login.judge(PASSWORD, "192.168.1.5", stays) is Verdict.RIGHT

    run(play)


def test_after_its_penalty_the_right_password_is_let_in() -> None:
    async def play() -> None:
        login = Login(PASSWORD, held=0.001)
        await fail(login, FREE + 3)
        assert await login.judge(PASSWORD, "192.168.1.5", stays) is Verdict.RIGHT

    run(play)


def test_a_crowd_of_guesses_from_one_address_is_not_looked_at() -> None:
    async def play() -> None:
        clock = Clock()
        login = Login(PASSWORD, held=3600, now=clock)
        await fail(login, FREE)
        crowd = [asyncio.ensure_future(login.judge(PASSWORD, "192.168.1.5", stays)) for _ in range(100)]
        await asyncio.sleep(0.01)
        done = [guess.result() for guess in crowd if guess.done()]
        assert done == [Verdict.BUSY] * 96
        for guess in crowd:
            guess.cancel()

    run(play)


def test_a_browser_that_went_away_gives_its_place_free() -> None:
    async def play() -> None:
        login = Login(PASSWORD, held=3600)
        await fail(login, FREE)
        for _ in range(10):
            assert await login.judge("guess", "192.168.1.5", leaves) is Verdict.GONE

    run(play)


def test_a_password_may_have_any_bytes() -> None:
    async def play() -> None:
        login = Login("sp\udce4t", held=0)
        assert await login.judge("spät", "192.168.1.5", leaves) is Verdict.GONE

    run(play)

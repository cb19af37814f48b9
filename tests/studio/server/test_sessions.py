"""Sessions: who gave the password, and until when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.studio.server.sessions import COOKIE, LASTS, Sessions

KEY = b"a key"


class Clock:
    t = 1_000_000.0

    def __call__(self) -> float:
        return self.t


def test_a_session_lasts_twelve_hours() -> None:
    clock = Clock()
    sessions = Sessions(KEY, "late show", now=clock)
    cookie = f"{COOKIE}={sessions.begin()}"
    clock.t += LASTS - 1
    assert sessions.find(cookie) is not None
    clock.t += 1
    assert sessions.find(cookie) is None


def test_a_session_outlives_the_program_but_no_change_of_the_password() -> None:
    cookie = f"{COOKIE}={Sessions(KEY, 'late show').begin()}"
    assert Sessions(KEY, "late show").find(cookie) is not None
    assert Sessions(KEY, "early show").find(cookie) is None
    assert Sessions(b"another", "late show").find(cookie) is None


def test_signing_out_ends_one_session_alone() -> None:
    sessions = Sessions(KEY, "late show")
    one, other = (f"other=1; {COOKIE}={sessions.begin()}" for _ in range(2))
    session = sessions.find(one)
    assert session is not None
    sessions.end(session)
    assert sessions.find(one) is None
    assert sessions.find(other) is not None


@given(st.text(st.characters(max_codepoint=255)), st.integers(0, 200), st.characters(max_codepoint=255))
def test_no_other_cookie_is_a_session(cookie: str, place: int, letter: str) -> None:
    sessions = Sessions(KEY, "late show")
    value = sessions.begin()
    assert sessions.find(cookie) is None
    assert sessions.find(f"{COOKIE}={cookie}") is None
    place %= len(value)
    changed = value[:place] + letter + value[place + 1 :]
    assert (sessions.find(f"{COOKIE}={changed}") is not None) == (changed.strip() == value)

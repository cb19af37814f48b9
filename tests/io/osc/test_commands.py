"""What is asked for, by messages as controllers send them and as nobody should."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import page

from gesture2midi.errors import UsageError
from gesture2midi.io.osc.commands import SIGNAL, VERBS, Request, understand
from gesture2midi.io.osc.decode import Arg, OscMessage


def asked(address: str, *args: Arg) -> Request | None:
    return understand(OscMessage(address, args))


def test_each_address_asks_for_what_it_says() -> None:
    assert asked("/g2m/panic") == Request("/g2m/panic", ())
    assert asked("/g2m/scene", "chorus") == Request("/g2m/scene", ("chorus",))
    assert asked("/g2m/mapping", "drums") == Request("/g2m/mapping", ("drums",))
    assert asked("/g2m/mute", "cc-1", 1) == Request("/g2m/mute", ("cc-1", True))
    assert asked("/g2m/mute", "cc-1", 0.0) == Request("/g2m/mute", ("cc-1", False))
    assert asked("/g2m/record", True) == Request("/g2m/record", (True,))
    assert asked("/g2m/signal/dial_2", 3) == Request(SIGNAL, ("dial_2", 3.0))


def test_a_button_that_is_let_go_asks_for_nothing() -> None:
    assert asked("/g2m/panic", 1.0) == Request("/g2m/panic", ())
    assert asked("/g2m/panic", 0.0) is None
    assert asked("/g2m/panic", False) is None


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (("/g2m/scene",), "/g2m/scene takes a name."),
        (("/g2m/scene", 3), "/g2m/scene takes a name."),
        (("/g2m/scene", "a", "b"), "/g2m/scene takes a name."),
        (("/g2m/mute", "a"), "/g2m/mute takes a name and 0 or 1."),
        (("/g2m/mute", "a", 0.5), "/g2m/mute takes a name and 0 or 1."),
        (("/g2m/mute", "a", math.nan), "/g2m/mute takes a name and 0 or 1."),
        (("/g2m/mute", 1, "a"), "/g2m/mute takes a name and 0 or 1."),
        (("/g2m/record", "yes"), "/g2m/record takes 0 or 1."),
        (("/g2m/signal/dial", "1"), "/g2m/signal/dial takes a number."),
        (("/g2m/signal/dial", math.nan), "/g2m/signal/dial takes a number."),
        (("/g2m/signal/dial", math.inf), "/g2m/signal/dial takes a number."),
        (("/g2m/signal/dial",), "/g2m/signal/dial takes a number."),
        (("/g2m/signal/", 1.0), "'/g2m/signal/' names no signal: a name is made of a to z, 0 to 9 and _."),
        (("/g2m/signal/A", 1.0), "'/g2m/signal/A' names no signal: a name is made of a to z, 0 to 9 and _."),
        (
            ("/g2m/signal/a/b", 1.0),
            "'/g2m/signal/a/b' names no signal: a name is made of a to z, 0 to 9 and _.",
        ),
    ],
)
def test_what_an_address_does_not_take_is_a_sentence(message: tuple[str, Arg], sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked(*message)
    assert str(refused.value) == sentence


def test_a_mistyped_address_is_told_and_one_of_others_is_none_of_ours() -> None:
    with pytest.raises(UsageError, match=r"There is no address '/g2m/scen': did you mean `/g2m/scene`\?"):
        asked("/g2m/scen", "chorus")
    with pytest.raises(UsageError, match=r"There is no address '/g2m/xy': take one of /g2m/panic, "):
        asked("/g2m/xy", 0.5)
    assert asked("/1/fader3", 0.5) is None


@pytest.mark.parametrize(
    "address", ["ok", "error", "frame", "right/x", "left/pose", "hands/clap", "hit/right/strike"]
)
def test_what_another_instrument_sends_is_never_answered(address: str) -> None:
    assert asked(f"/g2m/{address}", 1.0) is None


@given(
    st.sampled_from([*(verb.address for verb in VERBS), SIGNAL, SIGNAL + "a", "/g2m/x", "/g2m/"]) | st.text(),
    st.lists(st.text() | st.floats() | st.integers() | st.booleans()),
)
def test_any_message_is_a_request_a_sentence_or_nothing(address: str, args: list[Arg]) -> None:
    try:
        request = asked(address, *args)
    except UsageError as refused:
        assert str(refused)[0].isupper() or str(refused)[0] in "/'"
        return
    assert request is None or all(not isinstance(arg, float) or math.isfinite(arg) for arg in request.args)


def test_the_table_in_the_docs_lists_what_is_taken() -> None:
    guide = page("reference/osc")
    section = guide[guide.index("## OSC in") : guide.index("## Addresses of your own")]
    rows = re.findall(r"^\| `(/g2m/[^`]+)` \| ([^|]*)\| ([^|]+) \|", section, re.M)
    told = [(address, takes.strip(), meaning) for address, takes, meaning in rows]
    assert told[:-1] == [(verb.address, ", ".join(verb.takes), verb.meaning) for verb in VERBS]
    assert told[-1][:2] == (f"{SIGNAL}<name>", "number")

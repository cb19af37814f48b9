"""Datagrams, well made by python-osc and made by nobody."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from gesture2midi.io.osc.decode import DEEPEST, LARGEST, MOST, Malformed, OscMessage, parse

FLOAT = st.floats(width=32, allow_nan=False)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)
ARGS = st.lists(
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1))
    | st.tuples(st.just("f"), FLOAT)
    | st.tuples(st.just("h"), st.integers(-(2**63), 2**63 - 1))
    | st.tuples(st.just("d"), st.floats(allow_nan=False))
    | st.tuples(st.just("s"), TEXT)
    | st.sampled_from([("T", True), ("F", False)]),
    max_size=9,
)
ADDRESS = st.text("abc/_é", max_size=9).map(lambda rest: "/" + rest)


def built(address: str, args: list[tuple[str, object]]) -> OscMessageBuilder:
    builder = OscMessageBuilder(address)
    for kind, value in args:
        builder.add_arg(value, kind)
    return builder


def bundled(*contents: bytes) -> bytes:
    return b"#bundle\0" + bytes(8) + b"".join(struct.pack(">i", len(c)) + c for c in contents)


@given(ADDRESS, ARGS)
def test_a_message_is_read_as_it_was_written(address: str, args: list[tuple[str, object]]) -> None:
    assert parse(built(address, args).build().dgram) == [
        OscMessage(address, tuple(value for _, value in args))  # type: ignore[arg-type]
    ]


@given(st.recursive(st.tuples(ADDRESS, ARGS), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_bundles_are_taken_apart_in_order(content: object) -> None:
    expected: list[OscMessage] = []

    def build(part: object) -> object:
        if isinstance(part, tuple):
            expected.append(OscMessage(part[0], tuple(value for _, value in part[1])))
            return built(*part).build()
        builder = OscBundleBuilder(IMMEDIATELY)
        assert isinstance(part, list)
        for inner in part:
            builder.add_content(build(inner))
        return builder.build()

    assert parse(build(content).dgram) == expected  # type: ignore[attr-defined]


def test_no_type_tags_are_no_arguments() -> None:
    assert parse(b"/a\0\0") == [OscMessage("/a", ())]


def nested(depth: int) -> bytes:
    data = b"/a\0\0"
    for _ in range(depth):
        data = bundled(data)
    return data


def test_limits() -> None:
    assert len(parse(bundled(*[b"/a\0\0"] * MOST))) == MOST
    assert len(parse(nested(DEEPEST))) == 1
    long = b"/" + b"a" * (LARGEST - 5) + bytes(4)
    assert len(parse(long)) == 1
    for data in (bundled(*[b"/a\0\0"] * (MOST + 1)), nested(DEEPEST + 1), nested(100), b"/a" + long):
        with pytest.raises(Malformed):
            parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"/",
        b"/abc",
        b"a\0\0\0",
        b"/\xff\0\0",
        b"/a\0\0,x\0\0",
        b"/a\0\0i\0\0\0\0\0\0\1",
        b"/a\0\0,i\0\0\0\0\1",
        b"/a\0\0,i\0\0\0\0\0\1\0\0\0\0",
        b"/a\0\0,s\0\0abcd",
        b"/a\0\0,b\0\0\0\0\0\4abcd",
        b"/a\0\0,[i]\0\0\0\0\0\0\0\1",
        b"#bundle\0\0\0",
        bundled() + b"\0\0\0",
        bundled() + b"\0\0\0\0",
        bundled() + b"\xff\xff\xff\xff",
        bundled() + b"\x7f\xff\xff\xff/a\0\0",
        bundled(b"/a\0\0")[:-1],
        bundled(b"/a\0\0", b"b\0\0\0"),
    ],
)
def test_nothing_is_taken_of_what_is_wrong(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


PARTS = st.sampled_from(
    [
        b"#bundle\0",
        bytes(8),
        b"/g2m/scene\0\0",
        b",s\0\0",
        b",sTfhd[]\0\0\0",
        b"\0\0\0\x14",
        b"\x7f\xff\xff\xff",
    ]
) | st.binary(max_size=9)


@given(st.lists(PARTS, max_size=12).map(b"".join) | st.binary())
@example(b"#bundle\0" * 1000)
def test_no_bytes_do_any_harm(data: bytes) -> None:
    try:
        found = parse(data)
    except Malformed:
        return
    assert len(found) <= MOST


@given(ADDRESS, ARGS.filter(bool), st.data())
def test_a_datagram_that_was_cut_is_refused_or_has_lost_its_arguments(address, args, data) -> None:
    whole = built(address, args).build().dgram
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with suppress(Malformed):
        assert parse(cut) == [OscMessage(address, ())]

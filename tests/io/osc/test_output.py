"""The datagram of a frame, read back by python-osc."""

from __future__ import annotations

import math
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import page
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage
from pythonosc.parsing.osc_types import IMMEDIATELY

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.events import Gestures, Hand, Hit, Message, Messages, NoteOn, Osc, SceneChange, Side
from gesture2midi.gestures import signals as signal_table
from gesture2midi.io.osc.encode import address_of, encode
from gesture2midi.io.osc.output import OscTarget, bundle
from gesture2midi.io.osc.target import ALL, Wanted, parse_target
from gesture2midi.io.osc.wekinator import OF_HAND, Inputs


def gestures(unseen: tuple[str, ...] = (), hits: tuple[Hit, ...] = ()) -> Gestures:
    """All of the catalog at different values; hands in `unseen` as the recognizer gives them."""
    signals: dict[str, float] = {}
    for number, (name, signal) in enumerate(signal_table.full_names().items()):
        if name.split(".")[0] in unseen:
            signals[name] = math.nan if signal.kind == "level" else 0.0
        else:
            signals[name] = 1.0 if signal.kind == "flag" else number / 1024
    poses = {side: "fist" for side in ("left", "right") if side not in unseen}
    return Gestures(2.5, 75, signals, poses, hits)


def read(messages: Messages, wanted: Wanted = ALL) -> list[tuple[str, list[object]]]:
    found = OscBundle(bundle(messages, wanted))
    assert found.timestamp == IMMEDIATELY
    return [(message.address, message.params) for message in found]


def test_every_signal_has_its_address() -> None:
    frame = gestures()
    sent = read(Messages(2.5, (), frame))
    expected: list[tuple[str, list[object]]] = [("/g2m/frame", [75, 2.5])]
    for name, signal in signal_table.full_names().items():
        if not name.startswith("any."):
            value = 1 if signal.kind == "flag" else frame.signals[name]
            expected.append(("/g2m/" + name.replace(".", "/"), [value]))
    expected += [("/g2m/left/pose", ["fist"]), ("/g2m/right/pose", ["fist"])]
    assert sent == expected
    assert len({address for address, _ in sent}) == len(sent)


def test_the_addresses_players_were_promised() -> None:
    sent = dict(read(Messages(2.5, (), gestures())))
    for address in (
        "/g2m/right/x",
        "/g2m/right/index/x",
        "/g2m/left/pinch/middle",
        "/g2m/left/fist",
        "/g2m/left/open",
        "/g2m/hands/distance",
    ):
        assert [type(value) for value in sent[address]] == [float]
    assert sent["/g2m/right/present"] == [1] and type(sent["/g2m/right/present"][0]) is int


def test_a_hand_that_is_not_seen_says_so_and_keeps_its_levels_to_itself() -> None:
    sent = dict(read(Messages(2.5, (), gestures(unseen=("right", "hands")))))
    assert sent["/g2m/right/present"] == [0] and sent["/g2m/hands/present"] == [0]
    assert sent["/g2m/right/fist"] == [0.0]
    assert "/g2m/right/x" not in sent and "/g2m/right/pose" not in sent
    assert "/g2m/left/x" in sent and "/g2m/left/pose" in sent


def test_a_hand_without_a_pose_says_none() -> None:
    frame = gestures()
    frame = Gestures(frame.t, frame.index, frame.signals, {}, ())
    assert dict(read(Messages(2.5, (), frame)))["/g2m/left/pose"] == ["none"]


OF_THE_PLAYER = (*signal_table.FACE, *signal_table.BODY, *signal_table.HEART)


def test_face_body_and_heart_are_sent_where_they_are_told_and_not_what_other_programs_tell() -> None:
    told = {signal.name: signal.high for signal in OF_THE_PLAYER}
    sent = read(Messages(2.5, (), Gestures(2.5, 75, told | {"clock.beat": 3.0, "osc.dial": 0.5}, {}, ())))
    assert [address for address, _ in sent] == ["/g2m/frame", *map(address_of, told)]
    assert {address for address, (value, *_) in sent[1:] if type(value) is int} == {
        "/g2m/face/present",
        "/g2m/body/present",
        "/g2m/heart/contact",
    }


def test_hits_scenes_and_the_mappings_own_messages_follow_the_signals() -> None:
    items: tuple[Message, ...] = (
        NoteOn(2.5, "a", 1, 60, 90),
        Osc(2.5, "/theremin/open", (0.25, 3, "up")),
        SceneChange(2.5, "chorus"),
    )
    sent = read(Messages(2.5, items, gestures(hits=(Hit(2.48, "right", "strike", 0.75),))))
    assert sent[-3:] == [
        ("/g2m/hit/right/strike", [0.75]),
        ("/theremin/open", [0.25, 3, "up"]),
        ("/g2m/scene", ["chorus"]),
    ]


def test_nothing_to_say_is_no_datagram() -> None:
    assert bundle(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 90),))) == b""
    assert bundle(Messages(0.0, (Osc(0.0, "/a", (math.nan,)),))) == b""


def test_two_hands_a_face_a_body_and_a_heart_fit_a_datagram_of_macos() -> None:
    hands = gestures()
    told = hands.signals | {signal.name: 1.0 for signal in OF_THE_PLAYER}
    assert len(bundle(Messages(0.0, (), replace(hands, signals=told)))) < 9216


def test_numbers_of_numpy_are_sent_as_plain_numbers_and_bools_as_tags() -> None:
    message = OscMessage(encode("/a", (np.float32(0.5), np.int64(7), np.bool_(True), 1 << 40, True, False)))
    assert message.params == [0.5, 7, 1.0, float(1 << 40), True, False]
    assert [type(value) for value in message.params] == [float, int, float, float, bool, bool]


ARGS = st.lists(
    st.floats(allow_nan=True)
    | st.integers(-(2**70), 2**70)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"))
)


@given(st.text("abc/é_", max_size=12), ARGS)
def test_python_osc_reads_any_message_and_nan_is_never_sent(path: str, args) -> None:
    encoded = encode("/" + path, tuple(args))
    finite = all(isinstance(a, str) or (math.isfinite(a) and abs(a) < 3.4e38) for a in args)
    if encoded is None:
        assert not finite
        return
    message = OscMessage(encoded)
    assert message.address == "/" + path
    assert len(message.params) == len(args)
    for got, sent in zip(message.params, args, strict=True):
        if isinstance(sent, str):
            assert got == sent
        elif isinstance(sent, int) and abs(sent) < 2**31:
            assert got == sent and isinstance(got, int)
        else:
            assert math.isfinite(got) and got == struct.unpack(">f", struct.pack(">f", sent))[0]


@given(st.dictionaries(st.sampled_from(sorted(signal_table.full_names())), st.floats(width=32)))
def test_no_signal_is_ever_sent_as_nan(signals) -> None:
    sent = read(Messages(0.0, (), Gestures(0.0, 0, signals, {}, ())))
    for _, values in sent:
        assert all(isinstance(value, str) or math.isfinite(value) for value in values)


@pytest.mark.parametrize("family", ["127.0.0.1", "::1"])
def test_a_target_receives_each_frame_as_one_datagram(family: str) -> None:
    kind = socket.AF_INET6 if ":" in family else socket.AF_INET
    try:
        receiver = socket.socket(kind, socket.SOCK_DGRAM)
        receiver.bind((family, 0))
    except OSError:
        pytest.skip(f"this machine has no {family}")
    with receiver:
        receiver.settimeout(10)
        text = f"[{family}]" if ":" in family else family
        port = receiver.getsockname()[1]
        target = OscTarget(*parse_target(f"{text}:{port}"))
        assert target.name == f"OSC {text}:{port}"
        frame = Messages(2.5, (), gestures())
        target.send(Messages(0.0, ()))
        target.send(frame)
        assert receiver.recv(65536) == bundle(frame)
        target.close()


def test_nobody_needs_to_listen() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target = OscTarget("127.0.0.1", port)
    for _ in range(20):
        target.send(Messages(2.5, (), gestures()))
    target.close()


def test_what_the_system_does_not_take_is_counted_and_what_is_wrong_is_a_sentence(monkeypatch) -> None:
    class Full:
        error = BlockingIOError(11, "Resource temporarily unavailable")

        def sendto(self, data: bytes, address: object) -> None:
            raise self.error

        def close(self) -> None:
            pass

    target = OscTarget("127.0.0.1", 9000)
    target._socket.close()
    full = Full()
    monkeypatch.setattr(target, "_socket", full)
    target.send(Messages(2.5, (), gestures()))
    assert target.missed == 1
    full.error = OSError(90, "Message too long")
    with pytest.raises(OutputError, match=r"OSC 127\.0\.0\.1:9000 failed and is off: Message too long"):
        target.send(Messages(2.5, (), gestures()))


def test_localhost_is_where_programs_listen() -> None:
    target = OscTarget("localhost", 9000)
    assert target._address[0] == "127.0.0.1"
    target.close()


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:9000", "127.0.0.1", 9000),
        (" studio.local:1 ", "studio.local", 1),
        ("[::1]:65535", "::1", 65535),
    ],
)
def test_parse_target(text: str, host: str, port: int) -> None:
    assert parse_target(text) == (host, port, ALL)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not HOST:PORT"),
        ("9000", "is not HOST:PORT"),
        (":9000", "is not HOST:PORT"),
        ("127.0.0.1", "is not HOST:PORT"),
        ("my host:9000", "is not HOST:PORT"),
        ("127.0.0.1:", "is not a number from 1 to 65535"),
        ("127.0.0.1:0", "is not a number from 1 to 65535"),
        ("127.0.0.1:65536", "is not a number from 1 to 65535"),
        ("127.0.0.1:-9", "is not a number from 1 to 65535"),
        ("127.0.0.1:9e3", "is not a number from 1 to 65535"),
        ("127.0.0.1:\uff19\uff10", "is not a number from 1 to 65535"),
        ("::1:9000", "needs brackets"),
        ("http://127.0.0.1:80", "is a web address: give HOST:PORT alone"),
        ("[]:9000", "is not HOST:PORT"),
        (
            "127.0.0.1:9000,wekinatr",
            "'wekinatr' is unknown; there are wekinator, landmarks, timetag, plain and only",
        ),
        ("127.0.0.1:9000,", "'' is unknown"),
        ("127.0.0.1:9000,only=", "only= needs an address, as in only=/g2m/right/"),
        ("127.0.0.1:9000,only=right", "only= needs an address"),
    ],
)
def test_parse_target_explains_nonsense(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as error:
        parse_target(text)
    assert error.value.status == 2


@given(st.text())
def test_parse_target_takes_any_text(text: str) -> None:
    try:
        host, port, _ = parse_target(text)
    except UsageError:
        return
    assert host and 1 <= port <= 65535


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid"])
def test_an_unknown_host_is_a_sentence(host: str) -> None:
    with pytest.raises(OutputError, match="nobody knows the host"):
        OscTarget(host, 9000)


def test_address_of() -> None:
    assert address_of("right.index.x") == "/g2m/right/index/x"


def test_the_table_in_the_docs_lists_what_is_sent() -> None:
    guide = page("reference/osc").partition("## OSC in")[0]
    listed = re.findall(r"^\| `(/g2m/[^`]+)` \| ([^|]+) \|", guide, re.M)
    words = {"<hand>": "(left|right)", "<part>": "(left|right|hands)", "<hit>": ".+", "<signal>": ".+"}
    forms = [(re.sub("<[a-z]+>", lambda word: words[word[0]], address), types) for address, types in listed]
    hits = (
        *(Hit(0.0, side, kind.name, 0.5) for side in ("left", "right") for kind in signal_table.HITS),
        Hit(0.0, "hands", "clap", 0.5),
    )
    sent = read(Messages(0.0, (SceneChange(0.0, "b"),), gestures(hits=hits)))
    names = {float: "float", int: "int", str: "string"}
    met = set[str]()
    for address, values in sent:
        form, types = next((form, types) for form, types in forms if re.fullmatch(form, address))
        assert types == ", ".join(names[type(value)] for value in values), address
        met.add(form)
    assert met == {form for form, _ in forms}
    own = {address_of(name) for name in signal_table.full_names() if not name.startswith("any.")}
    assert own <= {address for address, _ in sent}


def hand(side: Side) -> Hand:
    points = np.arange(63, dtype=np.float32).reshape(21, 3) / (64 if side == "left" else 128)
    return Hand(side, 1.0, points, points)


def with_hands(*sides: Side) -> Gestures:
    return replace(gestures(), hands=tuple(hand(side) for side in sides))


def test_landmarks_come_on_request_and_for_hands_that_are_seen() -> None:
    frame = Messages(2.5, (), with_hands("right"))
    assert "landmarks" not in str(read(frame))
    sent = dict(read(frame, Wanted(landmarks=True)))
    assert sent["/g2m/right/landmarks"] == hand("right").points.ravel().tolist()
    assert "/g2m/left/landmarks" not in sent and "/g2m/left/x" in sent
    both = Messages(2.5, (), with_hands("left", "right"))
    assert len(bundle(both, Wanted(landmarks=True))) < 9216


def test_only_what_was_asked_for_is_sent() -> None:
    items = (Osc(2.5, "/theremin/open", (0.25,)), SceneChange(2.5, "chorus"))
    hits = (Hit(2.48, "right", "strike", 0.75),)
    frame = Messages(2.5, items, replace(with_hands("left", "right"), hits=hits))

    def addresses(*only: str, landmarks: bool = False) -> list[str]:
        return [address for address, _ in read(frame, Wanted(only, landmarks))]

    assert addresses("/theremin/*") == ["/theremin/open"]
    assert addresses("/g2m/right/curl/*") == [f"/g2m/right/curl/{finger}" for finger in signal_table.FINGERS]
    assert addresses("/g2m/*/x") == [f"/g2m/{of}/x" for of in (*tips("left"), *tips("right"))]
    assert addresses("/g2m/scene", "/g2m/frame") == ["/g2m/frame", "/g2m/scene"]
    assert addresses("/g2m/hit/*") == ["/g2m/hit/right/strike"]
    assert addresses("/g2m/right/pose", "/g2m/?eft/y") == ["/g2m/left/y", "/g2m/right/pose"]
    assert addresses("*/landmarks", landmarks=True) == ["/g2m/left/landmarks", "/g2m/right/landmarks"]
    assert bundle(frame, Wanted(("/nothing/of/this",))) == b""


def tips(side: str) -> list[str]:
    return [side, *(f"{side}/{finger}" for finger in signal_table.FINGERS)]


def test_words_say_what_a_target_is_sent() -> None:
    text = "127.0.0.1:6448,wekinator, only=/g2m/right/*,landmarks,timetag,only=/g2m/left/x"
    only = ("/g2m/right/*", "/g2m/left/x")
    assert parse_target(text) == (
        "127.0.0.1",
        6448,
        Wanted(only, landmarks=True, wekinator=True, timetag=True),
    )


def test_a_time_tag_is_the_time_of_the_frame() -> None:
    """The frame was taken 1.5 s ago; receivers read the tag as a time of the day."""
    with receiver() as (udp, port):
        target = OscTarget("127.0.0.1", port, Wanted(timetag=True))
        before = time.time()
        target.send(Messages(2.5, (), gestures(), instant=time.perf_counter() - 1.5))
        after = time.time()
        assert before - 1.5 - 1e-3 <= OscBundle(udp.recv(65536)).timestamp <= after - 1.5 + 1e-3
        target.send(Messages(2.5, (), gestures()))
        assert OscBundle(udp.recv(65536)).timestamp == IMMEDIATELY
        target.close()


def test_wekinator_is_sent_always_as_many_numbers() -> None:
    with receiver() as (udp, port):
        target = OscTarget("127.0.0.1", port, Wanted(wekinator=True))
        assert target.name == f"OSC 127.0.0.1:{port} (26 inputs)"
        target.send(Messages(0.0, (Osc(0.0, "/own", (1,)),)))
        for unseen in (("left", "right"), ("right",), ("left", "right")):
            target.send(Messages(2.5, (SceneChange(2.5, "b"),), gestures(unseen=unseen)))
        messages = [OscMessage(udp.recv(65536)) for _ in range(3)]
        target.close()
    assert {message.address for message in messages} == {"/wek/inputs"}
    none, left, gone = (message.params for message in messages)
    assert none == [0.0] * 26
    assert left == [gestures().signals[f"left.{name}"] for name in OF_HAND] + [0.0] * 13
    assert gone == left


def test_wekinators_inputs_can_be_chosen() -> None:
    def row(*only: str, landmarks: bool = False) -> list[float]:
        return list(Inputs(Wanted(only, landmarks)).update(with_hands("right")))

    signals = gestures().signals
    assert row("/g2m/right/x", "/g2m/left/fist") == [signals["left.fist"], signals["right.x"]]
    points = hand("right").points.ravel().tolist()
    assert row("*/right/landmarks", landmarks=True) == points
    assert row(landmarks=True)[26:] == [0.0] * 63 + points
    with pytest.raises(UsageError, match="leaves Wekinator no input"):
        row("/g2m/rihgt/*")


def test_wekinators_time_tag_makes_a_bundle() -> None:
    with receiver() as (udp, port):
        target = OscTarget("127.0.0.1", port, Wanted(wekinator=True, timetag=True))
        target.send(Messages(2.5, (), gestures(), instant=time.perf_counter()))
        (message,) = OscBundle(udp.recv(65536))
        target.close()
    assert message.address == "/wek/inputs" and len(message.params) == 26


@contextmanager
def receiver() -> Iterator[tuple[socket.socket, int]]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(60)
        yield udp, udp.getsockname()[1]


def test_every_target_in_the_docs_is_one() -> None:
    guide = page("reference/osc")
    targets = re.findall(r"--osc (\S+)", guide)
    assert len(targets) >= 8
    for target in targets:
        if target != "HOST:PORT":
            parse_target(target.strip("`"))

"""What the mappings for other programs send, decoded by liblo with typed handlers, and by python-osc."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from played import NOBODY
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage

from gesture2midi import paths
from gesture2midi.engine.engine import Engine
from gesture2midi.events import Gestures, Messages
from gesture2midi.io.osc.output import OscTarget, bundle
from gesture2midi.io.osc.target import Wanted
from gesture2midi.mapping.load import load, loads

Sent = tuple[str, str, list[Any]]

DEMANDS: dict[str, tuple[dict[str, float], list[Sent]]] = {
    "qlab": ({"left.point": 1.0}, [("/cue/1/start", "", [])]),
    "qlab both": ({"left.fist": 1.0, "right.fist": 1.0}, [("/stop", "", []), ("/playhead/1", "", [])]),
    "qlab level": (
        {"right.open_hand": 1.0, "right.y": 0.5},
        [("/cue/10/level", "iif", [0, 0, pytest.approx(-20.0)])],
    ),
    "x32": (
        {"left.y": 0.0, "right.thumb_up": 1.0},
        [("/ch/01/mix/on", "i", [1])],
    ),
    "x32 fader": (
        {"left.y": 0.9, "right.y": 1.0, "right.pinch": 1.0},
        [("/ch/08/mix/fader", "f", [0.75])],
    ),
    "x32 enter": ({}, [("/dca/1/on", "i", [0]), ("/main/st/mix/fader", "f", [0.75])]),
    "tidal": ({"right.y": 0.5}, [("/ctrl", "sf", ["cutoff", pytest.approx(3100.0)])]),
    "ableton-osc": ({"right.strike": 0.7}, [("/live/clip/fire", "ii", [0, 3])]),
    "ableton-osc scene": ({"left.y": 1.0, "left.victory": 1.0}, [("/live/scene/fire", "i", [7])]),
    "resolume": (
        {"left.x": 0.9, "left.strike": 0.5},
        [("/composition/layers/1/clips/4/connect", "i", [1])],
    ),
    "obs": ({"left.victory": 1.0}, [("/scene", "s", ["The screen"])]),
    "obs record": ({"left.thumb_up": 1.0, "right.thumb_up": 1.0}, [("/toggleRecording", "", [])]),
}


def played(name: str, signals: dict[str, float]) -> Messages:
    """What a bundled mapping sends as these signals come, after a frame with nobody."""
    engine = Engine(load(paths.mapping_file(name.split()[0])))
    seen = {f"{signal.split('.')[0]}.present": 1.0 for signal in signals}
    first = engine.update(Gestures(0.0, 0, NOBODY, {}, ()))
    then = engine.update(Gestures(0.1, 1, NOBODY | signals | seen, {}, ()))
    return Messages(0.1, (*first.items, *then.items))


@pytest.fixture(params=["bundle", "plain"])
def wanted(request: pytest.FixtureRequest) -> Wanted:
    return Wanted(plain=request.param == "plain")


@pytest.mark.parametrize("name", DEMANDS)
def test_liblo_hands_it_to_a_method_of_those_types(name: str, wanted: Wanted) -> None:
    """A method of types takes an int for a float, so one that takes anything tells what has come."""
    liblo = pytest.importorskip("pyliblo3", reason="pyliblo3 is not installed")
    signals, expected = DEMANDS[name]
    sent = played(name, signals)
    for methods in (expected, [(None, None, None)]):
        heard = listen(liblo, methods, sent, wanted, len(expected))
        assert [one for one in heard if one in expected] == expected


def listen(liblo: Any, methods: Any, sent: Messages, wanted: Wanted, many: int) -> list[Sent]:
    """What these methods of a liblo server are called with, until nothing comes any more or it is many."""
    server, called = liblo.Server(proto=liblo.UDP), list[Sent]()
    for address, types, _ in methods:
        server.add_method(address, types, lambda path, args, types: called.append((path, types, args)))
    target = OscTarget("127.0.0.1", server.port, wanted)
    target.send(sent)
    target.close()
    while server.recv(10_000 if len(called) < many else 0):
        pass
    return called


@pytest.mark.parametrize("name", DEMANDS)
def test_python_osc_reads_it(name: str) -> None:
    signals, expected = DEMANDS[name]
    read = list(messages(OscBundle(bundle(played(name, signals)))))
    said = [(address, values) for address, _, values in expected]
    found = [one for one in read if (one.address, one.params) in said]
    assert [(one.address, one.params) for one in found] == said
    tags = {int: "i", float: "f", str: "s"}
    for one, (_, types, _) in zip(found, expected, strict=True):
        assert "".join(tags[type(value)] for value in one.params) == types


def messages(found: OscBundle) -> Iterator[OscMessage]:
    for one in found:
        yield from messages(one) if isinstance(one, OscBundle) else [one]


def test_true_and_false_are_tags() -> None:
    liblo = pytest.importorskip("pyliblo3", reason="pyliblo3 is not installed")
    text = "name: T\ncontrols: [{send: osc, address: /a, args: [true, false, 1], when: left.fist}]"
    engine = Engine(loads(text, Path("t.yaml")))
    engine.update(Gestures(0.0, 0, NOBODY, {}, ()))
    sent = engine.update(Gestures(0.1, 1, NOBODY | {"left.fist": 1.0}, {}, ()))
    assert next(messages(OscBundle(bundle(Messages(0.1, sent.items))))).params == [
        True, False, 1,
    ]  # fmt: skip
    heard = listen(liblo, [("/a", "TFi", [])], Messages(0.1, sent.items), Wanted(), 1)
    assert heard == [("/a", "TFi", [True, False, 1])]


def test_plain_is_a_message_a_datagram_and_none_of_the_signals() -> None:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(10)
    target = OscTarget("127.0.0.1", receiver.getsockname()[1], Wanted(only=("/stop", "/play*"), plain=True))
    sent = played("qlab both", {"left.fist": 1.0, "right.fist": 1.0, "left.point": 1.0})
    target.send(Messages(0.1, sent.items, Gestures(0.1, 1, NOBODY, {}, ())))
    assert [receiver.recv(4096) for _ in range(2)] == [b"/stop\0\0\0,\0\0\0", b"/playhead/1\0,\0\0\0"]
    receiver.settimeout(0)
    with pytest.raises(OSError):
        receiver.recv(4096)
    receiver.close()
    target.close()

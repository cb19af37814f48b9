"""The tree that other programs are shown is what is really sent and taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pythonosc.osc_bundle import OscBundle

from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Gestures, Hand, Hands, Hit, Messages, Osc, SceneChange
from gesture2midi.gestures import signals as signal_table
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.io.osc.commands import SIGNAL, VERBS
from gesture2midi.io.osc.output import bundle
from gesture2midi.io.osc.query_tree import READ, WRITE, Node, tree
from gesture2midi.mapping.load import loads
from gesture2midi.session.commands import Commands
from gesture2midi.session.osc_namespace import addresses
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

TEXT = """
name: Shown
controls:
  - {id: place, send: osc, address: /hand/place, from: [right.x, right.y]}
  - {id: dial, send: cc, number: 20, from: osc.dial}
scenes:
  high: {controls: [{id: top, send: note, pitch: C6, gate: right.present}]}
"""


class Nothing:
    name, fps, total = "nothing", 30.0, None

    def frames(self):  # type: ignore[no-untyped-def]
        return iter(())

    def close(self) -> None:
        pass


def of_a_set(text: str, path: Path) -> Commands:
    outputs = NoteLedger([], print)
    session = Session(Nothing(), None, loads(text, path), outputs)
    return Commands(session, Snapshot(outputs), [path], (), 30.0, print)


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return of_a_set(TEXT, tmp_path / "shown.yaml")


def by_address(nodes: list[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        found[node.address] = node
    assert len(found) == len(nodes)
    return found


def test_every_address_that_is_sent_is_shown_with_its_type_and_value(commands: Commands, hand: Hand) -> None:
    seen = Recognizer().update(Hands(0.5, 7, 4 / 3, (hand,)))
    shown = by_address(addresses(commands, seen))
    hits = (
        *(Hit(0.5, side, kind.name, 0.5) for side in ("left", "right") for kind in signal_table.HITS),
        Hit(0.5, "hands", "clap", 0.5),
    )
    items = (Osc(0.5, "/hand/place", (0.1, 0.2)), SceneChange(0.5, "high"))
    sent = OscBundle(bundle(Messages(0.5, items, replace(seen, hits=hits))))
    for message in sent:
        node = shown[message.address]
        assert node.access & READ, message.address
        types = "".join({float: "f", int: "i", str: "s"}[type(value)] for value in message.params)
        assert node.types == types, message.address
        if node.values is not None and message.address != "/g2m/scene":
            assert list(node.values) == pytest.approx(message.params), message.address
    signals = {address for address, node in shown.items() if node.access == READ}
    unseen = {address for address in signals if "/left/" in address or "/hands/" in address}
    assert signals - unseen <= {message.address for message in sent}


def parts(nodes: list[Node]) -> set[str]:
    return {node.address.split("/")[2] for node in nodes}


def test_a_heart_is_shown_where_it_is_told(commands: Commands) -> None:
    assert not {"face", "body", "heart"} & parts(addresses(commands, None))
    told = {"heart.rate": 71.0, "heart.contact": 1.0}
    seen = Gestures(0.5, 7, told, {}, (Hit(0.5, "heart", "beat", 1.0),))
    shown = by_address(addresses(commands, seen))
    assert {"face", "body", "heart"} & parts(list(shown.values())) == {"heart"}
    assert shown["/g2m/heart/rate"].values == (71.0,) and shown["/g2m/heart/rate"].ranges == ((30, 220),)
    assert shown["/g2m/heart/contact"].values == (1,) and shown["/g2m/heart/contact"].types == "i"
    sent = OscBundle(bundle(Messages(0.5, (), seen)))
    assert {message.address for message in sent} <= shown.keys()


def test_a_face_is_shown_where_the_mapping_reads_it(tmp_path: Path) -> None:
    text = "name: Face\ncontrols: [{send: cc, number: 1, from: face.mouth}]\n"
    shown = parts(addresses(of_a_set(text, tmp_path / "face.yaml"), None))
    assert {"face", "body", "heart"} & shown == {"face"}


def test_every_address_that_is_taken_is_shown_with_its_choices(commands: Commands) -> None:
    shown = by_address(addresses(commands, None))
    taken = {address for address, node in shown.items() if node.access & WRITE}
    assert taken == {*(verb.address for verb in VERBS), f"{SIGNAL}dial"}
    assert shown["/g2m/scene"].ranges == (("main", "high"),) and shown["/g2m/scene"].values == ("main",)
    assert shown["/g2m/mapping"].values == ("shown",)
    assert {"shown", "theremin"} <= set(shown["/g2m/mapping"].ranges[0] or ())
    assert shown["/g2m/mute"].types == "si"
    assert shown["/g2m/mute"].ranges == (("place", "dial", "top"), (0, 1))
    assert shown["/g2m/panic"].types == "I"
    assert tree(list(shown.values()))["CONTENTS"]["hand"]["CONTENTS"]["place"]["TYPE"] == "ff"

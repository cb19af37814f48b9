"""The catalog is what the recognizer gives and what the reference in the docs says."""

from __future__ import annotations

import re
from math import isnan

from pages import page

from gesture2midi.gestures import signals
from gesture2midi.gestures.recognizer import Recognizer

ROW = re.compile(r"^\| `([\w.]+)` \| (\w+) \| (-?[\d.]+) \.\. (-?[\d.e+]+) \| (.+) \|$", re.MULTILINE)


def test_every_name_is_there_with_no_hand_in_view(frame):
    gestures = Recognizer().update(frame(0.0))
    assert list(gestures.signals) == list(signals.full_names())
    for name, signal in signals.full_names().items():
        value = gestures.signals[name]
        assert isnan(value) if signal.kind == "level" else value == 0.0, name
    assert gestures.poses == {} and gestures.hits == ()


def test_every_name_is_there_with_both_hands_in_view(frame, make):
    gestures = Recognizer().update(frame(0.0, make("left", x=0.3), make("right", x=0.7)))
    assert list(gestures.signals) == list(signals.full_names())
    for name, signal in signals.full_names().items():
        assert signal.low <= gestures.signals[name] <= signal.high, name


def test_the_table_of_the_docs_is_the_catalog():
    text = page("reference/signals")
    rows = [(m[0], m[1], float(m[2]), float(m[3]), m[4]) for m in ROW.findall(text)]
    one = [(s.name, s.kind, s.low, s.high, s.meaning) for s in (*signals.HAND, *signals.POSES, *signals.HITS)]
    both = [(f"hands.{s.name}", s.kind, s.low, s.high, s.meaning) for s in signals.BOTH]
    others = (*signals.OUTSIDE, *signals.FACE, *signals.BODY, *signals.HEART, *signals.VOICE)
    assert rows == one + both + [(s.name, s.kind, s.low, s.high, s.meaning) for s in others]


def test_what_other_programs_tell_is_known_by_its_name():
    names = ("clock.beat", "midi.cc.0", "midi.note.127", "osc.dial", "heart.beat")
    found = [signal.name for name in names if (signal := signals.of_no_hand(name))]
    assert found == ["clock.beat", "midi.cc.N", "midi.note.N", "osc.NAME", "heart.beat"]
    for name in (
        "clock",
        "clock.7",
        "midi.cc.N",
        "midi.cc.128",
        "midi.cc.01",
        "osc.NAME",
        "osc.7",
        "osc.Dial",
        "osc.a.b",
        "heart.7",
        "right.y",
    ):
        assert signals.of_no_hand(name) is None


def test_names_of_poses_and_their_signals():
    assert signals.pose_signal("open") == "open_hand" and signals.pose_signal("fist") == "fist"
    assert [signals.pose_signal(name) for name in signals.POSE_NAMES] == [s.name for s in signals.POSES]

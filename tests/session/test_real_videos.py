"""The whole flow over real videos, where they are: hands found, and no message that a DAW should not get."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import (
    ControlChange,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    PitchBend,
    Pressure,
    ProgramChange,
)
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.sources import open_source
from gesture2midi.tracking.pipeline import open_tracker

VIDEOS = Path(__file__).parents[3] / "shared" / "data" / "videos"
AT_LEAST = {  # share of frames with a hand; measured one to two points above
    "dex_human_hand.mp4": 0.99,
    "coderenko_count_fingers.mp4": 0.99,
    "handpose3d_cam0.mp4": 0.93,
    "mediapipe_samples_hand_open.mp4": 0.99,
    "slp_signing_fast_lowlight.mp4": 0.35,
    "takefuji_airpiano_twinkle.mp4": 0.96,
    "dibia_two_hands_table.gif": 0.92,  # 10 frames a second: a hand that waits for its name waits for some
    "dex_two_hands_mirror_30fps.mp4": 0.99,
}
SECONDS = 6
"""Of each video: enough for every kind of picture in it, and for a suite that is done in minutes."""


def everything() -> Mapping:
    """All bundled mappings at once, so that whatever the hands do is answered."""
    bundled = [load(paths.mapping_file(name)) for name in paths.bundled_mappings()]
    controls = [control for mapping in bundled for control in mapping.controls]
    drone = loads(
        "name: All\ncontrols: [{send: note, pitch: any.y, range: C2..C6, gate: any.present}]",
        Path("all.yaml"),
    )
    return Mapping(
        drone.name,
        "",
        drone.path,
        drone.synth,
        (*controls, *drone.controls),
        {},
        "main",
        drone.signals.union(*(mapping.signals for mapping in bundled)),
        2,
        Zone(15, 48),
    )


def watched(model: Path, name: str, mapping: Mapping, seconds: float) -> tuple[list[Moment], list[Message]]:
    """So much of a video through a mapping: what there was to see, and what was sent."""
    source = open_source(
        str(VIDEOS / name), size=(640, 480), fps=30, mirror=None, realtime=False, on_problem=pytest.fail
    )
    collected = Collected()
    session = Session(
        source, lambda hands: open_tracker(model, hands), mapping, NoteLedger([collected], pytest.fail)
    )
    moments: list[Moment] = []

    def watch(moment: Moment) -> None:
        moments.append(moment)
        if moment.hands.t > seconds:
            session.stop()

    session.watchers.append(watch)
    session.run()
    return moments, collected.messages


@pytest.mark.skipif(not VIDEOS.is_dir(), reason="the shared videos are not beside this checkout")
@pytest.mark.parametrize("name", AT_LEAST)
def test_a_real_video(name: str, model: Path) -> None:
    moments, messages = watched(model, name, everything(), SECONDS)
    seen = [moment.hands for moment in moments]
    assert sum(bool(hands.hands) for hands in seen) >= AT_LEAST[name] * len(seen)
    assert all(len({hand.side for hand in hands.hands}) == len(hands.hands) for hands in seen)
    assert all(a.t < b.t for a, b in itertools.pairwise(seen))
    in_range(messages)


@pytest.mark.skipif(not VIDEOS.is_dir(), reason="the shared videos are not beside this checkout")
def test_real_fingers_play_their_notes_and_press_their_buttons(model: Path) -> None:
    """A hand bends thumb to little finger in turn, makes a fist, and touches its thumb with two fingers."""
    moments, messages = watched(model, "dex_human_hand.mp4", load(paths.mapping_file("finger-piano")), 12.2)
    one_by_one = [m.note for m in messages if isinstance(m, NoteOn) and m.t < 7.5]
    assert one_by_one == [60, 62, 64, 65, 67]
    looper = Engine(load(paths.mapping_file("looper")))
    pressed = [m for moment in moments for m in looper.update(moment.gestures).items]
    assert [m.owner for m in pressed if isinstance(m, NoteOn)] == ["stop", "record", "overdub"]


def in_range(messages: list[Message]) -> None:
    sounding: set[tuple[int, int]] = set()
    for message in messages:
        match message:
            case NoteOn(_, _, channel, note, velocity):
                assert 1 <= channel <= 16
                assert 0 <= note <= 127
                assert 1 <= velocity <= 127
                assert (channel, note) not in sounding
                sounding.add((channel, note))
            case NoteOff(_, _, channel, note):
                sounding.remove((channel, note))
            case ControlChange(_, _, number, value):
                assert 0 <= number <= 127
                assert 0 <= value <= 127
            case PitchBend(_, _, value):
                assert -8192 <= value <= 8191
            case Pressure(_, _, value) | ProgramChange(_, _, value):
                assert 0 <= value <= 127
            case Osc(_, address, arguments):
                assert address.startswith("/")
                assert all(abs(a) < 1e6 for a in arguments if isinstance(a, float))
    assert sounding == set()

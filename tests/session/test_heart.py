"""The bundled mapping of the heart, played by a heart that is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.io.heart import errors, sent, steady
from gesture2midi import paths
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import ControlChange, Hands, NoteOff, NoteOn, TimingClock, Transport
from gesture2midi.io.files.transcript import Collected
from gesture2midi.io.heart.rhythm import Rhythm
from gesture2midi.mapping.load import load
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot

SECONDS, FPS = 70.0, 30.0


class Frames:
    """Frames without hands; what the sensor sends comes between them."""

    name, fps, total = "frames", FPS, None

    def __init__(self, rhythm: Rhythm, beats: list[float]) -> None:
        self._rhythm, self._beats = rhythm, beats
        self.now = 0.0

    def frames(self) -> Iterator[Hands]:
        messages = sent(self._beats, np.random.default_rng(1), each_second=False)
        coming = next(messages)
        for i in range(int(SECONDS * FPS)):
            self.now = i / FPS
            while coming[0] <= self.now:
                self._rhythm.hear(*coming)
                coming = next(messages)
            yield Hands(self.now, i, 1.5, ())

    def close(self) -> None:
        """There is no device to let go of."""


def fail(problem: str) -> None:
    raise AssertionError(problem)


def test_heartbeat_drums_in_time_and_leads_the_clock() -> None:
    mapping = load(paths.mapping_file("heartbeat"))
    assert mapping.hands == 0
    rhythm, collected = Rhythm(), Collected()
    beats = steady(np.random.default_rng(1), SECONDS + 10)
    source = Frames(rhythm, beats)
    session = Session(source, None, mapping, NoteLedger([collected], fail))
    session.inputs.signals.append(lambda at: rhythm.signals(source.now))
    # A set asks by its own clock; here the frames have theirs.
    session.inputs.hits.append(
        lambda at: [replace(hit, t=hit.t - source.now + at) for hit in rhythm.hits(source.now)]
    )
    snapshot, shown = Snapshot(session.outputs), set[str]()

    def look(moment: Moment) -> None:
        shown.update(meter.text for meter in snapshot.view(moment, session).meters if meter.label == "heart")

    session.watchers.append(look)
    session.run()
    messages = list(collected.messages)
    kicks = [m.t for m in messages if isinstance(m, NoteOn) and m.channel == 10]
    assert shown == {"", "72"}
    late, missing, extra = errors(beats, kicks, SECONDS - 1)
    assert (missing, extra) == (0, 0) and len(late) > 40
    assert np.percentile(np.abs(late), 95) <= 0.010
    assert [m.do for m in messages if isinstance(m, Transport)][:1] == ["start"]
    pulses = [m.t for m in messages if isinstance(m, TimingClock) and m.t > 30]
    assert 60 / (24 * np.mean(np.diff(pulses))) == pytest.approx(72, abs=1)
    assert any(isinstance(m, ControlChange) and m.number == 74 for m in messages)
    assert len([m for m in messages if isinstance(m, NoteOn)]) == len(
        [m for m in messages if isinstance(m, NoteOff)]
    )

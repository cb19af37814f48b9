"""Measures what `checkup` judges: a source, the tracker, a MIDI port and the synth, each opened for this."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np

from gesture2midi.errors import OutputError
from gesture2midi.events import Frame, NoteOn
from gesture2midi.session import checks
from gesture2midi.session.checks import Finding
from gesture2midi.session.session import MakeTracker, Source

PATIENCE = 10.0
"""Seconds that the first picture may take."""
_HANDS = 2
_WARM = 5
"""Pictures that count for nothing: the first ones take a tracker longer."""


def source(
    source: Source, tracker: MakeTracker | None, seconds: float, *, file: bool = False
) -> Iterator[Finding]:
    """How a source delivers for some seconds; it is closed then.

    file: it is one, and not a camera; it is read as fast as it can be.

    Raises:
        PlayerError: the source or the tracker cannot be used.
    """
    arrived: list[float] = []
    lights: list[float] = []
    spent: list[float] = []
    seen = 0
    with ExitStack() as stack:
        stack.callback(source.close)
        find = stack.enter_context(tracker(_HANDS)) if tracker is not None else None
        begin = time.perf_counter()
        for item in source.frames():
            now = time.perf_counter()
            if now - (arrived[0] if arrived else begin) > (seconds if arrived else PATIENCE):
                break
            if item is None:
                continue
            if isinstance(item, Frame) and find is not None:
                lights.append(checks.brightness(item.image))
                start = time.perf_counter()
                find.track(item)
                spent.append(1000 * (time.perf_counter() - start))
            seen += 1
            if seen > _WARM or file:
                arrived.append(item.arrived if isinstance(item, Frame) else now)
    rate = (len(arrived) - 1) / (arrived[-1] - arrived[0]) if len(arrived) > 1 else 0.0
    yield checks.file(seen, source.total, source.fps) if file else checks.pictures(rate, source.fps)
    if spent[_WARM:]:
        yield checks.light(float(np.mean(lights)), file=file)
        yield checks.tracking(spent[_WARM:], source.fps, file=file)


def port() -> Finding:
    """Whether a MIDI port of our own can be opened."""
    from gesture2midi.io.midi import open_ports

    try:
        opened = open_ports.open_virtual()
    except OutputError as error:
        return checks.port(None, why=_sentence(error))
    opened.close()
    return checks.port(opened.name)


def synth() -> Finding:
    """Whether the built-in synth makes a sound, and a sound card takes it."""
    from gesture2midi.io.synth.fluidsynth import Fluid
    from gesture2midi.io.synth.output import FAINTEST, Synth

    try:
        fluid = Fluid()
        try:
            fluid.configure({}, 0.8, 0.0)
            fluid.play(NoteOn(0.0, "doctor", 1, 60, 100))
            if np.abs(fluid.sound(4800)).max() < FAINTEST:
                return checks.synth(None, sounds=False)
        finally:
            fluid.delete()
        opened = Synth()
    except OutputError as error:
        return checks.synth(None, why=_sentence(error))
    opened.close()
    return checks.synth(opened.driver)


def _sentence(error: OutputError) -> str:
    return f"{str(error).rstrip('.')}."

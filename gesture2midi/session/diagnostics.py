"""Measures what `checkup` judges: a source, the tracker, a MIDI port and the synth, each opened for this."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from gesture2midi import paths
from gesture2midi.capture.camera import Camera
from gesture2midi.errors import ModelError, OutputError, PlayerError, UsageError
from gesture2midi.events import Frame, NoteOn
from gesture2midi.events import Part as PlayerPart
from gesture2midi.gestures.strike_sound import delay_of
from gesture2midi.mapping import spoken
from gesture2midi.session import checks
from gesture2midi.session.checks import Finding
from gesture2midi.session.picture_age import Age
from gesture2midi.session.session import Source
from gesture2midi.session.sound_path import Part, sound_path
from gesture2midi.session.trackers import MakeTracker

PATIENCE = 10.0
"""Seconds that the first picture may take."""
_HANDS = 2
_WARM = 5
"""Pictures that count for nothing: the first ones take a tracker longer."""


@dataclass
class Measured:
    """What `source` found: milliseconds that a frame is tracked, in the median, and frames per second."""

    tracking: float | None = None
    rate: float = 0.0

    def sound_path(self, age: Age | None, audio: float | None) -> tuple[Part, ...]:
        """Returns what lies between a stroke and its sound here; empty where nothing was tracked.

        age: of the camera's pictures. audio: seconds of the built-in synth's buffer, if it plays.
        """
        if self.tracking is None or self.rate <= 0:
            return ()
        return sound_path(
            age=age,
            fps=self.rate,
            tracking=self.tracking,
            message=0.0,
            strike_delay=1000 * delay_of("auto", 1 / self.rate),
            audio=None if audio is None else 1000 * audio,
        )


def source(
    source: Source,
    tracker: MakeTracker | None,
    seconds: float,
    *,
    file: bool = False,
    camera: bool = True,
    measured: Measured | None = None,
) -> Iterator[Finding]:
    """How a source delivers for some seconds; it is closed then.

    file: it is one, and is read as fast as it can be. measured: takes what was measured.
    camera: it is one, so its light can be changed.

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
    if measured is not None:
        measured.rate = rate
        measured.tracking = float(np.median(spent[_WARM:])) if spent[_WARM:] else None
    yield (
        checks.file(seen, source.total, source.fps)
        if file
        else checks.pictures(rate, source.fps, camera=camera)
    )
    if isinstance(source, Camera):
        slow = float(np.percentile(spent[_WARM:], 95)) if spent[_WARM:] else None
        yield checks.rates(source.rates, source.size, slow)
    if spent[_WARM:]:
        if camera or file:
            yield checks.light(float(np.mean(lights)), file=file)
        yield checks.tracking(spent[_WARM:], source.fps, file=file)


def models(part: PlayerPart) -> Finding:
    """Whether the models of a part of the player are in the user's cache; nothing is fetched."""
    from gesture2midi.tracking.people.models import MODELS, find_models

    size = sum(model.size for model in MODELS[part])
    if not paths.people_models(part).exists():
        return checks.models(part, size, here=False)
    try:
        find_models(part, fetch=False)
    except ModelError as error:
        return checks.models(part, size, here=False, why=_sentence(error))
    return checks.models(part, size, here=True)


def heart(wanted: str) -> Finding:
    """Whether a heart rate sensor of this name or address, or any, is in reach."""
    from gesture2midi.io.heart.sensor import is_meant, sensors_in_reach

    try:
        found = sensors_in_reach()
    except UsageError as error:
        return checks.heart(None, why=f"{str(error).rstrip('.')}.")
    name = next((one.name for one in found if is_meant(wanted, one.name, one.address)), None)
    return checks.heart(name)


def voice(wanted: str | None) -> Finding:
    """Whether a microphone for spoken commands can be opened: this one, or the usual one for None."""
    from gesture2midi.io.voice import microphone

    name = wanted or microphone.DEFAULT
    try:
        if not spoken.installed():
            raise UsageError(microphone.EXTRA)
        found = microphone.find(name)
        microphone.open_stream(found, lambda samples: None).close()
        return checks.voice(microphone.usual() if found == microphone.DEFAULT else found)
    except PlayerError as error:
        return checks.voice(None, wanted=wanted is not None, why=f"{str(error).rstrip('.')}.")


def port() -> Finding:
    """Whether a MIDI port of our own can be opened."""
    from gesture2midi.io.midi import open_ports

    try:
        opened = open_ports.open_virtual()
    except OutputError as error:
        return checks.port(None, why=_sentence(error))
    opened.close()
    return checks.port(opened.name)


def synth() -> tuple[Finding, float | None]:
    """Whether the built-in synth makes a sound, and a sound card takes it; and the seconds of its buffer."""
    from gesture2midi.io.synth.fluidsynth import Fluid
    from gesture2midi.io.synth.output import FAINTEST, Synth

    try:
        fluid = Fluid()
        try:
            fluid.configure({}, 0.8, 0.0)
            fluid.play(NoteOn(0.0, "doctor", 1, 60, 100))
            if np.abs(fluid.sound(4800)).max() < FAINTEST:
                return checks.synth(None, sounds=False), None
        finally:
            fluid.delete()
        opened = Synth()
    except OutputError as error:
        return checks.synth(None, why=_sentence(error)), None
    opened.close()
    return checks.synth(opened.driver), opened.buffer


def _sentence(error: OutputError | ModelError) -> str:
    return f"{str(error).rstrip('.')}."

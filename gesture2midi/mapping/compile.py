"""A checked mapping file made into what the engine plays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from pathlib import Path

from gesture2midi.engine.controls import Control, Expression
from gesture2midi.engine.mapping import MAIN, Mapping, Synth
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.mapping.controls.answers import Bound
from gesture2midi.mapping.controls.base import AnyControl, Known, MidiControl
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.include import hands
from gesture2midi.mapping.keys import keys_of
from gesture2midi.mapping.schema.file import MappingFile, SynthSettings
from gesture2midi.mapping.schema.scene_actions import messages
from gesture2midi.mapping.yaml.document import Keys
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.keyboard import Temperament


def build(
    file: MappingFile,
    path: Path,
    ids: Dictionary[Keys, str],
    known: Vocabulary,
    tunings: Dictionary[Keys, Temperament],
) -> tuple[Mapping, dict[str, Known]]:
    """Returns the mapping of a file, and its controls by their ids.

    ids: the id of each control by its path in the document. known: what it was checked with.
    tunings: of each control that has one, by its path.
    """
    controls: dict[str, Known] = {}
    programs = {} if file.synth.program is None else dict.fromkeys(range(1, 17), file.synth.program)
    programs |= file.synth.programs

    def bound(models: Sequence[AnyControl], *at: str) -> tuple[Control, ...]:
        made = []
        for i, model in enumerate(models):
            keys = (*at, "controls", i)
            tuning = tunings.get(keys)
            tuned = None if tuning is None else model.in_tune(tuning)
            me = Bound(ids[keys], _condition(model), known, tuning, tuned, programs)
            controls[me.id] = Known(model, me)
            made.append(model.bind(me))
        return tuple(made)

    top = bound(file.controls)
    scenes = {name: bound(scene.controls, "scenes", name) for name, scene in file.scenes.items()}
    everything = (*top, *(control for scene in scenes.values() for control in scene))
    ports = {
        name: kind.port
        for name, (kind, _) in controls.items()
        if isinstance(kind, MidiControl) and kind.port is not None
    }
    listen = file.listen
    signals = frozenset(listen.signals if listen else ()).union(*(c.signals for c in everything))
    voiced = any(control.voiced for control in everything)
    zone = Zone(file.mpe.members, file.mpe.bend_range) if voiced else None
    mapping = Mapping(
        name=file.name,
        about=file.about or "",
        path=path,
        synth=_synth(file.synth, [control for control in everything if control.id not in ports], zone),
        zone=zone,
        controls=top,
        scenes=scenes,
        enter={name: messages(scene.enter) for name, scene in file.scenes.items()},
        exit={name: messages(scene.exit) for name, scene in file.scenes.items()},
        start=file.start or MAIN,
        signals=signals,
        hands=hands(signals),
        ports=ports,
        tempo=file.tempo,
        score=file.score or "",
        listen=listen,
        keys=keys_of(file, ids, zone.channels if zone else ()),
    )
    return mapping, controls


def _synth(settings: SynthSettings, controls: Iterable[Control], zone: Zone | None) -> Synth:
    """`program` is for every channel that notes are played on; `programs` go before it."""
    programs: dict[int, int] = {}
    if settings.program is not None:
        played = {c.program_channel for c in controls if c.program_channel is not None} - {DRUM_CHANNEL}
        played |= set(zone.channels if zone else ())
        programs = dict.fromkeys(sorted(played) or [1], settings.program)
    return Synth(programs | settings.programs, settings.volume, settings.reverb, settings.bank or ())


def _condition(control: AnyControl) -> Expression | None:
    """Returns what must be true for it to play: its `when`, and not its `mute`; None: it always does."""
    when, mute = control.when, control.mute
    if mute is None:
        return when
    muted = mute.value
    text = f"not ({mute.text})"
    if when is None:
        return replace(mute, text=text, value=lambda signals: 0.0 if muted(signals) > 0 else 1.0)
    played = when.value
    return Expression(
        f"({when.text}) and {text}",
        lambda signals: 0.0 if muted(signals) > 0 else played(signals),
        when.signals | mute.signals,
        when.size + mute.size,
        tuple(dict.fromkeys((*when.memories, *mute.memories))),
    )

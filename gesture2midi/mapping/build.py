"""A checked mapping file made into what the engine plays."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import fields
from pathlib import Path

from gesture2midi.mapping import compiled, music, schema
from gesture2midi.mapping.compiled import MAIN, Control, Expression, Level, Mapping, Synth
from gesture2midi.mapping.curves import curve
from gesture2midi.mapping.document import Keys
from gesture2midi.mapping.words import SIGNALS

DRUM_CHANNEL = 10


def build(file: schema.MappingFile, path: Path, ids: Dictionary[Keys, str]) -> Mapping:
    """The mapping of a file; `ids` has the id of each control by its path in the document."""

    def controls(models: Iterable[schema.Control], *at: str) -> tuple[Control, ...]:
        return tuple(_control(model, ids[(*at, "controls", i)]) for i, model in enumerate(models))

    top = controls(file.controls)
    scenes = {name: controls(scene.controls, "scenes", name) for name, scene in file.scenes.items()}
    everything = (*top, *(control for scene in scenes.values() for control in scene))
    signals = frozenset[str]().union(*map(_signals, everything))
    hands = {name.partition(".")[0] for name in signals}
    return Mapping(
        name=file.name,
        about=file.about or "",
        path=path,
        synth=_synth(file.synth, everything),
        controls=top,
        scenes=scenes,
        start=file.start or MAIN,
        signals=signals,
        hands=2 if "hands" in hands or len(hands) > 1 else 1,
    )


def _synth(settings: schema.SynthSettings, controls: Iterable[Control]) -> Synth:
    """`program` is for every channel that notes are played on; `programs` go before it."""
    programs: dict[int, int] = {}
    if settings.program is not None:
        played = {c.channel for c in controls if isinstance(c, (compiled.Note, compiled.Chord))}
        programs = dict.fromkeys(sorted(played - {DRUM_CHANNEL}) or [1], settings.program)
    return Synth(programs | settings.programs, settings.volume, settings.reverb)


def _signals(control: Control) -> frozenset[str]:
    values = [getattr(control, field.name) for field in fields(control)]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    sources = [part.source if isinstance(part, Level) else part for part in parts]
    return frozenset[str]().union(*(s.signals for s in sources if isinstance(s, Expression)))


def _level(source: Expression, model: schema.Followed) -> Level:
    low, high = model.input or _range(source)
    return Level(source, low, high, curve(model.curve), model.smooth, model.lost, model.glide)


def _range(source: Expression) -> tuple[float, float]:
    """A bare signal is followed over its own range, anything else over 0..1."""
    signal = SIGNALS.get(source.text.strip())
    return (float(signal.low), float(signal.high)) if signal else (0.0, 1.0)


def _control(c: schema.Control, name: str) -> Control:
    match c:
        case schema.NoteControl():
            ladder = (c.pitch,) if isinstance(c.pitch, int) else music.ladder(c.scale, c.range)
            pitch = None if isinstance(c.pitch, int) else c.pitch
            return compiled.Note(name, c.when, c.channel, c.gate, c.velocity, ladder, pitch)
        case schema.ChordControl():
            chords = tuple(music.chord_notes(symbol, c.octave) for symbol in c.chords)
            return compiled.Chord(name, c.when, c.channel, c.gate, c.velocity, chords, c.pick)
        case schema.DrumControl():
            return compiled.Drum(name, c.when, c.channel, c.sound, c.hit, c.velocity, c.length)
        case schema.CcControl():
            rest = c.out[0] if c.rest is None else c.rest
            return compiled.Cc(name, c.when, c.channel, c.number, _level(c.from_, c), c.out, rest)
        case schema.BendControl():
            return compiled.Bend(name, c.when, c.channel, _level(c.from_, c), c.out, 0.0)
        case schema.PressureControl():
            return compiled.Pressure(name, c.when, c.channel, _level(c.from_, c), c.out, 0.0)
        case schema.OscControl():
            osc_rest = c.out[0] if c.rest is None else c.rest
            levels = tuple(_level(source, c) for source in c.from_)
            return compiled.OscLevels(name, c.when, c.address, levels, c.out, osc_rest)
        case schema.ProgramControl():
            return compiled.Program(name, c.when, c.channel, c.program)
        case schema.SceneControl():
            return compiled.ToScene(name, c.when, c.to)
        case schema.PanicControl():
            return compiled.PanicButton(name, c.when)

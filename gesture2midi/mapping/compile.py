"""A checked mapping file made into what the engine plays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from gesture2midi.engine import controls as engine_controls
from gesture2midi.engine.controls import MAIN, Control, Expression, Level, Mapping, Synth, Timing, Tuned
from gesture2midi.engine.mpe_zone import MANAGER
from gesture2midi.gestures.signals import from_outside
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.curves import curve
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.mapping.expression.variables import variables
from gesture2midi.mapping.include import hands
from gesture2midi.mapping.keys import keys_of
from gesture2midi.mapping.schema import controllers, kinds
from gesture2midi.mapping.schema import file as schema_file
from gesture2midi.mapping.schema import notes as schema_notes
from gesture2midi.mapping.schema.base import MidiControl
from gesture2midi.mapping.schema.scene_actions import message
from gesture2midi.mapping.tunings import tuned
from gesture2midi.mapping.voices import PLAYERS, Player
from gesture2midi.mapping.yaml.document import Keys
from gesture2midi.music.arp_patterns import run
from gesture2midi.music.chords import chord
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.keyboard import Temperament, nearest_key
from gesture2midi.music.scales import ladder
from gesture2midi.music.spelling import chord_name
from gesture2midi.music.voicing import voicings


def build(
    file: schema_file.MappingFile,
    path: Path,
    ids: Dictionary[Keys, str],
    vocabulary: Vocabulary,
    tunings: Dictionary[Keys, Temperament],
) -> Mapping:
    """The mapping of a file; `ids` has the id of each control by its path in the document.

    tunings: of each control that has one, by its path.
    vocabulary: what it was checked with.
    """
    known, _ = variables(file.let, vocabulary)

    def controls(models: Sequence[kinds.Control], *at: str) -> tuple[Control, ...]:
        paths = [(*at, "controls", i) for i in range(len(models))]
        return tuple(
            _control(model, ids[keys], known, tunings.get(keys))
            for keys, model in zip(paths, models, strict=True)
        )

    top = controls(file.controls)
    scenes = {name: controls(scene.controls, "scenes", name) for name, scene in file.scenes.items()}
    ports = dict(_ports(file, ids))
    everything = (*top, *(control for scene in scenes.values() for control in scene))
    signals = frozenset(_signals(everything))
    voices = any(map(engine_controls.needs_zone, everything))
    zone = engine_controls.Zone(file.mpe.members, file.mpe.bend_range) if voices else None
    return Mapping(
        name=file.name,
        about=file.about or "",
        path=path,
        synth=_synth(file.synth, [control for control in everything if control.id not in ports], zone),
        zone=zone,
        controls=top,
        scenes=scenes,
        enter={name: tuple(map(message, scene.enter)) for name, scene in file.scenes.items()},
        exit={name: tuple(map(message, scene.exit)) for name, scene in file.scenes.items()},
        start=file.start or MAIN,
        signals=signals,
        hands=hands(signals),
        ports=ports,
        tempo=file.tempo,
        keys=keys_of(file, ids, zone.channels if zone else ()),
    )


def _ports(file: schema_file.MappingFile, ids: Dictionary[Keys, str]) -> Iterator[tuple[str, str]]:
    """The id of each control that has a port of its own, and that port's name."""
    for (*above, _, i), name in ids.items():
        control = (file.scenes[above[1]] if above else file).controls[i]
        if isinstance(control, MidiControl) and control.port is not None:
            yield name, control.port


def _synth(
    settings: schema_file.SynthSettings, controls: Iterable[Control], zone: engine_controls.Zone | None
) -> Synth:
    """`program` is for every channel that notes are played on; `programs` go before it."""
    programs: dict[int, int] = {}
    if settings.program is not None:
        played = {
            c.channel
            for c in controls
            if isinstance(c, engine_controls.Note | engine_controls.Chord | engine_controls.Arp)
        }
        played -= {DRUM_CHANNEL}
        played |= set(zone.channels if zone else ())
        programs = dict.fromkeys(sorted(played) or [1], settings.program)
    return Synth(programs | settings.programs, settings.volume, settings.reverb)


def _signals(part: object) -> Iterator[str]:
    """Every signal that an expression anywhere in a control, or in several, reads."""
    if isinstance(part, Expression):
        yield from part.signals
    elif isinstance(part, tuple):
        for inner in part:
            yield from _signals(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _signals(getattr(part, field.name))


def _level(source: Expression, model: controllers.Followed) -> Level:
    low, high = model.input or whole_range(source)
    return Level(
        source,
        low,
        high,
        curve(model.curve, model.dead),
        model.smooth,
        model.lost,
        model.glide,
        model.steps or 0,
        model.mode,
        model.rate or 0.0,
    )


def whole_range(source: Expression) -> tuple[float, float]:
    """A bare signal is followed over its own range; anything else, and what was taught, over 0..1."""
    name = source.text.strip()
    signal = BUILT_IN.signals.get(name) or from_outside(name)
    return (float(signal.low), float(signal.high)) if signal else (0.0, 1.0)


def _control(c: kinds.Control, name: str, known: Vocabulary, tuning: Temperament | None) -> Control:
    when = c.when if c.mute is None else _unless(c.mute, c.when)
    match c:
        case schema_notes.NoteControl():
            in_tune = tuned(c, tuning) if tuning else None
            untuned = (c.pitch,) if isinstance(c.pitch, int) else ladder(c.scale, c.range)
            climbed = tuple(in_tune.keys.values()) if in_tune else untuned
            pitch = None if isinstance(c.pitch, int) else c.pitch
            return engine_controls.Note(
                id=name,
                when=when,
                channel=_channel(c, in_tune),
                gate=c.gate,
                velocity=c.velocity,
                ladder=climbed,
                pitch=pitch,
                mode=c.mode,
                timing=_timing(c),
                tuned=in_tune,
                portamento=c.portamento_time if c.follow == "portamento" else None,
            )
        case schema_notes.ChordControl():
            in_tune = tuned(c, tuning) if tuning else None
            chords = [chord(symbol, c.octave, c.key, c.inversion) for symbol in c.chords]
            smooth = chords if c.voicing == "smooth" else ()
            return engine_controls.Chord(
                id=name,
                when=when,
                channel=_channel(c, in_tune),
                gate=c.gate,
                velocity=c.velocity,
                chords=tuple(one.notes for one in chords),
                pick=c.pick,
                mode=c.mode,
                timing=_timing(c),
                tuned=in_tune,
                voicings=tuple(voicings(one, c.octave) for one in smooth),
                names=tuple(chord_name(symbol, c.key) for symbol in c.chords),
            )
        case schema_notes.ArpControl():
            in_tune = tuned(c, tuning) if tuning else None
            return engine_controls.Arp(
                id=name,
                when=when,
                channel=_channel(c, in_tune),
                gate=c.gate,
                velocity=c.velocity,
                runs=tuple(run(notes, c.pattern, c.octaves) for notes in schema_notes.source(dict(c))),
                pick=c.pick,
                mode=c.mode,
                rate=c.rate,
                length=c.length,
                random=c.pattern == "random",
                timing=_timing(c),
                tuned=in_tune,
            )
        case schema_notes.MpeNoteControl():
            pitches = tuning.ladder(c.scale, c.range) if tuning else ()
            climbed = tuple(map(nearest_key, pitches)) or ladder(c.scale, c.range)
            voices = tuple(_voice(c, player, known) for player in PLAYERS[c.voices])
            glides = c.follow == "bend"
            rate = c.rate or 0.0
            return engine_controls.MpeNote(
                name, when, voices, climbed, glides, c.magnet, c.smooth, pitches, rate
            )
        case schema_notes.DrumControl():
            return engine_controls.Drum(
                name, when, c.channel, c.sound, c.hit, c.velocity, c.length, _timing(c)
            )
        case controllers.CcControl():
            rest = _rest(c.rest, c.out)
            return engine_controls.Cc(name, when, c.channel, _level(c.from_, c), c.out, rest, c.number)
        case controllers.Cc14Control():
            rest = _rest(c.rest, c.out)
            return engine_controls.Cc14(name, when, c.channel, _level(c.from_, c), c.out, rest, c.number)
        case controllers.NrpnControl() | controllers.RpnControl():
            return _parameter(c, name, when)
        case controllers.BendControl():
            return engine_controls.Bend(name, when, c.channel, _level(c.from_, c), c.out, 0.0)
        case controllers.PressureControl():
            return engine_controls.Pressure(name, when, c.channel, _level(c.from_, c), c.out, 0.0)
        case controllers.PolyPressureControl():
            return engine_controls.PolyPressure(name, when, c.channel, _level(c.from_, c), c.out, 0.0, c.note)
        case controllers.OscControl():
            levels = tuple(_level(source, c) for source in c.from_)
            return engine_controls.OscLevels(name, when, c.address, levels, c.out, _rest(c.rest, c.out))
        case kinds.ProgramControl():
            return engine_controls.Program(name, when or c.when, c.channel, c.program)
        case kinds.TransportControl():
            return engine_controls.Transport(name, when or c.when, c.do, c.position)
        case kinds.SysexControl():
            return engine_controls.SysEx(name, when or c.when, c.bytes)
        case kinds.SceneControl():
            return engine_controls.ToScene(name, when or c.when, c.to)
        case kinds.PanicControl():
            return engine_controls.PanicButton(name, when or c.when)


def _channel(
    c: schema_notes.NoteControl | schema_notes.ChordControl | schema_notes.ArpControl, in_tune: Tuned | None
) -> int:
    """The channel of a control; one whose notes have a channel each is with the manager of their zone."""
    return MANAGER if in_tune is not None and in_tune.by == "mpe" else c.channel


def _rest(rest: float | None, out: tuple[float, float]) -> float:
    """Where a controller rests that does not say so: at the beginning of its range."""
    return out[0] if rest is None else rest


def _timing(c: schema_notes.Swung) -> Timing:
    timing = Timing(swing=c.swing, humanise=c.humanise)
    if isinstance(c, schema_notes.Timed):
        timing = replace(timing, quantise=c.quantise or 0.0, repeat=c.repeat or 0.0)
    if isinstance(c, schema_notes.ChordControl):
        timing = replace(timing, strum=c.strum, direction=c.direction)
    return timing


def _unless(mute: Expression, when: Expression | None) -> Expression:
    """True where `when` is and `mute` is not."""
    text = f"not ({mute.text})"
    if when is None:
        return Expression(text, lambda signals: 0.0 if mute.value(signals) > 0 else 1.0, mute.signals)
    played = when.value
    return Expression(
        f"({when.text}) and {text}",
        lambda signals: 0.0 if mute.value(signals) > 0 else played(signals),
        when.signals | mute.signals,
    )


def _parameter(
    c: controllers.NrpnControl | controllers.RpnControl, name: str, when: Expression | None
) -> engine_controls.Parameter:
    fine = c.bits == 14
    out = c.out or (0, 16383 if fine else 127)
    registered = isinstance(c, controllers.RpnControl)
    level = _level(c.from_, c)
    return engine_controls.Parameter(
        name, when, c.channel, level, out, _rest(c.rest, out), registered, c.number, fine
    )


def _voice(c: schema_notes.MpeNoteControl, player: Player, known: Vocabulary) -> engine_controls.Voice:
    own = player.vocabulary(known)

    def read(text: str) -> Expression:
        return parser.parse(text, own)

    return engine_controls.Voice(
        name=player.name,
        gate=read(c.gate),
        velocity=read(c.velocity) if isinstance(c.velocity, str) else c.velocity,
        pitch=read(c.pitch),
        bend=read(c.bend) if c.bend else None,
        slide=read(c.slide) if c.slide else None,
        pressure=read(c.pressure) if c.pressure else None,
    )

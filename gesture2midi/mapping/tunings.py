"""The tunings that the controls of a mapping name: read from their files beside it, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from gesture2midi.engine.controls import Tuned
from gesture2midi.errors import Mistake
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.schema.kinds import Control
from gesture2midi.mapping.schema.notes import ArpControl, ChordControl, MpeNoteControl, NoteControl, source
from gesture2midi.mapping.yaml.document import Document, Keys, Plain
from gesture2midi.mapping.yaml.file import inside
from gesture2midi.mapping.yaml.problem import Problem
from gesture2midi.music.arp_patterns import run
from gesture2midi.music.chords import chord
from gesture2midi.music.keyboard import KeyboardMapping, Temperament, nearest_key, read_keyboard
from gesture2midi.music.scala import read_tuning
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import note_name
from gesture2midi.music.voicing import voicings

_KEYS = 128
SCALE, KEYBOARD = ".scl", ".kbm"


def tunings_of(
    document: Document, controls: Iterable[tuple[Keys, dict[Plain, Plain]]], file: MappingFile | None
) -> tuple[dict[Keys, Temperament], list[Path], list[Problem]]:
    """Returns the tuning of each control that has one, by its path, the files, and what is wrong with them.

    file: the document's meaning, None where it has none.
    """
    found: dict[Keys, Temperament] = {}
    files: list[Path] = []
    problems: list[Problem] = []
    for keys, written in controls:
        if not _is_name(written.get("tuning"), SCALE):
            continue
        field = "tuning"
        try:
            tuning = read_tuning(_file(document, written["tuning"], files))
            field = "keyboard"
            found[keys] = Temperament(tuning, 0, _keyboard(document, written, files))
            field = "tuning"
            model = None if file is None else _model(file, keys)
            if model is not None:
                found[keys] = found[keys]._replace(root=root_of(model))
                if isinstance(model, MpeNoteControl):
                    found[keys].ladder(model.scale, model.range)
                elif isinstance(model, NoteControl | ChordControl | ArpControl):
                    tuned(model, found[keys])
        except Mistake as mistake:
            name = str(written.get(field) or files[-1].name)
            field = field if field in written else "tuning"
            message = mistake.message if name in mistake.message else f"`{name}`: {mistake.message}"
            problems.append(document.problem((*keys, field), message, mistake.hint))
    return found, files, problems


def untuned(document: Document, controls: Iterable[tuple[Keys, dict[Plain, Plain]]]) -> Iterator[Problem]:
    """Yields a warning for each control whose tuning has no pitch of its own."""
    for keys, temperament in tunings_of(document, controls, None)[0].items():
        if not temperament.tuning.has_pitches:
            name = document.at((*keys, "tuning"))
            message = f"`{name}` has no pitch besides its first, so every note is where a piano has it"
            yield document.warning((*keys, "tuning"), message, "name another file, or take `tuning` out")


def root_of(control: Control) -> int:
    """Returns the pitch class on which the tuning of a control begins."""
    scale = getattr(control, "scale", None) or getattr(control, "key", None)
    return scale.root if isinstance(scale, Scale) else 0


def tuned(control: NoteControl | ChordControl | ArpControl, temperament: Temperament) -> Tuned | None:
    """Returns where a tuning puts the notes of a control; None where it leaves them.

    Raises:
        Mistake: a note has no pitch in the tuning, or the tuning cannot be sent.
    """
    if not temperament.tuning.has_pitches:
        return None
    by = control.tuning_as or ("mpe" if isinstance(control, ChordControl) else "bend")
    if isinstance(control, NoteControl) and not isinstance(control.pitch, int):
        pitches = dict(enumerate(temperament.ladder(control.scale, control.range)))
    else:
        pitches = {note: _pitch(note, temperament) for note in _notes(control)}
        if isinstance(control, NoteControl):
            pitches = dict(enumerate(pitches.values()))
    keys = (
        _distinct(pitches) if by == "mts" else {note: nearest_key(pitch) for note, pitch in pitches.items()}
    )
    return Tuned(by, pitches, keys)


def _notes(control: NoteControl | ChordControl | ArpControl) -> list[int]:
    """Every MIDI note that a control may play."""
    if isinstance(control, NoteControl):
        return [control.pitch] if isinstance(control.pitch, int) else []
    if isinstance(control, ArpControl):
        runs = [run(notes, control.pattern, control.octaves) for notes in source(dict(control))]
        return sorted({note for one in runs for stroke in one for note in stroke})
    chords = [chord(symbol, control.octave, control.key, control.inversion) for symbol in control.chords]
    ways = [voicings(one, control.octave) for one in chords] if control.voicing == "smooth" else []
    return sorted({note for notes in (*(one.notes for one in chords), *chain(*ways)) for note in notes})


def _pitch(note: int, temperament: Temperament) -> float:
    pitch = temperament.pitch(note)
    if pitch is None:
        raise Mistake(
            f"the note {note_name(note)} has no pitch in this tuning", "take another note or keyboard"
        )
    return pitch


def _distinct(pitches: dict[int, float]) -> dict[int, int]:
    """A MIDI note for each pitch, no two the same, as near as can be: a synth tunes each note once."""
    order = sorted(pitches, key=pitches.__getitem__)
    if len(order) > _KEYS:
        message = f"{len(order)} notes are to be tuned, and the MIDI Tuning Standard has {_KEYS}"
        raise Mistake(message, "narrow the range, or write `tuning_as: mpe`")
    keys: list[int] = []
    for note in order:
        keys.append(max(nearest_key(pitches[note]), keys[-1] + 1 if keys else 0))
    for place in range(len(keys) - 1, -1, -1):
        keys[place] = min(keys[place], _KEYS - len(keys) + place)
    return dict(zip(order, keys, strict=True))


def _model(file: MappingFile, keys: Keys) -> Control:
    *above, _, i = keys
    return (file.scenes[above[1]] if above else file).controls[i]


def _is_name(value: object, suffix: str) -> bool:
    return isinstance(value, str) and value.endswith(suffix)


def _file(document: Document, name: str, files: list[Path]) -> Path:
    """The file that a control names in the mapping's folder; it is put into `files`."""
    files.append(inside(document.path, name))
    return files[-1]


def _keyboard(document: Document, written: dict[Plain, Plain], files: list[Path]) -> KeyboardMapping | None:
    """The keyboard mapping that a control names, or else the one that is called as its tuning is."""
    name = written.get("keyboard")
    if name is None:
        beside = files[-1].with_suffix(KEYBOARD)
        if not beside.is_file():
            return None
        files.append(beside)
    elif _is_name(name, KEYBOARD):
        _file(document, name, files)
    else:
        return None
    return read_keyboard(files[-1])

"""Each kind of control that sounds notes as a sentence, without a capital and a full stop."""

from __future__ import annotations

from typing import TypeAlias

from gesture2midi.engine import controls
from gesture2midi.errors import listed
from gesture2midi.mapping.describe.dependencies import Way, way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.phrases import HANDS
from gesture2midi.mapping.describe.targets import arp_notes, drum_name, ladder_name, note_value
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.schema import kinds, notes
from gesture2midi.mapping.voices import PLAYERS, Player
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.spelling import chord_name, note_name

Sounding: TypeAlias = (
    notes.NoteControl | notes.ChordControl | notes.ArpControl | notes.MpeNoteControl | notes.DrumControl
)

_PATTERNS = {
    "up": "upwards",
    "down": "downwards",
    "up-down": "up and down",
    "random": "by chance",
    "as written": "as written",
}


def played(c: Sounding, speaker: Speaker) -> str:
    match c:
        case notes.NoteControl():
            return f"{_note(c, speaker)}{_in_time(c)}{_tuned(c)}"
        case notes.ChordControl():
            return f"{_chord(c, speaker)}{_strummed(c, speaker)}{_in_time(c)}{_tuned(c)}"
        case notes.ArpControl():
            return f"{_arp(c, speaker)}{_feel(c)}{_tuned(c)}"
        case notes.MpeNoteControl():
            return _mpe(c, speaker)
        case notes.DrumControl():
            channel = "" if c.channel == DRUM_CHANNEL else _channel(c.channel)
            hit = speaker.clause(c.hit.text)
            begins = "while" if c.repeat else "each time"
            return f"{begins} {hit}, it plays {_sound(c, speaker)}{_struck(c, speaker)}{_in_time(c)}{channel}"


def by_fingers(control: kinds.Control) -> bool:
    return isinstance(control, notes.MpeNoteControl) and control.voices.endswith("fingers")


def _note(c: notes.NoteControl, speaker: Speaker) -> str:
    held = _held(c, speaker)
    if isinstance(c.pitch, int):
        return f"{note_name(c.pitch, speaker.key)} {held}"
    noun = speaker.noun(c.pitch.text)
    if noun.startswith("`") and (found := way(c.pitch)) is not None:
        noun = f"{speaker.noun(found.signal)}, by {noun},"
    return f"{noun} picks {ladder_name(c.scale, c.range)}{_led(c, speaker)}; it {held}"


def _led(c: notes.NoteControl, speaker: Speaker) -> str:
    """How the synth goes from note to note."""
    if c.follow == "steps":
        return ""
    time = c.portamento_time
    slowly = f", as slowly as {speaker.noun(time.text)}" if isinstance(time, controls.Expression) else ""
    return f", to which the synth glides{slowly}"


def _chord(c: notes.ChordControl, speaker: Speaker) -> str:
    held, chords = _held(c, speaker), [chord_name(chord, c.key or speaker.key) for chord in c.chords]
    if parser.constant(c.pick) is not None or len(chords) == 1:
        place = min(len(chords) - 1, int((parser.constant(c.pick) or 0) * len(chords)))
        return f"the chord {chords[place]} {held}"
    return f"{speaker.noun(c.pick.text)} picks {listed(chords)}; it {held}"


def _arp(c: notes.ArpControl, speaker: Speaker) -> str:
    how = f"{_PATTERNS[c.pattern]}{f' over {c.octaves} octaves' if c.octaves > 1 else ''}"
    runs = f"note after note, {how}, one each {note_value(c.rate)}, {_held(c, speaker)}"
    if c.chords is not None and len(c.chords) > 1 and parser.constant(c.pick) is None:
        chords = listed(chord_name(chord, c.key or speaker.key) for chord in c.chords)
        return f"{speaker.noun(c.pick.text)} picks {chords}; it is played {runs}"
    return f"{arp_notes(c, speaker.key)}, {runs}"


def _in_time(c: notes.Timed) -> str:
    said = f", from the next {note_value(c.quantise)} of the beat on" if c.quantise else ""
    said += f", again and again each {note_value(c.repeat)}" if c.repeat else ""
    return said + _feel(c)


def _feel(c: notes.Swung) -> str:
    return (", swinging" if c.swing > 0.5 else "") + (", a little unevenly" if c.humanise else "")


def _strummed(c: notes.ChordControl, speaker: Speaker) -> str:
    if c.strum is None:
        return ", as near as can be to the chord before" * (c.voicing == "smooth")
    always = parser.constant(c.strum)
    way = {"up": "upwards", "down": "downwards", "alternate": "up and down in turn"}[c.direction]
    time = f"in {always:g} s" if always is not None else f"in as many seconds as {speaker.noun(c.strum.text)}"
    return f", strummed {way} {time}"


def _held(c: notes.NoteControl | notes.ChordControl | notes.ArpControl, speaker: Speaker) -> str:
    gate = speaker.clause(c.gate.text)
    when = {
        "hold": f"sounds while {gate}",
        "toggle": f"sounds, and is silent again, in turn each time {gate}",
        "latch": f"begins when {gate}, and sounds until the next",
    }[c.mode]
    return f"{when}{_loudness(c.velocity, speaker, set_='velocity' in c.model_fields_set)}"


def _mpe(c: notes.MpeNoteControl, speaker: Speaker) -> str:
    player = PLAYERS[c.voices][0]
    many = len(PLAYERS[c.voices]) > 1
    whose = f"each finger of {HANDS[player.side]}" if c.voices == f"{player.side} fingers" else ""
    whose = whose or {"all fingers": "each finger", "both hands": "each hand"}.get(c.voices, "the hand")
    glides = ", glides from note to note" if c.follow == "bend" else ""
    drawn = f" and is drawn to them by {c.magnet:g}" if c.magnet else ""
    said = f"{whose} is a voice{' of its own' * many}{glides}{drawn}: "
    said += f"{speaker.noun(c.pitch)} picks {ladder_name(c.scale, c.range)}; "
    said += f"it sounds while {speaker.clause(c.gate)}"
    said += _loudness_of_voice(c, speaker, player)
    for text, what in ((c.bend, "bends it"), (c.slide, "is its colour"), (c.pressure, "is its swell")):
        if text is not None:
            said += f"; {_source(text, speaker, player)} {what}"
    return said + " (MPE)"


def _source(text: str, speaker: Speaker, player: Player) -> str:
    noun = speaker.noun(text)
    if noun.startswith("`"):
        found = _back(way(parser.parse(text, player.vocabulary(BUILT_IN))), player)
        if found is not None:
            return f"{speaker.noun(found.signal)}, by {noun},"
    return noun


def _back(found: Way | None, player: Player) -> Way | None:
    """A voice's own name for what its first player reads."""
    if found is None:
        return None
    own = {signal: name for name, signal in player.finger.items()}
    hand, _, rest = found.signal.partition(".")
    return found._replace(
        signal=own.get(found.signal) or (f"hand.{rest}" if hand == player.side else found.signal)
    )


def _loudness_of_voice(c: notes.MpeNoteControl, speaker: Speaker, player: Player) -> str:
    if isinstance(c.velocity, int):
        return _loudness(c.velocity, speaker, set_="velocity" in c.model_fields_set)
    found = _back(way(parser.parse(c.velocity, player.vocabulary(BUILT_IN))), player)
    more = speaker.more(found) if found else ""
    return f", {more}, the louder" if more else f", as loud as {speaker.noun(c.velocity)}"


def _loudness(velocity: controls.Expression | int, speaker: Speaker, *, set_: bool = True) -> str:
    if isinstance(velocity, int):
        return f", with velocity {velocity}" if set_ else ""
    always = parser.constant(velocity)
    if always is not None:
        return f", with velocity {max(1, round(127 * always))}"
    found = way(velocity)
    more = speaker.more(found) if found else ""
    return f", {more}, the louder" if more else f", as loud as {speaker.noun(velocity.text)}"


def _struck(c: notes.DrumControl, speaker: Speaker) -> str:
    if c.velocity is not None:
        return _loudness(c.velocity, speaker)
    graded = {name for name in c.hit.signals if _is_hit(name)}
    return ", as loud as the blow" if graded else ""


def _is_hit(name: str) -> bool:
    signal = BUILT_IN.signals.get(name)
    return signal is None or signal.kind == "hit"


def _sound(c: notes.DrumControl, speaker: Speaker) -> str:
    drum = drum_name(c, speaker.key)
    return drum if drum == note_name(c.sound, speaker.key) else f"the {drum}"


def _tuned(c: notes.NoteControl | notes.ChordControl | notes.ArpControl) -> str:
    """The tuning, if any, and on which channel it is heard."""
    if c.tuning is None:
        return _channel(c.channel)
    by = c.tuning_as or ("mpe" if isinstance(c, notes.ChordControl) else "bend")
    where = " (MPE)" if by == "mpe" else _channel(c.channel)
    how = ", which the synth is told" if by == "mts" else ""
    return f", tuned by {c.tuning}{how}{where}"


def _channel(channel: int) -> str:
    return f" (channel {channel})"

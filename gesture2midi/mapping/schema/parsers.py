"""What stands after a key, read: each takes what YAML found there, and gives its meaning or a Mistake.

A Mistake without a message means: not what this field takes; the field's description says what it does.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pydantic import ValidationInfo

from gesture2midi.engine.controls import Expression
from gesture2midi.errors import Mistake
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.curves import CURVES, Points
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.mapping.other_words import meant
from gesture2midi.mapping.schema.quantities import read_seconds, text_or_number
from gesture2midi.mapping.voices import PLAYERS
from gesture2midi.music import general_midi
from gesture2midi.music.chords import chord
from gesture2midi.music.notes import Range, is_note, note_number, note_range, plain
from gesture2midi.music.scales import SCALES, Scale, musical_key, scale_steps

LONGEST_STRUM = 2.0  # seconds
MOST_NOTES = 16  # of a chord
WIDEST_BEND = 96  # semitones, of MPE
LONGEST_SYSEX = 256  # bytes: a setting, not a memory dump


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Mistake()
    return value


def _vocabulary(info: ValidationInfo) -> Vocabulary:
    """What the expressions of this file may read: the context of its validation, if it has one."""
    return info.context or BUILT_IN


def read_formula(value: object, info: ValidationInfo) -> Expression:
    return parser.parse(str(text_or_number(value)), _vocabulary(info))


def read_trigger(value: object, info: ValidationInfo) -> Expression:
    """An expression that becomes true now and then."""
    return becomes_true(read_formula(value, info))


def becomes_true(formula: Expression) -> Expression:
    """Returns an expression that can become true.

    Raises:
        Mistake: it is a number.
    """
    if parser.constant(formula) is not None:
        raise Mistake("a number never becomes true", "write what does, such as `right.strike`")
    return formula


def read_pick(value: object, info: ValidationInfo) -> Expression:
    """An expression; a constant chooses something that there is."""
    formula = read_formula(value, info)
    always = parser.constant(formula)
    if always is not None and not 0 <= always <= 1:
        raise Mistake()
    return formula


def read_pitch(value: object, info: ValidationInfo) -> Expression | int:
    """A note by name or number, else an expression."""
    given = text_or_number(value)
    if isinstance(given, int):
        return note_number(given)
    text, known = str(given), _vocabulary(info)
    if text.strip() in known.own:
        return parser.parse(text, known)
    if is_note(text) or re.fullmatch(r"[A-G][#b]?|[A-Za-z][#b]*-?\d+|\d+", plain(text)):
        return note_number(text)
    return read_pick(value, info)


def read_velocity(value: object, info: ValidationInfo) -> Expression | int:
    return _seven_or_formula(value, info, least=1)


def read_portamento(value: object, info: ValidationInfo) -> Expression | int:
    return _seven_or_formula(value, info, least=0)


def _seven_or_formula(value: object, info: ValidationInfo, least: int) -> Expression | int:
    given = _whole(value)
    if isinstance(given, int):
        if not least <= given <= 127:
            raise Mistake()
        return given
    return read_pick(given, info)


def _whole(value: object) -> str | int | float:
    """What stands there; a whole number in quotes is that number."""
    given = text_or_number(value)
    return int(given) if isinstance(given, str) and re.fullmatch(r"\s*\d{1,4}\s*", given) else given


def _voice(info: ValidationInfo) -> Vocabulary:
    """What a voice may read; where `voices` is wrong, all there is."""
    named = info.data.get("voices")
    players = PLAYERS[named] if named else PLAYERS["all fingers"]
    return players[0].vocabulary(_vocabulary(info))


def read_voice_formula(value: object, info: ValidationInfo) -> str:
    """The text of an expression that is parsed again for each voice."""
    text = str(text_or_number(value))
    parser.parse(text, _voice(info))
    return text


def read_voice_level(value: object, info: ValidationInfo) -> str:
    """The same; a constant lies within 0 to 1."""
    text = read_voice_formula(value, info)
    always = parser.constant(parser.parse(text, _voice(info)))
    if always is not None and not 0 <= always <= 1:
        raise Mistake()
    return text


def read_voice_amount(value: object, info: ValidationInfo) -> int | str:
    """An expression of 0..1; a constant above 1 is sent as it stands."""
    text = read_voice_formula(value, info)
    always = parser.constant(parser.parse(text, _voice(info)))
    if always is None or 0 <= always <= 1:
        return text
    if not 0 <= always <= 127:
        raise Mistake(f"a constant is sent as it stands, and {always:g} is not 0 to 127")
    if not always.is_integer():
        raise Mistake(f"a constant is sent as it stands, and {always:g} is no whole number")
    return int(always)


def read_voice_bend(value: object, info: ValidationInfo) -> str:
    text = read_voice_formula(value, info)
    always = parser.constant(parser.parse(text, _voice(info)))
    if always is not None and abs(always) > WIDEST_BEND:
        raise Mistake()
    return text


def read_voice_velocity(value: object, info: ValidationInfo) -> int | str:
    return _seven_or_voice(value, info, least=1)


def read_voice_seven(value: object, info: ValidationInfo) -> int | str:
    return _seven_or_voice(value, info, least=0)


def _seven_or_voice(value: object, info: ValidationInfo, least: int) -> int | str:
    given = _whole(value)
    if isinstance(given, int):
        if not least <= given <= 127:
            raise Mistake()
        return given
    return read_voice_level(given, info)


def read_strum(value: object, info: ValidationInfo) -> Expression:
    """A time, or an expression in seconds; a constant is 0 to 2 s."""
    try:
        formula = parser.parse(str(read_seconds(value)))
    except Mistake:
        formula = read_formula(value, info)
    always = parser.constant(formula)
    if always is not None and not 0 <= always <= LONGEST_STRUM:
        bare = isinstance(value, int | float) and always > 0
        raise Mistake(hint=f"did you mean `{always:g} ms`?" if bare else "")
    return formula


def read_scale(value: object) -> Scale:
    return scale_steps(_text(value))


def read_range(value: object) -> Range:
    return note_range(_text(value))


def read_musical_key(value: object) -> Scale:
    return musical_key(_text(value))


def read_chord(value: object, info: ValidationInfo) -> str | tuple[int, ...]:
    """A symbol, a degree of the control's `key` (where that is wrong, any will do to read it), or notes."""
    if isinstance(value, list):
        if not 1 <= len(value) <= MOST_NOTES:
            raise Mistake(f"a chord has 1 to {MOST_NOTES} notes")
        return tuple(read_key(note) for note in value)
    symbol = _text(value)
    chord(symbol, 3, info.data.get("key", Scale(0, SCALES["major"])))
    return symbol


def read_sound(value: object) -> int:
    """A drum by General MIDI's name, a note by its name, or the number of a note."""
    given = _unquoted(value)
    if isinstance(given, int) or is_note(given):
        return note_number(given)
    return general_midi.drum_note(given)


def read_program(value: object) -> int:
    given = _unquoted(value)
    if given in ("next", "previous"):
        raise Mistake(f"`{given}` is a key of its own", f"write `{given}: left.fist` in place of both")
    return general_midi.program_number(given)


def _unquoted(value: object) -> str | int:
    """A name, or a whole number, in quotes or not."""
    given = text_or_number(value)
    text = str(given).strip()
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else given if isinstance(given, int) else text


def read_curve(value: object) -> str | Points:
    if not isinstance(value, list):
        if isinstance(value, str) and value not in CURVES:
            raise Mistake(hint=meant(value, CURVES))
        if not isinstance(value, str):
            raise Mistake()
        return value
    points = []
    for point in value:
        if not isinstance(point, list) or len(point) != 2 or not all(_in_unit(part) for part in point):
            raise Mistake("a point of a curve is two numbers from 0 to 1", "write one such as [0.3, 0.8]")
        points.append((float(point[0]), float(point[1])))
    xs = [x for x, _ in points]
    if len(points) < 2 or xs[0] != 0 or xs[-1] != 1 or any(a >= b for a, b in pairwise(xs)):
        raise Mistake("the first numbers of a curve's points rise from 0 to 1", "write 0 first and 1 last")
    return tuple(points)


def _in_unit(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def read_mute(value: object, info: ValidationInfo) -> Expression:
    return parser.parse(str(int(value))) if isinstance(value, bool) else read_formula(value, info)


def read_key(value: object) -> int:
    given = text_or_number(value)
    return note_number(given if isinstance(given, int) else str(given))


def read_parameter(value: object) -> int:
    """A number, or the pair of MSB and LSB that a synth's manual has."""
    if isinstance(value, list):
        if len(value) != 2 or not all(type(part) is int and 0 <= part <= 127 for part in value):
            raise Mistake()
        value = value[0] * 128 + value[1]
    if type(value) is not int or not 0 <= value <= 16383:
        raise Mistake()
    if value == 16383:
        raise Mistake("16383 is the null parameter, which puts away whatever was chosen")
    return value


def read_bank(value: object) -> tuple[int, ...]:
    """The coarse number of a bank, and the fine one where it is written: `8` or `8/3`."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*(?:/\s*(\d{1,3})\s*)?", str(text_or_number(value)))
    numbers = tuple(int(number) for number in found.groups() if number) if found else ()
    if not numbers or max(numbers) > 127:
        raise Mistake()
    return numbers


def read_sysex(value: object) -> bytes:
    if isinstance(value, int) and not isinstance(value, bool):
        raise Mistake(hint="put it in quotes, and write at least two bytes")
    words = _text(value).split()
    for word in words:
        if not re.fullmatch(r"[0-9a-fA-F]{2}", word):
            raise Mistake(f"`{word[:20]}` is not a byte in hex", "write two of 0 to 9 and A to F, such as 7E")
        if word.upper() in ("F0", "F7"):
            raise Mistake(f"`{word}` is not part of the data", "leave out F0 and F7: they are added")
        if int(word, 16) > 127:
            raise Mistake(f"`{word}` is no data of MIDI, which has 7 bits", "write 00 to 7F")
    if not 2 <= len(words) <= LONGEST_SYSEX:
        raise Mistake()
    return bytes.fromhex("".join(words))


def read_address(value: object) -> str:
    address = _text(value)
    if not re.fullmatch(r"(/[^/]+)+", address):
        if target := re.fullmatch(r"(?:\w+://)?([\w.-]+:\d+)(/.*)?", address):
            raise Mistake(
                hint=f"write `{target[2] or '/'}` alone, and give the target with `--osc {target[1]}`"
            )
        raise Mistake(hint=f"write `/{address.strip('/')}`" if address.strip("/") else "")
    if bad := re.search(r"[^!-~]|[#*,?\[\]{}]", address):
        raise Mistake(f"an OSC address cannot hold `{bad[0]}`", at=bad.start())
    return address


def read_as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]

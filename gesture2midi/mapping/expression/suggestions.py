"""What is meant by a name in an expression that no signal has."""

from __future__ import annotations

from gesture2midi.errors import did_you_mean, nearest
from gesture2midi.gestures.signals import HAND_NAMES, NO_HAND
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.other_words import SIGNALS, named_here

_LISTED = "`gesture2midi gestures` lists them all, and `gesture2midi teach` adds your own"
_CONSTANTS = {
    **dict.fromkeys(("and", "or", "not"), "write `{}` in small letters"),
    **dict.fromkeys(("true", "yes", "on", "always"), "write 1"),
    **dict.fromkeys(("false", "no", "off", "never"), "write 0"),
}
_HANDS = {
    name: whose
    for whose in ("left", "right")
    for name in (f"{whose}_hand", f"{whose}hand", f"hand_{whose}", f"hand{whose}", whose[0], f"{whose[0]}h")
}
"""What a hand is called elsewhere, in small letters."""
_OUTSIDE = {
    "osc": "what OSC sends has a name of small letters, digits and `_`, such as `osc.dial`",
    "voice": "a spoken command has a name of small letters and `_`, such as `voice.next_song`",
    "midi": "there are `midi.cc.0` to `midi.cc.127`, `midi.note.0` to `midi.note.127`, and `midi.note`",
}


def suggestion(name: str, vocabulary: Vocabulary) -> str:
    """Returns what to write in place of a name that is not known."""
    signals, own = vocabulary.signals, vocabulary.own
    lower = name.lower()
    if lower in _CONSTANTS:
        return _CONSTANTS[lower].format(lower)
    if lower in (*HAND_NAMES, "hands"):
        return f"say what of it, such as `{'hands.distance' if lower == 'hands' else f'{lower}.y'}`"
    one = lower.removeprefix("hands.")
    if f"right.{one}" in signals:
        return f"say whose: `right.{one}`, `left.{one}` or `any.{one}`"
    if f"hands.{lower}" in signals:
        return f"write `hands.{lower}`"
    hand, _, rest = lower.partition(".")
    if hand in _HANDS:
        there = f"{_HANDS[hand]}.{rest}" if rest else _HANDS[hand]
        return f"write `{there}`" if there in signals else suggestion(there, vocabulary)
    if hand == "finger" and "hand.y" in own and "finger.y" not in own:
        return "write `voices: right fingers`, for instance, to have fingers"
    if not rest and (near := did_you_mean(name, own)):
        return near
    if rest and hand in (*HAND_NAMES, "hands", "hand", "finger"):
        return _of_hand(hand, rest, {*own, *signals})
    if hand in _OUTSIDE:
        return _OUTSIDE[hand]
    return did_you_mean(name, (*signals, *(s.name for s in NO_HAND if s.name.islower())), _LISTED)


def _of_hand(hand: str, rest: str, known: set[str]) -> str:
    """What is near `rest`: whose it is is right."""
    if rest in ("pose", "gesture", "shape"):
        return "each pose is a signal of its own, such as `right.fist`"
    own = [of.removeprefix(f"{hand}.") for of in sorted(known) if of.startswith(f"{hand}.")]
    if same := named_here(rest, own, SIGNALS):
        return f"write `{hand}.{same}`"
    found = nearest(rest, sorted({of.partition(".")[2] for of in known}))
    if found is None:
        return _LISTED
    meant = found if found in own else named_here(found, own, SIGNALS) or found
    whose = [whose for whose in (hand, "hands", "right") if f"{whose}.{meant}" in known]
    return f"did you mean `{whose[0]}.{meant}`?" if whose else _LISTED

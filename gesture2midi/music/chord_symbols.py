"""What stands after the root of a chord symbol, as ordinary charts write it.

It is read part by part, so that whatever a chart puts together is understood: a triad, a number up to which
thirds are stacked, and what is altered, added, suspended or left out.
"""

from __future__ import annotations

import re

_MAJOR = "major|Major|maj|Maj|MAJ|ma(?!dd)|Ma|MA|M(?![iI])|Δ|∆|△|\\^|j"
_SEVENTH_SIGNS = ("Δ", "∆", "△", "^", "j")
"""Those that mean a major seventh though no 7 follows."""
_TRIADS = re.compile(
    f"(?P<dim>dim|°|º|o(?!mit))|(?P<half>ø|Ø|h(?:dim)?)|(?P<aug>aug|\\+)|(?P<major>{_MAJOR})"
    "|(?P<minor>minor|Minor|min|Min|MIN|mi|Mi|MI|m|-)|(?P<dominant>dom)|"
)
_NUMBER = re.compile(f"(?P<major>{_MAJOR})?(?P<number>6/9|69|13|11|9|7|6|5|2|)")
_PARTS = re.compile(
    f"(?P<open>[(])|(?P<close>[)])|(?P<apart>[ ,]+)|(?:/(?=\\D+\\d))?(?P<seventh>{_MAJOR})(?P<up>7|9|11|13|)"
    "|(?P<sharp>#7|\\+7)"
    "|sus(?P<sus>24|2|4|7|9|13|)|(?:no|omit)(?P<no>3|5|9|11|13)|(?P<alt>alt)\\.?|(?P<aug>aug|\\+(?!\\d))"
    "|(?:(?P<add>add)|(?P<slash>/))?(?P<sign>[#b+-])?(?P<degree>13|11|9|7|6|5|4|2)"
)
_BEHIND_A_SLASH = ("6", "9", "11", "13")
"""Degrees that a chart adds with a slash: C7/13. 3, 5 and 7 are a bass there, and 6/4 is a figure."""
_NATURAL = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 10, 9: 14, 11: 17, 13: 21}
"""Semitones of a chord's degrees above its root; the seventh is that of a dominant."""


def quality(text: str, minor: bool = False) -> tuple[int, ...] | None:
    """Returns the semitones above a root of what follows it, such as `m7b5`; None where that says nothing.

    minor: the chord is that of a small numeral, which has a minor third whatever follows.
    """
    triad = _TRIADS.match(text)
    number = triad and _NUMBER.match(text, triad.end())
    if triad is None or number is None or (minor and _is_major(triad, number)):
        return None
    tones = _Tones()
    if minor or triad["minor"] or triad["dim"] or triad["half"]:
        tones.put(3, 3)
    if triad["dim"] or triad["half"]:
        tones.put(5, 6)
    if triad["aug"]:
        tones.put(5, 8)
    if not _stacked(tones, triad, number) or not _altered(tones, text, number.end()):
        return None
    return tones.steps


def tone(steps: tuple[int, ...], degree: int, accidental: str = "") -> int | None:
    """Returns the semitones of the third, fifth or seventh that a chord has; None where it has none such.

    steps: semitones of the chord above its root. accidental: `b` or `#` of the degree as a major scale has
        it; without one it is the chord's own, whichever that is.
    """
    own: tuple[int, ...] = {3: (3, 4), 5: (6, 7, 8), 7: (10, 11)}[degree]
    if degree == 7 and steps == (0, 3, 6, 9):
        own = (9,)
    if accidental:
        natural = {3: 4, 5: 7, 7: 11}[degree]
        own = (natural + (1 if accidental == "#" else -1),)
    return next((step for step in own if step in steps), None)


def _is_major(triad: re.Match[str], number: re.Match[str]) -> bool:
    """Whether a symbol says that its third is major, which contradicts a small numeral."""
    plain_major = triad["major"] and triad["major"] not in _SEVENTH_SIGNS and not number["number"]
    return bool(triad["aug"] or triad["dominant"] or plain_major)


class _Tones:
    """The semitones of a chord that is being read, by degree."""

    def __init__(self) -> None:
        self._of: dict[int, set[int]] = {1: {0}, 3: {4}, 5: {7}}
        self._altered: set[int] = set()

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(sorted(set().union(*self._of.values())))

    def put(self, degree: int, semitones: int) -> None:
        """The degree has these semitones and no others."""
        self._of[degree] = {semitones}

    def add(self, degree: int, semitones: int) -> None:
        self._of.setdefault(degree, set()).add(semitones)

    def alter(self, degree: int, semitones: int) -> None:
        """The first alteration of a degree takes the place of what it alters, others are added."""
        if degree not in self._altered:
            self._of[degree] = set()
        self._altered.add(degree)
        self.add(degree, semitones)

    def drop(self, degree: int) -> None:
        self._of.pop(degree, None)

    def stack(self, number: int, seventh: int) -> None:
        """Thirds from the seventh up to `number`."""
        self.put(7, seventh)
        for degree in (9, 11, 13):
            if degree <= number:
                self.put(degree, _NATURAL[degree])


def _stacked(tones: _Tones, triad: re.Match[str], number: re.Match[str]) -> bool:
    """Whether what stands between the triad and its alterations has a meaning, which is put into `tones`."""
    named, major = number["number"], triad["major"] or number["major"]
    if number["major"] and (triad["major"] or triad["half"] or triad["dominant"]):
        return False
    seventh = 11 if major else 9 if triad["dim"] else 10
    if named == "5":
        if triad[0] and not triad["aug"]:
            return False
        if not triad[0]:
            tones.drop(3)
    elif named in ("2", "6", "69", "6/9"):
        if number["major"] or triad["half"] or triad["dominant"]:
            return False
        for degree in {"2": (2,), "6": (6,)}.get(named, (6, 9)):
            tones.put(degree, _NATURAL[degree])
    elif named:
        tones.stack(int(named), seventh)
    elif triad["half"] or major in _SEVENTH_SIGNS:
        tones.put(7, seventh)
    elif number["major"] or triad["dominant"]:
        return False
    return True


def _altered(tones: _Tones, text: str, at: int) -> bool:
    """Whether all from `at` on alters, adds, suspends or leaves out, which is done to `tones`."""
    inside = False
    while at < len(text):
        part = _PARTS.match(text, at)
        if part is None or not part[0]:
            return False
        at = part.end()
        if part["open"] or part["close"]:
            if inside == bool(part["open"]):
                return False
            inside = not inside
        elif part["degree"]:
            if not (inside or part["add"] or part["slash"] or part["sign"]):
                return False
            if part["slash"] and part["degree"] not in _BEHIND_A_SLASH:
                return False
            _alter(tones, part)
        elif part["apart"]:
            if not inside:
                return False
        else:
            _change(tones, part)
    return not inside


def _alter(tones: _Tones, part: re.Match[str]) -> None:
    """Adds or alters one degree."""
    degree = int(part["degree"])
    # The seventh of a dominant is flat already.
    move = {"#": 1, "+": 1, "b": -1, "-": -1}.get(part["sign"] or "", 0) if degree != 7 else 0
    if part["add"] or part["slash"] or not part["sign"]:
        tones.add(degree, _NATURAL[degree] + move)
    else:
        tones.alter(degree, _NATURAL[degree] + move)


def _change(tones: _Tones, part: re.Match[str]) -> None:
    """Suspends, leaves out, or changes the seventh or the fifth."""
    if part["no"]:
        tones.drop(int(part["no"]))
    elif part["alt"]:
        tones.put(7, 10)
        tones.put(5, 8)
        tones.put(9, 15)
    elif part["aug"]:
        tones.put(5, 8)
    elif part["seventh"] or part["sharp"]:
        tones.stack(int(part["up"] or 7), 11)
    else:
        how = part["sus"]
        tones.drop(3)
        for degree in {"2": (2,), "24": (2, 4)}.get(how, (4,)):
            tones.put(degree, _NATURAL[degree])
        if how in ("7", "9", "13"):
            tones.stack(int(how), 10)

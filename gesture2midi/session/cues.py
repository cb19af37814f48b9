"""What the picture shows, told by ear: ticks of zones, tones that rise, and sentences read aloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from gesture2midi.display.view import Plan, Zone
from gesture2midi.engine.metronome import heard_here
from gesture2midi.events import SIDES, Message, Side
from gesture2midi.io.outputs import synth_of
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.session.session import Moment, Session

OWNER = " cues"
SIDE_STICK, CLAVES = 37, 75
"""Of General MIDI's drums."""
TICKS: dict[Side, int] = {"left": SIDE_STICK, "right": CLAVES}
LOWEST, RISE = 60, 2
"""The key of the first tone, and how many keys each of the ten after it is higher."""
MARGIN = 0.015
"""Of the play area: so far out of a zone a hand is still in it, so that its border does not chatter."""
GUIDE: dict[Side, int] = {"left": 48, "right": 60}
"""The key of the tone that leads a hand to a zone from afar."""
FAR = 0.5
"""Play areas from a zone from which on that tone is lowest and slowest."""
SLOWEST, QUICKEST = 0.7, 0.2
"""Seconds from tone to tone, there and at the zone."""
_LOUD = 90
_TICK, _TONE = 0.05, 0.12
"""Seconds of a sound."""


class Cues:
    """Called with each moment, on the set's thread; silent until it is switched on.

    The built-in synth sounds them, and no other output hears them.

    Args:
        plan: gives the zones of what is played.
        speak: reads a sentence aloud, in a language such as `en`, without waiting.
        say: told in a sentence why no tick sounds.
    """

    def __init__(
        self,
        session: Session,
        plan: Callable[[Session], Plan],
        speak: Callable[[str, str], None],
        say: Callable[[str], None],
    ) -> None:
        self._session, self._plan, self._speak, self._say = session, plan, speak, say
        self._on = False
        self._inside: dict[Side, frozenset[Zone]] = {}
        self._guided: dict[Side, float] = {}
        self._named = ""
        self._last = ""
        self._part = self._sounded = 0

    def switch(self, on: bool) -> None:
        """Tell all by ear, or nothing more; from any thread."""
        if on and not self._on and synth_of(self._session.outputs.sinks) is None:
            self._say("No tick marks the zones, for the built-in sound is off; sentences are read aloud.")
        self._on, self._named, self._last = on, "", ""

    def speak(self, sentence: str, language: str = "en") -> None:
        """Read this aloud, where cues are wanted and it was not the last thing said; from any thread."""
        if self._on and sentence != self._last:
            self._last = sentence
            self._speak(sentence, language)

    def progress(self, part: float) -> None:
        """Sound a tone that is the higher the nearer the end is, 0..1; from any thread."""
        self._part = round(10 * min(max(part, 0.0), 1.0))

    def look(self, moment: Moment) -> None:
        """Tell what is new with this moment."""
        if not self._on:
            return
        sounds = self._tone(moment.hands.t)
        if not self._session.training:
            sounds += self._ticks(moment)
            self._name()
        if sounds:
            self._session.send(sounds)

    def _ticks(self, moment: Moment) -> list[Message]:
        """One for each hand that has come into a zone."""
        sounds: list[Message] = []
        zones = self._plan(self._session).zones
        for side in SIDES:
            before = self._inside.get(side, frozenset())
            now = frozenset(_holding(zones, side, moment, before))
            self._inside[side] = now
            if now - before:
                sounds += heard_here(moment.hands.t, OWNER, DRUM_CHANNEL, TICKS[side], _LOUD, _TICK)
            if not now:
                sounds += self._guide(
                    side, moment.hands.t, min(_distances(zones, side, moment), default=None)
                )
        return sounds

    def _guide(self, side: Side, t: float, distance: float | None) -> list[Message]:
        """A tone, the higher and the sooner after the last the nearer a hand is to a zone."""
        if distance is None:
            return []
        near = 1 - min(distance / FAR, 1.0)
        gap = SLOWEST + (QUICKEST - SLOWEST) * near
        if 0 <= t - self._guided.get(side, -math.inf) < gap:
            return []
        self._guided[side] = t
        return heard_here(t, OWNER, 1, GUIDE[side] + round(RISE * 10 * near), _LOUD, _TONE)

    def _tone(self, t: float) -> list[Message]:
        """That of a part of the way which has just been reached."""
        part, before, self._sounded = self._part, self._sounded, self._part
        if not part or part == before:
            return []
        return heard_here(t, OWNER, 1, LOWEST + RISE * part, _LOUD, _TONE)

    def _name(self) -> None:
        """Say which mapping and scene play, where they are others than before."""
        session = self._session
        scene = f", scene {session.scene}" if session.mapping.scenes else ""
        named = f"{session.mapping.name}{scene}"
        if named != self._named:
            self._named = named
            self.speak(named)


def _places(zones: Iterable[Zone], side: Side, moment: Moment) -> Iterable[tuple[Zone, float, float]]:
    """Each zone of a hand that is there, and where in the play area what plays it is."""
    signals = moment.gestures.signals
    if not signals.get(f"{side}.present"):
        return
    for zone in zones:
        if zone.side == side and zone.label:
            x, y = (signals.get(f"{zone.of}.{axis}", math.nan) for axis in "xy")
            yield zone, x, y


def _holding(zones: Iterable[Zone], side: Side, moment: Moment, before: frozenset[Zone]) -> Iterable[Zone]:
    """The zones that the hand is in."""
    for zone, x, y in _places(zones, side, moment):
        if zone.holds(x, y, MARGIN if zone in before else 0.0):
            yield zone


def _distances(zones: Iterable[Zone], side: Side, moment: Moment) -> Iterable[float]:
    """How far each of its zones is from the hand."""
    return (zone.distance(x, y) for zone, x, y in _places(zones, side, moment) if x == x and y == y)

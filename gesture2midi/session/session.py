"""The flow, run: source -> tracker -> recognizer -> engine -> outputs, one frame at a time.

Everything happens on the thread that calls `run`, but that in a live set a message whose instant lies between
two frames is sent then (`scheduler`). Other threads (a watched file, a signal, a key) reach it only through
`ask`, whose actions are done between two frames.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from gesture2midi.capture.pacing import Playable
from gesture2midi.engine.easing import Easing, eased
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.hand_dependencies import readers, unheard
from gesture2midi.engine.loop_state import Progress
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.metronome import Metronome
from gesture2midi.engine.note_ledger import NoteLedger, Sink
from gesture2midi.engine.parts import no_age
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import SIDES, Frame, Gestures, Hands, Message, Messages, NoteOff, NoteOn, Part, Side
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.gestures.hand_roles import whose
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.session.inputs import Inputs, with_told
from gesture2midi.session.latency import Meter
from gesture2midi.session.trackers import MakeTracker, Trackers
from gesture2midi.tracking.people.schedule import MakePeople, parts_of

STALL = 2
"""A live source says `None` each quarter of a second without a picture; after so many of them in a
row the player is taken to be gone, and what sounds is released."""


KEYBOARD = "the keyboard of a page"
"""The owner of the notes that no hand plays."""

Source: TypeAlias = Playable[Frame | Hands]
"""Where pictures, or hands already tracked (a take), come from; see `sources.open_source`."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """All that one frame became; `frame` is None where the source is a take."""

    frame: Frame | None
    hands: Hands
    gestures: Gestures
    messages: Messages


class Session:
    """One performance of one mapping after the other.

    tracker: opens the tracker for so many hands; None where the source is a take.
    live: messages ahead of their frame are sent at their instant, by the clock; else each with its own time.
    profile: whose hands these are.
    on_mapping: told, before its first message, each mapping that is played (the synth's programs).
    taught: the player's own gestures.
    picture_age: gives how old in seconds a picture is when it arrives.
    people: opens what looks for the player's face and body, where a mapping reads them; None: nothing does.
    parts: looked for though no mapping reads them.
    """

    def __init__(
        self,
        source: Source,
        tracker: MakeTracker | None,
        mapping: Mapping,
        outputs: NoteLedger,
        *,
        live: bool = False,
        profile: Profile = Profile(),  # noqa: B008  (frozen)
        on_mapping: Callable[[Mapping], None] = lambda mapping: None,
        taught: Taught = Taught(),  # noqa: B008  (frozen)
        picture_age: Callable[[], float] = no_age,
        people: MakePeople | None = None,
        parts: frozenset[Part] = frozenset(),
    ) -> None:
        self._source, self._parts = source, parts
        self._engine_of = partial(Engine, camera=picture_age)
        self._trackers = Trackers(tracker, people)
        self._recognizer = Recognizer(profile, taught)
        self._learner: Callable[[Moment], None] | None = None
        self.inputs = Inputs()
        self.profile = profile
        self._play_mapping(mapping)
        self.outputs = outputs
        self._scheduler = Scheduler(outputs, live=live)
        self._on_mapping = on_mapping
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ended = False
        self._silent = 0
        self._t = self._arrived = 0.0
        self.taught = taught
        self.meter = Meter()
        self.metronome = Metronome()
        self.watchers: list[Callable[[Moment], None]] = []
        """Called with each moment after its messages have left: recorder, window, renderer."""
        self.idle: Callable[[], None] = lambda: None
        """Called instead whenever a live source has had no picture for a while: keys still count."""

    @property
    def mapping(self) -> Mapping:
        return self._engine.mapping

    @property
    def scene(self) -> str:
        return self._engine.scene

    @property
    def muted(self) -> frozenset[str]:
        return self._engine.muted

    @property
    def beat(self) -> float:
        """Quarter notes at the last frame."""
        return self._engine.beat.beat(self._t)

    @property
    def tempo(self) -> float:
        """Quarter notes a minute."""
        return self._engine.beat.tempo

    @property
    def loops(self) -> tuple[Progress, ...]:
        """What the loops of the mapping did at the last frame."""
        return tuple(loop.progress(self._t) for loop in self._engine.loops)

    def ask(self, action: Callable[[], None]) -> None:
        """Have `action` done between two frames; from any thread, also from a signal handler."""
        self._asked.put(action)

    def stop(self) -> None:
        """End the set after this frame: every note gets its note-off, then the outputs close."""
        self._ended = True

    def panic(self) -> None:
        """Silence everything, around the mapping; nothing sounds again before a new gesture."""
        self._engine.silence()
        self._scheduler.panic(self._t)

    def go_to(self, scene: str) -> None:
        """Change the scene with the next frame; `scene` is one of `mapping.scene_names`."""
        self._engine.go_to(scene)

    def mute(self, control: str, on: bool) -> None:
        """Leave a control of the mapping out, or play it again."""
        self._scheduler.send(self._engine.mute(control, on, self._t), self._arrived)

    def send(self, items: Iterable[Message]) -> None:
        """Send what no hand has played, each at its time, which is that of the last frame or soon after."""
        self._scheduler.add(items)

    def press(self, channel: int, note: int, on: bool) -> None:
        """Begin a note that no hand has played, or end it; `on`: with velocity 100.

        It ends with whatever ends all notes, too.
        """
        if on:
            self.send([NoteOn(self._t, KEYBOARD, channel, note, 100)])
        else:
            self.send([NoteOff(self._t, KEYBOARD, channel, note)])

    def swap(self, mapping: Mapping) -> None:
        """Go on with another mapping: what the old one sounds ends first.

        One that was only changed goes on in its scene, without what is muted in it.
        """
        self._quiet()
        same = mapping.path == self.mapping.path and self.scene in mapping.scene_names
        muted = self.muted & {control.id for control in mapping.everything} if same else frozenset[str]()
        self._play_mapping(mapping, self.scene if same else None, muted)
        self.ready()
        self._on_mapping(mapping)

    def exchange(self, old: Sink | None, new: Sink | None) -> None:
        """Put one output in another's place: what sounds ends first, and all is told anew; None is none."""
        self._quiet()
        self._scheduler.exchange(old, new, self._t)
        self._engine = self._engine_of(self.mapping, self.scene, self.muted)
        if new is not None:
            self._on_mapping(self.mapping)

    def play_as(self, profile: Profile, taught: Taught) -> None:
        """Go on as another player, or with other gestures of theirs: what sounds ends, and begins anew.

        taught: has all that the mapping reads, or another one is swapped in before the next frame.
        """
        self._let_go()
        self.profile, self.taught = profile, taught
        self._recognizer = Recognizer(profile, taught)
        if _easing(profile) != self._easing:
            self._play_mapping(self._written, self.scene, self.muted)
            self._engine.silence()
        self.ready()

    @property
    def training(self) -> bool:
        """Whether a learner has the hands, and the mapping none."""
        return self._learner is not None

    def train(self, learner: Callable[[Moment], None] | None) -> None:
        """Give each moment, with both hands, to `learner` and nothing to the mapping; None: to that again."""
        self._let_go()
        self._learner = learner
        self.ready()

    def ready(self) -> None:
        """Have a tracker for as many hands as the mapping needs, and for its parts; others as it changes.

        Raises:
            PlayerError: one does not open.
        """
        # Of a player with one hand the other may rest in the picture, and must not be found in its place.
        alone = self.profile.hands in ("left", "right")
        needed = len(SIDES) if alone or self._learner else self.mapping.hands
        self._trackers.ready(needed, self._parts | parts_of(self.mapping.signals), self.profile.steady)

    def close(self) -> None:
        """Close what `ready` has opened."""
        self._trackers.close()

    def run(self) -> None:
        """Play until the source ends or `stop`; whatever happens, the outputs are closed."""
        try:
            self._on_mapping(self.mapping)
            self.ready()
            for item in self._source.frames():
                while not self._asked.empty():
                    self._asked.get()()
                if self._ended:
                    break
                if item is None:
                    self._stalled()
                else:
                    self._silent = 0
                    self._play(item)
        finally:
            try:
                self._quiet()
            finally:
                self._scheduler.close(self._t)
                self._source.close()
                self._trackers.close()

    def _play_mapping(
        self, mapping: Mapping, scene: str | None = None, muted: frozenset[str] = frozenset()
    ) -> None:
        """Have it played as easily as the player wants it."""
        self._written, self._easing = mapping, _easing(self.profile)
        mapping = eased(mapping, self._easing)
        self._engine = self._engine_of(mapping, scene, muted)
        self._readers = readers(mapping)
        self._unconnected = unheard(mapping)
        self._strikes = any(name.endswith(".strike") for name in mapping.signals)

    def _play(self, item: Frame | Hands) -> None:
        start = time.perf_counter()
        if isinstance(item, Frame):
            frame, arrived, dropped = item, item.arrived, item.dropped
            hands = self._trackers.track(item)
        else:
            frame, arrived, dropped = None, start, 0
            hands = item
        tracked = time.perf_counter()
        self._t, self._arrived = hands.t, arrived
        told = self.inputs.told(hands, arrived)
        gestures = self._recognizer.update(hands)
        if told or self._unconnected:
            gestures = with_told(gestures, told, self._unconnected)
        if told is not hands.told:
            hands = replace(hands, told=told)
        recognized = time.perf_counter()
        self.meter.strike_delay = self._recognizer.strike_delay if self._strikes else None
        messages = self._engine.update(gestures) if self._learner is None else Messages(hands.t, (), gestures)
        mapped = time.perf_counter()
        self._scheduler.send(messages, arrived)
        if clicks := self.metronome.update(hands.t, self._engine.beat):
            self._scheduler.add(clicks)
        self._lock()
        sent = time.perf_counter()
        self._trackers.rest(frame)
        self.meter.add((arrived, start, tracked, recognized, mapped, sent), dropped)
        if self.watchers or self._learner:
            moment = Moment(frame, hands, gestures, messages)
            for watcher in self.watchers:
                watcher(moment)
            if self._learner is not None:
                self._learner(moment)

    def _lock(self) -> None:
        """A hand whose note sounds keeps its name."""
        parts = frozenset[Side]().union(*(self._readers.get(owner, ()) for owner in self.outputs.owners))
        self._trackers.lock(whose(parts, self.profile.hands))

    def _stalled(self) -> None:
        self.idle()
        self._silent += 1
        if self._silent == STALL:
            self._quiet()
            self._recognizer.reset()
            self._trackers.reset()

    def _let_go(self) -> None:
        """End what sounds; a gate that is open now has to close before it sounds again."""
        self._quiet()
        self._engine.silence()

    def _quiet(self) -> None:
        """End what sounds; controllers that have a rest go to it."""
        self._scheduler.send(self._engine.stop(self._t), time.perf_counter())
        self._scheduler.release_all(self._t)


def _easing(profile: Profile) -> Easing:
    return Easing(profile.dwell, profile.large, profile.slow)

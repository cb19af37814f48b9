"""Spoken commands of a live set: when they are listened for, and what each does."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.memories import Memories
from gesture2midi.errors import PlayerError, UsageError
from gesture2midi.events import Hit
from gesture2midi.io.outputs import synth_of
from gesture2midi.io.voice.microphone import EXTRA, Open, opener
from gesture2midi.io.voice.utterances import Samples, Utterances
from gesture2midi.mapping import spoken
from gesture2midi.session.commands import Commands
from gesture2midi.session.session import Moment

SHOWN = 3.0
"""Seconds that a command is shown for."""
_MOST = 200
"""Blocks of samples (10 s) that wait for a recognizer that cannot keep up; later ones are left out."""
_END = 2.0
"""Seconds that the end of the set waits for what is being recognized."""


_DEAF = "Spoken commands are not heard; your hands play on."


class Recognizes(Protocol):
    """See `io.voice.recognizer.Recognizer`."""

    def listen_for(self, commands: Iterable[str], wake_word: str = "") -> None: ...

    def hear(self, utterance: Samples) -> str: ...


def load_recognizer() -> Recognizes:
    """Returns what tells commands apart; the model is loaded, which takes half a second.

    Raises:
        UsageError: the extra is not installed.
    """
    from gesture2midi.io.voice.recognizer import Recognizer

    return Recognizer()


class Voice:
    """Listens while the mapping's gate is open, or a key or a button wants it, on a thread of its own.

    With a wake word it listens all the time, and a command counts only after that word. The microphone is
    open only while it listens; nothing of what it hears is kept.

    Args:
        commands: of the set; what is heard is done by it, between two frames.
        say: told in a sentence what the player should know, from any thread.
        microphone: opens it; None is none, until there is one to use.
        recognizer: makes what tells commands apart; called on the thread, when first it is needed.
    """

    def __init__(
        self,
        commands: Commands,
        say: Callable[[str], None],
        microphone: Open | None = None,
        recognizer: Callable[[], Recognizes] = load_recognizer,
    ) -> None:
        self._commands, self._microphone, self._make, self._say = commands, microphone, recognizer, say
        self._recognizer: Recognizes | None = None
        self._mapping: Mapping | None = None
        self._known: Mapping | None = None
        self._memories = Memories(())
        self._means: dict[str, str] = {}
        self._wake_word = ""
        self._gate = self._asked = self._ducked = False
        self._heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._until = 0.0
        self._wanted, self._over, self._lock = threading.Event(), threading.Event(), threading.Lock()
        session = commands.session
        session.watchers.append(self._look)
        session.inputs.hits.append(self._hits)
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    @property
    def listening(self) -> bool:
        """Whether it listens now, or is about to."""
        return self._wanted.is_set()

    @property
    def ready(self) -> bool:
        """Whether there is a microphone to listen by."""
        return self._microphone is not None

    def use(self, name: str | None, wake_word: str | None = None) -> bool:
        """Listen by this microphone from now on; None is by none. Returns whether it is as was asked for.

        Where something for it is missing, or the dictionary lacks the wake word, that is told.
        """
        self._asked = False
        self._wake_word, microphone = "", None
        try:
            if name is not None:
                microphone, self._wake_word = _found(name, wake_word or "")
        except PlayerError as error:
            self._say(f"{error} {_DEAF}")
        self._microphone = microphone
        self._turn()
        return name is None or microphone is not None

    def toggle(self) -> None:
        """Listen until it is asked again, or end that; from any thread. An open gate listens anyway."""
        self._asked = not self._asked
        self._turn()

    def close(self) -> None:
        """Listen no more; nothing is done of what is still being recognized."""
        self._over.set()
        self._wanted.set()
        self._thread.join(_END)

    def _look(self, moment: Moment) -> None:
        """After each frame: whether the gate is open, which commands there are, what is shown."""
        session, t = self._commands.session, moment.hands.t
        if session.mapping is not self._mapping:
            self._mapping = session.mapping
            listen = self._mapping.listen
            self._memories = Memories(listen.memories if listen else ())
            if not self.ready and any(name.startswith("voice.") for name in self._mapping.signals):
                name = self._mapping.name
                self._say(
                    f"The mapping {name} has spoken commands, which need a microphone: `--voice default`."
                )
        listen = self._mapping.listen
        gate = listen is not None and listen.value(self._memories.update(t, moment.gestures.signals)) > 0
        if gate is not self._gate:
            self._gate = gate
            self._turn()

    def _turn(self) -> None:
        with self._lock:
            asked = self.ready and (self._gate or self._asked)
            on = asked or (self.ready and bool(self._wake_word))
            if on is not self._commands.snapshot.listening:
                self._commands.snapshot.listening = on
                (self._wanted.set if on else self._wanted.clear)()
            if asked is self._ducked:
                return
            self._ducked = asked
        self._commands.session.ask(lambda: self._duck(asked))

    def _duck(self, on: bool) -> None:
        synth = synth_of(self._commands.session.outputs.sinks)
        if synth is not None:
            synth.duck(on)

    def _hits(self, at: float) -> list[Hit]:
        """Does what was heard since the last frame; gives the hits among it, which the mapping reads."""
        if at >= self._until:
            self._commands.snapshot.heard = ""
        hits = []
        while not self._heard.empty():
            said = self._heard.get()
            means = self._means.get(said, "")
            self._commands.snapshot.heard, self._until = said, at + SHOWN
            if means.startswith("voice."):
                hits.append(Hit(at, "voice", means.removeprefix("voice."), 1.0))
            elif means:
                self._do(means)
        return hits

    def _do(self, means: str) -> None:
        commands = self._commands
        if means.startswith(":"):
            commands.scene(means[1:])
        elif means == "panic":
            commands.panic()
        elif means == "next":
            commands.mappings.next()
        else:
            commands.record(means == "record")

    def _run(self) -> None:
        while not self._over.is_set():
            self._wanted.wait()
            if self._over.is_set():
                return
            try:
                self._listen()
            except PlayerError as error:
                self._say(f"{error} {_DEAF}")
                self._asked = False
                self._wanted.clear()
                self._commands.snapshot.listening = self._ducked = False
                self._commands.session.ask(lambda: self._duck(False))

    def _listen(self) -> None:
        """Open the microphone, and recognize what comes until it is no more wanted, or another is."""
        microphone = self._microphone
        if microphone is None:
            self._wanted.clear()
            return
        if self._recognizer is None:
            self._recognizer = self._make()
        blocks: queue.Queue[Samples] = queue.Queue(_MOST)
        utterances = Utterances(after_wake_word=bool(self._wake_word))
        stream = microphone(lambda samples: _put(blocks, samples))
        try:
            while self._wanted.is_set() and self._microphone is microphone and not self._over.is_set():
                try:
                    samples = blocks.get(timeout=0.1)
                except queue.Empty:
                    continue
                self._recognize(self._recognizer, utterances.feed(samples))
        finally:
            stream.close()
        if not self._over.is_set():
            self._recognize(self._recognizer, utterances.end())

    def _recognize(self, recognizer: Recognizes, found: list[Samples]) -> None:
        mapping = self._mapping
        if found and mapping is not None and mapping is not self._known:
            self._known, self._means = mapping, spoken.commands(mapping.signals, mapping.scenes)
        for utterance in found:
            recognizer.listen_for(self._means, self._wake_word)
            said = recognizer.hear(utterance)
            if said:
                self._heard.put(said)


def _put(blocks: queue.Queue[Samples], samples: Samples) -> None:
    if not blocks.full():
        blocks.put_nowait(samples)


def _found(microphone: str, wake_word: str) -> tuple[Open, str]:
    """What opens a microphone, and the words of a wake word as they are said.

    Raises:
        UsageError: what they need is not installed, or there is no such microphone or word.
    """
    if not spoken.installed():
        raise UsageError(EXTRA)
    lacking = spoken.unknown(wake_word)
    if lacking or (wake_word and not spoken.words(wake_word)):
        named = lacking[0] if lacking else wake_word
        raise UsageError(f"The dictionary has no wake word {named!r}: take an English one, such as maestro.")
    return opener(microphone), " ".join(spoken.words(wake_word))

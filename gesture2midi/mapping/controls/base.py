"""What all kinds of control share: their common fields, and the questions that each kind answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar, NamedTuple, get_args

from pydantic import Field, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import Area, Control, Door, Edge, Encoder, Expression, Gauge, Tuned
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.errors import Mistake, listed
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Player, Warned, nobody
from gesture2midi.mapping.describe.dependencies import bounds_of
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression.edges import edges, in_order
from gesture2midi.mapping.schema.base import Model
from gesture2midi.mapping.schema.fields import Formula, Id, Mute, PortName, Words
from gesture2midi.music.keyboard import Temperament
from gesture2midi.music.scales import Scale


class Known(NamedTuple):
    """A control of a file, and what the file gives to it."""

    kind: AnyControl
    me: Bound


class AnyControl(Model):
    """A kind of control: a subclass says what plays it and how it is told, and has its fields."""

    order: ClassVar[int] = 0
    """Its place among the controls of a frame: a lower one sends first."""
    voiced: ClassVar[bool] = False
    """Whether it plays on the member channels of the MPE zone."""
    silences: ClassVar[bool] = False
    """Whether everything falls silent as it fires."""
    clocks: ClassVar[bool] = False
    """Whether it sends MIDI clock."""
    melodic: ClassVar[bool] = False
    """Whether it plays notes that have a pitch, with the sound of a program."""
    plays_notes: ClassVar[bool] = False
    """Whether it plays notes on a channel that is not a voice's own."""
    chordal: ClassVar[bool] = False
    """Whether it plays chords."""
    scene_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that name scenes, one or a list of them."""
    either: ClassVar[tuple[str, ...]] = ()
    """Fields of which one has to be there, the usual one first."""
    apart: ClassVar[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = ()
    """Groups of fields of which no two stand together, one of either group."""
    names_controls: ClassVar[str] = ""
    """The field that lists the ids of other controls, if one does."""

    id: Id | None = None
    about: Words | None = None
    when: Formula | None = None
    mute: Mute | None = None
    use: Annotated[str | None, Field(description="the name of a part under `parts:`")] = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        given = [
            field.alias or name
            for name, field in type(self).model_fields.items()
            if name in self.model_fields_set
        ]
        for pair in self.apart:
            first, second = (next((name for name in group if name in given), None) for group in pair)
            if first and second:
                raise Mistake(f"`{first}` and `{second}` do not go together", "take one of the two out")
        if self.either and not set(self.either) & set(given):
            raise Mistake(f"this {self.kind()} control needs {listed(f'`{name}`' for name in self.either)}")
        return self

    @classmethod
    def kind(cls) -> str:
        """Returns what its `send` is."""
        return str(get_args(cls.model_fields["send"].annotation)[0])

    def bind(self, me: Bound) -> Control:
        """Returns the control as the engine plays it."""
        read = list(_expressions(tuple(dict(self).values())))
        return Control(
            id=me.id,
            when=me.when,
            order=self.order,
            signals=frozenset().union(*(part.signals for part in read)),
            memories=tuple(dict.fromkeys(memory for part in read for memory in part.memories)),
            parts=self.player(me),
            set_up=partial(self.set_up, me),
            owners=self.owners(me),
            pulse=partial(self.pulse, me),
            gauge=self.gauge(),
            areas=partial(self.areas, me),
            edges=in_order(self.edges(me), me.known),
            osc=self.osc_addresses(),
            voiced=self.voiced or (me.tuned is not None and me.tuned.by == "mpe"),
            program_channel=self.sends_on(me) if self.melodic else None,
            doors=self.doors(me),
            silences=self.silences,
            clocks=self.clocks,
            chordal=self.chordal,
            encoder=self.coding,
        )

    @property
    def coding(self) -> Encoder | None:
        """How it tells the steps of an endless knob; None where it is none."""
        return None

    def player(self, me: Bound) -> Player:
        """Returns what makes its parts; all that takes time is done before that."""
        return nobody

    def set_up(self, me: Bound, t: float) -> tuple[Message, ...]:
        """Returns what the receiver has to know before the first note, at time t."""
        return ()

    def owners(self, me: Bound) -> dict[str, tuple[Expression | None, ...]]:
        """Returns the owner of each of its notes, and the expressions that start and hold them."""
        return {}

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        """Returns what it sends to be learnt, from time t on."""
        return ()

    def gauge(self) -> Gauge | None:
        """Returns the value that a display shows for it."""
        return None

    def areas(self, me: Bound, key: Scale | None) -> tuple[Area, ...]:
        """Returns what it sounds at each place of the play area, its notes spelt in `key`."""
        return ()

    def edges(self, me: Bound) -> Iterator[Edge]:
        """Yields the numbers at which it begins, ends or changes, as they are written in its fields."""
        for name, condition in (("when", self.when), ("mute", self.mute)):
            if condition is not None:
                yield from edges(condition.text, me.known, name)
        for gate in self.gates(me):
            for read, known in zip(gate.read, gate.known, strict=True):
                yield from edges(read.text, known, gate.field)

    def reach(self, me: Bound) -> dict[str, tuple[float, float]]:
        """Returns the values of signals between which it plays, as far as all its conditions say."""
        found: dict[str, tuple[float, float]] = {}
        held = [
            pair for gate in self.gates(me) if gate.held for pair in zip(gate.read, gate.known, strict=True)
        ]
        for read, known in [*held, *([(self.when, me.known)] if self.when else [])]:
            for signal, (low, high) in bounds_of(read, known).items():
                before = found.get(signal, (low, high))
                found[signal] = max(low, before[0]), min(high, before[1])
        return found

    def osc_addresses(self) -> tuple[tuple[str, str], ...]:
        """Returns each OSC address that it sends to, and the type tags of what."""
        return ()

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        """Returns the things that it moves, each as a key and in words: two controls fight for such."""
        return {}

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        """Yields what it hardly means by itself; `zone` is where MPE voices play on its port, if any do."""
        yield from ()

    def gates(self, me: Bound) -> Iterator[Gate]:
        """Yields what must be true for it to play, besides its `when`."""
        yield from ()

    def choices(self, me: Bound) -> Iterator[Choice]:
        """Yields what has to lie within bounds to be heard."""
        yield from ()

    def held_keys(self, me: Bound) -> tuple[Sequence[Sequence[int]], Expression | None]:
        """Returns the MIDI notes that each of its steps holds on its channel, and what chooses the step."""
        return (), None

    def unsettles(self, me: Bound, other: Known, line: int) -> str:
        """Returns what it does to the notes of another control, which stands in that line; "" for nothing."""
        return ""

    def sounds_at(self, me: Bound) -> tuple[object, ...] | None:
        """Returns what sounds at a blow, and at which; None of what no blow plays."""
        return None

    @property
    def momentary(self) -> bool:
        """Whether its `when` is what it is played by, and no further condition."""
        return False

    @property
    def channel_of(self) -> int | None:
        """The MIDI channel that it names."""
        return None

    def sends_on(self, me: Bound) -> int | None:
        """Returns the MIDI channel that it sends on, if that is one."""
        return self.channel_of

    def doors(self, me: Bound) -> tuple[Door, ...]:
        """Returns the ways to other scenes that it opens."""
        return ()

    @property
    def glides(self) -> bool:
        """Whether the synth leads its notes into each other."""
        return False

    @property
    def tuning_root(self) -> int:
        """The pitch class on which its tuning begins, 0..11."""
        return 0

    def in_tune(self, tuning: Temperament) -> Tuned | None:
        """Returns where a tuning puts its notes; None where it leaves them.

        Raises:
            Mistake: a note has no pitch in the tuning, or the tuning cannot be sent.
        """
        return None

    def spelt_in(self) -> Scale | None:
        """Returns the key of what it plays."""
        return None

    def target(self, key: Scale | None = None) -> str:
        """Returns what it moves or plays: `CC 74 brightness, channel 1`; notes are spelt in `key`."""
        of = "" if self.channel_of is None else f", channel {self.channel_of}"
        return f"{self.target_name(key)}{of}"

    def target_name(self, key: Scale | None) -> str:
        """Returns the same without the channel."""
        raise NotImplementedError

    def sentence(self, speaker: Speaker) -> str:
        """Returns what it does, without a capital and a full stop."""
        raise NotImplementedError

    def said(self, speaker: Speaker) -> str:
        """Returns the sentence, and where it sends to if that is not the usual place."""
        return self.sentence(speaker)

    def gesture(self, speaker: Speaker) -> str:
        """Returns by what it is played, shortly: `height, while pinched`."""
        raise NotImplementedError

    def plays_while(self) -> list[str]:
        """Returns the expressions that say when it plays."""
        return []

    def follows(self) -> list[str]:
        """Returns the expressions that it follows."""
        return []

    def played_by(self) -> list[str]:
        """Returns the expressions that say whose control it is."""
        return self.plays_while()

    @property
    def by_fingers(self) -> bool:
        """Whether each finger plays it for itself."""
        return False


class MidiControl(AnyControl):
    """What the kinds that send MIDI share besides; `port` is bound to a real one as a set begins."""

    port: PortName | None = None

    def said(self, speaker: Speaker) -> str:
        return self.sentence(speaker) + (f" (on the port {self.port})" if self.port else "")


def _expressions(part: object) -> Iterator[Expression]:
    """Every expression anywhere in the fields of a control."""
    if isinstance(part, Expression):
        yield part
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from _expressions(inner)
    elif isinstance(part, Mapping):
        yield from _expressions(tuple(part.values()))

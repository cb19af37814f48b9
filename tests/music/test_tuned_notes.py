"""Notes, chords and arps in a tuning: by a bend, on channels of their own, or as the synth is told."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.tuned_player import frequency
from gesture2midi.events import (
    ControlChange,
    Gestures,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Parameter,
    PitchBend,
    SysEx,
)
from gesture2midi.gestures import signals as catalog
from gesture2midi.io.synth.fluidsynth import Fluid
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.load import check, load, load_file, warnings

RATIOS = (1, 16 / 15, 9 / 8, 6 / 5, 5 / 4, 4 / 3, 45 / 32, 3 / 2, 8 / 5, 5 / 3, 9 / 5, 15 / 8)
JUST = "Just\n12\n" + "16/15\n9/8\n6/5\n5/4\n4/3\n45/32\n3/2\n8/5\n5/3\n9/5\n15/8\n2/1\n"
ALPHA = "Alpha\n1\n78.0\n"
NOBODY = {name: math.nan if s.kind == "level" else 0.0 for name, s in catalog.full_names().items()}


class Receiver:
    """Hears MIDI as a synth does: bends move what sounds on their channel."""

    name = "receiver"

    def __init__(self) -> None:
        self.items: list[Message] = []
        self.bends: dict[int, int] = {}
        self.ranges: dict[int, int] = {}
        self.sounding: dict[tuple[int, int], float] = {}

    def send(self, messages: Messages) -> None:
        for item in messages.items:
            self.items.append(item)
            match item:
                case Parameter(channel=channel, registered=True, number=0, value=value):
                    self.ranges[channel] = value
                case PitchBend(channel=channel, value=value):
                    self.bends[channel] = value
                    for key in self.sounding:
                        if key[0] == channel:
                            self.sounding[key] = self.pitch(*key)
                case NoteOn(channel=channel, note=note):
                    self.sounding[channel, note] = self.pitch(channel, note)
                case NoteOff(channel=channel, note=note):
                    del self.sounding[channel, note]

    def pitch(self, channel: int, note: int) -> float:
        return note + self.bends.get(channel, 0) / 8192 * self.ranges.get(channel, 2)

    def close(self) -> None:
        pass


def write(folder: Path, control: str, scl: str = JUST, more: str = "") -> Path:
    (folder / "x.scl").write_text(scl, encoding="utf-8")
    path = folder / "tuned.yaml"
    path.write_text(
        f"name: Tuned\ncontrols:\n  - {{{control}, gate: right.fist, tuning: x.scl}}\n{more}",
        encoding="utf-8",
    )
    return path


def play(path: Path, seen: list[dict[str, float]]) -> tuple[Receiver, list[list[float]]]:
    """What a synth hears of a mapping, and the pitches that sound after each frame, of ten a second."""
    receiver = Receiver()
    outputs = NoteLedger([receiver], print)
    engine = Engine(load(path))
    heard = []
    for i, signals in enumerate(seen):
        outputs.send(engine.update(Gestures(i / 10, i, {**NOBODY, "right.present": 1.0, **signals}, {}, ())))
        heard.append(sorted(receiver.sounding.values()))
    outputs.send(engine.stop(len(seen) / 10))
    assert receiver.sounding == {}
    return receiver, heard


def just(*steps: int) -> list[float]:
    return [60 + 12 * (step // 12) + 12 * math.log2(RATIOS[step % 12]) for step in steps]


def sent(path: Path) -> tuple[int, ...]:
    """The MIDI notes that the one control of a file climbs."""
    (known,) = load_file(path).controls.values()
    return known.kind.sent(known.me)


FIST, OPEN = {"right.fist": 1.0}, {"right.fist": 0.0}


def test_a_note_is_bent_into_tune_before_it_begins(tmp_path: Path) -> None:
    path = write(tmp_path, "send: note, pitch: right.y, scale: C major, range: C4..C5, channel: 3")
    assert sent(path) == (60, 62, 64, 65, 67, 69, 71, 72)
    receiver, heard = play(path, [{**FIST, "right.y": (i + 0.5) / 8} for i in range(8)])
    assert [pitch for (pitch,) in heard] == pytest.approx(just(0, 2, 4, 5, 7, 9, 11, 12), abs=0.001)
    kinds = [type(item) for item in receiver.items if isinstance(item, NoteOn | PitchBend)]
    assert kinds == [PitchBend, NoteOn] * 8
    assert {item.channel for item in receiver.items if isinstance(item, NoteOn)} == {3}


def test_one_note_and_a_note_of_any_other_tuning(tmp_path: Path) -> None:
    _, heard = play(write(tmp_path, "send: note, pitch: E4"), [FIST])
    assert heard == [pytest.approx(just(4), abs=0.001)]
    path = write(tmp_path, "send: note, pitch: right.y, range: C4..C5", ALPHA)
    _, heard = play(path, [{**FIST, "right.y": (i + 0.5) / 17} for i in range(17)])
    pitches = [pitch for (pitch,) in heard]
    assert pitches == pytest.approx([60 + 0.78 * n for n in range(17)], abs=0.001)


def test_each_note_of_a_chord_has_a_channel_and_a_bend_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, "send: chord, chords: [C, F/A], octave: 4, pick: right.y")
    assert load(path).zone is not None
    receiver, heard = play(path, [{**FIST, "right.y": 0.2}, {**FIST, "right.y": 0.8}, OPEN])
    assert heard[0] == pytest.approx(just(0, 4, 7), abs=0.01)
    assert heard[1] == pytest.approx(sorted(just(-3, 5, 9, 12)), abs=0.01)
    assert heard[2] == []
    channels = [item.channel for item in receiver.items if isinstance(item, NoteOn)]
    assert len(set(channels)) == len(channels) and 1 not in channels


def test_a_quantised_note_and_an_arp_keep_their_bends(tmp_path: Path) -> None:
    for control in (
        "send: arp, chords: [C], octave: 4, rate: 1/16, length: 100 %",
        "send: note, pitch: right.y, scale: C major, range: C4..C5, quantise: 1/16",
        "send: arp, chords: [C], octave: 4, rate: 1/8, tuning_as: mpe",
    ):
        receiver, _ = play(
            write(tmp_path, control), [{**FIST, "right.y": i / 20} for i in range(20)] + [OPEN] * 9
        )
        begun = [item for item in receiver.items if isinstance(item, NoteOn)]
        assert len(begun) > 4
        before: dict[int, int] = {}
        for item in receiver.items:
            if isinstance(item, PitchBend):
                before[item.channel] = item.value
            elif isinstance(item, NoteOn):
                pitch = item.note + before[item.channel] / 8192 * receiver.ranges[item.channel]
                assert pitch == pytest.approx(just(item.note - 60)[0], abs=0.01)


def test_a_synth_that_knows_the_standard_is_told_once(tmp_path: Path) -> None:
    path = write(tmp_path, "send: chord, chords: [C, F/A], octave: 4, tuning_as: mts, channel: 5")
    receiver, _ = play(path, [FIST, OPEN, FIST])
    (told,) = [item.data for item in receiver.items if isinstance(item, SysEx)]
    assert told[:6] == bytes((0x7F, 0x7F, 0x08, 0x02, 4, 7))
    tuned = {told[i]: told[i + 1] + (told[i + 2] * 128 + told[i + 3]) / 16384 for i in range(6, len(told), 4)}
    assert sorted(tuned) == [57, 60, 64, 65, 67, 69, 72]
    assert [tuned[note] for note in (60, 64, 67)] == pytest.approx(just(0, 4, 7), abs=1e-4)
    programs = [item for item in receiver.items if isinstance(item, Parameter)]
    assert [(p.channel, p.number, p.value) for p in programs] == [(5, 3, 4)]
    assert not [item for item in receiver.items if isinstance(item, PitchBend | ControlChange)]


def test_many_notes_of_the_standard_each_have_a_key(tmp_path: Path) -> None:
    path = write(tmp_path, "send: note, pitch: right.y, range: C-1..G9, tuning_as: mts", "A\n9\n" + "".join(
        f"{n * 1200 / 9}\n" for n in range(1, 10)))  # fmt: skip
    ladder = sent(path)
    assert list(ladder) == sorted(set(ladder))
    assert all(0 <= key <= 127 for key in ladder)
    (problem,) = check(write(tmp_path, "send: note, pitch: right.y, range: C-1..G9, tuning_as: mts", ALPHA))
    assert problem.message.endswith("notes are to be tuned, and the MIDI Tuning Standard has 128")


@pytest.mark.parametrize(
    ("pitch", "three"),
    [
        (60, (60, 0, 0)),
        (69.5, (69, 64, 0)),
        (-0.3, (0, 0, 0)),
        (127.9999, (127, 127, 126)),
        (8.00006, (8, 0, 1)),
    ],
)
def test_a_frequency_of_the_standard(pitch: float, three: tuple[int, int, int]) -> None:
    assert frequency(pitch) == three


def test_a_panic_frees_the_channels(tmp_path: Path) -> None:
    path = write(tmp_path, "send: chord, chords: [C], octave: 4", more="mpe: {members: 3}\n")
    engine = Engine(load(path))
    for i in range(6):
        engine.update(Gestures(i / 10, i, {**NOBODY, "right.present": 1.0, **FIST}, {}, ()))
        engine.silence()
        engine.update(Gestures(i / 10 + 0.05, i, {**NOBODY, "right.present": 1.0, **OPEN}, {}, ()))
    out = engine.update(Gestures(1, 9, {**NOBODY, "right.present": 1.0, **FIST}, {}, ()))
    assert sorted(item.channel for item in out.items if isinstance(item, NoteOn)) == [2, 3, 4]


def test_the_sentence_says_the_tuning(tmp_path: Path) -> None:
    (part,) = explain(write(tmp_path, "send: note, pitch: C4, tuning_as: mpe")).parts
    assert part.controls[0].sentence.endswith(", tuned by x.scl (MPE)")


def test_what_shares_the_channel_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "send: note, pitch: C4",
        more="  - {send: bend, from: left.y}\n  - {send: note, pitch: C2, gate: left.fist}\n",
    )
    messages = [warning.message for warning in warnings(path)]
    assert "the bend of channel 1 is moved by the control in line 3 as well, and they will fight" in messages
    assert any(message.startswith("the bends that tune this are heard on") for message in messages)


def test_a_key_without_a_pitch_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.kbm").write_text("3\n0\n127\n60\n60\n261.6\n3\n0\nx\n2\n")
    (problem,) = check(write(tmp_path, "send: note, pitch: C#4", "A\n3\n100.\n200.\n300.\n"))
    assert problem.message == "`x.scl`: the note C#4 has no pitch in this tuning"


def test_mpe_note_is_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path, "send: mpe_note, pitch: hand.y, range: C4..E4, scale: C major")
    (known,) = load_file(path).controls.values()
    assert known.kind.ladder(known.me.tuning) == pytest.approx(just(0, 2, 4))


def test_fluidsynth_knows_the_standard(tmp_path: Path) -> None:
    higher = "A\n12\n" + "".join(f"{100 * n + (33 if n == 4 else 0)}.\n" for n in range(1, 13))
    control = load(write(tmp_path, "send: note, pitch: E4, tuning_as: mts", higher)).controls[0]
    found = []
    for told in ([], list(control.set_up(0.0))):
        fluid = Fluid(None)
        fluid.configure({1: 16}, 0.8, 0.0)
        for message in (*told, NoteOn(0.0, "test", 1, 64, 100)):
            fluid.play(message)
        sound = fluid.sound(96_000).reshape(-1, 2)[:, 0].astype(float)
        fluid.delete()
        strength = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
        at = np.fft.rfftfreq(len(sound), 1 / 48_000)
        near = (at > 300) & (at < 360)
        found.append(at[near][strength[near].argmax()])
    assert 1200 * math.log2(found[1] / found[0]) == pytest.approx(33, abs=3)

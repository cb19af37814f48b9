"""MPE through a real port into a synth of somebody else's: what a receiver got, heard by its pitch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gesture2midi import paths
from gesture2midi.gestures.signals import FINGERS
from gesture2midi.io.synth.fluidsynth import default_soundfont

fluidsynth = pytest.importorskip("fluidsynth", reason="libfluidsynth is not installed", exc_type=ImportError)
if not default_soundfont().exists():
    pytest.skip("the bundled soundfont has not been built", allow_module_level=True)

RATE = 48_000
FLUTE = 73
PLAYED = b"\xb0\x77\x01"

PLAY = """
import json, sys, time
from pathlib import Path
sys.path.insert(0, {common!r})
from played import NOBODY
from gesture2midi.events import ControlChange, Gestures, Messages
from gesture2midi.engine.engine import Engine
from gesture2midi.mapping.load import load
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.io.midi.open_ports import open_virtual

engine = Engine(load(Path({mapping!r})))
outputs = NoteLedger([open_virtual(api="jack")], print)
print("ready")
input()
for i, seen in enumerate(json.loads(Path({frames!r}).read_text())):
    outputs.send(engine.update(Gestures(i / 30, i, NOBODY | seen, {{}}, ())))
    time.sleep(1 / 30)
outputs.send(Messages(9.0, (ControlChange(9.0, 1, 119, 1),)))
input()
outputs.close(9.0)
"""

GLIDES = """
name: Five that glide
mpe: {members: 8, bend_range: 24}
controls:
  - send: mpe_note
    voices: right fingers
    pitch: finger.x
    range: C3..C5
    gate: finger.curl < 0.5
    follow: bend
    smooth: 20 ms
"""


def hand(xs: Sequence[float], roll: float = 0.0) -> dict[str, float]:
    """A right hand whose fingers are all stretched."""
    seen = {"right.present": 1.0, "right.roll": roll, "right.speed": 0.0}
    for finger, x in zip(FINGERS, xs, strict=True):
        seen |= {f"right.{finger}.x": x, f"right.{finger}.y": 0.5, f"right.curl.{finger}": 0.0}
    return seen


def strings() -> tuple[list[dict[str, float]], list[float]]:
    """The bundled `mpe-strings`: five notes of its scale, and a turn that bends all by a quarter tone."""
    ladder = (50, 53, 55, 57, 60, 62, 65, 67, 69, 72, 74, 77, 79, 81)  # D minor pentatonic, D3..A5
    steps = (1, 3, 5, 8, 10)
    xs = [0.3 + 0.7 * (step + 0.5) / len(ladder) for step in steps]
    turns = [0.0] * 5 + [0.07 * i for i in range(1, 6)] + [0.35] * 10
    return [hand(xs, roll) for roll in turns], [ladder[step] + 0.25 for step in steps]


def glides() -> tuple[list[dict[str, float]], list[float]]:
    """Each finger slides from where it began, two semitones and more away, to between the keys."""
    keys = [50.3, 54.45, 57.6, 61.75, 66.2]
    ends = [(key - 48 + 0.5) / 25 for key in keys]
    ways = [0.1, -0.1, 0.12, -0.08, 0.15]
    path = [*(1 - i / 20 for i in range(20)), *[0.0] * 10]
    return [hand([end + way * left for end, way in zip(ends, ways, strict=True)]) for left in path], keys


def sound(received: Sequence[bytes]) -> NDArray[np.float64]:
    """What FluidSynth, with a flute on each channel, makes of the bytes: the middle of a second, mono."""
    synth = fluidsynth.Synth(samplerate=float(RATE), **{"synth.reverb.active": 0, "synth.chorus.active": 0})
    try:
        font = synth.sfload(str(default_soundfont()))
        for channel in range(16):
            synth.program_select(channel, font, 128 if channel == 9 else 0, 0 if channel == 9 else FLUTE)
        for message in received:
            kind, channel = message[0] & 0xF0, message[0] & 0x0F
            if kind == 0x90:
                synth.noteon(channel, message[1], message[2])
            elif kind == 0x80:
                synth.noteoff(channel, message[1])
            elif kind == 0xB0:
                synth.cc(channel, message[1], message[2])
            elif kind == 0xE0:
                synth.pitch_bend(channel, (message[1] | message[2] << 7) - 8192)
        whole = synth.get_samples(2 * RATE).reshape(-1, 2).mean(axis=1)
    finally:
        synth.delete()
    return whole[RATE // 2 :] / 32768


def key_of(sound: NDArray[np.float64], low: float = 40.0, high: float = 90.0) -> float:
    """The strongest pitch between two keys, as a key with a fraction, to a cent."""
    windowed = sound * np.hanning(len(sound))
    spectrum = np.abs(np.fft.rfft(windowed, 16 * len(sound)))
    hertz = np.fft.rfftfreq(16 * len(sound), 1 / RATE)
    keys = 69 + 12 * np.log2(np.maximum(hertz, 1.0) / 440)
    within = (keys > low) & (keys < high)
    return float(keys[within][spectrum[within].argmax()])


@pytest.mark.parametrize("way", [strings, glides])
def test_each_voice_is_heard_at_its_own_pitch(way, jack_server, midi_dump, play, tmp_path: Path) -> None:
    frames, keys = way()
    mapping = paths.mapping_file("mpe-strings")
    if way is glides:
        mapping = tmp_path / "glides.yaml"
        mapping.write_text(GLIDES)
    common = Path(__file__).parents[1] / "common"
    shown = tmp_path / "frames.json"
    shown.write_text(json.dumps(frames))
    player = play(PLAY.format(common=str(common), mapping=str(mapping), frames=str(shown)))
    player.wait_for("ready")
    jack_server.connect("Gesture2MIDI:Gesture2MIDI", midi_dump.port)
    player.go_on()
    received = midi_dump.until(lambda events: PLAYED in events)
    player.go_on()
    player.end()  # a client that was ended hard keeps its server busy for ten seconds
    channels = sorted({message[0] & 0x0F for message in received if message[0] & 0xF0 == 0x90})
    assert len(channels) == 5 and 0 not in channels
    # By itself on its channel each is found wherever it is, and among the others where it has to be.
    alone = [key_of(sound([one for one in received if one[0] & 0x0F == channel])) for channel in channels]
    assert sorted(alone) == pytest.approx(keys, abs=0.03)
    together = sound(received)
    for key in keys:
        assert key_of(together, key - 0.7, key + 0.7) == pytest.approx(key, abs=0.03)
    begun = [message[1] for message in received if message[0] & 0xF0 == 0x90]
    assert all(abs(key - note) > 0.15 for key in keys for note in begun)  # no key alone would do

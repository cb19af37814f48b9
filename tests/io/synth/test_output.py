"""The bundled soundfont through libfluidsynth, heard by its samples. No sound card is needed."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from av.filter.loudnorm import stats
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.metronome import CLICK
from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Osc,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
)
from gesture2midi.io.files.loudness import LoudnessMeter, gain_to, integrated
from gesture2midi.io.synth.fluidsynth import RATE, Fluid, default_soundfont
from gesture2midi.io.synth.output import Synth
from gesture2midi.io.synth.wav_file import TARGET, render_wav

pytest.importorskip("fluidsynth", reason="libfluidsynth is not installed", exc_type=ImportError)
if not default_soundfont().exists():
    pytest.skip("the bundled soundfont has not been built", allow_module_level=True)

ORGAN, FLUTE = 16, 73
SILENCE = 1e-3  # -60 dBFS


def heard(path: Path) -> np.ndarray:
    """(samples,) mono, full scale 1."""
    with wave.open(str(path), "rb") as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (RATE, 2, 2)
        frames = np.frombuffer(wav.readframes(wav.getnframes()), "<i2")
    return frames.reshape(-1, 2).mean(axis=1) / 32767


def rendered(tmp_path: Path, messages: list[Message], program: int = ORGAN, reverb: float = 0.0):
    path = tmp_path / "sound.wav"
    render_wav(messages, path, None, {1: program}, 0.8, reverb, loudness=False)
    assert list(tmp_path.iterdir()) == [path]
    return np.pad(heard(path), (0, 5 * RATE))  # silence after its end


def note(t: float, length: float, key: int, channel: int = 1, velocity: int = 100) -> list[Message]:
    return [NoteOn(t, "a", channel, key, velocity), NoteOff(t + length, "a", channel, key)]


def level(sound: np.ndarray, start: float, end: float) -> float:
    return float(np.sqrt(np.mean(sound[int(start * RATE) : int(end * RATE)] ** 2)))


def strength(sound: np.ndarray, hertz: np.ndarray) -> np.ndarray:
    """How much of each frequency is in it (one projection each, so between the FFT's bins too)."""
    windowed = sound * np.hanning(len(sound))
    at = np.arange(len(sound)) / RATE
    return np.abs(np.exp(-2j * np.pi * hertz[:, None] * at) @ windowed)


def cents_off(sound: np.ndarray, hertz: float) -> float:
    """Where the fundamental is, in cents from `hertz`, looked for 60 cents around it."""
    cents = np.arange(-60, 61)
    return float(cents[strength(sound, hertz * 2 ** (cents / 1200)).argmax()])


def hertz_of(key: float) -> float:
    return 440.0 * 2 ** ((key - 69) / 12)


@pytest.mark.parametrize("key", [48, 60, 69, 81])
def test_a_note_has_its_pitch(tmp_path: Path, key: int) -> None:
    sound = rendered(tmp_path, note(0.0, 1.5, key))
    assert abs(cents_off(sound[int(0.5 * RATE) : RATE], hertz_of(key))) <= 5


def test_a_bend_moves_the_pitch_by_two_semitones(tmp_path: Path) -> None:
    sound = rendered(tmp_path, [PitchBend(0.0, 1, 8191), *note(0.0, 1.5, 60)])
    assert abs(cents_off(sound[int(0.5 * RATE) : RATE], hertz_of(62))) <= 5


def test_portamento_glides_from_the_key_before_in_the_time_that_is_told(tmp_path: Path) -> None:
    glide = [ControlChange(1.0, 1, number, value) for number, value in ((65, 127), (5, 64), (84, 60))]
    led = [*glide, NoteOn(1.0, "a", 1, 72, 100), NoteOff(1.0, "a", 1, 60)]
    played = [NoteOn(0.0, "a", 1, 60, 100), *led, NoteOff(2.0, "a", 1, 72)]
    # A panic resets the controllers; what begins after it is on its pitch.
    sound = rendered(tmp_path, [*played, ControlChange(2.1, 1, 121, 0), *note(2.5, 0.5, 67)], program=FLUTE)
    pieces = [sound[int(t * RATE) : int((t + 0.1) * RATE)] for t in (0.5, 1.22, 1.7, 2.6)]
    low, between, high, new = (strength(piece, hertz_of(np.arange(60, 73))).argmax() for piece in pieces)
    assert (low, high, new) == (0, 12, 7)
    assert 4 <= between <= 8  # 0.27 s of 0.53 s for an octave


def test_a_note_sounds_from_its_time_until_its_release(tmp_path: Path) -> None:
    sound = rendered(tmp_path, note(0.25, 0.5, 60))
    assert level(sound, 0.0, 0.249) < SILENCE / 10
    onset = np.argmax(np.abs(sound) > SILENCE) / RATE
    # A block of 64 samples either way, and the attack of the organ.
    assert 0.25 - 64 / RATE <= onset < 0.25 + 0.02
    assert level(sound, 0.4, 0.7) > 10 * SILENCE
    assert level(sound, 1.75, 2.75) < SILENCE


def test_times_between_frames_survive(tmp_path: Path) -> None:
    def onset(t: float) -> int:
        return int(np.argmax(np.abs(rendered(tmp_path, note(t, 0.3, 60))) > SILENCE))

    assert abs((onset(0.2104) - onset(0.2)) / RATE - 0.0104) <= 64 / RATE


def test_reverb_is_heard(tmp_path: Path) -> None:
    messages = [*note(0.0, 0.3, 60), *note(1.5, 0.3, 60)]
    dry, wet = rendered(tmp_path, messages), rendered(tmp_path, messages, reverb=1.0)
    assert level(wet, 0.6, 1.2) > 3 * level(dry, 0.6, 1.2)


def oversampled(path: Path) -> np.ndarray:
    """(samples, 2), full scale 1, at four times the rate: interpolated in the frequency domain."""
    with wave.open(str(path)) as wav:
        samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2").reshape(-1, 2) / 32767
    return 4 * np.fft.irfft(np.fft.rfft(samples, axis=0), 4 * len(samples), axis=0)


def loudness_of(path: Path) -> float:
    """LUFS of a file, as FFmpeg's loudnorm measures it."""
    with av.open(str(path)) as file:
        return float(json.loads(stats("I=-16:print_format=json", file.streams.audio[0]))["input_i"])


PEDAL = [m for i in range(4) for m in note(0.3 * i, 3.0, 48 + 4 * i)]
DRUMS = [m for i in range(6) for m in note(0.4 * i, 0.1, (36, 38, 42)[i % 3], channel=10, velocity=120)]


@pytest.mark.parametrize("messages", [PEDAL, DRUMS, note(0.0, 0.1, 60, velocity=20)])
@pytest.mark.parametrize("volume", [0.2, 1.0])
def test_a_file_is_as_loud_as_others_and_its_peaks_are_below_one_decibel(
    tmp_path: Path, messages: list[Message], volume: float
) -> None:
    path = tmp_path / "loud.wav"
    render_wav(messages, path, None, {1: ORGAN}, volume, 0.3)
    peak = 20 * np.log10(np.abs(oversampled(path)).max())
    loudness = loudness_of(path)
    assert peak < -0.9
    assert loudness < TARGET + 0.3
    assert peak > -1.1 or loudness > TARGET - 0.3


def test_one_gain_holds_for_the_whole(tmp_path: Path) -> None:
    raw, loud = tmp_path / "raw.wav", tmp_path / "loud.wav"
    render_wav(DRUMS, raw, None, {}, 0.8, 0.3, loudness=False)
    render_wav(DRUMS, loud, None, {}, 0.8, 0.3)
    before, after = heard(raw), heard(loud)
    gain = np.abs(after).max() / np.abs(before).max()
    np.testing.assert_allclose(after, before * gain, atol=gain / 20_000)


@given(st.lists(st.floats(-120, 3), min_size=1, max_size=40), st.floats(-40, 0))
def test_the_gain_reaches_its_target(blocks: list[float], target: float) -> None:
    loudest = max(blocks)
    even = [block for block in blocks if block > loudest - 5]
    assert integrated(even, gain_to(target, even)) == pytest.approx(target, abs=0.01)
    assert gain_to(target, []) == np.inf


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_loudness_is_that_of_the_standard(level: float) -> None:
    """EBU Tech 3341, cases 1 and 2: a sine of 1 kHz in both channels has its level in LUFS."""
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * 1000 * np.arange(10 * RATE) / RATE)
    meter = LoudnessMeter()
    for begin in range(0, len(wave), 10_000):
        meter.add(np.stack([wave[begin : begin + 10_000]] * 2, 1).astype(np.float32))
    assert integrated(meter.blocks) == pytest.approx(level, abs=0.1)
    assert 20 * np.log10(meter.true_peak) == pytest.approx(level, abs=0.1)


def test_a_peak_between_samples_counts() -> None:
    """EBU Tech 3341, case 16: a sine of a quarter of the rate at 45 degrees is 3 dB above its samples."""
    wave = 0.5 * np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4) * np.hanning(RATE)
    meter = LoudnessMeter()
    meter.add(np.stack([wave] * 2, 1).astype(np.float32))
    meter.add(np.zeros((0, 2), np.float32))
    assert meter.true_peak == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize("reverb", [0.0, 1.0])
def test_the_file_begins_at_0_and_ends_soon_after_its_last_sound(tmp_path: Path, reverb: float) -> None:
    path = tmp_path / "a.wav"
    messages: list[Message] = [*note(1.0, 0.5, 60), ControlChange(9.0, 1, 20, 5)]
    seconds = render_wav(messages, path, None, {1: ORGAN}, 0.8, reverb).seconds
    sound = np.abs(heard(path))
    assert len(sound) == round(seconds * RATE)
    audible = np.flatnonzero(sound > sound.max() / 1000) / RATE
    assert audible[0] == pytest.approx(1.0, abs=0.03)
    assert audible[-1] > 1.5
    assert 0.4 < seconds - audible[-1] <= 1.0


def test_controllers_pressure_and_programs_are_heard(tmp_path: Path) -> None:
    plain = rendered(tmp_path, note(0.0, 1.0, 60))
    turned_down = [*note(0.0, 1.0, 60), ControlChange(1.5, 1, 7, 20), *note(2.0, 1.0, 60)]
    both = rendered(tmp_path, turned_down)
    assert level(both, 2.3, 2.9) < level(both, 0.3, 0.9) / 4
    pressed = rendered(tmp_path, [Pressure(0.0, 1, 127), *note(0.0, 1.0, 60)])
    assert level(pressed - plain, 0.3, 0.9) > level(plain, 0.3, 0.9) / 10
    other = rendered(tmp_path, [ProgramChange(0.0, 1, 0), *note(0.0, 1.0, 60)])
    asked = rendered(tmp_path, note(0.0, 1.0, 60), program=0)
    assert np.array_equal(other, asked) and not np.array_equal(other, plain)


def test_channel_ten_is_the_drums(tmp_path: Path) -> None:
    drum = rendered(tmp_path, note(0.1, 0.1, 38, channel=10))
    melodic = rendered(tmp_path, note(0.1, 0.1, 38))
    assert level(drum, 0.1, 0.2) > 10 * SILENCE
    assert not np.array_equal(drum, melodic)


def test_the_same_messages_give_the_same_bytes(tmp_path: Path) -> None:
    messages = [Osc(0.0, "/a", (1.0,)), SceneChange(0.0, "b")]
    for step in range(8):
        messages += note(step / 7, 0.4, 48 + 3 * step) + note(step / 5, 0.1, 38, channel=10)
    files = []
    for number in range(5):
        path = tmp_path / f"{number}.wav"
        render_wav(messages, path, None, {1: 48}, 0.8, 0.5)
        files.append(path.read_bytes())
    assert len(set(files)) == 1


def test_progress_goes_up_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    path = tmp_path / "sound.wav"
    seconds = render_wav(note(0.0, 3.0, 60), path, None, {}, 0.8, 0.3, on_progress=told.append).seconds
    assert len(heard(path)) == round(seconds * RATE)
    assert told == sorted(told) and len(told) >= 4 and told[-1] == 1.0


def test_nothing_to_play_is_silence(tmp_path: Path) -> None:
    assert not rendered(tmp_path, []).any()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is not a soundfont"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is not a soundfont"),
        (b"RIFF\x00\x10\x00\x00WAVEfmt ", "is not a soundfont"),
        (b"RIFF\x00\x10\x00\x00sfbkLIST", "is damaged"),
    ],
)
def test_what_is_not_a_soundfont_is_a_sentence(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "mine.sf2"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OutputError, match=says):
        Fluid(path)


def test_a_truncated_soundfont_is_a_sentence_and_prints_nothing(tmp_path: Path, capfd) -> None:
    path = tmp_path / "mine.sf2"
    path.write_bytes(default_soundfont().read_bytes()[:100_000])
    with pytest.raises(OutputError, match="is damaged"):
        Fluid(path)
    assert capfd.readouterr() == ("", "")


def test_a_missing_fluidsynth_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    with pytest.raises(OutputError, match="install libfluidsynth3"):
        Fluid()


def test_an_unknown_audio_driver_lists_those_there_are() -> None:
    with pytest.raises(OutputError, match=r"no audio driver 'theremin'; it has: .*file"):
        Synth(driver="theremin")


def test_a_driver_that_does_not_open_is_a_sentence_and_prints_nothing(monkeypatch, capfd) -> None:
    monkeypatch.setattr(Fluid, "start", lambda *_: False)
    with pytest.raises(OutputError, match="No sound card can be opened"):
        Synth()
    with pytest.raises(OutputError, match="audio driver 'file' cannot be opened"):
        Synth(driver="file")
    assert capfd.readouterr() == ("", "")


PLAY_TO_A_FILE = """
from gesture2midi.events import Messages, NoteOff, NoteOn
from gesture2midi.io.synth.output import Synth
from gesture2midi.io.synth.wav_file import LOUDEST
synth = Synth(driver="file")
synth.configure({1: 16}, 0.8, 0.3)
synth.send(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 100),)))
import pathlib, time
until = time.monotonic() + 20
while time.monotonic() < until and len(pathlib.Path("fluidsynth.wav").read_bytes()) < 100_000:
    time.sleep(0.05)
synth.send(Messages(1.0, (NoteOff(1.0, "a", 1, 60),)))
synth.close()
synth.close()
"""


def test_the_live_synth_plays_and_closes_twice_without_a_crash(tmp_path: Path) -> None:
    """In a process of its own, since the worst that can happen here is its end."""
    ran = subprocess.run(
        [sys.executable, "-c", PLAY_TO_A_FILE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    sound = np.frombuffer((tmp_path / "fluidsynth.wav").read_bytes()[44:], "<i2")
    assert np.abs(sound).max() > 1000


def test_a_closed_synth_refuses(monkeypatch) -> None:
    monkeypatch.setattr(Fluid, "start", lambda *_: True)
    synth = Synth(driver="file")
    synth.close()
    with pytest.raises(OutputError, match="The synth is closed"):
        synth.send(Messages(0.0, ()))


def test_mpe_plays_notes_on_the_channel_of_the_drums_and_bends_by_its_range(tmp_path: Path) -> None:
    zone: list[Message] = [Parameter(0.0, 1, True, 6, 15, False), Parameter(0.0, 10, True, 0, 24, False)]
    bent: list[Message] = [
        PitchBend(0.0, 10, 2048),
        PolyPressure(0.0, 10, 60, 9),
        *note(0.0, 1.0, 60, channel=10),
    ]
    path = tmp_path / "sound.wav"
    render_wav([*zone, *bent], path, None, {10: ORGAN}, 0.8, 0.0)
    plain, tritone = strength(heard(path)[RATE // 2 : RATE], np.array([hertz_of(60), hertz_of(66)]))
    assert tritone > 10 * plain
    # Without the zone it is a bongo, and has long been heard.
    path.unlink()
    drum = rendered(tmp_path, note(0.0, 1.0, 60, channel=10), program=0)
    assert level(drum, 0.8, 0.9) < 0.1 * level(drum, 0.0, 0.1)


def other_presets(path: Path, places: dict[tuple[int, int], tuple[int, int]]) -> Path:
    """The bundled soundfont with its presets (bank, program) elsewhere; those without a place go far away."""
    data = bytearray(default_soundfont().read_bytes())
    at = data.index(b"phdr")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    for record in range(at + 8, at + 8 + size - 38, 38):
        program, bank = struct.unpack_from("<HH", data, record + 20)
        there = places.get((bank, program), (127, 127))
        struct.pack_into("<HH", data, record + 20, there[1], there[0])
    path.write_bytes(data)
    return path


def peak(fluid: Fluid, *messages: Message) -> float:
    for message in messages:
        fluid.play(message)
    return float(np.abs(fluid.sound(RATE // 4)).max())


def test_the_nearest_preset_is_played_and_told_once_with_those_there_are(tmp_path: Path) -> None:
    font = other_presets(tmp_path / "few.sf2", {(0, 0): (5, 24), (0, 40): (5, 60)})
    said: list[str] = []
    fluid = Fluid(font)
    fluid.on_lacking = said.append
    fluid.configure({1: 50, 2: 70}, 0.8, 0.0)
    assert said == []  # nothing has been heard yet
    assert peak(fluid, NoteOn(0.0, "a", 1, 60, 100)) > 0.01
    assert peak(fluid, NoteOn(0.0, "a", 1, 64, 100), NoteOn(0.0, "b", 2, 60, 100)) > 0.01
    assert len(said) == 2
    assert said[0].startswith("The soundfont few.sf2 lacks 0:50, so 5:60 ")
    assert "; it has (bank:program) 5:24 " in said[0]
    assert said[1].startswith("The soundfont few.sf2 lacks 0:70, so ") and "it has" not in said[1]
    fluid.delete()


def test_a_bank_that_lacks_a_program_takes_that_of_bank_0_and_says_nothing() -> None:
    said: list[str] = []
    fluid = Fluid()
    fluid.on_lacking = said.append
    fluid.configure({1: 0}, 0.8, 0.0, (8,))
    assert peak(fluid, NoteOn(0.0, "a", 1, 60, 100)) > 0.01
    assert peak(fluid, NoteOn(0.0, "a", 10, 36, 100)) > 0.01
    assert said == []
    fluid.delete()


def test_a_program_that_a_hand_chooses_is_looked_for_in_its_bank(tmp_path: Path) -> None:
    font = other_presets(tmp_path / "two.sf2", {(0, 0): (0, 0), (0, 40): (8, 3), (128, 0): (128, 0)})
    said: list[str] = []
    fluid = Fluid(font)
    fluid.on_lacking = said.append
    fluid.configure({}, 0.8, 0.0)
    chosen = (ControlChange(0.0, 1, 0, 8), ProgramChange(0.0, 1, 3))
    assert peak(fluid, *chosen, NoteOn(0.0, "a", 1, 60, 100)) > 0.01 and said == []
    peak(fluid, ProgramChange(0.0, 1, 9), NoteOn(0.0, "a", 1, 62, 100))
    assert said[0].startswith("The soundfont two.sf2 lacks 8:9, so 8:3 ")
    fluid.delete()


def test_a_file_tells_what_its_soundfont_lacks(tmp_path: Path) -> None:
    font = other_presets(tmp_path / "few.sf2", {(0, 0): (5, 24)})
    notes = (NoteOn(0.0, "a", 1, 60, 100), NoteOff(0.2, "a", 1, 60))
    sound = render_wav(notes, tmp_path / "a.wav", font, {}, 0.8, 0.0)
    assert sound.silent == ""
    (said,) = sound.lacking
    assert said.startswith("The soundfont few.sf2 lacks 0:0, so 5:24 ")


def test_a_click_sounds_alike_also_where_voices_of_mpe_have_taken_the_channel_of_the_drums() -> None:
    loud: list[float] = []
    for before in ([], [Parameter(0.0, 1, True, 6, 15, False)]):
        fluid = Fluid()
        fluid.configure({}, 0.8, 0.0)
        loud.append(peak(fluid, *before, NoteOn(0.0, "metronome", 10, 76, 110, CLICK)))
        fluid.delete()
    assert loud[0] == pytest.approx(loud[1]) and loud[0] > 0.05

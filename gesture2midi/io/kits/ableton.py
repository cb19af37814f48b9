"""A User Remote Script of Ableton Live: `UserConfiguration.txt`.

Its sections and keys are those of the file that Live puts into its folder `User Remote Scripts`. Numbers are
MIDI's own, channels count from 0. A line that starts with `#` is a remark: the format has no names, so they
stand there.
"""

from __future__ import annotations

from gesture2midi.events import ControlChange, NoteOn
from gesture2midi.io.kits.kit import PORT, Kit, Named, address, file_name

_MODES = {
    "twos-complement": "LinearTwoCompliment",
    "signed-bit": "LinearSignedBit",
    "binary-offset": "LinearBinaryOffset",
}
"""As Live spells them."""
ENCODERS = SLIDERS = 8
PADS = 16
_DRUMS = 10


def kit(name: str, controls: list[Named]) -> Kit:
    """Returns the script: eight controllers move the chosen device, eight more the volumes.

    Live reads all knobs of a device in one way. So the first controller says whether these are endless, and
    how; of the others, those that place a fader move the volumes.
    """
    changes = [one for one in controls if isinstance(one.sent, ControlChange)]
    way = changes[0].encoder if changes else None
    alike = [one for one in changes if one.encoder == way][:ENCODERS]
    placed = [one for one in changes if one not in alike and one.encoder is None]
    pads = [one for one in controls if isinstance(one.sent, NoteOn) and one.sent.channel == _DRUMS][:PADS]
    encoders, sliders = alike, placed[:SLIDERS]
    lines = [f"# {name}: the controls of a mapping of Gesture2MIDI", "", "[Globals]", "GlobalChannel: 0"]
    lines += [f"InputName: {PORT}", f"OutputName: {PORT}"]
    lines += _numbered("Pad{}Note", "Pad{}Channel", pads, PADS)
    lines += ["", "[DeviceControls]", *_numbered("Encoder{}", "EncoderChannel{}", encoders, ENCODERS)]
    lines += [f"EncoderMapMode: {_MODES[way] if way else 'Absolute'}"]
    lines += ["", "[MixerControls]", *_numbered("VolumeSlider{}", "Slider{}Channel", sliders, SLIDERS)]
    lines += ["VolumeMapMode: Absolute", "", "[TransportControls]"]
    lines += [f"{button}Button: -1" for button in ("Stop", "Play", "Rec", "Loop", "Rwd", "Ffwd")]
    known = {one.name for one in (*encoders, *sliders, *pads)}
    left_out = {one.name: _why(one) for one in controls if one.name not in known}
    folder = f"Gesture2MIDI {file_name(name)}"
    where = "the folder `User Remote Scripts` of Live's preferences; choose it there as a control surface"
    return Kit({f"{folder}/UserConfiguration.txt": "\n".join(lines) + "\n"}, where, left_out)


def _numbered(key: str, channel: str, found: list[Named], count: int) -> list[str]:
    lines = []
    for i in range(count):
        if i < len(found):
            sent = found[i].sent
            assert isinstance(sent, ControlChange | NoteOn), "no others are numbered"
            number = sent.number if isinstance(sent, ControlChange) else sent.note
            lines += [f"# {found[i].name}", f"{key.format(i + 1)}: {number}"]
            lines.append(f"{channel.format(i + 1)}: {sent.channel - 1}")
        else:
            lines += [f"{key.format(i + 1)}: -1", f"{channel.format(i + 1)}: -1"]
    return lines


def _why(one: Named) -> str:
    if isinstance(one.sent, ControlChange):
        if one.encoder is not None:
            return "Live reads all endless knobs as it reads the first controller, and it takes 8"
        return f"Live takes {ENCODERS + SLIDERS} controllers so"
    if isinstance(one.sent, NoteOn):
        return "its notes play as those of a keyboard do"
    return f"{address(one.sent)}: Live learns it with its key MIDI"

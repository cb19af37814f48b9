"""The settings of a live set: each is a field of one model, from which its option and its line come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gesture2midi.errors import UsageError, refusal

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.io.outputs import Output

VERSION: Literal[2] = 2
"""Of the file that they are kept in; see `settings_file`."""

Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=4096)]
PortName: TypeAlias = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]*)?$", max_length=64)]
Side: TypeAlias = Annotated[int, Field(ge=16, le=7680)]
Group: TypeAlias = Literal["Source", "Outputs", "Inputs", "Sound", "Files", "Page", "Advanced"]


@dataclass(frozen=True, slots=True)
class Option:
    """How the command line asks for a setting; stands in the annotation of its field.

    Attributes:
        group: the heading of `--help` that the option stands under.
        help: the sentence of `--help`.
        flag: the option without its dashes, where that is not the name of the field.
        metavar: what stands for the value in `--help`.
        variable: the environment variable that the option may be given by.
    """

    group: Group
    help: str
    flag: str = ""
    metavar: str | None = None
    variable: str | None = None


class Settings(BaseModel):
    """What a live set is played with. Each field is a setting of the file, and an option of the commands.

    mirror: None is the source's own way. midi_in: None listens where there is MIDI at all.
    ports: existing MIDI ports, each after the name that a mapping gives it; of the main one that is empty.
    soundfont, audio_driver, audio_buffer, player: None is the usual one. audio_buffer: samples in a period.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    version: Literal[2] = VERSION
    source: Annotated[
        Text,
        Option("Source", "A camera's number, a film, a folder of pictures, performer[:score] or a take."),
    ] = "0"
    size: Annotated[tuple[Side, Side], Option("Source", "Of the picture.")] = (640, 480)
    fps: Annotated[
        Literal["auto"] | Annotated[float, Field(ge=1, le=240)],
        Option(
            "Source",
            "Frames per second, 1 to 240; auto: 60 where camera and tracker keep up, else 30.",
            metavar="auto|NUMBER",
        ),
    ] = "auto"
    mirror: Annotated[
        bool | None,
        Option("Source", "Seen as in a mirror. A camera is, a file is not; left stays left either way."),
    ] = None
    player: Annotated[
        Text | None,
        Option("Source", "Play with this player's profile.", metavar="NAME", variable="GESTURE2MIDI_PLAYER"),
    ] = None
    midi: Annotated[bool, Option("Outputs", "Open a MIDI port at all.")] = True
    ports: Annotated[
        tuple[tuple[PortName, Text], ...],
        Option(
            "Outputs",
            "An existing MIDI port instead of our own virtual one; with NAME= what the mapping calls so. "
            "May be repeated.",
            flag="port",
            metavar="[NAME=]PORT",
        ),
    ] = ()
    osc: Annotated[
        tuple[Text, ...],
        Option(
            "Outputs",
            "Send OSC there. Words: wekinator, landmarks, timetag, plain, only=PATTERN. May be repeated.",
            metavar="HOST:PORT[,WORD]...",
        ),
    ] = ()
    midi_in: Annotated[
        bool | None,
        Option(
            "Inputs",
            "Listen to a MIDI clock, controllers, keys and program changes, on a port of our own. "
            "On with a camera, unless there is no MIDI at all.",
        ),
    ] = None
    midi_in_port: Annotated[
        Text | None, Option("Inputs", "Listen to an existing MIDI port instead.", metavar="NAME")
    ] = None
    heart: Annotated[
        Text | None,
        Option(
            "Inputs",
            "Hear a heart rate sensor by Bluetooth, or any that is in reach; needs the extra `heart`.",
            metavar="NAME|ADDRESS|any",
        ),
    ] = None
    voice: Annotated[
        Text | None,
        Option(
            "Inputs",
            "Listen for spoken commands by this microphone, or by `default`; needs the extra `voice`.",
            metavar="NAME",
        ),
    ] = None
    wake_word: Annotated[
        Text | None,
        Option(
            "Inputs",
            "Listen all the time, and do only what is said after this word: `maestro, next`.",
            metavar="WORD",
        ),
    ] = None
    synth: Annotated[bool, Option("Sound", "Sound by the built-in FluidSynth.")] = True
    soundfont: Annotated[
        Text | None,
        Option("Sound", "An SF2 or SF3 file instead of the bundled one.", metavar="FILE"),
    ] = None
    audio_driver: Annotated[
        Text | None,
        Option(
            "Sound", "FluidSynth's driver: alsa, pulseaudio, jack, coreaudio, wasapi ...", metavar="DRIVER"
        ),
    ] = None
    audio_buffer: Annotated[
        int | None,
        Field(ge=16, le=8192),
        Option(
            "Sound",
            "In a period of the built-in synth's audio: more ends crackling, and comes later.",
            metavar="SAMPLES",
        ),
    ] = None
    cues: Annotated[
        bool,
        Option(
            "Sound",
            "Tell by ear what the picture shows: ticks where a hand enters a zone, names read aloud.",
        ),
    ] = False
    strike_delay: Annotated[
        Literal["auto"] | Annotated[float, Field(ge=0, le=80)] | None,
        Option(
            "Advanced",
            "Milliseconds from the brake of a strike to its sound, 0 to 80; auto is a frame and 10 ms. "
            "[default: the player's, else auto]",
            metavar="auto|MS",
        ),
    ] = None

    def profile(self, say: Callable[[str], None]) -> Profile:
        """Returns the profile of the player, or everybody's, with the strike delay that is set here.

        say: told in a sentence what an old profile has that is called otherwise now.

        Raises:
            PlayerError: there is no such profile, or it cannot be read.
        """
        from gesture2midi.gestures import profile_files
        from gesture2midi.gestures.profile import Profile

        profile = profile_files.load(self.player, say) if self.player is not None else Profile()
        match self.strike_delay:
            case None:
                return profile
            case "auto":
                return replace(profile, delay="auto")
            case milliseconds:
                return replace(profile, delay=milliseconds / 1000)

    def outputs(self) -> tuple[Output, ...]:
        """Returns the outputs that are chosen, each once."""
        from gesture2midi.io.outputs import ToOsc, ToSynth, to_ports

        chosen: list[Output] = to_ports(self.ports) if self.midi else []
        chosen += (ToOsc(target) for target in self.osc)
        if self.synth:
            soundfont = Path(self.soundfont) if self.soundfont else None
            chosen.append(ToSynth(soundfont, self.audio_driver, self.audio_buffer))
        return tuple(dict.fromkeys(chosen))

    def replaced(self, **fields: object) -> Settings:
        """Returns the settings with other values, checked as those of a file are.

        Raises:
            UsageError: a value is none that its field takes.
        """
        try:
            return Settings.model_validate({**dict(self), **fields})
        except ValidationError as error:
            raise UsageError(f"That cannot be chosen: {what_is_wrong(error)}.") from error


def what_is_wrong(error: ValidationError) -> str:
    """Returns what is wrong first; where a value may be of several kinds, what each of them takes."""
    found = error.errors()
    place = [part for number, part in enumerate(found[0]["loc"]) if number == 0 or isinstance(part, int)]
    kinds = [refusal(one) for one in found if one["loc"][: len(place)] == tuple(place)]
    if all(kind.startswith("should be ") for kind in kinds):
        kinds = [" or ".join(dict.fromkeys(kinds)).replace(" or should be ", " or ")]
    return f"`{'.'.join(map(str, place)) or 'the file'}` {kinds[0]}"

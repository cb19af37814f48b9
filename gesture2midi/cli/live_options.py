"""The options of a live set, shared by `run` and `studio`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import model_validator

from gesture2midi.errors import UsageError
from gesture2midi.session.settings import Option, Settings, Text

_OWN = "[default: a take's own, else theremin]"
TAKES_OWN = f"A mapping by its name, or a YAML file.  {_OWN}"
TAKES_OWN_OR_MORE = (
    f"A mapping by its name, or a YAML file. May be repeated: the key m goes on to the next.  {_OWN}"
)


class LiveOptions(Settings):
    """The settings, and what counts for one set only."""

    link: Annotated[
        bool, Option("Inputs", "Join the Ableton Link session of this network; needs the extra `link`.")
    ] = False
    osc_in: Annotated[
        Text | None,
        Option("Inputs", "Listen for OSC there; on this computer alone without HOST.", metavar="[HOST:]PORT"),
    ] = None
    oscquery: Annotated[
        bool, Option("Inputs", "Let programs find by name what is sent, and what --osc-in takes.")
    ] = False
    tracker: Annotated[
        Literal["auto", "openvino", "litert", "mediapipe"],
        Option(
            "Advanced",
            "The fast tracker, on OpenVINO or on LiteRT; Google's own; or the fastest that works here.",
            variable="GESTURE2MIDI_TRACKER",
        ),
    ] = "auto"
    model: Annotated[
        Path | None,
        Option("Advanced", "Your own hand_landmarker.task.", variable="GESTURE2MIDI_MODEL"),
    ] = None

    @model_validator(mode="after")
    def _not_in_vain(self) -> LiveOptions:
        for switch, option, value in (
            ("midi", "--port", self.ports),
            ("midi_in", "--midi-in-port", self.midi_in_port),
            ("synth", "--soundfont", self.soundfont),
            ("synth", "--audio-driver", self.audio_driver),
            ("synth", "--audio-buffer", self.audio_buffer),
        ):
            if value and switch in self.model_fields_set and getattr(self, switch) is False:
                raise UsageError(
                    f"The option {option} has no use with --no-{switch.replace('_', '-')}: leave one out."
                )
        return self

    def osc_place(self) -> tuple[str, int] | None:
        """Returns where OSC is listened for, as (host, port); None for nowhere.

        Raises:
            UsageError: it is no place, or OSCQuery has none to tell of.
        """
        from gesture2midi.io.osc.target import parse_place

        if self.osc_in is None:
            if self.oscquery:
                raise UsageError(
                    "OSCQuery tells of the port that OSC is listened for at: give --osc-in, too."
                )
            return None
        place = self.osc_in if ":" in self.osc_in else f"127.0.0.1:{self.osc_in}"
        return parse_place(place, f"OSC in at {self.osc_in!r}")

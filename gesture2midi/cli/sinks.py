"""The outputs of a live set, opened as its options say: for `run` and for the studio."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gesture2midi.cli.midi import if_there, midi_ports

if TYPE_CHECKING:
    from gesture2midi.out.osctarget import Wanted
    from gesture2midi.out.outputs import Sink


def open_sinks(
    bindings: Sequence[tuple[str, str]] | None,
    addresses: Sequence[tuple[str, int, Wanted]],
    *,
    synth: bool,
    soundfont: Path | None,
    audio_driver: str | None,
) -> list[Sink]:
    """MIDI ports, OSC targets and the synth, in this order; what this machine does not have is told.

    bindings: of MIDI ports to names, see `midi_ports`; None where no MIDI is wanted.

    Raises:
        SoundfontError: the synth's soundfont is none.
        OutputError: an OSC target's host is not known.
    """
    from gesture2midi.out import osc
    from gesture2midi.out.route import OfPort

    sinks = [] if bindings is None else midi_ports(bindings)
    sinks += [osc.OscTarget(*address) for address in addresses]
    if synth:
        sinks += [OfPort(sink) for sink in if_there(lambda: _synth(soundfont, audio_driver))]
    return sinks


def _synth(soundfont: Path | None, driver: str | None) -> Sink:
    from gesture2midi.out.synth import Synth

    return Synth(soundfont, driver=driver)

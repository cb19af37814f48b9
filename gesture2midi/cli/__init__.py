"""The commands. Each opens what it needs and leaves the work to the package.

Whatever is slow to import is imported by the command that needs it, so that `--help`, `check` and
`ports` answer at once.
"""

from __future__ import annotations

from gesture2midi.cli.common import Commands
from gesture2midi.cli.doctor import doctor
from gesture2midi.cli.explain import explain
from gesture2midi.cli.learn import learn
from gesture2midi.cli.listings import cameras, check, gestures, mappings, model, ports
from gesture2midi.cli.monitor import monitor
from gesture2midi.cli.new import new
from gesture2midi.cli.players import calibrate, list_players
from gesture2midi.cli.render import demo, render
from gesture2midi.cli.run import run
from gesture2midi.cli.schema import schema
from gesture2midi.cli.studio import studio
from gesture2midi.cli.teach import teach

__all__ = ["main"]

main = Commands(
    name="gesture2midi",
    help="A hand before the camera plays a DAW, OSC and a synth.",
    commands=[
        *(run, studio, render, demo, calibrate, list_players, teach),
        *(mappings, new, check, explain, learn, monitor, doctor, schema, gestures, ports, cameras, model),
    ],
)

"""`gesture2midi learn`: one control at a time, for a DAW that is learning."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import GROUPS, command, say, taught_signals
from gesture2midi.cli.midi_options import port_option
from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import PlayerError, UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from gesture2midi.engine.scheduler import Scheduler
    from gesture2midi.mapping.describe.explain import Told

_HELP = "Up and down or a number choose, Enter sends, q ends."


@command("learn mixer")
@click.argument("mapping")
@port_option
@cloup.option(
    "--osc",
    "targets",
    multiple=True,
    metavar="HOST:PORT",
    help="Send OSC there. May be repeated.",
    group=GROUPS["Outputs"],
)
def learn(mapping: str, bound: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """Send one control at a time, so that a DAW's MIDI learn catches that one."""
    from rich.live import Live

    from gesture2midi.cli.terminal_keys import keys
    from gesture2midi.engine.note_ledger import NoteLedger
    from gesture2midi.engine.scheduler import Scheduler
    from gesture2midi.events import Messages
    from gesture2midi.io import outputs as io_outputs
    from gesture2midi.io.midi import open_ports
    from gesture2midi.mapping.describe.explain import explain
    from gesture2midi.mapping.load import load
    from gesture2midi.session.midi_learn import pulse

    path, taught = paths.mapping_file(mapping), taught_signals()
    played = load(path, taught)
    controls = [control for control in played.everything if pulse(control, 0.0)]
    if not controls:
        raise UsageError(f"The mapping {played.name} has nothing to learn: it sends neither MIDI nor OSC.")
    told = {one.id: one for part in explain(path, taught).parts for one in part.controls}
    rows = [told[control.id] for control in controls]
    outputs = [
        *io_outputs.to_ports([open_ports.parse_binding(text) for text in bound]),
        *(io_outputs.ToOsc(target) for target in targets),
    ]
    if not is_terminal(sys.stdout):
        raise PlayerError("The list is drawn on a terminal, and the output is none: start it without a pipe.")
    with keys() as read:
        opened = io_outputs.open_sinks(outputs, say).values()
        say(f"To {', '.join(sink.name for sink in opened) or 'nothing'}. {_HELP}")
        # The clock of a set without a camera.
        start = time.perf_counter()
        scheduler = Scheduler(NoteLedger(opened, say), live=True)
        choice = Choice(len(controls))
        with closing(_At(scheduler, start)), Live(table(rows, choice), auto_refresh=False) as live:
            while not choice.ended:
                for key in read(0.5):
                    if choice.press(key):
                        now, control = time.perf_counter(), controls[choice.chosen]
                        t = now - start
                        port = played.ports.get(control.id, "")
                        scheduler.send(Messages(t, pulse(control, t, port)), now)
                live.update(table(rows, choice), refresh=True)


class Choice:
    """Which of `count` controls is chosen, by keys."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._typed = ""
        self.chosen = 0
        self.sent: int | None = None
        self.ended = False

    def press(self, key: str) -> bool:
        """Whether what is chosen is to be sent now. A number is sent once no longer one can be meant."""
        if key in ("q", "escape"):
            self.ended = True
        elif key in ("up", "down"):
            self.chosen = (self.chosen + (1 if key == "down" else -1)) % self._count
            self._typed = ""
        elif key in ("enter", " "):
            return self._send()
        elif key.isascii() and key.isdecimal():
            return self._number(key)
        return False

    def _number(self, digit: str) -> bool:
        for typed in (self._typed + digit, digit):
            if 1 <= int(typed) <= self._count:
                self.chosen, self._typed = int(typed) - 1, typed
                return self._send() if int(typed) * 10 > self._count else False
        self._typed = ""
        return False

    def _send(self) -> bool:
        self._typed = ""
        self.sent = self.chosen
        return True


class _At:
    """Closes the scheduler at the time that it is then."""

    def __init__(self, scheduler: Scheduler, start: float) -> None:
        self._scheduler = scheduler
        self._start = start

    def close(self) -> None:
        self._scheduler.close(time.perf_counter() - self._start)


def table(rows: Sequence[Told], choice: Choice) -> Table:
    """All that can be learnt, with what is chosen and what was sent last."""
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD)
    for heading in ("", "control", "sends", ""):
        drawn.add_column(heading)
    for i, one in enumerate(rows):
        style = "reverse" if i == choice.chosen else ""
        drawn.add_row(str(i + 1), one.id, one.target, "sent" if i == choice.sent else "", style=style)
    return drawn

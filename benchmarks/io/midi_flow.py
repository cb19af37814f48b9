"""How long a note waits for ten thousand controller values, over a real MIDI port to another process.

    python -m benchmarks midi_flow            # needs ALSA's sequencer or a JACK server

The values come over a second, with a hundred frames, or all in one frame; 20 controllers. Delay: from the
instant at which the note was due until the other process has it.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Iterator

import click
import numpy as np

from gesture2midi.cli.tables import print_table
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.rate_limiter import Flow
from gesture2midi.events import ControlChange, Gestures, Message, Messages, NoteOff, NoteOn
from gesture2midi.io.midi.open_ports import open_virtual
from gesture2midi.session.latency import machine

FRAMES, STEP, VALUES = 100, 0.01, 10_000
CONTROLLERS = (*range(20, 32), *range(102, 110))


class Open(Flow):
    """Holds nothing back."""

    def limit(self, items: list[Message], t: float) -> list[Message]:
        return items


def values(t: float, count: int) -> Iterator[Message]:
    for i in range(count):
        yield ControlChange(t, 1, CONTROLLERS[i % 20], (i // 20 + round(t * 100)) % 128)


def frame(i: int, count: int) -> Messages:
    """So many values, the end of the last frame's note, and a note of its own."""
    t = i * STEP
    notes = NoteOff(t, "a", 1, (i - 1) % FRAMES), NoteOn(t, "a", 1, i, 100)
    return Messages(t, (*values(t, count), *notes), Gestures(t, i, {}, {}, ()))


def heard(counts: list[int], flow: Flow) -> tuple[list[float], int]:
    """The delays in milliseconds of the notes that arrived, and how many values did.

    counts: of values, for each frame.
    """
    outputs = NoteLedger([open_virtual()], lambda problem: None)
    outputs._flow = flow
    ear = subprocess.Popen(
        [sys.executable, __file__, "--ear"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert ear.stdin and ear.stdout and ear.stdout.readline() == "ready\n"
    time.sleep(0.5)
    frames = [frame(i, count) for i, count in enumerate(counts)]
    gc.collect()
    gc.freeze()
    due, begun = {}, time.perf_counter() + 0.1
    for messages in frames:
        at = begun + messages.t
        time.sleep(max(0.0, at - time.perf_counter()))
        note = messages.items[-1]
        assert isinstance(note, NoteOn)
        due[note.note] = at
        outputs.send(messages)
    time.sleep(0.5)
    outputs.close(FRAMES * STEP)
    told, _ = ear.communicate("\n")
    delays, arrived = [], 0
    for line in filter(None, told.splitlines()):
        at, data = float(line.split()[0]), bytes.fromhex(line.split()[1])
        if data[0] == 0x90:
            delays.append(1000 * (at - due.pop(data[1])))
        arrived += data[0] == 0xB0 and data[1] in CONTROLLERS
    if not delays:
        raise click.ClickException("No note arrived: the MIDI server is overloaded, or has gone.")
    return delays, arrived


def ear() -> None:
    """Another program: notes down what comes, until a line is typed."""
    import rtmidi

    found: list[tuple[float, bytes]] = []
    hears = rtmidi.MidiIn(rtmidi.get_compiled_api()[-1], queue_size_limit=100_000)
    names = hears.get_ports()
    hears.set_callback(lambda event, _: found.append((time.perf_counter(), bytes(event[0]))))
    hears.open_port(next(i for i, name in enumerate(names) if "Gesture2MIDI" in name))
    print("ready", flush=True)
    sys.stdin.readline()
    print("\n".join(f"{at} {data.hex()}" for at, data in found))


@click.command()
@click.option("--ear", "hears", is_flag=True, hidden=True)
@click.option("--rounds", default=7, show_default=True)
def main(hears: bool, rounds: int) -> None:
    """Print the table: of each figure the best round, as anything else on the machine only adds to it."""
    if hears:
        ear()
        return
    burst = [VALUES // FRAMES] * FRAMES
    at_once = [0] * 50 + [VALUES] + [0] * 49
    ways: dict[str, tuple[list[int], type[Flow]]] = {
        "no values": ([0] * FRAMES, Flow),
        "over a second": (burst, Flow),
        "over a second, nothing held back": (burst, Open),
        "in one frame": (at_once, Flow),
        "in one frame, nothing held back": (at_once, Open),
    }
    found: dict[str, list[tuple[float, ...]]] = {way: [] for way in ways}
    # The last one can be played but once: JACK takes no more from the port, and nobody may close it then.
    turns = [*list(ways)[:-1]] * rounds + [*list(ways)[-1:]]
    for way in turns:
        counts, flow = ways[way]
        delays, arrived = heard(counts, flow())
        found[way].append((FRAMES - len(delays), *np.percentile(delays, (50, 99)), max(delays), arrived))
    rows = []
    for way, figures in found.items():
        least = np.min(figures, axis=0)
        most_lost = max(figure[0] for figure in figures)
        rows.append((way, f"{most_lost:.0f}", *(f"{value:.2f}" for value in least[1:4]), f"{least[4]:.0f}"))
    header = ("10,000 values", "notes lost", "ms p50", "p99", "most", "values sent")
    print_table(header, rows, right=(1, 2, 3, 4, 5))
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

"""How even the MIDI clock is that we send, heard by a JACK client of its own.

    python -m benchmarks sent_clock      # starts a JACK server without a card; half a minute a row

Frames come 30 times a second, as from a camera, and the rest of the computer does what it does. JACK hands
MIDI on once a period, so that a pulse may be as late as one, and two pulses as far apart from even.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
import uuid
from itertools import pairwise
from pathlib import Path
from statistics import fmean, stdev

import click

from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import Gestures
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.load import loads
from gesture2midi.session.latency import machine

RATE = 48_000
FPS = 30
PERIODS = (64, 256, 1024)
TEMPO = 120.0


@click.command()
@click.option("--seconds", default=30.0, show_default=True, help="How long each row is listened to.")
@click.option("--hear", hidden=True, type=float)
def main(seconds: float, hear: float | None) -> None:
    """Print how far the steps from pulse to pulse are from even ones."""
    if hear is not None:
        listen(hear)
        return
    rows = [row(period, TEMPO, seconds) for period in PERIODS]
    columns = ("JACK period", "pulses", "mean, ms", "SD, ms", "worst, ms", "drift, ms")
    print_table(columns, rows, right=range(6))
    click.echo(f"Machine: {machine()}, load {os.getloadavg()[0]:.1f}")


def row(period: int, tempo: float, seconds: float) -> tuple[str, ...]:
    """One row of the table, on a server of its own."""
    name = f"g2m-{uuid.uuid4().hex[:8]}"
    env = {**os.environ, "JACK_DEFAULT_SERVER": name, "JACK_NO_AUDIO_RESERVATION": "1"}
    os.environ.update(env)
    command = ["jackd", "-n", name, "-S", "-r", "-d", "dummy", "-r", str(RATE), "-p", str(period)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        peer = subprocess.Popen(
            [sys.executable, str(Path(__file__)), "--hear", str(seconds)],
            stdout=subprocess.PIPE, text=True, env={**env, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        play(tempo, peer)
        heard, _ = peer.communicate()
    finally:
        server.terminate()
        server.wait()
    times = [float(second) * 1000 for second in heard.split()]
    even = 60_000 / tempo / 24
    steps = [b - a for a, b in pairwise(times)]
    off = max(abs(step - even) for step in steps)
    drift = times[-1] - times[0] - even * round((times[-1] - times[0]) / even)
    figures = (fmean(steps), stdev(steps), off, math.fabs(drift))
    return str(period), str(len(times)), *(f"{value:.2f}" for value in figures)


def play(tempo: float, peer: subprocess.Popen[str]) -> None:
    """Send a clock as a live set does, until the peer has heard enough."""
    from gesture2midi.io.midi.open_ports import open_virtual

    port = open_virtual("jack")
    scheduler = Scheduler(NoteLedger([port], click.echo), live=True)
    engine = Engine(loads(f"name: Clock\ncontrols: [{{send: clock, tempo: {tempo}}}]", Path("clock.yaml")))
    nobody = {
        name: math.nan if signal.kind == "level" else 0.0
        for name, signal in signal_table.full_names().items()
    }
    begun, index = time.perf_counter(), 0
    while peer.poll() is None:
        arrived = time.perf_counter()
        scheduler.send(engine.update(Gestures(arrived - begun, index, nobody, {}, ())), arrived)
        index += 1
        time.sleep(max(0.0, begun + index / FPS - time.perf_counter()))
    scheduler.close(time.perf_counter() - begun)


def listen(seconds: float) -> None:
    """Print the second at which the cycle of each pulse came; a JACK client of its own."""
    import jack

    client = jack.Client("hear")
    port = client.midi_inports.register("input")
    pulses: list[float] = []

    @client.set_process_callback
    def process(frames: int) -> None:
        for offset, data in port.incoming_midi_events():
            if bytes(data) == b"\xf8":
                pulses.append(time.perf_counter() + offset / RATE)

    with client:
        while not (sources := client.get_ports("Gesture2MIDI", is_midi=True, is_output=True)):
            time.sleep(0.05)
        client.connect(sources[0], port)
        time.sleep(seconds)
    print(*pulses)


if __name__ == "__main__":
    main()

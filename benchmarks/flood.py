"""What a flood of OSC costs a set: memory, and the time of a frame.

    python benchmarks/flood.py            # a minute

Two processes send as fast as they can: requests, signals, rubbish. The hands are those of a score, 30 frames
a second, without a tracker; the mapping is `theremin`.
"""

from __future__ import annotations

import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import click

from gesture2midi import paths
from gesture2midi.board import Board
from gesture2midi.capture.performer.player import Performer
from gesture2midi.capture.performer.score import load_score
from gesture2midi.cli.tables import print_table
from gesture2midi.desk import Desk
from gesture2midi.events import Hands
from gesture2midi.mapping.load import load
from gesture2midi.meter import machine
from gesture2midi.out.oscbytes import encode
from gesture2midi.out.outputs import Outputs
from gesture2midi.remote import listening
from gesture2midi.session import Session

SENDERS = 2


class Paced:
    """The hands of a score, again and again, as a camera would bring them."""

    name, fps, total = "paced", 30.0, None

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        performer = Performer(load_score("demo"))
        self._hands = [performer.truth(i / 30) for i in range(90)]

    def frames(self) -> Iterator[Hands]:
        begun = time.perf_counter()
        for i in range(round(self._seconds * 30)):
            time.sleep(max(0.0, begun + i / 30 - time.perf_counter()))
            shown = self._hands[i % 90]
            yield Hands(i / 30, i, shown.aspect, shown.hands, shown.mirror)

    def close(self) -> None:
        """Nothing is open."""


def flood(port: int) -> None:
    """Send until a line is typed, then say how many were sent and how long it took."""
    chance = random.Random(1)
    kinds = [
        encode("/g2m/signal/dial", (0.5,)) or b"",
        encode("/g2m/scene", ("nowhere",)) or b"",
        encode("/g2m/panic", (0,)) or b"",
        *(chance.randbytes(chance.randrange(300)) for _ in range(9)),
        b"#bundle\0" * 200,
    ]
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), ended.set()), daemon=True).start()
    begun, count = time.perf_counter(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(("127.0.0.1", port))
        while not ended.is_set():
            for kind in kinds:
                udp.send(kind)
            count += len(kinds)
    print(count / (time.perf_counter() - begun))


def play(seconds: float, senders: int) -> tuple[str, ...]:
    path = paths.mapping_file("theremin")
    outputs = Outputs([], print)
    session = Session(Paced(seconds), None, load(path), outputs)
    desk = Desk(session, Board(outputs), [path], (), 30.0, print)
    with listening(desk, "127.0.0.1", 0, say=lambda text: None) as remote:
        flooding = [
            subprocess.Popen(
                [sys.executable, __file__, "--to", str(remote.listener.port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(senders)
        ]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        session.run()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        rate = sum(float(one.communicate("\n")[0]) for one in flooding)
    whole = next(row for row in session.meter.rows() if row.stage == "whole")
    return f"{rate:,.0f}", f"{whole.p50:.2f}", f"{whole.p99:.2f}", f"{grown / 1024:.1f}"


@click.command()
@click.option("--seconds", default=20.0, show_default=True)
@click.option("--to", type=int, hidden=True)
def main(seconds: float, to: int | None) -> None:
    """Print the table."""
    if to is not None:
        flood(to)
        return
    rows = [("quiet", *play(seconds, 0)), ("flooded", *play(seconds, SENDERS))]
    print_table(("", "datagrams a second", "ms a frame p50", "p99", "MB more"), rows, right=(1, 2, 3, 4))
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

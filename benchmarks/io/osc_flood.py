"""What a flood of OSC costs a set: memory, and the time of a frame.

    python -m benchmarks osc_flood            # a minute

Two processes send requests, signals and rubbish, many datagrams a call (`sendmmsg`, so Linux only); what
reaches the socket and finds no room there is counted by the system. The hands are those of a score, 30 frames
a second, without a tracker; the mapping is `theremin`. What the set plays has to be the same as in quiet.
"""

from __future__ import annotations

import ctypes
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import click

from gesture2midi import paths
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hands
from gesture2midi.io.osc.encode import encode
from gesture2midi.mapping.load import load
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.commands import Commands
from gesture2midi.session.latency import machine
from gesture2midi.session.osc_remote import listening
from gesture2midi.session.session import Session
from gesture2midi.session.snapshot import Snapshot

SENDERS = 2
TURN = 0.005
"""Seconds between two calls of a sender."""


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


class Vector(ctypes.Structure):
    """Linux's iovec."""

    _fields_ = (("base", ctypes.c_char_p), ("length", ctypes.c_size_t))


class Header(ctypes.Structure):
    """Linux's mmsghdr: a msghdr, and how much of it was sent."""

    _fields_ = (
        *(("name", ctypes.c_void_p), ("name_length", ctypes.c_uint32)),
        *(("vectors", ctypes.POINTER(Vector)), ("vector_count", ctypes.c_size_t)),
        *(("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t)),
        *(("flags", ctypes.c_int), ("sent", ctypes.c_uint)),
    )


def flood(port: int, rate: float) -> None:
    """Send so many a second until a line is typed, then say how many a second were sent."""
    chance = random.Random(1)
    kinds = [
        encode("/g2m/signal/dial", (0.5,)) or b"",
        encode("/g2m/scene", ("nowhere",)) or b"",
        encode("/g2m/panic", (0,)) or b"",
        *(chance.randbytes(chance.randrange(300)) for _ in range(9)),
        b"#bundle\0" * 200,
    ]
    most = round(rate * TURN)
    vectors = [Vector(kinds[i % len(kinds)], len(kinds[i % len(kinds)])) for i in range(most)]
    batch = (Header * most)(*(Header(vectors=ctypes.pointer(vector), vector_count=1) for vector in vectors))
    libc = ctypes.CDLL(None, use_errno=True)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), ended.set()), daemon=True).start()
    begun, count = time.perf_counter(), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(("127.0.0.1", port))
        print("sending", flush=True)
        while not ended.wait(max(0.0, begun + count / rate - time.perf_counter())):
            sent = libc.sendmmsg(udp.fileno(), batch, most, 0)
            if sent < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            count += sent
    print(count / (time.perf_counter() - begun))


def turned_away(port: int) -> int:
    """How many datagrams for this port the system had no room for (the last column of /proc/net/udp)."""
    rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    return sum(int(row[-1]) for row in rows if int(row[1].split(":")[1], 16) == port)


def play(seconds: float, rate: float) -> tuple[str, ...]:
    path = paths.mapping_file("theremin")
    outputs = NoteLedger([], print)
    session = Session(Paced(seconds), None, load(path), outputs)
    commands = Commands(session, Snapshot(outputs), [path], (), 30.0, print)
    with listening(commands, "127.0.0.1", 0, say=lambda text: None) as remote:
        port = remote.listener.port
        flooding = [
            subprocess.Popen(
                [sys.executable, __file__, "--to", str(port), "--rate", str(rate / SENDERS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(SENDERS if rate else 0)
        ]
        for one in flooding:
            assert one.stdout is not None and one.stdout.readline() == "sending\n"
        begun, away = time.perf_counter(), turned_away(port)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        session.run()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        away = (turned_away(port) - away) / (time.perf_counter() - begun)
        sent = sum(float(one.communicate("\n")[0]) for one in flooding)
    whole = next(row for row in session.meter.rows() if row.stage == "whole")
    played = sum(outputs.counts.values())
    times = f"{whole.p50:.2f}", f"{whole.p99:.2f}"
    return f"{sent:,.0f}", f"{away:,.0f}", *times, f"{grown / 1024:.1f}", f"{played:,}"


@click.command()
@click.option("--seconds", default=20.0, show_default=True)
@click.option("--rate", default=100_000.0, show_default=True, help="Datagrams a second.")
@click.option("--to", type=int, hidden=True)
def main(seconds: float, rate: float, to: int | None) -> None:
    """Print the table."""
    if to is not None:
        flood(to, rate)
        return
    rows = [("quiet", *play(seconds, 0)), ("flooded", *play(seconds, rate))]
    head = ("", "datagrams a second", "turned away", "ms a frame p50", "p99", "MB more", "played")
    print_table(head, rows, right=range(1, 7))
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()

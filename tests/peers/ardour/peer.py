"""What the proofs with Ardour share: a JACK server of their own, and patience."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

RATE, PERIOD = 48_000, 1024
PATIENCE = 60.0
PLAY = (sys.executable, "-m", "gesture2midi")


class Broken(Exception):
    """Ardour or JACK gave up before there was anything to judge."""


class Wrong(Exception):
    """Ardour did something else than what was sent."""


def need(*programs: str) -> None:
    """Raises ClickException: one of these programs is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            packages = "ardour jackd2, from Debian 13 on jack-example-tools, too"
            raise click.ClickException(f"{program} is not installed: apt install {packages}")


def environment() -> dict[str, str]:
    """Returns variables that name a JACK server which nobody else uses."""
    return os.environ | {
        "JACK_DEFAULT_SERVER": f"g2m-{uuid.uuid4().hex[:8]}",
        "JACK_NO_AUDIO_RESERVATION": "1",
        "JACK_NO_START_SERVER": "1",
    }


@contextmanager
def server(env: dict[str, str]) -> Iterator[None]:
    """Runs the JACK server that `env` names."""
    command = ["jackd", "-n", env["JACK_DEFAULT_SERVER"], "-S", "-r", "-d", "dummy"]
    jackd = subprocess.Popen(
        [*command, "-r", str(RATE), "-p", str(PERIOD)],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(lambda: "system:playback_1" in ask(env, "jack_lsp"), "jackd does not start")
        yield
    finally:
        # Killed hard it would keep one of the eight places that JACK has in shared memory.
        jackd.terminate()
        jackd.wait()


def connected(env: dict[str, str], sends: str, hears: str) -> bool:
    """Connects two ports; returns whether they are."""
    ask(env, "jack_connect", sends, hears)
    ports = ask(env, "jack_lsp", "-c").splitlines()
    return sends in ports and f"   {hears}" in ports[ports.index(sends) + 1 :]


def ask(env: dict[str, str], *command: str) -> str:
    """Returns what a program says on its standard output."""
    # These programs can hang on a sick server.
    asked = ["timeout", "-k", "1", "10", *command]
    return subprocess.run(asked, env=env, capture_output=True, text=True).stdout


def wait(reached: Callable[[], bool], otherwise: str) -> None:
    """Raises Broken, with `otherwise`: it is not reached within `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise Broken(otherwise)
        time.sleep(0.1)

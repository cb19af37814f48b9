"""Ardour records the performer, and what it recorded is held against what was sent.

    python tests/peers/ardour/prove.py --runs 20

Needs ardour, jackd2 and jack-example-tools (Debian). It stands outside the test suite, for Ardour without a
screen fails by itself now and then, with exit status 0. So three ends are told apart, by the recording alone:

- right: the same notes in the same order and the same of each controller, each within one audio period of
  its time, after an offset that all of them share (what comes at one instant Ardour sorts as it likes);
- wrong: something else was recorded (the program fails at once);
- broken: Ardour or JACK recorded nothing at all; it is tried again up to five times, and counted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import mido

HERE = Path(__file__).parent
SENDS, HEARS = "Gesture2MIDI:Gesture2MIDI", "ardour:hands/midi_in 1"
RATE, PERIOD = 48_000, 1024
TRIES = 5
PATIENCE = 60.0
PLAY = (sys.executable, "-m", "gesture2midi")


class Event(NamedTuple):
    """A time in seconds, and what is said in a transcript's words."""

    t: float
    said: tuple[str, ...]


class Broken(Exception):
    """Ardour or JACK gave up before anything was recorded."""


class Wrong(Exception):
    """What was recorded is not what was sent."""


def prove(take: Path, folder: Path) -> tuple[int, float]:
    """(events, worst time in s off the common offset) of one recording of a take.

    Raises:
        Broken, Wrong: see there.
    """
    env = os.environ | {
        "JACK_DEFAULT_SERVER": f"g2m-{uuid.uuid4().hex[:8]}",
        "JACK_NO_AUDIO_RESERVATION": "1",
        "JACK_NO_START_SERVER": "1",
        "ARDOUR_PROOF": str(folder / "session"),
    }
    sent = folder / "sent.txt"
    with _server(env), _ardour(env, folder) as ardour:
        _wait(lambda: "recording" in _said(folder), "Ardour does not record")
        command = [
            *PLAY,
            "run",
            "--no-preview",
            "--source",
            str(take),
            "--realtime",
            "--transcript",
            str(sent),
        ]
        player = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        try:
            _wait(lambda: _connect(env), "the ports are not there")
            if player.wait(PATIENCE) != 0:
                raise Wrong("gesture2midi ended badly")
        finally:
            player.kill()
        assert ardour.stdin is not None
        ardour.stdin.close()
        _wait(lambda: ardour.poll() is not None, "Ardour does not end")
    return _compare(list(_transcript(sent)), _recorded(folder / "session"))


def _compare(sent: list[Event], got: list[Event]) -> tuple[int, float]:
    if not got:
        raise Broken("nothing was recorded")
    sent, got = sorted(sent, key=_voice), sorted(got, key=_voice)
    if [event.said for event in sent] != [event.said for event in got]:
        raise Wrong(f"{len(sent)} events were sent and {len(got)} recorded, or others than those")
    offset = median(b.t - a.t for a, b in zip(sent, got, strict=True))
    worst = max(abs(b.t - a.t - offset) for a, b in zip(sent, got, strict=True))
    if worst > PERIOD / RATE:
        raise Wrong(f"one of {len(got)} events was recorded {worst * 1000:.1f} ms off its time")
    return len(got), worst


def _voice(event: Event) -> tuple[str, ...]:
    """Whose order counts: the notes of a channel, or one of its controllers."""
    channel, kind, *numbers = event.said
    return channel, *(("cc", numbers[0]) if kind == "cc" else (kind.split("_")[0],))


def _transcript(path: Path) -> Iterator[Event]:
    for line in path.read_text().splitlines():
        t, *said = line.split()
        yield Event(float(t), tuple(said))


def _recorded(session: Path) -> list[Event]:
    """What stands in the longest MIDI file of the session, in a transcript's words."""
    files = [mido.MidiFile(path) for path in session.glob("interchange/*/midifiles/*.mid")]
    if not files:
        return []
    found, t = [], 0.0
    for message in max(files, key=lambda file: sum(map(len, file.tracks))):
        t += message.time
        if not message.is_meta:
            found.append(Event(t, _words(message)))
    return found


def _words(message: mido.Message) -> tuple[str, ...]:
    channel = f"ch{message.channel + 1}"
    match message.type:
        case "note_on" if message.velocity:
            return channel, "note_on", str(message.note), str(message.velocity)
        case "note_on" | "note_off":
            return channel, "note_off", str(message.note)
        case "control_change":
            return channel, "cc", str(message.control), str(message.value)
        case "pitchwheel":
            return channel, "bend", str(message.pitch)
        case "aftertouch":
            return channel, "pressure", str(message.value)
        case "program_change":
            return channel, "program", str(message.program)
    raise Wrong(f"Ardour recorded {message}, which nobody sends")


@contextmanager
def _server(env: dict[str, str]) -> Iterator[None]:
    command = ["jackd", "-n", env["JACK_DEFAULT_SERVER"], "-S", "-r", "-d", "dummy"]
    server = subprocess.Popen(
        [*command, "-r", str(RATE), "-p", str(PERIOD)],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(lambda: "system:playback_1" in _ask(env, "jack_lsp"), "jackd does not start")
        yield
    finally:
        # Killed hard it would keep one of the eight places that JACK has in shared memory.
        server.terminate()
        server.wait()


@contextmanager
def _ardour(env: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "ardour.log").open("wb") as log:
        ardour = subprocess.Popen(
            ["ardour7-lua", str(HERE / "record.lua")], env=env, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    try:
        yield ardour
    finally:
        ardour.kill()
        ardour.wait()


def _said(folder: Path) -> str:
    return (folder / "ardour.log").read_text(errors="replace")


def _connect(env: dict[str, str]) -> bool:
    _ask(env, "jack_connect", SENDS, HEARS)
    ports = _ask(env, "jack_lsp", "-c").splitlines()
    return SENDS in ports and f"   {HEARS}" in ports[ports.index(SENDS) + 1 :]


def _ask(env: dict[str, str], *command: str) -> str:
    # These programs can hang on a sick server.
    asked = ["timeout", "-k", "1", "10", *command]
    return subprocess.run(asked, env=env, capture_output=True, text=True).stdout


def _wait(reached: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise Broken(otherwise)
        time.sleep(0.1)


@click.command()
@click.option("--runs", default=1, show_default=True)
def main(runs: int) -> None:
    """Print how each run ended, and how many ended how."""
    for program in ("jackd", "jack_lsp", "jack_connect", "ardour7-lua"):
        if shutil.which(program) is None:
            raise click.ClickException(
                f"{program} is not installed: apt install ardour jackd2 jack-example-tools"
            )
    ends: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        take = Path(folder) / "hands.jsonl"
        score = f"performer:{HERE / 'hands.yaml'}"
        subprocess.run([*PLAY, "render", score, "--record", str(take)], check=True)
        for run in range(1, runs + 1):
            end = _run(run, take, Path(folder))
            ends += end
            if not end["right"]:
                break
    click.echo(", ".join(f"{end} {ends[end]}" for end in ("right", "wrong", "broken")))
    sys.exit(ends["right"] < runs)


def _run(run: int, take: Path, folder: Path) -> Counter[str]:
    """How often it broke, and how it ended."""
    ends: Counter[str] = Counter()
    while ends["broken"] < TRIES:
        inside = folder / f"{run}-{ends['broken']}"
        inside.mkdir()
        try:
            events, worst = prove(take, inside)
        except Broken as broken:
            ends["broken"] += 1
            click.echo(f"{run}: broken: {broken}.")
        except Wrong as wrong:
            kept = shutil.copytree(inside, f"ardour-wrong-{run}", dirs_exist_ok=True)
            click.echo(f"{run}: wrong: {wrong}; see {kept}.")
            return ends + Counter(wrong=1)
        else:
            click.echo(f"{run}: right: {events} events, at most {worst * 1000:.1f} ms off.")
            return ends + Counter(right=1)
    return ends


if __name__ == "__main__":
    main()

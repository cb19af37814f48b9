"""Ardour records the performer, and what it recorded is held against what was sent.

    python tests/peers/ardour/prove.py --runs 20

Needs ardour and jackd2 (Debian 12; from 13 on jack-example-tools, too). It stands outside the test suite,
for Ardour without a screen fails by itself now and then, with exit status 0. So three ends are told apart,
by the recording alone:

- right: the same notes in the same order and the same of each controller, each within one audio period of
  its time, after an offset that all of them share (what comes at one instant Ardour sorts as it likes);
- wrong: something else was recorded (the program fails at once);
- broken: Ardour or JACK recorded nothing at all; it is tried again up to five times, and counted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click
import mido
from peer import PATIENCE, PERIOD, PLAY, RATE, Broken, Wrong, connected, environment, need, server, wait

HERE = Path(__file__).parent
SENDS, HEARS = "Gesture2MIDI:Gesture2MIDI", "ardour:hands/midi_in 1"
TRIES = 5


class Event(NamedTuple):
    """A time in seconds, and what is said in a transcript's words."""

    t: float
    said: tuple[str, ...]


def prove(take: Path, folder: Path) -> tuple[int, float]:
    """(events, worst time in s off the common offset) of one recording of a take.

    Raises:
        Broken, Wrong: see there.
    """
    env = environment() | {"ARDOUR_PROOF": str(folder / "session")}
    sent = folder / "sent.txt"
    with server(env), _ardour(env, folder) as ardour:
        wait(lambda: "recording" in _said(folder), "Ardour does not record")
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
            wait(lambda: connected(env, SENDS, HEARS), "the ports are not there")
            if player.wait(PATIENCE) != 0:
                raise Wrong("gesture2midi ended badly")
        finally:
            player.kill()
        assert ardour.stdin is not None
        ardour.stdin.close()
        wait(lambda: ardour.poll() is not None, "Ardour does not end")
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


@click.command()
@click.option("--runs", default=1, show_default=True)
def main(runs: int) -> None:
    """Print how each run ended, and how many ended how."""
    need("jackd", "jack_lsp", "jack_connect", "ardour7-lua")
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

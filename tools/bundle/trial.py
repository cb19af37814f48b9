"""What an installed program has to do, wherever and by whatever it was installed."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.request import urlopen

from gesture2midi import paths
from tools.bundle.description import read
from tools.bundle.try_windows import OURS, Failed, linux, passed, write_take

_PORT = 8652
_PATIENCE = 240.0
"""Seconds that a page may take on a busy machine before it is given up."""

Run = Callable[..., tuple[str, float]]
"""Returns what the program said with these arguments, and how long it took."""


def runner(command: Sequence[str], environment: dict[str, str]) -> Run:
    """Returns what runs the program that `command` starts."""

    def run(*arguments: str) -> tuple[str, float]:
        began = time.monotonic()
        done = output([*command, *arguments], environment)
        passed(" ".join(arguments), done)
        return done.stdout, time.monotonic() - began

    return run


def plays(run: Run, home: Path, place: str) -> None:
    """Pass a program that knows its version and mappings, and plays a take as this checkout does, and aloud.

    Args:
        home: the player's home folder, as this process sees it. place: as the program sees it.

    Raises:
        Failed: something of that fails.
    """
    version, cold = run("--version")
    _, warm = run("--version")
    if read().app.version not in version:
        raise Failed(f"--version says {version!r}")
    _, checked = run("check", *paths.bundled_mappings())
    print(f"  --version {cold:.2f} s, again {warm:.2f} s; check of all mappings {checked:.1f} s", flush=True)
    write_take(home / "take.jsonl")

    def played(folder: str) -> tuple[str, ...]:
        return ("--mapping", "theremin", "--midi", f"{folder}/take.mid", "--transcript", f"{folder}/take.txt")

    run("render", f"{place}/take.jsonl", *played(place), "--wav", f"{place}/take.wav")
    with tempfile.TemporaryDirectory() as folder:
        passed("render", linux(*OURS, "render", home / "take.jsonl", *played(folder), cwd=home))
        for file in Path(folder).iterdir():
            if file.read_bytes() != (home / file.name).read_bytes():
                raise Failed(f"render of a take: {file.name} is another than from the source")
    with wave.open(str(home / "take.wav")) as sound:
        if not any(sound.readframes(sound.getnframes())):
            raise Failed("render of a take is silent")


def tracks(run: Run, home: Path, place: str) -> None:
    """Pass a program whose tracker follows drawn hands.

    Raises:
        Failed: what it plays is no song.
    """
    _, rendered = run("render", "performer:demo", "--midi", f"{place}/demo.mid")
    song = (home / "demo.mid").read_bytes()
    if not song.startswith(b"MThd") or len(song) < 500:
        raise Failed("render performer:demo wrote no song")
    print(f"  render performer:demo {rendered:.1f} s", flush=True)


def answers(command: Sequence[str], environment: dict[str, str], page: str, text: bytes) -> None:
    """Pass a command that answers with a page that has this text; it is ended then.

    command: what starts it, but for its port. page: its path, as /metrics.

    Raises:
        Failed: it does not answer, or otherwise.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen([*command, "--http-port", str(_PORT)], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True)  # fmt: skip
        try:
            while time.monotonic() - began < _PATIENCE and running.poll() is None:
                try:
                    with urlopen(f"http://127.0.0.1:{_PORT}{page}", timeout=10) as answer:
                        if text not in answer.read():
                            raise Failed(f"{page} is another page")
                    print(f"  {page} after {time.monotonic() - began:.1f} s", flush=True)
                    return
                except OSError:  # not there yet, or too busy to answer in time
                    time.sleep(0.1)
            log.seek(0)
            raise Failed(f"{page} does not answer\n{log.read().decode('utf-8', 'replace')[-1500:]}")
        finally:
            os.killpg(running.pid, 15)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, 9)
                running.wait()


def studio(command: Sequence[str], environment: dict[str, str]) -> None:
    """Pass a program whose studio's page answers.

    Raises:
        Failed: it does not.
    """
    options = ("--source", "performer", "--no-browser", "--no-midi", "--no-synth")
    answers([*command, "studio", *options], environment, "/", b"Gesture2MIDI")


def output(command: Sequence[str | Path], env: dict[str, str] | None) -> subprocess.CompletedProcess[str]:
    """Returns what a command said, which is told nothing."""
    return subprocess.run(list(map(str, command)), env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          encoding="utf-8", errors="replace", timeout=900)  # fmt: skip
